"""What is chosen for one document never meets another that comes in meanwhile, nor does that take a hand that works."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import ItemId, new_item_id
from sagsbud.domain.listing import Listing, Order
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.app import Program
from sagsbud.ui.detail.newsag import NewSagSheet
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.window import MainWindow

from tests.ui.conftest import OpenProgram
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, settle, wait_until

Opener = Callable[[MainWindow], object]
SEARCHES: dict[str, Opener] = {
    "a press on the field": lambda window: window.detail.form.search_sag(),
    "a key in the list": lambda window: window.actions_[ActionId.SAG].trigger(),
}


def in_hand(stage: Stage, open_program: OpenProgram) -> tuple[Program, MainWindow, ItemId | None]:
    """The window with one of two documents in hand."""
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    meant = window.detail.item
    return program, window, meant


def dropped(folder: Path) -> Dropped:
    """A new letter."""
    letter = folder / "ny.txt"
    letter.write_text("Et helt nyt brev")
    return Dropped((letter,))


def came(stage: Stage, program: Program) -> ItemId:
    """The new letter, once the window knows of it."""
    wait_until(lambda: stage.house.engine.status().inbox > 2)
    wait_until(lambda: program.desk.arrivals._intake.batch is None)
    rest(program)
    return next(row.item.id for row in stage.house.engine.lists.page(View.INBOX) if row.item.name == "ny.txt")


def write(window: MainWindow, words: str) -> None:
    """Into the title."""
    window.detail.form.edit_title()
    QTest.keyClicks(window.detail.form.titel, words)
    settle()


@pytest.mark.parametrize("way", list(SEARCHES))
def test_a_case_that_is_searched_for_is_put_on_the_document_it_was_meant_for(
    stage: Stage, open_program: OpenProgram, tmp_path: Path, way: str
) -> None:
    program, window, meant = in_hand(stage, open_program)
    program.desk.take(dropped(tmp_path))
    SEARCHES[way](window)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    came(stage, program)
    assert QApplication.activePopupWidget() is popup
    assert window.list.rows.item() == window.detail.item == meant

    popup.field.clear()
    QTest.keyClicks(popup.field, "26/1020")
    wait_until(lambda: popup.answered == "26/1020")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    rest(program)
    form = window.detail.form.form
    assert form
    assert form.item == meant
    assert form.proposal.sag
    assert form.proposal.sag.sagsnummer == "26/1020"


def test_a_new_case_that_is_made_ready_keeps_its_document_in_hand(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    program, window, meant = in_hand(stage, open_program)
    window.detail.form.open_new_sag()
    rest(program)
    program.desk.take(dropped(tmp_path))
    came(stage, program)
    (sheet,) = window.findChildren(NewSagSheet)
    assert sheet.isVisible()
    assert window.list.rows.item() == window.detail.item == meant


def test_a_reason_against_a_document_puts_no_other_away(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    program, window, meant = in_hand(stage, open_program)
    chosen: list[ItemId | None] = []

    def choose() -> None:
        """Once the new one is there: the menu has a loop of its own."""
        menu = QApplication.activePopupWidget()
        there = stage.house.engine.status().inbox > 2 and program.desk.arrivals._intake.batch is None
        if isinstance(menu, QMenu) and there and program.operations.idle:
            timer.stop()
            chosen.append(window.detail.item)
            QTest.keyClick(menu, Qt.Key.Key_Down)
            QTest.keyClick(menu, Qt.Key.Key_Return)

    timer = QTimer()
    timer.timeout.connect(choose)
    timer.start(50)
    program.desk.take(dropped(tmp_path))
    window.actions_[ActionId.WITHDRAW].trigger()
    rest(program)
    assert chosen == [meant]
    wait_until(lambda: bool(stage.house.engine.lists.page(View.PUT_AWAY)))
    assert [row.item.id for row in stage.house.engine.lists.page(View.PUT_AWAY)] == [meant]


@pytest.mark.parametrize("work", ["a title is written", "a search is opened", "a menu is opened"])
def test_work_in_a_document_ends_the_waiting_for_another(stage: Stage, open_program: OpenProgram, work: str) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    rows = window.list.rows
    rows.choose(new_item_id())
    if work == "a title is written":
        write(window, "x")
    elif work == "a search is opened":
        window.detail.form.search_kle()
    else:
        QTimer.singleShot(0, lambda: window.detail.header.more.menu().close())
        window.detail.header.more.showMenu()
    assert not rows._wanted
    if popup := QApplication.activePopupWidget():
        popup.close()


def test_work_in_a_document_goes_on_waiting_for_its_own_row(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    rows = window.list.rows
    own = rows.item()
    assert own
    rows._wanted = frozenset({own})
    write(window, "x")
    assert rows._wanted == {own}


def test_a_row_that_comes_far_down_leaves_a_title_that_is_written_alone(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    taker = stage.house.ports.taker
    for number in range(200):
        taker.take_bytes(f"{number}.txt", f"Brev {number}".encode(), Source(SourceKind.DROP), datetime.now(UTC))
    stage.house.engine.read_now()
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.list.model.rowCount() > 0)
    window.list.show_listing(Listing(Order.OLDEST))
    wait_until(lambda: window.list.model.is_read and not window.list.rows.awaits)
    shown(program)
    program.desk.take(dropped(tmp_path))
    new = came(stage, program)
    window.open_document()
    write(window, "abc")
    before = window.list.rows.item()
    while window.list.model.place_of(new) < 0:
        assert window.list.model.canFetchMore(QModelIndex())
        window.list.model.fetchMore(QModelIndex())
        rest(program)
    assert window.list.rows.item() == window.detail.item == before != new


@pytest.mark.parametrize("place", ["a title", "the settings", "a search"])
def test_what_was_dropped_on_a_case_and_lacks_something_takes_nobody_away(
    stage: Stage, open_program: OpenProgram, tmp_path: Path, place: str
) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    before = window.list.rows.item()
    program.desk.arrivals.take(dropped(tmp_path), replace(stage.sag("26/1182"), kle=None))
    if place == "a title":
        window.open_document()
        write(window, "ab")
    elif place == "the settings":
        program.show_settings()
    else:
        window.list.show_listing(Listing(text="byggetilladelse"))
    aside, listing, focus = window.aside, window.list.listing, window.focusWidget()
    wait_until(lambda: window.notice._do is not None)
    rest(program)
    assert (window.aside, window.list.listing) == (aside, listing)
    if place == "a title":
        assert window.list.rows.item() == window.detail.item == before
        assert window.focusWidget() is focus is window.detail.form.titel
    assert not window.notice._leave.isActive(), "it is not filed, and that must be read"
    new = came(stage, program)
    window.notice._link.click()
    wait_until(lambda: window.list.rows.item() == new and window.aside is None)
    entry = stage.house.engine.entry(new)
    assert entry
    assert entry.state is OrderState.DRAFT


def test_a_search_for_several_closes_when_they_are_others(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=4)
    program = open_program(stage)
    window = shown(program)
    rows = window.list.rows
    rows.select_items(items[:2])
    rest(program)
    window.many.search_sag()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    rows.selectAll()
    assert QApplication.activePopupWidget() is popup
    rows.select_items(items[3:])
    assert QApplication.activePopupWidget() is None
