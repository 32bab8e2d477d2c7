"""A card over a veiled window: keeps the focus inside, closes with Esc, gives the focus back where it was."""

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QVBoxLayout, QWidget

from sagsbud.ui.labels import frame
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import MOTION_OVERLAY

VEIL = 0.93
"""How much of the window's colour lies over what is behind."""


class Veil(QWidget):
    """Lies over all of `over`, so that what stands above it stands alone."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self.over = over
        over.installEventFilter(self)
        self.hide()

    def spread(self) -> None:
        """Show it above everything."""
        self.setGeometry(self.over.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self.over.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window's colour."""
        veil = QColor(self._theme.color("win"))
        veil.setAlphaF(VEIL)
        QPainter(self).fillRect(self.rect(), veil)


class Overlay(Veil):
    """Covers `over`. Put the content into `card`; `closed` tells when it has gone."""

    closed = Signal()

    def __init__(self, theme: Theme, over: QWidget, name: str) -> None:
        super().__init__(theme, over)
        self._before: QWidget | None = None
        self.card = frame("card", self)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.card, alignment=Qt.AlignmentFlag.AlignCenter)

    def open(self) -> None:
        """Show it above everything and take the focus."""
        window = self.window()
        self._before = window.focusWidget()
        self.spread()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fade_in()

    def close_overlay(self) -> None:
        """Hide it and give the focus back."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """While it has the focus no shortcut of the window works."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and F1 close; nothing else reaches the window."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.close_overlay()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the card closes."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        inside = [child for child in self.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
        inside = [child for child in inside if child.isVisible() and child.isEnabled()]
        if not inside:
            return True
        now = self.window().focusWidget()
        at = inside.index(now) if now in inside else (-1 if forward else 0)
        inside[(at + (1 if forward else -1)) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _fade_in(self) -> None:
        length = self._theme.duration(MOTION_OVERLAY)
        if not length:
            return
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        fade = QPropertyAnimation(effect, b"opacity", self)
        fade.setDuration(length)
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.finished.connect(lambda: self.setGraphicsEffect(None))  # type: ignore[arg-type]
        fade.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)
