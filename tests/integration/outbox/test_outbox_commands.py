"""`queue --verify` and `queue --rebuild` on the real program: the database is gone or damaged, nothing else is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.support.program import Program, Service, sag_id, service_with

KLE = "01.02.03"
SAG = "26/9001"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A running service with one Klasse and one Sag."""
    with service_with(SAG, KLE, tmp_path / "service") as running:
        yield running


def write_letters(folder: Path, numbers: range) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = []
    for number in numbers:
        path = folder / f"brev-{number}.txt"
        path.write_text(f"Fjordby, den 20. november 2026\n\nPrøvebrev nummer {number}\n")
        paths.append(path)
    return paths


@pytest.mark.parametrize("damage", [True, False], ids=["damaged", "gone"])
def test_the_vault_alone_brings_everything_back_and_each_is_filed_once(
    service: Service, tmp_path: Path, damage: bool
) -> None:
    program = Program(tmp_path / "data", service.url)
    first = write_letters(tmp_path / "in", range(3))
    program.run("file", *first, "--sag", SAG, "--kle", KLE)
    program.run("sync", "--wait", "60", patience=120)
    later = write_letters(tmp_path / "in", range(3, 6))
    program.run("file", *later, "--sag", SAG, "--kle", KLE)
    (inbox,) = write_letters(tmp_path / "in", range(6, 7))
    program.run("intake", inbox)
    for part in (tmp_path / "data").glob("outbox.db*"):
        if damage and part.name == "outbox.db":
            part.write_bytes(b"\x55" * 20_000)
        else:
            part.unlink()
    if damage:
        broken = program.run("queue")
        assert (broken.code, broken.records[-1]["error"]["code"]) == (1, "store_damaged"), broken

    rebuilt = program.run("queue", "--rebuild")

    assert rebuilt.code == 0, rebuilt
    (told,) = rebuilt.records
    assert (told["items"], told["promised"], told["nameless"], told["unreadable"]) == (7, 6, 0, 0)
    assert (told["aside"] is not None) is damage
    if damage:
        assert Path(told["aside"]).read_bytes() == b"\x55" * 20_000
    synced = program.run("sync", "--wait", "60", patience=120)
    assert synced.records[-1]["counts"] == {"DRAFT": 1, "FILED": 6}, synced
    dokumenter, journal = service.dokumenter_on(sag_id(SAG)), service.journalposter_on(sag_id(SAG))
    assert len(dokumenter) == len(set(journal)) == len(journal) == 6
    assert {service.content_of(uuid) for uuid in dokumenter} == {path.read_bytes() for path in first + later}
    (draft,) = program.run("queue", "--state", "draft").records
    assert draft["path"] == inbox.name
    verified = program.run("queue", "--verify")
    assert (verified.code, verified.records[-1]["broken_at"], verified.records[-1]["problems"]) == (0, None, [])
    assert verified.records[-1]["rows"] > 7


def test_a_rebuild_waits_for_nobody_who_delivers(tmp_path: Path) -> None:
    program = Program(tmp_path / "data", "http://127.0.0.1:9")
    program.run("queue")
    with FileLock(tmp_path / "data" / "delivery.lock"):
        refused = program.run("queue", "--rebuild")
    assert (refused.code, refused.records[-1]["error"]["code"]) == (1, "store_in_use"), refused


def test_a_check_of_nothing_finds_nothing(tmp_path: Path) -> None:
    verified = Program(tmp_path / "data", "http://127.0.0.1:9").run("queue", "--verify")
    assert (verified.code, verified.records) == (0, [{"rows": 0, "broken_at": None, "problems": []}]), verified


def test_conflicts_are_listed_and_answered_in_bulk_and_a_filed_document_moved(service: Service, tmp_path: Path) -> None:
    program, klasse = Program(tmp_path / "data", service.url), service.put_klasse(KLE)
    service.put_sag("26/9002", "Anden sag", klasse)
    letters = write_letters(tmp_path / "in", range(3))
    program.run("file", *letters, "--sag", SAG, "--kle", KLE)
    service.close_sag(SAG)
    program.run("sync", "--wait", "60", patience=120)

    listed = program.run("queue", "--conflicts")
    assert (listed.code, len(listed.records)) == (1, 3), listed
    first = listed.records[0]
    assert (first["reason"], first["choices"]) == ("sag_closed", ["other_sag", "withdraw"])
    assert {"name": "sag_state", "ours": "Oplyst", "theirs": "Afsluttet"} in first["fields"]

    assert program.run("queue", "--answer", "other_sag", "--item", first["item"]).code == 2
    refused = program.run("queue", "--answer", "anyway", "--item", first["item"])
    assert (refused.code, refused.records) == (1, []), refused
    answered = program.run("queue", "--answer", "other_sag", "--item", first["item"], "--alike", "--sag", "26/9002")
    assert (answered.code, len(answered.records)) == (0, 3), answered
    synced = program.run("sync", "--wait", "60", patience=120)
    assert synced.records[-1]["counts"] == {"FILED": 3}, synced
    assert len(service.journalposter_on(sag_id("26/9002"))) == 3

    service.put_sag("26/9003", "Tredje sag", klasse)
    moved = program.run("queue", "--move", first["item"], "--sag", "26/9003")
    assert moved.code == 0, moved
    assert program.run("queue", "--move", first["item"], "--sag", "26/9003").code == 1
    program.run("sync", "--wait", "60", patience=120)
    assert len(service.journalposter_on(sag_id("26/9003"))) == 1
    assert program.run("queue", "--conflicts").records == []
