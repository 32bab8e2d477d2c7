"""The settings' own side bar: back, search, the sections."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId, key_hint, with_key
from sagsbud.ui.buttons import ClearButton
from sagsbud.ui.focus import paint_row
from sagsbud.ui.hints import Hint
from sagsbud.ui.icons import pixmap, put_sign
from sagsbud.ui.paint import key_cap_width, paint_elided, paint_key_cap
from sagsbud.ui.sidebutton import SIDE_MARGIN, SideButton
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import (
    FIELD_EDGE,
    FIELD_PADDING,
    ICON_FIELD,
    ICON_ROW,
    KEY_CAP,
    PANE_RAIL,
    PANE_SIDE,
    ROW_RAIL,
    ROW_SIDE,
    SIDE_SIGN,
    SIDE_WORDS,
)

ICON_ROLE = Qt.ItemDataRole.UserRole + 1
FIRST_ROLE = Qt.ItemDataRole.UserRole + 2
"""Whether a line stands above it."""
APART = 17
LENS = 9
"""px from the search field's edge to its lens, which stands above the signs of the lines."""
Index = QModelIndex | QPersistentModelIndex


@frozen
class Place:
    """A line of the side bar. `apart` when a line is drawn above it."""

    text: str
    icon: str
    apart: bool = False


class Nav(QWidget):
    """`chosen` brings the place's number, `searched` the words in the field, which a rail has no room for."""

    back_asked = Signal()
    field_asked = Signal()
    chosen = Signal(int)
    searched = Signal(str)

    def __init__(self, theme: Theme, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rail = False
        self.back = SideButton(theme, "arrow-left", tr("Back"))
        self.back.clicked.connect(self.back_asked)
        self.lens = QToolButton()
        self.lens.setAccessibleName(tr("Search in the settings"))
        self.lens.setToolTip(with_key(tr("Search in the settings"), ActionId.SEARCH, letters=theme.letter_keys))
        self.lens.clicked.connect(self.field_asked)
        self.search = SearchField(theme)
        self.search.textChanged.connect(self._search)
        self.list = QListWidget()
        self.list.setObjectName("nav")
        self.list.setAccessibleName(tr("Sections"))
        self._painter = _Painter(theme, self.list)
        self.list.setItemDelegate(self._painter)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.viewport().setAutoFillBackground(False)
        for place in places:
            line = QListWidgetItem(place.text, self.list)
            line.setData(ICON_ROLE, place.icon)
            line.setData(FIRST_ROLE, place.apart)
            line.setToolTip(place.text)
        self.list.currentRowChanged.connect(self.chosen)
        self.list.itemClicked.connect(self._out_of_search)
        self.list.itemActivated.connect(self._out_of_search)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        for part in (self.back, self.lens, self.search):
            row = QHBoxLayout()
            row.setContentsMargins(SIDE_MARGIN, 0, SIDE_MARGIN, 0)
            row.addWidget(part)
            if part is not self.search:
                row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self.list, stretch=1)
        theme.changed.connect(self._redress)
        self._redress()

    @property
    def searching(self) -> bool:
        """Whether the field is in use."""
        return self.search.hasFocus() or bool(self.search.text())

    def set_rail(self, rail: bool) -> None:
        """Icons only, or whole lines."""
        if rail != self.rail:
            self.rail = rail
            self._redress()

    def show_place(self, at: int) -> None:
        """Mark the section that is open."""
        self.list.setCurrentRow(at)

    def _search(self, text: str) -> None:
        """What is found lies in every section: none is marked but for the keyboard."""
        self._painter.everywhere = bool(text.split())
        self.list.viewport().update()
        self.searched.emit(text)

    def _out_of_search(self, line: QListWidgetItem) -> None:
        """Back to a section that is the chosen one already."""
        if self.search.text():
            self.chosen.emit(self.list.row(line))

    def _redress(self) -> None:
        theme, px = self._theme, self._theme.px
        self.setFixedWidth(px(PANE_RAIL if self.rail else PANE_SIDE))
        self.search.setVisible(not self.rail)
        self.lens.setVisible(self.rail)
        self.lens.setMinimumWidth(self.width() - 2 * SIDE_MARGIN)  # its sign above those of the lines
        put_sign(self.lens, "search", theme, px(ICON_ROW), gap=0)
        self.back.dress(rail=self.rail)
        for button in (self.back, self.lens):
            button.setFixedHeight(px(ROW_RAIL if self.rail else ROW_SIDE))
        self._column.setSpacing(0 if self.rail else px(6))
        self._painter.rail = self.rail
        self.list.doItemsLayout()


