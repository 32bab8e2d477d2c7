"""A letter that reaches out before the place where it begins, as the hook of a J does, at the start of a label.

A widget paints nothing outside of itself. So the label reaches out as far, to the left of its place in the layout, and
its words begin where those of the labels above and below it do.
"""

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel

FARTHEST = "J"
"""No other letter reaches out as far."""


def overhang(font: QFont, words: str = FARTHEST) -> int:
    """px that the first letter reaches out to the left of where it begins."""
    return max(0, -QFontMetrics(font).leftBearing(words[0])) if words else 0


class Overhang(QObject):
    """Keeps so many px of a label to the left of the place that the layout gives it."""

    def __init__(self, label: QLabel) -> None:
        super().__init__(label)
        self._label = label
        self.px = 0
        self._reached = QRect()
        self._reaching = False
        label.installEventFilter(self)

    def reach(self, px: int) -> None:
        """As far as this from now on."""
        place = self._label.geometry()
        if place == self._reached:
            place.setLeft(place.left() + self.px)
        self.px = px
        self._keep_words()
        self._stand(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The layout gave it a place, or somebody gave it other margins."""
        if event.type() == QEvent.Type.ContentsRectChange and not self._reaching:
            self._keep_words()
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and not self._reaching:
            place = self._label.geometry()
            if place != self._reached:
                self._stand(place)
        return super().eventFilter(watched, event)

    def _keep_words(self) -> None:
        """Its words stand where the layout puts it, and it asks for no more room than they have."""
        margins = self._label.contentsMargins()
        margins.setLeft(self.px)
        margins.setRight(0 if self._label.wordWrap() else -self.px)
        self._reaching = True
        self._label.setContentsMargins(margins)
        self._reaching = False

    def _stand(self, place: QRect) -> None:
        self._reaching = True
        self._label.setGeometry(place.adjusted(-self.px, 0, 0, 0))
        self._reaching = False
        self._reached = self._label.geometry()
