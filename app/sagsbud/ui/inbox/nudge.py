"""Once a day a word about what has waited too long, before the duty to file is broken."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sagsbud.domain.listing import Filters, Listing, Order
from sagsbud.domain.workdays import received_before
from sagsbud.engine.views import View
from sagsbud.i18n import tr, trn
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.paint import AGE_SIGNS
from sagsbud.ui.texts import count_up_to, now

if TYPE_CHECKING:
    from sagsbud.engine import Engine

COUNTED = 100
"""Documents up to which they are counted; more are said to be more."""


class Nudge(QObject):
    """Says above the list how many documents are older than the limit, and shows them when asked."""

    def __init__(self, window: MainWindow, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._engine = engine
        self._operations = operations
        self._said: date | None = None
        self._waits = False
        """Whether it gives its room to what is searched for, and comes back."""
        window.list.take_ages(window.around.ages())
        window.list.listed.connect(self._listed)
        self.look()

    def take_ages(self) -> None:
        """The limits are others now: mark by them, and count anew."""
        self._window.list.take_ages(self._window.around.ages())
        self._said = None
        self.look()

    def look(self) -> None:
        """Count what is too old, once a day."""
        today, limit = now().date(), max(self._window.list.ages)
        if self._said == today:
            return
        self._said = today
        old = Listing(Order.OLDEST, Filters(before=received_before(limit, today)))
        read = self._engine.lists.rows
        self._operations.run(
            self,
            lambda: len(read(View.INBOX, old, limit=COUNTED + 1)),
            lambda count: self._say(count, limit),
            key="old",
        )

    def _say(self, count: int, limit: int) -> None:
        nudge = self._window.list.nudge
        self._waits = False
        if not count:
            nudge.hide()
            return
        days = trn("{count} working day", "{count} working days", limit)
        text = trn(
            "{shown} document has waited at least {days}.",
            "{shown} documents have waited at least {days}.",
            count,
            shown=count_up_to(COUNTED, count),
            days=days,
        )
        nudge.say(text, icon=AGE_SIGNS["err"], role="warn", action=tr("Show"), do=lambda: self._show(limit), stays=True)
        self._make_room(self._window.list.listing)

    def _show(self, limit: int) -> None:
        window = self._window
        window.show_view(View.INBOX)
        window.list.show_listing(Listing(Order.OLDEST, Filters(older_than=limit)))
        window.take_list_focus()

    def _listed(self, listing: Listing) -> None:
        """What it is about is shown already."""
        if listing.filters.older_than or self._window.view is not View.INBOX:
            self._waits = False
            self._window.list.nudge.hide()
        else:
            self._make_room(listing)

    def _make_room(self, listing: Listing) -> None:
        nudge = self._window.list.nudge
        if listing.text and not nudge.isHidden():
            self._waits = True
            nudge.hide()
        elif self._waits and not listing.text:
            self._waits = False
            nudge.show()
