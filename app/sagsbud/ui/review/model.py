"""The queue's rows: read page by page off the main thread, and kept in step with what others do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewFilter, ReviewOrdering, ReviewPage, ReviewRow
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.i18n import N_, tr
from sagsbud.ui.operations import Operations
from sagsbud.ui.review.rowwords import age_text, spoken, why
from sagsbud.ui.tips import as_tip

Index = QModelIndex | QPersistentModelIndex
HEADINGS = (N_("Age"), N_("Document"), N_("KLE"), N_("Why here"))
AGE, DOCUMENT, KLE, WHY = range(4)
ORDERINGS = {AGE: ReviewOrdering.AGE, DOCUMENT: ReviewOrdering.TITLE, KLE: ReviewOrdering.KLE}
"""Columns that the list can be sorted by."""
PAGE = 100
ALL = 100_000
"""More than any queue holds."""
ROW_ROLE = Qt.ItemDataRole.UserRole + 1

Reader = Callable[[int, int], ReviewPage]
"""Reads so many rows from a place on; blocks."""


class QueueModel(QAbstractTableModel):
    """Rows as far as they were read. `read` brings each ReviewPage that came, `lost` why one did not."""

    read = Signal(object)
    lost = Signal(object)

    def __init__(self, desk: ReviewDesk, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._rows: list[ReviewRow] = []
        self._total = 0
        self._oldest = 0
        self._gone: set[DokumentId] = set()
        """Decided here a moment ago, so that they are not shown although a page may still hold them."""
        self._asking = False
        self._sampled: frozenset[DokumentId] | None = None
        self.wanted = ReviewFilter()
        self.ordering = ReviewOrdering.AGE

    # -- Qt -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows were read."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Age, document, KLE, why."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row under ROW_ROLE, its words, its sentence."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row) if index.column() == DOCUMENT else self._words(row, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            told = why(row) if index.column() == WHY else (row.titel, row.sag_titel, row.kle_titel)
            return as_tip("\n".join(part for part in told if part))
        return None

    def _words(self, row: ReviewRow, column: int) -> str:
        if column == AGE:
            return age_text(row.age)
        if column == KLE:
            return str(row.kle) if row.kle else "–"
        return row.titel if column == DOCUMENT else " ".join(part for part in why(row) if part)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the service's queue goes on."""
        return not parent.isValid() and not self._asking and len(self._rows) < self._total

    def fetchMore(self, parent: Index) -> None:
        """The next page."""
        if self.canFetchMore(parent):
            self._asking = True
            self._ask(len(self._rows) + len(self._gone), PAGE, self._add)

    # -- rows ---------------------------------------------------------------------------------------------

    def row(self, at: int) -> ReviewRow | None:
        """The row at a place."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def place_of(self, dokument: DokumentId | None) -> int:
        """Where a Dokument stands; -1 when it is not among what was read."""
        return next((at for at, row in enumerate(self._rows) if row.dokument == dokument), -1)

    @property
    def shown(self) -> list[DokumentId]:
        """What was read, in order."""
        return [row.dokument for row in self._rows]

    @property
    def total(self) -> int:
        """How many fit the filter, read or not."""
        return self._total

    @property
    def oldest(self) -> int:
        """Working days of age of the oldest that fits the filter, as far as rows tell; else as the page said."""
        if self.ordering is ReviewOrdering.AGE or len(self._rows) == self._total:
            return max((row.age for row in self._rows), default=0)
        return self._oldest

    @property
    def sampling(self) -> bool:
        """Whether only the drawn ones are shown."""
        return self._sampled is not None

    # -- reading ------------------------------------------------------------------------------------------

    def restart(self, wanted: ReviewFilter, ordering: ReviewOrdering | None = None) -> None:
        """Other rows: from the top."""
        self.wanted, self.ordering = wanted, ordering or self.ordering
        self._ask(0, PAGE, self._begin)

    def show_sample(self, drawn: frozenset[DokumentId] | None) -> None:
        """Only these of the filter, until None gives back all."""
        self._sampled = drawn
        self._ask(0, PAGE, self._begin)

    def look(self) -> None:
        """The same rows as they are now."""
        self._ask(0, max(PAGE, len(self._rows) + len(self._gone)), self._become)

    def drop(self, dokumenter: Sequence[DokumentId]) -> None:
        """These were decided here: they leave the list at once."""
        self._gone |= set(dokumenter)
        for dokument in dokumenter:
            at = self.place_of(dokument)
            if at >= 0:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
                self._total -= 1

    def give_back(self, dokumenter: Sequence[DokumentId]) -> None:
        """The decisions about these did not come about, or were taken back."""
        self._gone -= set(dokumenter)
        self.look()

    def settled(self, dokumenter: Sequence[DokumentId]) -> None:
        """The decisions about these are kept: from now on the desk itself leaves them out, or shows them again."""
        self._gone -= set(dokumenter)

    def _reader(self) -> Reader:
        desk, wanted, ordering, drawn = self._desk, self.wanted, self.ordering, self._sampled
        if drawn is None:
            return lambda after, limit: desk.page(wanted, after=after, limit=limit, ordering=ordering)
        return lambda after, limit: _only(desk, drawn, ordering, wanted, after, limit)

    def _ask(self, after: int, limit: int, take: Callable[[ReviewPage], None]) -> None:
        read = self._reader()

        def came(page: ReviewPage) -> None:
            self._asking = False
            self._oldest = page.oldest
            take(page)
            self.read.emit(page)

        def lost(error: SagsbudError) -> None:
            self._asking = False
            self.lost.emit(error)

        self._operations.run(self, lambda: read(after, limit), came, lost, key="queue")

    def _begin(self, page: ReviewPage) -> None:
        self.beginResetModel()
        self._rows = self._kept(page)
        self._total = page.total
        self.endResetModel()

    def _add(self, page: ReviewPage) -> None:
        known = {row.dokument for row in self._rows}
        fresh = [row for row in self._kept(page) if row.dokument not in known]
        self._total = page.total if fresh else len(self._rows)
        self._insert(len(self._rows), fresh)

    def _become(self, page: ReviewPage) -> None:
        """Only what differs is told, so that the selection and the place in the list stay."""
        rows = self._kept(page)
        self._total = page.total
        coming = {row.dokument for row in rows}
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at].dokument not in coming:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
        kept = {row.dokument for row in self._rows}
        if [row.dokument for row in rows if row.dokument in kept] != self.shown:
            self._begin(page)
            return
        for at, row in enumerate(rows):
            if at >= len(self._rows) or self._rows[at].dokument != row.dokument:
                self._insert(at, [row])
            elif self._rows[at] != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(HEADINGS) - 1))

    def _insert(self, at: int, rows: list[ReviewRow]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self._rows[at:at] = rows
            self.endInsertRows()

    def _kept(self, page: ReviewPage) -> list[ReviewRow]:
        return [row for row in page.rows if row.dokument not in self._gone or (row.pending and row.pending.stopped)]


def _only(
    desk: ReviewDesk, drawn: frozenset[DokumentId], ordering: ReviewOrdering, wanted: ReviewFilter, after: int,
    limit: int,
) -> ReviewPage:  # fmt: skip
    """The drawn ones of a filter as if they were the whole queue."""
    page = desk.page(wanted, after=0, limit=ALL, ordering=ordering)
    rows = [row for row in page.rows if row.dokument in drawn]
    oldest = max((row.age for row in rows), default=0)
    return replace(page, rows=tuple(islice(rows, after, after + limit)), total=len(rows), oldest=oldest)
