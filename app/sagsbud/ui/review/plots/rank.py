"""Bars that lie: ages, reasons. The word left, the number at the bar's end."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr
from sagsbud.ui.review.plots.drawing import (
    Drawing,
    Look,
    Table,
    bar,
    dashes,
    halo,
    text_width,
    widest,
    write,
    write_name,
)
from sagsbud.ui.texts import count_text

ROW = 42
BAR = 16
LIMIT = 14
"""px that a limit's word needs over its bar."""
NAME_SHARE = 0.6
"""At most so much of the width is for the names."""


@frozen
class Lying:
    """One bar. `above` is the word of the limit that is drawn over it."""

    name: str
    count: int
    role: str = "acc"
    above: str = ""


class Rank(Drawing):
    """Bars below each other, in the order given."""

    def __init__(self, bars: Sequence[Lying], *, unit: str, number: str, summary: str, nothing: str) -> None:
        """`unit` and `number` head the table; `summary` is the sentence that says it all."""
        self._bars = tuple(bars)
        self._unit, self._number, self._summary = unit, number, summary
        self.nothing = "" if any(one.count for one in bars) else nothing

    @property
    def count(self) -> int:
        """A mark for each bar."""
        return len(self._bars)

    def summary(self) -> str:
        """As it was given."""
        return self.nothing or self._summary

    def table(self) -> Table:
        """Name and number."""
        return Table((self._unit, self._number), tuple((one.name, count_text(one.count)) for one in self._bars))

    def least_height(self, look: Look) -> int:
        """Every name needs its line."""
        return look.px(26) * max(1, self.count) + look.px(LIMIT) * self._limits + look.px(12)

    def places(self, rect: QRectF, look: Look) -> list[QRectF]:
        """A row each; more room above one that has a limit over it."""
        extra = look.px(LIMIT)
        tall = min(float(look.px(ROW)), (rect.height() - extra * self._limits) / max(1, self.count))
        places, top = [], rect.top()
        for one in self._bars:
            top += extra if one.above else 0
            places.append(QRectF(rect.left(), top, rect.width(), tall))
            top += tall
        return places

    @property
    def _limits(self) -> int:
        return sum(bool(one.above) for one in self._bars)

    def paint(self, p: QPainter, rect: QRectF, look: Look, chosen: int = -1) -> None:
        """Names, bars, numbers, limits."""
        body, strong = look.font("caption"), look.font("label")
        names = min(widest(body, [one.name for one in self._bars]) + look.px(4), rect.width() * NAME_SHARE)
        numbers = widest(strong, [count_text(one.count) for one in self._bars])
        left = rect.left() + names + look.px(14)
        room = max(1.0, rect.right() - left - numbers - look.px(8))
        most = max((one.count for one in self._bars), default=0) or 1
        tall = look.px(BAR)
        for at, (one, place) in enumerate(zip(self._bars, self.places(rect, look), strict=True)):
            if one.above:
                self._limit(p, place, one.above, look)
            write_name(p, QRectF(rect.left(), place.top(), names, place.height()), one.name, look)
            wide = max(2.0, room * one.count / most) if one.count else 0.0
            box = QRectF(left, place.center().y() - tall / 2, wide, tall)
            if wide:
                bar(p, box, look.color(one.role))
            if at == chosen:
                halo(p, box.adjusted(-3, -3, 3, 3), look)
            number = QRectF(left + wide + look.px(8 if wide else 0), place.top(), numbers + 2, place.height())
            write(p, number, count_text(one.count), strong, look.color("tx"))

    def _limit(self, p: QPainter, place: QRectF, word: str, look: Look) -> None:
        font = look.font("chip")
        wide, y = text_width(font, word), place.top() + look.px(1)
        dashes(p, QPointF(place.left(), y), QPointF(place.right(), y), look.color("ctl"))
        over = QRectF(place.right() - wide - 1, y - look.px(17), wide + 1, look.px(15))
        write(p, over, word, font, look.color("tx2"), Qt.AlignmentFlag.AlignRight)


def age_summary(bars: Sequence[Lying]) -> str:
    """How many wait, and how many of them past the limit."""
    late = sum(one.count for one in bars if one.role == "err")
    total = sum(one.count for one in bars)
    return tr("{total} wait, {late} of them past the limit.", total=count_text(total), late=count_text(late))
