"""Links in columns and in rows of settings: their words stand where other words and fields do."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sagsbud.ui.labels import LinkButton, TextLabel
from sagsbud.ui.theme import Theme


@pytest.mark.parametrize("sign", ["", "copy"])
def test_a_link_begins_where_its_column_does(theme: Theme, sign: str) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(40, 8, 40, 8)
    link = LinkButton(theme, "Show all", sign)
    column.addLayout(link.flush())
    page.resize(400, 60)
    page.show()
    assert link.x() + link.room_before() == 40


@pytest.mark.parametrize(("words", "shown"), [
    ("What it learns stays on your PC.", "What it learns stays on your\N{NO-BREAK SPACE}PC."),
    ("Look for the KLE-emne first.", "Look for the KLE-\N{WORD JOINER}emne\N{NO-BREAK SPACE}first."),
    ("It is not\nso at all", "It is\N{NO-BREAK SPACE}not\nso at\N{NO-BREAK SPACE}all"),
    ("Filed in dokumentbeskrivelser today", "Filed in dokumentbeskrivelser today"),
])  # fmt: skip
def test_no_short_word_is_left_alone_in_the_last_line(theme: Theme, words: str, shown: str) -> None:
    label = TextLabel(theme, words)
    assert QLabel.text(label) == words
    label.setWordWrap(True)
    assert QLabel.text(label) == shown
    assert label.text() == words
