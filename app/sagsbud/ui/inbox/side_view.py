"""The side bar's list and how its lines are painted, wide or as a rail of icons."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.carried import carried
from sagsbud.ui.inbox.dropped import Dropped, accept_copy
from sagsbud.ui.inbox.side_model import CHOOSABLE, LINE_ROLE, Health, Line, LineKind, SideModel, count_of
from sagsbud.ui.inbox.side_parts import fonts_of, paint_source, places_of, room_of
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.sidebutton import SIDE_MARGIN
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import (
    ICON_ROW,
    PANE_RAIL,
    RADIUS_ROW,
    ROW_RAIL,
    ROW_SAG,
    ROW_SIDE,
    ROW_SOURCE,
    SIDE_SIGN,
    SIDE_WORDS,
)
from sagsbud.ui.viewport import give_viewport, is_hovered

Index = QModelIndex | QPersistentModelIndex
HEIGHTS = {
    LineKind.VIEW: ROW_SIDE,
    LineKind.PAGE: ROW_SIDE,
    LineKind.FILTER: ROW_SIDE,
    LineKind.SECTION: 40,
    LineKind.SOURCE: ROW_SOURCE,
    LineKind.SAG: ROW_SAG,
    LineKind.SEARCH: ROW_SOURCE,
}


class SideView(QListView):
    """The list. Its selection is which view is open; `dropped_on_sag` tells a drop on a Sag."""

    dropped_on_sag = Signal(object, object)
    """A SagRef and what was Dropped."""
    carried_to_sag = Signal(object, tuple)
    """A SagRef and the ItemIds of rows that were let go on it."""
    marked = Signal(object)
    """A SagRef that Space was pressed on."""

    def __init__(self, model: SideModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        self.setObjectName("side")
        self.setModel(model)
        self._lines = model
        self._delegate = SideDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self.doItemsLayout)

    def set_rail(self, rail: bool) -> None:
        """Icons only, or whole lines."""
        self._delegate.rail = rail
        policy = Qt.ScrollBarPolicy  # a bar would take a quarter of a rail
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if rail else policy.ScrollBarAsNeeded)
        for at in range(self._lines.rowCount()):
            line = self._lines.line(at)
            self.setRowHidden(at, rail and line is not None and line.kind not in (LineKind.VIEW, LineKind.PAGE))
        self.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is open stays in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is as a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.activated.emit(self.currentIndex())
            return
        line = self._lines.line(self.currentIndex().row())
        if event.key() == Qt.Key.Key_Space and line and line.sag:
            self.marked.emit(line.sag)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files, mails and rows may be dropped on a Sag; that they are what is in the hand, the window has said."""
        if self.dragging:
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Only on a Sag."""
        line = self._line_at(event)
        on_sag = line is not None and line.kind is LineKind.SAG
        self._mark(self.indexAt(event.position().toPoint()).row() if on_sag else -1)
        if on_sag:
            accept_copy(event)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """None is under the pointer; the window decides whether the drag has gone."""
        self._mark(-1)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """File it directly on the Sag."""
        line = self._line_at(event)
        self.show_targets(False)
        items = carried(event.mimeData())
        if line and line.sag and items:
            accept_copy(event)
            self.carried_to_sag.emit(line.sag, items)
            return
        dropped = Dropped.of(event.mimeData())
        if line and line.sag and dropped:
            accept_copy(event)
            self.dropped_on_sag.emit(line.sag, dropped)

    @property
    def dragging(self) -> bool:
        """Whether something is dragged over the window that can be let go on a Sag, were there one."""
        return self._delegate.dragging

    def show_targets(self, shown: bool) -> None:
        """Mark the Sager as places to drop on, while something is dragged over the window."""
        if self._delegate.dragging != shown:
            self._delegate.dragging = shown
            self._mark(-1)
            self.viewport().update()

    def _mark(self, row: int) -> None:
        if self._delegate.target != row:
            self._delegate.target = row
            self.viewport().update()

    def _line_at(self, event: QDropEvent) -> Line | None:
        return self._lines.line(self.indexAt(event.position().toPoint()).row())


class SideDelegate(QStyledItemDelegate):
    """Paints a line."""

    def __init__(self, theme: Theme, view: SideView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self.rail = False
        self.dragging = False
        self.target = -1
        """The row a drag is over now."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """By kind; all alike in the rail."""
        line: Line = index.data(LINE_ROLE)
        if self.rail:
            return QSize(self._theme.px(PANE_RAIL), self._theme.px(ROW_RAIL))
        return QSize(10, self._theme.px(HEIGHTS[line.kind]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The line, with its selection and count."""
        line: Line = index.data(LINE_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = rect.adjusted(SIDE_MARGIN, 0, -SIDE_MARGIN, 0)
        if self.rail:
            body = body.adjusted(0, 1, 0, -1)
        selected = self._view.selectionModel().isSelected(index)
        hovered = line.kind in (*CHOOSABLE, LineKind.SAG, LineKind.SEARCH) and is_hovered(self._view, index)
        self._ground(painter, body, selected=selected, hovered=hovered)
        match line.kind:
            case LineKind.VIEW | LineKind.PAGE | LineKind.FILTER | LineKind.SEARCH:
                self._paint_view(painter, body, line, selected=selected)
            case LineKind.SECTION:
                self._paint_section(painter, body, line)
            case LineKind.SOURCE:
                self._paint_source(painter, body, line)
            case LineKind.SAG:
                self._paint_sag(painter, body, line, selected=selected, target=index.row() == self.target)
        painter.restore()

    def _ground(self, p: QPainter, body: QRect, *, selected: bool, hovered: bool) -> None:
        if selected or hovered:
            active, focused = self._view.isActiveWindow(), self._view.hasFocus()
            paint_row(p, QRectF(body), self._theme, selected=selected, active=active, focused=focused)

    def _icon(self, p: QPainter, name: str, role: str, left: int, line: QRect) -> None:
        side = self._theme.px(ICON_ROW)
        drawing = pixmap(name, self._theme.color(role), side, p.device().devicePixelRatioF())
        p.drawPixmap(left, line.top() + (line.height() - side) // 2, drawing)

    def _paint_view(self, p: QPainter, body: QRect, line: Line, *, selected: bool) -> None:
        t, px = self._theme, self._theme.px
        ink = "acctx" if selected else "tx2"
        count = count_of(line)
        if self.rail:
            side = px(ICON_ROW)
            self._icon(p, line.icon, ink, body.left() + body.width() // 2 - side // 2, body)
            if line.needs_you:
                self._badge(p, body, count)
            return
        self._icon(p, line.icon, ink, body.left() + px(SIDE_SIGN), body)
        of_name, of_count = fonts_of(line, t, room_of(body, t), selected=selected)
        name, right = places_of(body, t.width(of_count, count), t)
        if count:
            p.setFont(t.font(of_count))
            p.setPen(t.color("warn" if line.needs_you else "acctx" if selected else "tx2"))
            p.drawText(right, Qt.AlignmentFlag.AlignVCenter, count)
        paint_elided(p, name, line.text, t.font(of_name), t.color("tx"))

    def _badge(self, p: QPainter, body: QRect, count: str) -> None:
        t, px = self._theme, self._theme.px
        font = t.font("chip")
        width = max(px(14), QFontMetrics(font).horizontalAdvance(count) + px(6))
        left = min(body.center().x() + px(ICON_ROW) / 2 - px(3), body.right() + 1 - width)
        top = body.center().y() - px(ICON_ROW) / 2 - px(8)
        box = QRectF(left, top, width, px(15))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(t.color("warnbg"))
        p.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        p.setFont(font)
        p.setPen(t.color("warn"))
        p.drawText(box, Qt.AlignmentFlag.AlignCenter, count)

    def _paint_section(self, p: QPainter, body: QRect, line: Line) -> None:
        t, px = self._theme, self._theme.px
        rect = QRect(body.left() + px(SIDE_SIGN), body.bottom() - px(28), body.width() - px(16), px(22))
        paint_elided(p, rect, line.text, t.font("label"), t.color("tx2"))

    def _paint_source(self, p: QPainter, body: QRect, line: Line) -> None:
        t, px = self._theme, self._theme.px
        centre = QPointF(body.left() + px(SIDE_SIGN) + px(ICON_ROW) / 2, body.center().y() + 0.5)
        paint_source(p, centre, line.health or Health.WATCHING, t)
        width = QFontMetrics(t.font("caption")).horizontalAdvance(line.note) if line.note else 0
        name, note = places_of(body, width, t)
        paint_elided(p, name, line.text, t.font("body"), t.color("tx"))
        if line.note:
            paint_elided(p, note, line.note, t.font("caption"), t.color("tx3"))

    def _paint_sag(self, p: QPainter, body: QRect, line: Line, *, selected: bool, target: bool) -> None:
        t, px = self._theme, self._theme.px
        if self.dragging:
            p.setPen(QPen(t.color("acc"), 1.5))
            p.setBrush(t.color("sel" if target else "surf"))
            p.drawRoundedRect(QRectF(body).adjusted(1, 1.5, -1, -1.5), RADIUS_ROW, RADIUS_ROW)
        self._icon(p, line.icon, "acctx" if selected else "tx2", body.left() + px(SIDE_SIGN), body)
        left, width = body.left() + px(SIDE_WORDS), body.width() - px(44)
        top, number = body.top() + px(5), "strong" if selected else "medium"
        paint_elided(p, QRect(left, top, width, px(17)), line.text, t.font(number), t.color("tx"))
        titel = line.sag.titel if line.sag else ""
        paint_elided(p, QRect(left, top + px(17), width, px(16)), titel, t.font("caption"), t.color("tx2"))
