"""Below the fields, always in view: where it goes, how confidential it is, and the one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QTextDocumentFragment
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.detail.primary import PrimaryButton
from sagsbud.ui.edges import AROUND_FOOT, BEFORE_BUTTON
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import TextLabel, rule
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING

SIGN = 15
"""px of the sign before what is missing."""


class Footer(QFrame):
    """Two lines and the primary button."""

    pressed = Signal()
    left = Signal()
    """What is shown is not wanted after all."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = TextLabel(theme, "", "caption", "tx2")
        self.sentence.setTextFormat(Qt.TextFormat.RichText)
        self.sensitivity = TextLabel(theme, "", "caption", "tx2")
        self.trouble = TextLabel(theme, "", "caption", "warn")
        for label in (self.sentence, self.sensitivity, self.trouble):
            label.setWordWrap(True)
        self.trouble.hide()
        self._missing = QLabel()
        self.primary = PrimaryButton(theme, key)
        self.primary.clicked.connect(lambda _checked=False: self.pressed.emit())
        self.leave = LinkButton(theme, tr("Leave it as it is"))
        self.leave.clicked.connect(lambda _checked=False: self.left.emit())
        self.leave.hide()
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        theme = self._theme
        words = QGridLayout()
        words.setHorizontalSpacing(theme.px(8))
        words.setVerticalSpacing(0)
        words.addWidget(self._missing, 1, 0, 4, 1, Qt.AlignmentFlag.AlignTop)  # it makes no line higher
        for row, label in enumerate((self.sentence, self.sensitivity, self.trouble), start=1):
            words.addWidget(label, row, 1)
        words.setColumnStretch(1, 1)
        words.setRowStretch(0, 1)
        words.setRowStretch(4, 1)
        self._inner = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        side, around = theme.px(PANE_PADDING), theme.px(AROUND_FOOT)
        self._inner.setContentsMargins(side, around, side, around)
        self._inner.setSpacing(theme.px(BEFORE_BUTTON))
        self._inner.addLayout(words, 1)
        ends = QVBoxLayout()
        ends.setSpacing(theme.px(10))
        ends.addWidget(self.primary)
        ends.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignHCenter)
        self._inner.addLayout(ends)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(rule())
        box.addLayout(self._inner)

    def lie_flat(self, flat: bool) -> None:
        """The button beside the words, where the pane is wide and low; else below them."""
        direction = QBoxLayout.Direction
        self._inner.setDirection(direction.LeftToRight if flat else direction.TopToBottom)

    def say(self, button: str, sentence: str, sensitivity: str = "", missing: str = "") -> None:
        """What will happen; or what is missing before it can."""
        self.sentence.setAccessibleName(QTextDocumentFragment.fromHtml(missing or sentence).toPlainText())
        self.sentence.setText(missing or sentence)
        self.sentence.setVisible(bool(missing or sentence))
        self._missing.setVisible(bool(missing))
        self.sensitivity.setText(sensitivity)
        self.sensitivity.setVisible(bool(sensitivity))
        self.primary.say(button, missing)

    def say_trouble(self, words: str) -> None:
        """Why the last press did not do what it says; nothing takes it away again."""
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    def _dress(self) -> None:
        side = min(self._theme.px(SIGN), QFontMetrics(self._theme.font("caption")).height())  # it ends with its line
        self._missing.setPixmap(pixmap("circle-dashed", self._theme.color("tx2"), side, self.devicePixelRatioF()))
