"""The parts of the main window, and how they are put together."""

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.actions import Actions
from sagsbud.ui.inbox.document import DocumentStack
from sagsbud.ui.inbox.list_pane import ListPane
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.notice import Notice, RoomAbove
from sagsbud.ui.inbox.pages import LatePages
from sagsbud.ui.inbox.progress import ProgressPanel
from sagsbud.ui.inbox.queue_line import QueueLine
from sagsbud.ui.inbox.queue_model import QueueModel
from sagsbud.ui.inbox.side_bar import SideBar
from sagsbud.ui.inbox.side_model import SideModel
from sagsbud.ui.inbox.stepper import Stepper
from sagsbud.ui.inbox.surroundings import Surroundings
from sagsbud.ui.labels import wall
from sagsbud.ui.menus import QUEUE_LINE_NAME
from sagsbud.ui.operations import Operations
from sagsbud.ui.taborder import put_in_order
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_LIST, SPACE_M

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.detail.pane import DetailPane
    from sagsbud.ui.inbox.empty import EmptyInbox
    from sagsbud.ui.inbox.many_pane import ManyPane
    from sagsbud.ui.inbox.needs_you import NeedsYouPage
    from sagsbud.ui.inbox.queue_page import QueuePage
    from sagsbud.ui.inbox.timeline import TimelinePanel
    from sagsbud.ui.practising import PracticeLine

VIEWS = (View.INBOX, View.QUEUE, View.NEEDS_YOU, View.REVIEW, View.HANDED, View.FILED, View.PUT_AWAY)
LISTED = (View.INBOX, View.REVIEW, View.HANDED, View.FILED, View.PUT_AWAY)
"""Views that are a list with the document beside it."""


class WindowParts(QWidget):
    """Made and laid out; which of them are shown is the MainWindow's business."""

    def __init__(self, engine: "Engine", theme: Theme, operations: Operations, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.theme = theme
        self.around = around
        self.actions_ = Actions(self)
        self.side_model = SideModel(VIEWS, self)
        self.side = SideBar(theme, self.side_model, around.title, around.subtitle)
        self.list = ListPane(engine, theme, operations, LISTED)
        self.stepper = Stepper(theme)
        self.document = DocumentStack(engine, theme, operations, self.actions_)
        self.queue_model = QueueModel(engine, operations, self)
        self.trouble_rows = RowModel(engine, operations, View.NEEDS_YOU, self)
        self._stack = QStackedWidget()
        self.pages = LatePages(self._stack, theme, self.queue_model, self.trouble_rows, around)
        self.progress = ProgressPanel(theme)
        self.filing = ProgressPanel(theme)
        self.imports = ProgressPanel(theme)
        self._page_notice = Notice(theme)
        self.line = QueueLine(theme)
        self.line.setObjectName(QUEUE_LINE_NAME)
        self._lay_out()

    @property
    def detail(self) -> "DetailPane":
        """The pane of one document; made now unless it is there."""
        return self.document.detail.get()

    @property
    def many(self) -> "ManyPane":
        """The pane of several documents; made now unless it is there."""
        return self.document.many.get()

    @property
    def queue(self) -> "QueuePage":
        """What is promised; made now unless it is there."""
        return self.pages.queue.get()

    @property
    def needs_you(self) -> "NeedsYouPage":
        """What needs a person; made now unless it is there."""
        return self.pages.troubles.get().needs_you

    @property
    def story(self) -> "TimelinePanel":
        """What happened to the one that is chosen there; made now unless it is there."""
        return self.pages.troubles.get().story

    @property
    def empty(self) -> "EmptyInbox":
        """What stands where an inbox has nothing; made now unless it is there."""
        return self.pages.empty.get()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stepper)
        column.addWidget(self.document, stretch=1)
        self._right = right
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)
        self._stack.addWidget(self._split)
        self._content = QWidget()
        self._content.setObjectName("pane")
        self._content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for squeezed in (right, self.document, self._stack, self._content):
            squeezed.setMinimumSize(1, 1)  # a window at large text may be narrower than its parts would like
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        above = RoomAbove(self._page_notice, self.theme.px(SPACE_M))
        self._above = above.line
        inside.addWidget(above)
        inside.addWidget(self._stack, stretch=1)
        inside.addWidget(self.progress)
        inside.addWidget(self.filing)
        inside.addWidget(self.imports)
        self._panes = QWidget()
        upper = QHBoxLayout(self._panes)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.side)
        upper.addWidget(wall())
        upper.addWidget(self._content, stretch=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._places = QStackedWidget()
        self._places.setMinimumSize(1, 1)
        self._places.addWidget(self._panes)
        self.practice = self._practice_line()
        if self.practice:
            self.practice.stand_above(self.side)
            whole.addWidget(self.practice)
        whole.addWidget(self._places, stretch=1)
        whole.addWidget(self.line)

    def _practice_line(self) -> "PracticeLine | None":
        """Above everything in the window of practice."""
        if self.around.practice is None or not self.around.practice.is_here:
            return None
        from sagsbud.ui.practising import PracticeLine

        return PracticeLine(self.theme)

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Tab and Shift+Tab, through what is shown now."""
        put_in_order(self)
        return super().focusNextPrevChild(next_)

    def _restore(self) -> None:
        px = self.theme.px
        self._split.setSizes([px(PANE_LIST), px(1000)])
        if self.around.state_file:
            kept = QSettings(str(self.around.state_file), QSettings.Format.IniFormat)
            split = kept.value("split")
            if split:
                self._split.restoreState(split)
            self.list.rows_of(View.INBOX).keep(_item_of(kept.value("shown")), far=False)
        self._split.handle(1).setAccessibleName(tr("Width of the list"))

    def keep_state(self) -> None:
        """Remember how wide the panes are, and which document of the inbox is in hand."""
        if self.around.state_file:
            kept = QSettings(str(self.around.state_file), QSettings.Format.IniFormat)
            kept.setValue("split", self._split.saveState())
            kept.setValue("shown", str(self.list.rows_of(View.INBOX).item() or ""))
            kept.sync()


def _item_of(kept: object) -> ItemId | None:
    try:
        return ItemId(UUID(str(kept)))
    except ValueError:
        return None
