"""What lies on the canvas, and pages as pictures of it; each can say where a piece of text stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from sagsbud.domain.extract import Mark

PAPER = 794
"""px of an A4 page's width at 100 %: 210 mm at 96 to the inch."""
A4 = 297 / 210
"""Height over width of a page that has not been seen yet."""
INK = 235
"""A pixel darker than this (of 255) belongs to what is written."""
MARGIN = 0.035
"""Share of the page's width that stays beside the text when the paper's margins are cut off."""
Range = tuple[int, int]


class Sheet(Protocol):
    """One thing on the canvas, at the width it is given. Rectangles are in px from its top left."""

    number: int
    """Which page it is, from 1."""

    def height(self, width: float) -> float:
        """How tall it is at this width."""

    def rects(self, span: Range, width: float) -> list[QRectF]:
        """Where the characters stand; nothing when they stand elsewhere or are not known yet."""

    def paint(self, p: QPainter, at: QPointF, width: float, exposed: QRectF) -> None:
        """Paint what is exposed, without marks."""


@dataclass
class PageSheet:
    """A rendered page. `crop` is the part of its width that is shown, as shares from the left."""

    number: int
    aspect: float = A4
    image: QImage | None = None
    rendered: int = 0
    """Width in device px that `image` was asked for."""
    marks: Mapping[Range, tuple[Mark, ...]] = field(default_factory=dict)
    crop: tuple[float, float] = (0.0, 1.0)
    own_width: int = PAPER
    """px at 100 %; as wide as A4 until it has been seen."""
    tint: QColor = field(default_factory=lambda: QColor(Qt.GlobalColor.white))
    """The paper; dimmed in dark."""

    def full_width(self, width: float) -> float:
        """The width of the whole page when the shown part is `width` wide."""
        return width / (self.crop[1] - self.crop[0])

    def height(self, width: float) -> float:
        """By the page's own shape."""
        return self.full_width(width) * self.aspect

    def rects(self, span: Range, width: float) -> list[QRectF]:
        """From the thousandths the renderer gave."""
        full, tall = self.full_width(width) / 1000, self.height(width) / 1000
        shift = self.crop[0] * 1000
        return [
            QRectF((m.left - shift) * full, m.top * tall, (m.right - m.left) * full, (m.bottom - m.top) * tall)
            for m in self.marks.get(span, ())
        ]

    def paint(self, p: QPainter, at: QPointF, width: float, exposed: QRectF) -> None:
        """The picture, or the empty paper until it comes."""
        target = QRectF(at.x(), at.y(), width, self.height(width))
        p.fillRect(target, self.tint)
        if self.image is None:
            return
        source = QRectF(
            self.image.width() * self.crop[0],
            0,
            self.image.width() * (self.crop[1] - self.crop[0]),
            self.image.height(),
        )
        p.save()
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        p.drawImage(target, self.image, source)
        if self.tint != QColor(Qt.GlobalColor.white):
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            p.fillRect(target, self.tint)
        p.restore()


def written_width(image: QImage) -> Range:
    """The first and last column with ink, in thousandths; the whole width for an empty page or a dark picture."""
    small = image.scaledToWidth(200, Qt.TransformationMode.SmoothTransformation)
    grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = bytes(grey.constBits())
    stride, width = grey.bytesPerLine(), grey.width()
    inked = [x for x in range(width) if min(rows[x::stride]) < INK]
    if not inked:
        return 0, 1000
    return inked[0] * 1000 // width, (inked[-1] + 1) * 1000 // width


def cropped(written: Range) -> tuple[float, float]:
    """The part of the page to show: the written columns with a little paper beside them."""
    left, right = written[0] / 1000 - MARGIN, written[1] / 1000 + MARGIN
    return max(0.0, left), min(1.0, right)
