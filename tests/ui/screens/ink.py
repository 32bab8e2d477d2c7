"""What the picture of a window shows of a widget: its frame, and where its words or its drawing begin, end and stand."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

Pixels = NDArray[np.uint32]
WORDS = (QLabel, QPushButton, QToolButton)
"""Those that begin with their words, when they have any and no drawing."""
FIELDS = (QLineEdit, QComboBox, QDateEdit)
CORNER = 12
"""px at the ends of a side that a corner may round."""
BEARING = 2
"""px by which ink may miss the place where the words begin."""


class Ink(NamedTuple):
    """Where it begins, ends, may be said to begin, and stands."""

    left: int
    right: int
    or_left: int
    baseline: int | None = None
    words: int | None = None
    """Where its words begin behind a sign."""


def pixels(window: QWidget) -> Pixels:
    """Its picture, one pixel for each px."""
    image = QImage(window.size(), QImage.Format.Format_RGB32)
    window.render(image)
    flat = np.frombuffer(image.constBits(), np.uint32)
    return flat.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()].copy()


def has_frame(picture: Pixels, seen: QRect, around: QRect) -> bool:
    """Whether both its sides stand out from what is beside them; those of what it lies in are not its own."""
    if seen.left() <= around.left() or seen.right() >= around.right():
        return False
    corner = min(CORNER, seen.height() // 3)
    high = slice(seen.top() + corner, seen.bottom() + 1 - corner)
    left = picture[high, seen.left()] != picture[high, seen.left() - 1]
    right = picture[high, seen.right()] != picture[high, seen.right() + 1]
    return bool(left.all() and right.all())


def ink_of(widget: QWidget, seen: QRect, picture: Pixels, cut: int = 0) -> Ink | None:
    """Of what is written or drawn on it, of which so many px are cut off at the left; nothing where that is nothing."""
    area = picture[seen.top() : seen.bottom() + 1, seen.left() : seen.right() + 1]
    colours, counts = np.unique(area, return_counts=True)
    other = area != colours[counts.argmax()]
    columns, lines = np.flatnonzero(other.any(axis=0)), np.flatnonzero(other.any(axis=1))
    if not columns.size:
        return None
    left, right = seen.left() + int(columns[0]), seen.left() + int(columns[-1])
    words, metrics = words_on(widget), QFontMetrics(widget.font())
    if words:
        right += max(0, metrics.rightBearing(words[-1]))
    if isinstance(widget, QAbstractButton) and has_sign(widget):
        behind = right + 1 - metrics.horizontalAdvance(words) if words else None
        return Ink(left, right, left - _air(widget), words=behind)
    if isinstance(widget, WORDS) and words:
        begins = seen.left() + _words_begin(widget, int(columns[0]), cut)
        is_line = widget.height() < 2 * metrics.height() and "<" not in words
        baseline = seen.top() + int(lines[-1]) - metrics.tightBoundingRect(words).bottom() if is_line else None
        return Ink(begins, right, begins, baseline)
    return Ink(left, right, seen.left())


def _words_begin(widget: QLabel | QPushButton | QToolButton, ink: int, cut: int) -> int:
    """The x of its words of which the first ink is at this x, both of what is seen of it."""
    begins = ink - QFontMetrics(widget.font()).leftBearing(widget.text()[0])
    if isinstance(widget, QLabel) and not widget.alignment() & (
        Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignRight
    ):
        flush = widget.contentsRect().left() + widget.margin() + max(widget.indent(), 0) - cut
        return flush if abs(begins - flush) <= BEARING else begins
    return begins


def _air(button: QAbstractButton) -> int:
    """px that its drawing leaves free at its own left."""
    image = button.icon().pixmap(button.iconSize()).toImage().convertToFormat(QImage.Format.Format_Alpha8)
    alpha = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())[:, : image.width()]
    drawn = np.flatnonzero((alpha > 0).any(axis=0))
    return int(drawn[0]) if drawn.size else 0


def words_on(widget: QWidget) -> str:
    """What is written on it."""
    only_sign = isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    if only_sign and has_sign(widget):
        return ""
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def has_sign(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and not widget.icon().isNull()


def baseline_of(widget: QWidget, place: QRect) -> int | None:
    """Of its first line of words."""
    metrics = QFontMetrics(widget.font())
    if isinstance(widget, QLabel) and widget.text():
        inside, high, across = widget.contentsRect(), _height(widget, metrics), widget.alignment()
        if across & Qt.AlignmentFlag.AlignTop:
            top = inside.top() + widget.margin()
        elif across & Qt.AlignmentFlag.AlignBottom:
            top = inside.bottom() + 1 - widget.margin() - high
        else:
            top = inside.top() + (inside.height() - high) // 2
        return place.top() + top + metrics.ascent()
    if isinstance(widget, FIELDS) or (isinstance(widget, QAbstractButton) and widget.text()):
        return place.top() + (place.height() - metrics.height() + 1) // 2 + metrics.ascent()  # as Qt halves it
    return None


def _height(label: QLabel, metrics: QFontMetrics) -> int:
    """Of all its lines."""
    if not label.wordWrap():
        return metrics.height() * (QLabel.text(label).count("\n") + 1)
    room = QRect(0, 0, label.contentsRect().width() - 2 * label.margin(), 9999)
    return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, QLabel.text(label)).height()
