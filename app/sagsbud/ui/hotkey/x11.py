"""The key under X11: asked for at the X server by a connection and a thread of its own, which sleeps until it is pressed."""

import logging
import os
import select
import threading
from collections.abc import Callable
from queue import SimpleQueue

from sagsbud.domain.frozen import frozen
from sagsbud.domain.strokes import Stroke
from sagsbud.ui.hotkey.state import KeyState
from sagsbud.ui.hotkey.xcb import BAD_ACCESS, KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY, Display, Event

log = logging.getLogger(__name__)

_MODIFIERS = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Meta": 64}
_CAPS_LOCK, _NUM_LOCK = 2, 16
"""Where every keyboard description of X puts them; the key counts whatever is locked."""
_LOCKS = (0, _CAPS_LOCK, _NUM_LOCK, _CAPS_LOCK | _NUM_LOCK)
_F1 = 0xFFBE
ENDING = 5.0
"""Seconds an X server may take to answer at the end; a hanging one must not hold up the program."""


@frozen
class _Hold:
    stroke: Stroke | None


@frozen
class _Front:
    window: int
    time: int


class X11Key:
    """Tells from its thread: `told` how it stands with a key, `pressed` when it was pressed, in the server's time."""

    def __init__(self, told: Callable[[Stroke, KeyState], object], pressed: Callable[[int], object]) -> None:
        self._told = told
        self._pressed = pressed
        self._asked: SimpleQueue[_Hold | _Front | None] = SimpleQueue()
        self._woken, self._wake = os.pipe()
        self._stroke: Stroke | None = None
        self._grabbed: list[tuple[int, int]] = []
        self._released = 0
        """When the key was let go last: what the keyboard repeats is pressed anew in that very moment."""
        self._thread = threading.Thread(target=self._run, name="sagsbud-key", daemon=True)
        self._thread.start()

    def hold(self, stroke: Stroke | None) -> None:
        """Hold this key instead of the one before."""
        self._ask(_Hold(stroke))

    def bring_forward(self, window: int, time: int) -> None:
        """Have the window before the others."""
        self._ask(_Front(window, time))

    def close(self) -> None:
        """Give the key back and end."""
        self._ask(None)
        self._thread.join(ENDING)
        if not self._thread.is_alive():
            os.close(self._woken)
            os.close(self._wake)

    def _ask(self, what: _Hold | _Front | None) -> None:
        self._asked.put(what)
        os.write(self._wake, b"\0")

    # -- in the thread ------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            display = Display()
        except Exception as error:  # noqa: BLE001 - also a library that is not as it should be is said where the key is set
            log.info("no key for every program: %s", type(error).__name__)
            self._answer_only(KeyState.UNABLE)
            return
        try:
            lost = self._work(display)
        finally:
            display.close()
        if lost:
            log.info("the connection to the X server is lost, and with it the key for every program")
            self._answer_only(KeyState.LOST)

    def _work(self, display: Display) -> bool:
        """Until the end, or until the server is gone; whether it is."""
        while not display.lost:
            while event := display.next():
                self._hear(display, event)
            select.select([display.fileno(), self._woken], [], [])
            while not self._asked.empty():
                os.read(self._woken, 1)
                what = self._asked.get()
                if what is None:
                    return False
                self._do(display, what)
        return True

    def _answer_only(self, state: KeyState) -> None:
        """Nothing can be held any more: say so, to whatever is asked, until the end."""
        if self._stroke:
            self._told(self._stroke, state)
        while what := self._asked.get():
            if isinstance(what, _Hold) and what.stroke:
                self._told(what.stroke, state)

    def _do(self, display: Display, what: _Hold | _Front) -> None:
        if isinstance(what, _Front):
            display.ask_for_front(what.window, what.time)
        else:
            self._give_back(display)
            self._stroke = what.stroke
            self._take(display)

    def _take(self, display: Display) -> None:
        stroke = self._stroke
        if stroke is None:
            return
        for code, modifiers in self._wanted(display, stroke):
            refused = display.grab(code, modifiers)
            if refused:
                self._give_back(display)
                state = KeyState.TAKEN if refused == BAD_ACCESS else KeyState.UNABLE
                log.info("the key for every program was refused: %s", state.value)
                self._told(stroke, state)
                return
            self._grabbed.append((code, modifiers))
        self._told(stroke, KeyState.HELD if self._grabbed else KeyState.MISSING)

    def _wanted(self, display: Display, stroke: Stroke) -> list[tuple[int, int]]:
        symbol = _F1 + stroke.function - 1 if stroke.function else ord(stroke.name.lower())
        held = sum(_MODIFIERS[name] for name in stroke.held)
        return [(code, held | locks) for code in display.codes(symbol) for locks in _LOCKS]

    def _give_back(self, display: Display) -> None:
        for code, modifiers in self._grabbed:
            display.ungrab(code, modifiers)
        self._grabbed = []

    def _hear(self, display: Display, event: Event) -> None:
        if event.kind == MAPPING_NOTIFY and self._stroke:  # another keyboard, or other signs on it
            if self._wanted(display, self._stroke) != self._grabbed:
                self._give_back(display)
                self._take(display)
        elif event.kind == KEY_RELEASE:
            self._released = event.time
        elif event.kind == KEY_PRESS and event.time != self._released:
            self._pressed(event.time)
