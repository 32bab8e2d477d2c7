"""Of many that are filed some stay: what is marked, what is shown and what an action acts on is the same."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.inbox.window import MainWindow

from tests.ui.conftest import OpenProgram
from tests.ui.shell import in_list, rest
from tests.ui.stage import Stage, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def held(window: MainWindow) -> list[ItemId]:
    """The rows that are painted as chosen."""
    rows, model = window.list.rows, window.list.model
    return [row.item for at in range(model.rowCount()) if rows._is_held(at) and (row := model.row(at))]


def put(stage: Stage, sure: int, lost: int) -> tuple[list[ItemId], list[ItemId]]:
    """Documents with a number of a case, and such without anything; one more that nobody chooses lies on top."""
    going = [stage.put_text(f"sikker-{one}.txt", f"Et brev nummer {one} på sag 26/1021.") for one in range(sure)]
    staying = [stage.put_text(f"uden-{one}.txt", f"Hverken fugl eller fisk {one}") for one in range(lost)]
    return going, staying


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_those_that_stay_are_what_is_shown_and_acted_on(stage: Stage, open_program: OpenProgram, lost: int) -> None:
    below = stage.put_text("under.txt", "Ligger nederst")
    going, staying = put(stage, 2, lost)
    above = stage.put_text("over.txt", "Ligger øverst")
    program = open_program(stage)
    window = in_list(program, lost + 4)
    window.list.rows.select_items([*going, *staying])
    window.list.rows.selectionModel().setCurrentIndex(
        window.list.model.index(window.list.model.place_of(going[0]), 0),
        window.list.rows.selectionModel().SelectionFlag.NoUpdate,
    )
    wait_until(lambda: window.many.footer.primary.ready)
    QTest.keyClick(window.list.rows, Qt.Key.Key_1)
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: window.list.model.rowCount() == lost + 2)
    rest(program)
    assert set(held(window)) == set(staying) == set(window.list.rows.selected())
    if lost == 1:
        assert window.detail.isVisible()
        wait_until(lambda: window.detail.item == staying[0])
    else:
        assert set(window.many.items) == set(staying)
        wait_until(lambda: window.many.heading.said[0] == "No likely case")
        assert not window.many.footer.primary.ready

        window.many.withdraw.menu().actions()[1].trigger()
        wait_until(lambda: window.list.model.rowCount() == 2)
        states = {item: stage.house.engine.entry(item) for item in (*staying, below, above)}
        assert all((entry := states[item]) and entry.state is OrderState.WITHDRAWN for item in staying)
        assert all((entry := states[item]) and entry.state is OrderState.DRAFT for item in (below, above))


def test_the_one_left_of_two_is_the_one_that_is_shown(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    window = in_list(program, 3)
    rows = window.list.rows
    rows.select_items(items[:2])
    rest(program)

    def click(at: int) -> None:
        middle = rows.visualRect(window.list.model.index(at, 0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, CTRL, QPoint(middle))

    click(1)
    wait_until(lambda: window.detail.item == items[0])
    rest(program)
    assert held(window) == [items[0]] == list(rows.selected())
    assert rows.item() == items[0]


def test_only_where_many_can_be_acted_on_many_are_chosen(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=3)
    for item in items[:2]:
        stage.file(item, "26/1090")
    program = open_program(stage)
    window = program.window
    wait_until(lambda: stage.house.engine.status().filed == 2)
    window.show_view(View.FILED)
    wait_until(lambda: window.list.model.rowCount() == 2)
    rest(program)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    QTest.keyClick(window.list.rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    rest(program)
    assert len(held(window)) == 1
    assert window.detail.item == held(window)[0]
