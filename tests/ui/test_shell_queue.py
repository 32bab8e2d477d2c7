"""The queue and what needs a person: with large text nothing is cut, and with nothing in them they say what comes there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sagsbud.domain.changes import ItemsChanged
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import Problem
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.engine import View
from sagsbud.outbox.store import SealedOutbox
from sagsbud.ui.app import Program
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.needs_you import NeedsYouPage
from sagsbud.ui.inbox.queue_model import DOCUMENT, PROMISED, SAG, QueueModel
from sagsbud.ui.inbox.queue_page import QueuePage
from sagsbud.ui.inbox.queue_table import QueueDelegate
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ROW_TABLE

from tests.ui.conftest import OpenProgram
from tests.ui.mishaps import mislaid
from tests.ui.shell import rest
from tests.ui.stage import Stage, wait_until


@contextmanager
def alone(page: QWidget) -> Iterator[None]:
    """A part with the keyboard in it, without the window around it."""
    page.show()
    page.activateWindow()
    try:
        yield
    finally:
        page.close()
        page.deleteLater()


def in_queue(stage: Stage, program: Program) -> None:
    """A document with a long title waits in the queue that is open."""
    item = stage.put_text(
        "brev.txt", f"Angående {'bestemmelser om bebyggelsesprocent og ' * 4}afstand\n\nSagsnr. 26/1182"
    )
    stage.file(item, "26/1182", hold=True)
    program.window.show_view(View.QUEUE)
    wait_until(lambda: program.window.queue_model.rowCount() == 1)
    rest(program)


def promised(stage: Stage, number: int, words: int) -> ItemId:
    """A document of so long a title, which waits until it can be undone no more."""
    named = " ".join(f"bebyggelse{number}x{at}" for at in range(words))
    item = stage.put_text(f"brev{number}.txt", f"Angående {named} afstand\n\nSagsnr. 26/1182")
    stage.file(item, "26/1182", hold=True)
    return item


def test_a_row_that_says_more_takes_no_line_of_the_others(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage, scale=2.0)
    first, other = promised(stage, 1, 8), promised(stage, 2, 1)
    window = program.window
    window.show_view(View.QUEUE)
    wait_until(lambda: window.queue_model.rowCount() == 2)
    rest(program)
    outbox, later = stage.house.ports.outbox, datetime.now(UTC) + timedelta(hours=9)
    assert isinstance(outbox, SealedOutbox)
    outbox.apply(other, OrderEvent.CLAIMED)
    outbox.apply(other, OrderEvent.NOT_SENT, problem=Problem(Trouble.UNREACHABLE, datetime.now(UTC)), due=later)
    stage.house.engine.tell(ItemsChanged(frozenset({other})))
    model = window.queue_model
    wait_until(lambda: (row := model.row(model.place_of(other))) is not None and row.state is OrderState.WAITING)
    rest(program)
    table, at = window.queue.table, model.place_of(first)
    delegate = table.itemDelegate()
    assert isinstance(delegate, QueueDelegate)
    assert table.rowHeight(at) >= delegate.height_of(at)


def test_with_large_text_the_queue_breaks_lines_and_cuts_nothing(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage, scale=2.0)
    in_queue(stage, program)
    table = program.window.queue.table
    delegate = table.itemDelegate()
    assert isinstance(delegate, QueueDelegate)
    assert table.isColumnHidden(SAG), "the case stands below the document"
    assert not table.isColumnHidden(PROMISED), "there is room for the hour"
    words = str(program.window.queue_model.headerData(PROMISED, Qt.Orientation.Horizontal))
    assert table.columnWidth(PROMISED) >= table.horizontalHeader().sectionSizeHint(PROMISED), words
    assert table.rowHeight(0) >= delegate.height_of(0) > 2 * program.theme.px(ROW_TABLE)
    tall = table.rowHeight(0)
    program.window.resize(900, 868)
    wait_until(lambda: table.rowHeight(0) > tall)
    program.window.resize(2400, 868)
    wait_until(lambda: not table.isColumnHidden(SAG))
    assert table.rowHeight(0) == program.theme.px(ROW_TABLE)
    cell = program.window.queue_model.index(0, SAG)
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == cell.data() != ""


def test_a_title_takes_the_room_that_the_columns_beside_it_leave(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    program.window.resize(1366, 736)
    title = "Vedligeholdelsespligt på privat fællesvej, Engdraget"
    stage.file(stage.put_text("brev.txt", f"{title}\n\nSagsnr. 26/1182"), "26/1182", hold=True)
    program.window.show_view(View.QUEUE)
    wait_until(lambda: program.window.queue_model.rowCount() == 1)
    rest(program)
    table = program.window.queue.table
    delegate = table.itemDelegate()
    assert isinstance(delegate, QueueDelegate)
    assert program.window.queue_model.index(0, DOCUMENT).data() == title
    for column in range(program.window.queue_model.columnCount()):
        assert table.columnWidth(column) >= delegate.width_of(column)
    assert sum(table.columnWidth(column) for column in range(4)) == table.viewport().width()


def test_an_empty_queue_says_what_comes_there_and_leads_back(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    window = program.window
    window.show_view(View.QUEUE)
    window.take_list_focus()
    wait_until(window.queue.nothing.button.hasFocus)
    tall = window.queue.nothing.height()
    assert tall > window.queue.height() * 3 // 4
    in_queue(stage, program)
    wait_until(window.queue.table.hasFocus)
    assert not window.queue.nothing.isVisible()
    window.show_view(View.NEEDS_YOU)
    window.take_list_focus()
    wait_until(window.needs_you.nothing.button.hasFocus)
    rest(program)
    assert window.needs_you.nothing.height() == tall, "they stand alike on their pages"
    assert window.needs_you.nothing.height() > window.needs_you.height() * 3 // 4
    assert not any(wall.isVisible() for wall in window.pages.troubles.get().findChildren(QWidget, "wall"))
    assert not window.story.isVisible()
    QTest.keyClick(window.needs_you.nothing.button, Qt.Key.Key_Space)
    assert window.view is View.INBOX


def test_what_needs_a_person_stands_in_the_empty_pages_place(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    window = program.window
    window.show_view(View.NEEDS_YOU)
    wait_until(window.needs_you.nothing.isVisible)
    source = stage.house.folders.data / "Statik.pdf"
    source.write_bytes(b"%PDF-1.7\nnothing of a page")
    stage.put(source)
    stage.house.engine.read_now()
    wait_until(window.needs_you.list.isVisible)
    wait_until(window.story.isVisible)
    assert not window.needs_you.nothing.isVisible()


@pytest.mark.warns_in_log
@pytest.mark.parametrize("view", [View.QUEUE, View.NEEDS_YOU], ids=["queue", "needs-you"])
def test_a_page_that_cannot_be_read_says_so_and_is_tried_again(
    stage: Stage, operations: Operations, announced: list[str], view: View
) -> None:
    theme, engine = Theme(appearance="light", scale=1.0), stage.house.engine
    page: QueuePage | NeedsYouPage
    if view is View.QUEUE:
        model: RowModel = (queue := QueueModel(engine, operations))
        page, words = QueuePage(queue, theme), "Nothing is queued"
    else:
        model = RowModel(engine, operations, view)
        page, words = NeedsYouPage(model, theme), "Nothing needs you"
    with alone(page):
        with mislaid(stage, "entry"):
            model.begin()
            wait_until(page.nothing.isVisible)
            assert page.nothing.heading.text() == "The list could not be read"
            assert len(announced) == 1
            page.take_focus()
            wait_until(page.nothing.button.hasFocus)
        QTest.keyClick(page.nothing.button, Qt.Key.Key_Space)
        assert not page.nothing.button.isEnabled(), "the answer is awaited"
        assert page.nothing.has_focus()
        wait_until(lambda: page.nothing.heading.text() == words)
        assert page.nothing.button.hasFocus()
        asked: list[None] = []
        page.nothing.asked.connect(lambda: asked.append(None))
        QTest.keyClick(page.nothing.button, Qt.Key.Key_Space)
        assert asked == [None], "to the inbox, as ever"
