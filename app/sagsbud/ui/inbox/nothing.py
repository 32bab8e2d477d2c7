"""A folder of state with nothing in it: that this is well, what will come here, and the way to the work."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.inbox.drop import RoundIcon
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S, SPACE_XL

WIDTH = 520


class NothingHere(QWidget):
    """A drawing, a heading, a sentence, and a button that takes the keyboard."""

    inbox_asked = Signal()

    def __init__(self, theme: Theme, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        sentence = TextLabel(theme, text, "body", "tx2")
        sentence.setWordWrap(True)
        self.button = QPushButton(tr("Go to the inbox"))
        self.button.clicked.connect(lambda _checked=False: self.inbox_asked.emit())
        content = QWidget()
        content.setMaximumWidth(px(WIDTH))
        column = QVBoxLayout(content)
        column.setContentsMargins(px(SPACE_XL), px(SPACE_XL), px(SPACE_XL), px(SPACE_XL))
        column.setSpacing(px(SPACE_S))
        column.addWidget(RoundIcon(theme, icon, 44))
        column.addSpacing(px(SPACE_S))
        column.addWidget(TextLabel(theme, title, "page_title"))
        column.addWidget(sentence)
        column.addSpacing(px(SPACE_L))
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(content, stretch=100)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    def take_place_of(self, list_: QWidget, *, empty: bool) -> None:
        """Stand where the list stood while that is empty; the keyboard stays in the place."""
        before, after = (list_, self.button) if empty else (self.button, list_)
        follows = before.hasFocus()
        list_.setVisible(not empty)
        self.setVisible(empty)
        if follows:
            after.setFocus(Qt.FocusReason.OtherFocusReason)
