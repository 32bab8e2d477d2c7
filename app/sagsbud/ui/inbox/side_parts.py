"""The parts of a side bar's line: where its name and its count stand, in which fonts, and the sign of a source."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from sagsbud.ui.inbox.side_model import Health, Line, count_of
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SIDE_WORDS, SPACE_S

DOT = 7


def room_of(body: QRect, theme: Theme) -> int:
    """px for a line's name and its count together: as far from one another as the count is from the edge."""
    return body.width() - theme.px(SIDE_WORDS) - 2 * theme.px(SPACE_S)


def places_of(body: QRect, count: int, theme: Theme) -> tuple[QRect, QRect]:
    """Where a line's name stands, and its count that is so many px wide."""
    left, room = body.left() + theme.px(SIDE_WORDS), room_of(body, theme)
    name = QRect(left, body.top(), room - count, body.height())
    return name, QRect(left + room - count + theme.px(SPACE_S), body.top(), count + 1, body.height())


def fonts_of(line: Line, theme: Theme, room: int, *, selected: bool) -> tuple[str, str]:
    """Of a line's name and of its count: the heavier ones where they have room in so many px, or none of them has."""
    name = "strong" if selected else "body"
    count = "strong" if selected or line.needs_you else "caption"
    for fonts in ((name, count), (name, "caption")):
        if theme.width(fonts[0], line.text) + theme.width(fonts[1], count_of(line)) <= room:
            return fonts
    return name if theme.width("body", line.text) > room else "body", "caption"


def paint_source(p: QPainter, centre: QPointF, health: Health, theme: Theme) -> None:
    """A dot when watched, a ring when paused or not looked at yet, a triangle when away: a form for each state."""
    side = theme.px(DOT)
    half = side / 2
    if health is Health.AWAY:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.color("warn"))
        reach = half + 0.8
        p.drawPolygon(
            QPolygonF(
                [
                    QPointF(centre.x(), centre.y() - reach),
                    QPointF(centre.x() + reach, centre.y() + reach * 0.8),
                    QPointF(centre.x() - reach, centre.y() + reach * 0.8),
                ]
            )
        )
    elif health in (Health.PAUSED, Health.LOOKING):
        p.setPen(QPen(theme.color("tx2"), 1.5))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawEllipse(centre, half - 0.7, half - 0.7)
    else:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.color("ok"))
        p.drawEllipse(centre, half, half)
