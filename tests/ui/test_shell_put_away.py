"""What is not to be filed: taken back by key in its turn, listed in a folder of its own, found, moved back."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Listing
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.app import Program
from sagsbud.ui.inbox.jump import Destination, destinations
from sagsbud.ui.inbox.many_table import TARGET
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.tokens import PANE_PADDING

from tests.ui.conftest import OpenProgram
from tests.ui.shell import in_list, rest, shown
from tests.ui.stage import Stage, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def state_of(stage: Stage, item: ItemId) -> OrderState:
    """Where the document stands."""
    entry = stage.house.engine.entry(item)
    assert entry
    return entry.state


def put_away(program: Program, item: ItemId, reason: str = "advertising") -> None:
    """By the button of the document's head, with this reason."""
    window = program.window
    window.show_item(View.INBOX, item)
    wait_until(lambda: window.detail.item == item and window.detail.header.isVisible())
    rest(program)
    window.detail.header.withdraw_wanted.emit(reason)
    wait_until(lambda: window.list.model.place_of(item) < 0)
    rest(program)


def back_in_the_inbox(stage: Stage, window: MainWindow, item: ItemId) -> bool:
    """Whether it is there and chosen."""
    return state_of(stage, item) is OrderState.DRAFT and window.list.rows.item() == item


def test_the_key_takes_back_the_latest_thing_first(stage: Stage, open_program: OpenProgram) -> None:
    first, second, third = stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    stage.file(first, "26/1090", hold=True)
    rest(program)
    put_away(program, second)
    stage.file(third, "26/1090", hold=True)
    rest(program)
    for item in (third, second, first):
        assert state_of(stage, item) is not OrderState.DRAFT
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
        wait_until(lambda item=item: back_in_the_inbox(stage, window, item))  # type: ignore[misc]
        rest(program)


def test_what_can_be_taken_back_no_more_is_passed_over(stage: Stage, open_program: OpenProgram) -> None:
    first, second = stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    put_away(program, first)
    stage.file(second, "26/1090")
    wait_until(lambda: state_of(stage, second) is OrderState.FILED)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_until(lambda: back_in_the_inbox(stage, window, first))


def test_the_line_takes_back_what_it_tells_of(stage: Stage, open_program: OpenProgram) -> None:
    first, second = stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    stage.file(first, "26/1090", hold=True)
    put_away(program, second)
    wait_until(window.line._undo.isVisible)
    assert not window.line._cap.isVisible(), "the key is for what was put away later"
    window.line._undo.click()
    wait_until(lambda: back_in_the_inbox(stage, window, first))
    assert state_of(stage, second) is OrderState.WITHDRAWN


def test_what_is_put_away_lies_in_a_folder_with_its_reason_and_is_moved_back(
    stage: Stage, open_program: OpenProgram
) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    window = in_list(program, 3)
    assert window.side_model.place_of(View.PUT_AWAY) < 0
    put_away(program, items[0])
    wait_until(lambda: window.side_model.place_of(View.PUT_AWAY) >= 0)
    window.show_view(View.PUT_AWAY)
    wait_until(lambda: window.list.rows.item() == items[0] and window.detail.item == items[0])
    rest(program)
    facts = dict(window.detail.state.facts.facts)
    assert window.detail.state.heading.said[0] == window.list.heading, "one name, as its folder is called"
    assert facts["Reason"] == "Advertising or newsletter"
    assert "Decided" in facts
    assert facts.get("Decided by", "") == stage.house.ports.aktoer.navn
    assert window.detail.footer.primary.text() == "Move back to the inbox"

    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: state_of(stage, items[0]) is OrderState.DRAFT)
    wait_until(lambda: window.list.model.rowCount() == 0)
    assert [row.what for row in stage.house.engine.history(items[0])][-2:] == ["withdrawn", "restored"]
    assert window.side_model.place_of(View.PUT_AWAY) >= 0, "the folder that is open stays"


