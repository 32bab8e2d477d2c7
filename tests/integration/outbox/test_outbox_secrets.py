"""Nothing a thief could use: no name, number or title in any file the program leaves, and no use of a copy without the key."""

import base64
import os
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.program import Program, Service, sag_id
from tests.support.waiting import wait_until

KLE, SAG = "01.02.03", "26/9001"
CPR = "010171-0000"
NAMES = ["Karla Hemmelighus", "Viggo Kvorningsdal"]
TITLE = "Underretning om Karla Hemmelighus"
FILE_NAMES = ["Karla Hemmelighus 010171-0000.txt", "mail fra Viggo Kvorningsdal.eml"]
ADDRESS = "viggo.kvorningsdal@borger.example"
NEEDLES = [CPR, CPR.replace("-", ""), *NAMES, TITLE, *FILE_NAMES, ADDRESS, "Hemmelighus", "Kvorningsdal"]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A running service, whose store is not part of what is searched."""
    running = Service(tmp_path / "elsewhere").start()
    running.put_sag(SAG, "Prøvesag", running.put_klasse(KLE))
    yield running
    running.stop()


@pytest.fixture
def program(service: Service, tmp_path: Path) -> Program:
    """A program whose key is sealed by a passphrase that lies elsewhere, and whose temporary files can be searched."""
    passphrase = secret_file(tmp_path / "passphrase", "korrekt hest batteri hæfteklamme")
    (tmp_path / "tmp").mkdir()
    environment = {"SAGSBUD_PASSPHRASE_FILE": str(passphrase), "TMPDIR": str(tmp_path / "tmp")}
    return Program(tmp_path / "data", service.url, environment)


def secret_file(path: Path, line: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(line + "\n")
    return path


def write_documents(folder: Path) -> list[Path]:
    folder.mkdir()
    letter, mail = folder / FILE_NAMES[0], folder / FILE_NAMES[1]
    letter.write_text(f"{TITLE}\n\nFjordby, den 20. november 2026\n\nVedrørende {NAMES[0]}, cpr-nr. {CPR}.\n" * 5)
    mail.write_text(
        f"From: {NAMES[1]} <{ADDRESS}>\nTo: post@fjordby.example\nSubject: {TITLE}\nMessage-ID: <1@borger.example>\n"
        "Date: Fri, 20 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        f"--x\nContent-Type: text/plain; charset=utf-8\n\nMin datter {NAMES[0]}, {CPR}.\n"
        f"--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=bilag.txt\n\n{TITLE} {CPR}\n--x--\n"
    )
    return [letter, mail]


def forms_of(needle: str) -> set[bytes]:
    """The needle as it might lie in a file: in three encodings, in hexadecimal, in base64 at any place."""
    forms = set()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = needle.encode(encoding)
        forms |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + raw)
            forms.add(coded[4 if shift else 0 : len(coded) - 4])
    return forms


def leaks(*folders: Path) -> list[tuple[str, str]]:
    """Which needle lies in which file, or in its name."""
    forms = {needle: forms_of(needle) for needle in NEEDLES}
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            content = path.read_bytes() if path.is_file() else b""
            shown = str(path.relative_to(folder)).encode() + b"\n" + content.lower()
            for needle, wanted in forms.items():
                if any(form.lower() in shown for form in wanted):
                    found.append((needle, str(path)))
    return found


def test_the_search_itself_finds_what_it_looks_for(tmp_path: Path) -> None:
    hidden = [(needle, form) for needle in NEEDLES for form in forms_of(needle)]
    for number, (_needle, form) in enumerate(hidden):
        (tmp_path / str(number)).write_bytes(b"\x00\x01" + form + b"\xff")
    found = leaks(tmp_path)
    assert all((needle, str(tmp_path / str(number))) in found for number, (needle, _form) in enumerate(hidden))


def test_a_whole_run_with_crashes_leaves_nothing_readable(service: Service, program: Program, tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in")
    program.run("intake", tmp_path / "in")
    for pause in (0.3, 0.8, 1.5):
        process = program.start("file", tmp_path / "in", "--sag", SAG, "--kle", KLE)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    filed = program.run("file", *documents, "--sag", SAG, "--kle", KLE)
    assert len(filed.records) == 2, filed
    synced = program.run("sync", "--wait", "60", patience=120)
    assert synced.records[-1]["counts"] == {"FILED": 2}, synced
    program.run("queue")
    program.run("queue", "--verify")
    assert len(service.dokumenter_on(sag_id(SAG))) == 3

    assert leaks(program.data, tmp_path / "tmp") == []
    assert leaks(tmp_path / "elsewhere"), "what was filed is what the service holds, so the needles were there"
    for out in (filed.err, synced.err):
        assert CPR not in out


def test_a_copy_without_the_key_opens_nothing(program: Program, tmp_path: Path) -> None:
    write_documents(tmp_path / "in")
    program.run("intake", tmp_path / "in")
    copy = tmp_path / "copy"
    shutil.copytree(program.data, copy)
    other = {"SAGSBUD_PASSPHRASE_FILE": str(secret_file(tmp_path / "other", "en anden passphrase"))}

    guessed = Program(copy, program.service, other).run("queue")
    without = Program(copy, program.service).run("queue")
    (copy / "passphrase.key").unlink()
    robbed = Program(copy, program.service, other).run("queue")

    assert (guessed.code, guessed.records[-1]["error"]["code"]) == (4, "wrong_key"), guessed
    assert without.code == 4, without
    assert robbed.code == 4, robbed
    for ran in (guessed, without, robbed):
        assert not any("path" in record for record in ran.records)
    assert program.run("queue").records, "the right key still opens the original"


def test_a_crash_writes_no_image_of_the_memory(program: Program, tmp_path: Path) -> None:
    with open("/proc/sys/kernel/core_pattern") as pattern:
        if pattern.read().startswith(("|", "/")):
            pytest.skip("cores do not lie beside the program on this machine")
    (tmp_path / "cwd").mkdir()

    def cores_allowed() -> None:
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    away = Program(program.data, "http://127.0.0.1:9", program.environment)
    write_documents(tmp_path / "in")
    away.run("intake", tmp_path / "in")
    process = subprocess.Popen(
        away.command("file", tmp_path / "in", "--sag", SAG, "--kle", KLE),
        cwd=tmp_path / "cwd", env={**os.environ, **away.environment}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=cores_allowed,  # noqa: PLW1509 - sets a limit and nothing else
    )  # fmt: skip
    limits = Path(f"/proc/{process.pid}/limits")
    wait_until(lambda: re.search(r"core file size +1 ", limits.read_text()) is not None)
    process.send_signal(signal.SIGSEGV)
    assert process.wait(60) == -signal.SIGSEGV
    assert list((tmp_path / "cwd").iterdir()) == []
