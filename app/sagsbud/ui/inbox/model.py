"""The rows of a view, page by page, read off the main thread; what changed is read again by its id."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Listing, fits
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.domain.workdays import received_before
from sagsbud.engine.views import VIEW_STATES, View
from sagsbud.ui.inbox.kept_rows import Index, KeptRows
from sagsbud.ui.inbox.reads import Page, Reads
from sagsbud.ui.inbox.row import AGES, Ages, Row
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import now

if TYPE_CHECKING:
    from sagsbud.engine import Engine

FIRST_PAGE = 40
"""As many as the tallest screen shows, so that a search is answered at once; the rest come when somebody scrolls."""
PAGE = 100
COUNTED = FIRST_PAGE + PAGE
"""Rows that are read although nobody scrolls, so that it can be said how many there are."""
SPARE = 500
"""Rows that stay loaded below the last that is in use, when many come in above it."""
LET_GO = 100
"""Rows that are forgotten in one go."""


class RowModel(KeptRows):
    """One view's rows, newest first. `loaded` says that the first page is there, `rested` that nothing is being read."""

    loaded = Signal()
    rested = Signal()
    failed = Signal(object)
    """The SagsbudError for which nothing of what is asked for could be read."""

    def __init__(self, engine: "Engine", operations: Operations, view: View, parent: QObject | None = None) -> None:
        super().__init__(view, parent)
        self._engine = engine
        self._operations = operations
        self._reading = False
        self._read: Listing | None = None
        """What the rows are that are there."""
        self._known: int | None = None
        self._turning_into: int | None = None
        """How many rows there will be, while those that are there are being made into them."""
        self.failure: SagsbudError | None = None
        """Why nothing could be shown of what was asked for, until another read has been answered."""
        self._stale: set[ItemId] = set()
        self._left: set[ItemId] = set()
        """Decided while rows are being read, which may still have them."""
        self._copies: frozenset[ItemId] = frozenset()
        self._promoted: dict[ItemId, int] = {}
        """Of the document that is open, the pieces of its look that somebody files by themselves."""
        self._ages = AGES
        self._begun = False
        self.in_use = 0
        """The last row that somebody looks at or has selected: what lies far behind need not be read anew."""

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there is another page that is not already on its way."""
        return not parent.isValid() and self.is_read and not self._whole and not self._reading

    def fetchMore(self, _parent: Index) -> None:
        """Read the next page."""
        self._read_page(self._rows[-1] if self._rows else None)

    @property
    def is_read(self) -> bool:
        """Whether the rows that are there are what is asked for."""
        return self._read == self._listing

    @property
    def is_reading(self) -> bool:
        """Whether an answer is on its way."""
        return self._reading

    @property
    def found(self) -> int | None:
        """How many rows there are altogether, loaded or not; None while nobody knows."""
        loaded, known = len(self._rows), self._known
        if self._whole:
            return loaded if self._turning_into is None else self._turning_into
        sure = known is not None and loaded <= known and (loaded < COUNTED or known > COUNTED)
        return known if sure else None

    def _doubt(self) -> None:
        """There may be more or fewer than was known; where so few are read until all are there, it is said till then."""
        if self._known is not None and self._known > COUNTED:
            self._known = None

    # -- reading ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read the first page, if that was not done or could not be."""
        if not self._begun or (self.failure and not self._reading):
            self.restart()

    def search(self, text: str) -> None:
        """Show only what fits the text."""
        self.show(self._listing.with_text(text))

    def show(self, listing: Listing) -> None:
        """Show what is asked for, in that order."""
        if listing == self._listing:
            return
        before = self._listing
        self._known = self.found if replace(listing, order=before.order) == before else None
        self._whole, self._reading = False, True  # what there is says nothing of what is asked for now
        self._listing = listing
        if listing.order is not before.order:
            self.beginResetModel()
            spent, self._rows, self._keys, self._read = self._rows, [], [], None
            self.endResetModel()
            self._operations.run(self, partial(_let_go, spent), lambda _none: None)
        self.restart()

    def take_ages(self, ages: Ages) -> None:
        """From how many working days rows are amber, and red."""
        if ages != self._ages:
            self._ages = ages
            if self._begun:
                self.restart()

    def restart(self) -> None:
        """Read the first page anew; the rows there are, or why there are none, stay until it has come."""
        self._begun = True
        self._reading = True
        today = now().date()
        self._known = self.found if today == self._today else None
        self._today = today
        wanted, listing = self._wanted(None, FIRST_PAGE), self._listing

        def took(page: Page) -> None:
            self._read, self.failure = listing, None
            self._turn_into(self._taken(page))
            self.loaded.emit()
            self._catch_up()

        self._operations.run(self, wanted, took, self._gave_up, key="rows", first=True)

    def _read_page(self, before: Row | None) -> None:
        self._reading = True

        def took(page: Page) -> None:
            known = self._keys[-1] if self._keys else None
            fresh = [row for row in self._taken(page) if known is None or self._key(row) > known]
            if fresh:
                if self._by_key:
                    self.drop_all({row.item for row in fresh})  # what got another key since is not shown twice
                start = len(self._rows)
                self.beginInsertRows(QModelIndex(), start, start + len(fresh) - 1)
                self._rows += fresh
                self._keys += [self._key(row) for row in fresh]
                self.endInsertRows()
            else:
                self.layoutChanged.emit()
            self._catch_up()

        self._operations.run(self, self._wanted(before, PAGE), took, self._gave_up, key="rows")

    def _wanted(self, before: Row | None, limit: int) -> Callable[[], Page]:
        return partial(self._reads().page, self._resolved(), before, limit)

    def _reads(self) -> Reads:
        return Reads(self._engine, self.view, self._today, self._copies, self._promoted, self._ages)

    def _resolved(self) -> Listing:
        """With the moment that an age in working days means today."""
        filters = self._listing.filters
        if not filters.older_than:
            return self._listing
        return replace(self._listing, filters=replace(filters, before=received_before(filters.older_than, self._today)))

    # -- what changed -------------------------------------------------------------------------------------

    def note(self, items: frozenset[ItemId]) -> None:
        """These items are other than before."""
        if self._begun:
            self._stale |= items
            self._catch_up()

    def leave(self, items: Collection[ItemId]) -> None:
        """These were decided here: their rows go at once, and do not come back with what was read before."""
        self._doubt()
        self.drop_all(items)
        if self._reading:
            self._left.update(items)

    def note_copies(self, items: frozenset[ItemId]) -> None:
        """They are copies of others; their rows say so."""
        if not items <= self._copies:
            self._copies |= items
            self.note(items)

    def note_promoted(self, item: ItemId, pieces: int) -> None:
        """Of the document that is open so many pieces are attachments too; its row counts them as its head does."""
        before, self._promoted = self._promoted, {item: pieces} if pieces else {}
        if before != self._promoted:
            self.note(frozenset(before) | frozenset(self._promoted))

    def _catch_up(self) -> None:
        if self._reading:
            return
        if not self.is_read:
            self.restart()
            return
        if not self._stale:
            self.rested.emit()
            return
        stale, self._stale = frozenset(self._stale), set()
        self._read_these(stale)

    def _read_again(self, items: Collection[ItemId]) -> None:
        """The loaded pages anew, with room for what may have come: only the store knows what fits a search."""
        self._reading = True
        loaded = len(self._rows)
        kept = loaded if self._whole and loaded <= COUNTED else min(loaded, self.in_use + PAGE)
        count = max(FIRST_PAGE, kept + len(items))

        def took(page: Page) -> None:
            self._doubt()
            self._turn_into(self._taken(page))
            self._catch_up()

        self._operations.run(self, self._wanted(None, count), took, partial(self._not_caught_up, items), key="rows")

    def _read_these(self, items: frozenset[ItemId]) -> None:
        """A page of them; of a burst the rest is read then, so that nobody loses the row that is looked at."""
        self._reading = True
        read = partial(self._reads().these, items, PAGE)

        def took(rows: list[Row]) -> None:
            here = [row for row in self._come(rows) if self._belongs(row.entry)]
            told = items if len(rows) < PAGE else {row.item for row in rows}
            self._stale |= items - told
            self._doubt()
            self.drop_all(told - {row.item for row in here})
            if here and self._listing.text:
                self._read_again([row.item for row in here])
                return
            self._put(here)
            self._known = self.found
            self._forget_below(self.in_use + SPARE)
            self._catch_up()

        self._operations.run(self, read, took, partial(self._not_caught_up, items), key="rows")

    def _turn_into(self, rows: Sequence[Row]) -> None:
        self._turning_into = len(rows)
        self._become(rows)
        self._turning_into = None

    def _taken(self, page: Page) -> list[Row]:
        self._whole, self._labels = page.last, page.labels or self._labels
        return self._come(page.rows)

    def _come(self, rows: Sequence[Row]) -> list[Row]:
        """What has been read, without what left meanwhile: only a newer look says where that is."""
        self._reading = False
        left, self._left = self._left, set()
        self._stale |= left
        return [row for row in rows if row.item not in left]

    def _gave_up(self, error: SagsbudError) -> None:
        self._come(())
        if self.is_read:
            self._operations.failed.emit(error)
            return
        self.failure, self._read = error, None
        self._become(())  # what is there is not what is asked for
        self.failed.emit(error)

    def _not_caught_up(self, items: Collection[ItemId], error: SagsbudError) -> None:
        """These are read with what changes next."""
        self._stale.update(items)
        self._gave_up(error)

    def _belongs(self, entry: OutboxEntry) -> bool:
        if entry.item.parent is not None or not fits(entry, self._resolved().filters):
            return False
        if entry.state in VIEW_STATES[self.view]:
            return True
        return self.view is View.NEEDS_YOU and entry.state is OrderState.DRAFT and entry.problem is not None


def _let_go(rows: list[Row]) -> None:
    """Forget rows off the main thread, some at a time: freeing thousands in one go would hold everybody up."""
    while rows:
        del rows[-LET_GO:]
