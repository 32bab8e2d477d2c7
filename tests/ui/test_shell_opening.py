"""From the command to the window and out again: nothing is left running, and what stops it is said in the window."""

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sagsbud.apart.distant import DistantHouse
from sagsbud.bootstrap.apart import open_house_apart
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.suggest.memory import FilingMemory
from sagsbud.ui import opening
from sagsbud.ui.awaiting import AwaitingPage
from sagsbud.ui.frame import Frame, within
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.opening import Names, open_window
from sagsbud.ui.theme import Theme
from sagsbud.ui.trouble import TroublePage

from tests.support.nextdoor import seen_from_next_door
from tests.ui.stage import Stage, no_keyring

pytestmark = pytest.mark.usefixtures("undressed")
ROOT = Path(__file__).parents[2]
LOOK = 20
"""Milliseconds between looks at what the window shows."""


def frames() -> list[Frame]:
    """The windows that are open."""
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Frame) and widget.isVisible()]


class Person:
    """Looks at the window until something is there, notes what it says, and closes it or does what is asked."""

    def __init__(self, awaited: type, do: Callable[[Any], object] | None = None) -> None:
        self.said: list[str] = []
        self.titles: list[str] = []
        self._awaited = awaited
        self._do = do
        self._timer = QTimer()
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        for frame in frames():
            found = frame.findChild(self._awaited)
            if found is not None and found.isVisible():
                self._timer.stop()
                self.said = [label.text() for label in frame.findChildren(QLabel)]
                self.titles.append(frame.windowTitle())
                self._do(found) if self._do else frame.close()


@pytest.fixture
def earlier() -> set[threading.Thread]:
    """What ran before: other tests may keep a house open beside this one."""
    return set(threading.enumerate())


def threads(earlier: set[threading.Thread]) -> set[str]:
    """What of ours runs beside this thread and did not before."""
    return {thread.name for thread in set(threading.enumerate()) - earlier if thread.name.startswith("sagsbud")}


def test_the_window_is_furnished_and_everything_ends_with_it(
    earlier: set[threading.Thread], stage: Stage, qapp: QApplication, tmp_path: Path
) -> None:
    stage.put_demo(count=2)
    person = Person(MainWindow)
    state_file = tmp_path / "window.ini"
    gc.enable()  # as every program begins
    assert (
        open_window(
            lambda: seen_from_next_door(stage.house), state_file=state_file, names=Names("Byg og Miljø", "Fjordby")
        )
        is None
    )
    assert {"Byg og Miljø", "Fjordby"} <= set(person.said)
    assert person.titles == ["Inbox · Sagsbud"]
    assert state_file.exists()
    assert threads(earlier) == set()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_cannot_be_opened_is_said_in_three_parts(qapp: QApplication) -> None:
    def fail() -> DistantHouse:
        raise StoreError(Trouble.KEYRING_LOCKED)

    person = Person(TroublePage)
    error = open_window(fail)
    assert error
    assert error.trouble is Trouble.KEYRING_LOCKED
    said = ["The keyring is locked", "Your documents are encrypted and safe.", "Unlock the keyring and try again."]
    assert [text for text in person.said if text] == said
    assert frames() == []


def test_what_was_learned_and_cannot_be_opened_is_said_once_the_rows_are_there(
    earlier: set[threading.Thread], stage: Stage, qapp: QApplication
) -> None:
    data, url = stage.house.folders.data, stage.house.service_url
    stage.house.close()
    for part in data.glob("memory.db*"):
        part.unlink()
    FilingMemory(data / "memory.db", bytes(range(32))).close()
    person = Person(TroublePage)
    with no_keyring():
        error = open_window(lambda: open_house_apart(None, data, url))
    assert error
    assert error.trouble is Trouble.WRONG_KEY
    assert person.said
    assert threads(earlier) == set()


@pytest.mark.warns_in_log
def test_a_defect_while_opening_is_said_too(qapp: QApplication) -> None:
    def fail() -> DistantHouse:
        raise ZeroDivisionError

    person = Person(TroublePage)
    error = open_window(fail)
    assert error
    assert error.trouble is Trouble.DEFECT
    assert person.said


