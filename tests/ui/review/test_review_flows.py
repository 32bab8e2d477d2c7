"""The supervisor's day: what waits is seen, approved by one key, returned, reassigned, taken back."""

from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewFilter, ReviewPage, SavedFilter
from sagsbud.domain.secondlook import ReviewReason
from sagsbud.domain.verdicts import ReturnReason
from sagsbud.engine.views import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.side_model import LineKind
from sagsbud.ui.review.model import AGE, DOCUMENT
from sagsbud.ui.review.overview import OVERVIEW
from sagsbud.ui.review.page import REVIEW
from sagsbud.ui.review.sheets import NameSheet, ReturnSheet, SampleSheet, WithdrawSheet
from sagsbud.ui.review.table_painting import age_column

from tests.support.program import Service
from tests.ui.review.conftest import OpenSupervised, OpenWindow, Window
from tests.ui.stage import settle, wait_until

CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = 240_000
"""Milliseconds: each time that a service does not answer, the pause before the next try is twice as long."""


def lines(window: Window) -> list[str]:
    model = window.program.window.side_model
    return [line.text for at in range(model.rowCount()) if (line := model.line(at))]


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    settle()
    QTest.keyClick(QApplication.focusWidget() or window.program.window, key, modifier)
    settle()


def test_the_queue_is_offered_to_reviewers_alone(open_supervised: OpenSupervised, open_program: Any) -> None:
    supervised = open_supervised()
    supervised.files(1)
    theirs = open_program(supervised.house("colleague", uuid4()))
    wait_until(lambda: theirs.operations.idle)
    assert theirs.window.side_model.place_of_page(REVIEW) == -1
    assert not any(entry.id is ActionId.REASSIGN for entry in theirs.window.actions_.shown())


