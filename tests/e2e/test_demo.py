"""The demo from outside: what it says it filed, and what the service says it holds."""

import hashlib
import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sagsbud.demo import load_plan
from sagsbud.sagdok.setup import sag_id
from sagsbud.system.embedded import EmbeddedService

from tests.support.program import PATIENCE, Program, Ran, Service, free_port, showing, trial_key

FOLDER = Path(__file__).parents[2] / "resources" / "demo"
PLAN = load_plan(FOLDER)
LONG = 10 * PATIENCE
PERSON = {
    "Scan_0412.pdf": "no_suggestion",
    "Rykker parkeringsdispensation for hjemmepleje.eml": "no_suggestion",
    "SKM_C25826111809300.pdf": "unsure",
    "Høringssvar lokalplan 114.docx": "sag_closed",
    "Statik, tillæg B.pdf": "encrypted",
    "Pejling uge 46.docx": "damaged",
}
"""What the demo leaves to a person on purpose, and why."""
SAGER = {
    "Ansøgning om byggetilladelse.pdf": "26/1182",
    "SV Nabohøring om overskridelse af byggelinje.eml": "26/1182",
    "SKM_C25826112308410.pdf": "26/1140",
    "Anmodning om aktindsigt i byggesag.eml": "26/1182",
    "scan_0231.pdf": "26/1090",
    "Besigtigelse på Mosevej 3 flyttes.eml": "26/1090",
    "SV Skimmelsvamp i lejebolig.eml": "26/1160",
    "Skadet fortov ved Skolebakken.jpg": "26/1021",
    "Telefonnotat Mosevej 3.txt": "26/1090",
    "Fællesvej Engdraget.pdf": "26/1020",
    "Referat af partshøring 18.11.docx": "26/0861",
    "Anmeldelse af jordflytning.odt": "26/0977",
    "Faktura 20261187.pdf": "26/0977",
    "Påbud Bakkegårdsvej 21.pdf": "26/0933",
    "26-1033 Kontrakt om snerydning.docx": "26/1033",
    "Partshøring, påbud om rottesikring.docx": "26/0861",
    "Fuldmagt.pdf": "26/1182",
}
"""Where a caseworker would file the others."""


@dataclass(frozen=True)
class Shown:
    """A demo that was run once, and the service that outlived it."""

    service: Service
    program: Program
    ran: Ran


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One run for the tests that only look."""
    folder = tmp_path_factory.mktemp("demo")
    service = Service(folder / "service").start()
    program = Program(folder / "data", service.url)
    yield Shown(service, program, program.run("demo", "--headless", patience=LONG))
    service.stop()


def documents_of(ran: Ran) -> dict[str, dict[str, Any]]:
    """The documents of a demo's answer by the name they came under."""
    return {document["name"]: document for document in ran.records[-1]["documents"]}


def test_the_demo_files_what_it_knows_and_leaves_the_rest_to_a_person(shown: Shown) -> None:
    assert shown.ran.code == 0, shown.ran
    (answer,) = shown.ran.records
    documents = documents_of(shown.ran)
    assert answer["service"] == shown.service.url
    assert answer["counts"] == {"FILED": len(SAGER), "DRAFT": len(PERSON)}
    assert {name: one["sag"] for name, one in documents.items() if one["state"] == "FILED"} == SAGER
    assert {name: one["reason"] for name, one in documents.items() if one["state"] == "DRAFT"} == PERSON
    kle = {sag.sagsnummer: sag.kle for sag in PLAN.sager}
    for one in documents.values():
        assert one["sha256"] == hashlib.sha256(Path(one["path"]).read_bytes()).hexdigest()
        assert one["verified"] is (one["state"] == "FILED")
        assert one["kle"] == (kle[one["sag"]] if one["sag"] else None)
    already = [name for name, one in documents.items() if one["reason"] == "already_filed"]
    assert already == ["scan_0231.pdf"]


def test_the_service_holds_what_the_demo_says_and_a_second_run_files_nothing_twice(shown: Shown) -> None:
    first = shown.ran
    held = everything_in(shown.service)

    wanted = {one["dokument"]: one["sha256"] for one in documents_of(first).values() if one["dokument"]}
    wanted |= {b["dokument"]: b["sha256"] for one in documents_of(first).values() for b in one["bilag"]}
    hearing = hashlib.sha256((FOLDER / "naboorientering.eml").read_bytes()).hexdigest()
    assert {uuid: held[uuid] for uuid in wanted} == wanted
    assert [digest for uuid, digest in held.items() if uuid not in wanted] == [hearing]

    second = shown.program.run("demo", "--headless", patience=LONG)

    assert second.code == 0, second
    again = documents_of(second)
    assert all(one["reason"] == "already_filed" for one in again.values() if one["state"] == "FILED")
    assert all(one["verified"] for one in again.values() if one["state"] == "FILED")
    assert second.records[-1]["counts"] == first.records[-1]["counts"]
    assert everything_in(shown.service) == held


