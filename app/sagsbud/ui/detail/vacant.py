"""What stands in the document's place while none is chosen, or the one that is could not be read."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S

BLINK = 300
"""Milliseconds between two documents in which nothing is said yet."""
SIGN = 28


class Vacant(QWidget):
    """Quiet: what is to be done about it stands in the list beside it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = TextLabel(theme, "", "body", "tx2")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(SPACE_S))
        column.addStretch(2)
        column.addWidget(IconLabel(theme, "file-text", SIGN, "tx3"), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.words)
        column.addStretch(3)
        self._soon = QTimer(self, interval=BLINK, singleShot=True)
        self._soon.timeout.connect(self.show)
        self.hide()

    def begin(self) -> None:
        """No document is shown: say so, unless one comes at once."""
        self.words.setText(tr("No document is chosen"))
        self._soon.start()

    def say_unread(self) -> None:
        """There is one, but nothing of it; why is said where all news are."""
        self._soon.stop()
        self.words.setText(tr("The document could not be read"))
        self.show()

    def end(self) -> None:
        """There is one."""
        self._soon.stop()
        self.hide()
