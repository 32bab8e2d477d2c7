"""What an IT department types: settings explained, the installation proven, a bundle that tells nothing of people."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.support.otherservices import Way, nobody, service
from tests.support.program import PATIENCE, Program, Ran, Service
from tests.support.secretservice import secret_service

NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
PLACED = """
import sys
from pathlib import Path
from sagsbud.system import places
where = Path(sys.argv[1])
places_of_this_test = places.Places(where / "machine.json", (where / "policies.json",))
import sagsbud.bootstrap.profile, sagsbud.cli.starting
sagsbud.bootstrap.profile.standard_places = sagsbud.cli.starting.standard_places = lambda: places_of_this_test
from sagsbud.cli.main import main
sys.exit(main(sys.argv[2:]))
"""
"""The program with the organisation's files in a folder of the test: no variable of the environment could move them."""


def run_in(places: Path, *arguments: str, environment: dict[str, str] | None = None) -> Ran:
    """Run a command on a machine whose organisation's settings lie in `places`."""
    done = subprocess.run(
        [sys.executable, "-c", PLACED, str(places), *arguments, "--json"],
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env=os.environ | NO_KEYRING | (environment or {}),
    )
    return Ran(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode())


@pytest.fixture
def places(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    return folder


def write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


# -- settings -----------------------------------------------------------------------------------------------------


def test_explain_config_names_winner_layer_and_lock(places: Path, tmp_path: Path) -> None:
    write(places / "policies.json", {"locked": {"undo_seconds": 5}, "preset": {"language": "en"}})
    write(tmp_path / "settings.json", {"undo_seconds": 60, "grace_days": 3})
    ran = run_in(places, "explain-config", "--data", str(tmp_path))
    assert ran.code == 0, ran
    found = {row["key"]: row for row in ran.records[0]["settings"]}
    policy = str(places / "policies.json")
    assert found["undo_seconds"] == {
        "key": "undo_seconds", "value": 5, "layer": "policy", "locked": True, "source": policy,
    }  # fmt: skip
    assert (found["language"]["layer"], found["language"]["locked"]) == ("policy", False)
    assert (found["grace_days"]["value"], found["grace_days"]["layer"]) == (3, "user")
    assert (found["appearance"]["layer"], found["appearance"]["source"]) == ("built_in", None)


def test_a_bad_policy_is_said_by_every_command_and_the_last_good_value_holds(places: Path, tmp_path: Path) -> None:
    write(places / "policies.json", {"locked": {"undo_seconds": 5}})
    run_in(places, "explain-config", "--data", str(tmp_path))
    write(places / "policies.json", {"locked": {"undo_seconds": "fem", "undo_secs": 1}})
    ran = run_in(places, "explain-config", "--data", str(tmp_path))
    assert ran.code == 1
    assert {problem["code"] for problem in ran.records[0]["problems"]} == {"wrong_value", "unknown_key"}
    assert [row["value"] for row in ran.records[0]["settings"] if row["key"] == "undo_seconds"] == [5]
    with service() as url:
        other = run_in(places, "queue", "--data", str(tmp_path), "--service", url)
    assert other.code == 0
    assert "undo_secs" in other.err


def test_a_locked_service_cannot_be_passed_by(places: Path, tmp_path: Path) -> None:
    write(places / "policies.json", {"locked": {"service_url": nobody()}})
    with service() as url:
        ran = run_in(places, "sync", "--data", str(tmp_path), "--service", url)
        assert ran.code == 4, ran
        assert ran.records == [{"error": {"code": "policy", "key": "service_url"}}]
        assert run_in(places, "selftest", "--data", str(tmp_path), "--service", url).code == 4


def test_a_preset_service_can(places: Path, tmp_path: Path) -> None:
    write(places / "machine.json", {"preset": {"service_url": nobody()}})
    with service() as url:
        assert run_in(places, "sync", "--data", str(tmp_path), "--service", url).code == 0
    assert run_in(places, "selftest", "--data", str(tmp_path)).code == 3


def test_the_machines_profile_is_used_and_a_locked_one_cannot_be_passed_by(places: Path, tmp_path: Path) -> None:
    write(places / "machine.json", {"locked": {"profile": "fjordby"}})
    ran = run_in(places, "explain-config", "--data", str(tmp_path))
    assert ran.records[0]["profile"] == "fjordby"
    assert run_in(places, "queue", "--data", str(tmp_path), "--profile", "demo").code == 4
    refused = run_in(places, "queue", "--data", str(tmp_path))
    assert refused.records == [{"error": {"code": "no_keyring"}}]  # and no trial key, for this is no trial


@pytest.mark.parametrize("variable", ["XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "HOME", "PROGRAMDATA", "SAGSBUD_POLICY"])
def test_no_variable_of_the_environment_moves_a_policy(places: Path, tmp_path: Path, variable: str) -> None:
    write(places / "policies.json", {"locked": {"undo_seconds": 5}})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = run_in(places, "explain-config", "--data", str(tmp_path), environment={variable: str(elsewhere)})
    assert [row["value"] for row in ran.records[0]["settings"] if row["key"] == "undo_seconds"] == [5]


def test_case_data_never_goes_unencrypted_to_another_machine(tmp_path: Path) -> None:
    ran = Program(tmp_path, "http://sagdok.invalid").run("sync")
    assert ran.code == 4
    assert ran.records == [{"error": {"code": "unsafe_address"}}]


# -- the self-test ------------------------------------------------------------------------------------------------

ROW = {"name", "state", "ok", "code", "subject", "finding", "remedy", "params"}


def test_the_selftest_passes_on_a_new_installation_and_its_form_is_stable(tmp_path: Path) -> None:
    ran = Program(tmp_path).run("selftest")
    assert ran.code == 0, ran
    (told,) = ran.records
    assert set(told) == {"ok", "state", "checks"}
    assert (told["ok"], told["state"]) == (True, "note")
    assert all(set(row) == ROW for row in told["checks"])
    assert [row["name"] for row in told["checks"]] == [
        "settings", "key", "store", "encryption", "queue", "space", "service", "certificate", "login", "clock",
        "standard", "subjects", "broker", "kle", "folders", "reading", "ocr",
    ]  # fmt: skip


def test_without_text_recognition_it_passes_with_a_note(tmp_path: Path) -> None:
    ran = Program(tmp_path, environment={"PATH": str(tmp_path)}).run("selftest")
    assert ran.code == 0, ran
    (row,) = [row for row in ran.records[0]["checks"] if row["name"] == "ocr"]
    assert (row["state"], row["code"]) == ("note", "ocr_missing")


def test_a_keyring_is_named_and_a_locked_one_too(tmp_path: Path) -> None:
    with secret_service(sys.executable) as keyring, service() as url:
        program = Program(tmp_path, url, keyring.environment)
        (row,) = [row for row in program.run("selftest").records[0]["checks"] if row["name"] == "key"]
        assert (row["code"], row["params"]["kind"]) == ("key_keyring", "SecretService")
        keyring.lock()
        ran = program.run("selftest")
        assert ran.code == 4
        rows = {row["name"]: row for row in ran.records[0]["checks"]}
        assert (rows["key"]["code"], rows["store"]["state"]) == ("keyring_locked", "skipped")


def test_the_worst_finding_decides_the_exit_code(tmp_path: Path) -> None:
    write(tmp_path / "settings.json", {"farve": 1})
    with service(Way(401, b"{}")) as url:
        assert Program(tmp_path, url).run("selftest").code == 3


def test_numbers_are_written_as_the_language_has_them_and_json_keeps_its_points(tmp_path: Path) -> None:
    for language, mark in (("da", ","), ("en", ".")):
        write(tmp_path / "settings.json", {"language": language})
        (row,) = [row for row in Program(tmp_path).run("selftest").records[0]["checks"] if row["name"] == "space"]
        assert re.fullmatch(r"\d+\.\d", row["params"]["free"])
        assert row["params"]["free"].replace(".", mark) in row["finding"]


# -- what would be left behind ------------------------------------------------------------------------------------


@pytest.fixture
def real(tmp_path: Path) -> dict[str, str]:
    """What lets a profile that is no trial open."""
    secret = tmp_path / "passphrase"
    secret.write_text("hest batteri klamme")
    secret.chmod(0o600)
    return {"SAGSBUD_PASSPHRASE_FILE": str(secret)}


def test_what_is_promised_is_told_without_any_key_until_it_is_delivered(tmp_path: Path, real: dict[str, str]) -> None:
    running = Service(tmp_path / "service").start()
    try:
        running.put_sag("26/1182", "Hegn", running.put_klasse("01.02.03"))
        letter = tmp_path / "brev.txt"
        letter.write_text("Et brev om et hegn.")
        program = Program(tmp_path / "data", running.url, real)
        assert program.run("file", letter, "--sag", "26/1182", "--kle", "01.02.03").code == 0
        asked = Program(tmp_path / "data").run("unsent")
        assert (asked.code, asked.records[0]["profiles"][0]["unsent"]) == (1, 1)
        assert program.run("sync", "--wait", "60").records[-1]["counts"] == {"FILED": 1}
        asked = Program(tmp_path / "data").run("unsent")
        assert (asked.code, asked.records[0]["profiles"][0]["unsent"]) == (0, 0)
    finally:
        running.stop()


def test_asking_what_is_unsent_makes_no_folder(tmp_path: Path) -> None:
    assert Program(tmp_path / "nowhere").run("unsent").records == [{"profiles": []}]
    assert not (tmp_path / "nowhere").exists()


# -- at log-in ----------------------------------------------------------------------------------------------------


def test_at_login_nothing_opens_unless_the_setting_says_so(places: Path, tmp_path: Path) -> None:
    screenless = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    quiet = run_in(places, "open", "--at-login", "--data", str(tmp_path / "data"), environment=screenless)
    assert (quiet.code, quiet.err) == (0, "")
    write(places / "policies.json", {"locked": {"at_login": "window"}})
    asked = run_in(places, "open", "--at-login", "--data", str(tmp_path / "data"), environment=screenless)
    assert asked.code == 1, asked  # a window was asked for, and there is no screen
    assert asked.err


# -- trouble nobody foresaw ---------------------------------------------------------------------------------------


def test_a_defect_is_one_sentence_with_its_place_in_the_log(tmp_path: Path) -> None:
    broken = (
        "import sys, sagsbud.cli.queue as queue\n"
        "def run(args, out):\n    raise RuntimeError('010101-0000 Ane Prøvesen')\n"
        "queue.run = run\nfrom sagsbud.cli.main import main\nsys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken, "queue", "--data", str(tmp_path), "--json"],
        capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "defect"
    assert b"Traceback" not in done.stderr
    assert b"RuntimeError" in done.stderr
    log = (tmp_path / "logs" / "sagsbud.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    for told in (log, done.stderr.decode(), done.stdout.decode()):
        assert "Prøvesen" not in told
        assert "010101-0000" not in told
        assert "0101010000" not in told


def test_an_impossible_profile_name_is_wrong_use(tmp_path: Path) -> None:
    assert Program(tmp_path).run("queue", "--profile", "../andet").code == 2


# -- diagnostics --------------------------------------------------------------------------------------------------

NAME = "Ane Prøvesen"
CPR = "010101-0000"
TITLE = "Ansøgning om hjemmehjælp"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmUifQ.c2lnbmF0dXI"
PLANTED = [
    NAME, "Prøvesen", CPR, "0101010000", "0101-0000", TITLE, "hjemmehjælp", TOKEN, "fjordby-hemmelig", "Hemmelig Post",
    "Indscanning", "11111111-2222-4333-8444-555555555555", "12345678", "ane@fjordby", "sagdok-hemmelig", "26/1182",
]  # fmt: skip
LOGS = """
import logging, sys
from pathlib import Path
from sagsbud.system.logs import log_to_files
from sagsbud.system.pseudonyms import Pseudonyms
data = Path(sys.argv[1])
log_to_files(data / "logs", Pseudonyms(data / "pseudonyms.key"))
name, cpr, title, token = sys.argv[2:]
log = logging.getLogger("sagsbud.outbox.delivery")
log.warning("filed %s for %s (%s)", title, name, cpr)
log.warning("the service is shut to us: %s", "unreachable")
log.info("header %s", "Bearer " + token)
logging.getLogger("httpx").warning("GET https://sagdok-hemmelig.example/sag/sag?parter=urn:oio:cpr-nr:%s", cpr)
try:
    raise ValueError(f"{name} {cpr}")
except ValueError:
    log.error("it ended", exc_info=True)
"""


@pytest.fixture
def planted(tmp_path: Path) -> Program:
    """A profile with secrets in every place that goes near the bundle."""
    data, scan = tmp_path / "data", tmp_path / NAME / "Indscanning"
    data.mkdir()
    scan.mkdir(parents=True)
    write(
        data / "settings.json",
        {
            "service_url": "https://sagdok-hemmelig.example/fjordby-hemmelig",
            "proxy": nobody(),
            "own_domains": ["fjordby-hemmelig.example"],
            "unit": "11111111-2222-4333-8444-555555555555",
            "authority": "12345678",
            "folders": [{"path": str(scan), "label": "Hemmelig Post", "take": [f"{NAME}*"]}],
            f"{NAME} {CPR}": TOKEN,
        },
    )
    running = Service(tmp_path / "service").start()
    klasse = running.put_klasse("01.02.03")
    running.put_sag("26/1182", TITLE, klasse)
    program = Program(data, running.url)
    letter = tmp_path / f"{TITLE} {NAME} {CPR}.txt"
    letter.write_text(f"Sagsnr. 26/1182\n\n{TITLE}\n\nFra {NAME}, cpr {CPR}, ane@fjordby-hemmelig.example\n")
    filed = program.run("file", letter, "--sag", "26/1182", "--kle", "01.02.03")
    assert [record["state"] for record in filed.records] == ["QUEUED"], filed
    running.stop()
    assert program.run("sync").code == 3
    subprocess.run([sys.executable, "-c", LOGS, str(data), NAME, CPR, TITLE, TOKEN], check=True, timeout=PATIENCE)
    with (data / "logs" / "sagsbud.log").open("a", encoding="utf-8") as log:
        log.write(f"2026-11-23T09:00:00.000Z INFO x:1 {NAME} {CPR} Bearer {TOKEN} [0123456789]\n{TITLE}\n")
    (data / "logs" / "crash.log").write_text(
        f'Fatal Python error: Segmentation fault\n\n  File "sagsbud/outbox/store.py", line 5 in page\n'
        f'  File "/home/{NAME}/lib/python3.11/json/decoder.py", line 7 in decode\n{CPR}\n'
    )
    (data / f"{NAME}.tmp").write_text(CPR)
    return program


def bundle(program: Program, path: Path) -> dict[str, str]:
    """Write a bundle; its parts."""
    ran = program.run("diagnostics", path)
    assert ran.code == 0, ran
    with zipfile.ZipFile(path) as opened:
        parts = {name: opened.read(name).decode() for name in opened.namelist()}
    assert [part["name"] for part in ran.records[0]["parts"]] == list(parts)
    return parts


def test_a_bundle_holds_none_of_what_was_planted(planted: Program, tmp_path: Path) -> None:
    parts = bundle(planted, tmp_path / "til-support.zip")
    everything = "\n".join([*parts, *parts.values()])
    secrets = [*PLANTED, str(tmp_path), str(Path.home()), "127.0.0.1", *map(str, _forms(NAME))]
    assert [secret for secret in secrets if secret.lower() in everything.lower()] == []


def _forms(name: str) -> list[str]:
    """A name as JSON, urls and file systems may spell it."""
    return [json.dumps(name).strip('"'), name.replace(" ", "%20"), name.encode().decode("latin-1")]


def test_a_bundle_still_tells_what_is_wrong(planted: Program, tmp_path: Path) -> None:
    parts = bundle(planted, tmp_path / "til-support.zip")
    checks = {row["name"]: row for row in json.loads(parts["selftest.json"])}
    assert (checks["service"]["state"], checks["service"]["code"]) == ("failed", "unreachable_connect")
    settings = json.loads(parts["settings.json"])
    assert settings["problems"][0]["code"] == "unknown_key"
    values = {row["key"]: row["value"] for row in settings["settings"]}
    assert values["service_url"].startswith("https://host-")
    assert values["folders"][0]["path"].startswith("folder-")
    queue = json.loads(parts["queue.json"])
    assert queue["counts"] == {"WAITING": 1}
    assert (queue["entries"][0]["state"], queue["entries"][0]["trouble"]) == ("WAITING", "unreachable")
    assert "the service is shut to us: unreachable" in parts["log/sagsbud.log"]
    assert "ValueError at" in parts["log/sagsbud.log"]
    assert "(2 other lines were left out)" in parts["log/sagsbud.log"]
    assert "outbox/store.py:5 page" in parts["log/crash.log"]
    assert "json/decoder.py:7 decode" in parts["log/crash.log"]
    assert json.loads(parts["files.json"])["files"]["outbox.db"] > 0


def test_pseudonyms_are_the_same_in_the_next_bundle(planted: Program, tmp_path: Path) -> None:
    first, second = (bundle(planted, tmp_path / name) for name in ("1.zip", "2.zip"))
    assert first["settings.json"] == second["settings.json"]
    items = [json.loads(parts["queue.json"])["entries"][0]["item"] for parts in (first, second)]
    assert items[0] == items[1]
    assert items[0].startswith("item-")


def test_the_preview_is_what_would_be_written_and_writes_nothing(planted: Program, tmp_path: Path) -> None:
    ran = planted.run("diagnostics", tmp_path / "til-support.zip", "--list")
    assert ran.code == 0
    assert not (tmp_path / "til-support.zip").exists()
    shown = {part["name"]: part["text"] for part in ran.records[0]["parts"]}
    written = bundle(planted, tmp_path / "til-support.zip")
    assert shown.keys() == written.keys()
    assert shown["settings.json"] == written["settings.json"]
    assert planted.run("diagnostics").code == 2


def test_a_locked_store_is_said_and_the_bundle_is_made_all_the_same(tmp_path: Path) -> None:
    Program(tmp_path / "data").run("queue")
    (tmp_path / "data" / "trial.key").unlink()
    parts = bundle(Program(tmp_path / "data"), tmp_path / "til-support.zip")
    assert json.loads(parts["queue.json"]) == {"unavailable": "no_keyring"}
