"""The field of a title, which is often longer than there is room for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame

from sagsbud.domain.orders import TITLE_LIMIT
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip

INSET = 2
"""px that Qt leaves between a field's edge and its words."""


class TitleField(QLineEdit):
    """While nobody writes in it, a title that is too long ends in three dots and stands whole in the tool tip."""

    def __init__(self, theme: Theme, text: str = "") -> None:
        super().__init__(text, maxLength=TITLE_LIMIT)
        self._theme = theme
        self.textChanged.connect(lambda _text: self._tell_whole())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of it can be read."""
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        self.setToolTip("" if self._cut()[0] == self.text() else as_tip(self.text()))

    @property
    def shown(self) -> str:
        """What can be read in it now."""
        return self.text() if self.hasFocus() else self._cut()[0]

    def _cut(self) -> tuple[str, QStyleOptionFrame]:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        option.rect = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room = option.rect.width() - 2 * INSET
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room), option

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own painting unless the title has to be cut."""
        shown, option = self._cut()
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        words = option.rect.adjusted(INSET, 0, -INSET, 0)
        option.rect = self.rect()
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.setPen(self._theme.color("tx"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
