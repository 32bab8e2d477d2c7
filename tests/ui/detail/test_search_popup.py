"""A search below its field: it ends with a whole row, and leaves nothing of the form half covered that it can spare."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup, first_in_hand
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import FIELD, ROW_SUGGESTION, ROW_TREE, SPACE_S, SPACE_XS

from tests.ui.stage import settle, wait_until

HITS = 30


@pytest.fixture
def operations() -> Iterator[Operations]:
    """For the search alone."""
    made = Operations()
    yield made
    made.close()


@pytest.mark.parametrize("gap", range(12, 33, 4))
def test_a_search_ends_with_a_whole_row_and_never_within_a_field(
    theme: Theme, operations: Operations, qtbot: QtBot, gap: int
) -> None:
    window = QScrollArea(widgetResizable=True)
    qtbot.addWidget(window)
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(gap)
    fields = [QLineEdit(page) for _ in range(16)]
    for field in fields:
        field.setFixedHeight(FIELD)
        column.addWidget(field)
    column.addStretch(1)
    window.setWidget(page)
    window.resize(400, 720)
    window.show()
    popup = SearchPopup(theme, operations, lambda _text: [Option(at, "", f"Sag {at}") for at in range(HITS)], "", page)
    popup.open_under(fields[0])
    wait_until(lambda: popup.answered == "")
    wait_until(lambda: operations.idle)
    rows, row = popup.list.viewport().height(), popup.list.delegate.row_height()
    assert rows % row == 0
    assert 0 <= popup.height() - popup.list.geometry().bottom() <= SPACE_S + 2, (
        "nothing is left free below the last row"
    )
    end = popup.mapToGlobal(QPoint(0, popup.height())).y()
    tops = [field.mapToGlobal(QPoint(0, 0)).y() for field in fields]
    assert not any(top < end < top + FIELD for top in tops)
    popup.close()
    settle()


@pytest.mark.parametrize("hits", range(1, 7))
def test_a_search_with_few_hits_ends_with_the_last_of_them_whatever_lies_below(
    theme: Theme, operations: Operations, qtbot: QtBot, hits: int
) -> None:
    window = QScrollArea(widgetResizable=True)
    qtbot.addWidget(window)
    page = QWidget()
    column = QVBoxLayout(page)
    labels = [QLabel(f"Felt {at}", page) for at in range(16)]
    for label in labels:
        column.addWidget(label)
    column.addStretch(1)
    window.setWidget(page)
    window.resize(400, 720)
    window.show()
    popup = SearchPopup(theme, operations, lambda _text: [Option(at, "", f"Sag {at}") for at in range(hits)], "", page)
    popup.open_under(labels[0])
    wait_until(lambda: popup.answered == "")
    settle()
    assert popup.list.viewport().height() == hits * popup.list.delegate.row_height()
    assert popup.contentsRect().bottom() - popup.list.geometry().bottom() == theme.px(SPACE_XS)
    end = popup.mapToGlobal(QPoint(0, popup.height())).y()
    cut = [label for label in labels if 0 < end - label.mapToGlobal(QPoint(0, 0)).y() < label.height()]
    assert not cut, "no word looks out from under it in half"
    popup.close()
    settle()


def test_a_search_opens_where_its_field_comes_to_be_when_the_form_says_more_at_once(
    theme: Theme, operations: Operations, qtbot: QtBot
) -> None:
    window = QScrollArea(widgetResizable=True)
    qtbot.addWidget(window)
    page = QWidget()
    column = QVBoxLayout(page)
    why, field = QLabel("", page), QLineEdit(page)
    column.addWidget(why)
    column.addWidget(field)
    column.addStretch(1)
    window.setWidget(page)
    window.resize(400, 720)
    window.show()
    settle()
    why.setText("Sagen er afsluttet.\nIntet emne passer.\nSøg efter en anden.")
    popup = SearchPopup(theme, operations, lambda _text: [OPEN], "", page)
    popup.open_under(field)
    wait_until(lambda: popup.answered == "")
    settle()
    assert popup.pos() == field.mapToGlobal(QPoint(0, 0))
    popup.close()
    settle()


OPEN, CLOSED, ANEW = (
    Option(1, "26/1182", "Tilbygning"),
    Option(2, "25/0418", "", closed=True),
    Option(3, "", "", found=False),
)


@pytest.mark.parametrize(
    ("options", "row"),
    [((), -1), ((OPEN, CLOSED), 0), ((CLOSED, OPEN), 1), ((CLOSED,), -1), ((CLOSED, ANEW), -1), ((ANEW,), 0)],
)
def test_what_is_closed_is_not_in_hand_by_itself(options: tuple[Option, ...], row: int) -> None:
    assert first_in_hand(options) == row


def test_a_closed_case_is_chosen_by_going_to_it_and_not_by_enter_alone(
    theme: Theme, operations: Operations, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit(window)
    window.resize(400, 400)
    window.show()
    popup = SearchPopup(theme, operations, lambda _text: [CLOSED, ANEW], "", window)
    picked: list[object] = []
    popup.picked.connect(picked.append)
    popup.open_under(field)
    wait_until(lambda: popup.answered == "")
    QTest.keyClick(popup.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert picked == []
    QTest.keyClick(popup.field, Qt.Key.Key_Down)
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert picked == [2]
    settle()


def test_a_hit_has_a_second_line_only_where_it_says_something_there(
    theme: Theme, operations: Operations, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 720)
    field = QLineEdit(window)
    window.show()
    plain = [Option(at, "", f"Sag {at}") for at in range(3)]
    closed = Option(3, "", "Sag 3", reason="sagen er lukket", closed=True)
    popup = SearchPopup(theme, operations, lambda _text: [*plain, closed], "", window)
    popup.open_under(field)
    wait_until(lambda: popup.answered == "")
    wait_until(lambda: operations.idle)
    assert list(popup.list.heights) == [theme.px(ROW_TREE)] * 3 + [theme.px(ROW_SUGGESTION)]
    assert popup.list.viewport().height() == sum(popup.list.heights)
    assert [popup.list.visualRect(popup.list.rows.index(at)).height() for at in range(4)] == list(popup.list.heights)
    popup.close()
    settle()
