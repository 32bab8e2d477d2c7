"""The list as it is seen and handled: painted in one go, opened, carried away."""

from bisect import bisect_right

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QRect, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from sagsbud.engine.views import View
from sagsbud.ui.edges import INSIDE
from sagsbud.ui.inbox.carried import carry
from sagsbud.ui.inbox.kept_rows import DayGroup
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.row import Row
from sagsbud.ui.inbox.row_painter import RowLook, RowPainter
from sagsbud.ui.inbox.rows_choice import RowsChoice
from sagsbud.ui.inbox.rows_layout import Index
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import MOTION_CLOSE, PANE_PADDING

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


class RowsView(RowsChoice):
    """Shows a RowModel. `opened` tells that Enter or a double click asks for an item."""

    opened = Signal(object)
    handled = Signal()
    """Somebody moves about in it, by key or mouse."""

    def __init__(self, model: RowModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self._painter = RowPainter(theme)
        self._hovered = -1
        self._pressed: QPoint | None = None
        self._closing_at = 0
        self._closing = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._closing.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._closing.valueChanged.connect(self.viewport().update)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setDragEnabled(model.view is View.INBOX)
        model.rowsAboutToBeRemoved.connect(self._before_removal)
        self.handled.connect(self.wait_no_more)

    # -- keys and mouse -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest as in any list."""
        self.handled.emit()
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
        self.handled.emit()
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

    def _redress(self) -> None:
        self._painter = RowPainter(self._theme)
        super()._redress()

    def _before_removal(self, _parent: Index, first: int, last: int) -> None:
        """One row that goes leaves a gap, which closes; the selection has moved on already."""
        if first == last and self.isVisible():
            self._closing_at = self._row_top(first)
            self._closing.setDuration(self._theme.duration(MOTION_CLOSE))
            self._closing.stop()
            self._closing.start()

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
        for at in range(row, self._rows.rowCount()):
            shown = self._rows.row(at)
            top = self._row_top(at)
            shift = gap if top >= self._closing_at else 0
            if top - self._head_height - offset + shift > dirty.bottom():
                break
            group = bisect_right(self._firsts, at) - 1
            if group >= 0 and self._firsts[group] == at:
                self._paint_heading(painter, top - self._head_height - offset + shift, self._groups[group])
            rect = self._between_edges(top - offset + shift, self._row_height)
            if shown:
                ringed = focused and at == current
                self._paint_row(painter, rect, at, shown, active=active, focused=ringed)

    def _between_edges(self, top: int, height: int) -> QRect:
        """So high a part of the column; a scroll bar stands outside it."""
        edge = self._theme.px(PANE_PADDING)
        return QRect(edge, top, self.width() - 2 * edge, height)

    @property
    def _gap_open(self) -> bool:
        return self._closing.state() is QVariantAnimation.State.Running

    def _is_held(self, at: int) -> bool:
        """Whether what is shown beside the list is about it."""
        if self.selectionModel().hasSelection():
            return self.selectionModel().isSelected(self._rows.index(at, 0))
        return at == self.currentIndex().row()

    def _paint_row(self, painter: QPainter, rect: QRect, at: int, row: Row, *, active: bool, focused: bool) -> None:
        held, last_of_group = self._is_held(at), at + 1 in self._firsts or at + 1 == self._rows.rowCount()
        look = RowLook(
            selected=held,
            hovered=at == self._hovered,
            focused=focused,
            active=active,
            ruled=not last_of_group and not self._is_held(at + 1),
            joined=(
                held and at > 0 and at not in self._firsts and self._is_held(at - 1),
                held and not last_of_group and self._is_held(at + 1),
            ),
        )
        self._painter.paint(painter, rect, row, look)

    def _paint_heading(self, painter: QPainter, top: int, group: DayGroup) -> None:
        """The day above the signs of its rows, how many they are above the shapes at their other end."""
        t, inside = self._theme, self._theme.px(INSIDE)
        rect = self._between_edges(top, self._head_height).adjusted(inside, 0, -inside, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(t.font("caption"))
        painter.setPen(t.color("tx2"))
        painter.drawText(rect, middle, group.text)
        if group.count is not None:
            painter.setPen(t.color("tx3"))
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, count_text(group.count))
