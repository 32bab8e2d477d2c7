"""What has become of a document: queued, filed, refused, withdrawn; and the way on from each."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.engine import Detail
from sagsbud.ui.detail.faces import facts_of
from sagsbud.ui.detail.happened import EVENTS
from sagsbud.ui.detail.searchpopup import SearchPopup

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers
from tests.ui.screens.alignment import misaligned
from tests.ui.stage import close_sag, settle

BEHIND = 4000
"""px of height of a state that is not shown."""


def detail_of(desk: Desk, item: ItemId) -> Detail:
    found = desk.engine.detail(item)
    assert found
    return found


def links(desk: Desk) -> list[str]:
    """The commands the state panel offers."""
    buttons = desk.pane.state.findChildren(QToolButton)
    return [button.text().strip() for button in buttons if button.isVisibleTo(desk.pane.state)]


def press(desk: Desk, words: str) -> None:
    buttons = desk.pane.state.findChildren(QToolButton)
    next(b for b in buttons if b.text().strip() == words and b.isVisibleTo(desk.pane.state)).click()
    desk.rest()


def delivered(desk: Desk, item: ItemId, end: OrderState) -> None:
    """Wait until the delivery has brought the item where it should be."""
    desk.until(lambda: detail_of(desk, item).entry.state is end)


def test_a_queued_document_can_be_taken_back_with_its_edits(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item = desk.take("brev.txt", papers.text())
    pane = desk.show(item)
    pane.form.titel.setText("Rettet titel")
    pane.form.titel.textEdited.emit("Rettet titel")
    with qtbot.waitSignal(pane.filed, timeout=30_000):
        pane.footer.primary.click()
    pane.refresh()
    desk.rest()
    assert pane.state.isVisible()
    assert pane.state.heading.said == ("Queued", "You can still take it back.")
    assert not pane.footer.isVisible()
    with qtbot.waitSignal(pane.moved, timeout=30_000):
        press(desk, "Undo and move back to the inbox")
    pane.refresh()
    desk.rest()
    assert pane.form.isVisible()
    assert pane.form.titel.text() == "Rettet titel"


@pytest.mark.usefixtures("delivery")
def test_a_filed_document_shows_its_receipt(desk: Desk, papers: Papers) -> None:
    item = desk.take("brev.txt", papers.text())
    desk.engine.decide(detail_of(desk, item).proposal, hold=False)
    delivered(desk, item, OrderState.FILED)
    entry = detail_of(desk, item).entry
    assert entry.receipt
    pane = desk.show(item)
    facts = dict(pane.state.facts.facts)
    assert facts["Document ID"] == str(entry.receipt.dokument)
    assert facts["sha256"] == entry.item.digest
    assert pane.state.heading.said[0] == "Filed"
    told = pane.state.history.accessibleName()
    assert told.startswith("Taken in, ")
    assert told.index("Put in the queue") < told.index("Read back and filed")
    assert misaligned(pane.state) == []
    press(desk, "Copy the receipt")
    copied = QApplication.clipboard().text()
    assert str(entry.receipt.dokument) in copied
    assert "26/1182" in copied
    assert not pane.header.withdraw.isVisible()


@pytest.mark.usefixtures("delivery")
def test_a_closed_case_leads_to_another_one(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item = desk.take("brev.txt", papers.text(sag="25/0418"))
    sag = desk.stage.house.ports.sager.by_number("25/0418")
    assert sag
    close_sag(desk.stage.service, "25/0418")
    desk.engine.decide(detail_of(desk, item).proposal.on(sag), hold=False)
    delivered(desk, item, OrderState.CONFLICT)
    pane = desk.show(item)
    assert "The case is closed" in pane.state.heading.said[0]
    assert pane.footer.primary.text() == "Choose another case"
    assert links(desk) == ["Try again now", "Not to be filed"]
    with qtbot.waitSignal(pane.moved, timeout=30_000):
        pane.press_primary()
    desk.until(lambda: isinstance(QApplication.activePopupWidget(), SearchPopup))
    desk.rest()
    assert pane.form.isVisible()
    assert pane.form.proposal
    assert pane.form.proposal.sag is None
    assert detail_of(desk, item).entry.state is OrderState.DRAFT
    popup = QApplication.activePopupWidget()
    assert popup
    popup.close()


def test_what_is_not_to_be_filed_leaves_with_its_reason_and_can_return(
    desk: Desk, papers: Papers, qtbot: QtBot
) -> None:
    item = desk.take("brev.txt", papers.text())
    pane = desk.show(item)
    with qtbot.waitSignal(pane.withdrawn, timeout=30_000) as told:
        pane.header.withdraw.menu().actions()[0].trigger()
    assert told.args == [item]
    assert detail_of(desk, item).entry.state is OrderState.WITHDRAWN
    pane.refresh()
    desk.rest()
    assert pane.state.history.accessibleName().endswith("Private or sent here by mistake")
    with qtbot.waitSignal(pane.moved, timeout=30_000):
        assert pane.footer.primary.text() == "Move back to the inbox"
        assert pane.footer.sentence.isVisible(), "a sentence stands above the button"
        pane.footer.primary.click()
    assert detail_of(desk, item).entry.state is OrderState.DRAFT


def test_a_draft_tells_what_has_happened_when_asked(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    assert not pane.form.history.isVisible()
    pane.header.history_wanted.emit()
    assert pane.form.history.isVisible()
    assert pane.form.history.accessibleName().startswith("Taken in, ")


def test_a_document_on_its_way_into_reading_says_so(desk: Desk, papers: Papers) -> None:
    taker = desk.stage.house.ports.taker
    entry, _taken = taker.take_bytes("brev.txt", papers.text(), Source(SourceKind.DROP), datetime.now(UTC))
    pane = desk.show(entry.item.id)
    assert pane.form.heading.said[0] == "Being read"
    desk.engine.read_now()
    pane.refresh()
    desk.rest()
    assert pane.form.heading.said[0] == "Sure suggestion"
    assert pane.preview.document.isVisible()


def filed_with_a_copy(desk: Desk, papers: Papers) -> tuple[ItemId, ItemId]:
    """A filed letter, and the same letter in the inbox once more."""
    item = desk.take("brev.txt", papers.text())
    desk.engine.decide(detail_of(desk, item).proposal, hold=False)
    delivered(desk, item, OrderState.FILED)
    copy = desk.engine.kin.repeat(item).item.id
    desk.engine.read_now()
    return item, copy


@pytest.mark.usefixtures("delivery")
def test_a_copy_says_where_it_lies_and_is_put_away(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item, copy = filed_with_a_copy(desk, papers)
    pane = desk.show(copy)
    title, sentence = pane.state.heading.said
    assert title == "Already filed"
    read_back = dict(facts_of(detail_of(desk, item).entry))["Read back"]
    assert read_back in sentence.lower(), "it is told as the facts tell it"
    assert sentence.endswith("The content is the same to the last byte.")
    assert "26/1182" in pane.state.card.accessibleName()
    assert [row[0] for row in pane.state.differences.rows] == ["Content", "Received", "Came from", "File name"]
    assert pane.footer.primary.text() == "Put the copy away"
    assert pane.preview.document.isVisible()
    with qtbot.waitSignal(pane.withdrawn, timeout=30_000):
        pane.press_primary()
    assert detail_of(desk, copy).entry.state is OrderState.WITHDRAWN
    pane.refresh()
    desk.rest()
    assert pane.state.history.accessibleName().endswith("A copy of something already filed")


@pytest.mark.usefixtures("delivery")
def test_a_copy_can_be_opened_beside_and_filed_anyway(desk: Desk, papers: Papers) -> None:
    item, copy = filed_with_a_copy(desk, papers)
    pane = desk.show(copy)
    press(desk, "Open the filed one")
    assert pane.item == item
    desk.show(copy)
    press(desk, "File it anyway …")
    assert pane.form.isVisible()
    assert pane.footer.primary.ready
    pane.refresh()
    desk.rest()
    assert pane.form.isVisible(), "the choice stays"


@pytest.mark.usefixtures("delivery")
def test_a_filed_document_can_be_filed_once_more(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item = desk.take("brev.txt", papers.text())
    desk.engine.decide(detail_of(desk, item).proposal, hold=False)
    delivered(desk, item, OrderState.FILED)
    pane = desk.show(item)
    with qtbot.waitSignal(pane.moved, timeout=30_000):
        press(desk, "File it once more …")
    desk.engine.read_now()
    pane.refresh()
    desk.rest()
    assert pane.item != item
    assert pane.form.isVisible()
    assert pane.form.proposal
    assert pane.form.proposal.sag


def test_every_event_has_words() -> None:
    assert {event.value for event in OrderEvent} <= EVENTS.keys()


def test_what_is_behind_the_form_makes_no_room_to_scroll(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    behind = QWidget()
    behind.setFixedHeight(BEHIND)
    inside = pane.state.layout()
    assert inside is not None
    inside.addWidget(behind)
    settle()
    faces = pane.form.parentWidget()
    assert faces is not None
    assert faces.isAncestorOf(pane.state)
    assert pane.form.isVisible()
    assert pane.form.height() < BEHIND
