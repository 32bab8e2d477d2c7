"""Menus that open inside their window."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from sagsbud.ui.tokens import SPACE_S


class Menu(QMenu):
    """Keeps clear of its window's edges, where Qt only keeps clear of the screen's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._of = parent

    def showEvent(self, event: QShowEvent) -> None:
        """Not over an edge, nor flush with it; what is larger than the window begins in its corner."""
        room = self._of.window().geometry().adjusted(SPACE_S, SPACE_S, -SPACE_S, -SPACE_S)
        left = min(self.x(), room.right() + 1 - self.width())
        top = min(self.y(), room.bottom() + 1 - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        super().showEvent(event)
