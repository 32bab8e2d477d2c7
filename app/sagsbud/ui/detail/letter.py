"""Words below something else that is scrolled with them, as a letter below its head."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QTextBrowser, QWidget

from sagsbud.ui.focus import paint_ring
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L

BACK_AGAIN = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""The keyboard comes back from another window or a menu, by no act of its own."""


class Letter(QTextBrowser):
    """Scrolls both by the same bar and the same keys; the ring is around both."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._above = QWidget(self)
        self._ring = _Ring(theme, self)
        self._by_key = True
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._place_above())

    def put_above(self, above: QWidget) -> None:
        """What stands above the words, from edge to edge."""
        self._above.deleteLater()
        self._above = above
        above.setParent(self)
        for below_all in (above, self.viewport()):
            below_all.lower()
        above.installEventFilter(self)
        above.show()
        self.make_room_above()

    def make_room_above(self) -> None:
        """The words begin below it; to be called when they are others."""
        above, wide = self._above, self.width()
        high = above.heightForWidth(wide) if above.hasHeightForWidth() else above.sizeHint().height()
        above.resize(wide, max(0, high))
        root, top = self.document().rootFrame(), above.height() + self._theme.px(SPACE_L)
        form = root.frameFormat()
        if form.topMargin() != top:
            form.setTopMargin(top)
            root.setFrameFormat(form)
        self._place_above()

    def _place_above(self) -> None:
        self._above.move(0, -self.verticalScrollBar().value())

    @property
    def begins(self) -> int:
        """px of what is seen that are above the words."""
        return max(0, self._above.geometry().bottom() + 1)

    def go_above(self, part: QWidget) -> None:
        """Bring a part of what stands above the words into view, a third from the top."""
        top, view, bar = part.mapTo(self._above, QPoint()).y(), self.viewport().height(), self.verticalScrollBar()
        if not bar.value() <= top <= bar.value() + view - part.height():
            bar.setValue(top - view // 3)

    # -- events -------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What stands above is of another height, or the wheel is turned over it."""
        if watched is self._above and event.type() is QEvent.Type.LayoutRequest:
            self.make_room_above()
        if watched is self._above and isinstance(event, QWheelEvent):
            return QCoreApplication.sendEvent(self.viewport(), event)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands above can have more lines."""
        super().resizeEvent(event)
        self._ring.setGeometry(self.rect())
        self.make_room_above()

    def showEvent(self, event: QShowEvent) -> None:
        """It begins at its top, where Qt would go to the first word."""
        at = self.verticalScrollBar().value()
        super().showEvent(event)
        self.verticalScrollBar().setValue(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for those who came by key."""
        super().focusInEvent(event)
        if event.reason() not in BACK_AGAIN:
            self._by_key = event.reason() is not Qt.FocusReason.MouseFocusReason
        self._ring.setVisible(self._by_key)
        self._ring.raise_()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And none when they go."""
        super().focusOutEvent(event)
        self._ring.hide()


class _Ring(QWidget):
    """Lies over all of it and lets the mouse through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring alone."""
        paint_ring(QPainter(self), QRectF(self.rect()), self._theme, 0)
