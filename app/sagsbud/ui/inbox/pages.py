"""The pages that stand where list and document stand: the queue, what needs a person, the empty inbox.

Each is made when it is first asked for: most days begin and end without them.
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.queue_model import QueueModel
from sagsbud.ui.inbox.surroundings import Surroundings
from sagsbud.ui.late import Late, Making
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.ui.inbox.empty import EmptyInbox
    from sagsbud.ui.inbox.queue_page import QueuePage
    from sagsbud.ui.inbox.trouble_page import TroublePage


class LatePages:
    """`queue`, `troubles` and `empty`, each in `stack` once it is made."""

    def __init__(
        self,
        stack: QStackedWidget,
        theme: Theme,
        waiting: QueueModel,
        troubled: RowModel,
        around: Surroundings,
    ) -> None:
        self._stack = stack
        self.queue = Late(_queue(waiting, theme))
        self.troubles = Late(_troubles(troubled, theme))
        self.empty = Late(_empty(theme, around))
        self.queue.then(self._put)
        self.troubles.then(self._put)
        self.empty.then(self._put)

    def panes(self) -> list[QWidget]:
        """What F6 walks through, of what is there."""
        troubles = self.troubles.there
        parts = (self.queue.there, *((troubles.needs_you, troubles.story) if troubles else ()), self.empty.there)
        return [part for part in parts if part]

    def _put(self, page: QWidget) -> None:
        self._stack.addWidget(page)


def _queue(waiting: QueueModel, theme: Theme) -> "Making[QueuePage]":
    yield "sagsbud.ui.inbox.queue_page"
    from sagsbud.ui.inbox.queue_page import QueuePage

    return QueuePage(waiting, theme)


def _troubles(troubled: RowModel, theme: Theme) -> "Making[TroublePage]":
    yield "sagsbud.ui.inbox.trouble_page"
    from sagsbud.ui.inbox.trouble_page import TroublePage

    return TroublePage(troubled, theme)


def _empty(theme: Theme, around: Surroundings) -> "Making[EmptyInbox]":
    yield "sagsbud.ui.inbox.empty"
    from sagsbud.ui.inbox.empty import EmptyInbox, Offers

    return EmptyInbox(theme, Offers(bool(around.practice and around.practice.enter), around.sends_here))
