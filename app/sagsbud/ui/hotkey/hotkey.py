"""The key that works in every program: held as the settings say, told of when it is pressed."""

import logging
import os
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from sagsbud.domain.strokes import Stroke
from sagsbud.ui.hotkey.state import KeyHolder, KeyState

log = logging.getLogger(__name__)

Making = Callable[[Callable[[Stroke, KeyState], object], Callable[[int], object]], KeyHolder | None]


class HotKey(QObject):
    """`pressed` brings the moment, as `bring_forward` wants it; `changed` says that `state` is another."""

    pressed = Signal(object)  # the moment is a number of 32 bits without a sign, more than Qt's int holds
    changed = Signal()
    _told = Signal(object, object)

    def __init__(self, parent: QObject | None = None, making: "Making | None" = None) -> None:
        super().__init__(parent)
        self.state = KeyState.OFF
        self._stroke: Stroke | None = None
        self._text = ""
        self._making = making or holder_here
        self._holder: KeyHolder | None = None
        self._told.connect(self._take)

    def hold(self, text: str) -> None:
        """Hold this key, written as in the settings; an empty one holds none."""
        stroke = Stroke.of(text) if text else None
        if stroke is None and self._holder is None:
            self._say(KeyState.OFF)
            return
        self._stroke, self._text = stroke, text
        self._holder = self._holder or self._making(self._told.emit, self.pressed.emit)
        if self._holder is None:
            self._say(KeyState.UNABLE if stroke else KeyState.OFF)
            return
        self._say(KeyState.COMING if stroke else KeyState.OFF)
        self._holder.hold(stroke)

    def try_again(self) -> None:
        """Another program had it, and may have given it back."""
        if self._holder and self.state is KeyState.TAKEN:
            self._holder.hold(self._stroke)

    @property
    def working(self) -> str:
        """The key as it is written, while it is held; else empty."""
        return self._text if self.state is KeyState.HELD else ""

    def bring_forward(self, window: int, time: int) -> None:
        """Have this window before the others."""
        if self._holder:
            self._holder.bring_forward(window, time)

    def close(self) -> None:
        """Give the key back."""
        if self._holder:
            self._holder.close()
            self._holder = None

    def _take(self, stroke: Stroke, state: KeyState) -> None:
        if stroke == self._stroke:
            self._say(state)

    def _say(self, state: KeyState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()


def holder_here(told: Callable[[Stroke, KeyState], object], pressed: Callable[[int], object]) -> KeyHolder | None:
    """This desktop's way to such a key, if it has one that a program can use by itself."""
    platform = QGuiApplication.platformName()
    if platform == "windows":
        from sagsbud.ui.hotkey.windows import WindowsKey

        return WindowsKey(told, pressed)
    if platform == "xcb" and not os.environ.get("WAYLAND_DISPLAY"):  # there X hears of keys for its own windows alone
        from sagsbud.ui.hotkey.x11 import X11Key

        return X11Key(told, pressed)
    log.info("this desktop gives no program a key that works in all of them")
    return None
