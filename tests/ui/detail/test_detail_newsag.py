"""A new Sag from the document: offered under every search, filled in, filed on."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sagsbud.domain.klassifikation import Kassationskode, KleNummer
from sagsbud.domain.states import OrderState
from sagsbud.ui.detail.newsag import NewSagSheet
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.tokens import SPACE_S

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers


def sheet(desk: Desk) -> NewSagSheet:
    """The card that is open, filled in."""
    desk.rest()
    (found,) = desk.window.findChildren(NewSagSheet)
    desk.until(lambda: bool(found.number.text()))
    return found


def search_for_a_case(desk: Desk, text: str) -> SearchPopup:
    desk.pane.form.search_sag()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    QTest.keyClicks(popup.field, text)
    desk.until(lambda: popup.answered == text)
    return popup


@contextmanager
def no_time_to_undo(desk: Desk) -> Iterator[None]:
    """What is decided inside is sent at once."""
    preferences = desk.stage.house.preferences
    before = preferences.current.undo_seconds
    preferences.change("undo_seconds", 0)
    try:
        yield
    finally:
        preferences.change("undo_seconds", before)


def test_the_last_answer_to_a_search_makes_a_case_that_is_filed_on(desk: Desk, papers: Papers, delivery: None) -> None:
    item = desk.take("goddag.txt", papers.filed_alone())
    pane = desk.show(item)
    pane.form.kle.picked.emit(KleNummer("02.34.02"))
    popup = search_for_a_case(desk, "Klage over naboens hæk")
    assert popup.list.rows.options[-1].title == "Create the case “Klage over naboens hæk”"
    popup.list.setCurrentIndex(popup.list.rows.index(len(popup.list.rows.options) - 1))
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    card = sheet(desk)
    assert card.titel.text() == "Klage over naboens hæk"
    assert card.titel.hasFocus()
    high = card.card.height()
    card.open()
    assert card.card.height() == high, "it is as high as what is said below the number needs"
    number = card.number.text()
    QTest.keyClick(card.titel, Qt.Key.Key_Return)
    desk.until(lambda: pane.form.proposal is not None and pane.form.proposal.new_sag is not None)
    assert pane.form.sag_block.reason.said == "Is created when you file"
    assert pane.footer.sentence.text().startswith(f"Creates <b>{number}</b>")
    assert [sag.titel for sag in desk.engine.sager("naboens hæk")] == [], "nothing is made before it is filed"
    with no_time_to_undo(desk):
        pane.file()
        desk.rest()
    assert [sag.titel for sag in desk.engine.sager("naboens hæk")] == ["Klage over naboens hæk"], "ordered is enough"

    def filed() -> bool:
        entry = desk.engine.entry(item)
        return entry is not None and entry.state is OrderState.FILED

    desk.engine.try_now()
    desk.until(filed)
    (made,) = desk.stage.house.ports.service.sager(number)
    assert (made.titel, made.kle) == ("Klage over naboens hæk", KleNummer("02.34.02"))


def test_what_the_case_needs_is_said_and_gone_to(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("hej.txt", papers.unsure()))
    before = pane.form.proposal
    pane.form.open_new_sag()
    card = sheet(desk)
    card.titel.clear()
    card.primary.click()
    assert card.wrong.text() == "The case needs a title."
    assert card.titel.hasFocus()
    card.titel.setText("Klage")
    card.primary.click()
    assert card.kle.hasFocus()
    QTest.keyClick(card.kle, Qt.Key.Key_Return)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    QTest.keyClicks(popup.field, "02.34.02")
    desk.until(lambda: popup.answered == "02.34.02")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    desk.until(lambda: not card.wrong.isVisible())
    assert card.number.accessibleDescription().startswith("Suggested by Sagsbud")
    QTest.keyClicks(card.number, "1")
    assert card.number.accessibleDescription() == "", "it is a person's own"
    card.number.setText("26/1182")
    QTest.keyClick(card.kle, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: card.wrong.text() == "Another case has this number.")
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert pane.form.proposal == before


def test_the_search_for_its_subject_begins_with_what_is_suggested(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    offered = [option.value for option in pane.form.kle.rows.options]
    assert offered
    pane.form.open_new_sag()
    sheet(desk).search_kle()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    desk.until(lambda: popup.answered == "")
    assert [option.number for option in popup.list.rows.options] == [str(number) for number in offered]
    popup.close()


def test_keeping_follows_subject_and_facet_until_somebody_chooses(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.form.kle.picked.emit(KleNummer("02.34.02"))
    pane.form.open_new_sag()
    card = sheet(desk)
    assert card.disposal.currentText() == "Preserved", "what no rule destroys is kept"
    assert card.disposal_block.reason.said == "Follows the subject, and the facet once one is chosen"
    card.search_facet()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    desk.until(lambda: popup.answered == "")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert card.disposal_block.reason.said == "Follows the subject and the facet"
    desk.rest()
    card.disposal.setCurrentIndex(0)
    card.disposal.setFocus()
    QTest.keyClick(card.disposal, Qt.Key.Key_Down)
    assert card.disposal.currentText() == "To be discarded"
    assert card.disposal_block.reason.said == "Chosen by you"
    named = {part.navn for part, box in card.people if box.isChecked()}
    assert "Mette Lund Andreasen" in named
    card.primary.click()
    desk.until(lambda: pane.form.proposal is not None and pane.form.proposal.new_sag is not None)
    assert pane.form.proposal
    draft = pane.form.proposal.new_sag
    assert draft
    assert draft.kassationskode is Kassationskode.KASSERES
    other = desk.stage.house.ports.sager.by_number("26/1090")
    assert other
    assert pane.form.form
    pane.form.form.choose_sag(other)
    assert pane.form.proposal.new_sag is None, "another case takes the place of the new one"


def test_a_preservation_that_follows_a_subject_not_chosen_yet_has_no_value(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("goddag.txt", papers.unsure()))
    assert pane.form.proposal
    assert pane.form.proposal.kle is None
    pane.form.open_new_sag()
    card = sheet(desk)
    desk.rest()
    assert (card.disposal.currentData(), card.disposal.currentText()) == (None, "")
    assert card.disposal.placeholderText() == "Not known yet"
    assert card.disposal_block.reason.said == "Follows the subject and the facet once they are chosen"


def test_fields_scroll_only_where_the_window_has_no_room_for_all_of_them(desk: Desk, papers: Papers) -> None:
    desk.window.resize(900, 1000)
    desk.show(desk.take("goddag.txt", papers.filed_alone())).form.open_new_sag()
    card = sheet(desk)
    desk.window.resize(900, card.card.height() + 2 * SPACE_S)
    card.open()
    desk.until(lambda: card.card.y() == SPACE_S)
    assert card._scroll.verticalScrollBar().maximum() == 0
    desk.window.resize(900, desk.window.height() - 1)
    card.open()
    desk.until(lambda: card._scroll.verticalScrollBar().maximum() > 0)


def test_fields_that_scroll_end_where_the_button_does(desk: Desk, papers: Papers) -> None:
    desk.window.resize(700, 420)
    desk.show(desk.take("goddag.txt", papers.unsure())).form.open_new_sag()
    card = sheet(desk)
    desk.until(card._scroll.verticalScrollBar().isVisible)
    ends = [one.mapTo(card, one.rect().topRight()).x() for one in (card.titel, card.kle, card.primary)]
    assert len(set(ends)) == 1
