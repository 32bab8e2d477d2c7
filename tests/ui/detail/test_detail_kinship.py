"""What is like a document, here or with a colleague: a reference to it, filing all the same, or putting it away."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel
from sagsbud.bootstrap import open_house
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.states import OrderState
from sagsbud.ui.app import Program
from sagsbud.ui.detail.faces import Command

from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.stage import Stage, no_keyring, settle, wait_until

LETTER = "Sagsnr. 26/1182\n\n" + " ".join(f"Linje {number} om tilbygningen på Birkevænget." for number in range(60))


def shown(program: Program, item: ItemId) -> None:
    """The document is shown."""
    window = program.window
    wait_until(lambda: window.list.model.place_of(item) >= 0)
    window.list.rows.choose(item)
    wait_until(lambda: window.detail.item == item and window.detail.header.isVisible())
    wait_until(lambda: program.operations.idle)
    settle()


def refers_to(stage: Stage, dokument: DokumentId) -> list[str]:
    """What the service says the Dokument refers to."""
    return [one["uuid"] for one in stage.service.dokument(dokument)["relationer"].get("andredokumenter", [])]


def filed(stage: Stage, item: ItemId) -> DokumentId:
    """The Dokument it became."""
    wait_until(lambda: bool((entry := stage.house.engine.entry(item)) and entry.state is OrderState.FILED))
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.order
    return entry.order.main.dokument


def test_nearly_the_same_text_can_be_filed_with_a_reference(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(undo_seconds=0)
    first = stage.put_text("brev.txt", LETTER)
    stage.file(first, "26/1182")
    second = stage.put_text("brev igen.txt", LETTER + " Og en linje mere.")
    program = open_program(stage)
    dokument = filed(stage, first)
    shown(program, second)
    detail = program.window.detail
    wait_until(detail.note.isVisible)
    assert "Nearly the same text is already filed on 26/1182." in detail.note.accessibleName()
    assert "Put this one\N{NO-BREAK SPACE}away" in "".join(one.text() for one in detail.note.findChildren(QLabel))
    detail.note.linked.emit("relate")
    assert "It will refer to the document on 26/1182." in detail.note.accessibleName()
    wait_until(lambda: detail.footer.primary.ready)
    detail.press_primary()
    assert refers_to(stage, filed(stage, second)) == [str(dokument)]


def test_the_same_file_can_be_filed_with_a_reference(open_stage_at: OpenStage, open_program: OpenProgram) -> None:
    stage = open_stage_at(undo_seconds=0)
    first = stage.put_text("brev.txt", LETTER)
    stage.file(first, "26/1182")
    program = open_program(stage)
    dokument = filed(stage, first)
    again = stage.house.engine.kin.repeat(first).item.id
    shown(program, again)
    detail = program.window.detail
    assert detail.state.isVisible()
    detail.state.commanded.emit(Command.RELATE)
    wait_until(lambda: detail.form.isVisible() and detail.footer.primary.ready)
    detail.press_primary()
    assert refers_to(stage, filed(stage, again)) == [str(dokument)]


def test_a_colleagues_filing_is_found_in_the_service(
    open_stage_at: OpenStage, open_program: OpenProgram, tmp_path: Path
) -> None:
    stage = open_stage_at(undo_seconds=0)
    mine = stage.put_text("brev.txt", LETTER)
    (tmp_path / "colleague").mkdir()
    (tmp_path / "colleague" / "settings.json").write_text('{"language": "en"}')
    with no_keyring():
        house = open_house(None, tmp_path / "colleague", stage.service.url)
    colleague = replace(stage, house=house)
    house.ports.sager.replace_all(house.ports.service.sager())
    house.start()
    theirs = colleague.put_text("brev.txt", LETTER)
    colleague.file(theirs, "26/1182")
    filed(colleague, theirs)
    house.close()

    program = open_program(stage)
    shown(program, mine)
    detail = program.window.detail
    wait_until(lambda: "A colleague has filed the same file on 26/1182." in detail.note.accessibleName())
    detail.note.linked.emit("put_away")
    wait_until(lambda: bool((entry := stage.house.engine.entry(mine)) and entry.state is OrderState.WITHDRAWN))
