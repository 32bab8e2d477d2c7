"""The first lines of the panel: a shape, a word, and one sentence that says what to do."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sagsbud.domain.suggestions import Band
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import TextLabel, before_words
from sagsbud.ui.paint import paint_confidence
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import RADIUS_ROW

SIGN = 16
SIGN_WIDE = SIGN + 2
HEADING_TO_WORDS = 13
"""px of the sign, and from it to the words: what stands below begins as they do."""


class Heading(QWidget):
    """Shape or sign at the left, title and sentence beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign = _Sign(theme)
        self._title = TextLabel(theme, font="detail_title")
        self._sentence = TextLabel(theme, font="caption", role="tx2")
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(HEADING_TO_WORDS))
        grid.setVerticalSpacing(theme.px(2))
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._sentence, 1, 1)
        grid.setColumnStretch(1, 1)

    def say(self, title: str, sentence: str, *, band: Band | None = None, sign: str = "", role: str = "tx2") -> None:
        """This state; `sign` is a drawing's name where no confidence is meant."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._sign.show_sign(band, sign, role)

    @property
    def said(self) -> tuple[str, str]:
        """Title and sentence."""
        return self._title.text(), self._sentence.text()


class _Sign(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[Band | None, str, str] = (None, "", "tx2")
        self.setFixedSize(theme.px(SIGN_WIDE), theme.px(SIGN + 4))

    def show_sign(self, band: Band | None, sign: str, role: str) -> None:
        self._shown = (band, sign, role)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        band, sign, role = self._shown
        p = QPainter(self)
        if sign:
            side = self._theme.px(SIGN_WIDE)
            drawing = pixmap(sign, self._theme.color(role), side, self.devicePixelRatioF())
            p.drawPixmap(0, (self.height() - side) // 2, drawing)
        elif band is not None:
            color = self._theme.color("acctx" if band in (Band.SURE, Band.LIKELY) else "tx")
            side = self._theme.px(SIGN)
            paint_confidence(p, QRect(0, self._theme.px(3), side, side), band, color)


class QuietBox(QFrame):
    """Words on a grey ground, with a bold beginning: why there is no suggestion, what a person should know."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._label.setProperty("role", "tx2")
        box = QHBoxLayout(self)
        side = before_words(theme)
        box.setContentsMargins(side, theme.px(9), side, theme.px(9))
        box.addWidget(self._label)
        self.setObjectName("quiet_box")
        theme.changed.connect(self._dress)
        self._dress()

    def say(self, markup: str) -> None:
        """These words (already safe markup), or nothing."""
        self._label.setText(markup)
        self.setVisible(bool(markup))

    def _dress(self) -> None:
        self._label.setFont(self._theme.font("caption"))
        ground = self._theme.tokens.hov
        self.setStyleSheet(f"QFrame#quiet_box {{ background: {ground}; border-radius: {RADIUS_ROW}px; }}")


def section(theme: Theme, title: str | TextLabel, *parts: QWidget) -> QWidget:
    """A caption with what belongs to it below."""
    whole = QWidget()
    box = QVBoxLayout(whole)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.px(6))
    box.addWidget(TextLabel(theme, title, "label", "tx2") if isinstance(title, str) else title)
    for part in parts:
        box.addWidget(part)
    return whole
