"""The line above a document: its words can be copied, and are read aloud."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sagsbud.ui.detail.banner import Banner
from sagsbud.ui.labels import kept_together
from sagsbud.ui.theme import Theme


def test_what_keeps_its_words_together_is_neither_copied_nor_read_aloud(theme: Theme, qtbot: QtBot) -> None:
    words = "Sig det til it-afd."
    banner = Banner(theme, "circle-alert", "band", "warn")
    qtbot.addWidget(banner)
    kept = kept_together(words)
    assert kept != words
    banner.say(kept, words)
    label = banner.findChild(QLabel)
    assert label
    assert label.accessibleName() == words
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSelection(0, len(words))
    assert label.selectedText().replace("\N{NO-BREAK SPACE}", " ") == words
