"""Above the settings: which section is open, and that a choice is kept."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.announce import announce
from sagsbud.ui.labels import HAIRLINE, IconLabel, TextLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import BESIDE_HEADING, PANE_HEADER

SAID = 4000
"""Milliseconds for which it stands that a choice is kept."""


class Head(QWidget):
    """The section's name, and beside it what becomes of changes, or that one is kept."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._title = TextLabel(theme, "", "pane_title")
        self._sign = IconLabel(theme, "check", 16, "ok")
        self._said = TextLabel(theme, "", "body", "tx2").stand_beside("pane_title")
        self._said.setWordWrap(True)
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._resting = ""
        self._until = QTimer(self, interval=SAID, singleShot=True)
        self._until.timeout.connect(self.rest)
        row = self.row = QHBoxLayout(self)
        row.setContentsMargins(0, HAIRLINE, 0, 0)
        row.setSpacing(theme.px(BESIDE_HEADING))
        row.addWidget(self._title)
        row.addWidget(self._sign)
        row.addWidget(self._said, stretch=1)
        self.setFixedHeight(theme.px(PANE_HEADER) - HAIRLINE)
        self.rest()

    @property
    def said(self) -> str:
        """What stands beside the name."""
        return self._said.text()

    def name(self, title: str) -> None:
        """Another section."""
        self._title.setText(title)

    def say_kept(self) -> None:
        """Quietly, for a moment."""
        self._sign.show()
        self._said.setText(tr("Saved"))
        self._said.set_role("ok")
        self._until.start()
        announce(self, tr("Saved"))

    def rest_with(self, sentence: str) -> None:
        """What stands there while nothing was kept just now."""
        self._resting = sentence
        if not self._until.isActive():
            self.rest()

    def rest(self) -> None:
        """Nothing was kept just now."""
        self._until.stop()
        self._sign.hide()
        self._said.setText(self._resting)
        self._said.set_role("tx2")
