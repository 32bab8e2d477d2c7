"""The four figures at the top of the overview, in one frame."""

from collections.abc import Sequence

from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QVBoxLayout, QWidget

from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.review.told import Headline
from sagsbud.ui.theme import Theme

GAP = 10
"""px between a figure and what puts it in its place."""
LEFT, RIGHT = 18, 14
"""px beside the words."""
ABOVE, BETWEEN, BELOW = 12, 1, 10
"""px above a name, from it to its figure, and below that or its note."""
WAYS = ((4, False), (4, True), (2, False), (2, True), (1, False), (1, True))
"""How many stand beside each other, and whether their notes stand below the figures; the first that fits is taken."""


class _Cell(QWidget):
    """One figure. A screen reader hears it in one sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        self.name = CutLabel(theme, "", "caption", "tx2")
        self.figure = TextLabel(theme, "", "page_title")
        self.note = CutLabel(theme, "", "caption", "tx2")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.addWidget(self.figure)
        self._beside = QVBoxLayout()
        self._beside.addStretch(1)
        self._beside.addWidget(self.note)
        self._line.addLayout(self._beside, 1)
        column = QVBoxLayout(self)
        column.setSpacing(px(BETWEEN))
        column.setContentsMargins(px(LEFT), px(ABOVE), px(RIGHT), px(BELOW))
        column.addStretch(1)
        column.addWidget(self.name)
        column.addLayout(self._line)
        column.addStretch(1)
        self.stack(stacked=False)

    def say(self, headline: Headline) -> None:
        """Another figure."""
        self.name.setText(headline.name)
        self.figure.setText(headline.figure)
        self.note.setText(headline.note)
        self.setAccessibleName(headline.spoken)

    def stack(self, *, stacked: bool) -> None:
        """What puts the figure in its place stands below it, or beside it on its line; the box is as high either way."""
        px, direction = self._theme.px, QBoxLayout.Direction
        self._line.setDirection(direction.TopToBottom if stacked else direction.LeftToRight)
        self._line.setSpacing(0 if stacked else px(GAP))
        large, small = (QFontMetricsF(label.font()).descent() for label in (self.figure, self.note))
        self._beside.setContentsMargins(0, 0, 0, 0 if stacked else round(large - small))
        words = sum(label.sizeHint().height() for label in (self.name, self.figure, self.note))
        self.setMinimumHeight(words + px(BETWEEN) + px(ABOVE) + px(BELOW))

    def needed(self, *, stacked: bool) -> int:
        """px in which it is read whole."""
        px = self._theme.px
        words = [label.sizeHint().width() for label in (self.name, self.figure, self.note)]
        widest = max(words) if stacked else max(words[0], words[1] + px(GAP) + words[2])
        return widest + px(LEFT) + px(RIGHT) + 1


class Headlines(QFrame):
    """The figures beside each other, or in as many lines as the width asks for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("group")
        self._theme = theme
        self.cells = [_Cell(theme) for _ in range(4)]
        self._walls = [self._wall() for _ in range(3)]
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._place()

    def show_figures(self, headlines: Sequence[Headline]) -> None:
        """The figures, in their order."""
        for cell, headline in zip(self.cells, headlines, strict=True):
            cell.say(headline)
        self._place()

    @property
    def figures(self) -> list[str]:
        """The figures that are shown."""
        return [cell.figure.text() for cell in self.cells]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._place()

    def _wall(self) -> QFrame:
        made = QFrame(self)
        made.setObjectName("wall")
        return made

    def _place(self) -> None:
        """Four, two or one beside each other, equally wide; their notes below the figures where that gives them room."""
        across, stacked = next((way for way in WAYS if self._fits(*way)), WAYS[-1])
        for cell in self.cells:
            cell.stack(stacked=stacked)
        if across == self._across:
            return
        self._across = across
        for column in range(across):
            self._grid.setColumnStretch(2 * column, 1)
        for part in (*self.cells, *self._walls):
            self._grid.removeWidget(part)
        for column in range(2 * across, 8):
            self._grid.setColumnStretch(column, 0)
        for at, cell in enumerate(self.cells):
            self._grid.addWidget(cell, at // across, 2 * (at % across))
        for at, line in enumerate(self._walls):
            line.setVisible(at < across - 1)
            if at < across - 1:
                self._grid.addWidget(line, 0, 2 * at + 1, -1, 1)

    def _fits(self, across: int, stacked: bool) -> bool:
        """Whether so many beside each other are read whole."""
        need = max(cell.needed(stacked=stacked) for cell in self.cells)
        return need * across <= self.width() - (across - 1)
