"""The margin beside the document: the names of the fields that were read there, each with its line to the page."""

from collections.abc import Iterable, Sequence

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
    """A field's name at a height, in px from the top of what is seen."""

    y: float
    fields: tuple[Field, ...]
    strong: bool = False


def gathered(places: Iterable[tuple[Field, float]], focused: Field | None, line: float) -> list[Note]:
    """One note for each line of text; names that would lie upon each other move down."""
    lines: list[tuple[float, list[Field]]] = []
    for field, y in sorted(places, key=lambda place: place[1]):
        if lines and y - lines[-1][0] < line * 0.6:
            if field not in lines[-1][1]:
                lines[-1][1].append(field)
        else:
            lines.append((y, [field]))
    notes: list[Note] = []
    for y, fields in lines:
        if notes and notes[-1].fields == tuple(fields) and y - notes[-1].y < line * 3.2:
            continue  # the next lines of the same place say nothing new
        lowest = notes[-1].y + line * _lines(notes[-1].fields) if notes else y
        notes.append(Note(max(y, lowest), tuple(fields), focused in fields))
    return notes


def _lines(fields: Sequence[Field]) -> int:
    return -(-len(fields) // PER_LINE)


def paint_notes(p: QPainter, notes: Sequence[Note], left: float, theme: Theme) -> None:
    """The leaders and names, from `left` to the right."""
    for note in notes:
        font = QFont(theme.font("label"))
        if note.strong:
            font.setWeight(font.Weight.Bold)
        p.setPen(QPen(theme.color("evl"), 1.2))
        p.drawLine(QPointF(left + BEFORE, note.y), QPointF(left + BEFORE + LEADER, note.y))
        p.setFont(font)
        p.setPen(theme.color("evtx"))
        start = left + BEFORE + LEADER + BETWEEN
        room = theme.px(WIDTH) - (start - left)
        height = QFontMetrics(font).height()
        for at, text in enumerate(label_lines(note.fields, PER_LINE)):
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, round(room))
            top = note.y - height / 2 + at * height
            p.drawText(QRectF(start, top, room, height), Qt.AlignmentFlag.AlignVCenter, shown)
