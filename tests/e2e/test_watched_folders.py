"""Watched folders through the whole program: what is taken, and what happens to the original only after the proof."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.engine.bulk import INBOX_FED

from tests.support.mailboxes import write_mbox
from tests.support.program import Service, sag_id, service_with

SAG, KLE = "26/9001", "01.02.03"
BOUND = 120.0


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with service_with(SAG, KLE, tmp_path / "service") as running:
        yield running


@contextmanager
def running(data: Path, service: Service) -> Iterator[House]:
    with open_house(None, data, service.url) as house:
        house.start()
        yield house


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def settings(data: Path, *folders: dict[str, object]) -> None:
    data.mkdir(parents=True, exist_ok=True)
    (data / "settings.json").write_text(json.dumps({"folders": list(folders), "undo_seconds": 0}))


def inbox(house: House) -> dict[str, OutboxEntry]:
    return {entry.item.name: entry for entry in house.engine.lists.page(View.INBOX) if entry.summary or entry.problem}


def file_it(house: House, entry: OutboxEntry) -> None:
    """Decide as a person does, and wait for the proof."""
    detail = house.engine.detail(entry.item.id)
    assert detail is not None
    (sag,) = house.ports.service.sager(SAG)
    house.engine.decide(replace(detail.proposal, sag=sag, kle=sag.kle), hold=False)

    def proven() -> bool:
        now = house.ports.outbox.entry(entry.item.id)
        return now is not None and now.state is OrderState.FILED

    until(proven, "the document is not filed")


def test_patterns_choose_and_the_original_goes_only_after_the_proof(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    scan, done, mail, archive = (tmp_path / name for name in ("scan", "færdig", "post", "arkiv"))
    for folder in (scan, mail / "byg", done):
        folder.mkdir(parents=True)
    settings(
        tmp_path / "data",
        {"path": str(scan), "label": "Scanner", "take": ["*.txt"], "afterwards": "move", "target": str(done)},
        {"path": str(mail), "afterwards": "archive", "target": str(archive)},
        {"path": str(done), "label": "Færdige"},
    )
    with running(tmp_path / "data", service) as house:
        (scan / "brev.txt").write_text("Et brev, der skal flyttes")
        (scan / "billede.png").write_bytes(b"ikke dette")
        (scan / "halv.txt.part").write_text("halvt")
        (scan / "~$laas.txt").write_text("lås")
        (scan / ".skjult.txt").write_text("skjult")
        (scan / "tom.txt").touch()
        (mail / "byg" / "notat.txt").write_text("Et notat, der skal arkiveres")
        until(lambda: len(inbox(house)) == 2, "both documents arrive")
        rows = inbox(house)
        assert set(rows) == {"brev.txt", "notat.txt"}
        assert rows["brev.txt"].item.source.name == "Scanner"
        assert (scan / "brev.txt").exists()
        file_it(house, rows["brev.txt"])
        file_it(house, rows["notat.txt"])
        until(lambda: not (scan / "brev.txt").exists(), "the original was not moved")
        until(lambda: not (mail / "byg" / "notat.txt").exists(), "the original was not archived")
        assert (done / "brev.txt").read_text() == "Et brev, der skal flyttes"
        assert (archive / "byg" / "notat.txt").read_text() == "Et notat, der skal arkiveres"
        house.ports.watcher.look_now()  # type: ignore[attr-defined]
        (done / "nyt.txt").write_text("Et nyt brev mellem de færdige")
        until(lambda: "nyt.txt" in inbox(house), "the other folder is watched too")
        assert set(inbox(house)) == {"nyt.txt"}
    with running(tmp_path / "data", service) as house:
        (done / "senere.txt").write_text("Endnu et")
        until(lambda: "senere.txt" in inbox(house), "watched again after a restart")
        assert set(inbox(house)) == {"nyt.txt", "senere.txt"}
        assert len(service.dokumenter_on(sag_id(SAG))) == 2


def test_an_original_that_was_changed_after_it_was_taken_is_taken_anew_and_not_moved(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    scan, done = tmp_path / "scan", tmp_path / "færdig"
    scan.mkdir()
    settings(tmp_path / "data", {"path": str(scan), "afterwards": "move", "target": str(done)})
    with running(tmp_path / "data", service) as house:
        (scan / "brev.txt").write_text("Første udgave")
        until(lambda: "brev.txt" in inbox(house), "the document arrives")
        first = inbox(house)["brev.txt"]
        (scan / "brev.txt").write_text("Anden udgave, som er en anden")
        os.utime(scan / "brev.txt", (1_800_000_000, 1_800_000_000))
        until(lambda: len(house.engine.lists.page(View.INBOX)) == 2, "the second version arrives")
        file_it(house, first)
        until(lambda: house.engine.status().filed == 1, "the first is filed")
    assert (scan / "brev.txt").read_text() == "Anden udgave, som er en anden"
    assert not done.exists()


def test_a_mailbox_that_comes_into_a_folder_is_a_batch_and_does_not_flood_the_inbox(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    scan = tmp_path / "scan"
    scan.mkdir()
    settings(tmp_path / "data", {"path": str(scan)})
    with running(tmp_path / "data", service) as house:
        write_mbox(tmp_path / "Indbakke.mbox", 150).rename(scan / "Indbakke.mbox")
        until(
            lambda: any(not status.batch.unfinished for status in house.engine.imports.all()), "the mailbox is imported"
        )
        (status,) = house.engine.imports.all()
        assert (status.batch.label, status.batch.tally.new) == ("Indbakke", 150)
        until(lambda: house.engine.status().inbox == INBOX_FED, "the first of it flow into the inbox")
        assert house.engine.imports.all()[0].undecided == 50
        first = house.engine.lists.page(View.INBOX, limit=200)
        assert {entry.item.position for entry in first} == set(range(1, 101))
        for entry in first[:3]:
            house.engine.withdraw(entry.item.id, "duplicate")
        until(lambda: house.engine.imports.all()[0].undecided == 47, "the next ones follow as the inbox empties")
        assert house.engine.status().inbox == INBOX_FED
        assert len(house.engine.lists.page(View.INBOX, batch=status.batch.id)) == 47
        assert house.engine.imports.release(status.batch.id) == 47
        assert house.engine.status().inbox == 147
