"""What stands in the window while it takes long to open: most often somebody is asked for the keyring's password."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S
from sagsbud.ui.trouble import BEFORE_SHAPE, SIGN, WIDTH


class AwaitingPage(QWidget):
    """What it waits for, and what to do about it. It ends when something else is shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Sagsbud")
        px = theme.px
        title = TextLabel(theme, tr("Sagsbud is opening"), "page_title")
        note = TextLabel(
            theme,
            tr("Unlock the keyring if your computer asks for its password: the key to your documents lies in it."),
            "body",
            "tx2",
        )
        words = QWidget()
        words.setFixedWidth(px(WIDTH))
        below = QVBoxLayout(words)
        below.setSpacing(px(SPACE_L))
        below.addWidget(IconLabel(theme, "lock", SIGN, "tx2"))
        column = QVBoxLayout()
        column.setContentsMargins(px(BEFORE_SHAPE), 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        below.addLayout(column)
        for label in (title, note):
            label.setWordWrap(True)
            column.addWidget(label)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words)
        middle.addStretch(1)
        around = QVBoxLayout(self)
        around.addStretch(2)
        around.addLayout(middle)
        around.addStretch(3)
