"""How long it takes: the median and the 90th percentile of each week, with what lies between them."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPolygonF

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr
from sagsbud.ui.review.plots.drawing import (
    Drawing,
    Look,
    Table,
    axis_width,
    below,
    dot,
    hairline,
    round_top,
    ruled,
    steps,
    widest,
    write,
)
from sagsbud.ui.review.plots.figures import hours_text, hours_words

FOOT = 24
LINE = 17
"""px from one line of a label to the next."""


@frozen
class Span:
    """One week, or another stretch of time: its short and its full name, and the two figures in hours."""

    label: str
    name: str
    median: float
    p90: float


class Spread(Drawing):
    """Two lines and the band between them; the newest figures stand at its end."""

    def __init__(self, spans: Sequence[Span], *, unit: str, nothing: str) -> None:
        self._spans = tuple(spans)
        self._unit = unit
        self.nothing = "" if spans else nothing

    @property
    def count(self) -> int:
        """A mark for each stretch of time."""
        return len(self._spans)

    def summary(self) -> str:
        """Where it stands now, and where it began."""
        if self.nothing:
            return self.nothing
        first, last = self._spans[0], self._spans[-1]
        return tr(
            "Half are filed within {median}, nine out of ten within {p90}; in {first} it was {before}.",
            median=hours_words(last.median), p90=hours_words(last.p90), first=first.name,
            before=hours_words(first.median),
        )  # fmt: skip

    def table(self) -> Table:
        """Both figures of each stretch."""
        medians, p90s = [span.median for span in self._spans], [span.p90 for span in self._spans]
        rows = tuple(
            (span.name, hours_words(span.median, medians), hours_words(span.p90, p90s)) for span in self._spans
        )
        return Table((self._unit, tr("Median"), tr("90th percentile")), rows)

    def words(self, at: int) -> str:
        """Both figures in a sentence."""
        span = self._spans[at]
        return tr(
            "{name}: half within {median}, nine out of ten within {p90}",
            name=span.name, median=hours_words(span.median), p90=hours_words(span.p90),
        )  # fmt: skip

    def places(self, rect: QRectF, look: Look) -> list[QRectF]:
        """A strip around each point."""
        plot = self._plot(rect, look)
        step = plot.width() / max(1, self.count - 1)
        return [
            QRectF(self._x(plot, at) - step / 2, plot.top(), step, plot.height()) & rect for at in range(self.count)
        ]

    def paint(self, p: QPainter, rect: QRectF, look: Look, chosen: int = -1) -> None:
        """Grid, band, lines, the words at the end of each line."""
        plot, (top, step) = self._plot(rect, look), self._scale
        ruled(p, rect, plot, look, [(value / top, hours_text(value)) for value in steps(top, step)])
        low = [QPointF(self._x(plot, at), self._y(plot, span.median)) for at, span in enumerate(self._spans)]
        high = [QPointF(self._x(plot, at), self._y(plot, span.p90)) for at, span in enumerate(self._spans)]
        p.setPen(Qt.PenStyle.NoPen)
        tinted = look.color("sel") != look.color("surf")
        p.setBrush(look.color("sel") if tinted else QBrush(look.color("ctl"), Qt.BrushStyle.BDiagPattern))
        p.drawPolygon(QPolygonF([*high, *reversed(low)]))
        self._line(p, low, look, 2.0, dashed=False)
        self._line(p, high, look, 1.4, dashed=True)
        if 0 <= chosen < self.count:
            hairline(p, QPointF(low[chosen].x(), plot.top()), QPointF(low[chosen].x(), plot.bottom()), look, "acc")
            dot(p, high[chosen], look.px(4), look, hollow=True)
            dot(p, low[chosen], look.px(4), look)
        dot(p, high[-1], look.px(3.2), look, hollow=True)
        dot(p, low[-1], look.px(3.2), look)
        self._write_ends(p, plot, high[-1], low[-1], look)
        for room, span in zip(self.labels(rect, look), self._spans, strict=True):
            if not room.isNull():
                write(p, room, span.label, look.font("caption"), look.color("tx2"))

    def _line(self, p: QPainter, points: list[QPointF], look: Look, width: float, *, dashed: bool) -> None:
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        pen = QPen(look.color("acc"), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setDashPattern([3, 2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        p.setPen(pen)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawPath(path)

    def _write_ends(self, p: QPainter, plot: QRectF, high: QPointF, low: QPointF, look: Look) -> None:
        """Names and figures at the right, never over each other."""
        last, line = self._spans[-1], look.px(LINE)
        left = plot.right() + look.px(10)
        wide = self._end_width(look)
        lower = min(low.y() - line, plot.bottom() - line * 1.6)
        upper = max(plot.top() - line / 2, min(high.y() - line, lower - line * 2 - look.px(2)))
        for top, name, figure in ((upper, tr("90th percentile"), last.p90), (lower, tr("Median"), last.median)):
            write(p, QRectF(left, top, wide, line), name, look.font("caption"), look.color("tx2"))
            write(p, QRectF(left, top + line, wide, line), hours_words(figure), look.font("label"), look.color("tx"))

    def labels(self, rect: QRectF, look: Look) -> list[QRectF]:
        """Where each label stands below its point; an empty one where it has no room."""
        plot = self._plot(rect, look)
        words = [(self._x(plot, at), span.label) for at, span in enumerate(self._spans)]
        return below(plot, look, words, rect.left(), rect.right())

    @property
    def _scale(self) -> tuple[float, float]:
        return round_top(max((span.p90 for span in self._spans), default=0.0))

    def _end_width(self, look: Look) -> float:
        last = self._spans[-1]
        names = widest(look.font("caption"), [tr("90th percentile"), tr("Median")])
        return max(names, widest(look.font("label"), [hours_words(last.p90), hours_words(last.median)]))

    def _plot(self, rect: QRectF, look: Look) -> QRectF:
        first = widest(look.font("caption"), [span.label for span in self._spans[:1]])
        left = max(axis_width(look, [hours_text(value) for value in steps(*self._scale)]), first / 2)
        right = self._end_width(look) + look.px(12) if self._spans else 0
        return rect.adjusted(left, look.px(9), -right, -look.px(FOOT))

    def _x(self, plot: QRectF, at: int) -> float:
        return plot.left() + plot.width() * (at / (self.count - 1) if self.count > 1 else 0.5)

    def _y(self, plot: QRectF, value: float) -> float:
        return plot.bottom() - plot.height() * value / self._scale[0]
