"""Buttons by keyboard: Enter presses what stands out, as people expect; Qt knows the space bar alone."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton


def is_enter(event: QKeyEvent) -> bool:
    """Either Enter, alone."""
    alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return alone and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press(button: QAbstractButton) -> None:
    """As a click would, once the key has been dealt with; a button with a menu opens it."""
    step = button.click
    if isinstance(button, QPushButton | QToolButton) and button.menu() is not None:
        step = button.showMenu
    QTimer.singleShot(0, button, step)
