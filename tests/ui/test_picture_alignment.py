"""What is out of line by a few px in a picture is told, and what is meant to be elsewhere is not."""

from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from sagsbud.ui.buttons import BESIDE_SIGN, IconButton, LinkButton
from sagsbud.ui.labels import frame, wall
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import KEPT_BY_QT

from tests.ui.screens.alignment import misaligned

WIDE, HIGH = 400, 300


@pytest.fixture
def window(theme: Theme) -> Iterator[QWidget]:
    """An empty window in the program's own look."""
    made = QWidget()
    made.setObjectName("window")
    made.resize(WIDE, HIGH)
    yield made
    made.close()


def column_in(window: QWidget, *indented: tuple[QWidget, int]) -> list[str]:
    """What is found when these stand below each other, each so many px from the left edge of the column."""
    column_of(window, indented)
    window.show()
    return misaligned(window)


def column_of(pane: QWidget, indented: Iterable[tuple[QWidget, int]]) -> None:
    """Let these stand below each other in it, each so many px from the left edge."""
    column = QVBoxLayout(pane)
    for widget, indent in indented:
        row = QHBoxLayout()
        row.setContentsMargins(indent, 0, 0, 0)
        row.addWidget(widget)
        column.addLayout(row)
    column.addStretch(1)


def row_in(window: QWidget, *parts: QWidget) -> list[str]:
    """What is found when these stand beside each other, at the places that they were given."""
    for part in parts:
        part.setParent(window)
    window.show()
    return misaligned(window)


@pytest.mark.parametrize("indent", [0, 8, 16, 24])
def test_words_at_one_edge_and_indented_ones_are_in_line(window: QWidget, indent: int) -> None:
    assert column_in(window, (QLabel("Titel"), 0), (QLabel("Dato"), 0), (QLabel("Modtaget"), indent)) == []


@pytest.mark.parametrize("off", [1, 3, 7])
def test_words_a_little_off_the_edge_of_their_column_are_told(window: QWidget, off: int) -> None:
    (told,) = column_in(window, (QLabel("Titel"), 0), (QLabel("Dato"), 0), (QLabel("Modtaget"), off))
    assert told.startswith(f"left +{off}: QLabel »Modtaget«")


def test_a_letter_with_air_before_its_ink_is_in_line(window: QWidget) -> None:
    assert column_in(window, *((QLabel(f"{letter}ato"), 0) for letter in "HJAWjlf1/»")) == []


def test_fields_are_in_line_with_their_words_and_with_each_other(window: QWidget) -> None:
    words, field, other = QLabel("Titel"), QLineEdit(), QLineEdit()
    assert column_in(window, (words, 0), (field, 0), (other, 0)) == []


def test_a_field_that_begins_elsewhere_than_its_words_and_one_that_ends_elsewhere_are_told(window: QWidget) -> None:
    words, field, other = QLabel("Titel"), QLineEdit(), QLineEdit()
    told = column_in(window, (words, 0), (field, 3), (other, 0))
    assert [one.split(" »")[0] for one in told] == ["left +3: QLineEdit"]
    other.setFixedWidth(other.width() - 5)
    assert [one.split(":")[0] for one in misaligned(window)] == ["left +3", "right -5"]


def test_what_is_centred_and_what_is_hidden_has_no_edge(window: QWidget) -> None:
    words, more, away = QLabel("Indbakken er tom"), QLabel("Alt er journaliseret"), QLabel("Dato")
    for one in (words, more):
        one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    assert column_in(window, (words, 0), (more, 0), (away, 3)) == []
    away.hide()
    assert misaligned(window) == []


def test_a_sign_keeps_the_edge_with_its_drawing_or_its_words_those_of_others(window: QWidget, theme: Theme) -> None:
    words, link = QLabel("Mappe"), LinkButton(theme, "Tilføj en mappe", "folder-plus")
    column = QVBoxLayout(window)
    column.addWidget(words)
    column.addLayout(link.flush())
    column.addStretch(1)
    window.show()
    assert misaligned(window) == []
    link.move(link.x() + 3, link.y())
    (told,) = misaligned(window)
    assert told.startswith("left +")
    below = QLabel("Scanner, 2. sal", window)
    below.setGeometry(link.x() + KEPT_BY_QT + link.iconSize().width() + BESIDE_SIGN, 100, 200, 20)
    below.show()
    assert misaligned(window) == []


def test_the_frame_of_a_drawing_that_is_pressed_reaches_out_of_the_column(window: QWidget, theme: Theme) -> None:
    sign, card = IconButton(theme, "x", "Luk"), frame("card")
    sign.setCheckable(True)
    sign.setChecked(True)
    sign.setGeometry(306, 20, 33, 35)
    card.setGeometry(20, 80, 313, 50)
    words = QLabel("Titel")
    words.setGeometry(20, 20, 80, 35)
    assert row_in(window, words, sign, card) == []


def test_a_pane_has_its_own_column_beside_those_of_others(window: QWidget) -> None:
    panes = QHBoxLayout(window)
    for indents in ((0, 0), (0, 3)):
        pane = QWidget()
        column_of(pane, [(QLabel("Titel"), indents[0]), (QLabel("Dato"), indents[1])])
        panes.addWidget(pane)
        panes.addWidget(wall())
    window.show()
    (told,) = misaligned(window)
    assert told.startswith("left +3: QLabel »Dato«")


def test_words_in_cards_of_one_width_keep_one_edge(window: QWidget) -> None:
    cards = []
    for words, margin in (("Titel", 12), ("Dato", 12), ("Modtaget", 15)):
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(margin, 12, 12, 12)
        inside.addWidget(QLabel(words))
        cards.append((card, 0))
    (told,) = column_in(window, *cards)
    assert told.startswith("left +3: QLabel »Modtaget«")


def test_words_on_one_row_stand_on_one_line(window: QWidget) -> None:
    one, other = QLabel("Titel"), QLabel("Dato")
    one.setGeometry(20, 20, 60, 20)
    other.setGeometry(120, 20, 60, 20)
    assert row_in(window, one, other) == []
    other.move(120, 22)
    (told,) = misaligned(window)
    assert told.startswith("line +2 (middle +2.0): QLabel »Dato«")


def test_like_things_on_a_row_have_one_size_and_below_each_other_one_gap(window: QWidget) -> None:
    cards = [frame("card") for _ in range(5)]
    for card, (x, y) in zip(cards, [(20, 20), (140, 20), (20, 80), (20, 140), (20, 200)], strict=True):
        card.setGeometry(x, y, 100, 50)
    assert row_in(window, *cards) == []
    cards[1].resize(104, 50)
    cards[4].move(20, 203)
    assert [one.split(":")[0] for one in misaligned(window)] == ["width +4", "gap +3"]


def test_a_button_may_be_lower_than_the_field_beside_it(window: QWidget) -> None:
    field, button = QLineEdit(), QPushButton("Find")
    field.setGeometry(20, 20, 100, 34)
    button.setObjectName("small")
    button.setGeometry(130, 22, 80, 30)
    assert row_in(window, field, button) == []
    button.move(130, 24)
    (told,) = misaligned(window)
    assert told.startswith("line +2 (middle +2.0): QPushButton »Find«")
