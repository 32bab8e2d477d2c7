"""From the list to the Sag and back: keys, undo, the proof, and the line that is always true."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Listing
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.tokens import SPACE_M

from tests.support.waiting import wait_until as stand_still_until
from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.detail.papers import Papers
from tests.ui.mishaps import held
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, settle, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def line_text(window: MainWindow) -> str:
    """The queue line as a screen reader hears it."""
    return window.line.accessibleDescription()


def test_ctrl_enter_files_goes_to_the_next_and_ctrl_z_takes_it_back(stage: Stage, open_program: OpenProgram) -> None:
    first, second, *_ = stage.put_demo(count=4)
    program = open_program(stage)
    window = shown(program)
    assert window.list.rows.item() == first

    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: window.list.rows.item() == second)
    assert window.list.rows.hasFocus()
    wait_until(window.line._undo.isVisible)
    assert "Queued for 26/1182" in window.line._sentence.text()
    entry = stage.house.engine.entry(first)
    assert entry
    assert entry.state is OrderState.QUEUED

    QTest.keyClick(window.list.rows, Qt.Key.Key_Z, CTRL)
    wait_until(lambda: window.list.rows.item() == first)
    entry = stage.house.engine.entry(first)
    assert entry
    assert entry.state is OrderState.DRAFT
    wait_until(lambda: not window.line._undo.isVisible())
    assert window.list.model.rowCount() == 4


def test_what_is_filed_is_said_to_have_as_many_attachments_as_its_head_tells(
    open_stage_at: OpenStage, open_program: OpenProgram, tmp_path: Path
) -> None:
    stage = open_stage_at(undo_seconds=0)
    mail = tmp_path / "nabo.eml"
    mail.write_bytes(Papers().mail([("Plan.txt", b"En plan", "text/plain")]))
    item = stage.put(mail)
    stage.house.engine.read_now()
    detail = stage.house.engine.detail(item)
    assert detail
    (piece,) = [child.item.id for child in detail.children if child.item.folded]
    stage.house.engine.decide(replace(detail.proposal.on(stage.sag("26/1182")), promoted=frozenset({piece})))
    program = open_program(stage)
    wait_until(lambda: stage.house.engine.status().filed == 1)
    program.window.show_view(View.FILED)
    window = shown(program)
    assert "with 2 attachments" in window.detail.header.subtitle.text()
    row = window.list.model.row(0)
    assert row
    assert "2 attachments" in row.spoken
    (entry,) = stage.house.engine.lists.rows(View.FILED, Listing())
    assert entry.summary
    assert entry.summary.attachments == 2, "counted where the page is read, without another question"


def test_the_keyboard_stays_with_the_inbox_when_its_last_document_is_filed_by_mouse(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo(count=1)
    window = shown(open_program(stage))
    QTest.mouseClick(window.detail.footer.primary, Qt.MouseButton.LeftButton)
    wait_until(window.empty.isVisible)
    focus = window.focusWidget()
    assert focus
    assert window.empty.isAncestorOf(focus)


def test_filed_is_said_only_after_the_proof(open_stage_at: OpenStage, open_program: OpenProgram) -> None:
    stage = open_stage_at(undo_seconds=0)
    (item,) = stage.put_demo(count=1)
    program = open_program(stage)
    window = shown(program)
    said: list[tuple[str, OrderState]] = []

    def note() -> None:
        entry = stage.house.engine.entry(item)
        if entry and window.line._sentence.text():
            said.append((window.line._sentence.text(), entry.state))

    program.bridge.queue_changed.connect(note)
    window.actions_[ActionId.FILE].trigger()
    wait_until(lambda: "Filed on 26/1182" in window.line._sentence.text())
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.state is OrderState.FILED
    assert all(state is OrderState.FILED for text, state in said if "Filed on" in text)
    wait_until(window.empty.isVisible)
    window.show_view(View.FILED)
    wait_until(lambda: window.list.rows.item() == item)


def test_the_queue_line_tells_when_the_service_is_away_and_when_it_is_back(
    open_stage_at: OpenStage,
    open_program: OpenProgram,
) -> None:
    stage = open_stage_at(own=True, undo_seconds=0)
    stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    wait_until(lambda: line_text(window).startswith("Connected, everything is delivered, nothing needs you"))
    stage.service.stop()

    window.actions_[ActionId.FILE].trigger()
    wait_until(lambda: line_text(window).startswith("No connection, 1 queued"))
    assert "the queue is sent automatically" in line_text(window)
    assert window.line._try_now.isVisible()
    window.show_view(View.QUEUE)
    wait_until(lambda: window.queue_model.rowCount() == 1)
    wait_until(window.queue._band.isVisible)
    assert not window.line._try_now.isVisible(), "the page offers it already"
    window.show_view(View.INBOX)
    assert window.line._try_now.isVisible()
    window.show_view(View.QUEUE)
    state = window.queue_model.index(0, 3)
    wait_until(lambda: str(state.data()).startswith("Waiting for the connection"))

    stage.service.start()
    window.queue.try_.click()
    wait_until(lambda: line_text(window).startswith("Connected, everything is delivered"))
    wait_until(lambda: window.queue_model.rowCount() == 0)
    assert not window.queue._band.isVisible()
    assert stage.house.engine.status().filed == 1


def test_without_any_contact_the_line_does_not_claim_one(open_stage_at: OpenStage, open_program: OpenProgram) -> None:
    stage = open_stage_at(own=True)
    stage.service.stop()
    program = open_program(stage)
    window = program.window
    wait_until(lambda: bool(line_text(window)))
    assert not line_text(window).startswith("Connected")
    wait_until(lambda: line_text(window).startswith("No connection"))


def test_a_document_that_is_not_to_be_filed_leaves_the_list_and_can_be_fetched_back(
    stage: Stage, open_program: OpenProgram
) -> None:
    first, second = stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    window.detail.header.withdraw_wanted.emit("private")
    wait_until(lambda: window.list.rows.item() == second)
    entry = stage.house.engine.entry(first)
    assert entry
    assert entry.state is OrderState.WITHDRAWN
    assert window.notice.text == "1 document is not to be filed."

    window.notice._link.click()
    wait_until(lambda: window.list.model.rowCount() == 2)
    wait_until(lambda: window.detail.item == first)


def test_dropped_on_a_sag_it_is_filed_there(
    open_stage_at: OpenStage, open_program: OpenProgram, tmp_path: Path
) -> None:
    stage = open_stage_at(undo_seconds=0)
    letter = tmp_path / "brev.txt"
    letter.write_text("Fjordby, den 20. november 2026\n\nTil sagen om vejen.\n")
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.side_model.has_sager)
    window.side.list.dropped_on_sag.emit(stage.sag("26/1020"), Dropped((letter,)))
    wait_until(lambda: stage.house.engine.status().filed == 1)
    (entry,) = stage.house.engine.lists.page(View.FILED)
    assert entry.order
    assert entry.order.sag.sagsnummer == "26/1020"
    assert letter.exists()


def test_what_is_dropped_on_a_sag_is_told_once_whatever_changes_meanwhile(
    stage: Stage, open_program: OpenProgram
) -> None:
    (item,) = stage.put_demo(count=1)
    engine = stage.house.engine
    program = open_program(stage)
    shown(program)
    direct = program.desk.arrivals._direct
    filed: list[OutboxEntry] = []
    left: list[ItemId] = []
    direct.filed.connect(filed.append)
    direct.left.connect(left.append)

    def is_promised() -> bool:
        entry = engine.entry(item)
        return entry is not None and entry.state is not OrderState.DRAFT

    direct.file([item], stage.sag("26/1182"))
    stand_still_until(is_promised)
    program.bridge.items_changed.emit(frozenset({item}))
    rest(program)
    assert [entry.item.id for entry in filed] == [item]
    assert left == []


def test_of_what_was_decided_before_it_is_said_where_it_is(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    (item,) = stage.put_demo(count=1)
    content = stage.house.engine.contents.original(item)
    stage.file(item, "26/1182", hold=True)
    copy = tmp_path / "kopi.pdf"
    copy.write_bytes(content)
    window = open_program(stage).window
    wait_until(lambda: window.side_model.has_sager)
    window.side.list.dropped_on_sag.emit(stage.sag("26/1020"), Dropped((copy,)))
    wait_until(lambda: bool(window.notice.text))
    assert window.notice.text.startswith("“kopi.pdf” was taken in before: ")
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.order
    assert entry.order.sag.sagsnummer == "26/1182"


def test_what_is_decided_while_it_waits_to_be_filed_is_left_alone(stage: Stage, open_program: OpenProgram) -> None:
    (item,) = stage.put_demo(count=1)
    program = open_program(stage)
    shown(program)
    direct = program.desk.arrivals._direct
    told: list[object] = []
    direct.filed.connect(told.append)
    direct.left.connect(told.append)
    stage.file(item, "26/1182", hold=True)
    direct.file([item], stage.sag("26/1020"))
    rest(program)
    assert told == []


@pytest.mark.warns_in_log
def test_a_change_during_a_try_that_failed_is_a_reason_to_try_again(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = stage.put_demo(count=1)
    program = open_program(stage)
    shown(program)
    direct = program.desk.arrivals._direct
    filed: list[OutboxEntry] = []
    direct.filed.connect(filed.append)
    with ExitStack() as holding:
        limits = holding.enter_context(monkeypatch.context())
        limits.setattr("sagsbud.outbox.database.BUSY_SECONDS", 1)
        holding.enter_context(held(stage))
        program.operations.failed.connect(lambda _error: holding.close())
        direct.file([item], stage.sag("26/1182"))
        program.bridge.items_changed.emit(frozenset({item}))
        wait_until(lambda: bool(filed))


def test_what_is_missing_is_said_until_the_document_has_gone(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Hej\n\nJeg har ikke hørt noget endnu.\n")
    stage.put_demo(count=1)
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.side_model.has_sager)
    without_subject = replace(stage.sag("26/1020"), kle=None)
    window.side.list.dropped_on_sag.emit(without_subject, Dropped((letter,)))
    wait_until(lambda: window.notice.text.startswith("Something is still missing"))
    window.notice._leave.stop()
    (item,) = [row.item.id for row in stage.house.engine.lists.page(View.INBOX) if row.item.name == letter.name]
    wait_until(lambda: window.detail.item == window.list.rows.item() == item and program.operations.idle)
    window.notice.settle([ItemId(UUID(int=7))])
    assert window.notice.text, "another document went"
    window.detail.header.withdraw_wanted.emit("private")
    wait_until(lambda: window.list.model.rowCount() == 1)
    wait_until(lambda: window.notice.text == "1 document is not to be filed.")


def test_a_piece_of_the_look_is_filed_beside_the_whole_mail(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(undo_seconds=0)
    engine, service = stage.house.engine, stage.service
    _first, mail = stage.put_demo(count=2)
    detail = engine.detail(mail)
    assert detail
    piece = next(child.item for child in detail.children if child.item.folded)
    contents = {item: engine.contents.original(item) for item in (mail, piece.id)}
    program = open_program(stage)
    window = shown(program, at=1)
    window.detail.form.leave_out(piece.id, False)
    window.detail.file()

    def is_filed() -> bool:
        entry = engine.entry(mail)
        return entry is not None and entry.state is OrderState.FILED

    wait_until(is_filed)
    entry = engine.entry(mail)
    assert entry
    assert entry.order
    made = {draft.item: str(draft.dokument) for draft in entry.order.drafts}
    assert {item: service.content_of(made[item]) for item in contents} == contents
    assert [one.item.id in made for one in detail.children] == [
        one.item == piece or not one.item.folded for one in detail.children
    ]
    rest(program)


def test_in_a_narrow_window_the_last_contact_gives_its_room_to_what_was_decided(
    stage: Stage, open_program: OpenProgram
) -> None:
    items = stage.put_demo(count=2)
    program = open_program(stage)
    line, window = program.window.line, program.window
    wait_until(line._facts.isVisible)
    stage.file(items[0], "26/1182", hold=True)
    wait_until(line._undo.isVisible)
    for width in (880, 1440):
        window.resize(width, 868)
        settle()
        facts = line._facts
        assert facts.isVisible() is (width == 1440)
        assert facts.isVisible() is line._dots[facts].isVisible()
        assert not facts.isVisible() or facts.width() >= facts.sizeHint().width()
        assert "last in contact" in line.accessibleDescription()
        assert line._sentence.x() - line._needs.geometry().right() > program.theme.px(SPACE_M)


def test_a_saved_copy_is_told_of_and_so_is_a_folder_that_does_not_take_it(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    item, *_ = stage.put_demo(count=1)
    window = shown(open_program(stage))
    for path, told in (
        (tmp_path / "copy.pdf", "Saved as “copy.pdf”."),
        (tmp_path / "Letter 010190-1234.pdf", "Saved as “Letter 010190-xxxx.pdf”."),
        (tmp_path / "away" / "copy.pdf", "It could not be saved there. Choose another folder."),
    ):
        monkeypatch.setattr(
            "sagsbud.ui.detail.saving.QFileDialog.getSaveFileName", lambda *_asked, path=path: (str(path), "")
        )
        window.detail.header.copy_wanted.emit()
        wait_until(lambda told=told: window.notice.text == told)  # type: ignore[misc]
    assert (tmp_path / "copy.pdf").read_bytes() == stage.house.engine.contents.original(item)


def test_the_row_of_a_copy_says_that_it_is_one(stage: Stage, open_program: OpenProgram) -> None:
    (item,) = stage.put_demo(count=1)
    stage.file(item, "26/1182")
    program = open_program(stage)
    wait_until(lambda: stage.house.engine.status().filed == 1)
    again = stage.house.engine.kin.repeat(item).item.id
    stage.house.engine.read_now()
    program.window.show_item(View.INBOX, again)
    wait_until(lambda: program.window.detail.item == again)
    model = program.window.list.models[View.INBOX]
    wait_until(lambda: (row := model.row(0)) is not None and "Copy" in [chip.text for chip in row.chips])


def test_a_row_counts_the_attachments_that_the_head_of_its_document_counts(
    stage: Stage, open_program: OpenProgram
) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    at = next(at for at, item in enumerate(items) if folded_of(stage, item))
    window.list.rows.choose(items[at])
    rest(program)
    wait_until(lambda: window.detail.item == items[at])
    rest(program)
    assert "with 3 attachments" in window.detail.header.subtitle.text()
    assert clip_of(window, at) == "3"
    window.detail.tree.left_out.emit(folded_of(stage, items[at])[0], False)
    wait_until(lambda: clip_of(window, at) == "4")
    assert "with 4 attachments" in window.detail.header.subtitle.text()
    assert "4 attachments" in window.list.model.row(at).spoken  # type: ignore[union-attr]
    window.detail.tree.left_out.emit(folded_of(stage, items[at])[0], True)
    wait_until(lambda: clip_of(window, at) == "3")


def folded_of(stage: Stage, item: ItemId) -> list[ItemId]:
    """The pieces of the mail's look."""
    detail = stage.house.engine.detail(item)
    assert detail
    return [child.item.id for child in detail.children if child.item.folded]


def clip_of(window: MainWindow, at: int) -> str:
    """What stands beside the paper clip of a row."""
    row = window.list.model.row(at)
    assert row
    return next(chip.text for chip in row.chips if chip.icon == "paperclip")
