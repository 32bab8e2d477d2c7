"""Tabs over the parts of a pane that are shown one at a time: the words of the chosen one strong, over a line."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from sagsbud.ui.focus import paint_ring
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import FIELD, PANE_PADDING, RADIUS_CHIP, SPACE_XS

UNDERLINE = 2
WORDS, CHOSEN = "medium", "strong"


class PartTabs(QTabBar):
    """Each as wide as its words are when it is chosen: none moves. The first begins at the pane's edge."""

    def __init__(self, theme: Theme, names: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setExpanding(False)
        self.setDrawBase(False)
        for name in names:
            self.addTab(name)
        theme.changed.connect(self._dress)
        self._dress()

    def tabSizeHint(self, index: int) -> QSize:
        """The room before the words belongs to it."""
        wide = self._theme.width(CHOSEN, self.tabText(index))
        return QSize(self._theme.px(PANE_PADDING) + wide, self._theme.px(FIELD))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Never cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, words, and the line below them, heavy below those of the chosen one."""
        p, theme = QPainter(self), self._theme
        p.fillRect(self.rect(), theme.color("surf"))
        p.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        under = theme.px(UNDERLINE)
        for at in range(self.count()):
            if not self.isTabVisible(at):
                continue
            chosen, words = at == self.currentIndex(), self._words_at(at)
            p.setFont(theme.font(CHOSEN if chosen else WORDS))
            p.setPen(theme.color("acctx" if chosen else "tx2"))
            p.drawText(words.adjusted(0, 0, 1, -under), Qt.AlignmentFlag.AlignVCenter, self.tabText(at))
            if chosen:
                p.fillRect(words.left(), self.height() - under, words.width(), under, theme.color("acc"))
                if self.hasFocus():
                    beside = theme.px(SPACE_XS)
                    paint_ring(p, QRectF(words.adjusted(-beside, 0, beside, -under)), theme, RADIUS_CHIP)

    def _words_at(self, index: int) -> QRect:
        return self.tabRect(index).adjusted(self._theme.px(PANE_PADDING), 0, 0, 0)

    def _dress(self) -> None:
        self.setFixedHeight(self._theme.px(FIELD))
        self.update()
