"""The list's pane: what view it is and how much is in it, the search, a notice, and the rows."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Filters, Listing
from sagsbud.engine.views import QueueStatus, View
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.inbox.list_head import ListHead
from sagsbud.ui.inbox.model import COUNTED, RowModel
from sagsbud.ui.inbox.narrowing import ChipRow
from sagsbud.ui.inbox.notice import Notice
from sagsbud.ui.inbox.put_away_matches import PutAwayMatches
from sagsbud.ui.inbox.row import AGES, Ages
from sagsbud.ui.inbox.rows_stack import RowsStack, Step
from sagsbud.ui.inbox.rows_view import RowsView
from sagsbud.ui.inbox.search_field import SearchField
from sagsbud.ui.inbox.several_bar import SeveralBar
from sagsbud.ui.inbox.side_model import VIEW_NAMES
from sagsbud.ui.labels import HAIRLINE
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_S

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.inbox.nothing_listed import NothingListed

AT_REST = 300
"""Milliseconds after a first page, in which nobody has typed on, when a second one is read so that more can be counted."""


class ListPane(QWidget):
    """Shows one view at a time. `chosen` tells the selected item, `opened` that it is asked for."""

    chosen = Signal(object)
    opened = Signal(object)
    several = Signal(tuple)
    """The ItemIds of the rows that are selected together; empty once it is one again."""
    elsewhere_asked = Signal(object, str)
    """Another View, and words to look for in it."""
    inbox_asked = Signal()
    listed = Signal(object)
    """The Listing that is shown now."""
    bared = Signal()
    """Whether the view has nothing to show at all is another answer than before."""

    def __init__(
        self,
        engine: "Engine",
        theme: Theme,
        operations: Operations,
        views: tuple[View, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._counts: dict[View, int] = {}
        self.models = {view: RowModel(engine, operations, view, self) for view in views}
        self._stack = RowsStack(self.models, theme, PutAwayMatches(engine, operations, self))
        self.view = views[0]
        self._head = ListHead(theme)
        self._title, self._count, self.tools = self._head.title, self._head.count, self._head.tools
        hint = tr("Search in title, sender and text")
        self.search = SearchField(theme, hint, key_hint(ActionId.SEARCH))
        self.chips = ChipRow(theme)
        self.ages = AGES
        """From how many working days rows are amber, and red."""
        self._names: dict[str, str] = {}
        """What a Sag or a batch that narrows the list is called."""
        self.notice = Notice(theme)
        self.nudge = Notice(theme)
        """What has waited too long, once a day."""
        self.several_bar = SeveralBar(theme)
        self.awaited = False
        """Whether the keyboard was meant for rows that were not there."""
        self.is_bare = False
        """Whether the view, other than the inbox, has nothing to show, however it is asked."""
        self._lay_out()
        self._connect()
        self.show_view(self.view)

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        above = QVBoxLayout()
        above.setContentsMargins(px(PANE_PADDING), 0, px(PANE_PADDING), px(SPACE_S) - HAIRLINE)
        above.setSpacing(px(SPACE_S))
        narrowed = QHBoxLayout()
        narrowed.addWidget(self.chips)
        narrowed.addSpacing(-self.chips.beyond)
        above.addWidget(self.search)
        above.addLayout(narrowed)
        above.addWidget(self.notice)
        above.addWidget(self.nudge)
        column.addLayout(above)
        column.addWidget(self._stack, stretch=1)
        column.addWidget(self.several_bar)

    def _connect(self) -> None:
        self._read_on = QTimer(self, singleShot=True, interval=AT_REST)
        self._read_on.timeout.connect(self._count_more)
        self.search.searched.connect(self._search)
        self.search.left.connect(self.take_focus)
        self.tools.asked.connect(self.show_listing)
        self.chips.asked.connect(self.show_listing)
        self._stack.all_asked.connect(self._show_all)
        self._stack.again_asked.connect(self._read_anew)
        self._stack.inbox_asked.connect(self.inbox_asked)
        self._stack.elsewhere_asked.connect(self.elsewhere_asked)
        self.each_list(self._follow)

    def _follow(self, view: View, rows: RowsView) -> None:
        model = self.models[view]
        rows.chosen.connect(partial(self._chosen, view))
        rows.opened.connect(self.opened)
        rows.several.connect(partial(self._several, view))
        for signal in (model.loaded, model.failed, model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(lambda *_args: self._look(view))
        model.failed.connect(lambda _error: self._failed(view))
        model.rested.connect(lambda: self._rested(view))

    # -- what is shown ------------------------------------------------------------------------------------

    @property
    def rows(self) -> RowsView:
        """The list that is shown."""
        return self.rows_of(self.view)

    def rows_of(self, view: View) -> RowsView:
        """The list of a view; made now unless it is there."""
        return self._stack.of(view)

    def each_list(self, step: Step) -> None:
        """Do this with every list, those too that are made later."""
        self._stack.each(step)

    @property
    def nothing(self) -> "NothingListed":
        """What stands where a list has no rows; made now unless it is there."""
        return self._stack.nothing.get()

    @property
    def count(self) -> int:
        """How many rows the view has, loaded or not."""
        return self._counts.get(self.view, 0)

    @property
    def model(self) -> RowModel:
        """Its rows."""
        return self.models[self.view]

    def show_view(self, view: View) -> None:
        """Show another view."""
        self.view = view
        self._count.setText("")
        self.search.setText(self.model.text)
        self.model.begin()
        self._say_listing()
        self._look(view)
        self.chosen.emit(self.rows.item())
        self._several(view, self.rows.several_now)

    @property
    def listing(self) -> Listing:
        """What is asked for now."""
        return self.model.listing

    @property
    def heading(self) -> str:
        """What it is a list of; what was imported is not in the inbox."""
        return tr("Imports") if self.listing.filters.batch is not None else tr(VIEW_NAMES[self.view])

    def show_listing(self, listing: Listing, names: Mapping[str, str] | None = None) -> None:
        """Show what is asked for; `names` says what a Sag or batch in it is called."""
        self._names |= names or {}
        if self.search.text().strip() != listing.text:
            self.search.setText(listing.text)
        self._ask_for(listing)
        self._say_listing()
        self._look(self.view)

    def _ask_for(self, listing: Listing) -> None:
        """Where a search ends, and among the first in another order, the document that is shown stays the one in hand."""
        before, item = self.listing, self.rows.item()
        widened = before.narrowed and not listing.narrowed
        if item is not None and (listing.order is not before.order or widened):
            self.rows.keep(item, far=widened)
        self.model.show(listing)

    def _say_listing(self) -> None:
        self._title.setText(self.heading)
        self.tools.take(self.view, self.listing, self.ages)
        self.chips.take(self.listing, self._names)
        self.listed.emit(self.listing)

    def names_in(self, filters: Filters) -> dict[str, str]:
        """What a Sag or a batch in it is called."""
        return {id_: name for id_, name in self._names.items() if id_ in (str(filters.sag), str(filters.batch))}

    def take_ages(self, ages: Ages) -> None:
        """The limits are others now."""
        self.ages = ages
        for model in self.models.values():
            model.take_ages(ages)
        self._say_listing()

    def take_status(self, status: QueueStatus) -> None:
        """How many there are."""
        self._counts = {
            View.INBOX: status.inbox,
            View.REVIEW: status.in_review,
            View.HANDED: status.handed_ever,
            View.FILED: status.filed,
            View.PUT_AWAY: status.put_away,
        }
        self._say_count()

    def note(self, items: frozenset[ItemId]) -> None:
        """These items are other than before."""
        for model in self.models.values():
            model.note(items)

    def take_focus(self) -> None:
        """The keyboard goes to the rows as soon as there are any, to what is to be done where there are none."""
        nothing = self._stack.nothing.there
        if nothing and nothing.button.isVisible():
            self.awaited = False
            nothing.take_focus()
        else:
            self.awaited = not self.rows.isVisible()
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, view: View, item: ItemId | None) -> None:
        if view is self.view:
            self.chosen.emit(item)

    def _several(self, view: View, items: tuple[ItemId, ...]) -> None:
        if view is self.view:
            self.several.emit(items)

    def _search(self, text: str) -> None:
        self._ask_for(self.listing.with_text(text))
        self._say_listing()

    def _look(self, view: View) -> None:
        """Rows, or why there are none."""
        if view is not self.view:
            return
        model, rows = self.model, self.rows
        absent = self._stack.show_view(view, self._counts.get(View.PUT_AWAY, 0))
        empty = not model.rowCount() and model.whole
        self._tell_bare(empty and not model.listing.narrowed and view is not View.INBOX)
        if self.awaited and rows.isVisible():
            self.take_focus()
        if model.rowCount() and rows.item() is None and not rows.awaits:
            rows.choose_first()
        self._say_count()
        if model.rowCount() < COUNTED and not model.whole:
            self._read_on.start()
        if absent:
            self.chosen.emit(None)

    def _tell_bare(self, bare: bool) -> None:
        if bare is not self.is_bare:
            self.is_bare = bare
            self.bared.emit()

    def _show_all(self) -> None:
        self.show_listing(Listing(self.listing.order))
        self.take_focus()

    def _read_anew(self) -> None:
        self.model.restart()
        self.take_focus()

    def _failed(self, view: View) -> None:
        if view is self.view:
            self.nothing.tell_failure(self.listing)

    def _rested(self, view: View) -> None:
        """A second page with nothing in it changes no row, only what is known of their number."""
        if self.models[view].rowCount() < COUNTED:
            self._look(view)

    def _count_more(self) -> None:
        """Another page of what is narrowed, or small enough to be whole then."""
        model = self.model
        countable = model.listing.narrowed or self.count <= COUNTED
        if countable and model.rowCount() < COUNTED and model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())

    def _say_count(self) -> None:
        self._count.say(self.model, self.count)
