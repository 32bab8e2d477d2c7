"""The rows of a view, page by page, read off the main thread; what changed is read again by its id."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import BatchId, ItemId
from sagsbud.domain.listing import Listing, Order, fits, key_of, place_of
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.domain.workdays import received_before
from sagsbud.engine import Engine, View
from sagsbud.engine.views import VIEW_STATES
from sagsbud.i18n import tr
from sagsbud.ui.inbox.row import AGES, NAMED_DAYS, Ages, Row, row_of
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import day_heading, now

FIRST_PAGE = 100
PAGE = 200
BY_ID = 40
"""Up to so many changed items are read one by one; more of them, and the loaded pages are read again."""
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The Row itself."""

Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class DayGroup:
    """A heading and the row it stands above; `count` is None while the group's end is not loaded."""

    first: int
    text: str
    count: int | None


class RowModel(QAbstractTableModel):
    """One view's rows, newest first. `loaded` says that the first page is there."""

    loaded = Signal()
    COLUMNS = 1

    def __init__(self, engine: Engine, operations: Operations, view: View, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._operations = operations
        self.view = view
        self._rows: list[Row] = []
        self._keys: list[Key] = []
        """By what the rows are sorted: ascending, for bisecting."""
        self._listing = Listing()
        self._labels: Mapping[BatchId, str] = {}
        self._whole = False
        self._reading = False
        self._stale: set[ItemId] = set()
        self._copies: frozenset[ItemId] = frozenset()
        self._today = now().date()
        self._ages = AGES
        self._begun = False
        self.in_use = 0
        """The last row that somebody looks at or has selected: what lies far behind need not be read anew."""

    # -- what views ask -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows are loaded."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """One, unless a table wants more."""
        return 0 if parent.isValid() else self.COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row under ROW_ROLE; its title, and its sentence for a screen reader."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Undecided rows can be carried to a Sag."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self.view is View.INBOX else flags

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there is another page that is not already on its way."""
        return not parent.isValid() and self._begun and not self._whole and not self._reading

    def fetchMore(self, _parent: Index) -> None:
        """Read the next page."""
        self._read_page(self._rows[-1] if self._rows else None)

    def row(self, at: int) -> Row | None:
        """The row at a place, or None."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def place_of(self, item: ItemId) -> int:
        """Where the item's row is; -1 when it is not loaded."""
        return next((at for at, row in enumerate(self._rows) if row.item == item), -1)

    @property
    def whole(self) -> bool:
        """Whether every row of the view is loaded."""
        return self._whole

    @property
    def text(self) -> str:
        """What is searched for."""
        return self._listing.text

    @property
    def listing(self) -> Listing:
        """What is shown, and in which order."""
        return self._listing

    def groups(self) -> list[DayGroup]:
        """The headings, top down; none where the order of arrival is not what a view is about."""
        order = self._listing.order
        if order is Order.TITLE or (order.by_arrival and self.view is not View.INBOX):
            return []
        starts: list[tuple[int, str]] = []
        before: object = None
        for at, row in enumerate(self._rows):
            mark: object = row.day if order.by_arrival else self._keys[at][0]
            if mark == before:
                continue
            before = mark
            heading = self._heading(row.day) if order.by_arrival else self._name_of(row)
            if not starts or starts[-1][1] != heading:
                starts.append((at, heading))
        groups = []
        for place, (first, heading) in enumerate(starts):
            last = place == len(starts) - 1
            end = len(self._rows) if last else starts[place + 1][0]
            groups.append(DayGroup(first, heading, None if last and not self._whole else end - first))
        return groups

    def _heading(self, day: date) -> str:
        if day >= self._today:
            return tr("Today")
        if (self._today - day).days < NAMED_DAYS:
            return day_heading(day)
        return tr("Earlier")

    def _name_of(self, row: Row) -> str:
        """What rows of the same key have in common."""
        match self._listing.order:
            case Order.SENDER:
                return (row.entry.summary.sender if row.entry.summary else "") or tr("No known sender")
            case Order.SAG:
                return " ".join(part for part in (row.sagsnummer, row.sag_titel) if part) or tr("No suggested case")
            case _:
                batch = row.entry.item.batch
                return self._labels.get(batch, tr("Import")) if batch else tr("Came one at a time")

    def _key(self, row: Row) -> Key:
        order = self._listing.order
        if order is Order.OLDEST:
            return ("", row.seq)
        return (key_of(row.entry, order), -row.seq)

    # -- reading ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read the first page, if that was not done."""
        if not self._begun:
            self.restart()

    def search(self, text: str) -> None:
        """Show only what fits the text."""
        self.show(self._listing.with_text(text))

    def show(self, listing: Listing) -> None:
        """Show what is asked for, in that order."""
        if listing == self._listing:
            return
        if listing.order is not self._listing.order:
            self.beginResetModel()
            self._rows, self._keys = [], []
            self.endResetModel()
        self._listing = listing
        self.restart()

    def take_ages(self, ages: Ages) -> None:
        """From how many working days rows are amber, and red."""
        if ages != self._ages:
            self._ages = ages
            if self._begun:
                self.restart()

    def restart(self) -> None:
        """Read the first page anew; the rows there are stay until it has come."""
        self._begun = True
        self._reading = True
        self._today = now().date()
        wanted = self._wanted(None, FIRST_PAGE)

        def took(rows: list[Row]) -> None:
            self._reading = False
            self._whole = len(rows) < FIRST_PAGE
            self._become(rows)
            self.loaded.emit()
            self._catch_up()

        self._operations.run(self, wanted, took, self._gave_up, key="rows")

    def _read_page(self, before: Row | None) -> None:
        self._reading = True

        def took(rows: list[Row]) -> None:
            self._reading = False
            self._whole = len(rows) < PAGE
            known = self._keys[-1] if self._keys else None
            fresh = [row for row in rows if known is None or self._key(row) > known]
            if fresh:
                start = len(self._rows)
                self.beginInsertRows(QModelIndex(), start, start + len(fresh) - 1)
                self._rows += fresh
                self._keys += [self._key(row) for row in fresh]
                self.endInsertRows()
            else:
                self.layoutChanged.emit()
            self._catch_up()

        self._operations.run(self, self._wanted(before, PAGE), took, self._gave_up, key="rows")

    def _wanted(self, before: Row | None, limit: int) -> Callable[[], list[Row]]:
        engine, view, today, copies, ages = self._engine, self.view, self._today, self._copies, self._ages
        listing, single = self._resolved(), len(VIEW_STATES[view]) == 1
        after = place_of(before.entry, listing.order) if before else None

        def read() -> list[Row]:
            if single:
                entries = engine.lists.rows(view, listing, after=after, limit=limit)
            else:
                entries = engine.rows(view, before=after.seq if after else None, limit=limit, text=listing.text)
            if listing.order is Order.BATCH:
                self._labels = {status.batch.id: status.batch.label for status in engine.imports.all()}
            return [row_of(entry, today, copies, ages) for entry in entries]

        return read

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

    def note_copies(self, items: frozenset[ItemId]) -> None:
        """Another copy of these items was offered; their rows say so."""
        self._copies |= items
        self.note(items)

    def _catch_up(self) -> None:
        if self._reading or not self._stale:
            return
        stale, self._stale = frozenset(self._stale), set()
        self._reading = True
        if len(stale) > BY_ID or self._listing.text:
            self._read_again()
        else:
            self._read_each(stale)

    def _read_again(self) -> None:
        """The loaded pages anew, for a burst or a search."""
        count = max(FIRST_PAGE, min(len(self._rows), self.in_use + PAGE))

        def took(rows: list[Row]) -> None:
            self._reading = False
            self._whole = len(rows) < count
            self._become(rows)
            self._catch_up()

        self._operations.run(self, self._wanted(None, count), took, self._gave_up, key="rows")

    def _read_each(self, items: frozenset[ItemId]) -> None:
        engine, today, copies, ages = self._engine, self._today, self._copies, self._ages

        def read() -> list[tuple[ItemId, Row | None]]:
            found = ((item, engine.entry(item)) for item in items)
            return [(item, row_of(entry, today, copies, ages) if entry else None) for item, entry in found]

        def took(rows: list[tuple[ItemId, Row | None]]) -> None:
            self._reading = False
            for item, row in rows:
                if row is not None and self._belongs(row.entry):
                    self._put(row)
                else:
                    self.drop(item)
            self._catch_up()

        self._operations.run(self, read, took, self._gave_up, key="rows")

    def _gave_up(self, error: SagsbudError) -> None:
        self._reading = False
        self._operations.failed.emit(error)

    def _belongs(self, entry: OutboxEntry) -> bool:
        if entry.item.parent is not None or not fits(entry, self._resolved().filters):
            return False
        if entry.state in VIEW_STATES[self.view]:
            return True
        return self.view is View.NEEDS_YOU and entry.state is OrderState.DRAFT and entry.problem is not None

    def drop(self, item: ItemId) -> None:
        """The item is not in this view any more."""
        at = self.place_of(item)
        if at >= 0:
            self._remove(at, at)

    def drop_all(self, items: Collection[ItemId]) -> None:
        """These are not in this view any more: a run of rows that stand together goes at once."""
        at = len(self._rows) - 1
        while at >= 0:
            last = at
            while at >= 0 and self._rows[at].item in items:
                at -= 1
            if at < last:
                self._remove(at + 1, last)
            at -= 1

    def _put(self, row: Row) -> None:
        key = self._key(row)
        at = bisect_left(self._keys, key)
        if at < len(self._keys) and self._keys[at] == key:
            before, self._rows[at] = self._rows[at], row
            if before.looks_other(row, entry_too=self.COLUMNS > 1):
                self.dataChanged.emit(self.index(at, 0), self.index(at, self.COLUMNS - 1))
            return
        if not self._listing.order.by_arrival:
            self.drop(row.item)  # it stood where its key of before belonged
            at = bisect_left(self._keys, key)
        if at < len(self._keys) or self._whole or not self._keys:
            self._insert(at, [row])

    def _become(self, rows: Sequence[Row]) -> None:
        """Turn the rows there are into these, moving nothing that stays."""
        if not self._rows or not rows:
            self.beginResetModel()
            self._rows = list(rows)
            self._keys = [self._key(row) for row in rows]
            self.endResetModel()
            return
        keys = [self._key(row) for row in rows]
        wanted = set(keys)
        at = len(self._rows) - 1
        while at >= 0:
            if self._keys[at] in wanted:
                at -= 1
                continue
            last = at
            while at >= 0 and self._keys[at] not in wanted:
                at -= 1
            self._remove(at + 1, last)
        fresh: list[Row] = []
        for row, key in zip(rows, keys, strict=True):
            place = bisect_left(self._keys, key)
            if place < len(self._keys) and self._keys[place] == key:
                self._insert_all(fresh)
                fresh = []
                self._put(row)
            else:
                fresh.append(row)
        self._insert_all(fresh)

    def _insert_all(self, rows: list[Row]) -> None:
        """Rows that stand together: nothing that is there lies between them."""
        if rows:
            self._insert(bisect_left(self._keys, self._key(rows[0])), rows)

    def _insert(self, at: int, rows: Sequence[Row]) -> None:
        self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
        self._rows[at:at] = rows
        self._keys[at:at] = [self._key(row) for row in rows]
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._rows[first : last + 1]
        del self._keys[first : last + 1]
        self.endRemoveRows()