def test_what_is_put_away_is_found(stage: Stage, open_program: OpenProgram) -> None:
    item = stage.put_text("nyhedsbrev.txt", "Nyhedsbrev om kloakspuling")
    stage.put_text("andet.txt", "Noget helt andet")
    stage.house.engine.withdraw(item, "advertising")
    found = destinations(stage.house.engine, "kloakspuling", list(View))
    assert [value.item for option in found if isinstance(value := option.value, Destination) and value.item] == [item]
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.side_model.place_of(View.PUT_AWAY) >= 0)
    window.show_item(View.PUT_AWAY, item)
    window.list.show_listing(Listing(text="kloak"))
    wait_until(lambda: window.list.model.text == "kloak" and window.list.model.is_read)
    assert [row.item for at in range(window.list.model.rowCount()) if (row := window.list.model.row(at))] == [item]


def test_what_the_inbox_does_not_have_is_looked_for_in_what_is_put_away(
    stage: Stage, open_program: OpenProgram
) -> None:
    item = stage.put_text("nyhedsbrev.txt", "Nyhedsbrev om kloakspuling")
    stage.put_text("andet.txt", "Noget helt andet")
    program = open_program(stage)
    window = in_list(program, 2)
    window.list.show_listing(Listing(text="findes ikke"))
    wait_until(window.list.nothing.elsewhere.isVisible)
    assert not window.list.nothing.in_put_away.isVisible(), "nothing is put away"
    put_away(program, item, "advertising")
    window.list.show_listing(Listing(text="findes slet ikke"))
    wait_until(lambda: window.list.nothing.isVisible() and window.list.model.is_read)
    rest(program)
    assert not window.list.nothing.in_put_away.isVisible(), "nothing of what is put away fits"
    window.list.show_listing(Listing(text="kloak"))
    wait_until(window.list.nothing.in_put_away.isVisible)
    assert window.list.nothing.in_put_away.text() == "Show 1 that is not for filing"
    window.list.nothing.in_put_away.click()
    wait_until(lambda: window.view is View.PUT_AWAY and window.list.rows.item() == item)
    assert window.list.search.text() == "kloak"


def test_several_are_moved_back_together_and_put_away_again_each_for_its_reason(
    stage: Stage, open_program: OpenProgram
) -> None:
    items = stage.put_demo(count=4)
    reasons = dict(zip(items, ("advertising", "private", "advertising"), strict=False))
    for item, reason in reasons.items():
        stage.house.engine.withdraw(item, reason)
    program = open_program(stage)
    window = program.window
    window.show_view(View.PUT_AWAY)
    wait_until(lambda: window.list.model.rowCount() == 3)
    window.take_list_focus()
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: window.many.footer.primary.text() == "Move 3 back")
    rest(program)
    assert not window.many.search.isVisible()
    only_one, many = window.many.one, window.many
    words_end = only_one.mapTo(many, QPoint(only_one.width() - only_one.room_before(), 0)).x()
    assert words_end == many.width() - many._theme.px(PANE_PADDING), "flush with what stands below"
    assert [window.many.table.rows.index(at).data(TARGET).number for at in range(3)] == ["Inbox"] * 3
    window.actions_[ActionId.WITHDRAW].trigger()
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: all(state_of(stage, item) is OrderState.DRAFT for item in items))
    wait_until(lambda: window.list.notice.text == "3 documents are back in the inbox.")
    rest(program)
    assert window.view is View.PUT_AWAY
    assert window.list.model.rowCount() == 0

    window.list.notice._link.click()
    wait_until(lambda: all(state_of(stage, item) is OrderState.WITHDRAWN for item in reasons))
    wait_until(lambda: window.list.model.rowCount() == 3)
    told = {item: stage.house.engine.detail(item) for item in reasons}
    assert {item: one.put_away.reason for item, one in told.items() if one and one.put_away} == reasons
