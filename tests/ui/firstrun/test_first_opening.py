"""The whole way of a first start: led in, another service chosen, and the program opened again on that one."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sagsbud.apart.distant import DistantHouse
from sagsbud.bootstrap.apart import open_house_apart
from sagsbud.ui.firstrun.step import Tone
from sagsbud.ui.firstrun.welcome import Welcome
from sagsbud.ui.frame import Frame
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.opening import open_window

from tests.support.program import Service
from tests.ui.stage import no_keyring

LOOK = 20
"""Milliseconds between looks at what the window shows."""


class NewUser:
    """Chooses the service, and closes the window when the program is open on it."""

    def __init__(self, address: str, houses: list[DistantHouse]) -> None:
        self._address = address
        self._houses = houses
        self._chose = False
        self.seen: list[str] = []
        self._timer = QTimer()
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        frames = [one for one in QApplication.topLevelWidgets() if isinstance(one, Frame) and one.isVisible()]
        if not frames:
            return
        cards = [card for card in frames[0].findChildren(Welcome) if card.isVisible()]
        if cards and len(self._houses) == 1:
            self._answer(cards[0])
        elif len(self._houses) == 2 and not cards:
            windows = [window for window in frames[0].findChildren(MainWindow) if window.isVisible()]
            if windows:
                self.seen.append(windows[0].windowTitle())
                self._timer.stop()
                frames[0].close()

    def _answer(self, card: Welcome) -> None:
        if not self._chose:
            self._chose = True
            card.service.other.click()
            card.service.address.setText(self._address)
            card.next.click()
        elif card.folders.isVisible():
            card.skip.click()
        elif card.subjects.isVisible() and card.subjects.outcome.tone is Tone.GOOD:
            card.next.click()


@pytest.mark.usefixtures("undressed")
def test_a_service_chosen_at_the_first_start_is_the_one_in_use_from_then_on(
    qapp: QApplication, common_service: Service, tmp_path: Path
) -> None:
    data, houses = tmp_path / "data", []

    def opening() -> DistantHouse:
        with no_keyring():
            houses.append(open_house_apart(None, data, None))
        return houses[-1]

    person = NewUser(common_service.url, houses)
    state_file = data / "window.ini"
    assert open_window(opening, state_file=state_file, welcome=True) is None
    assert len(houses) == 2
    assert houses[0].about.embedded
    assert not houses[1].about.embedded
    assert houses[1].about.service_url == common_service.url
    assert person.seen
    assert not [thread for thread in threading.enumerate() if thread.name in ("sagsbud-open", "sagsbud-load")]
