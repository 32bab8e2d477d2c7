"""The document that is shown stays in hand when the list is asked for otherwise; the keyboard goes where the work is."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from sagsbud.domain.changes import ItemsChanged
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.listing import Listing, Order
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.inbox.progress import Progress

from tests.ui.conftest import OpenProgram
from tests.ui.shell import in_list, rest, shown
from tests.ui.stage import Stage, wait_until


@pytest.mark.parametrize(
    ("around", "listing"),
    [(60, Listing()), (12, Listing(Order.OLDEST)), (12, Listing(Order.TITLE))],
    ids=["the end of a search", "oldest first", "by title"],
)
def test_the_document_stays_in_hand_and_in_sight(
    stage: Stage, open_program: OpenProgram, around: int, listing: Listing
) -> None:
    for number in range(around):
        stage.put_text(f"brev-{number}.txt", f"Et brev nummer {number}")
    wanted = stage.put_text("hegn.txt", "En nabo klager over et hegn")
    for number in range(around, 2 * around):
        stage.put_text(f"brev-{number}.txt", f"Et brev nummer {number}")
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.list.model.rowCount() > 0)
    if listing.order is Order.NEWEST:
        window.list.show_listing(Listing(text="hegn"))
    else:
        window.list.rows.choose(wanted)
    wait_until(lambda: window.list.rows.item() == wanted)
    rest(program)
    window.list.show_listing(listing)
    wait_until(lambda: window.list.model.is_read and not window.list.rows.awaits)
    rest(program)
    rows = window.list.rows
    assert rows.item() == wanted
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()))


@pytest.mark.parametrize("otherwise", ["another listing", "a key", "a press"])
def test_a_row_that_was_waited_for_takes_no_hand_that_went_on(
    stage: Stage, open_program: OpenProgram, otherwise: str
) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    rows = window.list.rows
    assert not rows.choose(new_item_id())
    if otherwise == "another listing":
        rows.keep(rows.item())
    elif otherwise == "a key":
        QTest.keyClick(rows, Qt.Key.Key_Down)
    else:
        where = rows.visualRect(window.list.model.index(1, 0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert not rows._wanted


def test_filing_the_last_hit_says_so_and_leads_back(stage: Stage, open_program: OpenProgram) -> None:
    wanted = stage.put_text("hegn.txt", "Naboen klager over et hegn på sag 26/1021")
    stage.put_text("andet.txt", "Noget helt andet")
    program = open_program(stage)
    window = in_list(program, 2)
    window.list.show_listing(Listing(text="hegn"))
    wait_until(lambda: window.list.model.rowCount() == 1 and window.list.model.is_read)
    rest(program)
    stage.file(wanted, "26/1021", hold=True)
    wait_until(window.list.nothing.isVisible)
    assert window.list.nothing.heading.text() == "That was the last one"
    window.list.nothing.button.click()
    wait_until(lambda: window.list.model.rowCount() == 1)
    assert not window.list.listing.narrowed


def test_the_document_that_was_shown_is_shown_again(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    items, state_file = stage.put_demo(count=4), tmp_path / "state.ini"
    state_file.write_text(f"[General]\nshown={items[2]}\n", encoding="utf-8")
    program = open_program(stage, state_file=state_file)
    window = program.window
    wait_until(lambda: window.detail.item is not None)
    rest(program)
    assert window.list.rows.item() == window.detail.item == items[2]
    window.list.rows.choose(items[1])
    window.show_view(View.FILED)
    window.keep_state()
    assert f"shown={items[1]}" in state_file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("kept", [uuid4(), "none"], ids=["it is not in the list now", "it cannot be read"])
def test_else_the_first_document_is_shown(
    stage: Stage, open_program: OpenProgram, tmp_path: Path, kept: object
) -> None:
    items, state_file = stage.put_demo(count=4), tmp_path / "state.ini"
    state_file.write_text(f"[General]\nshown={kept}\n", encoding="utf-8")
    program = open_program(stage, state_file=state_file)
    window = program.window
    wait_until(lambda: window.detail.item is not None)
    rest(program)
    assert window.list.rows.item() == window.detail.item == items[0]


def test_a_key_that_leads_to_a_folder_takes_the_keyboard_there(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = in_list(program, 3)
    for outside in (window.line._queued, window.side.list):
        outside.setFocus()
        window.actions_[ActionId.INBOX].trigger()
        assert window.list.rows.hasFocus()
        assert window.view is View.INBOX


def test_what_is_put_down_gives_the_keyboard_to_the_list(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = in_list(program, 3)
    panel = window.imports
    panel.say(Progress("Importing", "1 of 9", 1, 9, 0, "1 a minute"))
    stop = panel.findChild(QAbstractButton)
    assert stop
    stop.setFocus()
    assert stop.hasFocus()
    window.put_down(panel)
    assert window.list.rows.hasFocus()
    QTest.keyClick(window.list.rows, Qt.Key.Key_Down)
    assert window.list.rows.currentIndex().row() == 1


def test_a_key_that_comes_before_the_chosen_document_is_shown_meets_neither(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    rows, inbox = window.list.rows, stage.house.engine.lists.page(View.INBOX)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert window.detail.item == rows.item()
    QTest.keyClick(rows, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.detail.header.withdraw_wanted.emit("draft")
    rest(program)
    assert stage.house.engine.lists.page(View.INBOX) == inbox
    QTest.keyClick(rows, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: window.list.model.rowCount() == 2)


@pytest.mark.parametrize("text", ["", "brev"], ids=["whole list", "a search"])
@pytest.mark.parametrize("number", ["00/0000", "99/9999"], ids=["to the top", "to the end"])
def test_a_row_that_moves_to_another_place_stays_in_hand_with_what_was_typed_for_it(
    stage: Stage, open_program: OpenProgram, number: str, text: str
) -> None:
    """As when what was learned meanwhile suggests another case for the document that is open, in a list sorted by it."""
    items = [stage.put_text(f"brev-{at}.txt", f"Et brev nummer {at}. Sagsnr. 26/1182") for at in range(3)]
    program = open_program(stage)
    window = in_list(program, 3)
    window.list.show_listing(Listing(Order.SAG, text=text))
    wait_until(lambda: window.list.model.is_read and window.list.model.rowCount() == 3)
    rest(program)
    meant = items[1]
    window.list.rows.choose(meant)
    wait_until(lambda: window.detail.form.form is not None and window.detail.form.form.item == meant)
    window.open_document()
    window.detail.form.edit_title()
    QTest.keyClicks(window.detail.form.titel, "Mit ")
    outbox = stage.house.ports.outbox
    reading, entry = outbox.reading(meant), outbox.entry(meant)
    assert reading
    assert entry
    assert entry.summary
    outbox.keep_suggestions(meant, *reading, replace(entry.summary, sagsnummer=number))
    stage.house.engine.tell(ItemsChanged(frozenset({meant})))
    wait_until(
        lambda: (
            (row := window.list.model.row(window.list.model.place_of(meant))) is not None and row.sagsnummer == number
        )
    )
    rest(program)
    assert window.list.model.place_of(meant) == (0 if number == "00/0000" else 2)
    assert window.list.rows.item() == meant
    assert window.detail.item == meant
    focus = window.window().focusWidget()
    assert focus is window.detail.form.titel
    QTest.keyClicks(focus, "brev")
    form = window.detail.form.form
    assert form is not None
    assert form.proposal.titel == "Mit brev"
