"""Handing over in the window: one key, a colleague, a word; taken back; received from a colleague."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.faces import Command
from sagsbud.ui.detail.handsheet import HandSheet
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.window import MainWindow

from tests.support.handing import GIVER, TAKER, deliver_handed, house_of, put_people, receive, take
from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.shell import in_list, rest
from tests.ui.stage import Stage, wait_until


def sheet_of(window: MainWindow) -> HandSheet:
    """The card that is open."""
    wait_until(lambda: bool(window.findChildren(HandSheet)))
    (found,) = window.findChildren(HandSheet)
    return found


def choose_colleague(program: Program, card: HandSheet, words: str) -> None:
    """By Enter, words, Enter."""
    QTest.keyClick(card.to, Qt.Key.Key_Return)
    (popup,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, SearchPopup) and one.isVisible()]
    QTest.keyClicks(popup.field, words)
    wait_until(lambda: popup.answered == words and popup.list.rows.rowCount() == 1)
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    wait_until(lambda: "Prøvesen" in card.to.text())
    rest(program)


def chips_of(window: MainWindow) -> list[str]:
    """What the first row says beside its title."""
    row = window.list.model.row(0)
    return [chip.text for chip in row.chips] if row else []


def stage_of_giver(open_stage_at: OpenStage, **options: object) -> Stage:
    """A house of the giver on a service that knows the colleagues."""
    stage = open_stage_at(own=True, settings={"user": str(GIVER.id)}, **options)
    put_people(stage.service.url)
    return stage


def test_a_document_is_handed_over_by_key_and_taken_back(open_stage_at: OpenStage, open_program: OpenProgram) -> None:
    stage = stage_of_giver(open_stage_at, undo_seconds=0)
    item = stage.put_text("brev.txt", "Kære kommune\n\nDette hører til hos en anden.\n")
    program = open_program(stage)
    window = in_list(program, 1)
    QTest.keyClick(window.list.rows, Qt.Key.Key_V)
    card = sheet_of(window)
    QTest.keyClick(card.note, Qt.Key.Key_Return)
    assert card.wrong.isVisible(), "nobody is chosen yet"
    choose_colleague(program, card, "Bo")
    QTest.keyClicks(card.note, "Det er din sag")
    QTest.keyClick(card.note, Qt.Key.Key_Return)
    wait_until(lambda: window.list.model.rowCount() == 0)
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.state is OrderState.HANDED

    wait_until(lambda: window.side_model.place_of(View.HANDED) >= 0)
    deliver_handed(stage.house)
    wait_until(lambda: "everything is delivered" in window.line.accessibleDescription())
    window.show_view(View.HANDED)
    window = in_list(program, 1)
    row = window.list.model.row(0)
    assert row
    assert TAKER.navn in row.spoken
    wait_until(lambda: chips_of(window) == [TAKER.navn, "Untouched"])
    wait_until(lambda: window.detail.item == item)
    rest(program)
    assert window.detail.state.heading.isVisible()
    window.detail._command(Command.TAKE_BACK)
    rest(program)
    deliver_handed(stage.house)
    wait_until(lambda: stage.house.engine.status().handed == 0)
    wait_until(lambda: (back := stage.house.engine.entry(item)) is not None and back.state is OrderState.DRAFT)


def test_several_are_handed_over_together_and_undone_together(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = stage_of_giver(open_stage_at, undo_seconds=60)
    items = [stage.put_text(f"brev-{n}.txt", f"Kære kommune\n\nBrev nummer {n} om et skur.\n") for n in range(3)]
    program = open_program(stage)
    window = in_list(program, 3)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: len(window.many.items) == 3)
    QTest.keyClick(window.list.rows, Qt.Key.Key_V)
    card = sheet_of(window)
    card.choose(TAKER)
    QTest.keyClick(card.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: window.list.model.rowCount() == 0)
    wait_until(lambda: TAKER.navn in window.line._sentence.text())
    wait_until(lambda: "3 on the way to colleagues" in window.line.accessibleDescription())
    assert set(stage.house.engine.status().undo_items) == set(items)
    program.desk.undo()
    wait_until(lambda: stage.house.engine.status().handed == 0)
    wait_until(lambda: window.list.model.rowCount() == 3)


def test_what_a_colleague_gave_says_from_whom_and_why(open_stage_at: OpenStage, open_program: OpenProgram) -> None:
    stage = stage_of_giver(open_stage_at)
    folder = stage.house.folders.data.parent / "taker"
    with house_of(TAKER, folder, stage.service.url) as other:
        other.engine.hand_over([take(other)], GIVER, "Den er vist din", hold=False)
        deliver_handed(other)
    (received,) = receive(stage.house)
    program = open_program(stage)
    window = in_list(program, 1)
    row = window.list.model.row(0)
    assert row
    assert TAKER.navn in [chip.text for chip in row.chips]
    wait_until(lambda: window.detail.item == received.item.id and window.detail.note.isVisible())
    assert "Den er vist din" in window.detail.note.accessibleName()


def test_what_is_not_to_be_filed_goes_back_to_the_colleague_with_the_reason(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = stage_of_giver(open_stage_at, undo_seconds=0)
    with house_of(TAKER, stage.house.folders.data.parent / "taker", stage.service.url, language="en") as other:
        theirs = take(other)
        other.engine.hand_over([theirs], GIVER, "Den er vist din", hold=False)
        deliver_handed(other)
        (received,) = receive(stage.house)
        program = open_program(stage)
        window = in_list(program, 1)
        wait_until(lambda: window.detail.item == received.item.id and window.detail.note.isVisible())
        assert f"it goes back to {TAKER.navn} with your reason" in window.detail.note.accessibleName()
        window.detail.header.withdraw.menu().actions()[1].trigger()
        wait_until(lambda: window.list.model.rowCount() == 0)
        handed = stage.house.engine.handing
        assert handed
        wait_until(lambda: handed.unsent() == 0)
        (back,) = receive(other)
        assert back.item.id == theirs
        assert back.state is OrderState.DRAFT
        given = back.item.given
        assert given
        assert given.by.navn == GIVER.navn
        assert given.note == "Not to be filed: Advertising or newsletter."
        assert back.item.giver is None, "it is not passed to and fro"
        entry = stage.house.engine.entry(received.item.id)
        assert entry
        assert entry.state is OrderState.HANDED


def test_what_came_from_a_colleague_is_not_put_away_among_many(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = stage_of_giver(open_stage_at)
    with house_of(TAKER, stage.house.folders.data.parent / "taker", stage.service.url, language="en") as other:
        other.engine.hand_over([take(other)], GIVER, hold=False)
        deliver_handed(other)
    (received,) = receive(stage.house)
    own = stage.put_text("brev.txt", "Kære kommune\n\nDette er reklame.\n")
    program = open_program(stage)
    window = in_list(program, 2)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: len(window.many.items) == 2)
    window.many.withdraw.menu().actions()[1].trigger()
    wait_until(lambda: "came from a colleague" in window.notice.text)
    states = {item: entry.state for item in (own, received.item.id) if (entry := stage.house.engine.entry(item))}
    assert states == {own: OrderState.WITHDRAWN, received.item.id: OrderState.DRAFT}
