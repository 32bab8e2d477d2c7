"""What the three steps have in common: a question, a note, room for the answer, and what testing it brought."""

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.ui.announce import announce
from sagsbud.ui.choicecard import MARK, MARK_TO_WORDS, PADDING
from sagsbud.ui.labels import IconLabel, TextLabel, frame
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_M, SPACE_S, SPACE_XS

SIGN = 20
BESIDE_SIGN = 9
WORDS_AT = PADDING + MARK + MARK_TO_WORDS
"""px from the edge to the words: where those of the cards above begin."""


class Tone(StrEnum):
    """How a test went."""

    BUSY = "busy"
    GOOD = "good"
    WARM = "warm"


LOOKS = {
    Tone.BUSY: ("clock", "tx2", "hov"),
    Tone.GOOD: ("circle-check", "ok", "okbg"),
    Tone.WARM: ("circle-alert", "warn", "warnbg"),
}
"""Drawing, its colour, and the ground."""


class Outcome(QWidget):
    """A band with what was found: a form, a strong line, a quiet one. `said` tells that there is something to read,
    or that it takes other room."""

    said = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.tone: Tone | None = None
        self._band = frame("outcome")
        self._sign = IconLabel(theme, "clock", SIGN)
        self.title = TextLabel(theme, "", "strong")
        self.note = TextLabel(theme, "", "caption", "tx2")
        for label in (self.title, self.note):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        higher = -((QFontMetrics(theme.font("strong")).height() - theme.px(SIGN)) // 2)
        words = QVBoxLayout()
        words.setContentsMargins(0, higher, 0, 0)
        words.setSpacing(theme.px(2))
        words.addWidget(self.title)
        words.addWidget(self.note)
        row = QHBoxLayout(self._band)
        top = theme.px(PADDING - 2)  # as in a card, whose mark stands beside the first line too
        row.setContentsMargins(theme.px(WORDS_AT - BESIDE_SIGN - SIGN), top - higher, theme.px(PADDING), top)
        row.setSpacing(theme.px(BESIDE_SIGN))
        row.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._band)
        self.hide()
        theme.changed.connect(self._dress)

    def say(self, tone: Tone, title: str, note: str = "") -> None:
        """Show this; said aloud too, except that something is under way."""
        title = title.removesuffix(".")
        self.tone = tone
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._dress()
        self.show()
        self.said.emit()
        if tone is not Tone.BUSY:
            announce(self, f"{title}. {note}" if note else title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Longer words may need to be brought up."""
        super().resizeEvent(event)
        self.said.emit()

    def forget(self) -> None:
        """Nothing has been tried."""
        self.tone = None
        self.hide()

    def _dress(self) -> None:
        if self.tone is None:
            return
        drawing, ink, ground = LOOKS[self.tone]
        self._sign.show_icon(drawing, ink)
        shade = getattr(self._theme.tokens, ground)
        self._band.setStyleSheet(f"QFrame#outcome {{ background: {shade}; border-radius: 8px; }}")


class Step(QWidget):
    """One question. `done` says that the answer holds and the next step may come."""

    done = Signal()

    def __init__(self, theme: Theme, question: str, note: str) -> None:
        super().__init__()
        self._theme = theme
        self.question = question
        self.heading = TextLabel(theme, question, "page_title")
        self.heading.setWordWrap(True)
        self.remark = TextLabel(theme, note, "body", "tx2")
        self.remark.setWordWrap(True)
        self.outcome = Outcome(theme)
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(theme.px(SPACE_S))
        self.inside.addWidget(self.heading)
        self.inside.addWidget(self.remark)
        self.inside.addSpacing(theme.px(SPACE_M))

    def labelled(self, label: QWidget, *parts: QWidget) -> QWidget:
        """A label as near to what it is for as everywhere."""
        together = QWidget()
        column = QVBoxLayout(together)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(SPACE_XS))
        for part in (label, *parts):
            column.addWidget(part)
        return together

    def opened(self) -> None:
        """It is shown: look at how things are, take the keyboard."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Keep the answer, then `done`; what stands in the way is said in `outcome`."""
        raise NotImplementedError

    def pass_by(self) -> None:
        """Leave things as they are."""
        self.done.emit()
