"""What stands in place of a document that cannot be shown: why, and where it can be seen all the same."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.icons import put_sign
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S, SPACE_XXL


class Unshown(QWidget):
    """A sentence; the original in its own program where it still lies, else a copy where one wants it."""

    original_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._words = TextLabel(theme, "", "body", "tx2")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.original = QPushButton(tr("Open the original"))
        self.copy = QPushButton(tr("Save a copy …"))
        self.original.clicked.connect(lambda _checked=False: self.original_wanted.emit())
        self.copy.clicked.connect(lambda _checked=False: self.copy_wanted.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(SPACE_XXL), 0, theme.px(SPACE_XXL), 0)
        column.setSpacing(theme.px(SPACE_S))
        column.addStretch(2)
        column.addWidget(self._words)
        column.addSpacing(theme.px(SPACE_S))
        for button in (self.original, self.copy):
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._dress)
        self._dress()
        self.offer(original=False, copy=False)

    def text(self) -> str:
        """What is said."""
        return self._words.text()

    def say(self, words: str) -> None:
        """Say this."""
        self._words.setText(words)

    def offer(self, *, original: bool, copy: bool) -> None:
        """What can be done; of both the one that needs no place to be chosen."""
        self.original.setVisible(original)
        self.copy.setVisible(copy and not original)

    def _dress(self) -> None:
        side = self._theme.px(16)
        put_sign(self.original, "external-link", self._theme, side, "tx")
        put_sign(self.copy, "download", self._theme, side, "tx")
