"""The mail and its attachments as a tree: what each becomes, and decoration folded into one row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.engine import Detail, Proposal
from sagsbud.i18n import tr, trn
from sagsbud.ui.detail.wording import kind_icon, mime_icon
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.texts import size_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, RADIUS_ROW, ROW_TREE

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole + 1
MOST_ROWS = 5
"""Rows shown without scrolling."""
ROLE_WIDTH = 128
ROLE_HEIGHT = 26


@dataclass(frozen=True, slots=True)
class Node:
    """One row: the main document, an attachment, the fold of decoration, or one piece of it."""

    item: ItemId | None
    name: str
    size: int
    icon: str
    role: str
    choosable: bool = False
    depth: int = 0
    fold: bool = False
    out: bool = False


def nodes_of(detail: Detail, proposal: Proposal, unfolded: bool) -> list[Node]:
    """The rows, top to bottom."""
    main = detail.entry.item
    nodes = [Node(main.id, _main_name(detail), main.size, kind_icon(detail), tr("Main document"))]
    number = 0
    for child in detail.children:
        if child.item.folded:
            continue
        out = child.item.id in proposal.without
        number += not out
        role = tr("Not filed by itself") if out else tr("Attachment {number}", number=number)
        nodes.append(_node(child, role, choosable=True, out=out))
    folded = [child for child in detail.children if child.item.folded]
    if folded:
        words = trn("{count} picture of the mail's look", "{count} pictures of the mail's look", len(folded))
        size = sum(child.item.size for child in folded)
        nodes.append(Node(None, words, size, "images", tr("Not filed by itself"), depth=1, fold=True))
        if unfolded:
            nodes += [_node(child, tr("Not filed by itself"), depth=2) for child in folded]
    return nodes


def _node(child: OutboxEntry, role: str, *, choosable: bool = False, depth: int = 1, out: bool = False) -> Node:
    item = child.item
    return Node(item.id, item.name, item.size, mime_icon(item.mime), role, choosable, depth, out=out)


def _main_name(detail: Detail) -> str:
    return tr("The mail") if kind_icon(detail) == "mail" else detail.entry.item.name


class AttachmentModel(QAbstractListModel):
    """Nodes as rows; a list whose delegate draws the depth, so that every row is one stop for the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._nodes: Sequence[Node] = ()

    @property
    def nodes(self) -> Sequence[Node]:
        """What is shown."""
        return self._nodes

    def show(self, nodes: Sequence[Node]) -> None:
        """These rows from now on."""
        if len(nodes) == len(self._nodes):
            self._nodes = tuple(nodes)
            self.dataChanged.emit(self.index(0), self.index(len(nodes) - 1))
        else:
            self.beginResetModel()
            self._nodes = tuple(nodes)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """So many rows."""
        return 0 if parent.isValid() else len(self._nodes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Roles can be changed where there is a choice."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._nodes[index.row()].choosable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The node, and what is said of it."""
        node = self._nodes[index.row()]
        if role == NODE:
            return node
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{node.name}, {size_text(node.size)}, {node.role}"
        return node.name if role == Qt.ItemDataRole.ToolTipRole else None


class TreeDelegate(QStyledItemDelegate):
    """Paints rows of 34 px; the role is a combo box while it is being chosen."""

    chosen = Signal(object, bool)
    """ItemId, and whether it is left inside its mail."""

    def __init__(self, theme: Theme, view: "AttachmentTree") -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row."""
        return QSize(0, self._theme.px(ROW_TREE))

    def role_rect(self, row: QRect) -> QRect:
        """Where the role stands."""
        wide, tall = self._theme.px(ROLE_WIDTH), self._theme.px(ROLE_HEIGHT)
        return QRect(row.right() - wide - self._theme.px(12), row.center().y() - tall // 2 + 1, wide, tall)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, chevron, sign, name with its ending, size, role."""
        theme = self._theme
        node: Node = index.data(NODE)
        state, row = option.state, option.rect
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(row).adjusted(4, 1, -4, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            active = bool(state & QStyle.StateFlag.State_Active)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.color(("sel" if active else "selq") if chosen else "hov"))
            p.drawRoundedRect(inner, RADIUS_ROW, RADIUS_ROW)
        self._paint_words(p, row, node)
        self._paint_role(p, self.role_rect(row), node)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_ring(p, inner, theme)
        p.restore()

    def _paint_words(self, p: QPainter, row: QRect, node: Node) -> None:
        theme, ratio = self._theme, p.device().devicePixelRatioF()
        left = row.left() + theme.px(12) + node.depth * theme.px(22)
        side = theme.px(ICON_ROW)
        middle = row.center().y() - side // 2 + 1
        if node.fold:
            turned = "chevron-down" if self._view.unfolded else "chevron-right"
            p.drawPixmap(left - theme.px(20), middle, pixmap(turned, theme.color("tx2"), side, ratio))
        p.drawPixmap(left, middle, pixmap(node.icon, theme.color("acctx" if not node.depth else "tx2"), side, ratio))
        left += side + theme.px(10)
        size = size_text(node.size)
        caption = QFontMetrics(theme.font("caption"))
        room = self.role_rect(row).left() - theme.px(10) - left - caption.horizontalAdvance(size) - theme.px(8)
        font = theme.font("body" if node.depth else "strong")
        name = QFontMetrics(font).elidedText(node.name, Qt.TextElideMode.ElideMiddle, max(theme.px(30), room))
        ink = theme.color("tx2" if node.out or node.fold else "tx")
        left += paint_elided(p, QRect(left, row.top(), max(0, room) + 2, row.height()), name, font, ink) + theme.px(8)
        paint_elided(
            p, QRect(left, row.top(), theme.px(90), row.height()), size, theme.font("caption"), theme.color("tx2")
        )

    def _paint_role(self, p: QPainter, rect: QRect, node: Node) -> None:
        theme = self._theme
        if node.choosable:
            p.setPen(QPen(theme.color("ctl"), 1))
            p.setBrush(theme.color("surf"))
            p.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_ROW, RADIUS_ROW)
            side = theme.px(14)
            sign = pixmap("chevron-down", theme.color("tx2"), side, p.device().devicePixelRatioF())
            p.drawPixmap(rect.right() - side - theme.px(6), rect.center().y() - side // 2 + 1, sign)
        words = rect.adjusted(theme.px(9), 0, -theme.px(22 if node.choosable else 0), 0)
        ink = theme.color("tx" if node.choosable and not node.out else "tx2")
        paint_elided(p, words, node.role, theme.font("caption"), ink)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The two roles an attachment can have."""
        box = QComboBox(parent)
        box.addItems([tr("Attachment"), tr("Not filed by itself")])
        box.setCurrentIndex(int(index.data(NODE).out))
        box.setAccessibleName(tr("Role of {name}", name=index.data(NODE).name))
        box.setFont(self._theme.font("caption"))
        box.setStyleSheet(
            f"min-height: {self._theme.px(ROLE_HEIGHT) - 4}px; max-height: {self._theme.px(ROLE_HEIGHT) - 4}px;"
        )
        box.activated.connect(lambda _at: self._taken(box))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def _taken(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Where the role is painted."""
        editor.setGeometry(self.role_rect(option.rect))

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Tell the choice."""
        if isinstance(editor, QComboBox):
            node: Node = index.data(NODE)
            self.chosen.emit(node.item, editor.currentIndex() == 1)


class AttachmentTree(QTreeView):
    """The rows. `shown` carries the ItemId to preview, `left_out` the choice of a role."""

    shown = Signal(object)
    left_out = Signal(object, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.unfolded = False
        self._detail: Detail | None = None
        self._proposal: Proposal | None = None
        self.rows = AttachmentModel(self)
        self.delegate = TreeDelegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("The document and its attachments"))
        self.delegate.chosen.connect(self.left_out)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._show(now))

    def sizeHint(self) -> QSize:
        """As high as its rows, up to a few."""
        rows = min(MOST_ROWS, self.rows.rowCount())
        return QSize(self._theme.px(300), rows * self._theme.px(ROW_TREE) + self._theme.px(8))

    def minimumSizeHint(self) -> QSize:
        """Two rows; the others are scrolled to."""
        return QSize(self._theme.px(160), min(2, self.rows.rowCount()) * self._theme.px(ROW_TREE))

    def show_detail(self, detail: Detail, proposal: Proposal) -> None:
        """This document's rows; nothing to see when it has no attachments."""
        another = self._detail is None or self._detail.entry.item.id != detail.entry.item.id
        self._detail, self._proposal = detail, proposal
        if another:
            self.unfolded = False
        self._refill()
        if another and detail.children:
            blocked = self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.rows.index(0))
            self.selectionModel().blockSignals(blocked)
        self.setVisible(bool(detail.children))

    def _refill(self) -> None:
        if self._detail and self._proposal:
            row = self.currentIndex().row()
            blocked = self.selectionModel().blockSignals(True)
            self.rows.show(nodes_of(self._detail, self._proposal, self.unfolded) if self._detail.children else ())
            if 0 <= row < self.rows.rowCount():
                self.setCurrentIndex(self.rows.index(row))
            self.selectionModel().blockSignals(blocked)
            self.updateGeometry()
            self.viewport().update()

    def _show(self, index: QModelIndex) -> None:
        node: Node | None = index.data(NODE) if index.isValid() else None
        if node is not None and node.item is not None:
            self.shown.emit(node.item)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on the fold opens it, a press on a role lets one choose it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        node: Node | None = index.data(NODE) if index.isValid() else None
        if node is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if node.fold:
            self.toggle_fold()
        elif node.choosable and self.delegate.role_rect(self.visualRect(index)).contains(event.position().toPoint()):
            self.edit(index)

    def toggle_fold(self) -> None:
        """Show or hide the pieces of decoration."""
        self.unfolded = not self.unfolded
        self._refill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Enter choose the role or unfold; right and left too."""
        index = self.currentIndex()
        node: Node | None = index.data(NODE) if index.isValid() else None
        if node and node.fold and event.key() in _OPENS:
            self.toggle_fold()
        elif node and node.choosable and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(index)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer from row to row."""
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.HoverLeave):
            self.viewport().update()
        return super().viewportEvent(event)


_OPENS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Space})
