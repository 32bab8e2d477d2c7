"""Long lists: pages, places, what comes in and goes while somebody looks at it; and the window's two shapes."""

import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import ItemId, new_item_id
from sagsbud.domain.listing import Listing, Order
from sagsbud.domain.orders import OutboxEntry, Summary
from sagsbud.domain.suggestions import Band, SuggestionSet
from sagsbud.engine import View
from sagsbud.ui.inbox import model as model_room
from sagsbud.ui.inbox.count_label import CountLabel
from sagsbud.ui.inbox.model import FIRST_PAGE, PAGE, RowModel
from sagsbud.ui.inbox.rows_view import RowsView
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import DARK, LIGHT

from tests.ui.conftest import OpenProgram
from tests.ui.mishaps import mislaid
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, settle, wait_until


def put_rows(stage: Stage, count: int, *, days: int = 0, word: str = "Brev", band: Band = Band.LIKELY) -> list[ItemId]:
    """Rows that are read, in the order they came."""
    ports = stage.house.ports
    at = datetime.now(UTC) - timedelta(days=days)
    items = []
    for number in range(count):
        content = f"{word} {days} {number}".encode()
        entry, _taken = ports.taker.take_bytes(f"{word}-{number}.txt", content, Source(SourceKind.DROP), at)
        summary = Summary(titel=f"{word} {number:04}", sender="Karina Holst", kind=Kind.TXT, band=band)
        text = content.decode()
        ports.outbox.keep_reading(entry.item.id, Extract(Kind.TXT, "text/plain", text), SuggestionSet(), summary)
        items.append(entry.item.id)
    return items


def reached(model: RowModel, count: int) -> bool:
    """Whether so many rows are loaded."""
    return model.rowCount() == count


def test_pages_follow_one_another_without_a_gap_or_a_repeat(stage: Stage, operations: Operations) -> None:
    put_rows(stage, FIRST_PAGE + PAGE + 50)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.begin()
    wait_until(lambda: model.rowCount() == FIRST_PAGE)
    assert not model.whole
    assert model.groups()[-1].count is None, "the end of the day is not loaded"
    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))
        wait_until(lambda: operations.idle)
    titles = [model.row(at).title for at in range(model.rowCount())]  # type: ignore[union-attr]
    assert titles == [f"Brev {number:04}" for number in reversed(range(FIRST_PAGE + PAGE + 50))]
    assert model.whole
    (group,) = model.groups()
    assert (group.text, group.count) == ("Today", FIRST_PAGE + PAGE + 50)


def test_scrolling_down_loads_more_and_every_place_is_where_it_is_painted(stage: Stage, qapp: QApplication) -> None:
    put_rows(stage, 60, days=9, word="Gammelt")
    put_rows(stage, 150)
    theme = Theme(appearance="light", scale=1.0)
    operations = Operations()
    model = RowModel(stage.house.engine, operations, View.INBOX)
    view = RowsView(model, theme)
    view.resize(376, 600)
    view.show()
    model.begin()
    wait_until(lambda: model.rowCount() == FIRST_PAGE)
    for loaded in (FIRST_PAGE + PAGE, 210):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        wait_until(partial(reached, model, loaded))
    for at in (0, 1, 99, 149, 150, 209):
        index = model.index(at, 0)
        view.scrollTo(index)
        rect = view.visualRect(index)
        assert view.viewport().rect().contains(rect), at
        assert view.indexAt(rect.center()).row() == at
        assert view.indexAt(QPoint(20, rect.top())).row() == at
        assert view.indexAt(QPoint(20, rect.bottom())).row() == at
    heading = view.visualRect(model.index(150, 0)).top() - 5
    assert not view.indexAt(QPoint(20, heading)).isValid(), "a heading is no row"
    assert [(group.text, group.first, group.count) for group in model.groups()] == [
        ("Today", 0, 150),
        ("Earlier", 150, 60),
    ]
    view.verticalScrollBar().setValue(0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(2, 0)).center())
    assert view.item() == model.row(2).item  # type: ignore[union-attr]
    view.close()
    view.deleteLater()
    operations.close()
    settle()
    stage.house.close()


def test_the_row_in_hand_stays_in_sight_where_the_list_gets_less_room(stage: Stage, open_program: OpenProgram) -> None:
    put_rows(stage, 30)
    program = open_program(stage)
    window = shown(program)
    rows = window.list.rows
    wait_until(lambda: window.list.model.rowCount() == 30)
    last = rows.indexAt(QPoint(20, rows.viewport().height() - 8))
    assert last.isValid()
    rows.setCurrentIndex(last)
    rows.scrollTo(last)
    before = rows.viewport().height()
    assert rows.viewport().rect().contains(rows.visualRect(last))
    window.notice.say("It takes its room.\nOf two lines.\nAnd a third.", icon="copy")
    wait_until(lambda: rows.viewport().height() < before)
    wait_until(lambda: rows.viewport().rect().contains(rows.visualRect(rows.currentIndex())))


