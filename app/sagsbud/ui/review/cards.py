"""How the cards lie: in rows that share the width while there is room, else below each other."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.ui.theme import Theme

GAP = 13
LEAST_IN_ROW = 310
"""px at scale 1.0 that the narrowest card of a row needs: its four columns of figures are then read whole."""
LEAST_WIDTH = 374
"""px at scale 1.0 that every card needs where they all are as wide: as the one whose figures need most."""


@frozen
class Placed:
    """A card and how much of its row it wants beside the others."""

    widget: QWidget
    share: float


class CardGrid(QWidget):
    """Rows of cards. A row that would make a card too narrow is broken in two, or laid below each other."""

    def __init__(self, theme: Theme, rows: Sequence[Sequence[Placed]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = [list(row) for row in rows]
        for row in self._rows:
            for placed in row:
                placed.widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the rows need at this width."""
        lines = self._lines(width)
        gap = self._theme.px(GAP)
        return sum(self._least(line) for line in lines) + gap * (len(lines) - 1)

    def sizeHint(self) -> QSize:
        """As high as it must be here."""
        return QSize(self._theme.px(LEAST_WIDTH), self.heightForWidth(max(self.width(), self._theme.px(LEAST_WIDTH))))

    def minimumSizeHint(self) -> QSize:
        """One card wide."""
        return QSize(self._theme.px(LEAST_WIDTH) // 2, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        gap, width = self._theme.px(GAP), self.width()
        lines = self._lines(width)
        spare = max(0, self.height() - self.heightForWidth(width))
        top = 0
        for at, line in enumerate(lines):
            tall = self._least(line) + spare * (at + 1) // len(lines) - spare * at // len(lines)
            room, shares = width - gap * (len(line) - 1), sum(placed.share for placed in line)
            left, used = 0, 0.0
            for placed in line:
                used += placed.share
                right = round(room * used / shares) + gap * line.index(placed)
                placed.widget.setGeometry(left, top, right - left, tall)
                left = right + gap
            top += tall + gap
        self.updateGeometry()

    def _lines(self, width: int) -> list[list[Placed]]:
        """The rows as they are broken at this width."""
        px, gap = self._theme.px, self._theme.px(GAP)
        if all(_narrowest(row, width - gap * (len(row) - 1)) >= px(LEAST_IN_ROW) for row in self._rows):
            return self._rows
        across = min(max(len(row) for row in self._rows) - 1, (width + gap) // (px(LEAST_WIDTH) + gap))
        across = max(1, across)
        cards = [placed for row in self._rows for placed in row]
        return [[Placed(one.widget, 1.0) for one in cards[at : at + across]] for at in range(0, len(cards), across)]

    def _least(self, line: Sequence[Placed]) -> int:
        return max(placed.widget.minimumSizeHint().height() for placed in line)


def _narrowest(row: Sequence[Placed], room: float) -> float:
    """What the card with the smallest share has of this room."""
    return room * min(placed.share for placed in row) / sum(placed.share for placed in row)
