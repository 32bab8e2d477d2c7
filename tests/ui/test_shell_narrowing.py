"""What a list shows and in which order: filters that combine, groups, searches that are kept and come back."""

from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from sagsbud.domain.extract import Kind
from sagsbud.domain.ids import BatchId, new_item_id
from sagsbud.domain.listing import Filters, Listing, Order, SavedSearch
from sagsbud.domain.suggestions import Band
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.vacant import Vacant
from sagsbud.ui.inbox.side_model import LineKind
from sagsbud.ui.inbox.window import MainWindow

from tests.ui.conftest import OpenProgram
from tests.ui.shell import rest
from tests.ui.stage import Stage, wait_until


def opened(stage: Stage, open_program: OpenProgram) -> tuple[Program, MainWindow]:
    """The window with the demo's documents in the inbox."""
    stage.put_demo()
    program = open_program(stage)
    wait_until(lambda: program.window.list.model.rowCount() == 23)
    rest(program)
    return program, program.window


def entry_of(menu: QMenu, text: str) -> QAction:
    """The line of the menu with these words."""
    return next(action for action in menu.actions() if action.text() == text)


def tick(window: MainWindow, program: Program, text: str) -> None:
    """Tick a line of the filter's menu."""
    entry_of(window.list.tools.filter.menu(), text).trigger()
    rest(program)


