"""How the queue's columns and rows are painted: names with their sort sign, age, document, KLE and why."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from sagsbud.domain.review import ReviewOrdering, ReviewRow
from sagsbud.i18n import tr
from sagsbud.ui.edges import INSIDE
from sagsbud.ui.focus import paint_ring, paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import AGE_SIGNS, chip_width, paint_chip, paint_elided
from sagsbud.ui.review.model import AGE, DOCUMENT, ORDERINGS, ROW_ROLE, Index
from sagsbud.ui.review.rowwords import age_kind, age_text, place_text, why
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import CHIP, PANE_PADDING

EDGE = PANE_PADDING + INSIDE
"""px from the pane's edge to the first word."""
CELL_EDGE = 6
"""px that a column's words keep from the columns beside it."""
ROOM_FOR = 9
"""Working days whose age has room in any list."""
TEXT_LINE = 18
"""px of each of a row's two lines."""


def age_column(theme: Theme, days: int) -> int:
    """How wide the column must be for an age of so many working days, in px; the same for all of one digit."""
    days = max(days, ROOM_FOR)
    return theme.px(EDGE + CELL_EDGE) + chip_width(theme, age_text(days), _age_sign(days))


def _age_sign(days: int) -> str:
    return AGE_SIGNS[age_kind(days)]


def two_lines(first: str, metrics: QFontMetrics, room: int) -> tuple[str, str]:
    """What of it has room in a line, in whole words, and what is left over for the next."""
    words = first.split()
    fitting = len(words)
    while fitting > 1 and metrics.horizontalAdvance(" ".join(words[:fitting])) > room:
        fitting -= 1
    return " ".join(words[:fitting]), " ".join(words[fitting:])


def in_two(text: str, metrics: QFontMetrics) -> int:
    """The least px of width in which it has room on two lines, in whole words."""
    words = text.split()
    lines = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words) + 1))
    return min((max(map(metrics.horizontalAdvance, both)) for both in lines), default=0)


