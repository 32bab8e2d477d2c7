"""The rows of the queue, in the words of its columns."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.domain.workdays import danish_time
from sagsbud.engine.views import View
from sagsbud.i18n import N_, tr
from sagsbud.texts import state_text, trouble_text
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.row import Row
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import clock_text, now, short_date_text
from sagsbud.ui.tips import as_tip

if TYPE_CHECKING:
    from sagsbud.engine import Engine

Index = QModelIndex | QPersistentModelIndex
HEADINGS = (N_("Document"), N_("Case"), N_("Queued since"), N_("State"))
DOCUMENT, SAG, PROMISED, STATE = range(4)
WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
"""Roles that all say the same: a cell that is cut is whole in its tool tip."""


class QueueModel(RowModel):
    """The rows of the queue with headings."""

    COLUMNS = len(HEADINGS)

    def __init__(self, engine: "Engine", operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(engine, operations, View.QUEUE, parent)
        self._held_by = ""
        self.login_awaited = False
        """Whether what holds it up is a log-in."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell, and the row's sentence with its state."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None or role not in WORDS:
            return super().data(index, role)
        words = cell_text(row.entry, row, index.column(), held_by=self._held_by)
        return as_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words

    def take_hold(self, held_by: str, *, for_login: bool) -> None:
        """What holds up everything that waits, in words; empty when nothing does."""
        if (held_by, for_login) != (self._held_by, self.login_awaited):
            self._held_by, self.login_awaited = held_by, for_login
            if self.rowCount():
                self.dataChanged.emit(self.index(0, STATE), self.index(self.rowCount() - 1, STATE))


def cell_text(entry: OutboxEntry, row: Row, column: int, *, held_by: str) -> str:
    """What a cell says."""
    if column == DOCUMENT:
        return row.title
    if column == SAG:
        return f"{row.sagsnummer} {row.sag_titel}"
    if column == PROMISED:
        return _promised_text(entry)
    return state_sentence(entry, held_by=held_by)


def _promised_text(entry: OutboxEntry) -> str:
    if entry.order is None:
        return ""
    at = danish_time(entry.order.decided_at)
    return clock_text(at) if at.date() == now().date() else short_date_text(at.date())


def state_sentence(entry: OutboxEntry, *, held_by: str) -> str:
    """How the order stands, with why it waits and when it is tried again."""
    if entry.state is OrderState.UNCERTAIN:
        return tr("Perhaps sent. Looked up before it is sent again")
    if entry.state is OrderState.QUEUED and entry.due and entry.due > datetime.now(UTC):
        return tr("Can still be undone")
    if entry.state in (OrderState.QUEUED, OrderState.WAITING) and held_by:
        return held_by
    if entry.state is OrderState.WAITING:
        why = trouble_text(entry.problem.trouble, {}).heading if entry.problem else ""
        when = tr("tried again {time}", time=clock_text(entry.due)) if entry.due else ""
        if entry.problem and entry.problem.trouble is Trouble.UNREACHABLE:
            return tr("Waiting for the connection") + (f", {when}" if when else "")
        return ", ".join(part for part in (why, when) if part) or state_text(entry.state)
    return state_text(entry.state)
