"""Whether the confidence keeps its word: of what was called 90 % sure, were 90 % right?"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import percent, tr
from sagsbud.ui.review.plots.drawing import (
    Drawing,
    Look,
    Table,
    axis_width,
    dashes,
    dot,
    halo,
    ruled,
    text_width,
    write,
)
from sagsbud.ui.review.plots.figures import between_text
from sagsbud.ui.texts import count_text

FOOT = 42
PERCENT = ((0.0, "0"), (0.5, "50"), (1.0, "100"))


@frozen
class Kept:
    """Suggestions of about the same confidence: what was promised, what came of it, and between which shares."""

    promised: float
    right: float
    low: float
    high: float
    total: int


class Promise(Drawing):
    """Points that should lie on the line from corner to corner."""

    def __init__(self, kept: Sequence[Kept], *, nothing: str) -> None:
        self._kept = tuple(sorted(kept, key=lambda one: one.promised))
        self.nothing = "" if kept else nothing

    @property
    def count(self) -> int:
        """A mark for each point."""
        return len(self._kept)

    def summary(self) -> str:
        """What became of the surest."""
        if self.nothing:
            return self.nothing
        last = self._kept[-1]
        return tr(
            "Of those called {promised} sure, {right} were right.",
            promised=percent(last.promised), right=percent(last.right),
        )  # fmt: skip

    def table(self) -> Table:
        """Promised, kept, doubt, number."""
        rows = tuple(
            (
                percent(one.promised),
                percent(one.right),
                between_text(one.low, one.high),
                count_text(one.total),
            )
            for one in self._kept
        )
        return Table((tr("Promised"), tr("Right"), tr("Between"), tr("Documents")), rows)

    def words(self, at: int) -> str:
        """One point in a sentence."""
        one = self._kept[at]
        return tr(
            "Of {total} called {promised} sure, {right} were right",
            total=count_text(one.total), promised=percent(one.promised), right=percent(one.right),
        )  # fmt: skip

    def places(self, rect: QRectF, look: Look) -> list[QRectF]:
        """Around each point."""
        plot, reach = self._plot(rect, look), look.px(12)
        return [QRectF(self._at(plot, one.promised, one.right) - QPointF(reach, reach),
                       self._at(plot, one.promised, one.right) + QPointF(reach, reach)) for one in self._kept]  # fmt: skip

    def paint(self, p: QPainter, rect: QRectF, look: Look, chosen: int = -1) -> None:
        """Axes, the line of kept promises, the points with their doubt."""
        plot, font = self._plot(rect, look), look.font("caption")
        ruled(p, rect, plot, look, PERCENT)
        for share, word in PERCENT:
            x = plot.left() + plot.width() * share
            below = QRectF(x - look.px(20), plot.bottom() + look.px(5), look.px(40), look.px(17))
            write(p, below, word, font, look.color("tx2"), Qt.AlignmentFlag.AlignHCenter)
        over = tr("were right, %")
        write(p, QRectF(plot.left() + look.px(7), plot.top() + look.px(4), text_width(font, over) + 2, look.px(17)),
              over, font, look.color("tx2"))  # fmt: skip
        foot = QRectF(plot.left(), plot.bottom() + look.px(22), plot.width(), look.px(17))
        write(p, foot, tr("confidence promised, %"), font, look.color("tx2"), Qt.AlignmentFlag.AlignHCenter)
        dashes(p, plot.bottomLeft(), plot.topRight(), look.color("ctl"))
        self._points(p, plot, look, chosen)

    def _points(self, p: QPainter, plot: QRectF, look: Look, chosen: int) -> None:
        points = [self._at(plot, one.promised, one.right) for one in self._kept]
        p.setPen(QPen(look.color("acc"), 1.6))
        p.setBrush(Qt.BrushStyle.NoBrush)
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        p.drawPath(path)
        for at, (one, point) in enumerate(zip(self._kept, points, strict=True)):
            p.setPen(QPen(look.color("acc"), 1.4))
            p.drawLine(self._at(plot, one.promised, one.low), self._at(plot, one.promised, one.high))
            dot(p, point, look.px(3.6), look, hollow=True)
            if at == chosen:
                reach = look.px(9)
                halo(p, QRectF(point - QPointF(reach, reach), point + QPointF(reach, reach)), look)

    def _plot(self, rect: QRectF, look: Look) -> QRectF:
        left = axis_width(look, [word for _share, word in PERCENT])
        return rect.adjusted(left, look.px(9), -look.px(14), -look.px(FOOT))

    def _at(self, plot: QRectF, promised: float, right: float) -> QPointF:
        return QPointF(plot.left() + plot.width() * promised, plot.bottom() - plot.height() * right)
