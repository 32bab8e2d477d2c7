"""What is copied in another program comes into the inbox by the key that works everywhere, under a real window manager."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sagsbud.ui.firstrun.welcome import remember

from tests.caseworker.desktop import PROGRAMS, desktop, missing
from tests.caseworker.eyes import Eyes, Seen
from tests.caseworker.filemanager import COPIED, NAME
from tests.caseworker.hands import Hands
from tests.caseworker.mouse import open_folder
from tests.caseworker.screen import Screen, until
from tests.support.packages import need
from tests.support.program import Service

KEY = "ctrl+alt+s"
LETTER = "Et brev om vej og park."
BETWEEN_CLICKS = 5.0
"""Seconds; two at once would open the file."""


class Desk:
    """Sagsbud at its empty inbox, behind a file manager that has the keyboard, at one file."""

    def __init__(self, ending: ExitStack) -> None:
        self.desktop = ending.enter_context(desktop())
        service = Service(self.desktop.home / "service").start()
        ending.callback(service.stop)
        self.letter = self.desktop.home / "brev om vej.txt"
        self.letter.write_text(LETTER)
        self.data = self.desktop.home / "sagsbud"
        self.data.mkdir()
        (self.data / "settings.json").write_text(json.dumps({"language": "da"}))
        remember(self.data / "window.ini")
        self.command = [sys.executable, "-m", "sagsbud"]
        self.where = ["--data", str(self.data), "--service", service.url]
        self.desktop.start(*self.command, *self.where, log="sagsbud.log")
        self.hands = Hands(self.desktop.environment)
        eyes = Eyes(self.desktop.environment)
        ending.callback(eyes.close)
        self.screen = Screen(eyes)
        files = open_folder(self.desktop, self.screen, [self.letter])
        clicked = float("-inf")

        def in_front() -> bool:
            """Click again where the first came too early to be taken, but never so soon that it opens the file."""
            nonlocal clicked
            row = files.find("list item", self.letter.name)
            if row and time.monotonic() > clicked + BETWEEN_CLICKS:
                self.hands.click(row.middle)
                clicked = time.monotonic()
            return self.front() == NAME

        until("the file manager in front", in_front)

    def front(self) -> str:
        """The title of the window that has the keyboard."""
        found = self.ask("getactivewindow", "getwindowname")
        return found.stdout.strip()

    def ask(self, *what: str) -> "subprocess.CompletedProcess[str]":
        """What the window manager and the X server say or do."""
        return subprocess.run(
            ["xdotool", *what],
            env=dict(self.desktop.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def copy(self) -> None:
        """The file, in the file manager."""
        self.hands.press("ctrl+c")
        until("it copied", lambda: self.front() == COPIED)

    def comes(self) -> bool:
        """Whether the letter lies in the inbox and the window is before the others."""
        return [row.startswith(LETTER) for row in self.screen.rows()] == [True] and self.is_in_front()

    def is_in_front(self) -> bool:
        """Whether Sagsbud has the keyboard."""
        return self.front().endswith("Sagsbud")


@pytest.fixture
def desk() -> Iterator[Desk]:
    need("desktop to work at", tuple(sorted(set(PROGRAMS.values()))), missing)
    with ExitStack() as ending:
        yield Desk(ending)


def test_what_is_copied_comes_into_the_inbox_and_the_window_to_the_front(desk: Desk) -> None:
    def pressed() -> bool:
        desk.hands.press(KEY)
        return desk.is_in_front()

    until("the window in front, once it has the key", pressed)
    words = "Ingen kopierede filer. Kopiér filer i filhåndteringen, og tryk Ctrl+Alt+S."

    def told() -> Seen | None:
        desk.hands.press(KEY)  # what is said goes by itself after a while
        return desk.screen.window.find("label", "Ingen kopierede filer.")

    assert until("what is said when nothing is copied", told).name == words

    desk.ask("getactivewindow", "windowminimize")
    until("the file manager in front", lambda: desk.front() == NAME)
    desk.copy()
    desk.hands.press(KEY)
    until("the letter in the window in front", desk.comes)


def test_a_key_of_the_desktop_can_run_a_command_that_does_the_same(desk: Desk) -> None:
    desk.copy()
    desk.desktop.start(*desk.command, "open", "--copied", *desk.where, log="second.log")
    until("the letter in the window in front", desk.comes)
    assert desk.desktop.said("second.log") == ""
