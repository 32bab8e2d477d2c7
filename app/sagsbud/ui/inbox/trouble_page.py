"""What needs a person, and beside it what happened to the one that is chosen."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.needs_you import NeedsYouPage
from sagsbud.ui.inbox.timeline import TimelinePanel
from sagsbud.ui.labels import wall
from sagsbud.ui.theme import Theme


class TroublePage(QWidget):
    """`needs_you` and `story`."""

    def __init__(self, rows: RowModel, theme: Theme) -> None:
        super().__init__()
        self.needs_you = NeedsYouPage(rows, theme)
        self.story = TimelinePanel(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.needs_you, stretch=1)
        self._wall = wall()
        row.addWidget(self._wall)
        row.addWidget(self.story)

    def show_story(self, there: bool) -> None:
        """What happened beside what needs a person, or that alone."""
        self._wall.setVisible(there)
        self.story.setVisible(there)
