"""The queue as a table: columns that share the width, a menu for what can still be done, and how a cell is painted."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.i18n import tr
from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.kept_rows import ROW_ROLE
from sagsbud.ui.inbox.queue_model import DOCUMENT, PROMISED, SAG, STATE, Index, QueueModel
from sagsbud.ui.inbox.row import Row
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, NARROW, PAGE_PADDING, PANE_RAIL, ROW_TABLE
from sagsbud.ui.viewport import give_viewport

SHARES = (36, 29, 10, 25)
"""Widths of the columns in hundredths."""
NARROW_SHARES = (38, 28, 0, 34)
"""The same in a narrow window, where the hour is left to the document's own page."""
UNDOABLE = frozenset({OrderState.QUEUED, OrderState.WAITING, OrderState.BLOCKED})


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
        give_viewport(self)
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
        focused = active and self._view.hasFocus()
        paint_row(p, body, t, selected=True, active=active, focused=focused)
