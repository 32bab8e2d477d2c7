"""`I kø`: what is promised and not yet proven, with how each stands and when it is tried again."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine.views import View
from sagsbud.i18n import N_, tr, trn
from sagsbud.texts import state_text, trouble_text
from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.kept_rows import ROW_ROLE
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.row import Row
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.labels import IconLabel, TextLabel, frame
from sagsbud.ui.operations import Operations
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.texts import clock_text, count_text, short_date_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, NARROW, PAGE_PADDING, PANE_HEADER, PANE_RAIL, ROW_TABLE

if TYPE_CHECKING:
    from sagsbud.engine import Engine

Index = QModelIndex | QPersistentModelIndex
HEADINGS = (N_("Document"), N_("Case"), N_("Promised"), N_("State"))
SHARES = (36, 29, 10, 25)
NARROW_SHARES = (38, 28, 0, 34)
"""The same in a narrow window, where the hour is left to the document's own page."""
"""Widths of the columns in hundredths."""
DOCUMENT, SAG, PROMISED, STATE = range(4)

UNDOABLE = frozenset({OrderState.QUEUED, OrderState.WAITING, OrderState.BLOCKED})


class QueueModel(RowModel):
    """The rows of the queue with headings."""

    COLUMNS = len(HEADINGS)

    def __init__(self, engine: "Engine", operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(engine, operations, View.QUEUE, parent)
        self._offline = False

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell, and the row's sentence with its state."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return super().data(index, role)
        return cell_text(row.entry, row, index.column(), offline=self._offline)

    def take_offline(self, offline: bool) -> None:
        """Whether there is no connection now, which says why the others wait."""
        if offline != self._offline:
            self._offline = offline
            if self.rowCount():
                self.dataChanged.emit(self.index(0, STATE), self.index(self.rowCount() - 1, STATE))

    @property
    def offline(self) -> bool:
        """Whether there is no connection now."""
        return self._offline


def cell_text(entry: OutboxEntry, row: Row, column: int, *, offline: bool) -> str:
    """What a cell says."""
    if column == DOCUMENT:
        return row.title
    if column == SAG:
        return f"{row.sagsnummer} {row.sag_titel}"
    if column == PROMISED:
        return _promised_text(entry)
    return state_sentence(entry, offline=offline)


def _promised_text(entry: OutboxEntry) -> str:
    if entry.order is None:
        return ""
    at = entry.order.decided_at.astimezone()
    return clock_text(at) if at.date() == datetime.now().astimezone().date() else short_date_text(at.date())


def state_sentence(entry: OutboxEntry, *, offline: bool) -> str:
    """How the order stands, with why it waits and when it is tried again."""
    if entry.state is OrderState.UNCERTAIN:
        return tr("Perhaps sent. Looked up before it is sent again")
    if entry.state is OrderState.QUEUED and entry.due and entry.due > datetime.now(UTC):
        return tr("Can still be undone")
    if entry.state in (OrderState.QUEUED, OrderState.WAITING) and offline:
        return tr("Waits for the connection")
    if entry.state is OrderState.WAITING:
        why = trouble_text(entry.problem.trouble, {}).title.rstrip(".") if entry.problem else ""
        when = tr("tried again {time}", time=clock_text(entry.due)) if entry.due else ""
        if entry.problem and entry.problem.trouble is Trouble.UNREACHABLE:
            return tr("Waits for the connection") + (f", {when}" if when else "")
        return ", ".join(part for part in (why, when) if part) or state_text(entry.state)
    return state_text(entry.state)


def state_icon(entry: OutboxEntry) -> tuple[str, str]:
    """The drawing and the role of its colour."""
    match entry.state:
        case OrderState.UNCERTAIN:
            return "circle-help", "warn"
        case OrderState.SENDING:
            return "send", "acctx"
        case OrderState.VERIFYING:
            return "eye", "acctx"
        case OrderState.BLOCKED:
            return "log-in", "warn"
    return "clock", "tx2"


class QueueTable(QTableView):
    """The table. Enter and the context menu undo what can be undone."""

    undo_asked = Signal(object)
    try_asked = Signal(object)

    def __init__(self, model: QueueModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._theme = theme
        self.setModel(model)
        self.setItemDelegate(QueueDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self.setAccessibleName(tr("Queue"))
        theme.changed.connect(self._fit)
        self._fit()

    def row(self) -> Row | None:
        """The selected row."""
        return self._rows.row(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The menu of the selected row on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row():
            self._menu(self.visualRect(self.currentIndex()).bottomLeft())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard needs a row to begin from."""
        super().focusInEvent(event)
        self.begin()

    def begin(self) -> None:
        """Select the first row, when the keyboard is here and none is selected."""
        if self.hasFocus() and not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))

    def updateGeometries(self) -> None:
        """Columns share the width."""
        width = self.viewport().width()
        narrow = width < self._theme.px(NARROW - PANE_RAIL)
        self.setColumnHidden(PROMISED, narrow)
        for column, share in enumerate((NARROW_SHARES if narrow else SHARES)[:-1]):
            self.setColumnWidth(column, width * share // 100)
        super().updateGeometries()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW_TABLE))
        self.horizontalHeader().setFixedHeight(self._theme.px(32))

    def _menu(self, at: QPoint) -> None:
        row = self.row()
        if row is None:
            return
        menu = QMenu(self)
        if row.state in UNDOABLE and row.entry.untouched:
            menu.addAction(tr("Undo: back to the inbox"), lambda: self.undo_asked.emit(row.item))
        if row.state is OrderState.WAITING:
            menu.addAction(tr("Try now"), lambda: self.try_asked.emit(row.item))
        if not menu.actions():
            menu.addAction(tr("It is on its way and cannot be stopped now")).setEnabled(False)
        menu.exec(self.viewport().mapToGlobal(at))


class QueueDelegate(QStyledItemDelegate):
    """Paints a cell: the selection reaches over the whole row."""

    def __init__(self, theme: Theme, view: QueueTable) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        row: Row | None = index.data(ROW_ROLE)
        if row is None:
            return
        t, px = self._theme, self._theme.px
        painter.save()
        rect: QRect = option.rect
        self._ground(painter, option, index)
        inner = rect.adjusted(px(PAGE_PADDING) if index.column() == 0 else px(6), 0, -px(6), 0)
        dpr = painter.device().devicePixelRatioF()
        if index.column() in (DOCUMENT, STATE):
            name, role = (row.icon, "tx2") if index.column() == DOCUMENT else state_icon(row.entry)
            side = px(ICON_ROW) if index.column() == DOCUMENT else px(16)
            painter.drawPixmap(
                inner.left(), inner.top() + (inner.height() - side) // 2, pixmap(name, t.color(role), side, dpr)
            )
            inner.setLeft(inner.left() + side + px(9))
        font = t.font("strong" if index.column() == DOCUMENT else "body")
        role = "tx2" if index.column() == SAG else "tx"
        paint_elided(painter, inner, str(index.data()), font, t.color(role))
        painter.restore()

    def _ground(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, px = self._theme, self._theme.px
        rect: QRect = option.rect
        whole = QRect(0, rect.top(), self._view.viewport().width(), rect.height())
        selected = index.row() == self._view.currentIndex().row()
        p.setPen(QPen(t.color("line"), 1))
        if not selected:
            p.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
            return
        p.fillRect(rect, t.color("surf"))  # over the flat ground that a table gives what is selected
        p.setClipRect(rect)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(whole).adjusted(px(12), 1, -px(12), -1)
        active = self._view.isActiveWindow()
        focused = bool(option.state & QStyle.StateFlag.State_Active) and self._view.hasFocus()
        paint_row(p, body, t, selected=True, active=active, focused=focused)


class QueuePage(QWidget):
    """Header, the word about the connection, and the table."""

    undo_asked = Signal(object)
    try_asked = Signal(object)
    try_now_asked = Signal()

    def __init__(self, model: QueueModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._model = model
        self.table = QueueTable(model, theme)
        self._count = TextLabel(theme, "", "body", "tx2")
        self._band = frame("band")
        self._what = TextLabel(theme, "", "strong")
        self._means = TextLabel(theme, "", "body")
        self._means.setWordWrap(True)
        self._nothing = TextLabel(theme, tr("Everything is delivered. Nothing waits here."), "body", "tx2")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._try = QPushButton(tr("Try now"))
        self._try.setObjectName("small")
        self._try.clicked.connect(self.try_now_asked)
        self.table.undo_asked.connect(self.undo_asked)
        self.table.try_asked.connect(self.try_asked)
        self._lay_out()
        for signal in (model.loaded, model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(lambda *_args: self._look())
        self._band.hide()
        self._look()

    def _lay_out(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setContentsMargins(px(PAGE_PADDING), 0, px(PAGE_PADDING), 0)
        head.setSpacing(px(10))
        head.addWidget(TextLabel(self._theme, tr("Queue"), "pane_title"))
        head.addWidget(self._count, stretch=1)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(px(PANE_HEADER))
        words = QHBoxLayout(self._band)
        words.setContentsMargins(px(16), px(10), px(16), px(10))
        words.setSpacing(px(10))
        words.addWidget(IconLabel(self._theme, "cloud-off", 18, "warn"))
        self._told = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._told.setSpacing(px(8))
        self._told.addWidget(self._what)
        self._told.addWidget(self._means, stretch=1)
        words.addLayout(self._told, stretch=1)
        words.addWidget(self._try)
        around = QHBoxLayout()
        around.setContentsMargins(px(20), 0, px(20), px(8))
        around.addWidget(self._band)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addLayout(around)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self._nothing, stretch=1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What it means stands below what happened where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        self._told.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def take(self, snapshot: Snapshot) -> None:
        """How the connection is, and how many wait."""
        count = snapshot.status.queued
        text = trn("{shown} document waits", "{shown} documents wait", count, shown=count_text(count))
        self._count.setText(text if count else "")
        offline = snapshot.offline
        self._model.take_offline(offline is not None)
        self._band.setVisible(offline is not None)
        if offline:
            words = trouble_text(offline.trouble, {})
            since = tr("{what} Since {time}.", what=words.title, time=clock_text(offline.since))
            self._what.setText(since)
            self._means.setText(
                tr("You can go on working. What is queued is encrypted on your machine and is sent by itself.")
            )

    def _look(self) -> None:
        empty = not self._model.rowCount() and self._model.whole
        self.table.setVisible(not empty)
        self.table.begin()
        self._nothing.setVisible(empty)
