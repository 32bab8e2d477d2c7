"""The queue as a table: columns that share the width, a menu for what can still be done, and how a cell is painted."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.i18n import tr
from sagsbud.ui.edges import INSIDE, SIGN_TO_WORDS
from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.kept_rows import ROW_ROLE
from sagsbud.ui.inbox.queue_model import DOCUMENT, PROMISED, SAG, STATE, Index, QueueModel
from sagsbud.ui.inbox.row import Row
from sagsbud.ui.menus import Menu
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_FIELD, ICON_ROW, NARROW, PANE_RAIL, ROW_TABLE
from sagsbud.ui.viewport import give_viewport

SHARES = (36, 29, 10, 25)
"""Widths of the columns in hundredths."""
NARROW_SHARES = (52, 0, 18, 30)
"""In a narrow window, where a document's case stands below it."""
LOOKED_AT = 50
"""Rows from the first on whose words say how the width is shared: what lies in sight of nearly every queue."""
ROOMY = 10_000
ABOVE = 11
"""px above and below the words of a row that has several lines."""
UNDOABLE = frozenset({OrderState.QUEUED, OrderState.WAITING, OrderState.BLOCKED})


def state_icon(entry: OutboxEntry, *, login_awaited: bool) -> tuple[str, str]:
    """The drawing and the role of its colour."""
    if login_awaited and entry.state in (OrderState.QUEUED, OrderState.WAITING):
        return "log-in", "warn"
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
        self.rows = model
        self._theme = theme
        self.narrow = False
        self.setObjectName("inset")
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
        head = QueueHead(theme, self)
        self.setHorizontalHeader(head)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self.setAccessibleName(tr("Queue"))
        model.rowsInserted.connect(lambda _parent, first, last: self._take(first, last))
        model.dataChanged.connect(lambda first, last: self._take(first.row(), last.row()))
        model.modelReset.connect(self._share)
        self.verticalScrollBar().valueChanged.connect(lambda _at: head.viewport().update())
        self.selectionModel().currentChanged.connect(lambda _now, _before: head.viewport().update())
        theme.changed.connect(self._fit)
        self._fit()

    def row(self) -> Row | None:
        """The selected row."""
        return self.rows.row(self.currentIndex().row())

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
        if self.hasFocus() and not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        self._share_width()
        self._fit_rows()

    def _take(self, first: int, last: int) -> None:
        before = [self.columnWidth(column) for column in (DOCUMENT, PROMISED, STATE)]
        self._share_width()
        if before != [self.columnWidth(column) for column in (DOCUMENT, PROMISED, STATE)]:
            first, last = 0, self.rows.rowCount() - 1
        self._fit_rows(first, last)

    def _share_width(self) -> None:
        width = self.viewport().width()
        self.narrow = width < self._theme.px(NARROW - PANE_RAIL)
        self.setColumnHidden(SAG, self.narrow)
        shares = [width * share // 100 for share in (NARROW_SHARES if self.narrow else SHARES)]
        for column, share in enumerate(self._lent(shares)[:-1]):
            if share:
                self.setColumnWidth(column, share)

    def _lent(self, shares: list[int]) -> list[int]:
        """What a column has to spare goes to those whose words would be cut."""
        head, delegate = self.horizontalHeader(), self.itemDelegate()
        assert isinstance(delegate, QueueDelegate)
        needs = [
            max(head.sectionSizeHint(column), delegate.width_of(column)) if share else 0
            for column, share in enumerate(shares)
        ]
        lack = sum(max(0, need - share) for share, need in zip(shares, needs, strict=True))
        spare = sum(max(0, share - need) for share, need in zip(shares, needs, strict=True))
        lent = min(lack, spare)
        return [
            share + (need - share) * lent // max(1, lack if need > share else spare)
            for share, need in zip(shares, needs, strict=True)
        ]

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW_TABLE))
        self.horizontalHeader().setFixedHeight(self._theme.px(32))
        self.horizontalHeader().setFont(self._theme.font("label"))
        self._share()

    def _fit_rows(self, first: int = 0, last: int | None = None) -> None:
        """As high as their words need, where those may have several lines; else all alike."""
        usual, delegate = self._theme.px(ROW_TABLE), self.itemDelegate()
        assert isinstance(delegate, QueueDelegate)
        head = self.verticalHeader()
        for at in range(first, self.rows.rowCount() if last is None else last + 1):
            wanted = max(usual, delegate.height_of(at)) if self.narrow else usual
            if head.sectionSize(at) != wanted:
                head.resizeSection(at, wanted)

    def _menu(self, at: QPoint) -> None:
        row = self.row()
        if row is None:
            return
        menu = Menu(self)
        if row.state in UNDOABLE and row.entry.untouched:
            menu.addAction(tr("Undo: back to the inbox"), lambda: self.undo_asked.emit(row.item))
        if row.state is OrderState.WAITING:
            menu.addAction(tr("Try now"), lambda: self.try_asked.emit(row.item))
        if not menu.actions():
            menu.addAction(tr("It is on its way and cannot be stopped now")).setEnabled(False)
        menu.exec(self.viewport().mapToGlobal(at))