def test_what_comes_in_above_does_not_push_away_what_is_looked_at(stage: Stage, open_program: OpenProgram) -> None:
    put_rows(stage, 80)
    program = open_program(stage)
    window = shown(program)
    view = window.list.rows
    view.setCurrentIndex(window.list.model.index(30, 0))
    wait_until(lambda: window.list.model.rowCount() == 80)
    settle()
    item, top = view.item(), view.visualRect(view.currentIndex()).top()
    fresh = put_rows(stage, 3, word="Nyt")
    program.bridge.items_changed.emit(frozenset(fresh))
    wait_until(lambda: window.list.model.rowCount() == 83)
    assert view.item() == item
    assert view.visualRect(view.currentIndex()).top() == top
    assert window.list.model.row(0).title == "Nyt 0002"  # type: ignore[union-attr]


def test_a_burst_of_many_keeps_the_selection(stage: Stage, open_program: OpenProgram) -> None:
    put_rows(stage, 20)
    program = open_program(stage)
    window = shown(program, at=5)
    item = window.list.rows.item()
    fresh = put_rows(stage, PAGE + 30, word="Nyt")
    program.bridge.items_changed.emit(frozenset(fresh))
    wait_until(lambda: window.list.model.rowCount() == PAGE + 50)
    assert window.list.model.row(0).title == f"Nyt {PAGE + 29:04}"  # type: ignore[union-attr]
    assert window.list.rows.item() == item


def test_a_burst_keeps_loaded_only_what_lies_near_what_is_looked_at(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_room, "SPARE", 5)
    put_rows(stage, 20)
    program = open_program(stage)
    window = shown(program)
    item = window.list.rows.item()
    fresh = put_rows(stage, 30, word="Nyt")
    program.bridge.items_changed.emit(frozenset(fresh))
    wait_until(lambda: 30 < window.list.model.rowCount() < 50)
    assert window.list.rows.item() == item
    assert not window.list.model.whole


def test_a_number_that_is_known_is_said_until_another_is(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stage, 70, word="Zebra")  # a word that no suggested title has
    put_rows(stage, 5, word="Kladde")
    program = open_program(stage)
    rest(program)
    assert stage.house.engine.wait_idle(60)  # what is suggested anew gives rows other titles
    pane, count = program.window.list, program.window.list._count
    pane.show_listing(Listing(text="zebra"))
    wait_until(lambda: count.text() == "70 found")
    said: list[str] = []
    say = count.setText

    def hear(text: str) -> None:
        said.append(text)
        say(text)

    monkeypatch.setattr(count, "setText", hear)
    pane.show_listing(Listing(Order.TITLE, text="zebra"))
    wait_until(lambda: pane.model.rowCount() == 70 and program.operations.idle)
    pane.take_ages((4, 8))
    wait_until(lambda: pane.model.rowCount() == 70 and program.operations.idle)
    fresh = put_rows(stage, 1, days=1, word="Zebra")
    program.bridge.items_changed.emit(frozenset(fresh))
    wait_until(lambda: count.text() == "71 found")
    pane.show_listing(Listing(text="kladde"))
    wait_until(lambda: count.text() == "5 found")
    assert list(dict.fromkeys(said)) == ["70 found", "71 found", "5 found"]


def test_a_row_that_moved_below_between_two_pages_is_shown_once(stage: Stage, operations: Operations) -> None:
    items = put_rows(stage, FIRST_PAGE + 5)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.show(Listing(Order.TITLE))
    wait_until(lambda: model.rowCount() == FIRST_PAGE and operations.idle)
    renamed = Summary(titel="Årsopgørelse", sender="Karina Holst", kind=Kind.TXT, band=Band.LIKELY)
    reading = Extract(Kind.TXT, "text/plain", "Brev 0 0")
    stage.house.ports.outbox.keep_reading(items[0], reading, SuggestionSet(), renamed)
    model.fetchMore(model.index(-1, -1))
    wait_until(lambda: model.whole)
    titles = [model.row(at).title for at in range(model.rowCount())]  # type: ignore[union-attr]
    assert titles == [f"Brev {number:04}" for number in range(1, FIRST_PAGE + 5)] + ["Årsopgørelse"]


