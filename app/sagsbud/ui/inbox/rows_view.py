"""The list: rows of one height under day headings, painted in one go.

A QListView for the screen reader, the keyboard and the mouse; its own layout is replaced, since ours is arithmetic:
the place of any row follows from its number and the headings above it, whatever the length of the list.
"""

from bisect import bisect_right
from collections.abc import Collection

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.engine import View
from sagsbud.ui.inbox.carried import carry
from sagsbud.ui.inbox.model import DayGroup, RowModel
from sagsbud.ui.inbox.row import Row
from sagsbud.ui.inbox.row_painter import MARGIN, RIGHT_AT, RowLook, RowPainter
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import MOTION_CLOSE, ROW_GROUP, ROW_LIST

AHEAD = 50
"""Rows before the end of what is loaded at which the next page is asked for."""
Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction
MOVES = {
    Qt.Key.Key_Up: _Move.MoveUp,
    Qt.Key.Key_Down: _Move.MoveDown,
    Qt.Key.Key_PageUp: _Move.MovePageUp,
    Qt.Key.Key_PageDown: _Move.MovePageDown,
    Qt.Key.Key_Home: _Move.MoveHome,
    Qt.Key.Key_End: _Move.MoveEnd,
}
"""Keys that choose several when Shift is held."""


class RowsView(QListView):
    """Shows a RowModel. `chosen` tells the selected item, `opened` that Enter or a double click asks for it."""

    chosen = Signal(object)
    """An ItemId, or None when nothing is selected."""
    opened = Signal(object)
    several = Signal(tuple)
    """The ItemIds of two and more rows that are selected, in their order; empty once it is one again."""

    def __init__(self, model: RowModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._theme = theme
        self._painter = RowPainter(theme)
        self._groups: list[DayGroup] = []
        self._firsts: list[int] = []
        self._hovered = -1
        self._closing_at = 0
        self._closing = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._closing.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._closing.valueChanged.connect(self.viewport().update)
        self._wanted: frozenset[ItemId] = frozenset()
        self._several: tuple[ItemId, ...] = ()
        self._from = QPersistentModelIndex()
        """Where a choice of several began."""
        self._extending = False
        self._pressed: QPoint | None = None
        model.rowsAboutToBeRemoved.connect(self._step_off)  # before the selection hears of it and steps back
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setDragEnabled(model.view is View.INBOX)
        self.setUniformItemSizes(True)
        self._anchor: tuple[ItemId, int] | None = None
        model.rowsAboutToBeInserted.connect(self._before_insertion)
        model.rowsAboutToBeRemoved.connect(self._before_removal)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
            signal.connect(self._regroup)
        theme.changed.connect(self._redress)

    # -- choosing -----------------------------------------------------------------------------------------

    def item(self) -> ItemId | None:
        """The selected item."""
        row = self._rows.row(self.currentIndex().row())
        return row.item if row else None

    def selected(self) -> tuple[ItemId, ...]:
        """The items of all selected rows, top down."""
        chosen = self.selectionModel().selection()
        ranges = sorted((chosen.at(place).top(), chosen.at(place).bottom()) for place in range(chosen.count()))
        places = (at for top, bottom in ranges for at in range(top, bottom + 1))
        return tuple(row.item for at in places if (row := self._rows.row(at)))

    @property
    def several_now(self) -> tuple[ItemId, ...]:
        """The selected items when they are more than one."""
        return self._several

    def select_items(self, items: Collection[ItemId]) -> None:
        """Select those of them that are there, the first of them in hand."""
        places = sorted(at for item in items if (at := self._rows.place_of(item)) >= 0)
        if not places:
            return
        self.setCurrentIndex(self._rows.index(places[0], 0))
        chosen = QItemSelection()
        for at in places:
            chosen.select(self._rows.index(at, 0), self._rows.index(at, 0))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_one(self) -> None:
        """Only the row in hand from now on."""
        if self.currentIndex().isValid():
            self.setCurrentIndex(self.currentIndex())
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """What is chosen by the program is chosen alone, whatever keys are held down."""
        if event is None:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return super().selectionCommand(index, event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell of several, and when it is one again."""
        super().selectionChanged(selected, deselected)
        items = self.selected()
        several = items if len(items) > 1 else ()
        if several != self._several:
            self._several = several
            self._say_in_use()
            self.several.emit(several)
        self.viewport().update()

    def choose(self, item: ItemId) -> bool:
        """Select the item's row; when it is not there yet, as soon as it is. Whether it is there now."""
        return self.want((item,))

    def want(self, items: Collection[ItemId]) -> bool:
        """Select these rows; those that are not there yet, as soon as they are. Whether all are there now."""
        there = [item for item in items if self._rows.place_of(item) >= 0]
        self._wanted = frozenset(items) if len(there) < len(items) else frozenset()
        if there and not self._wanted:
            self.select_items(there)
        return not self._wanted

    def choose_first(self) -> None:
        """Select the first row."""
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))

    def step(self, rows: int) -> None:
        """Select the row so many places further down."""
        at = min(max(0, self.currentIndex().row() + rows), self._rows.rowCount() - 1)
        if at >= 0:
            self.setCurrentIndex(self._rows.index(at, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell who listens, and keep the row in sight."""
        super().currentChanged(current, previous)
        if not self._extending:
            self._from = QPersistentModelIndex(current)
        row = self._rows.row(current.row()) if current.isValid() else None
        self.chosen.emit(row.item if row else None)
        self.viewport().update()

    def _step_off(self, _parent: Index, first: int, last: int) -> None:
        """The row in hand goes: the next is taken in hand, at the end the one before."""
        current = self.currentIndex().row()
        if not first <= current <= last:
            return
        target = last + 1 if last + 1 < self._rows.rowCount() else first - 1
        if target >= 0:
            index = self._rows.index(target, 0)
            kept = [one for one in self.selectionModel().selectedIndexes() if not first <= one.row() <= last]
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate if kept else flag.ClearAndSelect)

    def _before_removal(self, _parent: Index, first: int, last: int) -> None:
        """One row that goes leaves a gap, which closes; the selection has moved on already."""
        if first == last and self.isVisible():
            self._closing_at = self._row_top(first)
            self._closing.setDuration(self._theme.duration(MOTION_CLOSE))
            self._closing.stop()
            self._closing.start()

    def _before_insertion(self, _parent: Index, first: int, _last: int) -> None:
        """Rows that come in above must not push away what somebody is looking at further down."""
        at = self._first_below(self.verticalOffset())
        row = self._rows.row(at)
        self._anchor = None
        if row and self.verticalOffset() > 0 and first <= at:
            self._anchor = (row.item, self._row_top(at) - self.verticalOffset())

    # -- layout -------------------------------------------------------------------------------------------

    def _regroup(self) -> None:
        self._groups = self._rows.groups()
        self._firsts = [group.first for group in self._groups]
        self.updateGeometries()
        if self._anchor:
            item, below = self._anchor
            self._anchor = None
            self.verticalScrollBar().setValue(self._row_top(self._rows.place_of(item)) - below)
        self.viewport().update()
        if self._wanted:
            self.want(self._wanted)

    def _redress(self) -> None:
        self._painter = RowPainter(self._theme)
        self.updateGeometries()
        self.viewport().update()

    @property
    def _row_height(self) -> int:
        return self._theme.px(ROW_LIST)

    @property
    def _head_height(self) -> int:
        return self._theme.px(ROW_GROUP)

    def _row_top(self, row: int) -> int:
        """In content coordinates."""
        return row * self._row_height + bisect_right(self._firsts, row) * self._head_height

    def _content_height(self) -> int:
        return self._rows.rowCount() * self._row_height + len(self._groups) * self._head_height + self._theme.px(8)

    def _row_at(self, y: int) -> int:
        """The row at a content coordinate; -1 on a heading and past the end."""
        low, high = 0, self._rows.rowCount() - 1
        while low <= high:
            middle = (low + high) // 2
            top = self._row_top(middle)
            if y < top:
                high = middle - 1
            elif y >= top + self._row_height:
                low = middle + 1
            else:
                return middle
        return -1

    def _first_below(self, y: int) -> int:
        """The first row that ends below a content coordinate."""
        low, high = 0, self._rows.rowCount()
        while low < high:
            middle = (low + high) // 2
            if self._row_top(middle) + self._row_height <= y:
                low = middle + 1
            else:
                high = middle
        return low

    def doItemsLayout(self) -> None:
        """Nothing to lay out; only the scroll bar's range."""
        QAbstractItemView.doItemsLayout(self)
        self._regroup()

    def updateGeometries(self) -> None:
        """The scroll bar's range."""
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        bar.setRange(0, max(0, self._content_height() - page))
        bar.setPageStep(page)
        bar.setSingleStep(self._row_height // 2)

    def visualRect(self, index: Index) -> QRect:
        """Where a row is, in the viewport."""
        if not index.isValid():
            return QRect()
        top = self._row_top(index.row()) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._row_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The row at a place of the viewport."""
        at = self._row_at(point.y() + self.verticalOffset())
        return self._rows.index(at, 0) if at >= 0 else QModelIndex()

    def verticalOffset(self) -> int:
        """How far down we are, in px."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Never sideways."""
        return 0

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a row into sight, its day's heading too when it is the first of it."""
        if not index.isValid():
            return
        top = self._row_top(index.row())
        bottom = top + self._row_height
        if index.row() in self._firsts:
            top -= self._head_height
        bar, page = self.verticalScrollBar(), self.viewport().height()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue((top + bottom - page) // 2)
        elif top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + page:
            bar.setValue(bottom - page)

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """Move what is painted, and ask for more near the end."""
        self.viewport().scroll(0, dy)
        last = self._row_at(self.verticalOffset() + self.viewport().height())
        self._say_in_use()
        if last < 0 or last > self._rows.rowCount() - AHEAD:
            self._more()

    def _say_in_use(self) -> None:
        """How far down somebody looks or has chosen."""
        chosen = self.selectionModel().selection()
        low = max((chosen.at(place).bottom() for place in range(chosen.count())), default=0)
        seen = self._first_below(self.verticalOffset() + self.viewport().height())
        self._rows.in_use = max(low, seen, self.currentIndex().row())

    def _more(self) -> None:
        root = QModelIndex()
        if self._rows.canFetchMore(root):
            self._rows.fetchMore(root)

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Up, down, a page, the ends."""
        move = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._row_height - 1)
        last = self._rows.rowCount() - 1
        current = self.currentIndex().row()
        target = {
            move.MoveUp: current - 1,
            move.MovePrevious: current - 1,
            move.MoveDown: current + 1,
            move.MoveNext: current + 1,
            move.MovePageUp: current - page,
            move.MovePageDown: current + page,
            move.MoveHome: 0,
            move.MoveEnd: last,
        }.get(action, current)
        if last < 0:
            return QModelIndex()
        return self._rows.index(min(max(0, target), last), 0)

    def isIndexHidden(self, _index: Index) -> bool:
        """None is."""
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what a mouse press covers: the row under it."""
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where the selected rows are."""
        region = QRegion()
        for index in selection.indexes():
            region += QRegion(self.visualRect(index))
        return region

    # -- keys and mouse -----------------------------------------------------------------------------------

    def _extend(self, target: QModelIndex) -> None:
        """Select from where the choice began to here."""
        if not target.isValid():
            return
        flag = QItemSelectionModel.SelectionFlag
        start = self._from.row() if self._from.isValid() else target.row()
        first, last = sorted((start, target.row()))
        self._extending = True
        self.selectionModel().setCurrentIndex(target, flag.NoUpdate)
        self._extending = False
        chosen = QItemSelection(self._rows.index(first, 0), self._rows.index(last, 0))
        self.selectionModel().select(chosen, flag.ClearAndSelect)
        self.scrollTo(target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest as in any list."""
        item = self.item()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and item is not None:
            self.opened.emit(item)
            return
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier and event.key() in MOVES:
            self._extend(self.moveCursor(MOVES[Qt.Key(event.key())], event.modifiers()))
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Shift everything up to the row."""
        index = self.indexAt(event.position().toPoint())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and index.isValid():
            self._extend(index)
            return
        self._pressed = event.position().toPoint() if index.isValid() else None
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        row = self._rows.row(self.indexAt(event.position().toPoint()).row())
        if row:
            self.opened.emit(row.item)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is marked; with the button held the selected rows go along."""
        far = QApplication.startDragDistance()
        at = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed is not None:
            if (at - self._pressed).manhattanLength() >= far and self.dragEnabled():
                self._pressed = None
                self.startDrag(Qt.DropAction.CopyAction)
            return
        self._hover(self.indexAt(event.position().toPoint()).row())

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Carry the selected rows; only a Sag in the side bar takes them."""
        items = self.selected()
        if not items:
            return
        drag = QDrag(self)
        drag.setMimeData(carry(items))
        label = QPixmap(self._theme.px(28), self._theme.px(22))
        label.fill(self._theme.color("acc"))
        painter = QPainter(label)
        painter.setFont(self._theme.font("strong"))
        painter.setPen(self._theme.color("onacc"))
        painter.drawText(label.rect(), Qt.AlignmentFlag.AlignCenter, str(len(items)))
        painter.end()
        drag.setPixmap(label)
        drag.exec(Qt.DropAction.CopyAction)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard needs a row to begin from."""
        if not self.currentIndex().isValid():
            self.choose_first()
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    # -- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Headings and rows that are in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = self.verticalOffset()
        dirty = event.rect()
        row = self._first_below(offset + dirty.top())
        current = self.currentIndex().row()
        active, focused = self.isActiveWindow(), self.hasFocus()
        if row in self._firsts or (row > 0 and row - 1 in self._firsts):
            row = max(0, row - 1)
        gap = int(self._row_height * float(self._closing.currentValue() or 0.0)) if self._gap_open else 0
        width = self.viewport().width()
        for at in range(row, self._rows.rowCount()):
            shown = self._rows.row(at)
            top = self._row_top(at)
            shift = gap if top >= self._closing_at else 0
            if top - self._head_height - offset + shift > dirty.bottom():
                break
            group = bisect_right(self._firsts, at) - 1
            if group >= 0 and self._firsts[group] == at:
                self._paint_heading(painter, top - self._head_height - offset + shift, self._groups[group])
            rect = QRect(0, top - offset + shift, width, self._row_height)
            if shown:
                held = at == current or self.selectionModel().isSelected(self._rows.index(at, 0))
                ringed = focused and at == current
                self._paint_row(painter, rect, at, shown, selected=held, active=active, focused=ringed)

    @property
    def _gap_open(self) -> bool:
        return self._closing.state() is QVariantAnimation.State.Running

    def _paint_row(
        self, painter: QPainter, rect: QRect, at: int, row: Row, *, selected: bool, active: bool, focused: bool
    ) -> None:
        last_of_group = at + 1 in self._firsts or at + 1 == self._rows.rowCount()
        look = RowLook(
            selected=selected,
            hovered=at == self._hovered,
            focused=focused,
            active=active,
            ruled=not last_of_group and at + 1 != self.currentIndex().row(),
        )
        self._painter.paint(painter, rect, row, look)

    def _paint_heading(self, painter: QPainter, top: int, group: DayGroup) -> None:
        t = self._theme
        left, right = MARGIN + t.px(12), self.viewport().width() - MARGIN - t.px(RIGHT_AT)
        rect = QRect(left, top, right - left, self._head_height)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(t.font("caption"))
        painter.setPen(t.color("tx2"))
        painter.drawText(rect, middle, group.text)
        if group.count is not None:
            painter.setPen(t.color("tx3"))
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, count_text(group.count))
