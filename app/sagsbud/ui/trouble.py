"""What stands in the window of a program that cannot start."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.texts import TroubleText
from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S

WIDTH = 560
SIGN = 28
BEFORE_SHAPE = 3
"""px in the sign's square before its shape begins, which stands above the first letters."""


class TroublePage(QWidget):
    """What happened, what it means, what to do; buttons that try again and that close."""

    again_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, said: TroubleText) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Sagsbud")
        px = theme.px
        title = TextLabel(theme, said.heading, "page_title")
        meaning = TextLabel(theme, said.meaning)
        action = TextLabel(theme, said.action, "strong")
        self.again = QPushButton(tr("Try again"))
        self.again.setObjectName("primary")
        self.again.clicked.connect(self.again_asked)
        close = QPushButton(tr("Close"))
        close.setShortcut(Qt.Key.Key_Escape)
        close.clicked.connect(self.closed)
        self.setFocusProxy(self.again)
        words = QWidget()
        words.setFixedWidth(px(WIDTH))
        below = QVBoxLayout(words)
        below.setSpacing(px(SPACE_L))
        below.addWidget(IconLabel(theme, "circle-alert", SIGN, "warn"))
        column = QVBoxLayout()
        column.setContentsMargins(px(BEFORE_SHAPE), 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        below.addLayout(column)
        for label in (title, meaning, action):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addSpacing(px(SPACE_L))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(SPACE_S))
        buttons.addWidget(self.again)
        buttons.addWidget(close)
        buttons.addStretch(1)
        column.addLayout(buttons)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words)
        middle.addStretch(1)
        around = QVBoxLayout(self)
        around.addStretch(2)
        around.addLayout(middle)
        around.addStretch(3)
