"""Where the overview's figures come from and how old they are: told in every width."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QBoxLayout

from sagsbud.ui.labels import TextLabel
from sagsbud.ui.theme import Theme


class SourceLine(TextLabel):
    """Below the title where it fits in a line there, else above the figures, wrapped."""

    def __init__(self, theme: Theme, title: QBoxLayout, figures: QBoxLayout) -> None:
        """`title` ends with a stretch, which stays below the words."""
        super().__init__(theme, "", "caption", "tx2")
        self._title = title
        self._figures = figures
        self.setWordWrap(True)
        title.insertWidget(title.count() - 1, self)

    def make_room(self, beside: int) -> None:
        """So many px are free below the title."""
        fits = QFontMetrics(self.font()).horizontalAdvance(self.text()) < beside
        if fits == (self._title.indexOf(self) >= 0):
            return
        (self._figures if fits else self._title).removeWidget(self)
        if fits:
            self._title.insertWidget(self._title.count() - 1, self)
        else:
            self._figures.insertWidget(0, self)
        self.show()
