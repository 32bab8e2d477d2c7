"""A note on a Sag: one key or click to write it, one to put it there."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.engine.opening import take_note
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.notesheet import NoteSheet
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.row import row_of

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers


def sheet(desk: Desk) -> NoteSheet:
    (found,) = desk.window.findChildren(NoteSheet)
    return found


def put(desk: Desk, card: NoteSheet) -> OutboxEntry:
    """Ctrl+Enter, and what was promised by it."""
    noted: list[OutboxEntry] = []
    card.promised.connect(noted.append)
    QTest.keyClick(card.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: bool(noted))
    return noted[0]


def test_a_note_on_the_case_of_the_document_needs_two_presses(desk: Desk, papers: Papers, delivery: None) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.header.note.click()
    card = sheet(desk)
    assert "26/1182" in card.sag.text()
    assert card.text.hasFocus()
    QTest.keyClicks(card.text, "Talt med ansøger. Hun sender nye tegninger.")
    entry = put(desk, card)
    assert entry.order
    assert entry.order.is_note
    sag = entry.order.sag
    assert entry.order.main.titel == "Talt med ansøger. Hun sender nye tegninger."

    def filed() -> bool:
        desk.engine.try_now()
        now = desk.engine.entry(entry.item.id)
        return now is not None and now.state is OrderState.FILED

    assert desk.engine.status().undo_item == entry.item.id, "it can be taken back while it counts down"
    desk.stage.house.ports.outbox.act(entry.item.id, OrderEvent.UNDONE)
    detail = desk.engine.detail(entry.item.id)
    assert detail
    desk.engine.decide(detail.proposal, hold=False)
    desk.until(filed)
    found = desk.stage.house.ports.service.note(sag.id, entry.order.main.dokument)
    assert found
    assert found.digest == entry.item.digest
    assert desk.stage.house.ports.service.dokument(entry.order.main.dokument) is None, "a note is no Dokument"


def test_without_a_case_it_is_looked_for_first(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("hej.txt", papers.unsure()))
    if pane.form.proposal and pane.form.proposal.sag:
        pane.form.forget_sag()
    desk.actions[ActionId.NOTE].trigger()
    card = sheet(desk)
    card.primary.click()
    assert card.wrong.text() == "Choose the case the note belongs on."
    card.search()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    QTest.keyClicks(popup.field, "26/1090")
    desk.until(lambda: popup.answered == "26/1090")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert "26/1090" in card.sag.text()
    card.primary.click()
    assert card.wrong.text() == "The note is empty."
    card.text.setPlainText("x" * 20_001)
    card.primary.click()
    assert card.wrong.text().startswith("The note is too long.")
    QTest.keyClick(card, Qt.Key.Key_Escape)
    desk.until(lambda: not desk.window.findChildren(NoteSheet))


def test_a_note_is_read_and_found_by_its_words(desk: Desk) -> None:
    sag = desk.stage.house.ports.sager.by_number("26/1090")
    assert sag
    words = "Ringet forgæves.\nSkorstensfejeren kommer tirsdag."
    entry = desk.engine.add_note(sag, "Opkald", words)
    assert row_of(entry, date(2026, 11, 27)).title == "Opkald", "its title, never the name of a file"
    desk.engine.read_now()
    detail = desk.engine.detail(entry.item.id)
    assert detail
    assert detail.extract
    assert detail.extract.text == words
    assert detail.entry.summary
    assert detail.entry.summary.titel == "Opkald"
    found = desk.stage.house.ports.outbox.page([detail.entry.state], text="skorstensfejeren")
    assert [row.item.id for row in found] == [entry.item.id]


def test_a_note_nobody_read_is_read_when_it_is_looked_at(desk: Desk) -> None:
    sag = desk.stage.house.ports.sager.by_number("26/1090")
    assert sag
    ports = desk.stage.house.ports
    entry = take_note(ports, sag, None, "", "Skrevet før nogen læste noter")
    assert ports.outbox.reading(entry.item.id) is None
    desk.engine.detail(entry.item.id)
    desk.engine.read_now()
    assert ports.outbox.reading(entry.item.id) is not None


def test_the_same_words_twice_are_two_notes(desk: Desk, papers: Papers) -> None:
    sag = desk.stage.house.ports.sager.by_number("26/1090")
    assert sag
    first, second = (desk.engine.add_note(sag, "", "Ringet forgæves") for _ in range(2))
    assert first.item.id != second.item.id
    assert first.item.digest == second.item.digest
    for entry in (first, second):
        assert desk.engine.undo(entry.item.id)
