"""Shares with how sure they are: a point on a line, the line as long as the doubt."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import percent, tr
from sagsbud.ui.review.plots.drawing import (
    Drawing,
    Look,
    Table,
    dot,
    first_line,
    hairline,
    halo,
    widest,
    write,
    write_name,
)
from sagsbud.ui.review.plots.figures import between_text
from sagsbud.ui.texts import count_text

FOOT = 24
ROW, ROW_LEAST = 30, 22
NAME_SHARE = 0.46
TICK_LEAST = 42
"""px from tick to tick that the axis keeps where names need more than their share."""
BESIDE_NAMES, BESIDE_NUMBERS = 18, 22
TICKS = ((0.5, 0.75, 1.0), (0.25, 0.5, 0.75, 1.0), (0.0, 0.5, 1.0))
"""Where the axis may begin, and what is written on it."""


@frozen
class Share:
    """One share of `total`, between `low` and `high` nineteen times of twenty; all from 0 to 1."""

    name: str
    share: float
    low: float
    high: float
    total: int


class Shares(Drawing):
    """A row for each, on one axis that begins where it is worth looking."""

    def __init__(self, shares: Sequence[Share], *, unit: str, nothing: str) -> None:
        self._shares = tuple(shares)
        self._unit = unit
        self.nothing = "" if shares else nothing
        lowest = min((one.low for one in shares), default=0.0)
        self._ticks = next(ticks for ticks in TICKS if lowest >= ticks[0])
        self._from = self._ticks[0]

    @property
    def count(self) -> int:
        """A mark for each share."""
        return len(self._shares)

    def summary(self) -> str:
        """The best and the poorest."""
        if self.nothing:
            return self.nothing
        best, poorest = (choose(self._shares, key=lambda one: one.share) for choose in (max, min))
        return tr(
            "From {low} in {poorest} to {high} in {best}.",
            low=percent(poorest.share), poorest=poorest.name, high=percent(best.share), best=best.name,
        )  # fmt: skip

    def table(self) -> Table:
        """Share, doubt and number of documents."""
        rows = tuple(
            (one.name, percent(one.share), between_text(one.low, one.high), count_text(one.total))
            for one in self._shares
        )
        return Table((self._unit, tr("Share"), tr("Between"), tr("Documents")), rows)

    def least_height(self, look: Look) -> int:
        """Every name needs its line."""
        return look.px(ROW_LEAST) * max(1, self.count) + look.px(FOOT)

    def places(self, rect: QRectF, look: Look) -> list[QRectF]:
        """A row each."""
        ends = list(accumulate(self._heights(rect, look), initial=rect.top()))
        return [QRectF(rect.left(), top, rect.width(), end - top) for top, end in pairwise(ends)]

    def _heights(self, rect: QRectF, look: Look) -> list[float]:
        """Those of the rows: as high as each other, or, where there is little room, those of long names two lines."""
        room, font, most = rect.height() - look.px(FOOT), look.font("caption"), float(look.px(ROW))
        tall = min(most, room / max(1, self.count))
        wide, both = self._room_for_names(rect, look) + 1, 2 * QFontMetricsF(font).height()
        is_long = [bool(first_line(font, one.name, wide)[1]) for one in self._shares]
        rest = (room - both * sum(is_long)) / max(1, self.count - sum(is_long))
        if tall >= both or rest < look.px(ROW_LEAST):
            return [tall] * self.count
        return [both if long else min(most, rest) for long in is_long]

    def _names(self, rect: QRectF, look: Look) -> float:
        """px of width that the names take, those in two lines what the longer one does."""
        font, room = look.font("caption"), self._room_for_names(rect, look)
        both = 2 * QFontMetricsF(font).height()
        lines: list[str] = []
        for one, high in zip(self._shares, self._heights(rect, look), strict=True):
            broken = first_line(font, one.name, room + 1)
            lines += broken if high >= both else [one.name]
        return min(widest(font, lines) + look.px(4), room)

    def _room_for_names(self, rect: QRectF, look: Look) -> float:
        """px of width that the names may take: what the axis leaves where they need more than their share."""
        kept = look.px(TICK_LEAST) * (len(self._ticks) - 1)
        rest = look.px(BESIDE_NAMES) + kept + look.px(BESIDE_NUMBERS) + self._numbers(look)
        most = max(rect.width() * NAME_SHARE, rect.width() - rest)
        return min(widest(look.font("caption"), [one.name for one in self._shares]) + look.px(4), most)

    def _numbers(self, look: Look) -> float:
        return widest(look.font("caption"), [count_text(one.total) for one in self._shares]) + 2

    def paint(self, p: QPainter, rect: QRectF, look: Look, chosen: int = -1) -> None:
        """Names, axis, points with their doubt, numbers of documents."""
        font, names, numbers = look.font("caption"), self._names(rect, look), self._numbers(look)
        axis = QRectF(round(rect.left() + names + look.px(BESIDE_NAMES)), rect.top(), 0, 0)
        step = (rect.right() - numbers - look.px(BESIDE_NUMBERS) - axis.left()) // (len(self._ticks) - 1)
        axis.setWidth(max(1, step) * (len(self._ticks) - 1))  # from tick to tick the same whole px
        places = self.places(rect, look)
        foot = (places[-1].bottom() if places else rect.top()) + look.px(6)
        self._axis(p, axis, foot, look)
        for at, (one, place) in enumerate(zip(self._shares, places, strict=True)):
            y = place.center().y()
            write_name(p, QRectF(rect.left(), place.top(), names, place.height()), one.name, look)
            pen = QPen(look.color("ctl"), look.px(2.6))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            p.setPen(pen)
            p.drawLine(QPointF(self._x(axis, one.low), y), QPointF(self._x(axis, one.high), y))
            dot(p, QPointF(self._x(axis, one.share), y), look.px(3.6), look)
            if at == chosen:
                halo(p, QRectF(self._x(axis, one.low) - 6, y - look.px(9), self._x(axis, one.high)
                               - self._x(axis, one.low) + 12, look.px(18)), look)  # fmt: skip
            number = QRectF(rect.right() - numbers, place.top(), numbers, place.height())
            write(p, number, count_text(one.total), font, look.color("tx2"), Qt.AlignmentFlag.AlignRight)

    def _axis(self, p: QPainter, axis: QRectF, foot: float, look: Look) -> None:
        for value in self._ticks:
            x = self._x(axis, value)
            hairline(p, QPointF(x, axis.top()), QPointF(x, foot), look)
            words = QRectF(x - look.px(40), foot + look.px(2), look.px(80), look.px(18))
            write(p, words, percent(value), look.font("caption"), look.color("tx2"), Qt.AlignmentFlag.AlignHCenter)

    def _x(self, axis: QRectF, share: float) -> float:
        return axis.left() + axis.width() * (max(share, self._from) - self._from) / (1 - self._from)
