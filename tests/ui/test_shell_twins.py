"""A mail that was decided on before, in another export: left for a person where it is filed without a look at it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.detail.faces import Command
from sagsbud.ui.inbox.dropped import Dropped

from tests.support import papers
from tests.ui.conftest import OpenProgram
from tests.ui.shell import in_list, rest
from tests.ui.stage import Stage, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier
KNOWN = "The same email is already here."


def exported(folder: Path, *boxes: str) -> tuple[Path, ...]:
    """One mail as it was saved from each of these mailboxes."""
    mail = papers.mail("Klage over hegn", "Jeg klager over naboens hegn på Birkevænget 14.").as_bytes()
    paths = tuple(folder / f"{box}.eml" for box in boxes)
    for path in paths:
        path.write_bytes(f"X-Box: {path.stem}\r\n".encode() + mail)
    return paths


def states(stage: Stage, items: Sequence[ItemId]) -> list[OrderState]:
    entries = [stage.house.engine.entry(item) for item in items]
    return [entry.state for entry in entries if entry]


def test_a_known_mail_that_is_dropped_on_a_sag_waits_for_a_person(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    first, again = exported(tmp_path, "et", "to")
    item, other = stage.put(first), stage.put_text("brev.txt", "Et brev uden nummer.")
    stage.file(item, "26/1182", hold=True)
    window = in_list(open_program(stage), 1)
    wait_until(lambda: window.side_model.has_sager)
    window.side.list.dropped_on_sag.emit(stage.sag("26/1020"), Dropped((again,)))
    wait_until(lambda: window.notice.text == KNOWN)
    inbox = [entry.item.id for entry in stage.house.engine.lists.page(View.INBOX)]
    (copy,) = (one for one in inbox if one != other)
    wait_until(lambda: window.detail.item == copy and window.detail.state.isVisible())

    window.detail._command(Command.ANYWAY)
    wait_until(window.detail.form.isVisible)
    stage.file(copy, "26/1020", hold=True)
    assert states(stage, [item, copy]) == [OrderState.QUEUED] * 2


@pytest.mark.parametrize("count", [2, 4])
def test_of_copies_that_are_dropped_on_a_sag_together_one_is_filed(
    stage: Stage, open_program: OpenProgram, tmp_path: Path, count: int
) -> None:
    stage.put_text("brev.txt", "Et brev uden nummer.")
    program = open_program(stage)
    window = in_list(program, 1)
    wait_until(lambda: window.side_model.has_sager)
    copies = exported(tmp_path, *(f"kopi-{number}" for number in range(count)))
    window.side.list.dropped_on_sag.emit(stage.sag("26/1020"), Dropped(copies))
    wait_until(lambda: window.notice.text == KNOWN)
    wait_until(lambda: stage.house.engine.status().queued == 1)
    rest(program)
    assert len(stage.house.engine.lists.page(View.INBOX)) == count


def test_a_known_mail_among_many_stays_and_it_is_said(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    items = [stage.put(path) for path in exported(tmp_path, "et", "to")]
    items.append(stage.put_text("brev.txt", "Et brev uden nummer."))
    program = open_program(stage)
    window = in_list(program, 3)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: window.many.isVisible() and not window.many._plan.unknown())
    window.many._other_sag(stage.sag("26/1021"))
    wait_until(lambda: window.many.footer.primary.text() == "File 3")
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: window.notice.text == f"1 stays in the inbox. {KNOWN}")
    rest(program)
    assert sorted(states(stage, items)) == [OrderState.DRAFT, OrderState.QUEUED, OrderState.QUEUED]
    wait_until(lambda: window.list.model.rowCount() == 1)