@pytest.mark.warns_in_log
def test_what_changed_while_nothing_could_be_read_is_read_with_what_changes_next(
    stage: Stage, operations: Operations
) -> None:
    put_rows(stage, 2)
    errors: list[SagsbudError] = []
    operations.failed.connect(errors.append)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.show(Listing(text="brev"))
    wait_until(lambda: model.rowCount() == 2 and operations.idle)
    fresh = put_rows(stage, 1, days=1)
    with mislaid(stage, "search"):
        model.note(frozenset(fresh))
        wait_until(lambda: len(errors) == 1)
    assert (model.rowCount(), model.failure) == (2, None), "what is there is still what is asked for"
    model.note(frozenset({new_item_id()}))
    wait_until(lambda: model.rowCount() == 3)


@pytest.mark.warns_in_log
def test_a_list_that_failed_with_the_search_before_it_is_read_from_the_top_again(
    stage: Stage, operations: Operations
) -> None:
    items = put_rows(stage, 5)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.begin()
    wait_until(lambda: model.rowCount() == 5 and operations.idle)
    failures: list[SagsbudError] = []
    model.failed.connect(failures.append)
    with mislaid(stage, "entry"):
        model.show(Listing(text="brev"))
        wait_until(lambda: len(failures) == 1)
        model.show(Listing())
        assert model.failure, "nothing else is known before an answer has come"
        wait_until(lambda: len(failures) == 2)
        assert model.failure
        assert not model.is_read, "no row is there, and nobody knows how many should be"
        assert (model.rowCount(), model.found, model.whole) == (0, None, False)
    model.note(frozenset({items[1]}))
    wait_until(lambda: operations.idle and model.whole)
    assert [row.item for at in range(model.rowCount()) if (row := model.row(at))] == items[::-1]
    assert model.failure is None


def test_rows_that_were_let_go_for_another_order_are_not_taken_for_the_list(
    stage: Stage, operations: Operations
) -> None:
    put_rows(stage, 5)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.begin()
    wait_until(lambda: model.rowCount() == 5 and operations.idle)
    model.show(Listing(Order.TITLE))
    model.show(Listing())
    assert not model.is_read
    wait_until(lambda: model.rowCount() == 5)
    assert model.is_read


