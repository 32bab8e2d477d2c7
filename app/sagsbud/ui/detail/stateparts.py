"""What a document that is no longer a draft is told in: the case it is on, facts, and how it differs from another."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QSizePolicy, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.detail.controls import paint_field_frame
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import CutLabel, TextLabel, before_words
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import FIELD_SIGN, ICON_FIELD, RADIUS_ROW, SPACE_S

FACTS_EDGE = 1
"""px of a frame and what is inside it before its contents, however thick the frame is."""


class SagCard(QWidget):
    """The case in a frame: number and title, and the document's title on it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = ("", "", "", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_card(self, number: str, title: str, below: str, *, filed: bool) -> None:
        """This case."""
        self._shown = (number, title, below, filed)
        self.setAccessibleName(f"{number} {title}, {below}")
        self.setToolTip(as_tip(f"{number} {title}\n{below}"))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines, with as much air below them as above."""
        lines = sum(QFontMetrics(self._theme.font(role)).height() for role in ("body", "caption"))
        return QSize(self._theme.px(200), lines + 2 * self._theme.px(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, sign, two lines."""
        theme = self._theme
        number, title, below, filed = self._shown
        p = QPainter(self)
        paint_field_frame(p, self.rect(), theme, over=False, focused=False)
        side = theme.px(ICON_FIELD)
        sign = pixmap("folder-check" if filed else "folder", theme.color("acctx"), side, self.devicePixelRatioF())
        left, line = theme.px(FIELD_SIGN), QFontMetrics(theme.font("body")).height()
        top, right = theme.px(10), self.width() - theme.px(10)
        p.drawPixmap(left, top + (line - side) // 2, sign)
        left += side + theme.px(SPACE_S)
        used = paint_elided(p, QRect(left, top, right - left, line), number, theme.font("strong"), theme.color("tx"))
        rest = QRect(left + used + theme.px(7), top, max(0, right - left - used - theme.px(7)), line)
        paint_elided(p, rest, title, theme.font("body"), theme.color("tx"))
        low = QRect(left, top + line, right - left, QFontMetrics(theme.font("caption")).height())
        paint_elided(p, low, below, theme.font("caption"), theme.color("tx2"))


class FactGrid(QFrame):
    """Names and values in a frame; every value can be selected and copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facts: Sequence[tuple[str, str]] = ()
        self.setObjectName("facts")
        self._grid = QGridLayout(self)
        side = before_words(theme) - FACTS_EDGE
        self._grid.setContentsMargins(side, theme.px(8), side, theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """What is shown."""
        return self._facts

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """These from now on."""
        if facts == self._facts:
            return
        self._facts = facts
        empty(self._grid)
        for row, (name, value) in enumerate(facts):
            caption = TextLabel(self._theme, name, "caption", "tx2")
            words = TextLabel(self._theme, _breakable(value), "caption")
            words.setWordWrap(True)
            words.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            words.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
        self.setVisible(bool(facts))

    def _dress(self) -> None:
        self.setStyleSheet(_facts_frame(self._theme))


class DifferenceGrid(QFrame):
    """A table of two documents: what is compared, this one, the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: Sequence[tuple[str, str, str]] = ()
        self.setObjectName("facts")
        self._grid = QGridLayout(self)
        side = before_words(theme) - FACTS_EDGE
        self._grid.setContentsMargins(side, theme.px(8), side, theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(7))
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def rows(self) -> Sequence[tuple[str, str, str]]:
        """What is shown."""
        return self._rows

    def show_differences(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """These from now on."""
        if rows == self._rows:
            return
        self._rows = rows
        empty(self._grid)
        for at, title in enumerate((tr("This one"), tr("The other")), start=1):
            self._grid.addWidget(TextLabel(self._theme, title, "label"), 0, at)
        for row, (name, mine, other) in enumerate(rows, start=1):
            self._grid.addWidget(TextLabel(self._theme, name, "caption", "tx2"), row, 0)
            for at, value in enumerate((mine, other), start=1):
                label = CutLabel(self._theme, value, "caption")
                label.setAccessibleName(f"{name}: {value}")
                self._grid.addWidget(label, row, at)

    def _dress(self) -> None:
        self.setStyleSheet(_facts_frame(self._theme))


def _facts_frame(theme: Theme) -> str:
    """However thick the frame is, what is in it begins at the same px."""
    border = theme.border
    line = f"border: {border}px solid {theme.tokens.line}; padding: {FACTS_EDGE - border}px"
    return f"QFrame#facts {{ {line}; border-radius: {RADIUS_ROW}px; }}"


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and let go of it."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif within := item.layout():
            empty(within)


def _breakable(value: str) -> str:
    """A long run of letters gets places to break, which copy as nothing; a hyphen is none before a figure."""
    if len(value) < 30 or " " in value:
        return value
    if "-" in value:
        return value.replace("-", "-\u200b")
    return "\u200b".join(value[at : at + 16] for at in range(0, len(value), 16))
