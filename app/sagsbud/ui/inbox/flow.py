"""Widgets beside each other, in as many lines as they need, and one at the end."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Each as wide as it likes to be, `gap` px apart, and none wider than a line; lines end `before` px from the right.

    The `end` stands at the right of the last line, all the way out, or where that has no room for it, of one more.
    """

    def __init__(self, gap: int, end: QWidget, before: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._end, self._before = end, before
        end.setParent(self)
        end.show()
        self._widgets: Sequence[QWidget] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """These from now on; whoever made those before lets go of them."""
        self._widgets = tuple(widgets)
        for widget in widgets:
            widget.setParent(self)
            widget.show()
        self._place(self.width())
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Of all lines."""
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        """As it stands now."""
        return QSize(0, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer fit on a line."""
        super().resizeEvent(event)
        self._place(self.width())
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    def _place(self, width: int, *, move: bool = True) -> int:
        line: list[tuple[QWidget, int, int]] = []
        left = top = height = 0
        for widget in (*self._widgets, self._end):
            hint, last = widget.sizeHint(), widget is self._end
            room = width if last else max(0, width - self._before)
            wide = min(hint.width(), room)
            if left and left + wide > room:
                left, top = 0, top + height + self._gap
                line.clear()
            height = max(height, hint.height()) if line else hint.height()
            line.append((widget, width - wide if last else left, wide))
            if move:
                _stand(line, top, height)
            left += wide + self._gap
        return top + height


def _stand(line: Sequence[tuple[QWidget, int, int]], top: int, height: int) -> None:
    """All in the middle of their line."""
    for widget, left, wide in line:
        high = widget.sizeHint().height()
        widget.setGeometry(left, top + (height - high) // 2, wide, high)
