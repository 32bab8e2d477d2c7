"""The ranked subjects: key, number, title; below them how sure and why. Also the rows of a search."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sagsbud.domain.suggestions import Band
from sagsbud.texts import band_text
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import confidence_side, key_cap_width, paint_confidence, paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import KEY_CAP, RADIUS_CHIP, RADIUS_ROW, ROW_SUGGESTION

Index = QModelIndex | QPersistentModelIndex
OPTION = Qt.ItemDataRole.UserRole + 1
TALL_FROM = 1.5
"""Text scale from which a title has two lines."""


@dataclass(frozen=True, slots=True)
class Option:
    """One row: `value` is what is chosen by it, `key` what stands in its cap (empty: a sign)."""

    value: object
    number: str
    title: str
    band: Band | None = None
    reason: str = ""
    key: str = ""
    sign: str = ""
    chosen: bool = False

    @property
    def spoken(self) -> str:
        """The row as one sentence."""
        sure = band_text(self.band) if self.band else ""
        return ", ".join(part for part in (f"{self.number} {self.title}".strip(), sure, self.reason) if part)


class OptionModel(QAbstractListModel):
    """Options as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options: Sequence[Option] = ()

    def show(self, options: Sequence[Option]) -> None:
        """These rows from now on."""
        if tuple(options) == tuple(self._options):
            return
        self.beginResetModel()
        self._options = tuple(options)
        self.endResetModel()

    @property
    def options(self) -> Sequence[Option]:
        """What is shown."""
        return self._options

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """So many options."""
        return 0 if parent.isValid() else len(self._options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The option, and what is said of it."""
        option = self._options[index.row()]
        if role == OPTION:
            return option
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return option.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{option.number} {option.title}".strip()
        return None


class OptionDelegate(QStyledItemDelegate):
    """Paints a row of 50 px at scale 1.0."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def row_height(self) -> int:
        """Two lines; three with large text, so that the title is not cut."""
        extra = QFontMetrics(self._theme.font("body")).height() if self._theme.scale >= TALL_FROM else 0
        return self._theme.px(ROW_SUGGESTION) + extra

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """As wide as the list."""
        return QSize(0, self.row_height())

    def paint(self, p: QPainter, style: QStyleOptionViewItem, index: Index) -> None:
        """Ground, cap, number and title, confidence and reason, line to the next."""
        theme = self._theme
        option: Option = index.data(OPTION)
        rect: QRect = style.rect
        state = style.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        p.save()
        if option.chosen:
            p.fillRect(rect, theme.color("sel"))
        elif state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            p.fillRect(rect, theme.color("hov"))
        if index.row() < index.model().rowCount() - 1 and not option.chosen:
            p.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        left = rect.left() + theme.px(10)
        cap = QRect(
            left, rect.top() + theme.px(7), max(key_cap_width(theme, option.key), theme.px(KEY_CAP)), theme.px(KEY_CAP)
        )
        self._paint_cap(p, cap, option)
        self._paint_words(p, rect.adjusted(cap.right() + theme.px(10) - rect.left(), 0, -theme.px(10), 0), option)
        if focused:
            paint_ring(p, QRectF(rect), theme, RADIUS_ROW - 1)
        p.restore()

    def _paint_cap(self, p: QPainter, cap: QRect, option: Option) -> None:
        theme = self._theme
        if not option.key and not option.sign:
            return
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(theme.color("acc" if option.chosen else "ctl"), 1))
        p.setBrush(theme.color("acc" if option.chosen else "surf"))
        p.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CHIP, RADIUS_CHIP)
        ink = theme.color("onacc" if option.chosen else "tx")
        if option.sign:
            side = theme.px(12)
            sign = pixmap(option.sign, ink, side, p.device().devicePixelRatioF())
            p.drawPixmap(cap.center().x() - side // 2 + 1, cap.center().y() - side // 2 + 1, sign)
        else:
            p.setFont(theme.font("chip"))
            p.setPen(ink)
            p.drawText(cap, Qt.AlignmentFlag.AlignCenter, option.key)

    def _paint_words(self, p: QPainter, rect: QRect, option: Option) -> None:
        theme = self._theme
        line = QFontMetrics(theme.font("body")).height()
        top = rect.top() + theme.px(8)
        number = QRect(rect.left(), top, rect.width(), line)
        used = paint_elided(p, number, option.number, theme.font("strong"), theme.color("tx")) if option.number else 0
        gap = theme.px(7) if used else 0
        titles = 1
        if theme.scale >= TALL_FROM:
            titles = 2
            room = QRect(rect.left(), top, rect.width(), 2 * line)
            self._paint_long_title(p, room, used + gap, option.title)
        else:
            place = QRect(rect.left() + used + gap, top, rect.width() - used - gap, line)
            paint_elided(p, place, option.title, theme.font("body"), theme.color("tx"))
        self._paint_reason(p, QRect(rect.left(), top + titles * line, rect.width(), theme.px(18)), option)

    def _paint_long_title(self, p: QPainter, room: QRect, indent: int, title: str) -> None:
        """The title in up to two lines, the first beside the number."""
        theme = self._theme
        metrics = QFontMetrics(theme.font("body"))
        words, first = title.split(" "), ""
        while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= room.width() - indent:
            first = f"{first} {words.pop(0)}".strip()
        top = QRect(room.left() + indent, room.top(), room.width() - indent, metrics.height())
        paint_elided(p, top, first, theme.font("body"), theme.color("tx"))
        below = QRect(room.left(), room.top() + metrics.height(), room.width(), metrics.height())
        paint_elided(p, below, " ".join(words), theme.font("body"), theme.color("tx"))

    def _paint_reason(self, p: QPainter, rect: QRect, option: Option) -> None:
        theme = self._theme
        left = rect.left()
        if option.band is not None:
            sure = option.band is Band.SURE
            ink = theme.color("acctx" if sure else "tx2")
            side = confidence_side(theme)
            paint_confidence(p, QRect(left, rect.top(), side, rect.height()), option.band, ink)
            left += side + theme.px(5)
            word = QRect(left, rect.top(), rect.right() - left, rect.height())
            left += paint_elided(p, word, band_text(option.band), theme.font("label" if sure else "caption"), ink)
            if option.reason:
                dot = QRect(left, rect.top(), theme.px(16), rect.height())
                p.setPen(theme.color("tx2"))
                p.drawText(dot, Qt.AlignmentFlag.AlignCenter, "·")
                left += theme.px(16)
        rest = QRect(left, rect.top(), rect.right() - left, rect.height())
        paint_elided(p, rest, option.reason, theme.font("caption"), theme.color("tx2"))


class OptionList(QListView):
    """A list as high as its rows, in a field's frame. `picked` carries the value of the row."""

    picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, grows: bool = True) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grows = grows
        self.rows = OptionModel(self)
        self.setModel(self.rows)
        self.delegate = OptionDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._pick)
        self.clicked.connect(self._pick)
        theme.changed.connect(self._dress)
        self._dress()

    def show_options(self, options: Sequence[Option]) -> None:
        """These rows from now on; the row in hand stays in hand."""
        row = self.currentIndex().row()
        self.rows.show(options)
        if 0 <= row < len(options):
            self.setCurrentIndex(self.rows.index(row))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All rows and the frame."""
        rows = max(1, self.rows.rowCount()) if self._grows else 6
        return QSize(self._theme.px(200), rows * self.delegate.row_height() + 2)

    def minimumSizeHint(self) -> QSize:
        """As its hint while it grows."""
        return self.sizeHint() if self._grows else QSize(self._theme.px(160), self.delegate.row_height())

    def _pick(self, index: QModelIndex) -> None:
        """A click is told as `clicked` and, on some desktops, as `activated` too: one choice either way."""
        option: Option = index.data(OPTION)
        if not option.chosen:
            self.picked.emit(option.value)

    def _dress(self) -> None:
        t, border = self._theme.tokens, 2 if self._theme.high_contrast else 1
        self.setStyleSheet(
            f"QListView {{ background: {t.surf}; border: {border}px solid {t.ctl}; border-radius: {RADIUS_ROW}px; }}"
            f"QListView:focus {{ border-color: {t.acc}; }}"
        )
        self.updateGeometry()
