"""Links in columns and in rows of settings: their words stand where other words and fields do."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from sagsbud.ui.labels import LinkButton, TextLabel
from sagsbud.ui.settings.rows import Row
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
    ("Filed in dokumentbeskrivelser today", "Filed in dokumentbeskrivelser today"),
])  # fmt: skip
def test_no_short_word_is_left_alone_in_the_last_line(theme: Theme, words: str, shown: str) -> None:
    label = TextLabel(theme, words)
    assert QLabel.text(label) == words
    label.setWordWrap(True)
    assert QLabel.text(label) == shown
    assert label.text() == words


def test_the_words_of_a_link_in_a_row_end_where_a_field_does_as_far_as_the_row_goes(theme: Theme) -> None:
    row = Row(theme, "No folder is watched.")
    link = LinkButton(theme, "Add a folder", "folder-plus")
    row.put(link)
    row.resize(700, 60)
    row.show()
    QApplication.processEvents()
    end = link.x() + link.width()
    assert end <= row.width(), "its ring is whole"
    assert end == row.width() or end - link.room_behind() == row.width() - theme.px(16)
    row.close()
