"""The parts of a form: a label above, the field, and below it how sure we are and why."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sagsbud.domain.suggestions import Band
from sagsbud.texts import band_text
from sagsbud.ui.detail.findings import Field
from sagsbud.ui.focus import OWN_RING, paint_ring
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import kept_together
from sagsbud.ui.paint import confidence_side, key_cap_width, paint_confidence, paint_elided, paint_key_cap
from sagsbud.ui.pressing import is_enter
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import (
    FIELD,
    FIELD_EDGE,
    FIELD_PADDING,
    FIELD_SIGN,
    ICON_FIELD,
    RADIUS_CHIP,
    RADIUS_ROW,
    TARGET_LEAST,
)

AROUND_LINK = 4
"""px on each side of a link's words."""


class FieldBlock(QWidget):
    """Label (and a link at its right), field, reason. The reason is also what a screen reader says of the field."""

    def __init__(self, theme: Theme, field: Field | None, title: str, control: QWidget, parent: QWidget | None = None):
        super().__init__(parent)
        self.field = field
        self.control = control
        self.label = QLabel(title)
        self.label.setFont(theme.font("label"))
        self.label.setMinimumHeight(theme.px(TARGET_LEAST))  # alike with a link beside it and without one
        self.label.setProperty("role", "tx2")
        self.label.setBuddy(control)
        self.reason = ReasonLine(theme)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self.label, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._head)
        box.addSpacing(theme.px(1))
        box.addWidget(control)
        box.addWidget(self.reason)
        if not control.accessibleName():
            control.setAccessibleName(title)
        self._theme = theme
        theme.changed.connect(self._dress)

    def say(self, band: Band | None, reason: str) -> None:
        """How sure, and why; nothing at all with neither."""
        self.reason.say(band, reason)
        spoken = ", ".join(part for part in (band_text(band) if band else "", reason) if part)
        self.control.setAccessibleDescription(spoken)

    def add_link(self, link: QWidget) -> None:
        """Something to press at the right of the label."""
        self._head.addWidget(link)

    def add_below(self, control: QWidget) -> None:
        """Another control in the same place, for when the first has nothing to show."""
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(box.indexOf(self.control) + 1, control)

    def _dress(self) -> None:
        self.label.setFont(self._theme.font("label"))


