"""What is chosen with in a form: a field that opens a search, a list, a date."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDateEdit, QSizePolicy, QWidget

from sagsbud.ui.focus import OWN_RING
from sagsbud.ui.hints import hint_font
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import before_words
from sagsbud.ui.paint import key_cap_width, paint_elided, paint_key_cap
from sagsbud.ui.pressing import is_enter
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import FIELD, FIELD_SIGN, ICON_FIELD, RADIUS_ROW


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
        left, ratio = before_words(theme), self.devicePixelRatioF()
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
        words, role, font = self._placeholder, "tx3", hint_font(theme)
        if self._number:
            words, role, font = self._title, "tx", theme.font("body")
        paint_elided(p, QRect(left, 0, max(0, right - left), self.height()), words, font, theme.color(role))


def paint_field_frame(p: QPainter, rect: QRect, theme: Theme, *, over: bool, focused: bool) -> None:
    """The border and ground of a field."""
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = theme.border * (2.0 if focused else 1.0)
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