class SearchField(QLineEdit):
    """With our sign at the left and its key at the right; of long words the beginning is shown while nobody types there.

    `left` tells that the keyboard has gone on to something else.
    """

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        Hint(theme, self, tr("Search"))
        self.setAccessibleName(tr("Search in the settings"))
        ClearButton(theme, self).clicked.connect(self.clear)
        self.textChanged.connect(lambda _text: None if self.hasFocus() else self.home(False))
        theme.changed.connect(self._redress)
        self._redress()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Only within the window."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.home(False)
            self.left.emit()

    def _redress(self) -> None:
        px = self._theme.px
        self.setTextMargins(px(SIDE_WORDS) - px(FIELD_PADDING) - FIELD_EDGE, 0, px(24), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lens, and the key while nothing is typed."""
        super().paintEvent(event)
        px, painter, side = self._theme.px, QPainter(self), self._theme.px(ICON_FIELD)
        lens = pixmap("search", self._theme.color("tx2"), side, self.devicePixelRatioF())
        painter.drawPixmap(px(LENS), (self.height() - side) // 2, lens)
        if self.text() or self.hasFocus():
            return
        key = key_hint(ActionId.SEARCH)
        width, height = key_cap_width(self._theme, key), px(KEY_CAP)
        left, top = self.width() - width - px(8), (self.height() - height) // 2
        paint_key_cap(painter, QRect(left, top, width, height), key, self._theme)


class _Painter(QStyledItemDelegate):
    """Paints a section's line."""

    def __init__(self, theme: Theme, view: QListWidget) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self.everywhere = False
        """Whether what is shown beside it is of all sections."""
        self.rail = False

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """A line, with room above it where it stands apart."""
        line = ROW_RAIL if self.rail else ROW_SIDE
        return QSize(10, self._theme.px(line + (APART if index.data(FIRST_ROLE) else 0)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, sign, words."""
        t, px = self._theme, self._theme.px
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        body = rect.adjusted(SIDE_MARGIN, 0, -SIDE_MARGIN, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(FIRST_ROLE):
            line = QRect(body.left() + SIDE_MARGIN, body.top() + px(APART) // 2, body.width() - 2 * SIDE_MARGIN, 1)
            painter.fillRect(line, t.color("line"))
            body = body.adjusted(0, px(APART), 0, 0)
        if self.rail:
            body = body.adjusted(0, 1, 0, -1)
        marked = not self.everywhere or self._view.hasFocus()
        selected = marked and bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            active, focused = self._view.isActiveWindow(), self._view.hasFocus()
            paint_row(painter, QRectF(body), t, selected=selected, active=active, focused=focused)
        side = px(ICON_ROW)
        narrow = body.width() < px(SIDE_WORDS) + QFontMetrics(t.font("body")).averageCharWidth()
        left = body.left() + (body.width() // 2 - side // 2 if narrow else px(SIDE_SIGN))
        ink = t.color("acctx" if selected else "tx2")
        drawing = pixmap(index.data(ICON_ROLE), ink, side, painter.device().devicePixelRatioF())
        painter.drawPixmap(left, body.top() + (body.height() - side) // 2, drawing)
        if not narrow:
            text = body.adjusted(px(SIDE_WORDS), 0, -px(6), 0)
            paint_elided(painter, text, index.data(), t.font("strong" if selected else "body"), t.color("tx"))
        painter.restore()
