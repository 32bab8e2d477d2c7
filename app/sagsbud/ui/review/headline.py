"""The four figures at the top of the overview, in one frame."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.review.told import Headline
from sagsbud.ui.theme import Theme

GAP = 10
"""px between a figure and what puts it in its place."""
LEFT, RIGHT = 18, 14
"""px beside the words."""


class _Cell(QWidget):
    """One figure. A screen reader hears it in one sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        self.name = CutLabel(theme, "", "caption", "tx2")
        self.figure = TextLabel(theme, "", "page_title")
        self.note = CutLabel(theme, "", "caption", "tx2")
        line = QHBoxLayout()
        line.setSpacing(px(GAP))
        line.addWidget(self.figure)
        line.addWidget(self.note, 1, Qt.AlignmentFlag.AlignBottom)
        self.note.setContentsMargins(0, 0, 0, px(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(LEFT), px(12), px(RIGHT), px(10))
        column.setSpacing(px(1))
        column.addWidget(self.name)
        column.addLayout(line)

    def say(self, headline: Headline) -> None:
        """Another figure."""
        self.name.setText(headline.name)
        self.figure.setText(headline.figure)
        self.note.setText(headline.note)
        self.setAccessibleName(headline.spoken)

    def needed(self) -> int:
        """px in which it is read whole."""
        px = self._theme.px
        line = self.figure.sizeHint().width() + px(GAP) + self.note.sizeHint().width()
        return max(self.name.sizeHint().width(), line) + px(LEFT) + px(RIGHT) + 1


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
        """Four, two or one beside each other; equally wide unless one of them needs more."""
        across, shares = next(fitting for each in (4, 2, 1) if (fitting := self._fitting(each)))
        for column, share in enumerate(shares):
            self._grid.setColumnStretch(2 * column, share)
        if across == self._across:
            return
        self._across = across
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

    def _fitting(self, across: int) -> tuple[int, list[int]] | None:
        """So many beside each other with the share each column has; nothing where they are not read whole."""
        needs = [max(cell.needed() for cell in self.cells[at::across]) for at in range(across)]
        room = self.width() - (across - 1)
        if across == 1 or max(needs) * across <= room:
            return across, [1] * across
        return (across, needs) if sum(needs) <= room else None
