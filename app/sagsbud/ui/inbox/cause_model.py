"""The causes in »Kræver dig« as a list: that of the whole queue first, then one for each document."""

from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sagsbud.ui.inbox.causes import Cause, cause_of, cause_of_queue
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.texts import now

CAUSE_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class CauseModel(QAbstractListModel):
    """The cause of the whole queue first, then one for each document."""

    def __init__(self, rows: RowModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._snapshot: Snapshot | None = None
        self._causes: list[Cause] = []
        for signal in (rows.rowsInserted, rows.rowsRemoved, rows.dataChanged, rows.modelReset):
            signal.connect(lambda *_args: self._gather())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many causes."""
        return 0 if parent.isValid() else len(self._causes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cause, its title, its sentence for a screen reader."""
        cause = self.cause(index.row()) if index.isValid() else None
        if cause is None:
            return None
        if role == CAUSE_ROLE:
            return cause
        if role == Qt.ItemDataRole.DisplayRole:
            return cause.title
        return cause.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def canFetchMore(self, parent: Index) -> bool:
        """As far as there are more rows."""
        return self._rows.canFetchMore(parent)

    def fetchMore(self, parent: Index) -> None:
        """The next page."""
        self._rows.fetchMore(parent)

    def cause(self, at: int) -> Cause | None:
        """The cause at a place."""
        return self._causes[at] if 0 <= at < len(self._causes) else None

    def take(self, snapshot: Snapshot) -> None:
        """What is true of the whole queue."""
        self._snapshot = snapshot
        self._gather()

    def _gather(self) -> None:
        causes = _causes(self._snapshot, self._rows, now().date())
        if causes != self._causes:
            self.beginResetModel()
            self._causes = causes
            self.endResetModel()


def _causes(snapshot: Snapshot | None, rows: RowModel, today: date) -> list[Cause]:
    whole = cause_of_queue(snapshot, today) if snapshot else None
    entries = (row.entry for at in range(rows.rowCount()) if (row := rows.row(at)))
    single = [cause for entry in entries if (cause := cause_of(entry, today))]
    return ([whole] if whole else []) + single
