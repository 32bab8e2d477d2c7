"""The window of a program that cannot start."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.texts import TroubleText
from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S, SPACE_XL, SPACE_XXL


class TroubleWindow(QWidget):
    """What happened, what it means, what to do; and a button that closes."""

    def __init__(self, theme: Theme, words: TroubleText) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("Sagsbud"))
        px = theme.px
        title = TextLabel(theme, words.title, "page_title")
        meaning = TextLabel(theme, words.meaning)
        action = TextLabel(theme, words.action, "strong")
        close = QPushButton(tr("Close"))
        close.setObjectName("primary")
        close.setDefault(True)
        close.clicked.connect(self.close)
        close.setShortcut(Qt.Key.Key_Escape)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_XXL), px(SPACE_XXL), px(SPACE_XXL), px(SPACE_XL))
        column.setSpacing(px(SPACE_S))
        column.addWidget(IconLabel(theme, "circle-alert", 28, "warn"))
        for label in (title, meaning, action):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(SPACE_L), 0, 0)
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
        self.resize(px(520), px(300))
