"""The form: filled in by the machine, changed by a person, promised by one key."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import Dokumenttype
from sagsbud.domain.states import OrderState
from sagsbud.suggestiontexts import DOCUMENT_TYPES
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.optionpainter import Option, words_at
from sagsbud.ui.detail.reasons import why_unsure
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.tokens import FIELD_SIGN, ICON_FIELD, KEPT_BY_QT, SPACE_S

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers
from tests.ui.stage import DEMO

KLE = KleNummer("02.34.02")


def search(desk: Desk, words: str) -> SearchPopup:
    """The open search, after these words were typed into it and answered."""
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    popup.field.clear()
    QTest.keyClicks(popup.field, words)
    desk.until(lambda: popup.answered == words)
    return popup


def titles(popup: SearchPopup) -> list[str]:
    return [f"{option.number} {option.title}".strip() for option in popup.list.rows.options]


def test_what_is_typed_begins_where_the_words_of_the_rows_do(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.form.search_sag()
    popup = search(desk, "sam")
    typed = popup.field.mapTo(popup, QPoint()).x() + popup.field.textMargins().left() + KEPT_BY_QT
    assert typed == popup.list.viewport().mapTo(popup, QPoint()).x() + words_at(pane.form._theme)
    popup.close()


def test_the_words_of_a_search_stand_where_those_of_its_field_did(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    field, px = pane.form.sag, pane.form._theme.px
    pane.form.search_sag()
    popup = search(desk, "sam")
    typed = QRect(popup.field.mapTo(popup, QPoint()), popup.field.size())
    before = popup.field.textMargins().left()
    assert before >= 0, "the first letter is not cut"
    assert typed.left() + before + KEPT_BY_QT == px(FIELD_SIGN) + px(ICON_FIELD) + px(SPACE_S)
    assert abs(typed.center().y() - field.rect().center().y()) <= 1
    assert popup.list.mapTo(popup, QPoint()).y() == field.height()
    popup.close()


def test_a_letter_fills_every_field_and_says_why(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    form = pane.form
    proposal = form.proposal
    assert proposal
    assert proposal.sag
    assert (proposal.sag.sagsnummer, proposal.kle, proposal.missing) == ("26/1182", KLE, ())
    assert "26/1182" in form.sag.text()
    assert form.dato.date().toString("yyyy-MM-dd") == "2026-11-20"
    assert form.titel.text() == proposal.titel
    assert form.heading.said[0] == "Sure suggestion"
    assert form.sag_block.reason.said == "Sure · the case number is in the text"
    assert form.sag.accessibleDescription() == "Sure, the case number is in the text"
    assert any(part.holds_cpr for part in proposal.parter)
    assert "26/1182" in pane.footer.sentence.text()
    assert pane.footer.primary.ready


def test_cpr_numbers_are_shown_nowhere_whole(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    said = [label.text() for label in pane.findChildren(QLabel)] + [pane.form.titel.text()]
    said += [f"{w.toolTip()} {w.accessibleName()} {w.accessibleDescription()}" for w in pane.findChildren(QWidget)]
    assert not any("010101-0000" in words or "0101010000" in words for words in said)
    assert any("010101-xxxx" in words for words in said)


def test_keys_choose_among_the_suggestions(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    pane = desk.show(desk.take("brev.txt", papers.many_subjects()))
    options: list[Option] = [option for option in pane.form.kle.rows.options if option.key]
    assert len(options) >= 2
    pane.preview.document.setFocus()
    QTest.keyClick(pane.preview.document, Qt.Key.Key_2)
    assert pane.form.proposal
    assert pane.form.proposal.kle == options[1].value
    assert [option.chosen for option in pane.form.kle.rows.options if option.key][1]
    QTest.keyClick(pane.preview.document, Qt.Key.Key_1)
    assert pane.form.proposal.kle == options[0].value


def test_a_digit_typed_into_the_title_is_a_digit(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    before = pane.form.proposal
    pane.form.edit_title()
    QTest.keyClicks(pane.form.titel, "Brev 2 s")
    assert pane.form.titel.text() == "Brev 2 s"
    assert before
    assert pane.form.proposal
    assert pane.form.proposal.kle == before.kle
    assert QApplication.activePopupWidget() is None


def test_edits_survive_a_later_reading(desk: Desk, papers: Papers) -> None:
    item = desk.take("brev.txt", papers.text())
    pane = desk.show(item)
    pane.form.edit_title()
    QTest.keyClicks(pane.form.titel, "Min titel")
    pane.form.type.setCurrentIndex(list(DOCUMENT_TYPES).index(Dokumenttype.RAPPORT))
    other = KleNummer("09.05.05")
    pane.form.kle.picked.emit(other)
    desk.engine.read_now()
    pane.refresh()
    desk.rest()
    assert pane.form.titel.text() == "Min titel"
    proposal = pane.form.proposal
    assert proposal
    assert (proposal.titel, proposal.dokumenttype, proposal.kle) == ("Min titel", Dokumenttype.RAPPORT, other)
    assert proposal.sag
    assert proposal.sag.sagsnummer == "26/1182"


def test_what_is_seen_stays_until_another_document_is_shown(desk: Desk, papers: Papers) -> None:
    item = desk.take("brev.txt", papers.text())
    other = desk.take("brev.txt", papers.unsure())
    pane = desk.show(item)
    shown, options = pane.form.proposal, tuple(pane.form.kle.rows.options)
    sager, sag = desk.stage.house.ports.sager, desk.stage.sag("26/1182")
    sager.forget(sag.id)  # as what is learned from other documents, it changes suggestions, and nobody is told
    try:
        pane.refresh()
        desk.rest()
        assert (pane.form.proposal, tuple(pane.form.kle.rows.options)) == (shown, options)
        desk.show(other)
        desk.show(item)
        assert pane.form.proposal
        assert pane.form.proposal.sag is None
    finally:
        sager.add(sag)


def test_another_document_starts_untouched(desk: Desk, papers: Papers) -> None:
    first, second = desk.take("a.txt", papers.text()), desk.take("b.txt", papers.text())
    desk.show(first).form.edit_title()
    QTest.keyClicks(desk.pane.form.titel, "Min titel")
    pane = desk.show(second)
    assert pane.form.titel.text() != "Min titel"
    assert pane.form.form
    assert pane.form.form.touched == frozenset()


def test_ctrl_enter_promises_it_as_it_stands_and_tells(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item = desk.take("brev.txt", papers.text())
    pane = desk.show(item)
    pane.form.edit_title()
    QTest.keyClicks(pane.form.titel, "Ansøgning, rettet")
    with qtbot.waitSignal(pane.filed, timeout=30_000) as told:
        QTest.keyClick(pane.form.titel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    entry = told.args[0]
    assert isinstance(entry, OutboxEntry)
    kept = desk.engine.detail(item)
    assert kept
    assert kept.entry.state is OrderState.QUEUED
    assert kept.entry.order
    assert (kept.entry.order.main.titel, kept.entry.order.sag.sagsnummer) == ("Ansøgning, rettet", "26/1182")


def test_two_quick_presses_are_one_order(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    told: list[object] = []
    pane.filed.connect(told.append)
    pane.footer.primary.click()
    pane.footer.primary.click()
    desk.rest()
    assert len(told) == 1
    assert not pane.footer.trouble.isVisible()


def test_without_a_sag_the_button_says_so_and_leads_there(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item = desk.take("hej.txt", papers.unsure())
    pane = desk.show(item)
    assert not pane.footer.primary.ready
    assert pane.footer.primary.isEnabled()
    assert "Missing: case" in pane.footer.sentence.text()
    assert pane.footer.primary.accessibleDescription().startswith("Missing: case")
    assert pane.form.heading.said[0] == "No suggestion"
    pane.footer.primary.click()
    desk.rest()
    popup = search(desk, "")
    tall = popup.height()
    popup = search(desk, "26/1182")
    assert titles(popup)[0].startswith("26/1182")
    assert popup.list.viewport().height() <= popup.height() < tall, "it is as high as its hits"
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert pane.form.proposal
    assert pane.form.proposal.sag
    assert pane.form.proposal.sag.sagsnummer == "26/1182"
    assert pane.form.proposal.kle == KLE, "the subject comes with the case"
    detail = desk.engine.detail(item)
    assert detail
    assert detail.entry.state is OrderState.DRAFT


def test_another_sag_brings_its_own_subject(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    sag = desk.stage.house.ports.sager.by_number("26/1090")
    assert sag
    pane.form.search_sag()
    popup = search(desk, "26/1090")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    proposal = pane.form.proposal
    assert proposal
    assert proposal.sag == sag
    assert proposal.kle == sag.kle != KLE
    assert pane.form.sag_block.reason.said == "Chosen by you"


def test_the_subject_of_the_chosen_sag_has_a_key_and_is_near_in_the_search(desk: Desk) -> None:
    pane = desk.show(desk.take("olietank.pdf", (DEMO / "olietank.pdf").read_bytes()))
    sag = desk.stage.house.ports.sager.by_number("26/1033")
    assert sag
    pane.form.search_sag()
    popup = search(desk, "26/1033")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    desk.rest()
    own = next(option for option in pane.form.kle.rows.options if option.value == sag.kle)
    assert (own.reason, own.chosen) == ("the subject of the case", False)
    pane.form.search_kle()
    popup = search(desk, "")
    assert own.number in [option.number for option in popup.list.rows.options]
    popup.close()
    pane.form.choose(int(own.key))
    assert pane.form.proposal
    assert pane.form.proposal.kle == sag.kle
    chosen = next(option for option in pane.form.kle.rows.options if option.chosen)
    assert (chosen.value, chosen.spoken.startswith("Chosen: ")) == (sag.kle, True)


def test_why_nothing_is_sure_does_not_deny_the_chosen_subject(desk: Desk, papers: Papers) -> None:
    item = desk.take("hej.txt", papers.unsure())
    proposal, detail = desk.show(item).form.proposal, desk.engine.detail(item)
    sag = desk.stage.house.ports.sager.by_number("26/1033")
    assert proposal
    assert detail
    assert sag
    assert "fit" in why_unsure(detail, proposal)
    chosen = replace(proposal, sag=sag, kle=sag.kle)
    assert why_unsure(detail, chosen).endswith("The case's own is chosen.")
    assert "equally well" not in why_unsure(detail, chosen)


def test_all_subjects_can_be_searched_in_everyday_words(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("hej.txt", papers.unsure()))
    desk.actions[ActionId.KLE].trigger()
    popup = search(desk, "parkering")
    assert any("Parkering" in title for title in titles(popup))
    chosen = popup.list.rows.options[0]
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert pane.form.proposal
    assert str(pane.form.proposal.kle) == chosen.number
    assert [option.title for option in pane.form.kle.rows.options if option.chosen] == [chosen.title]


def test_esc_leaves_a_search_without_a_choice(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    before = pane.form.proposal
    pane.form.search_facet()
    desk.rest()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    QTest.keyClick(popup.field, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert pane.form.proposal == before


def test_parties_are_added_changed_and_removed(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.form.search_part()
    popup = search(desk, "Karen Madsen")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert pane.form.proposal
    added = next(part for part in pane.form.proposal.parter if part.navn == "Karen Madsen")
    pane.form.parter.removed.emit(added)
    assert added not in pane.form.proposal.parter


def test_a_promise_that_fails_is_said_in_place(desk: Desk, papers: Papers, qtbot: QtBot) -> None:
    item = desk.take("brev.txt", papers.text())
    pane = desk.show(item)
    desk.engine.withdraw(item, "private")
    pane.footer.primary.click()
    desk.rest()
    assert pane.footer.trouble.text() or pane.state.isVisible()
    assert pane.state.heading.said[0] == "Not for filing", "it is shown as it is now"


def test_a_search_covers_its_field_and_what_is_below_it_and_shows_whole_rows(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("hej.txt", papers.unsure()))
    for widget in (desk.window, desk.pane):
        widget.resize(700, 480)
    desk.rest()
    form = pane.form
    for field, open_search, words in ((form.kle_empty, form.search_kle, "byg"), (form.sag, form.search_sag, "")):
        open_search()
        popup = search(desk, words)
        at = field.mapToGlobal(QPoint(0, 0))
        assert popup.pos() == at
        assert popup.width() == field.width()
        assert at.y() >= pane.mapToGlobal(QPoint(0, 0)).y()
        assert popup.list.rows.rowCount()
        assert popup.list.viewport().height() % popup.list.delegate.row_height() == 0
        popup.close()
        desk.rest()


def test_fields_end_where_the_button_does_with_a_scroll_bar_and_without(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("hej.txt", papers.unsure()))
    bar = pane._arrangement._scroll.verticalScrollBar()
    for height, scrolled in ((480, True), (1400, False)):
        pane.resize(600, height)
        desk.until(lambda scrolled=scrolled: bar.isVisible() == scrolled == (bar.maximum() > 0))  # type: ignore[misc]
        ends = [one.mapTo(pane, one.rect().topRight()).x() for one in (pane.form.sag, pane.footer.primary)]
        assert ends[0] == ends[1]
