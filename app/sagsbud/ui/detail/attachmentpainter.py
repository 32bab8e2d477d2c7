"""How the rows of attachments are painted, and how the role of one is chosen."""

from PySide6.QtCore import QAbstractItemModel, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.detail.attachmentrows import NODE, Index, Node
from sagsbud.ui.edges import SIGN_TO_WORDS
from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.texts import size_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_PADDING, RADIUS_ROW, ROW_TREE, SPACE_M

OUTSIDE = SPACE_M
"""px that the ground of a row reaches beyond its sign and its role, which stand at the pane's edges."""
ROLE_WIDTH = 144
ROLE_HEIGHT = 26


class TreeDelegate(QStyledItemDelegate):
    """Paints rows of 34 px; the role is a combo box while it is being chosen."""

    chosen = Signal(object, bool)
    """ItemId, and whether it is left inside its mail."""

    def __init__(self, theme: Theme, view: QWidget) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self.unfolded = False
        """Whether the pieces of the fold are shown below it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row."""
        return QSize(0, self._theme.px(ROW_TREE))

    def role_rect(self, row: QRect) -> QRect:
        """Where the role stands."""
        wide, tall = self._theme.px(ROLE_WIDTH), self._theme.px(ROLE_HEIGHT)
        right = self._view.width() - self._theme.px(PANE_PADDING)  # with a scroll bar and without one
        return QRect(right - wide, row.center().y() - tall // 2 + 1, wide, tall)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, chevron, sign, name with its ending, size, role."""
        theme = self._theme
        node: Node = index.data(NODE)
        state, row = option.state, option.rect
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        beside = theme.px(PANE_PADDING - OUTSIDE)
        inner = QRectF(row).adjusted(beside, 1, 0, -1)
        inner.setRight(min(inner.right(), self._view.width() - beside))
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            active = bool(state & QStyle.StateFlag.State_Active)
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            paint_row(p, inner, theme, selected=chosen, active=active, focused=focused)
        self._paint_words(p, row, node)
        self._paint_role(p, self.role_rect(row), node)
        p.restore()

    def _paint_words(self, p: QPainter, row: QRect, node: Node) -> None:
        theme, ratio = self._theme, p.device().devicePixelRatioF()
        left = row.left() + theme.px(PANE_PADDING) + node.depth * theme.px(22)
        side = theme.px(ICON_ROW)
        middle = row.center().y() - side // 2 + 1
        if node.fold:
            turned = "chevron-down" if self.unfolded else "chevron-right"
            p.drawPixmap(left - theme.px(20), middle, pixmap(turned, theme.color("tx2"), side, ratio))
        p.drawPixmap(left, middle, pixmap(node.icon, theme.color("acctx" if not node.depth else "tx2"), side, ratio))
        left += side + theme.px(SIGN_TO_WORDS)
        size = "" if node.fold else size_text(node.size)
        beside = theme.width("caption", size) + theme.px(8) if size else 0
        room = self.role_rect(row).left() - theme.px(10) - left - beside
        font = theme.font("body" if node.depth else "strong")
        mode = Qt.TextElideMode
        cut = mode.ElideRight if node.fold else mode.ElideMiddle  # the ending of a file's name tells its kind
        name = QFontMetrics(font).elidedText(node.name, cut, max(theme.px(30), room))
        ink = theme.color("tx2" if node.out or node.fold else "tx")
        left += paint_elided(p, QRect(left, row.top(), max(0, room) + 2, row.height()), name, font, ink) + theme.px(8)
        place = QRect(left, row.top(), theme.px(90), row.height())
        paint_elided(p, place, size, theme.font("caption"), theme.color("tx2"), theme.line_air("caption", "strong"))

    def _paint_role(self, p: QPainter, rect: QRect, node: Node) -> None:
        theme = self._theme
        if node.choosable:
            inset = theme.border / 2
            p.setPen(QPen(theme.color("ctl"), theme.border))
            p.setBrush(theme.color("surf"))
            p.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), RADIUS_ROW, RADIUS_ROW)
            side = theme.px(14)
            sign = pixmap("chevron-down", theme.color("tx2"), side, p.device().devicePixelRatioF())
            p.drawPixmap(rect.right() - side - theme.px(6), rect.center().y() - side // 2 + 1, sign)
        words = rect.adjusted(theme.px(9), 0, -theme.px(22 if node.choosable else 0), 0)
        ink = theme.color("tx" if node.choosable and not node.out else "tx2")
        paint_elided(p, words, node.role, theme.font("caption"), ink, theme.line_air("caption", "strong"))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The two roles an attachment can have."""
        box = QComboBox(parent)
        box.addItems([tr("Attachment"), tr("Left out")])
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
