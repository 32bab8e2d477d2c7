"""The search field: a lens, the words, and the key that leads here."""

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from sagsbud.ui.buttons import ClearButton
from sagsbud.ui.edges import INSIDE, WORDS_AT
from sagsbud.ui.hints import Hint
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import key_cap_width, paint_key_cap
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import FIELD_PADDING, ICON_FIELD, KEPT_BY_QT, KEY_CAP

PAUSE = 120
"""Milliseconds after the last key before the search is made."""


class SearchField(QLineEdit):
    """`searched` tells the words once typing rests; `left` that the person goes on to what was found."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, placeholder: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self._rest = QTimer(self, interval=PAUSE, singleShot=True)
        self._rest.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textEdited.connect(lambda _text: self._rest.start())
        Hint(theme, self, placeholder)
        self.setAccessibleName(placeholder)
        ClearButton(theme, self).clicked.connect(self.clear_search)
        theme.changed.connect(self._redress)
        self._redress()

    def clear_search(self) -> None:
        """Show everything again."""
        if self.text():
            self.clear()
            self._rest.stop()
            self.searched.emit("")

    def step_back(self) -> None:
        """Esc: empty the field, or leave it."""
        if self.text():
            self.clear_search()
        else:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go on to the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._rest.isActive():
                self._rest.stop()
                self.searched.emit(self.text().strip())
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _redress(self) -> None:
        px = self._theme.px
        self.setTextMargins(px(WORDS_AT - FIELD_PADDING) - self._theme.border - KEPT_BY_QT, 0, px(24), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, with lens and key cap."""
        super().paintEvent(event)
        t, px = self._theme, self._theme.px
        painter = QPainter(self)
        side = px(ICON_FIELD)
        lens = pixmap("search", t.color("tx2"), side, self.devicePixelRatioF())
        painter.drawPixmap(px(INSIDE), (self.height() - side) // 2, lens)
        if not self.text() and not self.hasFocus():
            width, height = key_cap_width(t, self._key), px(KEY_CAP)
            box = QRect(self.width() - px(INSIDE) - width, (self.height() - height) // 2, width, height)
            paint_key_cap(painter, box, self._key, t)
