"""The key under Windows: registered with the system, which posts a message to the main thread when it is pressed."""

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

from sagsbud.domain.strokes import Stroke
from sagsbud.ui.hotkey.state import KeyState

_MODIFIERS = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
_NO_REPEAT = 0x4000
_WM_HOTKEY = 0x0312
_VK_F1 = 0x70
_NUMBER = 0x5A6
"""Ours among the keys this thread registers."""


class WindowsKey(QAbstractNativeEventFilter):
    """Whoever presses a registered key lets its program come to the front, so there is nothing to ask for beside that."""

    def __init__(self, told: Callable[[Stroke, KeyState], object], pressed: Callable[[int], object]) -> None:
        super().__init__()
        self._told = told
        self._pressed = pressed
        self._user32 = getattr(ctypes, "windll").user32  # noqa: B009 - a name that only Windows has
        self._held = False
        self._application = QCoreApplication.instance()
        if self._application:
            self._application.installNativeEventFilter(self)

    def hold(self, stroke: Stroke | None) -> None:
        """Hold this key instead of the one before."""
        if self._held:
            self._user32.UnregisterHotKey(None, _NUMBER)
        self._held = False
        if stroke:
            modifiers = sum(_MODIFIERS[name] for name in stroke.held) | _NO_REPEAT
            code = _VK_F1 + stroke.function - 1 if stroke.function else ord(stroke.name)
            self._held = bool(self._user32.RegisterHotKey(None, _NUMBER, modifiers, code))
            self._told(stroke, KeyState.HELD if self._held else KeyState.TAKEN)

    def bring_forward(self, window: int, time: int) -> None:
        """Windows has seen to it."""

    def close(self) -> None:
        """Give the key back."""
        self.hold(None)
        if self._application:
            self._application.removeNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        """The key's message is ours, everything else goes on."""
        if kind in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            posted = wintypes.MSG.from_address(int(message))
            if posted.message == _WM_HOTKEY and posted.wParam == _NUMBER:
                self._pressed(posted.time)
                return True, 0
        return False, 0
