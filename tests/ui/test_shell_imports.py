"""Bulk imports in the window: they stay apart, tell how far they are, stop, go on, and end with a report."""

from dataclasses import replace
from pathlib import Path

import pytest
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.batches import BatchStatus
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.workdays import danish_date
from sagsbud.engine import View
from sagsbud.engine.imports import ImportProgress
from sagsbud.ui.app import Program
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.imports_page import ImportCard
from sagsbud.ui.inbox.imports_words import ImportState
from sagsbud.ui.inbox.progress import Progress
from sagsbud.ui.inbox.row import row_of
from sagsbud.ui.inbox.side_model import IMPORTS
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.texts import clock_text, date_text, moment_text

from tests.support.mailboxes import mbox, numbered_mail
from tests.support.orders import NOW, make_item
from tests.ui.conftest import OpenProgram
from tests.ui.shell import in_list
from tests.ui.stage import Stage, wait_until


def a_mailbox(folder: Path, count: int) -> Path:
    """So many mails as one file."""
    path = folder / "Byg & Miljø.mbox"
    path.write_bytes(mbox(numbered_mail(number) for number in range(count)))
    return path


def card_of(program: Program) -> ImportCard:
    """The one import's card."""
    wait_until(lambda: len(program.desk.imports.page.cards) == 1)
    (card,) = program.desk.imports.page.cards.values()
    return card


def opened(program: Program) -> MainWindow:
    """The window with the page of imports, from its line in the side bar."""
    window = program.window
    wait_until(lambda: window.side_model.place_of_page(IMPORTS) >= 0)
    window.side.list.setCurrentIndex(window.side_model.index(window.side_model.place_of_page(IMPORTS)))
    assert window.aside is program.desk.imports.page
    assert window.windowTitle() == "Imports · Sagsbud"
    return window


@pytest.fixture
def imported(stage: Stage, tmp_path: Path) -> BatchStatus:
    """A mailbox of thirty mails as a batch that was imported from the command line."""
    stage.house.engine.imports.run(a_mailbox(tmp_path, 30), lambda _progress: True)
    (status,) = stage.house.engine.imports.all()
    assert status.undecided == 30
    return status


def test_a_batch_stays_apart_and_is_worked_on_as_a_list_of_its_own(
    stage: Stage, open_program: OpenProgram, imported: BatchStatus
) -> None:
    program = open_program(stage)
    wait_until(program.window.empty.isVisible)
    window = opened(program)
    card = card_of(program)
    assert card.documents.text() == "Show 30 undecided"
    assert program.desk.imports.page._count.text() == "1 import, 30 undecided"
    assert not card.stop.isVisible()
    card.documents.click()
    wait_until(lambda: window.list.model.rowCount() == 30)
    assert window.view is View.INBOX
    assert [chip.text() for chip in window.list.chips.chips] == [imported.batch.label]
    assert (window.list._title.text(), window.windowTitle()) == ("Imports", "Imports · Sagsbud")
    marked = [window.side_model.line(window.side.list.currentIndex().row())]
    assert [line and line.page for line in marked] == [IMPORTS]
    window.side.set_rail(True)
    marked = [window.side_model.line(window.side.list.currentIndex().row())]
    assert [line and line.page for line in marked] == [IMPORTS], "also where it is a rail"
    window.side.set_rail(False)
    first = window.list.rows.item()
    assert first
    stage.file(first, "26/1021", hold=True)
    wait_until(lambda: window.list.model.rowCount() == 29)
    assert stage.house.engine.status().inbox == 0
    window.list.chips.chips[0].click()
    wait_until(window.empty.isVisible)
    assert window.windowTitle() == "Inbox · Sagsbud"
    line = window.side_model.line(window.side.list.currentIndex().row())
    assert line
    assert line.view is View.INBOX


