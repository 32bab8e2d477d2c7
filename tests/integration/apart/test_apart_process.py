"""A house in a process of its own: opened, asked, lost, and ended with whoever opened it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from sagsbud.apart.distant import DistantHouse
from sagsbud.bootstrap.apart import HouseProcess
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.changes import Change, OfferAnswered
from sagsbud.domain.checks import CheckState
from sagsbud.domain.errors import PolicyError, StoreError, Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.engine.views import View

from tests.support.program import Service
from tests.support.waiting import wait_until

T = TypeVar("T")
ROOT = Path(__file__).parents[3]


def elsewhere(ask: Callable[[], T]) -> T:
    """Asked from a thread that may wait, as a window asks."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result(120)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service")).start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def opened(tmp_path: Path, service: Service) -> Iterator[tuple[HouseProcess, DistantHouse]]:
    process = HouseProcess(None, tmp_path / "data", service.url)
    house = process.open()
    yield process, house
    house.close()


def test_a_document_goes_in_by_the_line_and_is_told_of(
    opened: tuple[HouseProcess, DistantHouse], service: Service, tmp_path: Path
) -> None:
    _process, house = opened
    assert (house.about.service_url, house.about.embedded) == (service.url, False)
    told: list[Change] = []
    answered = threading.Event()

    def hear(change: Change) -> None:
        told.append(change)
        if isinstance(change, OfferAnswered):
            answered.set()

    end = house.engine.subscribe(hear)
    elsewhere(house.start)
    letter = tmp_path / "Brev om hegn.txt"
    letter.write_text("Kære kommune. Mit hegn er væltet.")
    elsewhere(lambda: house.engine.offer([letter], Source(SourceKind.DROP)))
    assert answered.wait(120)
    (row,) = elsewhere(lambda: house.engine.lists.page(View.INBOX))
    assert row.item.name == "Brev om hegn.txt"
    assert elsewhere(lambda: house.engine.contents.original(row.item.id)) == letter.read_bytes()
    assert elsewhere(house.engine.lists.favourites) == []
    assert elsewhere(lambda: house.engine.imports.progress) is None
    assert house.engine.handing is not None
    end()
    assert any(isinstance(change, OfferAnswered) for change in told)


def test_what_is_asked_wrongly_is_the_askers_error_and_the_house_goes_on(
    opened: tuple[HouseProcess, DistantHouse],
) -> None:
    _process, house = opened
    with pytest.raises(KeyError):
        elsewhere(lambda: house.engine.contents.original(ItemId(uuid4())))
    with pytest.raises(AttributeError):
        _ = house.engine.nothing_of_the_kind  # type: ignore[attr-defined]
    with pytest.raises(PolicyError):
        elsewhere(lambda: house.preferences.change("profile", "demo"))
    with pytest.raises(ValueError, match=r"."):
        elsewhere(lambda: house.preferences.change("undo_seconds", "mange"))
    assert elsewhere(house.engine.status).inbox == 0


def test_a_setting_that_is_changed_is_known_here_when_the_answer_comes(
    opened: tuple[HouseProcess, DistantHouse],
) -> None:
    _process, house = opened
    heard: list[frozenset[str]] = []
    house.preferences.subscribe(heard.append)
    elsewhere(lambda: house.preferences.change("undo_seconds", 7))
    assert house.preferences.value("undo_seconds") == 7
    assert heard == [frozenset({"undo_seconds"})]
    elsewhere(lambda: house.preferences.change("undo_seconds", None))
    assert house.preferences.value("undo_seconds") != 7


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_house_that_is_lost_is_said_and_holds_nobody_up(opened: tuple[HouseProcess, DistantHouse]) -> None:
    process, house = opened
    lost = threading.Event()
    house.on_loss(lost.set)
    os.kill(process.pid, signal.SIGKILL)
    assert lost.wait(120)
    with pytest.raises(StoreError) as told:
        elsewhere(house.engine.status)
    assert told.value.trouble is Trouble.HOUSE_ENDED


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_end_of_a_session_does_not_end_the_house_before_its_window(
    opened: tuple[HouseProcess, DistantHouse],
) -> None:
    process, house = opened
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(process.pid, number)
    assert elsewhere(house.engine.status).queued == 0


def test_what_keeps_a_house_from_opening_comes_as_it_is(tmp_path: Path, service: Service) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "outbox.db").write_bytes(b"no database at all" * 500)
    with pytest.raises(StoreError) as told:
        HouseProcess(None, data, service.url).open()
    assert told.value.trouble is Trouble.NO_KEYRING


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_next_house_does_not_lean_on_the_service_of_the_lost_one(tmp_path: Path) -> None:
    process = HouseProcess(None, tmp_path / "data", None)
    house, lost = process.open(), threading.Event()
    house.on_loss(lost.set)
    os.kill(process.pid, signal.SIGKILL)
    assert lost.wait(120)
    house.close()
    again = HouseProcess(None, tmp_path / "data", None).open()
    elsewhere(again.start)
    checks = elsewhere(lambda: again.try_service(None))
    again.close()
    assert again.about.embedded
    assert {check.state for check in checks} == {CheckState.OK}


ORPHAN = """
import sys
from pathlib import Path
from sagsbud.bootstrap.apart import HouseProcess
process = HouseProcess(None, Path(sys.argv[1]), sys.argv[2])
house = process.open()
print(process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the process in /proc")
def test_the_house_ends_by_itself_when_its_window_is_killed(tmp_path: Path, service: Service) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(tmp_path / "data"), service.url],
        env={**os.environ, "PYTHONPATH": str(ROOT / "app")}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with window:
        assert window.stdout
        house = Path("/proc") / window.stdout.readline().strip()
        assert house.exists()
        window.kill()
    wait_until(lambda: not _runs(house), patience=120)


def _runs(process: Path) -> bool:
    """Whether it is there, and no corpse nobody has buried."""
    try:
        return ") Z " not in (process / "stat").read_text()
    except OSError:
        return False
