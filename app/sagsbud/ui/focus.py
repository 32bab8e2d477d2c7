"""The focus ring: 2 px in the accent's colour, outside buttons with a gap, inside rows; only where it helps.

In high contrast, where frames are as thick as that, it is twice as thick: not its colour alone tells it from them.

Enter presses the button that has it, as people expect of what stands out; Qt knows the space bar alone.

Stock focus rectangles are switched off in the style sheet. A QProxyStyle could draw ours, but every metric and
every primitive of every widget would then pass through Python, which costs more than the paint itself.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from sagsbud.ui.pressing import is_enter, press
from sagsbud.ui.tokens import RADIUS_ROW

if TYPE_CHECKING:
    from sagsbud.ui.theme import Theme

RING = 2
GAP = 2
OWN_RING = "own_ring"
"""Property of buttons that look like fields and draw their ring inside."""


def ring_reach(theme: "Theme") -> int:
    """px that the ring around a button reaches out of it."""
    return RING * theme.border + GAP


class FocusRing(QObject):
    """Shows one ring around the button that got focus by the keyboard."""

    def __init__(self, theme: "Theme", app: QApplication) -> None:
        super().__init__(theme)
        self._theme = theme
        self._ring: _Ring | None = None
        app.focusChanged.connect(self._move)

    def _move(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._ring is not None:
            self._ring.leave()
            self._ring = None
        by_mouse = QGuiApplication.mouseButtons() is not Qt.MouseButton.NoButton
        if isinstance(new, QAbstractButton) and not by_mouse and new.parentWidget() and not new.property(OWN_RING):
            self._ring = _Ring(self._theme, new)


class _Ring(QWidget):
    """Lies over the button's parent and follows the button."""

    def __init__(self, theme: "Theme", button: QAbstractButton) -> None:
        super().__init__(button.parentWidget())
        self._theme = theme
        self._button = button
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.installEventFilter(self)
        self._follow()
        self.show()

    def leave(self) -> None:
        """Focus went elsewhere."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the button, and press it on Enter."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and is_enter(event):
            press(self._button)
            return True
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._follow()
        elif event.type() in (QEvent.Type.Hide, QEvent.Type.Show):
            self.setVisible(event.type() is QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        reach = ring_reach(self._theme)
        self.setGeometry(self._button.geometry().adjusted(-reach, -reach, reach, reach))
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring, and nothing inside it."""
        if self._button.isActiveWindow():
            painter = QPainter(self)
            paint_ring(painter, QRectF(self.rect()), self._theme, RADIUS_ROW + GAP)


def paint_row(
    p: QPainter,
    rect: QRectF,
    theme: "Theme",
    *,
    selected: bool,
    active: bool,
    focused: bool,
    joined: tuple[bool, bool] = (False, False),
) -> None:
    """The ground of a row that is selected or under the pointer, and the ring where the keyboard is.

    `joined` tells whether the rows above and below are selected as well: together they are one ground.
    High contrast knows no tints: there a frame around that ground tells what is selected.
    """
    above, below = joined
    reach = 2 * RADIUS_ROW
    whole = rect.adjusted(0, -reach * above, 0, reach * below)
    p.save()
    p.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(theme.color(("sel" if active else "selq") if selected else "hov"))
    p.drawRoundedRect(whole, RADIUS_ROW, RADIUS_ROW)
    if selected and theme.high_contrast:
        paint_ring(p, whole, theme, role="ctl")
    p.restore()
    if selected and focused and active:
        paint_ring(p, rect, theme)


def paint_ring(
    painter: QPainter, rect: QRectF, theme: "Theme", radius: float = RADIUS_ROW, *, role: str = "acc"
) -> None:
    """A ring just inside the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = RING * theme.border if role == "acc" else RING
    painter.setPen(QPen(theme.color(role), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()
