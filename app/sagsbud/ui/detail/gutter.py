"""The margin beside the document: the names of the fields that were read there, each with its line to the page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from sagsbud.domain.frozen import frozen
from sagsbud.ui.detail.findings import Field, label_lines
from sagsbud.ui.theme import Theme

WIDTH = 94
LEADER = 14
BEFORE = 2
BETWEEN = 6
"""px from page to leader, and from leader to name."""
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
    """One note for each line of text, as near to it as those around leave room."""
    lines: list[tuple[float, list[Field]]] = []
    for field, y in sorted(places, key=lambda place: place[1]):
        if lines and y - lines[-1][0] < line * 0.6:
            if field not in lines[-1][1]:
                lines[-1][1].append(field)
        else:
            lines.append((y, [field]))
    return _spread([Note(y, tuple(fields), focused in fields) for y, fields in lines], line)


def _spread(notes: Sequence[Note], line: float) -> list[Note]:
    """Names that would lie upon each other share the way they are moved: some up, some down."""
    groups: list[list[Note]] = []
    for note in notes:
        groups.append([note])
        while len(groups) > 1 and _top(groups[-1], line) < _top(groups[-2], line) + _height(groups[-2], line):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [
        replace(note, y=_top(group, line) + _height(group[:at], line) + _height([note], line) / 2)
        for group in groups
        for at, note in enumerate(group)
    ]


def _top(group: Sequence[Note], line: float) -> float:
    """Where the first of them begins when all stand close below each other, in the middle of their marks."""
    middles = (note.mark - _height(group[:at], line) - _height([note], line) / 2 for at, note in enumerate(group))
    return sum(middles) / len(group)


def _height(group: Sequence[Note], line: float) -> float:
    return line * sum(_lines(note.fields) for note in group)


def _lines(fields: Sequence[Field]) -> int:
    return -(-len(fields) // PER_LINE)


def paint_notes(p: QPainter, notes: Sequence[Note], left: float, theme: Theme) -> None:
    """The leaders and names, from `left` to the right."""
    for note in notes:
        font = QFont(theme.font("label"))
        if note.strong:
            font.setWeight(font.Weight.Bold)
        p.setPen(QPen(theme.color("evl"), 1.2))
        p.drawLine(QPointF(left + BEFORE, note.mark), QPointF(left + BEFORE + LEADER, note.y))
        p.setFont(font)
        p.setPen(theme.color("evtx"))
        start = left + BEFORE + LEADER + BETWEEN
        room = theme.px(WIDTH) - (start - left)
        height = QFontMetrics(font).height()
        first = note.y - height * _lines(note.fields) / 2
        for at, text in enumerate(label_lines(note.fields, PER_LINE)):
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, round(room))
            p.drawText(QRectF(start, first + at * height, room, height), Qt.AlignmentFlag.AlignVCenter, shown)