class QueueHead(QHeaderView):
    """The columns' names; the ring of a selected row right below takes the place of their line."""

    def __init__(self, theme: Theme, table: QueueTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._table = table

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The name, with its line or without."""
        super().paintSection(painter, rect, section)
        at = self._table.currentIndex().row()
        if at >= 0 and self._table.rowViewportPosition(at) == 0:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self._theme.color("surf"))


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
        self._ground(painter, option, index)
        inner = self._inner(index.column(), option.rect)
        dpr = painter.device().devicePixelRatioF()
        if index.column() in (DOCUMENT, STATE):
            name, role = (
                (row.icon, "acctx" if index.row() == self._view.currentIndex().row() else "tx2")
                if index.column() == DOCUMENT
                else state_icon(row.entry, login_awaited=self._view.rows.login_awaited)
            )
            side = px(ICON_ROW) if index.column() == DOCUMENT else px(ICON_FIELD)
            tall = self._line if self._view.narrow else inner.height()
            painter.drawPixmap(inner.left() - side - px(SIGN_TO_WORDS), inner.top() + (tall - side) // 2,
                               pixmap(name, t.color(role), side, dpr))  # fmt: skip
        for words, font, role in self._words(index.row(), index.column()):
            if self._view.narrow:
                painter.setFont(t.font(font))
                painter.setPen(t.color(role))
                painter.drawText(inner, _breaking(words, t.font(font), inner.width()), words)
                inner.setTop(inner.top() + self._height(words, font, inner.width()))
            else:
                paint_elided(painter, inner, words, t.font(font), t.color(role))
        painter.restore()

    def height_of(self, row: int) -> int:
        """px that a row needs where its words are broken into lines."""
        tall = 0
        for column in (DOCUMENT, PROMISED, STATE):
            width = self._inner(column, QRect(0, 0, self._view.columnWidth(column), 0)).width()
            lines = [self._height(words, font, width) for words, font, _role in self._words(row, column)]
            tall = max(tall, sum(lines))
        return tall + 2 * self._theme.px(ABOVE)

    def width_of(self, column: int) -> int:
        """px that a column needs for nothing in its first rows to be cut."""
        around = ROOMY - self._inner(column, QRect(0, 0, ROOMY, 0)).width()
        rows = range(min(LOOKED_AT, self._view.rows.rowCount()))
        told = [one for row in rows for one in self._words(row, column)]
        made = {font: QFontMetrics(self._theme.font(font)) for _words, font, _role in told}
        return around + max((made[font].horizontalAdvance(words) + 1 for words, font, _role in told), default=0)

    def _words(self, row: int, column: int) -> list[tuple[str, str, str]]:
        """What stands in a cell, each with its font and colour; the case below the document where there is no room."""
        told = [(str(self._view.rows.index(row, column).data()), "strong" if column == DOCUMENT else "body",
                 "tx2" if column == SAG else "tx")]  # fmt: skip
        if column == DOCUMENT and self._view.narrow:
            told.append((str(self._view.rows.index(row, SAG).data()), "body", "tx2"))
        return told

    def _inner(self, column: int, cell: QRect) -> QRect:
        """Where the words of a cell stand."""
        px = self._theme.px
        sign = {DOCUMENT: px(ICON_ROW + SIGN_TO_WORDS), STATE: px(ICON_FIELD + SIGN_TO_WORDS)}.get(column, 0)
        around = px(ABOVE) if self._view.narrow else 0
        left = px(INSIDE) if column == DOCUMENT else px(6)
        right = px(INSIDE) if column == STATE else px(6)
        return cell.adjusted(left + sign, around, -right, -around)

    def _height(self, words: str, font: str, width: int) -> int:
        made = self._theme.font(font)
        room = QRect(0, 0, width, ROOMY)
        return QFontMetrics(made).boundingRect(room, _breaking(words, made, width), words).height()

    @property
    def _line(self) -> int:
        """px of one line of a title."""
        return QFontMetrics(self._theme.font("strong")).height()

    def _ground(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = self._theme
        rect: QRect = option.rect
        whole = QRect(0, rect.top(), self._view.viewport().width(), rect.height())
        selected = index.row() == self._view.currentIndex().row()
        p.setPen(QPen(t.color("line"), 1))
        if not selected:
            if index.row() + 1 == self._view.currentIndex().row():
                return  # the ring of the row below is line enough
            p.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
            return
        p.fillRect(rect, t.color("surf"))  # over the flat ground that a table gives what is selected
        p.setClipRect(rect)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self._view.isActiveWindow()
        focused = active and self._view.hasFocus()
        paint_row(p, QRectF(whole), t, selected=True, active=active, focused=focused)


def _breaking(words: str, font: QFont, width: int) -> Qt.TextFlag:
    """Lines end between words, unless a word is longer than a line."""
    metrics = QFontMetrics(font)
    fits = all(metrics.horizontalAdvance(word) <= width for word in words.split())
    return Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere
