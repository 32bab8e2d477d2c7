"""What of a window is out of line by a few px: edges in a column, words on a row, sizes and gaps of like things."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from tests.ui.screens.parts import Part, parts_of

NEAR = 7
"""px; what is further apart is meant to be."""
NEAR_OTHER = 3
"""px; words and frames may keep an edge each, as those of a list do whose frames reach out around its words."""
NEAR_LINE = 4
"""px by which words on one row miss each other's line; what is further apart is of another line."""
HALF = 1
"""px that halving an odd and an even height make."""
HAIRLINE = 2


def misaligned(window: QWidget) -> list[str]:
    """Each fault, in words that tell which parts have it."""
    parts = parts_of(window)
    return [*edges(parts), *lines(parts), *sizes(parts), *gaps(parts)]


def edges(parts: list[Part]) -> Iterator[str]:
    """Those that begin or end a row of a column beside the edge that others of it keep."""
    beginning = [part for part in parts if part.at_left and not any(_beside(parts, part, behind=False))]
    ending = [part for part in parts if _ends(parts, part)]
    for side, those in (("left", beginning), ("right", ending)):
        for part in those:
            column = [one for one in those if _together(part, one) and not _on_row(part.place, one.place)]
            near = [one for one in column if 0 < _apart(part, one, side) <= _near(part, one, side)]
            near = [one for one in near if not (side == "left" and _keeps_words(one, column))]
            if not near or (side == "left" and _keeps_words(part, column)):
                continue
            other = min(near, key=lambda one: abs(one.middle - part.middle))
            alike, unlike = (sum(not _apart(which, one, side) for one in (part, *column)) for which in (part, other))
            if (alike, other.middle) < (unlike, part.middle):
                yield f"{side} {getattr(part, side) - getattr(other, side):+d}: {part} | {other}"


def lines(parts: list[Part]) -> Iterator[str]:
    """Neighbours on a row whose words stand on lines that miss each other, or whose middles do."""
    for part in parts:
        other = _next(parts, part)
        if other is None or _stacked(parts, part, other) or _stacked(parts, other, part):
            continue
        middle = (other.place.top() + other.place.bottom() - part.place.top() - part.place.bottom()) / 2
        off = other.middle - part.middle
        if part.baseline is not None and other.baseline is not None:
            by_ink = (other.or_baseline or other.baseline) - (part.or_baseline or part.baseline)
            off = min(other.baseline - part.baseline, by_ink, key=abs)
        if abs(middle) >= HALF and HALF <= abs(off) <= NEAR_LINE:
            yield f"line {off:+} (middle {middle:+}): {other} | {part}"


def sizes(parts: list[Part]) -> Iterator[str]:
    """Neighbours of one kind, of which one is a little larger."""
    for part in parts:
        other = _next(parts, part)
        if other is None or other.kind != part.kind or not (part.framed and other.framed):
            continue
        if 1 <= abs(other.place.height() - part.place.height()) <= NEAR:
            yield f"height {other.place.height() - part.place.height():+d}: {other} | {part}"
        if not part.by_words and 1 < abs(other.place.width() - part.place.width()) <= NEAR:
            yield f"width {other.place.width() - part.place.width():+d}: {other} | {part}"


def gaps(parts: list[Part]) -> Iterator[str]:
    """Between things of one kind below each other."""
    columns: dict[object, list[Part]] = defaultdict(list)
    for part in parts:
        if part.framed and part.place.height() > HAIRLINE:
            columns[part.within, part.kind, part.left].append(part)
    for column in columns.values():
        column.sort(key=lambda one: one.place.top())
        below = [(second.place.top() - first.place.bottom() - 1, second) for first, second in pairwise(column)]
        for (gap, one), (next_gap, other) in pairwise(below):
            if 1 <= abs(gap - next_gap) <= NEAR:
                yield f"gap {next_gap - gap:+d}: {next_gap} above {other} | {gap} above {one}"


def _beside(parts: list[Part], part: Part, *, behind: bool) -> Iterator[Part]:
    """What stands on its row and is no part of it."""
    for one in parts:
        first, second = (part.place, one.place) if behind else (one.place, part.place)
        if first.right() < second.left() and one.within == part.within and _on_row(first, second):
            yield one


def _next(parts: list[Part], part: Part) -> Part | None:
    return min(_beside(parts, part, behind=True), key=lambda one: one.place.left(), default=None)


def _stacked(parts: list[Part], one: Part, other: Part) -> bool:
    """Whether more stands above or below the one beside the other, which then keeps the middle of them all."""
    for more in parts:
        above = more.place.bottom() <= one.place.top() or more.place.top() >= one.place.bottom()
        across = more.place.left() <= one.place.right() and more.place.right() >= one.place.left()
        if above and across and more.within == one.within and _overlap(more.place, other.place) > HALF:
            return True
    return False


def _overlap(one: QRect, other: QRect) -> int:
    """px of height that they share."""
    return min(one.bottom(), other.bottom()) - max(one.top(), other.top()) + 1


def _on_row(one: QRect, other: QRect) -> bool:
    return _overlap(one, other) > min(one.height(), other.height()) / 2


def _ends(parts: list[Part], part: Part) -> bool:
    """Whether it ends a row at the right edge; words that stand alone on theirs end anywhere."""
    alone = not any(_beside(parts, part, behind=False))
    return part.to_right and not any(_beside(parts, part, behind=True)) and (part.framed or not alone)


def _together(one: Part, other: Part) -> bool:
    """Whether the frames that they lie in, if not the same, begin and end at the same x."""
    frames = [[(around.kind, around.left, around.right) for around in part.within] for part in (one, other)]
    return one is not other and frames[0] == frames[1]


def _keeps_words(part: Part, column: list[Part]) -> bool:
    """Whether its words begin, behind a sign, where others of the column do: signs of all sizes stand in one middle."""
    return part.words is not None and any(abs(part.words - one.left) <= HALF for one in column if not one.drawn)


def _apart(one: Part, other: Part, side: str) -> int:
    """px between their edges, but for what the air of a drawing, or of a letter, can make."""
    if side == "left":
        between = min(abs(a - b) for a in (one.left, one.or_left) for b in (other.left, other.or_left))
        return max(0, between - max(one.air, other.air))
    words = sum(HALF + part.air for part in (one, other) if not part.framed)
    return max(0, abs(one.right - other.right) - words)


def _near(one: Part, other: Part, side: str) -> int:
    """px by which two edges may not miss each other; those of what is centred may."""
    if not (one.framed and other.framed) and abs(one.left + one.right - other.left - other.right) <= 2 * HALF:
        return 0
    if side == "right":
        return NEAR
    return NEAR if (one.framed, one.drawn) == (other.framed, other.drawn) else NEAR_OTHER
