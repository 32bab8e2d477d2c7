"""What stands in an empty field as an example or a word of help.

It is paler than what somebody writes. High contrast has no paler letters: there it is set in italics.
"""

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLineEdit

from sagsbud.ui.theme import Theme


def hint_font(theme: Theme) -> QFont:
    """For a hint that a field paints itself."""
    font = QFont(theme.font("body"))
    font.setItalic(theme.high_contrast)
    return font


class Hint(QObject):
    """Keeps a field's letters as they are to be: those of the hint while it is empty, else those of what is written."""

    def __init__(self, theme: Theme, field: QLineEdit, words: str) -> None:
        super().__init__(field)
        self._theme, self._field = theme, field
        field.setPlaceholderText(words)
        field.textChanged.connect(self._look)
        theme.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        field = self._field
        slanted = self._theme.high_contrast and not field.text()
        if slanted != field.font().italic():
            font = field.font()
            font.setItalic(slanted)
            field.setFont(font)
