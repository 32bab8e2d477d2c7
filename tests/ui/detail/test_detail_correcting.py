"""What was filed wrongly is corrected from the pane: the form once more, filed anew, or left as it is."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import Journalpostkode
from sagsbud.domain.states import OrderState
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.faces import Command, face_of
from sagsbud.ui.detail.pane import DetailPane

from tests.support.orders import make_item, make_order
from tests.support.program import sag_id
from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers

pytestmark = pytest.mark.usefixtures("delivery")


def entry_of(desk: Desk, item: ItemId) -> OutboxEntry:
    found = desk.engine.entry(item)
    assert found
    return found


def filed(desk: Desk, papers: Papers, name: str = "brev.txt", content: bytes = b"") -> ItemId:
    """A letter on its Sag, or what else it is."""
    item = desk.take(name, content or papers.text())
    detail = desk.engine.detail(item)
    assert detail
    desk.engine.decide(detail.proposal, hold=False)
    desk.until(lambda: entry_of(desk, item).state is OrderState.FILED)
    return item


def press(pane: DetailPane, words: str) -> None:
    next(one for one in pane.findChildren(QToolButton) if one.text().strip() == words and one.isVisible()).click()


def correcting(desk: Desk, item: ItemId) -> DetailPane:
    """The form of what is filed."""
    pane = desk.show(item)
    press(pane, "Correct the filing …")
    desk.rest()
    desk.until(pane.form.isVisible)
    return pane


def test_a_wrong_title_is_corrected_and_filed_anew_once(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item = filed(desk, papers)
    before = entry_of(desk, item).order
    assert before
    pane = correcting(desk, item)
    assert desk.window.focusWidget() is pane.form.sag
    assert pane.form.heading.said[0] == "Correct the filing"
    assert pane.form.titel.text() == before.main.titel
    assert pane.footer.primary.text() == "File the correction"
    assert not pane.footer.primary.ready
    assert "Nothing is changed yet." in pane.footer.sentence.text()
    pane.form.titel.selectAll()
    QTest.keyClicks(pane.form.titel, "Rettet titel")
    assert pane.footer.primary.ready
    with qtbot.waitSignal(pane.filed, timeout=60_000):
        desk.actions[ActionId.FILE].trigger()
    desk.until(lambda: entry_of(desk, item).state is OrderState.FILED)
    after = entry_of(desk, item)
    assert after.order
    assert after.receipt
    assert (after.order.main.titel, after.order.version) == ("Rettet titel", before.version + 1)
    on_sag = desk.stage.service.dokumenter_on(sag_id(before.sag.sagsnummer))
    assert on_sag.count(str(before.main.dokument)) == on_sag.count(str(after.receipt.dokument)) == 1
    pane.refresh()
    desk.rest()
    assert pane.state.isVisible()
    assert dict(pane.state.facts.facts)["Document ID"] == str(after.receipt.dokument)
    assert "Changed after it was filed" in pane.state.history.accessibleName()


@pytest.mark.parametrize("way", ["link", "escape"])
def test_what_is_filed_can_be_left_as_it_is(desk: Desk, papers: Papers, way: str) -> None:
    item = filed(desk, papers)
    before = entry_of(desk, item)
    pane = desk.show(item)
    desk.actions[ActionId.CORRECT].trigger()
    desk.rest()
    desk.until(pane.form.isVisible)
    pane.form.titel.setFocus()
    QTest.keyClicks(pane.form.titel, " x")
    if way == "link":
        press(pane, "Leave it as it is")
    else:
        QTest.keyClick(pane.form.titel, Qt.Key.Key_Escape)
    desk.rest()
    desk.until(pane.state.isVisible)
    assert not pane.footer.isVisible()
    focused = desk.window.focusWidget()
    assert focused
    assert pane.state.isAncestorOf(focused)
    assert entry_of(desk, item) == before
    again = correcting(desk, item)
    assert before.order
    assert again.form.titel.text() == before.order.main.titel, "what was written before is forgotten"


def test_what_the_attachments_are_is_chosen_again_only_in_the_form(desk: Desk, papers: Papers) -> None:
    files = [("Notat.txt", papers.unsure(), "text/plain")]
    item = filed(desk, papers, "nabo.eml", papers.mail(files))
    tree = desk.show(item).tree
    roles = [node.role for node in tree.rows.nodes]
    assert roles[1] == "Attachment 1"
    assert not any(node.choosable for node in tree.rows.nodes)
    tree = correcting(desk, item).tree
    assert [node.role for node in tree.rows.nodes] == roles
    assert tree.rows.nodes[1].choosable


def test_another_document_that_is_shown_is_not_corrected(desk: Desk, papers: Papers) -> None:
    item, other = filed(desk, papers), filed(desk, papers)
    pane = correcting(desk, item)
    desk.show(other)
    assert pane.state.isVisible()
    desk.show(item)
    assert pane.state.isVisible()


def test_a_document_is_corrected_and_a_note_is_not() -> None:
    item = make_item()
    letter = make_order(item)
    for order, corrected in ((letter, True), (replace(letter, kode=Journalpostkode.JOURNALNOTAT), False)):
        links = face_of(OutboxEntry(1, item, OrderState.FILED, order=order)).links
        assert (Command.CORRECT in links) is corrected
