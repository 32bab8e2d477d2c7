"""What delegates and labels paint alike: chips, confidence, key caps, text that is cut at the right."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from sagsbud.domain.suggestions import Band
from sagsbud.ui.icons import pixmap
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import CONFIDENCE, ICON_CHIP, KEY_CAP, RADIUS_CHIP

CHIP_KINDS = {
    "plain": ("hov", "tx2"),
    "on_row": ("surf", "tx2"),
    "warn": ("warnbg", "warn"),
    "err": ("errbg", "err"),
    "ok": ("okbg", "ok"),
    "accent": ("sel", "acctx"),
}
"""Kind to the roles of its ground and its text; `on_row` is a plain one where its row is chosen or under the pointer."""
FILLED = "tx", "surf"
"""The same of the most urgent kind in high contrast, where the grounds of all others are one."""
AGE_SIGNS = {"plain": "", "warn": "clock", "err": "clock-alert"}
"""The drawing beside an age, by the kind of its chip: amber and red differ in form too."""
ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
CHIP_PADDING = 5
CHIP_GAP = 4
AROUND_KEY, AROUND_LETTER = 6, 4


def chip_width(theme: Theme, text: str, icon: str = "") -> int:
    """How wide a chip with this text is, in px."""
    width = 2 * theme.px(CHIP_PADDING)
    if icon:
        width += theme.px(ICON_CHIP) + (theme.px(CHIP_GAP) if text else 0)
    if text:
        width += theme.width("chip", text)
    return width


def paint_chip(p: QPainter, rect: QRect, text: str, icon: str, kind: str, theme: Theme) -> None:
    """A chip that fills `rect`; `icon` is a drawing's name or empty, `kind` one of CHIP_KINDS."""
    ground, ink = FILLED if theme.high_contrast and kind == "err" else CHIP_KINDS[kind]
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen if not theme.high_contrast else QPen(theme.color("ctl"), 1))
    p.setBrush(theme.color(ground))
    inset = 0.5 if theme.high_contrast else 0
    p.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), RADIUS_CHIP, RADIUS_CHIP)
    left = rect.left() + theme.px(CHIP_PADDING)
    if icon:
        side = theme.px(ICON_CHIP)
        drawing = pixmap(icon, theme.color(ink), side, p.device().devicePixelRatioF())
        p.drawPixmap(left, rect.top() + (rect.height() - side) // 2, drawing)
        left += side + theme.px(CHIP_GAP)
    if text:
        p.setFont(theme.font("chip"))
        p.setPen(theme.color(ink))
        p.drawText(QRect(left, rect.top(), rect.right() - left + 1, rect.height()), ONE_LINE, text)
    p.restore()


def paint_ground(p: QPainter, rect: QRectF, role: str, theme: Theme, radius: float) -> None:
    """What is said by itself stands on a ground in the role's colour; in high contrast in a frame."""
    inset = theme.border / 2 if theme.high_contrast else 0
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(QPen(theme.color("ctl"), theme.border) if theme.high_contrast else Qt.PenStyle.NoPen)
    p.setBrush(theme.color(role))
    p.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def paint_confidence(p: QPainter, rect: QRect, band: Band, color: QColor) -> None:
    """The shape of a confidence, centred: full disc, half disc, ring or dash. Shape before colour.

    It touches the nearer edges of `rect` and passes none, however thick its line is.
    """
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    outer = min(rect.width(), rect.height())
    thick = max(1.5, outer * (0.16 if band is Band.NONE else 0.13))
    left, top = rect.left() + (rect.width() - outer) // 2, rect.top() + (rect.height() - outer) // 2
    disc = QRectF(left, top, outer, outer).adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)
    p.setPen(QPen(color, thick))
    p.setBrush(Qt.BrushStyle.NoBrush)
    if band is Band.NONE:
        middle = disc.center().y()
        p.drawLine(QPointF(disc.left(), middle), QPointF(disc.right(), middle))
    else:
        p.drawEllipse(disc)
        p.setBrush(color)
        p.setPen(Qt.PenStyle.NoPen)
        if band is Band.SURE:
            p.drawEllipse(disc)
        elif band is Band.LIKELY:
            p.drawPie(disc, 90 * 16, 180 * 16)
    p.restore()


def confidence_side(theme: Theme) -> int:
    """The shape's size in rows, in px."""
    return theme.px(CONFIDENCE)


def paint_elided(p: QPainter, rect: QRect, text: str, font: QFont, color: QColor, air: int = 0) -> int:
    """One line of text, cut at the right with an ellipsis where it is too long; the width it took in px.

    With `air` above it, `Theme.line_air`, it stands on the line of larger words beside it.
    """
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    p.setFont(font)
    p.setPen(color)
    p.drawText(rect.adjusted(0, air, 0, 0), ONE_LINE, shown)
    return metrics.horizontalAdvance(shown)


def key_cap_width(theme: Theme, key: str) -> int:
    """How wide a key cap is, in px; those of one letter are as wide as they are high."""
    around = AROUND_LETTER if len(key) == 1 else AROUND_KEY
    return max(theme.px(KEY_CAP), theme.width("chip", key) + 2 * theme.px(around))


def paint_key_cap(p: QPainter, rect: QRect, key: str, theme: Theme, beside: str = "body") -> None:
    """A key as it looks on the keyboard, its name on one line with the words in that font beside it."""
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(QPen(theme.color("ctl"), 1))
    p.setBrush(theme.color("surf"))
    p.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CHIP, RADIUS_CHIP)
    p.setFont(theme.font("chip"))
    p.setPen(theme.color("tx"))
    p.drawText(rect.adjusted(0, theme.line_air("chip", beside), 0, 0), Qt.AlignmentFlag.AlignCenter, key)
    p.restore()


class KeyCapLabel(QLabel):
    """A key cap as a widget, beside words in the font that is named."""

    def __init__(self, theme: Theme, key: str, beside: str = "body", parent: QWidget | None = None):
        super().__init__(parent)
        self._theme = theme
        self._beside = beside
        self.show_key(key)
        theme.changed.connect(self.update)

    def show_key(self, key: str) -> None:
        """Name another key."""
        self.setText(key)
        self.setAccessibleName(key)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the key's name."""
        return QSize(key_cap_width(self._theme, self.text()), self._theme.px(KEY_CAP))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The cap, centred in height."""
        painter = QPainter(self)
        size = self.sizeHint()
        rect = QRect(0, (self.height() - size.height()) // 2, size.width(), size.height())
        paint_key_cap(painter, rect, self.text(), self._theme, self._beside)
