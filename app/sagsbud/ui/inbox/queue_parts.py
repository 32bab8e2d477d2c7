"""What the line at the bottom is made of: the connection's form, counts that lead on, the time left to undo."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.snapshot import Headline
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, TARGET_LEAST

AROUND_DOT = "\u2002"
"""As wide as the room on each side of a dot."""
BAR = 54


def facts_within(room: int, facts: Sequence[str], theme: Theme) -> str:
    """As many of the facts as so many px hold, from the first on."""
    told = (f"{AROUND_DOT}·{AROUND_DOT}".join(facts[:count]) for count in range(len(facts), 0, -1))
    metrics = QFontMetricsF(theme.font("caption"))
    return next((words for words in told if metrics.horizontalAdvance(words) <= room), "")


class ConnectionShape(QWidget):
    """The form of the connection's state: dot, ring, triangle or a struck-through cloud."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._headline = Headline("ring", "", "tx2")
        theme.changed.connect(self._fit)
        self._fit()

    def take(self, headline: Headline) -> None:
        """Show another."""
        if headline == self._headline:
            return
        self._headline = headline
        self._fit()
        self.update()

    def _fit(self) -> None:
        side = self._theme.px(ICON_ROW if self._headline.shape == "cloud-off" else 10)
        self.setFixedSize(side, self._theme.px(ICON_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The form, centred."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = self._theme
        centre = QPointF(self.width() / 2, self.height() / 2)
        match self._headline.shape:
            case "cloud-off":
                p.drawPixmap(0, 0, pixmap("cloud-off", t.color("warn"), t.px(ICON_ROW), self.devicePixelRatioF()))
            case "triangle":
                reach = t.px(4.5)
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(t.color("warn"))
                low = centre.y() + reach * 0.8
                corners = [(centre.x(), centre.y() - reach), (centre.x() + reach, low), (centre.x() - reach, low)]
                p.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
            case "ring":
                p.setPen(QPen(t.color("tx2"), 1.5))
                p.drawEllipse(centre, t.px(3), t.px(3))
            case _:
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(t.color("ok"))
                p.drawEllipse(centre, t.px(3.5), t.px(3.5))


class CountButton(QToolButton):
    """`4 i kø`, the number strong; pressing it goes there."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = ""
        self._rest = ""
        self.setObjectName("count")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)

    def say(self, count: int, text: str) -> None:
        """The sentence; its leading number is set strong when there is one."""
        if text == self.accessibleName():
            return
        first, _, rest = text.partition(" ")
        self._number, self._rest = (first, " " + rest) if count else ("", text)
        self.setAccessibleName(text)
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        strong, plain = self._metrics()
        width = strong.horizontalAdvance(self._number) + plain.horizontalAdvance(self._rest)
        return QSize(width, self._theme.px(TARGET_LEAST))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def _metrics(self) -> tuple[QFontMetrics, QFontMetrics]:
        return QFontMetrics(self._theme.font("strong")), QFontMetrics(self._theme.font("caption"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Number and words on one line; underlined under the pointer."""
        p = QPainter(self)
        strong, _plain = self._metrics()
        middle = Qt.AlignmentFlag.AlignVCenter
        rect = QRectF(self.rect())
        p.setFont(self._theme.font("strong"))
        p.setPen(self._theme.color("tx"))
        p.drawText(rect, middle, self._number)
        rect.setLeft(rect.left() + strong.horizontalAdvance(self._number))
        font = self._theme.font("caption")
        if self.underMouse():
            font = type(font)(font)
            font.setUnderline(True)
        p.setFont(font)
        p.setPen(self._theme.color("tx2"))
        p.drawText(rect.adjusted(0, self._theme.line_air("caption", "strong"), 0, 0), middle, self._rest)


class Countdown(QWidget):
    """A bar that steps once a second."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The bar with the room before it."""
        return QSize(self._theme.px(BAR), self._theme.px(4)).grownBy(self.contentsMargins())

    def take(self, share: float) -> None:
        """How much is left, from 1 to 0."""
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and what is left."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(self.contentsRect())
        radius = rect.height() / 2
        p.setBrush(self._theme.color("disbg"))
        p.drawRoundedRect(rect, radius, radius)
        left = QRectF(rect)
        left.setWidth(rect.width() * self._share)
        p.setBrush(self._theme.color("acc"))
        p.drawRoundedRect(left, radius, radius)
        if self._theme.high_contrast:
            p.setPen(QPen(self._theme.color("ctl"), 1))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