@pytest.mark.parametrize(
    ("place", "fitted"),
    [
        (QRect(100, 50, 400, 300), QRect(100, 50, 400, 300)),
        (QRect(0, 0, 800, 600), QRect(0, 0, 800, 600)),
        (QRect(0, 0, 1440, 868), QRect(0, 20, 800, 580)),
        (QRect(700, 500, 400, 300), QRect(400, 300, 400, 300)),
        (QRect(-1900, -80, 400, 300), QRect(0, 20, 400, 300)),
    ],
)
def test_a_place_too_large_or_on_a_screen_that_is_gone_is_moved_into_this_one(place: QRect, fitted: QRect) -> None:
    assert within(place, QRect(0, 0, 800, 600), 20) == fitted


def test_a_window_kept_larger_than_the_screen_opens_within_it(theme: Theme, tmp_path: Path) -> None:
    state_file = tmp_path / "window.ini"
    larger = QWidget()
    room = larger.screen().availableGeometry()
    larger.setGeometry(room.adjusted(0, 0, 600, 600))
    kept = QSettings(str(state_file), QSettings.Format.IniFormat)
    kept.setValue("window", larger.saveGeometry())
    kept.sync()
    assert room.contains(Frame(theme, state_file).geometry())


class Bare:
    """A house of which nothing can be shown."""

    closed = False

    def on_loss(self, lost: Callable[[], None]) -> None: ...

    def close(self) -> None:
        self.closed = True


@pytest.mark.warns_in_log
def test_a_defect_while_furnishing_is_said_and_the_house_is_closed(qapp: QApplication) -> None:
    house, person = Bare(), Person(TroublePage)
    error = open_window(lambda: house)  # type: ignore[arg-type, return-value]
    assert error
    assert error.trouble is Trouble.DEFECT
    assert person.said
    assert house.closed


@pytest.mark.parametrize("first", [StoreError(Trouble.KEYRING_LOCKED), Bare()])
@pytest.mark.warns_in_log
def test_it_is_opened_anew_when_somebody_has_seen_to_what_was_in_the_way(
    earlier: set[threading.Thread], stage: Stage, qapp: QApplication, first: StoreError | Bare
) -> None:
    stage.put_demo(count=2)
    tries: list[StoreError | Bare] = []

    def open_one() -> DistantHouse:
        if tries:
            return seen_from_next_door(stage.house)
        tries.append(first)
        if isinstance(first, StoreError):
            raise first
        return first  # type: ignore[return-value]

    helper, person = Person(TroublePage, lambda page: page.again.click()), Person(MainWindow)
    assert open_window(open_one) is None
    assert helper.said
    assert person.titles == ["Inbox · Sagsbud"]
    assert not isinstance(first, Bare) or first.closed
    assert threads(earlier) == set()


def test_while_somebody_is_asked_for_the_keyring_the_window_says_what_it_waits_for(
    earlier: set[threading.Thread], qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LONG", 0)
    answered = threading.Event()

    def ask() -> DistantHouse:
        answered.wait(60)
        raise StoreError(Trouble.KEYRING_LOCKED)

    reader, person = Person(AwaitingPage, lambda _page: answered.set()), Person(TroublePage)
    error = open_window(ask)
    assert any("keyring" in words for words in reader.said)
    assert person.said
    assert error
    assert error.trouble is Trouble.KEYRING_LOCKED
    assert threads(earlier) == set()


def test_closed_before_it_was_open_it_leaves_nothing_behind(
    earlier: set[threading.Thread], stage: Stage, qapp: QApplication
) -> None:
    gate = threading.Event()

    def slow() -> DistantHouse:
        gate.wait(60)
        return seen_from_next_door(stage.house)

    def close() -> None:
        frames()[0].close()
        gate.set()

    QTimer.singleShot(LOOK, close)
    assert open_window(slow) is None
    assert threads(earlier) == set()


def test_without_a_screen_the_command_says_so_and_needs_a_person(tmp_path: Path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    command = [sys.executable, "-m", "sagsbud", "--data", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there is always a screen here")
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert len(ran.stderr.strip().splitlines()) == 1
    assert "sagsbud --help" in ran.stderr


INTERRUPTED = """
import os, signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
from sagsbud.cli.main import main
sys.exit(main(["--data", sys.argv[2]]))
"""


@pytest.mark.parametrize("module", ["PySide6.QtCore", "PySide6.QtWidgets", "sagsbud.ui.opening", "sagsbud.ui.app"])
def test_ctrl_c_while_qt_is_being_loaded_ends_in_order(tmp_path: Path, module: str) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT / "app"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "SAGSBUD_PROFILE": "demo",
    }
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module, str(tmp_path)], env=environment, capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
