"""Text twice as large takes nothing away: what has no room beside the rest is below it, or one press away."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame
from sagsbud.domain.listing import Filters, Listing
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.optionpainter import OPTION
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.hotkey.state import KeyState
from sagsbud.ui.inbox.jump import Destination
from sagsbud.ui.inbox.side_model import LineKind
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.settings.keyrow import KeyRow
from sagsbud.ui.sidebutton import SIDE_MARGIN
from sagsbud.ui.tokens import PANE_RAIL, PANE_SIDE, SIDE_SIGN
from sagsbud.ui.viewport import scroll_of

from tests.ui.conftest import OpenProgram
from tests.ui.shell import in_list, rest
from tests.ui.stage import Stage, settle, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def put_unreadable(stage: Stage) -> None:
    """A file that is no PDF."""
    source = stage.house.folders.data / "Statik.pdf"
    source.write_bytes(b"%PDF-1.7\nnothing of a page")
    stage.put(source)
    stage.house.engine.read_now()


def troubled(stage: Stage, open_program: OpenProgram) -> Program:
    """The window at what needs a person: a file that is no PDF."""
    put_unreadable(stage)
    program = open_program(stage, scale=2.0)
    program.window.show_view(View.NEEDS_YOU)
    wait_until(program.window.needs_you.list.isVisible)
    program.window.take_list_focus()
    rest(program)
    return program


def in_rail(stage: Stage, open_program: OpenProgram) -> tuple[Program, MainWindow]:
    """The window with a search that was kept, for which a rail has no line."""
    stage.put_demo(count=5)
    program = open_program(stage, scale=2.0)
    window = in_list(program, 5)
    wait_until(lambda: window.side_model.has_sager)
    window.list.show_listing(Listing(filters=Filters(with_attachments=True)))
    window.list.chips.keep.click()
    wait_until(lambda: window.list.chips.keep.text() == "Remove saved search")
    window.side.whole_asked.emit()
    rest(program)
    return program, window


def place_of(window: MainWindow, kind: LineKind) -> int:
    """Of the first line of this kind."""
    lines = [window.side_model.line(at) for at in range(window.side_model.rowCount())]
    return next(at for at, line in enumerate(lines) if line and line.kind is kind)


def test_where_each_of_many_goes_stands_below_what_is_chosen_for_them(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=12)
    program = open_program(stage, scale=2.0)
    window = in_list(program, 12)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    window.open_document()
    many = window.many
    wait_until(lambda: many.footer.primary.ready)
    rest(program)
    table, last = many.table, many.table.rows.index(11)
    assert table.isVisible()
    assert table.verticalScrollBar().maximum() == 0, "the pane scrolls, not a list in it"
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End)
    wait_until(lambda: table.viewport().visibleRegion().contains(table.visualRect(last)))
    QTest.keyClick(table, Qt.Key.Key_Home)
    wait_until(lambda: table.viewport().visibleRegion().contains(table.visualRect(table.rows.index(0))))
    window.resize(3000, 868)
    rest(program)
    assert not many._scroll.isAncestorOf(table), "beside the choice, where there is room"
    assert table.maximumHeight() > many.height()


def test_what_happened_is_told_on_a_card_and_copied_from_there(stage: Stage, open_program: OpenProgram) -> None:
    program = troubled(stage, open_program)
    window, place = program.window, program.window.pages.troubles.get().place
    wait_until(lambda: not window.story._heading.isHidden())
    assert not window.story.isVisible()
    assert place.asked.isVisible()
    place.asked.click()
    card = place.card
    assert card
    assert window.story.isVisible()
    assert card.told.hasFocus(), "the arrows scroll it"
    assert not window.story._heading.isVisible(), "the card's own head says it"
    assert window.story._subject.text() == "Statik.pdf"
    QTest.keyClick(card.told, Qt.Key.Key_Escape)
    assert not window.story.isVisible()
    assert window.needs_you.list.hasFocus()
    assert window.view is View.NEEDS_YOU

    place.asked.click()
    QGuiApplication.clipboard().clear()
    window.story._copy.click()
    assert "trouble: damaged" in QGuiApplication.clipboard().text()
    assert window.notice.isVisible()
    assert not window.story.isVisible(), "the card does not stand before what is said"


def test_the_card_goes_where_there_is_room_beside_the_list(stage: Stage, open_program: OpenProgram) -> None:
    program = troubled(stage, open_program)
    window, place = program.window, program.window.pages.troubles.get().place
    place.asked.click()
    window.resize(2400, 868)
    rest(program)
    assert place.card is None
    assert place.isAncestorOf(window.story)
    assert window.story.isVisible()
    assert window.story._heading.isVisible()
    assert not place.asked.isVisible()
    window.resize(1440, 868)
    rest(program)
    assert place.asked.isVisible()


def test_the_rail_unfolds_to_everything_that_the_side_bar_has(stage: Stage, open_program: OpenProgram) -> None:
    program, window = in_rail(stage, open_program)
    side, px = window.side, program.theme.px
    search = place_of(window, LineKind.SEARCH)
    assert side.width() == px(PANE_RAIL)
    assert side.list.isRowHidden(search)
    assert side.whole.accessibleName() == side.whole.toolTip() == "Show the whole side bar"

    side.whole.click()
    settle()
    assert side.width() == px(PANE_SIDE)
    assert not any(side.list.isRowHidden(at) for at in range(window.side_model.rowCount()))
    assert side.list.hasFocus()
    side.list.setCurrentIndex(window.side_model.index(search))
    rest(program)
    assert window.list.listing.filters.with_attachments
    assert side.width() == px(PANE_SIDE), "the arrows can go on from there"
    QTest.keyClick(side.list, Qt.Key.Key_Return)
    assert side.width() == px(PANE_RAIL)


def test_the_side_bar_begins_all_its_words_at_one_edge_and_ends_a_list_that_goes_on_with_a_line(
    stage: Stage, open_program: OpenProgram
) -> None:
    program, window = in_rail(stage, open_program)
    side, px = window.side, program.theme.px
    side.whole.click()
    rest(program)
    assert side._title.mapTo(side, QPoint()).x() == SIDE_MARGIN + px(SIDE_SIGN)
    bar = side.list.verticalScrollBar()
    line = next(line for line in side.findChildren(QFrame, "rule") if line.y() == side.list.geometry().bottom() + 1)
    window.resize(window.width(), px(300))
    rest(program)
    bar.setValue(bar.minimum())
    assert line.isVisible()
    bar.setValue(bar.maximum())
    assert not line.isVisible()


def test_a_line_ends_the_head_of_a_list_that_is_scrolled(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=12)
    program = open_program(stage, scale=2.0)
    rows = in_list(program, 12).list.rows
    page, bar = rows.parentWidget(), rows.verticalScrollBar()
    assert page
    line = page.findChild(QFrame, "rule")
    assert line
    assert bar.maximum() > 0
    for value in (bar.minimum(), bar.maximum()):
        bar.setValue(value)
        assert line.isVisible() is (value > bar.minimum())
        assert rows.y() == line.geometry().bottom() + 1


def test_the_rail_says_in_tool_tips_how_many_there_are(stage: Stage, open_program: OpenProgram) -> None:
    _program, window = in_rail(stage, open_program)
    inbox = window.side_model.index(window.side_model.place_of(View.INBOX))
    assert inbox.data(Qt.ItemDataRole.ToolTipRole) == "Inbox, 5 documents"


def test_the_field_a_person_is_sent_to_is_seen_whole(stage: Stage, open_program: OpenProgram) -> None:
    put_unreadable(stage)
    program = open_program(stage, scale=2.0)
    window = in_list(program, 1)
    window.window().resize(1440, 760)
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return)
    field = window.detail.form.sag
    wait_until(field.hasFocus)
    wait_until(lambda: field.visibleRegion().boundingRect() == field.rect())


def test_a_search_ends_above_what_stands_below_the_form(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=1)
    program = open_program(stage, scale=2.0)
    window = in_list(program, 1)
    window.open_document()
    rest(program)
    form = window.detail.form
    form.search_kle()
    popup = window.findChild(SearchPopup)
    assert isinstance(popup, SearchPopup)
    QTest.keyClicks(popup.field, "byg")
    wait_until(lambda: popup.answered == "byg")
    settle()
    scroll = scroll_of(form)
    assert scroll is not None
    end = scroll.viewport().mapToGlobal(QPoint(0, scroll.viewport().height())).y()
    assert popup.list.rows.rowCount() > 3
    assert popup.geometry().bottom() < end
    popup.close()


def test_the_keyboard_goes_from_a_search_without_rows_to_what_can_be_done(
    stage: Stage, open_program: OpenProgram
) -> None:
    program, window = in_rail(stage, open_program)
    window.list.search.setFocus()
    QTest.keyClicks(window.list.search, "xyzxyz")
    wait_until(window.list.nothing.button.isVisible)
    assert window.list.search.hasFocus()
    QTest.keyClick(window.list.search, Qt.Key.Key_Return)
    rest(program)
    assert window.list.nothing.button.hasFocus()


def test_the_unfolded_side_bar_folds_when_one_goes_elsewhere(stage: Stage, open_program: OpenProgram) -> None:
    program, window = in_rail(stage, open_program)
    side, rail = window.side, program.theme.px(PANE_RAIL)
    side.whole.click()
    QTest.keyClick(side.list, Qt.Key.Key_Escape)
    assert side.width() == rail
    assert window.view is View.INBOX
    side.whole.click()
    assert side.width() > rail
    window.list.take_focus()
    assert side.width() == rail
    side.whole.click()
    window.resize(2400, 868)
    rest(program)
    assert not side.whole.isVisible()
    window.resize(1440, 868)
    rest(program)
    assert side.width() == rail


def test_what_is_pressed_beside_the_unfolded_side_bar_stays_under_the_pointer(
    stage: Stage, open_program: OpenProgram
) -> None:
    program, window = in_rail(stage, open_program)
    side, rail = window.side, program.theme.px(PANE_RAIL)
    window.list.show_listing(Listing(text="xyzxyz"))
    button = window.list.nothing.button
    wait_until(button.isVisible)
    side.whole.click()
    rest(program)
    top = window.window()
    at = button.mapTo(top, button.rect().center())
    QTest.mousePress(top.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    settle()
    assert button.hasFocus()
    assert button.mapTo(top, button.rect().center()) == at
    QTest.mouseRelease(top.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    wait_until(lambda: window.list.listing == Listing())
    wait_until(lambda: side.width() == rail)


def test_the_unfolded_side_bar_stays_for_what_is_dragged_onto_it(stage: Stage, open_program: OpenProgram) -> None:
    program, window = in_rail(stage, open_program)
    side, rail = window.side, program.theme.px(PANE_RAIL)
    side.whole.click()
    side.list.show_targets(True)
    window.list.take_focus()
    assert side.width() > rail
    side.list.show_targets(False)
    wait_until(lambda: side.width() == rail)


def test_the_line_that_is_open_is_in_sight_in_a_low_window(stage: Stage, open_program: OpenProgram) -> None:
    program, window = in_rail(stage, open_program)
    rail = window.side.list

    def in_sight() -> bool:
        return rail.viewport().rect().contains(rail.visualRect(rail.currentIndex()))

    window.show_view(View.FILED)
    window.resize(1440, 420)
    rest(program)
    assert rail.verticalScrollBar().maximum() > 0
    assert in_sight()
    for view in (View.INBOX, View.FILED):
        window.show_view(view)
        rest(program)
        assert in_sight()
    window.side.whole.click()
    rest(program)
    assert in_sight()
    window.side.fold()
    rest(program)
    assert in_sight()


def test_ctrl_k_leads_to_a_search_that_was_kept(stage: Stage, open_program: OpenProgram) -> None:
    program, window = in_rail(stage, open_program)
    (kept,) = window.side_model.searches
    window.list.take_focus()
    QTest.keyClick(window.list.rows, Qt.Key.Key_K, CTRL)
    jump = program.desk.sager.jump
    assert jump
    QTest.keyClicks(jump.field, kept.name.upper())
    wait_until(lambda: jump.answered == kept.name.upper())
    assert jump.list.rows.index(0).data(OPTION).value == Destination(search=kept)
    QTest.keyClick(jump.field, Qt.Key.Key_Return)
    rest(program)
    assert window.list.listing == kept.listing


def test_a_key_that_is_taken_is_told_where_it_is_seen(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage, scale=2.0)
    program.window.resize(1440, 560)
    (row,) = program.show_settings().findChildren(KeyRow)
    rest(program)
    assert row.visibleRegion().isEmpty()
    row._hot_key.state = KeyState.TAKEN
    row._hot_key.changed.emit()
    wait_until(lambda: row.note.visibleRegion().boundingRect() == row.note.rect())
    assert row.note.text().startswith("Another program uses")
