"""How the cards lie: in rows that share the width while there is room, else below each other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

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
    least: Callable[[], int] = int
    """px in which its words are read whole."""


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
        self.place()

    def place(self) -> None:
        """Lay the cards with the words they have now."""
        gap, width = self._theme.px(GAP), self.width()
        lines = self._lines(width)
        spare = max(0, self.height() - self.heightForWidth(width))
        top = 0
        for at, line in enumerate(lines):
            tall = self._least(line) + spare * (at + 1) // len(lines) - spare * at // len(lines)
            left = 0
            for placed, wide in zip(line, self._widths(line, width), strict=True):
                placed.widget.setGeometry(left, top, wide, tall)
                left += wide + gap
            top += tall + gap
        self.updateGeometry()

    def _lines(self, width: int) -> list[list[Placed]]:
        """The rows as they are broken at this width."""
        px, gap = self._theme.px, self._theme.px(GAP)
        if all(self._fits(row, width, px(LEAST_IN_ROW)) for row in self._rows):
            return self._rows
        cards = [replace(placed, share=1.0) for row in self._rows for placed in row]
        most = min(max(len(row) for row in self._rows) - 1, (width + gap) // (px(LEAST_WIDTH) + gap))
        for across in range(most, 1, -1):
            lines = [cards[at : at + across] for at in range(0, len(cards), across)]
            if all(self._fits(line, width, px(LEAST_WIDTH)) for line in lines):
                return lines
        return [[card] for card in cards]

    def _fits(self, line: Sequence[Placed], width: int, least: int) -> bool:
        """Whether each has at least so many px, and its words are whole."""
        return all(
            wide >= max(least, placed.least()) for placed, wide in zip(line, self._widths(line, width), strict=True)
        )

    def _widths(self, line: Sequence[Placed], width: int) -> list[int]:
        """px for each in a line of this width."""
        room, shares = width - self._theme.px(GAP) * (len(line) - 1), sum(placed.share for placed in line)
        ends = [round(room * used / shares) for used in accumulate(placed.share for placed in line)]
        return [end - begin for begin, end in pairwise([0, *ends])]

    def _least(self, line: Sequence[Placed]) -> int:
        return max(placed.widget.minimumSizeHint().height() for placed in line)
