"""Where in a picture something is painted."""

from PySide6.QtGui import QImage


def last_ink(image: QImage) -> int:
    """The last column of pixels that is not the ground alone; the ground is what the first pixel is."""
    ground = image.pixel(0, 0)
    columns = range(image.width() - 1, -1, -1)
    return next(x for x in columns if any(image.pixel(x, y) != ground for y in range(image.height())))
