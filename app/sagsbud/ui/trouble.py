"""What stands in the window of a program that cannot start."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from sagsbud.i18n import tr
from sagsbud.texts import TroubleText
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.startpage import StartPage
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S


class TroublePage(StartPage):
    """What happened, what it means, what to do; buttons that try again and that close."""

    again_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, said: TroubleText) -> None:
        super().__init__(theme, "circle-alert", "warn", said.heading, said.meaning)
        self.setWindowTitle("Sagsbud")
        self.add_words(TextLabel(theme, said.action, "strong"))
        self.again = QPushButton(tr("Try again"))
        self.again.setObjectName("primary")
        self.again.clicked.connect(self.again_asked)
        close = QPushButton(tr("Close"))
        close.setShortcut(Qt.Key.Key_Escape)
        close.clicked.connect(self.closed)
        self.setFocusProxy(self.again)
        self.column.addSpacing(theme.px(SPACE_L))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(SPACE_S))
        buttons.addWidget(self.again)
        buttons.addWidget(close)
        buttons.addStretch(1)
        self.column.addLayout(buttons)
