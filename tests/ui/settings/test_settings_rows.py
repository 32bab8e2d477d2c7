"""Links in columns and in rows of settings: their words stand where other words and fields do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.settings.rows import STACKED, Row
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import KEPT_BY_QT, ROW_SETTING

from tests.ui.ink import lowest_ink
from tests.ui.stage import settle


def test_the_words_of_a_link_begin_where_its_column_does(theme: Theme) -> None:
    link = LinkButton(theme, "Show all")
    page = _in_a_column(link)
    words = link.fontMetrics().horizontalAdvance(link.text())
    assert link.x() + (link.width() - words) / 2 == pytest.approx(40, abs=0.5)
    page.close()


def test_the_sign_of_a_link_begins_where_its_column_does(theme: Theme) -> None:
    link = LinkButton(theme, "Copy", "copy")
    page = _in_a_column(link)
    assert link.x() + KEPT_BY_QT == 40
    page.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_name_alone_stands_on_the_line_of_the_field_beside_it(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    row, field = Row(theme, "Sprog"), QLineEdit()
    row.put(field)
    row.resize(theme.px(STACKED), theme.px(ROW_SETTING))
    row.show()
    assert (row.title.y(), row.title.height()) == (field.y(), field.height())
    row.resize(theme.px(STACKED) - 1, theme.px(2 * ROW_SETTING))
    settle()
    assert row.title.height() < field.height(), "but not above it"
    row.close()


def _in_a_column(link: LinkButton) -> QWidget:
    """A page with it alone, 40 px from its left edge."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(40, 8, 40, 8)
    column.addLayout(link.flush())
    page.resize(400, 60)
    page.show()
    return page


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


def test_what_keeps_words_together_is_neither_copied_nor_read_aloud(theme: Theme) -> None:
    words = "Sendt 2026-11-26 09.14"
    label = TextLabel(theme, words)
    label.setWordWrap(True)
    assert QLabel.text(label) != words
    assert QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name) == words
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSelection(0, len(words))
    label.show()
    QTest.keySequence(label, QKeySequence.StandardKey.Copy)
    assert QApplication.clipboard().text() == words
    label.setAccessibleName("Date")
    label.setText("Another one")
    assert label.accessibleName() == "Date"
    label.close()


@pytest.mark.parametrize("kind", [TextLabel, CutLabel])
def test_smaller_words_stand_on_the_line_of_larger_ones(
    undressed: None, qapp: QApplication, kind: type[TextLabel]
) -> None:
    theme = Theme(appearance="light", scale=2.0)
    theme.apply(qapp)
    page = QWidget()
    row = QHBoxLayout(page)
    large, small = TextLabel(theme, "HHH", "pane_title"), kind(theme, "HHH", "caption").stand_beside("pane_title")
    row.addWidget(large)
    row.addWidget(small)
    page.setFixedHeight(120)
    page.show()
    assert abs(lowest_ink(page, large) - lowest_ink(page, small)) <= 1
    page.close()