def everything_in(service: Service) -> dict[str, str]:
    """Each Dokument on the demo's cases with the sha256 of its bytes; each stands once in the journal of its case."""
    held: dict[str, str] = {}
    for sag in PLAN.sager:
        uuid = sag_id(sag.sagsnummer)
        dokumenter = service.dokumenter_on(uuid)
        assert sorted(service.journalposter_on(uuid)) == sorted(dokumenter)
        for dokument in dokumenter:
            assert dokument not in held
            held[dokument] = hashlib.sha256(service.content_of(dokument)).hexdigest()
    return held


def test_attachments_are_dokumenter_of_their_own_that_the_mail_points_at(shown: Shown) -> None:
    answer = documents_of(shown.ran)["SV Nabohøring om overskridelse af byggelinje.eml"]

    assert len(answer["bilag"]) == 3, "the signature's logos stay inside the mail"
    registration = shown.service.dokument(answer["dokument"])
    pointed_at = {entry["uuid"] for entry in registration["relationer"]["bilag"]}
    assert pointed_at == {bilag["dokument"] for bilag in answer["bilag"]}


def test_the_embedded_service_is_started_and_ended_and_keeps_what_it_got(tmp_path: Path) -> None:
    program = Program(tmp_path / "data")
    ran = program.run("demo", "--headless", patience=LONG)
    assert ran.code == 0, ran
    with pytest.raises(httpx.ConnectError):
        httpx.get(ran.records[-1]["service"] + "/healthz")

    embedded = EmbeddedService(tmp_path / "data" / "service", trial_key(tmp_path / "data"))
    try:
        later = Service(tmp_path, port=int(embedded.start().rsplit(":", 1)[1]))
        assert sum(len(later.dokumenter_on(sag_id(sag.sagsnummer))) for sag in PLAN.sager) == 25
    finally:
        embedded.stop()
    queue = program.run("queue", "--state", "filed")
    assert len(queue.records) == len(SAGER) + 1


def test_nothing_that_was_taken_or_filed_shows_in_any_byte_of_the_profile(tmp_path: Path) -> None:
    program = Program(tmp_path / "data")
    ran = program.run("demo", "--headless", patience=LONG)
    assert ran.code == 0, ran
    given = [*PLAN.inbox, *PLAN.filed]
    names = [given.name.encode() for given in given]
    titles = [sag.titel.encode() for sag in PLAN.sager]
    contents = [(FOLDER / given.file).read_bytes() for given in given]
    pieces = [content[len(content) // 2 :][:40] for content in contents]
    digests = [hashlib.sha256(content).hexdigest().encode() for content in contents]
    assert showing(tmp_path, [*names, *titles, *pieces, *digests]) == []


def test_people_read_a_table_and_no_cpr_number(tmp_path: Path) -> None:
    program = Program(tmp_path / "data", environment={"COLUMNS": "100"})
    command = [part for part in program.command("demo", "--headless") if part != "--json"]
    environment = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "DISPLAY": ""}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=LONG, check=False, env=environment)
    assert ran.returncode == 0, ran.stderr
    assert "17 dokumenter ligger på deres sager" in ran.stdout
    assert "Ansøgning om byggetilladelse, Birkevænget 14" in ran.stdout
    assert "Sagen er lukket." in ran.stdout
    assert "-0000" not in ran.stdout + ran.stderr
    assert not ran.stdout.startswith("{")


def test_the_window_opens_on_an_inbox_with_what_is_not_filed_yet(tmp_path: Path) -> None:
    pytest.importorskip("PySide6.QtWidgets", reason="Qt's libraries are not on this machine", exc_type=ImportError)
    program = Program(tmp_path / "data")
    command = [part for part in program.command("demo") if part != "--json"]
    environment = os.environ | {
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }
    window = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    try:
        deadline = time.monotonic() + LONG
        states: Counter[str] = Counter()
        while states != {"DRAFT": len(PLAN.inbox) - 1, "FILED": len(PLAN.filed)}:
            assert window.poll() is None, window.communicate()
            assert time.monotonic() < deadline, states
            if (tmp_path / "data" / "outbox.db").exists():
                states = Counter(str(record["state"]) for record in program.run("queue").records)
        window.send_signal(signal.SIGINT)
        _, err = window.communicate(timeout=PATIENCE)
    finally:
        window.kill()
        window.communicate()
    assert window.returncode == 0, err


def test_it_does_not_file_in_a_service_that_is_not_on_this_machine(tmp_path: Path) -> None:
    ran = Program(tmp_path / "data", "https://sager.fjordby.example").run("demo", "--headless")
    assert ran.code == 4, ran
    assert not (tmp_path / "data" / "outbox.db").exists()


def test_without_the_service_it_says_so(tmp_path: Path) -> None:
    ran = Program(tmp_path / "data", f"http://127.0.0.1:{free_port()}").run("demo", "--headless")
    assert ran.code == 3, ran
    assert ran.records[-1]["error"]["code"] == "unreachable"


def test_every_file_of_the_demo_is_used_and_the_whole_is_small() -> None:
    named = {document.file for document in (*PLAN.filed, *PLAN.inbox)}
    there = {path.name for path in FOLDER.iterdir()} - {"demo.json"}
    assert named == there
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
    assert json.loads((FOLDER / "demo.json").read_text(encoding="utf-8"))["unit"] == "Byg og Miljø"
