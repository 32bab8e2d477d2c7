"""Where the rows of the list are: rows of one height under day headings.

A QListView for the screen reader, the keyboard and the mouse; its own layout is replaced, since ours is arithmetic:
the place of any row follows from its number and the headings above it, whatever the length of the list.
"""

from bisect import bisect_right

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.ui.inbox.kept_rows import DayGroup
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ROW_GROUP, ROW_LIST
from sagsbud.ui.viewport import give_viewport

AHEAD = 50
"""Rows before the end of what is loaded at which the next page is asked for."""
Index = QModelIndex | QPersistentModelIndex


class RowsLayout(QListView):
    """The places of a RowModel's rows, scrolled by the pixel, with the next page asked for near the end."""

    def __init__(self, model: RowModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        self._rows = model
        self._theme = theme
        self._groups: list[DayGroup] = []
        self._firsts: list[int] = []
        self._anchor: tuple[ItemId, int] | None = None
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        theme.changed.connect(self._redress)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """The model it was made for; left to those who must hear of it first."""
        super().setModel(model)
        rows = self._rows
        rows.rowsAboutToBeInserted.connect(self._before_insertion)
        for signal in (rows.rowsInserted, rows.rowsRemoved, rows.rowsMoved, rows.modelReset, rows.layoutChanged):
            signal.connect(self._regroup)

    def _before_insertion(self, _parent: Index, first: int, _last: int) -> None:
        """Rows that come in above must not push away what somebody is looking at further down."""
        at = self._first_below(self.verticalOffset())
        row = self._rows.row(at)
        self._anchor = None
        if row and self.verticalOffset() > 0 and first <= at:
            self._anchor = (row.item, self._row_top(at) - self.verticalOffset())

    def _regroup(self) -> None:
        self._groups = self._rows.groups()
        self._firsts = [group.first for group in self._groups]
        self.updateGeometries()
        if self._anchor:
            item, below = self._anchor
            self._anchor = None
            self.verticalScrollBar().setValue(self._row_top(self._rows.place_of(item)) - below)
        self._say_in_use()
        self.viewport().update()

    def _redress(self) -> None:
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where less is seen than before, the row in hand stays in sight if it was."""
        super().resizeEvent(event)
        bottom = self.visualRect(self.currentIndex()).bottom()
        if self.viewport().height() <= bottom < event.oldSize().height():
            self.scrollTo(self.currentIndex())

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

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where the selected rows are."""
        region = QRegion()
        for index in selection.indexes():
            region += QRegion(self.visualRect(index))
        return region