def test_what_waits_is_in_the_side_bar_and_opens_by_key(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised()
    supervised.files(3, changed=1)
    window = open_window(supervised)
    model = window.program.window.side_model
    wait_until(lambda: model.place_of_page(REVIEW) >= 0)
    wait_until(lambda: (line := model.line(model.place_of_page(REVIEW))) is not None and line.count == 3)
    press(window, Qt.Key.Key_4, CONTROL)
    wait_until(lambda: window.page.model.rowCount() == 3)
    window.rest()
    assert window.program.window.windowTitle() == "For review · Sagsbud"
    assert lines(window)[-4:] == ["Review by age", "Over 2 days", "1 to 2 days", "Today"]
    press(window, Qt.Key.Key_6, CONTROL)
    assert window.corner.open_page == OVERVIEW
    press(window, Qt.Key.Key_1, CONTROL)
    assert window.corner.open_page == ""
    assert "Review by age" not in lines(window)


def test_only_what_was_changed_is_open_with_old_and_new(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised()
    (item,) = supervised.files(1, changed=1)
    page = open_window(supervised).open_queue(1)
    wait_until(lambda: page.case.preview.item == supervised.dokument_of(item))
    cards = {card.shown.name.value: card for card in page.case.panel.cards}
    assert set(cards) == {"kle", "titel"}
    assert cards["kle"].accessibleName().startswith("KLE subject: ")
    assert "05.01.08" in cards["kle"].accessibleName()
    assert page.case.panel.heading.said[0] == "2 fields were changed"
    assert "already filed" in page.case.panel.heading.said[1]
    assert page.case.panel.folded.button.text().strip().endswith("fields are as suggested")
    assert page.model.row(0).reasons[0] is ReviewReason.CHANGED_CLASS  # type: ignore[union-attr]


def test_one_key_approves_and_goes_to_the_next(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    items = supervised.files(3)
    window = open_window(supervised)
    page = window.open_queue(3)
    first, second = page.model.shown[:2]
    assert page.case.shown == first
    press(window, Qt.Key.Key_Return, CONTROL)
    assert page.model.rowCount() == 2
    assert page.case.shown == second
    assert page.list.table.hasFocus()
    wait_until(lambda: supervised.fremdrift(first) == "Endeligt")
    assert supervised.holder(first) == str(supervised.clerk_id)
    assert {supervised.fremdrift(supervised.dokument_of(item)) for item in items} == {"Endeligt", "Underreview"}
    wait_until(lambda: (line := side_line(window)) is not None and line.count == 2)


def side_line(window: Window) -> Any:
    model = window.program.window.side_model
    return model.line(model.place_of_page(REVIEW))


def test_many_are_approved_together(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    items = supervised.files(4)
    window = open_window(supervised)
    page = window.open_queue(4)
    press(window, Qt.Key.Key_A, CONTROL)
    assert page.case.primary.text() == "Approve 4 documents"
    press(window, Qt.Key.Key_Return, CONTROL)
    wait_until(lambda: all(supervised.fremdrift(supervised.dokument_of(item)) == "Endeligt" for item in items))
    wait_until(page.list.nothing.isVisible)
    assert page.list.nothing.heading.text() == "Nothing waits for review"


@pytest.mark.parametrize("waiting", [0, 2])
def test_a_search_that_finds_nothing_is_given_up_and_the_keyboard_stays_in_the_page(
    open_supervised: OpenSupervised, open_window: OpenWindow, waiting: int
) -> None:
    supervised = open_supervised()
    if waiting:
        supervised.files(waiting)
    window = open_window(supervised)
    page = window.open_queue(waiting)
    page.show_filter(ReviewFilter(text="zeppelin"))
    wait_until(page.list.nothing.button.isVisible)
    page.list.nothing.button.setFocus()
    press(window, Qt.Key.Key_Space)
    wait_until(lambda: page.list.nothing.heading.text() == "Nothing waits for review")
    window.rest()
    assert page.model.rowCount() == waiting
    assert page.list.search.text() == ""
    assert QApplication.focusWidget() is (page.list.table if waiting else page.list.search)


def test_a_number_returns_with_its_reason(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    (item,) = supervised.files(1)
    window = open_window(supervised)
    window.open_queue(1)
    press(window, Qt.Key.Key_2)
    dokument = supervised.dokument_of(item)
    wait_until(lambda: supervised.fremdrift(dokument) == "Fordelt")
    assert supervised.note(dokument).startswith(ReturnReason.TITLE_SAYS_LITTLE.value)
    assert supervised.holder(dokument) == str(supervised.clerk_id)


def test_own_words_are_asked_for_and_stand_on_the_document(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised()
    (item,) = supervised.files(1)
    window = open_window(supervised)
    page = window.open_queue(1)
    press(window, Qt.Key.Key_R)
    sheet = page.sheet
    assert isinstance(sheet, ReturnSheet)
    sheet.primary.click()
    assert sheet.wrong.text() == "Say briefly what to change."
    assert sheet.note.hasFocus()
    sheet.note.setText("Bilag 2 mangler")
    QTest.keyClick(sheet.note, Qt.Key.Key_Return, CONTROL)
    dokument = supervised.dokument_of(item)
    wait_until(lambda: supervised.fremdrift(dokument) == "Fordelt")
    assert "Bilag 2 mangler" in supervised.note(dokument)


def test_reassigning_finds_a_colleague_by_words(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    (item,) = supervised.files(1)
    window = open_window(supervised)
    window.open_queue(1)
    press(window, Qt.Key.Key_O)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    wait_until(lambda: popup.answered == "")
    assert popup.list.rows.rowCount() >= 1
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    dokument = supervised.dokument_of(item)
    wait_until(lambda: supervised.holder(dokument) == str(supervised.clerk_id))
    assert supervised.fremdrift(dokument) == "Underreview"


def test_what_stands_on_a_sag_cannot_be_called_not_to_be_filed(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised()
    supervised.files(1)
    window = open_window(supervised)
    page = window.open_queue(1)
    page.withdraw()
    assert isinstance(page.sheet, WithdrawSheet)
    page.sheet.primary.click()
    wait_until(lambda: "is already on a case" in page.list.notice.text)
    wait_until(lambda: page.model.rowCount() == 1)


def test_nobody_approves_her_own(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised(shared=True)
    boss = supervised.boss
    window = open_window(supervised)
    (item,) = boss.put_demo(count=1)
    detail = boss.house.engine.detail(item)
    assert detail
    boss.file(item, detail.suggestions.sager[0].value)
    page = window.open_queue(1)
    assert not page.case.primary.ready
    assert page.case.footer.sentence.text().startswith("Second pair of eyes: you filed it")
    press(window, Qt.Key.Key_Return, CONTROL)
    assert page.model.rowCount() == 1
    assert "Second pair of eyes" in page.list.notice.text


def test_without_the_service_decisions_are_kept_and_can_be_taken_back(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised(own=True)
    items = supervised.files(3)
    window = open_window(supervised)
    page = window.open_queue(3)
    supervised.service.stop()
    page.refresh()
    wait_until(page.list.connection.isVisible)
    assert "What you decide is kept here" in page.list.connection.words.text()
    first, second = page.model.shown[:2]
    press(window, Qt.Key.Key_Return, CONTROL)
    wait_until(page.list.notice.isVisible)
    window.rest()
    assert page.model.rowCount() == 2
    main = window.program.window
    main.show_view(View.INBOX)
    buttons = main.line.findChildren(QToolButton)
    wait_until(lambda: any("decision waits" in button.accessibleName() for button in buttons))
    next(button for button in buttons if "decision waits" in button.accessibleName()).click()
    assert main.aside is page, "not the queue of documents, where everything is delivered"
    page.take_list_focus()

    def is_back() -> bool:
        """Taken back, though it may have to be asked for again while sending it is being tried."""
        if page.model.rowCount() == 2 and window.program.operations.idle:
            press(window, Qt.Key.Key_Z, CONTROL)
        return page.model.rowCount() == 3

    wait_until(is_back)
    window.rest()
    page.list.table.choose(page.model.place_of(second))
    press(window, Qt.Key.Key_Return, CONTROL)
    window.rest()
    supervised.service.start()
    tries = [button for button in main.findChildren(QToolButton) if button.text() == "Try now" and button.isVisible()]
    assert tries == [page.list.connection.try_], "it is offered once, where it is said that there is no connection"
    tries[0].click()
    wait_until(lambda: supervised.fremdrift(second) == "Endeligt", patience=LONG)
    assert supervised.fremdrift(first) == "Underreview"
    wait_until(lambda: not page.list.connection.isVisible())
    assert len(items) == 3


def test_what_another_program_does_is_seen(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    supervised.files(2)
    window = open_window(supervised)
    page = window.open_queue(2)
    gone = page.model.shown[0]
    finish(supervised.service, gone)
    wait_until(lambda: page.model.rowCount() == 1)
    assert gone not in page.model.shown
    assert page.case.shown == page.model.shown[0]


def finish(service: Service, dokument: DokumentId) -> None:
    """Some other client says that it is final."""
    body = {
        "tilstande": {
            "dokumentfremdrift": [{"fremdrift": "Endeligt", "virkning": {"from": "2026-01-02", "to": "infinity"}}],
        }
    }
    service.ask("PATCH", f"/dokument/dokument/{dokument}", json=body)


def test_filters_narrow_the_list_and_are_kept(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    supervised.files(3, changed=1)
    window = open_window(supervised)
    page = window.open_queue(3)
    page.show_filter(ReviewFilter(reason=ReviewReason.CHANGED_CLASS))
    wait_until(lambda: page.model.rowCount() == 1)
    page.list.filter_button.click()
    assert page.list.filters.isVisible()
    page.list.filters.save.click()
    wait_until(lambda: page.sheet is not None)
    assert isinstance(page.sheet, NameSheet)
    page.sheet.name.setText("Changed subject")
    page.sheet.primary.click()
    wait_until(lambda: "Changed subject" in lines(window))
    window.corner.open(REVIEW)
    wait_until(lambda: page.model.rowCount() == 3)
    model = window.program.window.side_model
    at = lines(window).index("Changed subject")
    line = model.line(at)
    assert line
    assert (line.kind, line.count) == (LineKind.FILTER, 1)
    window.program.window.side.list.setCurrentIndex(model.index(at))
    wait_until(lambda: page.model.rowCount() == 1)
    page.forget_filter("Changed subject")
    wait_until(lambda: "Changed subject" not in lines(window))


def test_forgetting_one_filter_beside_the_overview_leaves_the_others(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised()
    supervised.files(1, changed=1)
    window = open_window(supervised)
    desk = supervised.boss.house.engine.review
    assert desk
    kept = SavedFilter("Unsure", ReviewFilter(reason=ReviewReason.UNSURE))
    desk.save_filters([SavedFilter("Changed subject", ReviewFilter(reason=ReviewReason.CHANGED_CLASS)), kept])
    window.corner.open(OVERVIEW)
    wait_until(lambda: {"Changed subject", "Unsure"} <= set(lines(window)))
    window.corner.page.forget_filter("Changed subject")
    wait_until(lambda: "Changed subject" not in lines(window))
    assert "Unsure" in lines(window)
    assert desk.filters() == [kept]


def test_search_finds_by_title(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    supervised.files(3)
    window = open_window(supervised)
    page = window.open_queue(3)
    title = page.model.row(2).titel  # type: ignore[union-attr]
    press(window, Qt.Key.Key_F, CONTROL)
    assert page.list.search.hasFocus()
    QTest.keyClicks(page.list.search, title[:12])
    wait_until(
        lambda: (
            page.model.rowCount() >= 1 and all(title[:12] in row_title(page, at) for at in range(page.model.rowCount()))
        )
    )
    press(window, Qt.Key.Key_Escape)
    wait_until(lambda: page.model.rowCount() == 3)


def row_title(page: Any, at: int) -> str:
    row = page.model.row(at)
    return row.titel if row else ""


def test_a_sample_says_how_many_of_all_would_go_back(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    supervised.files(4)
    window = open_window(supervised)
    page = window.open_queue(4)
    page.ask_sample()
    assert isinstance(page.sheet, SampleSheet)
    page.sheet.close_overlay()
    page.draw(2)
    wait_until(lambda: page.model.rowCount() == 2)
    page.take_list_focus()
    press(window, Qt.Key.Key_1)
    wait_until(lambda: page.model.rowCount() == 1)
    press(window, Qt.Key.Key_Return, CONTROL)
    wait_until(lambda: page.list.sample.words.text() == "Sample: 2 of 2 looked at")
    assert page.list.sample.rate.text().startswith("1 returned: 50%. With 95% certainty, 9 to 91% of all")
    page.list.sample.end.click()
    wait_until(lambda: page.model.rowCount() == 2)


def test_a_colleagues_tray_goes_to_somebody_else(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    items = supervised.files(2)
    window = open_window(supervised)
    page = window.open_queue(2)
    press(window, Qt.Key.Key_1)
    wait_until(lambda: any(supervised.fremdrift(supervised.dokument_of(item)) == "Fordelt" for item in items))
    people = supervised.boss.house.engine.review.colleagues()  # type: ignore[union-attr]
    clerk = next(one for one in people if one.id == supervised.clerk_id)
    me = supervised.boss.house.engine.review.me  # type: ignore[union-attr]
    page.move_tray(clerk, me, "Fravær")
    returned = next(item for item in items if supervised.fremdrift(supervised.dokument_of(item)) == "Fordelt")
    wait_until(lambda: supervised.holder(supervised.dokument_of(returned)) == str(supervised.boss_id))


def test_the_page_lays_itself_out_for_its_width(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised()
    supervised.files(1)
    window = open_window(supervised)
    page = window.open_queue(1)
    assert page.list.isVisible()
    assert page.case.isVisible()
    assert page.list.table.columnWidth(DOCUMENT) >= 256
    page.model.read.emit(ReviewPage((), 0, ((0, 1), (123, 1))))
    widest = page.list.table.columnWidth(AGE)
    assert widest >= age_column(window.program.theme, 123)
    widths = set()
    for oldest in (0, 1, 4, 9):
        page.model.read.emit(ReviewPage((), 0, ((0, 1), (oldest, 1))))
        widths.add(page.list.table.columnWidth(AGE))
    assert len(widths) == 1, "the columns stand still while the oldest get older"
    assert widths.pop() < widest
    window.program.window.resize(700, 868)
    settle()
    assert page.list.isVisible()
    assert not page.case.isVisible()
    press(window, Qt.Key.Key_Return)
    assert page.case.isVisible()
    assert not page.list.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert page.list.isVisible()
    assert page.list.table.hasFocus()
