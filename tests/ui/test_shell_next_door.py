"""A window whose house runs in a process of its own: what it loads, and what it shows when that process is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from sagsbud.apart.distant import DistantHouse
from sagsbud.bootstrap.apart import HouseProcess
from sagsbud.domain.errors import Trouble
from sagsbud.ui.frame import Frame
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.opening import open_window
from sagsbud.ui.trouble import TroublePage

from tests.ui.stage import Stage, no_keyring

ROOT = Path(__file__).parents[2]
LOOK = 20
"""Milliseconds between looks at what the window shows."""
killed = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


class Killer:
    """Kills the house whenever its rows are in the window, as often as wanted, then looks once more and closes."""

    def __init__(self, houses: list[HouseProcess], times: int) -> None:
        self._houses = houses
        self._times = times
        self._kills = 0
        self.said: list[str] = []
        self.rows: list[str] = []
        self._timer = QTimer()
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        for frame in QApplication.topLevelWidgets():
            if isinstance(frame, Frame) and frame.isVisible():
                self._look_at(frame)

    def _look_at(self, frame: Frame) -> None:
        page = frame.findChild(TroublePage)
        windows = [one for one in frame.findChildren(MainWindow) if one.isVisible() and one.list.model.rowCount()]
        if page and page.isVisible():
            self._leave(frame)
        elif windows and self._kills < self._times and len(self._houses) == self._kills + 1:
            os.kill(self._houses[self._kills].pid, signal.SIGKILL)
            self._kills += 1
        elif windows and self._kills == self._times and len(self._houses) == self._times + 1:
            model = windows[0].list.model
            self.rows = [row.title for at in range(model.rowCount()) if (row := model.row(at))]
            self._leave(frame)

    def _leave(self, frame: Frame) -> None:
        self._timer.stop()
        self.said = [label.text() for label in frame.findChildren(QLabel) if label.isVisible()]
        frame.close()


@pytest.fixture
def houses() -> list[HouseProcess]:
    """The processes that were opened, in order."""
    return []


@pytest.fixture
def opening(stage: Stage, houses: list[HouseProcess]) -> Callable[[], DistantHouse]:
    """Opens a house next door on the stage's folder, with a document in its inbox."""
    stage.put_text("Brev om hegn.txt", "Kære kommune. Mit hegn er væltet.")
    data, url = stage.house.folders.data, stage.house.service_url
    stage.house.close()

    def open_one() -> DistantHouse:
        with no_keyring():
            process = HouseProcess(None, data, url)
        houses.append(process)
        return process.open()

    return open_one


@killed
@pytest.mark.usefixtures("undressed")
def test_a_house_that_is_lost_is_opened_anew_and_that_is_said(
    opening: Callable[[], DistantHouse], houses: list[HouseProcess], qapp: QApplication
) -> None:
    person = Killer(houses, 1)
    assert open_window(opening) is None
    assert person.rows == ["Brev om hegn"]
    assert "A part of Sagsbud stopped and was started again. Everything you took in and decided is kept." in person.said


@killed
@pytest.mark.usefixtures("undressed")
def test_a_house_that_is_lost_again_and_again_is_left(
    opening: Callable[[], DistantHouse], houses: list[HouseProcess], qapp: QApplication
) -> None:
    person = Killer(houses, 9)
    error = open_window(opening)
    assert error
    assert error.trouble is Trouble.HOUSE_ENDED
    assert len(houses) == 4
    assert "What was taken in and decided is kept, and nothing is filed twice." in person.said


LOADED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sagsbud.bootstrap.apart import HouseProcess

house = HouseProcess(None, Path(sys.argv[1]), sys.argv[2])

from sagsbud.ui.frame import Frame
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.opening import application, open_window

def look():
    for frame in QApplication.topLevelWidgets():
        window = frame.findChild(MainWindow) if isinstance(frame, Frame) else None
        if window and window.detail.form.proposal:
            timer.stop()
            print(*sorted(sys.modules), flush=True)
            frame.close()

application()
timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
open_window(house.open)
"""
HEAVY = {"cryptography", "httpx", "keyring", "lxml", "msgspec", "numpy", "pika", "sqlcipher3", "watchdog"}
ROOMS = ("extract", "intake", "mox", "outbox", "review", "sagdok", "service", "suggest")


def test_the_windows_process_loads_no_room_of_the_house(stage: Stage, tmp_path: Path) -> None:
    stage.put_demo(count=1)
    data, url = stage.house.folders.data, stage.house.service_url
    stage.house.close()
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT / "app"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, str(data), url], env=environment, capture_output=True, text=True, timeout=240,
        check=False, cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    modules = ran.stdout.split()
    assert not [name for name in modules if name in HEAVY]
    rooms = {f"sagsbud.{room}" for room in ROOMS}
    assert not [name for name in modules if ".".join(name.split(".")[:2]) in rooms]
    assert "sagsbud.engine.engine" not in modules
