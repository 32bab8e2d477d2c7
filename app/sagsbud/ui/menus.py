"""Menus that open inside their window, and what is open over a pane."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from sagsbud.ui.tokens import SPACE_S, SPACE_XS

QUEUE_LINE_NAME = "queue_line"
"""What the line at the window's foot is called: no menu lies over it if there is room elsewhere."""


def round_off(menu: QMenu) -> None:
    """Nothing outside its round corners."""
    flag = Qt.WindowType
    menu.setWindowFlags(menu.windowFlags() | flag.FramelessWindowHint | flag.NoDropShadowWindowHint)
    menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)


def close_popups_of(pane: QWidget) -> None:
    """Menus, lists and searches that are open over it close: what they offer was meant for what it showed before."""
    popup = QApplication.activePopupWidget()
    while popup is not None and _is_inside(popup, pane):
        popup.close()
        below = QApplication.activePopupWidget()
        popup = below if below is not popup else None


def _is_inside(popup: QWidget, pane: QWidget) -> bool:
    """Whether something in the pane has opened it; to Qt a window of its own is inside nothing."""
    above: QWidget | None = popup
    while above is not None and above is not pane:
        above = above.parentWidget()
    return above is pane


class Menu(QMenu):
    """Keeps clear of its window's edges, where Qt only keeps clear of the screen's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._of = parent
        round_off(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Not over an edge, nor flush with it. What is higher than the window is left where the screen has room for it."""
        room = self._room() & self.screen().availableGeometry()
        if self.height() > room.height():
            super().showEvent(event)
            return
        at = self._at_button(room, self._of) if isinstance(self._of, QAbstractButton) else self.pos()
        left = min(at.x(), room.right() + 1 - self.width())
        top = min(at.y(), room.bottom() + 1 - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        super().showEvent(event)

    def _room(self) -> QRect:
        """The window within its edges, down to its queue line."""
        window = self._of.window()
        room = window.geometry().adjusted(SPACE_S, SPACE_S, -SPACE_S, -SPACE_S)
        line = window.findChild(QWidget, QUEUE_LINE_NAME)
        if line is not None and line.isVisible():
            room.setBottom(line.mapToGlobal(QPoint(0, -SPACE_XS)).y() - 1)
        return room

    def _at_button(self, room: QRect, button: QAbstractButton) -> QPoint:
        """Below its button, at that edge of it where there is room; else above it, else beside it, as high as it may."""
        place = QRect(button.mapToGlobal(QPoint(0, 0)), button.size())
        left, top = place.left(), place.bottom() + 1
        if left + self.width() > room.right() + 1:
            left = place.right() + 1 - self.width()
        if top + self.height() > room.bottom() + 1:
            top = place.top() - self.height()
        if top < room.top():
            before = place.left() - self.width()
            left, top = before if before >= room.left() else place.right() + 1, room.top()
        return QPoint(left, top)