def test_filters_combine_are_seen_as_chips_and_taken_away(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    model = window.list.model
    tick(window, program, "Sure suggestion")
    sure = model.rowCount()
    assert 0 < sure < 23
    assert all((row := model.row(at)) and row.band is Band.SURE for at in range(sure))
    tick(window, program, "Emails")
    mails = model.rowCount()
    assert 0 < mails < sure
    assert [chip.text() for chip in window.list.chips.chips] == ["Sure suggestion", "Emails"]
    assert window.list._count.text() == f"{mails} found"
    assert window.list.chips.isVisible()

    window.list.chips.chips[0].click()
    rest(program)
    assert [chip.text() for chip in window.list.chips.chips] == ["Emails"]
    assert mails <= model.rowCount() < 23
    entry_of(window.list.tools.filter.menu(), "Show everything").trigger()
    wait_until(lambda: model.rowCount() == 23)
    assert not window.list.chips.isVisible()


def test_a_filter_that_nothing_fits_is_given_up_with_one_press(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    tick(window, program, "Spreadsheets")
    nothing = window.list.nothing
    wait_until(nothing.button.isVisible)
    assert nothing.heading.text() == "Nothing found"
    window.take_list_focus()
    assert nothing.button.hasFocus()
    nothing.button.click()
    wait_until(lambda: window.list.model.rowCount() == 23)
    wait_until(window.list.rows.hasFocus)


def test_a_search_that_finds_nothing_is_cleared_with_one_press(stage: Stage, open_program: OpenProgram) -> None:
    _program, window = opened(stage, open_program)
    (vacant,) = window.detail.findChildren(Vacant)
    wait_until(window.detail.header.isVisible)
    assert not vacant.isVisible()
    window.list.search.setText("zeppelin")
    window.list.search.searched.emit("zeppelin")
    wait_until(window.list.nothing.button.isVisible)
    wait_until(vacant.isVisible)
    window.list.nothing.button.click()
    wait_until(lambda: window.detail.header.isVisible() and not vacant.isVisible())
    wait_until(lambda: window.list.model.rowCount() == 23)
    assert window.list.search.text() == ""


def test_the_keyboard_stays_in_a_search_that_finds_something_again(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    search = window.list.search
    search.searched.emit("zeppelin")
    wait_until(window.list.nothing.button.isVisible)
    search.left.emit()
    assert window.list.nothing.button.hasFocus()
    search.setFocus()
    search.searched.emit("birkevænget")
    wait_until(lambda: window.list.model.rowCount() > 0)
    rest(program)
    assert search.hasFocus()


def test_nothing_is_said_to_be_missing_while_it_is_being_read(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    pane = window.list
    tick(window, program, "Spreadsheets")
    wait_until(pane.nothing.button.isVisible)
    pane.nothing.button.setFocus()
    pane.nothing.button.click()
    assert not pane.nothing.isVisible()
    wait_until(lambda: pane.model.rowCount() == 23 and pane.rows.hasFocus())

    row = pane.model.row(0)
    assert row
    stage.file(row.item, "26/1182")
    wait_until(lambda: stage.house.engine.status().filed == 1)
    window.show_view(View.FILED)
    wait_until(lambda: pane.model.rowCount() == 1 and window.document.isVisible())
    rest(program)
    window.open_document()
    keyboard = window.focusWidget()
    assert keyboard
    assert window.document.isAncestorOf(keyboard)
    pane.show_listing(Listing(Order.OLDEST))
    assert not pane.is_bare
    assert not pane.nothing.isVisible()
    assert keyboard.hasFocus()
    wait_until(lambda: pane.model.rowCount() == 1)


def test_a_list_that_has_nothing_yet_says_what_comes_and_leads_to_the_inbox(
    stage: Stage, open_program: OpenProgram
) -> None:
    _program, window = opened(stage, open_program)
    window.show_view(View.FILED)
    wait_until(window.list.nothing.button.isVisible)
    assert window.list.nothing.heading.text() == "Nothing is filed from here yet"
    assert not window.document.isVisible(), "there is no document to show beside it"
    window.list.nothing.button.click()
    wait_until(lambda: window.view is View.INBOX and window.list.rows.isVisible())
    assert window.document.isVisible()


def test_age_means_working_days_today(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    tick(window, program, "At least 3 working days old")
    shown = [row for at in range(window.list.model.rowCount()) if (row := window.list.model.row(at))]
    assert shown
    assert all(any(chip.kind == "err" for chip in row.chips) for row in shown)


def test_rows_are_grouped_by_sag_and_sender(stage: Stage, open_program: OpenProgram) -> None:
    _program, window = opened(stage, open_program)
    model = window.list.model
    entry_of(window.list.tools.sort.menu(), "By case").trigger()
    wait_until(lambda: model.rowCount() == 23)
    groups = model.groups()
    numbers = [row.sagsnummer for at in range(23) if (row := model.row(at))]
    assert [number or "~" for number in numbers] == sorted(number or "~" for number in numbers)
    assert sum(group.count or 0 for group in groups) == 23
    assert groups[-1].text == "No suggested case"
    assert "26/1182 Tilbygning, Birkevænget 14" in [group.text for group in groups]
    entry_of(window.list.tools.sort.menu(), "By sender").trigger()
    wait_until(lambda: model.rowCount() == 23)
    assert any(group.text == "Tegnestuen Granly" for group in model.groups())


def test_a_row_that_changes_moves_to_its_group(stage: Stage, open_program: OpenProgram) -> None:
    _program, window = opened(stage, open_program)
    model = window.list.model
    window.list.show_listing(Listing(Order.SAG))
    wait_until(lambda: model.rowCount() == 23)
    first = model.row(0)
    assert first
    stage.file(first.item, "26/1182", hold=True)
    wait_until(lambda: model.rowCount() == 22)
    stage.house.engine.undo(first.item)
    wait_until(lambda: model.rowCount() == 23)
    keys = [model._key(row) for at in range(23) if (row := model.row(at))]
    assert keys == sorted(keys)


def test_a_search_is_kept_opened_and_forgotten(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    listing = Listing(Order.SENDER, Filters(with_attachments=True), "birkevænget")
    window.list.show_listing(listing)
    rest(program)
    found = window.list.model.rowCount()
    assert 0 < found < 23
    assert window.list.chips.keep.text() == "Save"
    window.list.chips.keep.click()
    wait_until(lambda: window.list.chips.keep.text() == "Remove saved search")
    lines = [line for at in range(window.side_model.rowCount()) if (line := window.side_model.line(at))]
    (kept,) = [line for line in lines if line.kind is LineKind.SEARCH]
    assert kept.text == "“birkevænget” · With attachments"
    assert window.side.kept_open

    window.list.show_listing(Listing())
    wait_until(lambda: window.list.model.rowCount() == 23)
    assert not window.side.kept_open
    window.show_view(View.FILED)
    at = next(at for at in range(window.side_model.rowCount()) if window.side_model.line(at) == kept)
    window.side.list.setCurrentIndex(window.side_model.index(at))
    wait_until(lambda: window.list.model.rowCount() == found)
    assert window.view is View.INBOX
    assert window.list.search.text() == "birkevænget"
    assert window.side.kept_open
    program.desk.imports.open()
    window.back_from_aside()
    assert window.side.kept_open, "it is still narrowed down"
    assert window.side.list.currentIndex().row() == at

    window.list.chips.keep.click()
    wait_until(lambda: window.list.chips.keep.text() == "Save")
    assert stage.house.engine.lists.searches() == []
    assert not window.side.kept_open


def test_a_search_that_is_kept_is_called_so_in_the_language_that_is_spoken(
    stage: Stage, open_program: OpenProgram
) -> None:
    _program, window = opened(stage, open_program)
    sag = stage.sag("26/1182")
    lists, filters = stage.house.engine.lists, Filters(with_attachments=True)
    lists.keep_search(SavedSearch("Med bilag", View.INBOX.value, Listing(filters=filters)))
    lists.keep_search(SavedSearch("Byg · Med bilag", View.FILED.value, Listing(filters=replace(filters, sag=sag.id))))
    window.list.show_listing(Listing(filters=replace(filters, with_cpr=True, sag=sag.id)), {str(sag.id): "Sag 26/1182"})
    window.list.chips.keep.click()
    wait_until(lambda: window.list.chips.keep.text() == "Remove saved search")
    lines = [line for at in range(window.side_model.rowCount()) if (line := window.side_model.line(at))]
    kept = [line.text for line in lines if line.kind is LineKind.SEARCH]
    assert sorted(kept) == ["Byg · Med bilag", "With attachments", "With attachments · With a CPR number · Sag 26/1182"]
    assert dict(lists.searches()[-1].names) == {str(sag.id): "Sag 26/1182"}
    window.list.show_listing(Listing(filters=filters))
    wait_until(lambda: window.list.chips.keep.text() == "Remove saved search")
    window.list.chips.keep.click()
    wait_until(lambda: len(lists.searches()) == 2)


def test_a_number_of_a_person_is_never_whole_in_what_a_search_is_called(
    stage: Stage, open_program: OpenProgram
) -> None:
    batch, called = BatchId(new_item_id()), "Post til 010190-1234"
    by_batch = SavedSearch(called, View.INBOX.value, Listing(filters=Filters(batch=batch)), ((str(batch), called),))
    stage.house.engine.lists.keep_search(by_batch)
    program = open_program(stage)
    wait_until(lambda: bool(program.window.side_model.searches))
    (search,) = program.window.side_model.searches
    assert search.name == "Post til 010190-xxxx"
    assert dict(search.names) == {str(batch): "Post til 010190-xxxx"}


def test_the_same_words_kept_in_two_folders_are_two_searches(stage: Stage, open_program: OpenProgram) -> None:
    _program, window = opened(stage, open_program)
    lists, chips = stage.house.engine.lists, window.list.chips

    def keep(view: View, order: Order) -> None:
        window.show_view(view)
        window.list.show_listing(Listing(order, text="ansøgning"))
        wait_until(lambda: chips.keep.text() == "Save")
        chips.keep.click()
        wait_until(lambda: chips.keep.text() == "Remove saved search")

    for view, order in ((View.INBOX, Order.NEWEST), (View.FILED, Order.NEWEST), (View.INBOX, Order.SENDER)):
        keep(view, order)
    assert [(one.view, one.listing.order) for one in lists.searches()] == [
        (View.FILED.value, Order.NEWEST),
        (View.INBOX.value, Order.SENDER),
    ]
    assert [one.name for one in window.side_model.searches] == ["“ansøgning” · Filed", "“ansøgning” · Inbox"]
    chips.keep.click()
    wait_until(lambda: [one.name for one in window.side_model.searches] == ["“ansøgning”"])


def test_the_folder_leads_out_of_its_search_and_is_marked_where_searches_have_no_line(
    stage: Stage, open_program: OpenProgram
) -> None:
    program, window = opened(stage, open_program)
    window.list.show_listing(Listing(filters=Filters(with_attachments=True)))
    window.list.chips.keep.click()
    wait_until(lambda: window.list.chips.keep.text() == "Remove saved search")
    inbox = window.side_model.place_of(View.INBOX)
    kept = window.side.list.currentIndex().row()
    assert kept != inbox
    window.resize(760, 700)
    rest(program)
    assert window.side.list.currentIndex().row() == inbox
    window.resize(1440, 868)
    rest(program)
    assert window.side.list.currentIndex().row() == kept

    window.side.list.setCurrentIndex(window.side_model.index(inbox))
    wait_until(lambda: window.list.model.rowCount() == 23)
    assert window.list.listing == Listing()
    assert not window.side.kept_open
    window.side.list.setCurrentIndex(window.side_model.index(kept))
    rest(program)
    assert window.list.listing.filters.with_attachments


def test_what_is_not_in_the_inbox_is_looked_for_in_what_is_filed(stage: Stage, open_program: OpenProgram) -> None:
    first, *_rest = stage.put_demo(count=3)
    stage.file(first, "26/1182")
    wait_until(lambda: stage.house.engine.status().filed == 1 or stage.house.engine.status().queued == 1)
    program = open_program(stage)
    window = program.window
    wait_until(lambda: stage.house.engine.status().filed == 1)
    wait_until(lambda: window.list.model.rowCount() == 2)
    window.list.search.setText("tegnestuen granly byggetilladelse")
    window.list.search.searched.emit("tegnestuen granly byggetilladelse")
    wait_until(window.list.nothing.elsewhere.isVisible)
    window.list.nothing.elsewhere.click()
    wait_until(lambda: window.view is View.FILED and window.list.rows.item() == first)
    assert window.list.search.text() == "tegnestuen granly byggetilladelse"


def test_chips_take_as_many_lines_as_their_words_need(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    window.list.show_listing(Listing(filters=Filters(frozenset(Band), frozenset(Kind), True, True)))
    rest(program)
    chips = window.list.chips.chips
    assert all(chip.width() >= chip.sizeHint().width() for chip in chips)
    assert len({chip.y() for chip in chips}) > 1
    assert max(chip.geometry().bottom() for chip in chips) < window.list.chips.height()
    window.list.show_listing(Listing(filters=Filters(with_cpr=True)))
    rest(program)
    assert window.list.chips.height() < window.list.chips.chips[0].height() * 2


def test_a_menu_cuts_neither_its_button_nor_the_queue_line(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    for height in (460, 560):
        window.resize(window.width(), height)
        rest(program)
        for button in (window.list.tools.filter, window.list.tools.sort, window.detail.header.more):
            menu, below = button.menu(), button.mapToGlobal(QPoint(0, button.height())).y()
            menu.popup(button.mapToGlobal(QPoint(0, button.height())))
            rest(program)
            assert menu.y() >= below or menu.y() <= button.mapToGlobal(QPoint(0, 0)).y()
            assert menu.geometry().bottom() < window.line.mapToGlobal(QPoint(0, 0)).y()
            assert menu.geometry().right() < window.mapToGlobal(QPoint(window.width(), 0)).x()
            menu.close()
