"""What stands in the window of a program that cannot start."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.texts import TroubleText
from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S

WIDTH = 560


class TroublePage(QWidget):
    """What happened, what it means, what to do; and a button that closes."""

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
        close = QPushButton(tr("Close"))
        close.setObjectName("primary")
        close.setShortcut(Qt.Key.Key_Escape)
        close.clicked.connect(self.closed)
        self.setFocusProxy(close)
        words = QWidget()
        words.setFixedWidth(px(WIDTH))
        column = QVBoxLayout(words)
        column.setSpacing(px(SPACE_S))
        column.addWidget(IconLabel(theme, "circle-alert", 28, "warn"))
        column.addSpacing(px(SPACE_S))
        for label in (title, meaning, action):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addSpacing(px(SPACE_L))
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignLeft)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words)
        middle.addStretch(1)
        around = QVBoxLayout(self)
        around.addStretch(2)
        around.addLayout(middle)
        around.addStretch(3)
