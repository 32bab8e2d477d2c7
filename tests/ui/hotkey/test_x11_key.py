"""The key at a real X server: whatever is locked, another key, another program that has it, and none."""

import subprocess
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Event

import pytest
from sagsbud.domain.strokes import Stroke
from sagsbud.ui.hotkey.state import KeyState
from sagsbud.ui.hotkey.x11 import X11Key

from tests.caseworker.desktop import PROGRAMS, Desktop, desktop, missing
from tests.support.packages import need
from tests.support.waiting import wait_until

PATIENCE = 60.0


class Heard:
    """A key, and what it told."""

    def __init__(self) -> None:
        self.states: SimpleQueue[tuple[Stroke, KeyState]] = SimpleQueue()
        self.pressed: SimpleQueue[int] = SimpleQueue()
        self.key = X11Key(lambda stroke, state: self.states.put((stroke, state)), self.pressed.put)

    def hold(self, text: str) -> KeyState:
        """Hold it; how that went."""
        stroke = Stroke.of(text)
        assert stroke
        self.key.hold(stroke)
        told, state = self.states.get(timeout=PATIENCE)
        assert told == stroke
        return state

    def hears(self) -> bool:
        """Whether the next thing it tells is that it was pressed."""
        return self.pressed.get(timeout=PATIENCE) > 0


@pytest.fixture(scope="module")
def desk() -> Iterator[Desktop]:
    need("desktop to work at", tuple(sorted(set(PROGRAMS.values()))), missing)
    with desktop() as made:
        yield made


@pytest.fixture
def heard(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.setenv("DISPLAY", desk.environment["DISPLAY"])
    made = Heard()
    yield made
    made.key.close()


def press(desk: Desktop, *keys: str) -> None:
    """As a keyboard does, with what is locked left so."""
    subprocess.run(["xdotool", "key", *keys], env=dict(desk.environment), check=True, timeout=PATIENCE)


@pytest.mark.parametrize("locks", [(), ("Caps_Lock",), ("Num_Lock",), ("Caps_Lock", "Num_Lock")])
def test_it_is_heard_whatever_is_locked(desk: Desktop, heard: Heard, locks: tuple[str, ...]) -> None:
    assert heard.hold("Ctrl+Alt+S") is KeyState.HELD
    press(desk, *locks, "ctrl+alt+s", *locks)
    assert heard.hears()


def test_another_key_takes_its_place_and_none_gives_it_back(desk: Desktop, heard: Heard) -> None:
    assert heard.hold("Ctrl+Alt+S") is KeyState.HELD
    assert heard.hold("Ctrl+Shift+F9") is KeyState.HELD
    press(desk, "ctrl+alt+s", "ctrl+shift+F9")
    assert heard.hears()
    heard.key.hold(None)
    assert heard.hold("Meta+7") is KeyState.HELD
    press(desk, "ctrl+alt+s", "ctrl+shift+F9", "super+7")
    assert heard.hears()
    assert heard.pressed.empty(), "a key that was given back is told of"


def test_a_key_that_another_program_has_is_told_and_can_be_had_afterwards(desk: Desktop, heard: Heard) -> None:
    other = Heard()
    assert other.hold("Ctrl+Alt+S") is KeyState.HELD
    assert heard.hold("Ctrl+Alt+S") is KeyState.TAKEN
    press(desk, "ctrl+alt+s")
    assert other.hears()
    assert heard.pressed.empty()
    other.key.close()
    wait_until(lambda: heard.hold("Ctrl+Alt+S") is KeyState.HELD)  # once the server has seen that it left


def test_it_follows_the_letter_to_another_place_on_the_keyboard(desk: Desktop, heard: Heard) -> None:
    assert heard.hold("Ctrl+Alt+Q") is KeyState.HELD
    for layout in ("fr", "us"):
        subprocess.run(["setxkbmap", layout], env=dict(desk.environment), check=True, timeout=PATIENCE)
        assert heard.states.get(timeout=PATIENCE)[1] is KeyState.HELD
        press(desk, "ctrl+alt+q")
        assert heard.hears()


def test_without_a_server_it_says_so_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9999")
    heard = Heard()
    assert heard.hold("Ctrl+Alt+S") is KeyState.UNABLE
    heard.key.close()


def test_with_a_library_that_lacks_something_it_is_said_that_there_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking() -> None:
        raise AttributeError("undefined symbol")

    monkeypatch.setattr("sagsbud.ui.hotkey.x11.Display", lacking)
    made = Heard()
    assert made.hold("Ctrl+Alt+S") is KeyState.UNABLE
    made.key.close()


def test_an_x_server_that_hangs_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()

    def hanging() -> None:
        answered.wait()
        raise OSError

    monkeypatch.setattr("sagsbud.ui.hotkey.x11.Display", hanging)
    monkeypatch.setattr("sagsbud.ui.hotkey.x11.ENDING", 0.01)
    made = Heard()
    made.key.close()
    assert made.key._thread.is_alive()
    answered.set()
    made.key._thread.join(PATIENCE)
    made.key.close()
