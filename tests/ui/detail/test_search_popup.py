"""A search below its field: it ends with a whole row, and leaves nothing of the form half covered that it can spare."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import FIELD, SPACE_S

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
