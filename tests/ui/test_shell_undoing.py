"""The key that takes back: what was moved back, and which attachments are filed, each in its turn and never unseen."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.attachmentrows import Node
from sagsbud.ui.inbox.many_filing import PORTION
from sagsbud.ui.inbox.window import MainWindow

from tests.ui.conftest import OpenProgram
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def state_of(stage: Stage, item: ItemId) -> OrderState:
    """Where the document stands."""
    entry = stage.house.engine.entry(item)
    assert entry
    return entry.state


def node_of(window: MainWindow, item: ItemId) -> Node:
    """The attachment's row."""
    return next(node for node in window.detail.tree.rows.nodes if node.item == item)


def test_what_was_moved_back_is_put_away_again(stage: Stage, open_program: OpenProgram) -> None:
    first, second = stage.put_demo(count=2)
    stage.house.engine.withdraw(first, "advertising")
    program = open_program(stage)
    window = program.window
    window.show_view(View.PUT_AWAY)
    wait_until(lambda: window.list.rows.item() == first and window.detail.item == first)
    rest(program)
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: state_of(stage, first) is OrderState.DRAFT)
    rest(program)

    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_until(lambda: window.notice.text == "Undone: 1 document is put away again.")
    assert state_of(stage, first) is OrderState.WITHDRAWN
    detail = stage.house.engine.detail(first)
    assert detail
    assert detail.put_away
    assert detail.put_away.reason == "advertising"
    assert state_of(stage, second) is OrderState.DRAFT
    rest(program)


