"""Small widgets that several panes share: labels, drawings, rules."""

import re
from typing import Self

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sagsbud.ui.icons import icon, pixmap
from sagsbud.ui.overhang import Overhang, overhang
from sagsbud.ui.theme import Theme, polish_anew
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import FIELD_EDGE, FIELD_PADDING

HAIRLINE = 1
"""px of a line that divides, at any text scale."""
SHORT, PAIR = 14, 22
"""Letters of a last word that is not left alone in its line, and of it with the word before."""
UNBROKEN = "\N{NO-BREAK SPACE}"
JOINER = "\N{WORD JOINER}"
"""Where no line may end."""
SHORT_FIRST = re.compile(r"\b([^\W\d]{1,3})-(?=\w)")
"""A hyphen right behind a few letters: `KLE-emne`, `cpr-nummer`."""
DOT = f"{2 * UNBROKEN}·{UNBROKEN} "
"""Between how sure it is and why, as wide before the dot as behind it; a line ends behind it or not at all."""


def before_words(theme: Theme) -> int:
    """px from the edge of a field, or of what is told in a frame or on a ground of its own, to its words."""
    return theme.px(FIELD_PADDING) + FIELD_EDGE


class TextLabel(QLabel):
    """A label in one of the theme's fonts and colours; follows both. Wrapped, no short word is alone in its last line."""

    def __init__(
        self, theme: Theme, text: str = "", font: str = "body", role: str = "tx", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._words, self._said = text, ""
        self._font_role = self._beside = font
        self._overhang: Overhang | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self._redress()
        theme.changed.connect(self._redress)

    def text(self) -> str:
        """What was asked to be shown."""
        return self._words

    def setText(self, text: str) -> None:
        """Other words."""
        self._words = text
        self._show_words()
        self._reach_out()

    def setWordWrap(self, on: bool) -> None:
        """Whether it takes as many lines as it needs."""
        super().setWordWrap(on)
        self._show_words()
        self._reach_out()

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Where in its place its words stand."""
        super().setAlignment(alignment)
        self._reach_out()

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        """What can be copied keeps its last words together with nothing that would be copied with them."""
        super().setTextInteractionFlags(flags)
        self._show_words()

    def _show_words(self) -> None:
        """What keeps words together is for the eye alone: it is neither copied nor read aloud."""
        words, copied = self._words, self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        shown = kept_together(words) if self.wordWrap() else words
        if copied:
            shown = shown.replace(JOINER, "")  # what keeps a space together is copied as a space
        super().setText(shown)
        if self.accessibleName() == self._said:
            self._said = words if shown != words else ""
            self.setAccessibleName(self._said)

    def _reach_out(self) -> None:
        """Its first letter is whole, where nothing else keeps room before it."""
        elsewhere = self.alignment() & (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignHCenter)
        at_edge = not elsewhere and (self._overhang or not self.contentsMargins().left())
        px = overhang(self._theme.font(self._font_role), self._words) if at_edge else 0
        if px and not self._overhang:
            self._overhang = Overhang(self)
        if self._overhang:
            self._overhang.reach(px)

    def heightForWidth(self, width: int) -> int:
        """In a place that wide, which it reaches out of."""
        return super().heightForWidth(width + (self._overhang.px if self._overhang else 0))

    def set_role(self, role: str) -> None:
        """Change the colour."""
        if self.property("role") == role:
            return
        self.setProperty("role", role)
        polish_anew(self)

    def stand_beside(self, font: str) -> Self:
        """Stand on one base line with words in that larger font, both in the middle of a row; answers with itself."""
        self._beside = font
        self._redress()
        return self

    def _redress(self) -> None:
        self.setFont(self._theme.font(self._font_role))
        margins = self.contentsMargins()
        margins.setTop(self._theme.line_air(self._font_role, self._beside))
        self.setContentsMargins(margins)
        self._reach_out()


def escaped(text: str) -> str:
    """The text as it stands in markup. The library's own would keep the names of all HTML's characters in memory."""
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#x27")):
        text = text.replace(sign, f"&{name};")
    return text


def kept_together(text: str) -> str:
    """Each paragraph with its last two words kept together where the last would look lost; no line ends with `KLE-`."""
    return "\n".join(map(_paragraph_kept, SHORT_FIRST.sub(rf"\1-{JOINER}", text).split("\n")))


def _paragraph_kept(text: str) -> str:
    rest, space, last = text.rpartition(" ")
    start, gap, before = rest.rpartition(" ")
    alone = space and len(last) <= SHORT and len(before) + len(last) < PAIR
    return (
        start + gap + f"{before}{UNBROKEN}{last}".replace("-", f"-{JOINER}").replace(2 * JOINER, JOINER)
        if alone
        else text
    )


class CutLabel(TextLabel):
    """One line that is cut at the right; the whole stands in the tool tip then."""

    def __init__(
        self, theme: Theme, text: str = "", font: str = "body", role: str = "tx", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, text, font, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """It can always become shorter."""
        return QSize(0, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        """Other words, and their tool tip."""
        super().setText(text)
        self._tell_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of it can be read."""
        super().resizeEvent(event)
        self._tell_whole()

    @property
    def _room(self) -> int:
        """px for its words."""
        return self.width() - self.contentsRect().left()

    def _tell_whole(self) -> None:
        """The tool tip only where something is missing."""
        whole = QFontMetrics(self.font()).horizontalAdvance(self.text()) <= self._room
        self.setToolTip("" if whole else as_tip(self.text()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The text, cut."""
        painter = QPainter(self)
        painter.setPen(self._theme.color(str(self.property("role") or "tx")))
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self._room)
        painter.drawText(self.contentsRect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class IconLabel(QLabel):
    """One of our drawings in a role's colour."""

    def __init__(self, theme: Theme, name: str, size: int, role: str = "tx2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self.show_icon(name, role)
        theme.changed.connect(self._draw)

    def show_icon(self, name: str, role: str) -> None:
        """Show another."""
        self._name, self._role = name, role
        self._draw()

    def _draw(self) -> None:
        side = self._theme.px(self._size)
        self.setFixedSize(side, side)
        self.setPixmap(icon(self._name, self._theme, side, self._role).pixmap(side, side))


class RoundIcon(QWidget):
    """A drawing in a tinted disc."""

    def __init__(self, theme: Theme, name: str, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._size = size
        theme.changed.connect(self._fit)
        self._fit()

    def show_icon(self, name: str) -> None:
        """Show another drawing."""
        self._name = name
        self.update()

    def _fit(self) -> None:
        self.setFixedSize(self._theme.px(self._size), self._theme.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Disc and drawing."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self._theme.border if self._theme.high_contrast else 0
        painter.setPen(QPen(self._theme.color("ctl"), ring) if ring else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("sel"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2))
        side = self._theme.px(self._size * 0.46)
        drawing = pixmap(self._name, self._theme.color("acctx"), side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF((self.width() - side) / 2, (self.height() - side) / 2), drawing)


def frame(name: str, parent: QWidget | None = None) -> QFrame:
    """A frame with one of the style sheet's names: card, group, picks or band."""
    made = QFrame(parent)
    made.setObjectName(name)
    return made


def rule(parent: QWidget | None = None) -> QFrame:
    """A hairline from left to right."""
    made = QFrame(parent)
    made.setObjectName("rule")
    made.setFixedHeight(HAIRLINE)
    return made


def edge(scroll: QAbstractScrollArea, *, below: bool = False) -> QFrame:
    """A hairline for what stays above the area, or below it: seen while something is scrolled away beyond it."""
    line = rule()
    kept = line.sizePolicy()
    kept.setRetainSizeWhenHidden(True)
    line.setSizePolicy(kept)
    line.hide()
    bar = scroll.verticalScrollBar()

    def look() -> None:
        line.setVisible(bar.value() < bar.maximum() if below else bar.value() > bar.minimum())

    bar.valueChanged.connect(look)
    bar.rangeChanged.connect(look)
    return line


def below_edge(scroll: QAbstractScrollArea) -> QWidget:
    """The area below a hairline that ends what stays above it, while something is scrolled away there."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(edge(scroll))
    column.addWidget(scroll)
    return page


def wall(parent: QWidget | None = None) -> QFrame:
    """A hairline from top to bottom."""
    made = QFrame(parent)
    made.setObjectName("wall")
    made.setFixedWidth(HAIRLINE)
    return made
