"""The documents that are chosen together, and where each of them goes."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.ui.edges import SIGN_TO_WORDS
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import ICON_ROW, PANE_PADDING, SPACE_XS

Index = QModelIndex | QPersistentModelIndex
TARGET = Qt.ItemDataRole.UserRole + 1
ROW = 52
ANY_LENGTH = 16_777_215
"""Qt's word for no greatest width or height."""


@frozen
class Target:
    """A line: the document, and the case it goes on, or why it stays."""

    titel: str
    icon: str
    number: str
    place: str
    goes: bool

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        return ", ".join(part for part in (self.titel, self.number, self.place) if part)


class TargetModel(QAbstractListModel):
    """The lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._targets: Sequence[Target] = ()

    def show(self, targets: Sequence[Target]) -> None:
        """These from now on."""
        if len(targets) == len(self._targets):
            self._targets = targets
            if targets:
                self.dataChanged.emit(self.index(0), self.index(len(targets) - 1))
            return
        self.beginResetModel()
        self._targets = targets
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many."""
        return 0 if parent.isValid() else len(self._targets)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line under TARGET, and its sentence."""
        if not index.isValid():
            return None
        target = self._targets[index.row()]
        if role == TARGET:
            return target
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return target.spoken
        return as_tip(target.titel) if role == Qt.ItemDataRole.ToolTipRole else None


class TargetList(QListView):
    """Reads like a table without a grid; nothing in it is chosen, it only tells."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = TargetModel(self)
        self.setModel(self.rows)
        self._theme = theme
        self.edge = PANE_PADDING
        """px at 100 % text before and behind what its lines say."""
        self._whole = False
        self.setItemDelegate(_TargetDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        theme.changed.connect(self.scheduleDelayedItemsLayout)
        theme.changed.connect(self._fit)
        self.rows.modelReset.connect(self._fit)

    def stand_whole(self, whole: bool) -> None:
        """As high as all its lines, at the edges of what is around it, which scrolls; else it scrolls by itself."""
        self._whole = whole
        self.edge = 0 if whole else PANE_PADDING
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if whole else policy.ScrollBarAsNeeded)
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        tall = self._theme.px(ROW) * self.rows.rowCount()
        self.setMinimumHeight(tall if self._whole else 0)
        self.setMaximumHeight(tall if self._whole else ANY_LENGTH)


class _TargetDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: TargetList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(10, self._theme.px(ROW))

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, px = self._theme, self._theme.px
        target: Target = index.data(TARGET)
        rect: QRect = option.rect
        side = px(ICON_ROW)
        top = rect.top() + px(7)
        line = px(18)
        drawing = pixmap(target.icon, t.color("tx2"), side, p.device().devicePixelRatioF())
        edge = self._view.edge
        p.drawPixmap(rect.left() + px(edge), top + (line - side) // 2, drawing)
        left, right = rect.left() + px(edge + ICON_ROW + SIGN_TO_WORDS), rect.right() + 1 - px(edge)
        paint_elided(p, QRect(left, top, right - left, line), target.titel, t.font("body"), t.color("tx"))
        at, low = left, top + px(19)
        if target.number:
            number = QRect(at, low, right - at, line)
            at += paint_elided(p, number, target.number, t.font("strong"), t.color("acctx")) + px(7)
        else:
            side = px(13)
            sign = pixmap("circle-dashed", t.color("tx2"), side, p.device().devicePixelRatioF())
            p.drawPixmap(at, low + (line - side) // 2, sign)
            at += side + px(6)
        place = QRect(at, low, max(0, right - at), line)
        paint_elided(p, place, target.place, t.font("caption"), t.color("tx2"), t.line_air("caption", "strong"))
        if index.row() + 1 < index.model().rowCount():
            p.fillRect(QRect(left, rect.bottom(), right - left, 1), t.color("line"))
        if self._view.hasFocus() and index == self._view.currentIndex():
            words = rect.adjusted(left - px(SPACE_XS) - rect.left(), 1, right - rect.right() - 1, -1)
            paint_ring(p, QRectF(words), t)
