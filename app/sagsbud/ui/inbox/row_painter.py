"""Paints one row of the list: icon, title, `sender · time`, chips, and the confidence at the right edge."""

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from sagsbud.domain.frozen import frozen
from sagsbud.domain.suggestions import Band
from sagsbud.ui.edges import INSIDE, WORDS_AT
from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.row import Chip, Row, band_word
from sagsbud.ui.paint import ONE_LINE, chip_width, confidence_side, paint_chip, paint_confidence, paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import CHIP, ICON_ROW

GAP = 6
LETTERS_LEAST = 4
"""Letters by which a sender that is cut can still be known."""
CUT = "\N{HORIZONTAL ELLIPSIS}"


@frozen
class RowLook:
    """How a row stands now."""

    selected: bool = False
    hovered: bool = False
    focused: bool = False
    """Selected in a view that has the keyboard."""
    active: bool = True
    """Whether the window is the one in use."""
    ruled: bool = True
    """Whether a line stands below it."""
    joined: tuple[bool, bool] = (False, False)
    """Whether the rows right above and right below it are selected as it is."""


class RowPainter:
    """Holds what is the same for every row; made anew when the theme changes."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._title = theme.font("strong")
        self._caption = theme.font("caption")
        self._line = theme.px(18)

    def paint(self, p: QPainter, body: QRect, row: Row, look: RowLook) -> None:
        """The row in `body`, which reaches from edge to edge of its column."""
        t, px = self._theme, self._theme.px
        left, right = body.left() + px(WORDS_AT), body.right() - px(INSIDE)
        self._ground(p, body, look)
        if look.ruled and not look.selected:
            p.fillRect(QRect(left, body.bottom(), right - left + 1, 1), t.color("line"))
        side = px(ICON_ROW)
        ink = "acctx" if look.selected else "tx2"
        top = body.top() + px(9)
        drawing = pixmap(row.icon, t.color(ink), side, p.device().devicePixelRatioF())
        p.drawPixmap(body.left() + px(INSIDE), top + (self._line - side) // 2, drawing)
        paint_elided(p, QRect(left, top, right - left + 1, self._line), row.title, self._title, t.color("tx"))
        second = QRect(left, body.top() + px(30), right - left + 1, self._line)
        end = self._confidence(p, second, row.band) if row.band is not None else right + 1
        self._second_line(p, second, end, row, look)

    def _ground(self, p: QPainter, body: QRect, look: RowLook) -> None:
        if not look.selected and not look.hovered:
            return
        paint_row(
            p, QRectF(body), self._theme,
            selected=look.selected, active=look.active, focused=look.focused, joined=look.joined,
        )  # fmt: skip

    def _confidence(self, p: QPainter, line: QRect, band: Band) -> int:
        """Word and shape at the right edge; where they begin."""
        t = self._theme
        color = t.color("acctx" if band is Band.SURE else "tx2")
        side = confidence_side(t)
        shape = QRect(line.right() - side + 1, line.top() + (line.height() - side) // 2, side, side)
        paint_confidence(p, shape, band, color)
        word = band_word(band)
        role = "label" if band is Band.SURE else "caption"
        width = t.width(role, word)
        left = shape.left() - t.px(GAP) - width
        p.setFont(t.font(role))
        p.setPen(color)
        p.drawText(QRect(left, line.top(), width + 1, line.height()), ONE_LINE, word)
        return left - t.px(GAP)

    def _second_line(self, p: QPainter, line: QRect, end: int, row: Row, look: RowLook) -> None:
        """Sender and time, then the chips; the sender does not stand there twice.

        The sender gives way first, down to what can be read of it. Where it is cut and nothing stands at the right edge,
        the chips do, so that such rows end at one edge.
        """
        t, gap = self._theme, self._theme.px(GAP)
        words, tail, chips = self._fitted(row, end - line.left())
        if not words and not tail:
            self._paint_chips(p, line, chips, look)
            return
        width, after = t.width("caption", tail), self._width_of(chips)
        sender = QRect(line.left(), line.top(), max(0, end - line.left() - after - width), line.height())
        at = line.left() + paint_elided(p, sender, words, self._caption, t.color("tx2"))
        p.drawText(QRect(at, line.top(), width + 1, line.height()), ONE_LINE, tail)
        is_cut = t.width("caption", words) > sender.width()
        at = end - after + gap if is_cut and row.band is None else at + width + gap
        self._paint_chips(p, QRect(at, line.top(), end - at, line.height()), chips, look)

    def _fitted(self, row: Row, whole: int) -> tuple[str, str, tuple[Chip, ...]]:
        """Of whom, when and what so much as has room. In every row the same gives way in the same order.

        First the time, which the day's heading tells the most of, then the words of a chip whose drawing says it by
        itself, then a sender of whom too little could be read, and then the chips from the last: nothing comes back once
        it went, and a chip is there whole or not.
        """
        t = self._theme
        words = "" if any(chip.text == row.sender for chip in row.chips) else row.sender
        least = min(t.width("caption", words[:LETTERS_LEAST] + CUT), t.width("caption", words))
        time = f"\u2002·\u2002{row.time}" if words else row.time
        drawn = tuple(replace(chip, text="") if chip.drawn else chip for chip in row.chips)
        for chips, tail in ((row.chips, time), (row.chips, ""), (drawn, "")):
            if whole - self._width_of(chips) - t.width("caption", tail) >= least:
                return words, tail, chips
        while drawn and self._width_of(drawn) > whole + t.px(GAP):
            drawn = drawn[:-1]
        return "", "", drawn

    def _width_of(self, chips: tuple[Chip, ...]) -> int:
        """How wide they are with the gap before each, in px."""
        return sum(chip_width(self._theme, chip.text, chip.icon) + self._theme.px(GAP) for chip in chips)

    def _paint_chips(self, p: QPainter, line: QRect, chips: tuple[Chip, ...], look: RowLook) -> None:
        """Side by side from the left."""
        t, at, height = self._theme, line.left(), self._theme.px(CHIP)
        for chip in chips:
            width = chip_width(t, chip.text, chip.icon)
            kind = "on_row" if (look.selected or look.hovered) and chip.kind == "plain" else chip.kind
            box = QRect(at, line.top() + (line.height() - height) // 2, width, height)
            paint_chip(p, box, chip.text, chip.icon, kind, t)
            at += width + t.px(GAP)
