"""Where in a picture something is painted."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def last_ink(image: QImage) -> int:
    """The last column of pixels that is not the ground alone; the ground is what the first pixel is."""
    ground = image.pixel(0, 0)
    columns = range(image.width() - 1, -1, -1)
    return next(x for x in columns if any(image.pixel(x, y) != ground for y in range(image.height())))


def lowest_ink(page: QWidget, label: QWidget, frame: int = 0) -> int:
    """The row of px in the page that the letters of the label stand on, where none goes below the line."""
    image, inside = page.grab().toImage(), label.rect().adjusted(frame, frame, -frame, -frame)
    place = inside.translated(label.mapTo(page, QPoint()))
    ground = image.pixelColor(place.topLeft()).lightness()
    return max(
        y
        for y in range(place.top(), place.bottom() + 1)
        if any(abs(image.pixelColor(x, y).lightness() - ground) > 60 for x in range(place.left(), place.right() + 1))
    )
