"""»What has happened?«: a line of time, oldest above, one point for each event."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import HistoryRow
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.detail.happened import REASONS_AGAINST, STOPS, event_text
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.texts import moment_text
from sagsbud.ui.theme import Theme

ROW = 44
POINT = 5.5
QUIET = frozenset({"dokument_started", "journalpost_started", "dokument_done", "journalpost_done", "accepted"})
"""Steps between a beginning and an end that say nothing once the end is there."""


@dataclass(frozen=True, slots=True)
class Point:
    """One event as it is drawn."""

    title: str
    below: str
    stop: bool = False


def points_of(rows: Sequence[HistoryRow]) -> list[Point]:
    """The events a person cares about; the single writes are left out when the filing was proven after them."""
    proven = any(row.what == "proven" for row in rows)
    return [_point(row) for row in rows if not (proven and row.what in QUIET)]


def _point(row: HistoryRow) -> Point:
    detail = dict(row.detail)
    below = [moment_text(row.at)]
    trouble = detail.get("trouble", "")
    if trouble in Trouble.__members__.values():
        below.append(trouble_text(Trouble(trouble), {}).title)
    if detail.get("reason") in REASONS_AGAINST:
        below.append(tr(REASONS_AGAINST[detail["reason"]]))
    return Point(event_text(row), " · ".join(below), row.what in STOPS)


class HistoryView(QWidget):
    """Painted, as high as its events; the same words are its accessible description."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: Sequence[Point] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("What has happened?"))

    @property
    def points(self) -> Sequence[Point]:
        """What is drawn."""
        return self._points

    def show_rows(self, rows: Sequence[HistoryRow]) -> None:
        """These events from now on."""
        self._points = points_of(rows)
        self.setAccessibleDescription(". ".join(f"{point.title}, {point.below}" for point in self._points))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row for each event."""
        return QSize(self._theme.px(200), self._theme.px(ROW) * len(self._points))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, the points, and what stands beside them."""
        theme, tall = self._theme, self._theme.px(ROW)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = theme.px(8)
        line = QFontMetrics(theme.font("body")).height()
        for at, point in enumerate(self._points):
            top = at * tall
            centre = QPointF(middle, top + line / 2 + 1)
            if at < len(self._points) - 1:
                p.setPen(QPen(theme.color("ctl"), 1))
                p.drawLine(centre, QPointF(middle, centre.y() + tall))
            self._paint_point(p, centre, point)
            left = middle + theme.px(18)
            room = QRect(left, top, self.width() - left, line)
            font = theme.font("strong" if point.stop else "medium")
            paint_elided(p, room, point.title, font, theme.color("tx"))
            below = QRect(left, top + line, self.width() - left, line)
            paint_elided(p, below, point.below, theme.font("caption"), theme.color("tx2"))

    def _paint_point(self, p: QPainter, centre: QPointF, point: Point) -> None:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self._theme.color("warn" if point.stop else "tx2"))
        if point.stop:
            r = POINT + 1.5
            x, y = centre.x(), centre.y()
            p.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]))
        else:
            p.drawEllipse(centre, POINT, POINT)
