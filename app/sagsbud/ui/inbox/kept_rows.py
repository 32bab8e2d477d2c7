"""The rows of a list in memory: in order, under their headings, and changed without moving what stays."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import groupby

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import BatchId, ItemId
from sagsbud.domain.listing import BY_CHANGE, Listing, Order, key_of, turned
from sagsbud.engine.views import VIEW_STATES, View
from sagsbud.i18n import tr
from sagsbud.ui.inbox.row import NAMED_DAYS, Row
from sagsbud.ui.texts import day_heading, now

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The Row itself."""

Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, int]


@frozen
class DayGroup:
    """A heading and the row it stands above; `count` is None while the group's end is not loaded."""

    first: int
    text: str
    count: int | None


class KeptRows(QAbstractTableModel):
    """The rows that are loaded of one view. Who reads them says by `_whole` whether they are all."""

    COLUMNS = 1

    def __init__(self, view: View, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._rows: list[Row] = []
        self._keys: list[Key] = []
        """By what the rows are sorted: ascending, for bisecting."""
        self._listing = Listing()
        self._labels: Mapping[BatchId, str] = {}
        self._whole = False
        self._today = now().date()

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
                summary = row.entry.summary
                titel = row.sag_titel or (summary.sag_titel if summary else "")
                return " ".join(part for part in (row.sagsnummer, titel) if part) or tr("No suggested case")
            case _:
                batch = row.entry.item.came_with
                return self._labels.get(batch, tr("Import")) if batch else tr("Came one at a time")

    @property
    def _by_key(self) -> bool:
        """Whether a change of a row may move it: it is sorted by more than when it arrived."""
        return not self._listing.order.by_arrival or VIEW_STATES[self.view] <= BY_CHANGE

    def _key(self, row: Row) -> Key:
        order = self._listing.order
        key = key_of(row.entry, order) if self._by_key else ""
        if order is Order.OLDEST:
            return (turned(key), row.seq)
        return (key, -row.seq)

    # -- changing -----------------------------------------------------------------------------------------

    def drop(self, item: ItemId) -> None:
        """The item is not in this view any more."""
        at = self.place_of(item)
        if at >= 0:
            self._remove(at, at)

    def drop_all(self, items: Collection[ItemId]) -> None:
        """These are not in this view any more: a run of rows that stand together goes at once."""
        at = len(self._rows) - 1 if items else -1
        while at >= 0:
            last = at
            while at >= 0 and self._rows[at].item in items:
                at -= 1
            if at < last:
                self._remove(at + 1, last)
            at -= 1

    def _forget_below(self, count: int) -> None:
        """Keep no more than so many rows; the others can be read again."""
        if len(self._rows) > count:
            self._whole = False
            self._remove(count, len(self._rows) - 1)

    def _put(self, rows: Sequence[Row]) -> None:
        """Each in its place; those that are new and stand together come in together."""
        fresh = [row for row in sorted(rows, key=self._key) if not self._renewed(row) and not self._moved(row)]
        if self._by_key:
            for row in fresh:
                self.drop(row.item)  # it stood where its key of before belonged
        runs = groupby(fresh, key=lambda row: bisect_left(self._keys, self._key(row)))
        for at, found in reversed([(at, list(run)) for at, run in runs]):  # from below: the places above stay
            if at < len(self._keys) or self._whole or not self._keys:
                self._insert(at, found)

    def _moved(self, row: Row) -> bool:
        """Show a row that was here by another key where it belongs now, in hand if it was; whether it is there."""
        at, to = self.place_of(row.item) if self._by_key else -1, bisect_left(self._keys, self._key(row))
        if at < 0 or (to == len(self._keys) and not self._whole):
            return False
        self._move(at, to, row)
        return True

    def _move(self, at: int, to: int, row: Row) -> None:
        """A row that is taken out and put in again would leave the hand of whoever works on it."""
        new = to - (to > at)
        if new != at:
            self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), to)
        del self._rows[at], self._keys[at]
        self._rows.insert(new, row)
        self._keys.insert(new, self._key(row))
        if new != at:
            self.endMoveRows()
        self.dataChanged.emit(self.index(new, 0), self.index(new, self.COLUMNS - 1))

    def _renewed(self, row: Row) -> bool:
        """Show the row in place of the one with its key; whether there is one."""
        key = self._key(row)
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            return False
        before, self._rows[at] = self._rows[at], row
        if before.looks_other(row, entry_too=self.COLUMNS > 1):
            self.dataChanged.emit(self.index(at, 0), self.index(at, self.COLUMNS - 1))
        return True

    def _become(self, rows: Sequence[Row]) -> None:
        """Turn the rows there are into these, moving nothing that stays."""
        if not self._rows or not rows:
            self.beginResetModel()
            self._rows = list(rows)
            self._keys = [self._key(row) for row in rows]
            self.endResetModel()
            return
        keys = [self._key(row) for row in rows]
        self._move_all(rows, keys)
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
        for row in rows:
            if self._renewed(row):
                self._insert_all(fresh)
                fresh = []
            else:
                fresh.append(row)
        self._insert_all(fresh)

    def _move_all(self, rows: Sequence[Row], keys: Sequence[Key]) -> None:
        """Those that are here by another key to where they belong now."""
        here, known = {row.item for row in self._rows}, set(self._keys)
        for row, key in zip(rows, keys, strict=True):
            if row.item in here and key not in known:
                self._move(self.place_of(row.item), bisect_left(self._keys, key), row)

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
