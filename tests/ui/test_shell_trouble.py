"""What happens in the window when something else gives way: the store is held, a reader crashes, ten thousand come at once."""

import re
import signal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sagsbud.bootstrap.front import HouseFront
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.listing import Listing, Order
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.texts import trouble_text
from sagsbud.ui.app import Program
from sagsbud.ui.detail.vacant import Vacant
from sagsbud.ui.inbox.queue_model import STATE

from tests.bench._history import fill_inbox
from tests.support import hazards
from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.mishaps import end_login, held, mislaid, readers_killed
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier
BATCH = 10_000
KEEPS_TRYING = "Another program is using the store. Sagsbud keeps trying, and nothing is lost."
ENDED = {Trouble.READING_CRASHED, Trouble.READING_OUT_OF_MEMORY}
"""What a reader that was killed ended of; which one is told by how much memory it had taken by then."""


def unread(announced: list[str]) -> int:
    """How often it was said aloud that a list could not be read."""
    return sum(words.startswith("The list could not be read. ") for words in announced)


def said(program: Program) -> str:
    """Everything the window says now."""
    return "\n".join(label.text() for label in program.window.findChildren(QLabel) if label.isVisible())


def test_a_store_that_is_held_is_told_of_until_the_decision_is_kept(
    open_stage_at: OpenStage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_stage_at(undo_seconds=0)
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    with held(stage), monkeypatch.context() as limits:
        limits.setattr("sagsbud.outbox.database.BUSY_SECONDS", 600)
        QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
        wait_until(lambda: KEEPS_TRYING in said(program))
        wait_until(lambda: "The store is in use" in said(program))
        assert stage.house.engine.status().filed == 0
    wait_until(lambda: stage.house.engine.status().filed == 1)
    wait_until(lambda: KEEPS_TRYING not in said(program))
    wait_until(lambda: "The store is in use" not in said(program))


@pytest.mark.warns_in_log
def test_a_store_that_is_held_too_long_loses_no_decision_and_says_what_to_do(
    open_stage_at: OpenStage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_stage_at(undo_seconds=0)
    item, *_ = stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    with held(stage), monkeypatch.context() as limits:
        limits.setattr("sagsbud.outbox.database.BUSY_SECONDS", 2)
        QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
        wait_until(lambda: "Try again in a moment." in said(program))
    wait_until(lambda: KEEPS_TRYING not in said(program))
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.state is OrderState.DRAFT
    window.list.rows.choose(item)
    window.list.take_focus()
    wait_until(lambda: window.detail.item == item and program.operations.idle)
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: stage.house.engine.status().filed == 1)
    filed = stage.house.engine.entry(item)
    assert filed
    assert filed.state is OrderState.FILED


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_a_reader_that_crashes_leaves_the_document_to_be_filed_by_hand(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(undo_seconds=0)
    source = stage.house.folders.data / "Tung.pdf"
    source.write_bytes(hazards.nested_forms())
    item = stage.put(source)
    with readers_killed(stage):
        program = open_program(stage)
        wait_until(lambda: bool((entry := stage.house.engine.entry(item)) and entry.problem))
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.problem
    assert entry.problem.trouble in ENDED
    words = trouble_text(entry.problem.trouble, {}).title
    window = shown(program)
    wait_until(lambda: words in said(program))
    window.side.list.carried_to_sag.emit(stage.sag("26/1020"), (item,))
    wait_until(lambda: stage.house.engine.status().filed == 1)
    assert window.list.model.rowCount() == 0


def test_a_log_in_that_has_ended_is_said_everywhere_and_the_queue_goes_on_after_it(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(own=True, undo_seconds=0)
    items = stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    end_login(stage.service)
    for item in items:
        stage.file(item, "26/1182")
    window.show_view(View.QUEUE)
    model = window.queue_model
    wait_until(lambda: [model.index(at, STATE).data() for at in range(model.rowCount())] == ["Waiting for login"] * 2)
    assert re.search(r"Your login has expired \(since [0-9:]+\)\.", said(program))
    assert "If trying again does not help, tell IT." in said(program)
    window.show_view(View.NEEDS_YOU)
    wait_until(lambda: window.needs_you.causes.rowCount() == 1)
    stage.service.stop()
    stage.service.token = ""
    stage.service.start()
    window.take_list_focus()
    QTest.keyClick(window.needs_you.list, Qt.Key.Key_Return)
    wait_until(lambda: stage.house.engine.status().filed == 2)
    wait_until(window.needs_you.nothing.isVisible)


def test_where_the_log_in_has_ended_it_is_tried_again_from_the_queue_line(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(own=True, undo_seconds=0)
    items = stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    assert not window.line._try_now.isVisible()
    end_login(stage.service)
    stage.file(items[0], "26/1182")
    wait_until(lambda: "Waiting for login" in said(program))
    assert window.line._try_now.isVisible()
    window.show_view(View.NEEDS_YOU)
    wait_until(lambda: window.needs_you.causes.rowCount() == 1)
    assert not window.line._try_now.isVisible(), "the row offers it already"
    window.show_view(View.INBOX)
    assert window.line._try_now.isVisible()
    stage.service.stop()
    stage.service.token = ""
    stage.service.start()
    window.line._try_now.click()
    wait_until(lambda: stage.house.engine.status().filed == 1)
    wait_until(lambda: not window.line._try_now.isVisible())


def test_what_the_status_page_finds_of_the_service_is_said_in_the_queue_line_too(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(own=True)
    program = open_program(stage)
    wait_until(lambda: "Connected" in said(program))
    stage.service.stop()
    HouseFront(stage.house).checks()
    wait_until(lambda: "Connected" not in said(program))
    assert "No connection" in said(program)


def test_ten_thousand_are_counted_shown_to_the_last_and_chosen_together(
    stage: Stage, open_program: OpenProgram
) -> None:
    fill_inbox(stage.house.ports.outbox.database, BATCH)  # type: ignore[attr-defined]
    program = open_program(stage)
    window = shown(program)
    assert "10,000" in said(program)
    model, rows = window.list.model, window.list.rows
    while model.rowCount() < BATCH:
        before = model.rowCount()
        QTest.keyClick(rows, Qt.Key.Key_End)
        wait_until(lambda before=before: model.rowCount() > before)  # type: ignore[misc]
    QTest.keyClick(rows, Qt.Key.Key_End)
    rest(program)
    assert rows.currentIndex().row() == BATCH - 1
    QTest.keyClick(rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: "10,000 documents chosen" in said(program))
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    wait_until(lambda: len(rows.selected()) <= 1)
    assert stage.house.engine.status().inbox == BATCH


@pytest.mark.warns_in_log
def test_a_list_that_cannot_be_read_says_so_shows_nothing_else_and_is_tried_again(
    stage: Stage, open_program: OpenProgram, announced: list[str]
) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    pane = program.window.list
    wait_until(lambda: pane.model.rowCount() == 3)
    rest(program)
    everything, birk = Listing(), Listing(text="birkevænget")
    with mislaid(stage, "search"):
        pane.show_listing(birk)
        pane.show_listing(everything)
        rest(program)
        assert pane.model.rowCount() == 3
        assert not pane.notice.isVisible(), "what failed is not asked for any more"

        pane.show_listing(birk)
        wait_until(pane.nothing.button.isVisible)
        assert pane.nothing.heading.text() == "The list could not be read"
        assert "does not understand" in pane.nothing.sentence.text()
        assert pane.model.rowCount() == 0, "no row that was not asked for"
        assert pane._count.text() == ""
        assert not pane.notice.isVisible(), "it is said once"
        assert not pane.model.canFetchMore(pane.rows.rootIndex())
        wait_until(lambda: program.window.detail.item is None)
        assert unread(announced) == 1

        pane.model.note(frozenset({new_item_id()}))
        rest(program)
        assert unread(announced) == 1, "nobody asked for it"
        pane.show_listing(Listing(text="varmepumpe"))
        rest(program)
        pane.show_listing(birk)
        rest(program)
        assert pane.nothing.button.isVisible()
        assert (pane.model.rowCount(), pane._count.text()) == (0, "")
        assert unread(announced) == 3
        assert not pane.notice.isVisible()

        pane.take_focus()
        pane.nothing.button.click()
        assert not pane.nothing.button.isEnabled(), "the answer is awaited"
        assert pane.nothing.has_focus()
        assert pane.nothing.isVisible()
        wait_until(pane.nothing.button.hasFocus)
        assert unread(announced) == 4
    pane.nothing.button.click()
    wait_until(lambda: pane._count.text() == f"{pane.model.rowCount()} found")
    assert 0 < pane.model.rowCount() < 3
    wait_until(pane.rows.hasFocus)
    assert not pane.nothing.isVisible()


@pytest.mark.warns_in_log
def test_no_number_that_was_known_stands_beside_a_list_that_cannot_be_read(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    pane = program.window.list
    pane.show_listing(Listing(text="birkevænget"))
    wait_until(lambda: pane._count.text() == f"{pane.model.rowCount()} found")
    with mislaid(stage, "search"):
        pane.show_listing(Listing(Order.TITLE, text="birkevænget"))
        wait_until(pane.nothing.button.isVisible)
        assert pane._count.text() == ""
    pane.nothing.button.click()
    wait_until(lambda: pane._count.text() == f"{pane.model.rowCount()} found")


@pytest.mark.warns_in_log
def test_a_list_that_failed_while_another_was_shown_is_read_when_it_is_opened(
    stage: Stage, open_program: OpenProgram, announced: list[str]
) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.list.model.rowCount() == 3)
    with mislaid(stage, "search"):
        window.list.show_listing(Listing(text="birkevænget"))
        window.show_view(View.FILED)
        rest(program)
        assert window.list.models[View.INBOX].failure
        assert unread(announced) == 0, "it is not looked at"
    window.show_view(View.INBOX)
    wait_until(lambda: window.list.rows.isVisible() and window.list.model.rowCount() > 0)
    assert window.list.model.failure is None


@pytest.mark.warns_in_log
def test_where_a_document_could_not_be_read_that_is_said_and_no_other_is_shown(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    (vacant,) = window.detail.findChildren(Vacant)
    with mislaid(stage, "history"):
        for at in (1, 2):
            window.list.rows.setCurrentIndex(window.list.model.index(at, 0))
            rest(program)
            wait_until(vacant.isVisible)
            assert vacant.words.text() == "The document could not be read"
            assert not window.detail.header.isVisible(), "what stands there is another document's"
    window.detail.refresh()
    wait_until(window.detail.header.isVisible)
    assert not vacant.isVisible()