def test_an_attachment_that_was_left_out_comes_back_and_it_is_said(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    engine = stage.house.engine
    mail = next(item for item in items if engine.detail(item).children)  # type: ignore[union-attr]
    window = shown(program, at=items.index(mail))
    first, second = [node.item for node in window.detail.tree.rows.nodes if node.choosable and not node.out][:2]
    assert first
    assert second
    tree = window.detail.tree
    tree.left_out.emit(first, True)
    tree.left_out.emit(second, True)
    tree.left_out.emit(second, True)
    for item in (second, first):
        assert node_of(window, item).out
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
        words = f"Undone: “{node_of(window, item).name}” is an attachment again."
        wait_until(lambda words=words: window.notice.text == words)  # type: ignore[misc]
        assert not node_of(window, item).out
    assert window.detail.item == mail


def test_a_piece_of_the_look_that_was_made_an_attachment_is_none_again(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    engine = stage.house.engine
    pieces = {item: [one.item for one in detail.children if one.item.folded] for item in items
              if (detail := engine.detail(item))}  # fmt: skip
    mail = next(item for item in items if pieces[item])
    window = shown(program, at=items.index(mail))
    piece = pieces[mail][0]
    window.detail.tree.left_out.emit(piece.id, False)
    assert window.detail.form.proposal
    assert window.detail.form.proposal.takes(piece)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_until(lambda: window.notice.text == f"Undone: “{piece.name}” is left out again.")
    assert not window.detail.form.proposal.takes(piece)


def test_nothing_is_taken_back_in_a_document_that_is_not_shown(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    engine = stage.house.engine
    mail = next(item for item in items if engine.detail(item).children)  # type: ignore[union-attr]
    away, other = [item for item in items if item != mail]
    engine.withdraw(away, "private")
    rest(program)
    window = program.window
    window.show_item(View.INBOX, mail)
    wait_until(lambda: window.detail.item == mail and bool(window.detail.tree.rows.nodes))
    rest(program)
    child = next(node.item for node in window.detail.tree.rows.nodes if node.choosable and not node.out)
    window.detail.tree.left_out.emit(child, True)
    window.list.rows.choose(other)
    wait_until(lambda: window.detail.item == other)
    rest(program)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_until(lambda: state_of(stage, away) is OrderState.DRAFT)


def test_the_key_beside_a_countdown_goes_while_it_is_for_an_attachment(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    engine = stage.house.engine
    mail = next(item for item in items if engine.detail(item).children)  # type: ignore[union-attr]
    stage.file(next(item for item in items if item != mail), "26/1090", hold=True)
    window = program.window
    window.show_item(View.INBOX, mail)
    wait_until(lambda: window.detail.item == mail and bool(window.detail.tree.rows.nodes))
    wait_until(window.line._cap.isVisible)
    child = next(node.item for node in window.detail.tree.rows.nodes if node.choosable and not node.out)
    window.detail.tree.left_out.emit(child, True)
    wait_until(lambda: not window.line._cap.isVisible())
    assert window.line._undo.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_until(window.line._cap.isVisible)


def while_many_are_filed(stage: Stage, program: Program, press: Callable[[ItemId], None]) -> list[ItemId]:
    """Call `press` with an attachment of the mail that is shown when the first of many others have been filed."""
    engine = stage.house.engine
    mail = next(item for item in stage.put_demo(count=3) if engine.detail(item).children)  # type: ignore[union-attr]
    letters = [stage.put_text(f"brev-{number}.txt", f"Et brev nummer {number}.") for number in range(2 * PORTION)]
    rest(program)
    window = program.window
    window.show_item(View.INBOX, mail)
    wait_until(lambda: window.detail.item == mail and bool(window.detail.tree.rows.nodes))
    child = next(node.item for node in window.detail.tree.rows.nodes if node.choosable and not node.out)
    assert child
    attachment, pressed = child, list[ItemId]()

    def first_portion(*_removed: object) -> None:
        if not pressed:
            pressed.append(attachment)
            press(attachment)

    window.list.model.rowsRemoved.connect(first_portion)
    program.desk.many.file_on(stage.sag("26/1182"), tuple(letters))
    wait_until(lambda: bool(pressed) and program.desk.many._filing.run is None)
    rest(program)
    return letters


def test_an_attachment_comes_back_while_many_are_filed_and_they_go_on(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    window = program.window
    said = list[str]()

    def press(child: ItemId) -> None:
        window.detail.tree.left_out.emit(child, True)
        said.append(f"Undone: “{node_of(window, child).name}” is an attachment again.")
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)

    letters = while_many_are_filed(stage, program, press)
    assert [window.notice.text] == said
    assert {state_of(stage, letter) for letter in letters} == {OrderState.QUEUED}


def test_many_that_are_being_filed_are_taken_back_and_the_rest_stay(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    letters = while_many_are_filed(stage, program, lambda _child: QTest.keyClick(program.window, Qt.Key.Key_Z, CTRL))
    assert {state_of(stage, letter) for letter in letters} == {OrderState.DRAFT}


def test_who_presses_twice_in_a_row_takes_back_two_things(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=3)
    program = open_program(stage)
    engine = stage.house.engine
    mail = next(item for item in items if engine.detail(item).children)  # type: ignore[union-attr]
    away = next(item for item in items if item != mail)
    engine.withdraw(away, "private")
    rest(program)
    window = program.window
    window.show_item(View.INBOX, mail)
    wait_until(lambda: window.detail.item == mail and bool(window.detail.tree.rows.nodes))
    rest(program)
    child = next(node.item for node in window.detail.tree.rows.nodes if node.choosable and not node.out)
    assert child
    window.detail.tree.left_out.emit(child, True)
    program.operations.hold()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    program.operations.let_go()
    wait_until(lambda: state_of(stage, away) is OrderState.DRAFT)
    rest(program)


def test_nothing_else_is_taken_back_where_the_document_was_left_before_its_turn(
    stage: Stage, open_program: OpenProgram
) -> None:
    (away,) = stage.put_demo(count=1)
    stage.house.engine.withdraw(away, "private")
    program = open_program(stage)
    rest(program)
    answered = list[bool]()
    shown: Iterator[tuple[object, datetime | None]] = iter([("a form", datetime.now(UTC)), ("another", None)])
    program.desk.many._filing.undo_latest(lambda: next(shown), lambda: answered.append(True))
    wait_until(lambda: bool(answered) and program.operations.idle)
    assert state_of(stage, away) is OrderState.WITHDRAWN
