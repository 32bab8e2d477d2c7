"""Paints one option: key or sign, number and title, below them how sure and why."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.domain.suggestions import Band
from sagsbud.i18n import tr
from sagsbud.suggestiontexts import band_text
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import DOT, kept_together
from sagsbud.ui.paint import ONE_LINE, confidence_side, key_cap_width, paint_confidence, paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import (
    FIELD_SIGN,
    ICON_FIELD,
    KEY_CAP,
    RADIUS_CHIP,
    RADIUS_ROW,
    ROW_SUGGESTION,
    ROW_TREE,
    SPACE_S,
)

Index = QModelIndex | QPersistentModelIndex
OPTION = Qt.ItemDataRole.UserRole + 1
TALL_FROM = 1.5
"""Text scale from which a title has two lines."""
EDGE = 10
"""px behind a row's words."""
BESIDE_KEY = 6
"""px at the least between a key and the words."""
BESIDE_SHAPE = 5
"""px between the shape of a confidence and its word."""
DOTS = "…"
FRAME = 3
"""px at any text scale between the edge of a search and its rows."""


def words_at(theme: Theme) -> int:
    """px from the left of a hit to its words, which begin below those of a field with a sign."""
    return theme.px(FIELD_SIGN) + theme.px(ICON_FIELD) + theme.px(SPACE_S) - FRAME


def sign_at(theme: Theme) -> int:
    """px from the left of a hit to its cap, in whose middle its sign stands: below that of a field."""
    return theme.px(FIELD_SIGN) - (theme.px(KEY_CAP) - theme.px(ICON_FIELD)) // 2 - FRAME


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
    closed: bool = False
    """A Sag nothing can be filed on as it is: never in hand by itself."""

    @property
    def spoken(self) -> str:
        """The row as one sentence."""
        sure = band_text(self.band) if self.band else ""
        said = ", ".join(part for part in (f"{self.number} {self.title}".strip(), sure, self.reason) if part)
        return tr("Chosen: {value}", value=said) if self.chosen else said


