"""What every drawing has: words for those who cannot see it, places for the pointer and the keys, and one painter."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sagsbud.domain.frozen import frozen

AXIS_GAP = 8
"""px between a word and the plot it stands beside."""
LABEL_GAP = 10
"""px at least between two words below a plot."""


class Look(Protocol):
    """Colours, fonts and sizes by role: the window's theme, or that of paper."""

    scale: float

    def color(self, role: str) -> QColor:
        """The role's colour."""

    def font(self, role: str) -> QFont:
        """The role's font; not to be changed."""

    def px(self, length: float) -> int:
        """A length at the text scale."""


@frozen
class Table:
    """The same numbers as words: `head` names the columns, the first of which says what a row is about."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Drawing:
    """One drawing. Its marks (bars, points) are numbered from the first to the last as they are read."""

    nothing = ""
    """What stands in its place when there is nothing to draw."""

    def summary(self) -> str:
        """One sentence that says what there is to see."""
        raise NotImplementedError

    def table(self) -> Table:
        """All of it in words, a row for each mark."""
        raise NotImplementedError

    def words(self, at: int) -> str:
        """One mark, in a sentence."""
        return ": ".join((self.table().rows[at][0], ", ".join(self.table().rows[at][1:])))

    @property
    def count(self) -> int:
        """How many marks there are."""
        raise NotImplementedError

    def least_height(self, look: Look) -> int:
        """Below this height, in px, its words would lie over each other."""
        return look.px(200)

    def places(self, rect: QRectF, look: Look) -> list[QRectF]:
        """Where the pointer means each mark."""
        raise NotImplementedError

    def paint(self, p: QPainter, rect: QRectF, look: Look, chosen: int = -1) -> None:
        """Draw it into the rectangle; the chosen mark is set off."""
        raise NotImplementedError


def round_top(highest: float, *, whole: bool = False) -> tuple[float, float]:
    """The end of an axis and its step, a round number that divides it in two to four; `whole` for things one counts."""
    if highest <= 0:
        return 1.0, 1.0
    rough = highest / 3
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 8, 10) if power * factor >= rough * 0.98)
    if whole:
        step = float(max(1, ceil(step)))
    return step * ceil(highest / step), step


def steps(top: float, step: float) -> list[float]:
    """The values an axis names, from 0 to its end."""
    return [step * n for n in range(round(top / step) + 1)]


def text_width(font: QFont, text: str) -> float:
    """How wide the text is, in px."""
    return QFontMetricsF(font).horizontalAdvance(text)


def widest(font: QFont, texts: Sequence[str]) -> float:
    """The width of the widest text; 0 for none."""
    return max((text_width(font, text) for text in texts), default=0.0)


def below(plot: QRectF, look: Look, words: Sequence[tuple[float, str]], left: float, right: float) -> list[QRectF]:
    """Room below the plot for the words, each centred on its x; an empty one where the next to the right leaves none.

    Only what would reach beyond `left` or `right` is moved, and no further than to that edge.
    """
    font, free = look.font("caption"), right
    made = []
    for centre, word in reversed(words):
        wide = text_width(font, word) if word else 0.0
        start = max(left, min(centre - wide / 2, right - wide))
        fits = bool(word) and start + wide <= free + 0.5
        made.append(QRectF(start, plot.bottom() + look.px(6), wide, look.px(18)) if fits else QRectF())
        if fits:
            free = start - look.px(LABEL_GAP)
    return made[::-1]


def write(
    p: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of text in the middle of the rectangle's height, cut at the right where it is too long."""
    p.setFont(font)
    p.setPen(color)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
    flags = Qt.AlignmentFlag.AlignVCenter | align | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
    p.drawText(rect, int(flags), shown)


def write_name(p: QPainter, rect: QRectF, text: str, look: Look) -> None:
    """What a row is about: in two lines where one is too short and the row is high enough, else cut."""
    font = look.font("caption")
    first, rest = first_line(font, text, rect.width() + 1)
    if not rest or 2 * QFontMetricsF(font).height() > rect.height() or text_width(font, rest) > rect.width() + 1:
        write(p, rect, text, font, look.color("tx"))
        return
    p.setFont(font)
    p.setPen(look.color("tx"))
    p.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), f"{first}\n{rest}")


def first_line(font: QFont, text: str, room: float) -> tuple[str, str]:
    """As many whole words as have room in so many px, and the rest; what a hyphen joins stays together."""
    words = text.split(" ")
    fitting = next((n for n in range(len(words), 1, -1) if text_width(font, " ".join(words[:n])) <= room), 1)
    return " ".join(words[:fitting]), " ".join(words[fitting:])


def hairline(p: QPainter, start: QPointF, end: QPointF, look: Look, role: str = "line") -> None:
    """One pixel, sharp."""
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    p.setPen(QPen(look.color(role), 1))
    p.drawLine(start, end)
    p.restore()


def ruled(p: QPainter, rect: QRectF, plot: QRectF, look: Look, marks: Sequence[tuple[float, str]]) -> None:
    """A line across the plot for each mark, and its word left of it. A mark stands at a share of the height, from below."""
    for share, word in marks:
        y = plot.bottom() - plot.height() * share
        hairline(p, QPointF(plot.left(), y), QPointF(plot.right(), y), look, "line" if share else "ctl")
        left = QRectF(rect.left(), y - look.px(9), plot.left() - rect.left() - look.px(AXIS_GAP), look.px(18))
        write(p, left, word, look.font("caption"), look.color("tx2"), Qt.AlignmentFlag.AlignRight)


def axis_width(look: Look, words: Sequence[str]) -> float:
    """The room the words left of a plot take, in px."""
    return widest(look.font("caption"), words) + look.px(AXIS_GAP)


def dashes(p: QPainter, start: QPointF, end: QPointF, color: QColor, width: float = 1.0) -> None:
    """A broken line."""
    p.save()
    pen = QPen(color, width)
    pen.setDashPattern([3 / width, 2.5 / width])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    p.setPen(pen)
    p.drawLine(start, end)
    p.restore()


def faded(color: QColor, alpha: float) -> QColor:
    """The colour, thinner."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def bar(p: QPainter, rect: QRectF, color: QColor, radius: float = 2.0) -> None:
    """A bar with slightly soft corners."""
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(color)
    reach = min(radius, rect.width() / 2, rect.height() / 2)
    p.drawRoundedRect(rect, reach, reach)


def dot(p: QPainter, at: QPointF, radius: float, look: Look, *, hollow: bool = False) -> None:
    """A point; `hollow` lets the ground show."""
    p.setPen(QPen(look.color("acc"), 1.6))
    p.setBrush(look.color("surf" if hollow else "acc"))
    p.drawEllipse(at, radius, radius)


def halo(p: QPainter, rect: QRectF, look: Look) -> None:
    """What sets the chosen mark off."""
    p.setPen(QPen(look.color("acc"), 2))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(rect, 4, 4)
