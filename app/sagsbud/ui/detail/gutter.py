"""The margin beside the document: the names of the fields that were read there, each with its line to the page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from sagsbud.domain.frozen import frozen
from sagsbud.ui.detail.findings import Field, label_lines
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S

WIDTH = 94 + SPACE_S
LEADER = 14
LEADER_THICK = 1
BEFORE = 2
BETWEEN = 6
"""px from page to leader, and from leader to name."""
LEVEL = 3
"""px by which a name may stand beside its mark and its leader still be level."""
PER_LINE = 2
"""Names that fit beside each other."""


@frozen
class Note:
    """Names of fields beside the line of text at `mark`, their middle at `y`; in px from the top of what is seen."""

    mark: float
    fields: tuple[Field, ...]
    strong: bool = False
    y: float = 0.0


def gathered(places: Iterable[tuple[Field, float]], focused: Field | None, line: float) -> list[Note]:
    """One note for each line of text that is seen, as near to it as the top and those around leave room."""
    lines: list[tuple[float, list[Field]]] = []
    for field, y in sorted(places, key=lambda place: place[1]):
        if lines and y - lines[-1][0] < line * 0.6:
            if field not in lines[-1][1]:
                lines[-1][1].append(field)
        else:
            lines.append((y, [field]))
    return _spread([Note(y, tuple(fields), focused in fields) for y, fields in lines], line)


def _spread(notes: Sequence[Note], line: float) -> list[Note]:
    """Names that would lie upon each other share the way they are moved: some up, some down, none out of the top.

    A group is kept as the sum of where its names would have what stands above them all begin, and their number.
    """
    heights = [line * _lines(note.fields) for note in notes]
    above = list(accumulate(heights, initial=0.0))[:-1]
    groups: list[tuple[float, int]] = []
    for note, height, taken in zip(notes, heights, above, strict=True):
        total, count = note.mark - height / 2 - taken, 1
        while groups and total / count < groups[-1][0] / groups[-1][1]:
            upper, more = groups.pop()
            total, count = total + upper, count + more
        groups.append((total, count))
    begins = [max(0.0, total / count) for total, count in groups for _ in range(count)]
    return [
        replace(note, y=begin + taken + height / 2)
        for note, height, taken, begin in zip(notes, heights, above, begins, strict=True)
    ]


def _lines(fields: Sequence[Field]) -> int:
    return -(-len(fields) // PER_LINE)


def leader(note: Note, left: float, theme: Theme) -> tuple[QPointF, QPointF]:
    """From the page to the name; level with a name that is all but beside its mark. Both ends fill whole px."""
    start = note.y if abs(note.y - note.mark) < theme.px(LEVEL) else note.mark
    begin = round(left) + BEFORE
    return QPointF(begin, floor(start) + 0.5), QPointF(begin + LEADER, floor(note.y) + 0.5)


def paint_notes(p: QPainter, notes: Sequence[Note], left: float, theme: Theme) -> None:
    """The leaders and names, from `left` to the right."""
    for note in notes:
        font = QFont(theme.font("label"))
        if note.strong:
            font.setWeight(font.Weight.Bold)
        p.setPen(QPen(theme.color("evl"), LEADER_THICK, c=Qt.PenCapStyle.FlatCap))
        p.drawLine(*leader(note, left, theme))
        p.setFont(font)
        p.setPen(theme.color("evtx"))
        start = left + BEFORE + LEADER + BETWEEN
        room = theme.px(WIDTH) - theme.px(SPACE_S) - (start - left)
        height = QFontMetrics(font).height()
        first = note.y - height * _lines(note.fields) / 2
        for at, text in enumerate(label_lines(note.fields, PER_LINE)):
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, round(room))
            p.drawText(QRectF(start, first + at * height, room, height), Qt.AlignmentFlag.AlignVCenter, shown)
