"""What needs a person, and beside it what happened to the one that is chosen."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.needs_you import NeedsYouPage
from sagsbud.ui.inbox.story_place import StoryPlace
from sagsbud.ui.inbox.timeline import TimelinePanel
from sagsbud.ui.theme import Theme


class TroublePage(QWidget):
    """`needs_you` and `story`."""

    def __init__(self, rows: RowModel, theme: Theme) -> None:
        super().__init__()
        self.story = TimelinePanel(theme)
        self.place = StoryPlace(theme, self.story)
        self.needs_you = NeedsYouPage(rows, theme, self.place.asked)
        self.story.end_with(self.needs_you.goes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.needs_you, stretch=1)
        row.addWidget(self.place)
        self.story.queue_asked.connect(self.place.put_away)

    def show_story(self, *, beside: bool) -> None:
        """What happened beside what needs a person, or one press away from it; none where nothing needs one."""
        self.place.stand(told=not self.needs_you.is_empty, beside=beside)