class OptionDelegate(QStyledItemDelegate):
    """Paints rows of 50 px at scale 1.0, and higher ones for more lines; in a search, where the words looked for are in colour, those of one line are of 34."""

    def __init__(self, theme: Theme, parent: QWidget, *, search: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._search = search
        self.width = 0
        """px of width that a row has."""
        self.wanted = ""
        """The words looked for."""

    def row_height(self) -> int:
        """At the least: in a search a row of one line, else of two."""
        return self._theme.px(ROW_TREE if self._search else ROW_SUGGESTION)

    def _has_reason(self, option: Option) -> bool:
        """Whether the row has a second line; a hit that has nothing to say there is lower, whatever the others have."""
        return not self._search or bool(option.reason) or option.band is not None

    def height_of(self, option: Option) -> int:
        """More lines where a suggestion's reason would be cut, and with large text one where its title would."""
        title = QFontMetrics(self._theme.font("body")).height() if self.needs_two_lines(option) else 0
        more = len(self._reason_lines(option)) - 1
        lines = self._theme.px(ROW_SUGGESTION if self._has_reason(option) else ROW_TREE)
        return lines + title + more * QFontMetrics(self._theme.font("caption")).height()

    def needs_two_lines(self, option: Option) -> bool:
        """Whether large text leaves the title no room on one line."""
        if self._theme.scale < TALL_FROM or self._search:
            return False
        number = QFontMetrics(self._theme.font("strong")).horizontalAdvance(option.number)
        title = QFontMetrics(self._theme.font("body")).horizontalAdvance(option.title)
        return number + title + self._theme.px(7) > self._room(option)

    def _room(self, option: Option) -> int:
        """px of width that a row has for its words."""
        return self.width - self._words_at(option) - self._theme.px(EDGE)

    @property
    def _beyond(self) -> int:
        """px by which a row of the form begins nearer to the edge of its list than one of a search."""
        return 0 if self._search else FRAME - self._theme.border

    def _words_at(self, option: Option) -> int:
        """px from the left of a row to its words: below those of a field with a sign, or behind a longer key."""
        theme, beyond = self._theme, self._beyond
        key = 0 if self._search else sign_at(theme) + self._cap_width(option) + theme.px(BESIDE_KEY)
        return max(words_at(theme), key) + beyond

    def _cap_width(self, option: Option) -> int:
        return key_cap_width(self._theme, self.key_of(option))

    def _shape_room(self, option: Option) -> int:
        """px that the shape before a word takes."""
        return confidence_side(self._theme) + self._theme.px(BESIDE_SHAPE) if option.band is not None else 0

    def _reason_lines(self, option: Option) -> list[str]:
        """The reason in as many lines as it needs, the first behind how sure it is; a row of a search has but one."""
        if self._search:
            return [option.reason]
        theme, rest = self._theme, self._room(option) - self._shape_room(option)
        first = rest
        if option.band is not None:
            first -= theme.width(_word_font(option.band), band_text(option.band)) + theme.width("caption", DOT)
        return lines_of(kept_together(option.reason), QFontMetrics(theme.font("caption")), first, rest)

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
        ruled = index.row() < index.model().rowCount() - 1 and self._has_reason(option)
        if ruled and (theme.high_contrast or not option.chosen):
            p.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        side = theme.px(KEY_CAP)
        top = rect.top() + (theme.px(7) if self._has_reason(option) else (rect.height() - side) // 2)
        cap = QRect(rect.left() + sign_at(theme) + self._beyond, top, self._cap_width(option), side)
        self._paint_cap(p, cap, option, in_hand=in_hand)
        after = theme.px(FIELD_SIGN) - FRAME if self._search else theme.px(EDGE)
        words = rect.adjusted(self._words_at(option), 0, -after, 0)
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
        top = rect.top() + (theme.px(8) if self._has_reason(option) else (rect.height() - line) // 2)
        number = QRect(rect.left(), top, rect.width(), line)
        used = paint_elided(p, number, option.number, theme.font("strong"), theme.color("tx")) if option.number else 0
        gap = theme.px(7) if used else 0
        if tall:
            self._paint_long_title(p, QRect(rect.left(), top, rect.width(), 2 * line), used + gap, option.title)
            top += line
        else:
            self._paint_title(p, QRect(rect.left() + used + gap, top, rect.width() - used - gap, line), option.title)
        if self._has_reason(option):
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
        first, *more = lines_of(title, metrics, room.width() - indent, room.width())
        line = metrics.height()
        paint_elided(p, QRect(room.left() + indent, room.top(), room.width() - indent, line), first, font, ink)
        paint_elided(p, QRect(room.left(), room.top() + line, room.width(), line), " ".join(more), font, ink)

    def _paint_reason(self, p: QPainter, rect: QRect, option: Option) -> None:
        """How sure and why; what of the reason has no room beside the word stands below it."""
        theme, indent = self._theme, self._shape_room(option)
        left = rect.left() + indent
        if option.band is not None:
            ink = theme.color("acctx" if option.band is Band.SURE else "tx2")
            shape = QRect(rect.left(), rect.top(), confidence_side(theme), rect.height())
            paint_confidence(p, shape, option.band, ink)
            word = QRect(left, rect.top(), rect.right() - left, rect.height())
            left += paint_elided(p, word, band_text(option.band), theme.font(_word_font(option.band)), ink)
        font, ink = theme.font("caption"), theme.color("tx2")
        if option.band is not None and option.reason:
            dot = QRect(left, rect.top(), theme.width("caption", DOT), rect.height())
            p.setFont(font)
            p.setPen(ink)
            p.drawText(dot, ONE_LINE, DOT)
            left += dot.width()
        first, *more = self._reason_lines(option)
        paint_elided(p, QRect(left, rect.top(), rect.right() - left + 1, rect.height()), first, font, ink)
        for at, line in enumerate(more, start=1):
            below = rect.adjusted(indent, 0, 0, 0).translated(0, at * QFontMetrics(font).height())
            paint_elided(p, below, line, font, ink)


def _word_font(band: Band) -> str:
    return "label" if band is Band.SURE else "caption"


def lines_of(text: str, metrics: QFontMetrics, first: int, rest: int) -> list[str]:
    """The text in lines of whole words, the first of them as wide as `first`, the others as `rest`.

    The first is empty where its word has more room in the second; no other is.
    """
    if not text or metrics.horizontalAdvance(text) <= first:
        return [text]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) <= (rest if lines[1:] else first):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines if lines[0] or first < rest else lines[1:]