class SortHead(QHeaderView):
    """The columns' names; a chevron beside the one the list is sorted by."""

    def __init__(self, theme: Theme, table: QTableView, ordering: Callable[[], ReviewOrdering]) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._table = table
        self._ordering = ordering
        self.setAccessibleName(tr("Columns"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The word, and the chevron where it belongs."""
        t, px = self._theme, self._theme.px
        painter.save()
        painter.fillRect(rect, t.color("surf"))
        left = rect.left() + (px(PANE_PADDING) if section == AGE else 0)
        if not self._above_chosen():
            painter.fillRect(QRect(left, rect.bottom(), rect.right() - left + 1, 1), t.color("line"))
        inner = rect.adjusted(px(EDGE if section == AGE else CELL_EDGE), 0, -px(4), 0)
        word = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        wide = paint_elided(painter, inner, word, t.font("label"), t.color("tx2"))
        if ORDERINGS.get(section) is self._ordering():
            side = px(13)
            sign = pixmap("chevron-down", t.color("tx2"), side, painter.device().devicePixelRatioF())
            painter.drawPixmap(inner.left() + wide + px(4), rect.top() + (rect.height() - side) // 2, sign)
        painter.restore()

    def _above_chosen(self) -> bool:
        """Whether a chosen row begins right below: its own edge is line enough, here as between rows."""
        table = self._table
        at = table.rowAt(0)
        return table.selectionModel().isRowSelected(at) and table.rowViewportPosition(at) == 0


class QueueDelegate(QStyledItemDelegate):
    """Paints a cell; the selection reaches over the whole row."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        row: ReviewRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, option.rect, index, selected=selected)
        match index.column():
            case 0:
                self._paint_age(painter, option.rect, row, selected=selected)
            case 1:
                self._paint_document(painter, option.rect, row)
            case 2:
                self._paint_kle(painter, option.rect, str(index.data()))
            case _:
                self._paint_why(painter, option.rect, row)
        painter.restore()

    def _ground(self, p: QPainter, rect: QRect, index: Index, *, selected: bool) -> None:
        t, px, view = self._theme, self._theme.px, self._view
        edge = px(PANE_PADDING)
        whole = QRect(edge, rect.top(), view.horizontalHeader().length() - edge, rect.height())
        body = QRectF(whole)
        active = view.isActiveWindow()
        at, chosen = index.row(), view.selectionModel().isRowSelected
        current = at == view.currentIndex().row()
        if selected:
            focused, joined = current and view.hasFocus(), (at > 0 and chosen(at - 1), chosen(at + 1))
            paint_row(p, body, t, selected=True, active=active, focused=focused, joined=joined)
        elif at < index.model().rowCount() - 1 and not chosen(at + 1):
            left = rect.left() + (px(CELL_EDGE) if index.column() == DOCUMENT else 0)
            right = min(rect.right(), whole.right() - px(INSIDE))
            if index.column() != AGE:
                p.fillRect(QRect(left, rect.bottom(), right - left + 1, 1), t.color("line"))
        if current and not selected and view.hasFocus() and active:
            paint_ring(p, body, t)

    def _paint_age(self, p: QPainter, rect: QRect, row: ReviewRow, *, selected: bool) -> None:
        t, px = self._theme, self._theme.px
        kind = age_kind(row.age)
        text, sign = age_text(row.age), _age_sign(row.age)
        tall = px(CHIP + 2)
        box = QRect(rect.left() + px(EDGE), rect.center().y() - tall // 2, chip_width(t, text, sign), tall)
        paint_chip(p, box, text, sign, "on_row" if selected and kind == "plain" else kind, t)

    def _paint_document(self, p: QPainter, rect: QRect, row: ReviewRow) -> None:
        t, px = self._theme, self._theme.px
        inner = self._inner(rect)
        top, line = self._top(rect), px(TEXT_LINE)
        paint_elided(p, QRect(inner.left(), top, inner.width(), line), row.titel, t.font("strong"), t.color("tx"))
        second = QRect(inner.left(), top + line, inner.width(), line)
        paint_elided(p, second, place_text(row), t.font("caption"), t.color("tx2"))

    def _paint_kle(self, p: QPainter, rect: QRect, text: str) -> None:
        inner, line = self._inner(rect), self._line()
        box = QRect(inner.left(), rect.center().y() - line // 2, inner.width(), line)
        paint_elided(p, box, text, self._theme.font("caption"), self._theme.color("tx"))

    def _line(self) -> int:
        """px that a line in small letters takes."""
        return max(self._theme.px(16), QFontMetrics(self._theme.font("caption")).height())

    def _paint_why(self, p: QPainter, rect: QRect, row: ReviewRow) -> None:
        t, px = self._theme, self._theme.px
        inner = self._inner(rect)
        inner.setRight(rect.right() - px(INSIDE))
        first, second = why(row)
        stopped = row.pending is not None and row.pending.stopped
        role = "warn" if stopped else "tx"
        if stopped:
            side = px(14)
            sign = pixmap("circle-alert", t.color("warn"), side, p.device().devicePixelRatioF())
            p.drawPixmap(inner.left(), rect.center().y() - side // 2 - (px(8) if second else 0), sign)
            inner.setLeft(inner.left() + side + px(5))
        font = t.font("caption")
        upper, rest = two_lines(first, QFontMetrics(font), inner.width())
        several = bool(rest or second)
        line = px(TEXT_LINE) if several else self._line()
        top = self._top(rect) if several else rect.center().y() - line // 2
        air = t.line_air("caption", "strong") if several else 0
        paint_elided(p, QRect(inner.left(), top, inner.width(), line), upper, font, t.color(role), air)
        below = QRect(inner.left(), top + line, inner.width(), line)
        goes_on = f"{rest}, " if rest and second else rest
        below.setLeft(below.left() + paint_elided(p, below, goes_on, font, t.color(role)))
        paint_elided(p, below, second, font, t.color("tx2"))

    def _top(self, rect: QRect) -> int:
        """Where the first of two lines begins."""
        return rect.top() + (rect.height() - 2 * self._theme.px(TEXT_LINE)) // 2

    def _inner(self, rect: QRect) -> QRect:
        beside = self._theme.px(CELL_EDGE)
        return rect.adjusted(beside, 0, -beside, 0)
