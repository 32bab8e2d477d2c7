"""Columns over time: how many were filed on each day or in each week."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr, trn
from sagsbud.ui.review.plots.drawing import (
    Drawing,
    Look,
    Table,
    axis_width,
    bar,
    below,
    faded,
    halo,
    round_top,
    ruled,
    steps,
    text_width,
    write,
)
from sagsbud.ui.texts import count_text

FOOT = 24
FATTEST = 22
"""px at scale 1.0 beyond which a column grows no wider."""


@frozen
class Column:
    """One column. `label` stands under it where there is room, `name` is its name in full."""

    label: str
    name: str
    count: int
    unfinished: bool = False
    """Still growing, as today."""
    place: int = 0
    """Where it stands: columns of days that are left out leave their place empty."""


class Columns(Drawing):
    """Columns on a line, the last label always readable."""

    def __init__(self, columns: Sequence[Column], *, unit: str, nothing: str) -> None:
        """`unit` names what a column is about, as the heading of the table."""
        self._columns = tuple(columns)
        self._unit = unit
        self.nothing = "" if any(column.count for column in columns) else nothing

    @property
    def count(self) -> int:
        """A mark for each column."""
        return len(self._columns)

    def summary(self) -> str:
        """The sum, and the greatest."""
        if self.nothing:
            return self.nothing
        total = sum(column.count for column in self._columns)
        most = max(self._columns, key=lambda column: column.count)
        filed = trn("{shown} document filed", "{shown} documents filed", total, shown=count_text(total))
        return tr("{filed}, most of them {name}: {most}.", filed=filed, name=most.name, most=count_text(most.count))

    def table(self) -> Table:
        """Each column by its full name."""
        rows = tuple((column.name, count_text(column.count)) for column in self._columns)
        return Table((self._unit, tr("Filed")), rows)

    def places(self, rect: QRectF, look: Look) -> list[QRectF]:
        """The whole height above each place."""
        plot = self._plot(rect, look)
        slot = self._slot(plot, look)
        return [QRectF(plot.left() + slot * c.place, plot.top(), slot, plot.height()) for c in self._columns]

    def paint(self, p: QPainter, rect: QRectF, look: Look, chosen: int = -1) -> None:
        """Grid, columns, words below."""
        plot, (top, step) = self._plot(rect, look), self._scale
        ruled(p, rect, plot, look, [(value / top, count_text(round(value))) for value in steps(top, step)])
        slot = self._slot(plot, look)
        width = min(look.px(FATTEST), max(2.0, slot * 0.56))
        for at, column in enumerate(self._columns):
            tall = plot.height() * column.count / top
            left = plot.left() + slot * (column.place + 0.5) - width / 2
            box = QRectF(left, plot.bottom() - tall, width, tall)
            color = look.color("acc")
            if tall > 0:
                bar(p, box, color)
                if column.unfinished:  # a frame: its tint alone would not tell
                    inside = box.adjusted(1, 1, -1, 0)
                    bar(p, inside, look.color("surf"), 1.0)
                    bar(p, inside, faded(color, 0.5), 1.0)
            if at == chosen:
                halo(p, QRectF(left - 3, box.top() - 4, width + 6, tall + 5), look)
        for room, column in zip(self.labels(rect, look), self._columns, strict=True):
            if not room.isNull():
                write(p, room, column.label, look.font("caption"), look.color("tx2"))

    def labels(self, rect: QRectF, look: Look) -> list[QRectF]:
        """Where each label stands below its column; an empty one where it has no room."""
        plot = self._plot(rect, look)
        words = [(place.center().x(), column.label) for place, column in zip(self.places(rect, look), self._columns,
                                                                             strict=True)]  # fmt: skip
        return below(plot, look, words, plot.left() - look.px(20), plot.right())

    def _slot(self, plot: QRectF, look: Look) -> float:
        """As wide as leaves room for the last label in the middle below its column."""
        count = max((column.place for column in self._columns), default=0) + 1
        last = text_width(look.font("caption"), self._columns[-1].label) if self._columns else 0.0
        return max(1.0, min(plot.width() / count, (plot.width() - last / 2) / (count - 0.5)))

    @property
    def _scale(self) -> tuple[float, float]:
        return round_top(max((column.count for column in self._columns), default=0), whole=True)

    def _plot(self, rect: QRectF, look: Look) -> QRectF:
        left = axis_width(look, [count_text(round(value)) for value in steps(*self._scale)])
        return rect.adjusted(left, look.px(9), 0, -look.px(FOOT))