def test_two_imports_called_the_same_are_told_apart_by_when_they_began(
    stage: Stage, open_program: OpenProgram, imported: BatchStatus, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "andetsteds"
    elsewhere.mkdir()
    stage.house.engine.imports.run(a_mailbox(elsewhere, 31), lambda _progress: True)
    program = open_program(stage)
    opened(program)
    cards = program.desk.imports.page.cards
    wait_until(lambda: len(cards) == 2)
    cards[str(imported.batch.id)].documents.click()
    began = imported.batch.begun_at
    called = f"{imported.batch.label} · {date_text(danish_date(began))} {clock_text(began)}"
    assert [chip.text() for chip in program.window.list.chips.chips] == [called]


def test_f6_leads_from_the_side_bar_to_the_page(stage: Stage, open_program: OpenProgram, imported: BatchStatus) -> None:
    program = open_program(stage)
    card, window = card_of(program), opened(program)
    window.side.list.setFocus()
    window.panes.next()
    assert program.desk.imports.page.isAncestorOf(window.focusWidget())
    assert card.documents.accessibleDescription() == imported.batch.label


def test_a_batch_is_moved_to_the_inbox(stage: Stage, open_program: OpenProgram, imported: BatchStatus) -> None:
    program = open_program(stage)
    window = opened(program)
    card_of(program).release.click()
    wait_until(lambda: stage.house.engine.status().inbox == 30)
    wait_until(lambda: not card_of(program).documents.isVisible())
    window.show_view(View.INBOX)
    wait_until(lambda: window.list.model.rowCount() == 30)


def test_what_was_moved_to_the_inbox_can_be_grouped_by_its_import(
    stage: Stage, open_program: OpenProgram, imported: BatchStatus
) -> None:
    stage.house.engine.imports.release(imported.batch.id)
    stage.put_text("brev.txt", "Et brev om vej og park.")
    program = open_program(stage)
    pane = program.window.list
    wait_until(lambda: pane.model.rowCount() == 31)
    (by_import,) = [action for action in pane.tools.sort.menu().actions() if action.text() == "By import"]
    by_import.trigger()
    wait_until(lambda: len(pane.model.groups()) == 2)
    heads = [(group.text, group.count) for group in pane.model.groups()]
    began = f"Byg & Miljø · {moment_text(imported.batch.begun_at)}"
    assert heads == [(began, 30), ("Came one at a time", 1)]


def test_an_import_is_stopped_and_goes_on(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    box = a_mailbox(tmp_path, 700)
    program = open_program(stage)
    engine = stage.house.engine

    def stop_soon(progress: ImportProgress) -> bool:
        return progress.batch.tally.seen == 0

    engine.imports.run(box, stop_soon)
    window = opened(program)
    card = card_of(program)
    wait_until(lambda: card._now.text().startswith("Stopped at"))
    assert card.go_on.isVisible()
    begun = engine.imports.all()[0].batch.tally.new
    assert 0 < begun < 700

    card.go_on.click()
    wait_until(card.stop.isVisible)
    wait_until(lambda: window.imports.isVisible() or not engine.imports.all()[0].batch.unfinished)
    wait_until(lambda: not engine.imports.all()[0].batch.unfinished)
    wait_until(lambda: not card.stop.isVisible())
    wait_until(lambda: not window.imports.isVisible())
    assert engine.imports.all()[0].batch.tally.new == 700


def test_what_was_stopped_before_its_turn_is_started_from_its_card(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    offered = stage.house.engine.imports.offer(a_mailbox(tmp_path, 5)).batch
    assert offered
    stage.house.engine.imports.cancel(offered)
    program = open_program(stage)
    opened(program)
    card = card_of(program)
    assert card._now.text() == "Nothing has been taken in yet. Choose “Continue” to start."
    card.go_on.click()
    wait_until(lambda: stage.house.engine.status().inbox == 5)


def test_what_waited_when_the_program_ended_begins_by_itself_in_the_window(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    stage.house.ports.importer.begin(a_mailbox(tmp_path, 5), fed=True, waits=True)
    open_program(stage)
    wait_until(lambda: stage.house.engine.status().inbox == 5)


def test_the_report_is_a_file(stage: Stage, open_program: OpenProgram, imported: BatchStatus, tmp_path: Path) -> None:
    program = open_program(stage)
    opened(program)
    state = card_of(program).state
    assert isinstance(state, ImportState)
    path = tmp_path / "rapport.txt"
    program.desk.imports.write_report(state, path)
    wait_until(lambda: program.window.notice.text == "The report is written.")
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"Import of {imported.batch.label}\n")
    assert "30 new" in text


def test_a_mailbox_that_is_dropped_is_said_to_be_imported(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    program = open_program(stage)
    window = program.window
    program.offer([a_mailbox(tmp_path, 5)])
    wait_until(lambda: "“Byg & Miljø” is being imported" in window.notice.text)
    wait_until(lambda: not any(status.batch.unfinished for status in stage.house.engine.imports.all()))
    wait_until(lambda: stage.house.engine.status().inbox == 5)
    window.notice._link.click()
    assert window.aside is program.desk.imports.page
    wait_until(lambda: card_of(program)._now.text() == "Everything has come into the inbox or is decided.")


def a_folder(folder: Path, count: int) -> Path:
    """So many letters in a folder with a folder of its own."""
    below = folder / "bilag"
    below.mkdir(parents=True)
    for number in range(count):
        (below if number % 2 else folder).joinpath(f"brev-{number:03}.txt").write_text(f"Brev nummer {number}")
    return folder


def test_a_folder_of_many_files_comes_in_file_by_file_and_only_a_mailbox_in_it_is_an_import(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    letters = a_folder(tmp_path / "Arkiv nr. 2025", 130)
    a_mailbox(letters, 5)
    stage.put_text("her.txt", "Et brev, der lå her i forvejen")
    program = open_program(stage)
    window = in_list(program, 1)
    window.drop.dropped.emit(Dropped((letters,)))
    words = (
        "130 files are in the inbox. “Byg & Miljø” is being imported. "
        "Its documents come into the inbox a few at a time."
    )
    wait_until(lambda: window.notice.text == words)
    assert [status.batch.label for status in stage.house.engine.imports.all()] == ["Byg & Miljø"]
    window.notice._link.click()
    assert window.aside is program.desk.imports.page


def test_a_folder_that_is_dropped_on_a_case_is_filed_there_file_by_file(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    program = open_program(stage)
    window, engine = program.window, stage.house.engine
    titles: list[str] = []
    told = window.progress.say

    def say(now: Progress) -> None:
        titles.append(now.title)
        told(now)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(window.progress, "say", say)
        dropped = Dropped((a_folder(tmp_path / "Bilag", 25),))
        window.side.list.dropped_on_sag.emit(stage.sag("26/1090"), dropped)
        wait_until(lambda: engine.status().filed + engine.status().queued == 25)
    assert set(titles) == {"Reading “Bilag”"}
    assert engine.imports.all() == []


def test_a_number_of_a_person_in_what_an_import_was_called_before_is_never_whole_in_its_rows() -> None:
    item = replace(make_item(), source=Source(SourceKind.MAIL_EXPORT, "Post til 010190-1234"))
    assert row_of(OutboxEntry(1, item), NOW.date()).sender == "Post til 010190-xxxx"
