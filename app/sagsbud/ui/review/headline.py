"""The four figures at the top of the overview, in one frame."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.review.told import Headline
from sagsbud.ui.theme import Theme

LEAST = 244
"""px at scale 1.0 that a figure needs beside the others."""


class _Cell(QWidget):
    """One figure. A screen reader hears it in one sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        px = theme.px
        self.name = CutLabel(theme, "", "caption", "tx2")
        self.figure = TextLabel(theme, "", "page_title")
        self.note = CutLabel(theme, "", "caption", "tx2")
        line = QHBoxLayout()
        line.setSpacing(px(10))
        line.addWidget(self.figure)
        line.addWidget(self.note, 1, Qt.AlignmentFlag.AlignBottom)
        self.note.setContentsMargins(0, 0, 0, px(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(12), px(14), px(10))
        column.setSpacing(px(1))
        column.addWidget(self.name)
        column.addLayout(line)

    def say(self, headline: Headline) -> None:
        """Another figure."""
        self.name.setText(headline.name)
        self.figure.setText(headline.figure)
        self.note.setText(headline.note)
        self.setAccessibleName(headline.spoken)


class Headlines(QFrame):
    """The figures beside each other, or in as many lines as the width asks for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("group")
        self._theme = theme
        self._cells = [_Cell(theme) for _ in range(4)]
        self._walls = [self._wall() for _ in range(3)]
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._place(4)

    def show_figures(self, headlines: Sequence[Headline]) -> None:
        """The figures, in their order."""
        for cell, headline in zip(self._cells, headlines, strict=True):
            cell.say(headline)

    @property
    def figures(self) -> list[str]:
        """The figures that are shown."""
        return [cell.figure.text() for cell in self._cells]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Four, two or one beside each other."""
        super().resizeEvent(event)
        fit = self.width() // self._theme.px(LEAST)
        self._place(4 if fit >= 4 else 2 if fit >= 2 else 1)

    def _wall(self) -> QFrame:
        made = QFrame(self)
        made.setObjectName("wall")
        return made

    def _place(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for part in (*self._cells, *self._walls):
            self._grid.removeWidget(part)
        for column in range(8):
            self._grid.setColumnStretch(column, 0)
        for at, cell in enumerate(self._cells):
            self._grid.addWidget(cell, at // across, 2 * (at % across))
            self._grid.setColumnStretch(2 * (at % across), 1)
        for at, line in enumerate(self._walls):
            line.setVisible(at < across - 1)
            if at < across - 1:
                self._grid.addWidget(line, 0, 2 * at + 1, -1, 1)