def test_pages_that_are_just_full_are_known_to_be_the_last(
    stage: Stage, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, rows in (("FIRST_PAGE", 4), ("PAGE", 4), ("COUNTED", 8)):
        monkeypatch.setattr(model_room, name, rows)
    put_rows(stage, 4, word="Kladde")
    put_rows(stage, 8)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.show(Listing(text="kladde"))
    wait_until(lambda: model.rowCount() == 4)
    assert (model.whole, model.found) == (True, 4)
    model.show(Listing(text="brev"))
    wait_until(lambda: model.is_read and operations.idle)
    assert (model.rowCount(), model.whole, model.found) == (4, False, None)
    model.fetchMore(model.index(-1, -1))
    wait_until(lambda: model.rowCount() == 8)
    assert (model.whole, model.found) == (True, 8)


def test_a_row_that_was_decided_while_it_was_read_does_not_come_back(
    stage: Stage, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = put_rows(stage, 3)
    engine = stage.house.engine
    model = RowModel(engine, operations, View.INBOX)
    model.begin()
    wait_until(lambda: operations.idle)
    ask, was_read = engine.lists.among, threading.Event()

    def among(wanted: frozenset[ItemId], *, limit: int) -> list[OutboxEntry]:
        found = ask(wanted, limit=limit)
        was_read.set()
        return found

    monkeypatch.setattr(engine.lists, "among", among)
    model.note(frozenset(items))
    assert was_read.wait(60), "the rows as they are before the decision"
    stage.file(items[1], "26/1182")
    model.leave({items[1]})
    came: list[int] = []
    model.rowsInserted.connect(lambda *_place: came.append(model.place_of(items[1])))
    wait_until(lambda: operations.idle)
    assert model.rowCount() == 2
    assert model.place_of(items[1]) == -1
    assert came == []


def test_the_next_row_is_chosen_when_one_goes_and_the_one_above_at_the_end(
    stage: Stage, open_program: OpenProgram
) -> None:
    items = put_rows(stage, 3)
    program = open_program(stage)
    window = shown(program)
    engine, view = stage.house.engine, window.list.rows
    assert view.item() == items[2]
    engine.withdraw(items[2], "private")
    wait_until(lambda: view.item() == items[1])
    view.choose(items[0])
    engine.withdraw(items[0], "private")
    wait_until(lambda: view.item() == items[1])
    engine.withdraw(items[1], "private")
    wait_until(lambda: view.item() is None)
    wait_until(window.empty.isVisible)
    assert window.detail.item is None


def test_dark_is_dark_and_light_is_light_in_the_pixels(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    for appearance, tokens in (("dark", DARK), ("light", LIGHT)):
        program.theme.choose(appearance)
        rest(program)
        image = window.grab().toImage()
        ratio = image.devicePixelRatio()
        for widget, color in ((window.side, tokens.win), (window.list, tokens.surf), (window.line, tokens.win)):
            corner = widget.mapTo(window, QPoint(3, widget.height() - 4))
            pixel = image.pixelColor(round(corner.x() * ratio), round(corner.y() * ratio))
            assert pixel.name().upper() == color, (appearance, type(widget).__name__)


def test_a_narrow_window_shows_list_and_document_in_turn(stage: Stage, open_program: OpenProgram) -> None:
    first, second, *_ = stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    window.resize(760, 700)
    settle()
    assert window.narrow
    assert window.side.width() == 48
    assert window.list.isVisible()
    assert not window.detail.isVisible()
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return)
    assert window.detail.isVisible()
    assert not window.list.isVisible()
    assert window.stepper._place.text() == "1 of 3"
    window.stepper.stepped.emit(1)
    wait_until(lambda: window.detail.item == second)
    assert window.stepper._place.text() == "2 of 3"
    window.stepper.list_asked.emit()
    assert window.list.isVisible()
    assert window.list.rows.item() == second
    window.resize(1440, 868)
    settle()
    assert window.list.isVisible()
    assert window.detail.isVisible()
    assert window.side.width() == 212
    assert first != second


@pytest.mark.parametrize("key", [Qt.Key.Key_S, Qt.Key.Key_C], ids=["case", "correction"])
def test_a_key_for_the_form_shows_it_in_a_narrow_window(stage: Stage, open_program: OpenProgram, key: Qt.Key) -> None:
    correcting = key == Qt.Key.Key_C
    first, *_ = stage.put_demo(count=2)
    if correcting:
        stage.file(first, "26/1182")
    program = open_program(stage)
    wait_until(lambda: stage.house.engine.status().filed == int(correcting))
    program.window.show_view(View.FILED if correcting else View.INBOX)
    window = shown(program)
    window.resize(760, 700)
    settle()
    assert window.narrow
    assert window.list.isVisible()
    assert not window.detail.isVisible()
    QTest.keyClick(window.list.rows, key)
    wait_until(window.detail.form.isVisible)
    assert not window.list.isVisible()
    rest(program)
    focused = window.focusWidget()
    assert focused
    assert window.detail.isAncestorOf(focused), "the keyboard is where the work is"
    window.stepper.list_asked.emit()
    assert window.list.isVisible()


def test_at_twice_the_text_nothing_is_wider_than_the_window(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    program = open_program(stage, scale=2.0)
    window = program.window
    assert window.narrow
    assert window.width() == 1440
    for view in (View.INBOX, View.QUEUE, View.NEEDS_YOU, View.FILED):
        window.show_view(view)
        rest(program)
        assert window.width() == 1440
        assert window._content.width() <= 1440
    window.show_view(View.INBOX)
    assert window.list.rows.visualRect(window.list.model.index(0, 0)).height() == 116


def test_the_empty_inbox_teaches_and_goes_when_something_comes(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    window = program.window
    wait_until(window.empty.isVisible)
    assert window.empty.isAncestorOf(window.focusWidget())
    items = put_rows(stage, 1)
    program.bridge.items_changed.emit(frozenset(items))
    program.bridge.queue_changed.emit()
    wait_until(lambda: not window.empty.isVisible())
    wait_until(lambda: window.list.rows.item() == items[0])
    assert window.list.rows.hasFocus()


def test_what_is_said_of_a_list_that_is_all_there_is_what_stands_in_it(
    stage: Stage, operations: Operations, theme: Theme
) -> None:
    put_rows(stage, 3)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.begin()
    wait_until(lambda: model.whole and model.rowCount() == 3)
    label = CountLabel(theme, "", "body", "tx2")
    label.say(model, 4)  # one has come that is not read yet
    assert label.text() == "3, 0 of them sure"


@pytest.mark.parametrize(("likely", "said"), [(0, "1 sure"), (1, "2, 1 of them sure")])
def test_of_a_list_that_is_sure_throughout_the_number_is_said_once(
    stage: Stage, operations: Operations, theme: Theme, likely: int, said: str
) -> None:
    put_rows(stage, likely)
    put_rows(stage, 1, word="Kvittering", band=Band.SURE)
    model = RowModel(stage.house.engine, operations, View.INBOX)
    model.begin()
    wait_until(lambda: model.whole and model.rowCount() == likely + 1)
    label = CountLabel(theme, "", "body", "tx2")
    label.say(model, likely + 1)
    assert label.text() == said