class ReasonLine(QWidget):
    """`shape word · reason` in one or more lines."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shape = _Shape(theme)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, theme.px(5), 0, 0)
        box.setSpacing(theme.px(5))
        box.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._text, 1)
        self._said: tuple[Band | None, str] = (None, "")
        theme.changed.connect(self._show)
        self.hide()

    def say(self, band: Band | None, reason: str) -> None:
        """Show this, or nothing."""
        self._said = (band, reason)
        self._show()

    @property
    def said(self) -> str:
        """What is shown, as plain words."""
        band, reason = self._said
        return " · ".join(part for part in (band_text(band) if band else "", reason) if part)

    def _show(self) -> None:
        band, reason = self._said
        tokens = self._theme.tokens
        parts = []
        if band is not None:
            sure = f"color:{tokens.acctx}; font-weight:500" if band is Band.SURE else f"color:{tokens.tx2}"
            parts.append(f'<span style="{sure}">{escape(band_text(band))}</span>')
        if reason:
            parts.append(f'<span style="color:{tokens.tx2}">{escape(kept_together(reason))}</span>')
        self._text.setFont(self._theme.font("caption"))
        self._text.setAccessibleName(self.said)
        self._text.setText(f' <span style="color:{tokens.tx3}">&nbsp;·&nbsp;</span> '.join(parts))
        self._shape.show_band(band)
        self.setVisible(bool(parts))


class _Shape(QWidget):
    """The confidence's shape, as high as one line of its text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._band: Band | None = None

    def show_band(self, band: Band | None) -> None:
        self._band = band
        self.setVisible(band is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(confidence_side(self._theme), QFontMetrics(self._theme.font("caption")).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._band is not None:
            color = self._theme.color("acctx" if self._band is Band.SURE else "tx2")
            paint_confidence(QPainter(self), self.rect(), self._band, color)


class ChoiceField(QAbstractButton):
    """Looks like a combo box: sign, bold number, title, chevron. What it opens is up to whoever listens."""

    def __init__(
        self, theme: Theme, caption: str, icon: str = "", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._caption = caption
        self._icon = icon
        self._key = key
        self._number = ""
        self._title = ""
        self._placeholder = ""
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_RING, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def show_choice(self, number: str, title: str, placeholder: str) -> None:
        """What is chosen; the placeholder while nothing is."""
        self._number, self._title, self._placeholder = number, title, placeholder
        spoken = " ".join(part for part in (number, title) if part) or placeholder
        self.setText(spoken)
        self.setAccessibleName(f"{self._caption}: {spoken}")
        self.setToolTip(as_tip(spoken) if number else "")
        self.update()

    @property
    def key(self) -> str:
        """The letter in its cap, while letters work."""
        return self._key if self._theme.letter_keys else ""

    def sizeHint(self) -> QSize:
        """One field high."""
        return QSize(self._theme.px(200), self._theme.px(FIELD))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """It opens by the keys that open a combo box, too."""
        if is_enter(event) or event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The ground tells that it can be pressed."""
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        self._over = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, sign, number, title, chevron or key."""
        p = QPainter(self)
        paint_field_frame(p, self.rect(), self._theme, over=self._over, focused=self.hasFocus())
        theme, side = self._theme, self._theme.px(ICON_FIELD)
        left, ratio = theme.px(FIELD_PADDING) + FIELD_EDGE, self.devicePixelRatioF()
        middle = (self.height() - side) // 2
        if self._icon:
            left = theme.px(FIELD_SIGN)
            p.drawPixmap(left, middle, pixmap(self._icon, theme.color("tx2"), side, ratio))
            left += side + theme.px(8)
        right = self.width() - theme.px(FIELD_SIGN)
        key = self.key
        if self._number or not key:
            right -= side
            p.drawPixmap(right, middle, pixmap("chevron-down", theme.color("tx2"), side, ratio))
        else:
            wide, tall = key_cap_width(theme, key), theme.px(20)
            right -= wide
            paint_key_cap(p, QRect(right, (self.height() - tall) // 2, wide, tall), key, theme)
        right -= theme.px(8)
        if self._number:
            rect = QRect(left, 0, right - left, self.height())
            left += paint_elided(p, rect, self._number, theme.font("strong"), theme.color("tx")) + theme.px(7)
        words, role = (self._title, "tx") if self._number else (self._placeholder, "tx3")
        paint_elided(
            p, QRect(left, 0, max(0, right - left), self.height()), words, theme.font("body"), theme.color(role)
        )


def paint_field_frame(p: QPainter, rect: QRect, theme: Theme, *, over: bool, focused: bool) -> None:
    """The border and ground of a field."""
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2.0 if focused or theme.high_contrast else 1.0
    p.setPen(QPen(theme.color("acc" if focused else "ctl"), width))
    p.setBrush(theme.color("hov" if over else "surf"))
    inset = width / 2
    p.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), RADIUS_ROW, RADIUS_ROW)


class SignedComboBox(QComboBox):
    """A combo box with our chevron."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's frame and text, our sign."""
        super().paintEvent(event)
        _paint_sign(self, self._theme, "chevron-down")

    def wheelEvent(self, event: QEvent) -> None:
        """The wheel scrolls the form; it must not change a field on its way."""
        event.ignore()


class SignedDateEdit(QDateEdit):
    """A date with our calendar sign."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCalendarPopup(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's frame and text, our sign."""
        super().paintEvent(event)
        _paint_sign(self, self._theme, "calendar")

    def wheelEvent(self, event: QEvent) -> None:
        """The wheel scrolls the form; it must not change a field on its way."""
        event.ignore()


def _paint_sign(widget: QWidget, theme: Theme, name: str) -> None:
    side = theme.px(ICON_FIELD)
    p = QPainter(widget)
    sign = pixmap(name, theme.color("tx2"), side, widget.devicePixelRatioF())
    p.drawPixmap(widget.width() - theme.px(FIELD_SIGN) - side, (widget.height() - side) // 2, sign)


class LinkLabel(QAbstractButton):
    """Words one can press, as in `Search all: K`; `key` is named while keys of one letter work."""

    def __init__(
        self, theme: Theme, words: str, pressed: Callable[[], object], *, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._key = key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty(OWN_RING, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _checked=False: pressed())
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setText(f"{self._words}: {self._key}" if self._key and self._theme.letter_keys else self._words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """At least as high as a target must be."""
        metrics = QFontMetrics(self._theme.font("caption"))
        return QSize(
            metrics.horizontalAdvance(self.text()) + 2 * self._theme.px(AROUND_LINK),
            max(self._theme.px(TARGET_LEAST), metrics.height()),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words at the right, where the field ends; in the middle of their ring while the keyboard is here."""
        p = QPainter(self)
        font = QFont(self._theme.font("caption"))
        font.setUnderline(self.underMouse() or self._theme.high_contrast)
        p.setFont(font)
        p.setPen(self._theme.color("acctx" if self.underMouse() else "tx3"))
        across = Qt.AlignmentFlag.AlignHCenter if self.hasFocus() else Qt.AlignmentFlag.AlignRight
        p.drawText(self.rect(), across | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_ring(p, QRectF(self.rect()), self._theme, RADIUS_CHIP)
