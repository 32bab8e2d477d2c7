"""The parts of the page of a conflict, and how they are put together."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.domain.conflicts import Choice
from sagsbud.i18n import tr
from sagsbud.ui.aside import Aside
from sagsbud.ui.buttons import IconButton
from sagsbud.ui.choicecard import CheckCard, RadioCard
from sagsbud.ui.edges import AROUND_FOOT, AROUND_SIGN, PageEdges
from sagsbud.ui.inbox.story_place import StoryPlace
from sagsbud.ui.inbox.timeline import TimelinePanel
from sagsbud.ui.labels import TextLabel, rule
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, NARROW, PANE_HEADER, SPACE_L, SPACE_M, SPACE_S
from sagsbud.ui.viewport import scrolled


class ConflictParts(Aside):
    """Made and laid out; what is shown in them is the ConflictPage's business."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.back = IconButton(theme, "arrow-left", tr("Back"), key="Esc", size=ICON_ROW)
        self.heading = TextLabel(theme, "", "pane_title")
        self.lead = TextLabel(theme, "", "body", "tx2")
        self.lead.setWordWrap(True)
        self.grid = QGridLayout()
        self.equal = TextLabel(theme, "", "body", "tx2")
        self.equal.setWordWrap(True)
        self.cards: dict[Choice, RadioCard] = {}
        self._choices = QVBoxLayout()
        self._group = QButtonGroup(self)
        self.all = CheckCard(theme, "", "")
        self.said = TextLabel(theme, "", "body", "tx2")
        self.said.setWordWrap(True)
        self.primary = QPushButton()
        self.primary.setObjectName("primary")
        self.story = TimelinePanel(theme)
        self.story.end_with(self.said)
        self.place = StoryPlace(theme, self.story)
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._theme.px
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page = QWidget()
        page.setObjectName("page")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, px(SPACE_L))
        inside.setSpacing(px(SPACE_L))
        inside.addWidget(self.lead)
        inside.addLayout(self.place.asked.flush())
        self.grid.setHorizontalSpacing(px(SPACE_M))
        self.grid.setVerticalSpacing(px(10))
        inside.addLayout(self.grid)
        inside.addWidget(rule())
        inside.addWidget(self.equal)
        inside.addWidget(TextLabel(self._theme, tr("Which is right?"), "group_title"))
        self._choices.setSpacing(px(SPACE_S))
        inside.addLayout(self._choices)
        inside.addWidget(self.all)
        inside.addStretch(1)
        scroll = scrolled(page)
        left = QVBoxLayout()
        left.setSpacing(0)
        head, foot = self._head(), self._foot()
        left.addLayout(head)
        left.addWidget(scroll, stretch=1)
        left.addWidget(rule())
        left.addLayout(foot)
        PageEdges(self, self._theme, head, foot, inside=inside, scrolled=scroll)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, stretch=1)
        row.addWidget(self.place)
        self.setMinimumSize(1, 1)

    def _head(self) -> QHBoxLayout:
        px = self._theme.px
        head = QHBoxLayout()
        head.setContentsMargins(0, px(SPACE_S), 0, px(SPACE_S))
        head.setSpacing(px(SPACE_S))
        head.addSpacing(-px(AROUND_SIGN))
        head.addWidget(self.back)
        head.addWidget(self.heading, stretch=1)
        self.heading.setMinimumHeight(px(PANE_HEADER) - 2 * px(SPACE_S))
        return head

    def _foot(self) -> QHBoxLayout:
        px = self._theme.px
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(AROUND_FOOT), 0, px(AROUND_FOOT))
        foot.setSpacing(px(SPACE_M))
        foot.addWidget(self.said, stretch=1)
        foot.addWidget(self.primary)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What happened is one press away where there is little room."""
        super().resizeEvent(event)
        self.place.stand(told=True, beside=self.width() >= NARROW * self._theme.scale)
