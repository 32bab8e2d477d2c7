"""From the command line to the service and back, with nothing between but the real program."""

import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.program import Program, Service, sag_id

KLE = "01.02.03"
SAGER = [f"26/9{number:03}" for number in range(8)]
KILLS = 10
DOCUMENTS = 200
SEEDS = (20261123,)
"""One is enough each time; others were tried when this was written."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A running service with one Klasse and a few Sager."""
    running = Service(tmp_path / "service").start()
    klasse = running.put_klasse(KLE)
    for nummer in SAGER:
        running.put_sag(nummer, f"Prøvesag {nummer}", klasse)
    yield running
    running.stop()


def write_documents(folder: Path, count: int) -> list[Path]:
    """Letters that differ, spread over the Sager by the number they cite."""
    folder.mkdir()
    paths = []
    for number in range(count):
        path = folder / f"brev-{number:03}.txt"
        sag = SAGER[number % len(SAGER)]
        path.write_text(f"Fjordby, den 20. november 2026\n\nSagsnr. {sag}\n\nPrøvebrev nummer {number}\n\nTil sagen.\n")
        paths.append(path)
    return paths


def test_a_document_is_filed_and_read_back(service: Service, tmp_path: Path) -> None:
    (path,) = write_documents(tmp_path / "in", 1)
    program = Program(tmp_path / "data", service.url)

    filed = program.run("file", path, "--sag", SAGER[0], "--kle", KLE)
    assert [record["state"] for record in filed.records] == ["QUEUED"], filed
    synced = program.run("sync", "--wait", "30")

    assert synced.code == 0, synced
    assert synced.records[-1]["counts"] == {"FILED": 1}
    (dokument,) = service.dokumenter_on(sag_id(SAGER[0]))
    assert dokument == filed.records[0]["dokument"]
    assert service.content_of(dokument) == path.read_bytes()


def test_the_same_file_twice_is_filed_once_and_that_is_a_success(service: Service, tmp_path: Path) -> None:
    (path,) = write_documents(tmp_path / "in", 1)
    copy = tmp_path / "kopi af brev.txt"
    copy.write_bytes(path.read_bytes())
    program = Program(tmp_path / "data", service.url)
    program.run("file", path, "--sag", SAGER[0], "--kle", KLE)
    program.run("sync", "--wait", "30")

    again = program.run("file", copy, "--sag", SAGER[0], "--kle", KLE)

    assert again.code == 0, again
    assert [(record["state"], record["reason"]) for record in again.records] == [("FILED", "already_filed")]


def test_without_the_service_orders_wait_with_a_next_try_and_are_delivered_when_it_is_back(
    service: Service, tmp_path: Path
) -> None:
    paths = write_documents(tmp_path / "in", 3)
    program = Program(tmp_path / "data", service.url)
    program.run("sync")
    service.stop()

    filed = program.run("file", *paths, "--sag", SAGER[0], "--kle", KLE)
    away = program.run("sync")
    queued = program.run("queue")
    assert [record["state"] for record in filed.records] == ["QUEUED"] * 3, filed
    assert away.code == 3, away
    waiting = [record for record in queued.records if record["state"] == "WAITING"]
    assert waiting, queued
    assert all(record["due"] and record["reason"] == "unreachable" for record in waiting)

    service.start()
    back = program.run("sync", "--wait", "60", patience=120)
    assert back.records[-1]["counts"] == {"FILED": 3}, back


def kill_in_the_middle(program: Program, folder: Path, service: Service, kill: int, chance: random.Random) -> None:
    """Start the next command and kill it while it takes, while it promises or while it delivers."""
    verb = ("file", folder, "--auto") if kill < KILLS // 2 else ("sync", "--wait", "60")
    process = program.start(*verb)
    assert process.stdout is not None
    try:
        if kill < 2:
            enough = in_vault(program) + chance.randint(5, 60)
            wait_until(lambda: in_vault(program) >= enough or process.poll() is not None)
        elif kill < KILLS // 2:
            for _ in range(chance.randint(5, 60)):  # a line for each promise, as soon as it is made
                if not process.stdout.readline():
                    break
        else:
            enough = len(everything(service)) + chance.randint(1, 30)
            wait_until(lambda: len(everything(service)) >= enough or process.poll() is not None)
        time.sleep(chance.uniform(0, 0.05))  # anywhere between two steps
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def in_vault(program: Program) -> int:
    """How many files lie in the vault, whatever they are."""
    return sum(1 for path in (program.data / "vault").rglob("*") if path.is_file())


def everything(service: Service) -> list[str]:
    """The Dokumenter on all Sager."""
    return [uuid for nummer in SAGER for uuid in service.dokumenter_on(sag_id(nummer))]


def wait_until(reached: Callable[[], bool]) -> None:
    """Look again and again, with a generous limit."""
    deadline = time.monotonic() + 120
    while not reached():
        assert time.monotonic() < deadline, "nothing moves"
        time.sleep(0.05)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_ten_random_moments_everything_is_filed_once(service: Service, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "in"
    paths = write_documents(folder, DOCUMENTS)
    program = Program(tmp_path / "data", service.url)
    program.run("sync")
    for kill in range(KILLS):
        kill_in_the_middle(program, folder, service, kill, chance)
    program.run("file", folder, "--auto", patience=300)
    deadline = time.monotonic() + 300
    counts: dict[str, int] = {}
    while counts != {"FILED": DOCUMENTS} and time.monotonic() < deadline:
        counts = program.run("sync", "--wait", "60", patience=300).records[-1]["counts"]

    assert counts == {"FILED": DOCUMENTS}
    dokumenter = everything(service)
    journal = [uuid for nummer in SAGER for uuid in service.journalposter_on(sag_id(nummer))]
    assert len(dokumenter) == len(set(dokumenter)) == DOCUMENTS
    assert sorted(journal) == sorted(dokumenter)
    assert {service.content_of(uuid) for uuid in dokumenter} == {path.read_bytes() for path in paths}
