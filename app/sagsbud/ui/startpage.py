"""The one shape of what stands in the window before the program does: a sign, a heading, lines below it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S

WIDTH = 560
SIGN = 28


class StartPage(QWidget):
    """What more there is goes into `column`, below the words."""

    def __init__(self, theme: Theme, sign: str, role: str, heading: str, meaning: str) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = theme.px
        words = QWidget()
        words.setFixedWidth(px(WIDTH))
        below = QVBoxLayout(words)
        below.setSpacing(px(SPACE_L))
        shown = IconLabel(theme, sign, SIGN, role)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addSpacing(-_before_shape(shown))
        above.addWidget(shown)
        above.addStretch(1)
        below.addLayout(above)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(SPACE_S))
        below.addLayout(self.column)
        self.add_words(TextLabel(theme, heading, "page_title"))
        self.add_words(TextLabel(theme, meaning, "body", "tx2"))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words)
        middle.addStretch(1)
        around = QVBoxLayout(self)
        around.addStretch(2)
        around.addLayout(middle)
        around.addStretch(3)

    def add_words(self, label: TextLabel) -> None:
        """As many lines as it needs, which can be copied into a mail to whoever helps."""
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(label)


def _before_shape(sign: IconLabel) -> int:
    """px in the sign's square before its shape begins, which stands above the first letters."""
    drawn = sign.pixmap()
    return round(QRegion(drawn.mask()).boundingRect().left() / drawn.devicePixelRatio())
