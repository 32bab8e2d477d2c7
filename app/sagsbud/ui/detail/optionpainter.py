"""Paints one option: key or sign, number and title, below them how sure and why."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.domain.suggestions import Band
from sagsbud.i18n import tr
from sagsbud.texts import band_text
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.icons import pixmap
from sagsbud.ui.paint import confidence_side, key_cap_width, paint_confidence, paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_FIELD, KEY_CAP, RADIUS_CHIP, RADIUS_ROW, ROW_SUGGESTION, ROW_TREE

Index = QModelIndex | QPersistentModelIndex
OPTION = Qt.ItemDataRole.UserRole + 1
TALL_FROM = 1.5
"""Text scale from which a title has two lines."""
EDGE = 10
DOTS = "…"


def words_at(theme: Theme) -> int:
    """px from the left of a row to its words, where no more than a figure or a sign stands before them."""
    return 2 * theme.px(EDGE) + theme.px(KEY_CAP) - 1


@frozen
class Option:
    """One row: `value` is what is chosen by it, `key` what stands in its cap (empty: a sign)."""

    value: object
    number: str
    title: str
    band: Band | None = None
    reason: str = ""
    key: str = ""
    sign: str = ""
    chosen: bool = False
    found: bool = True
    """Whether it is what was searched for; else a way to make what is not there."""

    @property
    def spoken(self) -> str:
        """The row as one sentence."""
        sure = band_text(self.band) if self.band else ""
        said = ", ".join(part for part in (f"{self.number} {self.title}".strip(), sure, self.reason) if part)
        return tr("Chosen: {value}", value=said) if self.chosen else said


class OptionDelegate(QStyledItemDelegate):
    """Paints rows of 50 px at scale 1.0; in a search of 34, with the words looked for in colour."""

    def __init__(self, theme: Theme, parent: QWidget, *, search: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._search = search
        self.reasons = not search
        """Whether rows have a second line."""
        self.width = 0
        """px of width that a row has."""
        self.wanted = ""
        """The words looked for."""

    def row_height(self) -> int:
        """One line or two."""
        return self._theme.px(ROW_SUGGESTION if self.reasons else ROW_TREE)

    def height_of(self, option: Option) -> int:
        """With large text one line more where a suggestion's title would be cut."""
        more = QFontMetrics(self._theme.font("body")).height() if self.needs_two_lines(option) else 0
        return self.row_height() + more

    def needs_two_lines(self, option: Option) -> bool:
        """Whether large text leaves the title no room on one line."""
        if self._theme.scale < TALL_FROM or self._search:
            return False
        number = QFontMetrics(self._theme.font("strong")).horizontalAdvance(option.number)
        title = QFontMetrics(self._theme.font("body")).horizontalAdvance(option.title)
        return number + title + self._theme.px(KEY_CAP + 3 * EDGE + 7) > self.width

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the list."""
        return QSize(0, self.height_of(index.data(OPTION)))

    def paint(self, p: QPainter, style: QStyleOptionViewItem, index: Index) -> None:
        """Ground, cap, number and title, confidence and reason, line to the next."""
        theme, rect, state = self._theme, style.rect, style.state
        option: Option = index.data(OPTION)
        in_hand = self._search and bool(state & QStyle.StateFlag.State_Selected)
        p.save()
        if option.chosen or in_hand:
            self._fill(p, rect, index, "sel")
        elif state & QStyle.StateFlag.State_MouseOver:
            self._fill(p, rect, index, "hov")
        if index.row() < index.model().rowCount() - 1 and self.reasons and (theme.high_contrast or not option.chosen):
            p.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        side = theme.px(KEY_CAP)
        top = rect.top() + (theme.px(7) if self.reasons else (rect.height() - side) // 2)
        cap = QRect(rect.left() + theme.px(EDGE), top, max(key_cap_width(theme, self.key_of(option)), side), side)
        self._paint_cap(p, cap, option, in_hand=in_hand)
        words = rect.adjusted(cap.right() + theme.px(EDGE) - rect.left(), 0, -theme.px(EDGE), 0)
        self._paint_words(p, words, option, tall=self.needs_two_lines(option))
        if state & QStyle.StateFlag.State_HasFocus and not self._search:
            paint_ring(p, QRectF(rect), theme, RADIUS_ROW - 1)
        p.restore()

    def _fill(self, p: QPainter, rect: QRect, index: Index, role: str) -> None:
        """As round as the list's own frame where the row meets it."""
        reach = RADIUS_ROW - 1
        above = 0 if index.row() == 0 else -2 * reach
        below = 0 if index.row() == index.model().rowCount() - 1 else 2 * reach
        p.setClipRect(rect)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self._theme.color(role))
        p.drawRoundedRect(rect.adjusted(0, above, 0, below), reach, reach)

    def _paint_cap(self, p: QPainter, cap: QRect, option: Option, *, in_hand: bool) -> None:
        """A key in its cap; in a search the sign alone, and Enter on the row in hand."""
        theme = self._theme
        filled = option.chosen or in_hand
        sign = "enter" if in_hand else option.sign
        if option.key or filled:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(QPen(theme.color("acc" if filled else "ctl"), 1))
            p.setBrush(theme.color("acc" if filled else "surf"))
            p.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CHIP, RADIUS_CHIP)
        ink = theme.color("onacc" if filled else "tx2" if sign else "tx")
        if sign:
            side = theme.px(12 if filled else ICON_FIELD)
            drawing = pixmap(sign, ink, side, p.device().devicePixelRatioF())
            p.drawPixmap(cap.left() + (cap.width() - side) // 2, cap.top() + (cap.height() - side) // 2, drawing)
        elif option.key:
            p.setFont(theme.font("chip"))
            p.setPen(ink)
            p.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key_of(option))

    def key_of(self, option: Option) -> str:
        """What stands in the cap: the figure, with Alt while figures by themselves are switched off."""
        return option.key if self._theme.letter_keys or not option.key else f"Alt+{option.key}"

    def _paint_words(self, p: QPainter, rect: QRect, option: Option, *, tall: bool) -> None:
        theme = self._theme
        line = QFontMetrics(theme.font("body")).height()
        top = rect.top() + (theme.px(8) if self.reasons else (rect.height() - line) // 2)
        number = QRect(rect.left(), top, rect.width(), line)
        used = paint_elided(p, number, option.number, theme.font("strong"), theme.color("tx")) if option.number else 0
        gap = theme.px(7) if used else 0
        if tall:
            self._paint_long_title(p, QRect(rect.left(), top, rect.width(), 2 * line), used + gap, option.title)
            top += line
        else:
            self._paint_title(p, QRect(rect.left() + used + gap, top, rect.width() - used - gap, line), option.title)
        if self.reasons:
            self._paint_reason(p, QRect(rect.left(), top + line, rect.width(), theme.px(18)), option)

    def _paint_title(self, p: QPainter, rect: QRect, title: str) -> None:
        """The title, with the words looked for stronger and in the accent's colour."""
        theme = self._theme
        at = title.casefold().find(self.wanted.casefold()) if len(self.wanted) > 1 else -1
        if at < 0:
            paint_elided(p, rect, title, theme.font("body"), theme.color("tx"))
            return
        end = at + len(self.wanted)
        strong = theme.font("strong")
        pieces: tuple[tuple[str, QFont, str], ...] = (
            (title[:at], theme.font("body"), "tx"),
            (title[at:end], strong, "acctx"),
            (title[end:], theme.font("body"), "tx"),
        )
        left, dots = rect.left(), theme.width("strong", DOTS)
        for piece, (words, font, ink) in enumerate(pieces):
            room = QRect(left, rect.top(), rect.right() - left + 1, rect.height())
            after = pieces[piece + 1 :]
            rest = sum(QFontMetrics(its).horizontalAdvance(more) for more, its, _ink in after)
            if QFontMetrics(font).horizontalAdvance(words) + min(rest, dots) > room.width():
                paint_elided(p, room, words + "".join(more for more, *_ in after), font, theme.color(ink))
                return
            left += paint_elided(p, room, words, font, theme.color(ink))

    def _paint_long_title(self, p: QPainter, room: QRect, indent: int, title: str) -> None:
        """The title in up to two lines, the first beside the number."""
        font, ink = self._theme.font("body"), self._theme.color("tx")
        metrics = QFontMetrics(font)
        words, first = title.split(" "), ""
        while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= room.width() - indent:
            first = f"{first} {words.pop(0)}".strip()
        line = metrics.height()
        paint_elided(p, QRect(room.left() + indent, room.top(), room.width() - indent, line), first, font, ink)
        paint_elided(p, QRect(room.left(), room.top() + line, room.width(), line), " ".join(words), font, ink)

    def _paint_reason(self, p: QPainter, rect: QRect, option: Option) -> None:
        theme, left = self._theme, rect.left()
        if option.band is not None:
            sure = option.band is Band.SURE
            ink = theme.color("acctx" if sure else "tx2")
            side = confidence_side(theme)
            paint_confidence(p, QRect(left, rect.top(), side, rect.height()), option.band, ink)
            left += side + theme.px(5)
            word = QRect(left, rect.top(), rect.right() - left, rect.height())
            left += paint_elided(p, word, band_text(option.band), theme.font("label" if sure else "caption"), ink)
            if option.reason:
                p.setPen(theme.color("tx2"))
                p.drawText(QRect(left, rect.top(), theme.px(16), rect.height()), Qt.AlignmentFlag.AlignCenter, "·")
                left += theme.px(16)
        rest = QRect(left, rect.top(), rect.right() - left, rect.height())
        paint_elided(p, rest, option.reason, theme.font("caption"), theme.color("tx2"))
