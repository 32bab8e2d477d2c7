"""The mail and its attachments as a tree: each can be looked at, and be filed by itself or stay inside."""

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QTreeView, QWidget

from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import tr
from sagsbud.ui.detail.attachmentpainter import TreeDelegate
from sagsbud.ui.detail.attachmentrows import NODE, AttachmentModel, Node, nodes_of
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ROW_TREE, SPACE_XS
from sagsbud.ui.viewport import give_viewport

MOST_ROWS = 5
"""Rows shown without scrolling."""


class AttachmentTree(QTreeView):
    """The rows. `shown` carries the ItemId to preview, `left_out` the choice of a role."""

    shown = Signal(object)
    left_out = Signal(object, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        self._theme = theme
        self._detail: Detail | None = None
        self._proposal: Proposal | None = None
        self._choosable = False
        self._alone = False
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
        """As high as its rows, above the document up to a few."""
        px, rows = self._theme.px, self.rows.rowCount()
        shown = rows if self._alone else min(MOST_ROWS, rows)
        below = px(SPACE_XS) if shown == rows else 0  # where rows are scrolled none shows through below the last
        return QSize(px(300), shown * px(ROW_TREE) + below)

    def stand_alone(self, alone: bool) -> None:
        """Whether the document is not shown below it, so that it may take the room."""
        if alone != self._alone:
            self._alone = alone
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Two rows; the others are scrolled to."""
        return QSize(self._theme.px(160), min(2, self.rows.rowCount()) * self._theme.px(ROW_TREE))

    def show_detail(self, detail: Detail, proposal: Proposal, *, choosable: bool) -> None:
        """This document's rows; nothing to see when it has no attachments. `choosable` where it is to be decided."""
        another = self._detail is None or self._detail.entry.item.id != detail.entry.item.id
        self._detail, self._proposal, self._choosable = detail, proposal, choosable
        if another:
            self.delegate.unfolded = False
        self._refill()
        if another and detail.children:
            blocked = self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.rows.index(0))
            self.selectionModel().blockSignals(blocked)
        self.setVisible(bool(detail.children))

    def _refill(self) -> None:
        """The rows anew; the one that was current stays so, wherever it stands now."""
        if self._detail and self._proposal:
            current: Node | None = self.currentIndex().data(NODE) if self.currentIndex().isValid() else None
            blocked = self.selectionModel().blockSignals(True)
            nodes = nodes_of(self._detail, self._proposal, unfolded=self.delegate.unfolded, choosable=self._choosable)
            self.rows.show(nodes if self._detail.children else ())
            at = self.rows.place_of(current.item) if current else -1
            if at >= 0:
                self.setCurrentIndex(self.rows.index(at))
                self.scrollTo(self.rows.index(at))
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
        self.delegate.unfolded = not self.delegate.unfolded
        self._refill()

    def turn_role(self) -> None:
        """File the current attachment by itself, or no more."""
        index = self.currentIndex()
        node: Node | None = index.data(NODE) if index.isValid() else None
        if node and node.choosable:
            self.left_out.emit(node.item, not node.out)
        elif node and node.fold:
            self.toggle_fold()

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
