"""What everybody needs of the pane: nothing left behind, names on everything, targets to hit, one part at a time."""

import gc

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QToolButton, QWidget
from sagsbud.domain.parties import Part
from sagsbud.ui.detail.arrangement import ATTACHMENTS, DOCUMENT, FORM
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.detail.parties import PartiesBox
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.labels import UNBROKEN, TextLabel
from sagsbud.ui.taborder import put_in_order
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import FIELD_SIGN, ICON_FIELD, SPACE_S, TARGET_LEAST

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers
from tests.ui.stage import Stage, settle

OPENINGS = 300


def living(window: QWidget) -> int:
    """How many objects the window holds, after everything that wants to go has gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return len(window.findChildren(QObject)) + len(QApplication.topLevelWidgets())


def test_opening_and_leaving_documents_leaves_nothing_behind(desk: Desk, papers: Papers) -> None:
    items = [
        desk.take("brev.pdf", papers.pdf()),
        desk.take("nabo.eml", papers.mail([("Notat.txt", papers.unsure(), "text/plain")])),
        desk.take("brev.txt", papers.text()),
        desk.take("stykker.pdf", b"%PDF-1.7\nodelagt igen"),
    ]
    for item in items * 2:
        desk.show(item)
    before = living(desk.window)
    for at in range(OPENINGS):
        desk.pane.show_item(items[at % len(items)])
        if at % 10 == 0:
            desk.rest()
        if at % 2:
            desk.pane.show_item(None)
    desk.rest()
    desk.show(items[-1])
    assert living(desk.window) <= before


def focusable(pane: QWidget) -> list[QWidget]:
    policy = Qt.FocusPolicy.TabFocus
    return [child for child in pane.findChildren(QWidget) if child.focusPolicy() & policy and child.isVisible()]


def test_everything_one_can_reach_has_a_name(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail([("Notat.txt", papers.unsure(), "text/plain")])))
    buddies = {label.buddy() for label in pane.findChildren(QWidget) if hasattr(label, "buddy") and label.buddy()}
    for widget in focusable(pane):
        if isinstance(widget, QLineEdit) and isinstance(widget.parent(), QWidget) and widget.parent() in buddies:
            continue
        named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()) or widget in buddies
        assert named, f"{type(widget).__name__} {widget.objectName()}"


def test_everything_one_can_press_is_large_enough(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail([("Notat.txt", papers.unsure(), "text/plain")])))
    for button in pane.findChildren(QAbstractButton):
        if button.isVisible():
            assert min(button.height(), button.width()) >= 24, button.accessibleName() or button.text()


def test_the_keyboard_walks_from_the_document_to_the_button(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.preview.document.setFocus()
    met = []
    for _ in range(40):
        put_in_order(pane.window())  # as the program's window does at every Tab
        pane.window().focusNextChild()
        met.append(QApplication.focusWidget())
    order = [pane.form.sag, pane.form.kle, pane.form.facet, pane.form.titel, pane.form.dato, pane.form.type]
    places = [met.index(widget) for widget in [*order, pane.footer.primary]]
    assert places == sorted(places)


def test_evidence_is_also_a_list(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    lines = [action.text() for action in pane.preview.toolbar.places.menu().actions()]
    assert any(line.startswith("Case: ") and "26/1182" in line for line in lines)
    assert any(line.startswith("Date: ") and "20. november 2026" in line for line in lines)
    assert not any("010101-0000" in line for line in lines)


def test_a_narrow_pane_shows_one_part_at_a_time(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail([("Notat.txt", papers.unsure(), "text/plain")])))
    assert pane.form.isVisible()
    assert pane.preview.isVisible()
    pane.resize(600, 760)
    assert pane.tabs.isVisible()
    seen = {}
    for tab in (FORM, DOCUMENT, ATTACHMENTS):
        pane.tabs.setCurrentIndex(tab)
        seen[tab] = (pane.form.isVisible(), pane.preview.isVisible(), pane.tree.isVisible(), pane.footer.isVisible())
    assert seen == {
        FORM: (True, False, False, True),
        DOCUMENT: (False, True, False, True),
        ATTACHMENTS: (False, True, True, True),
    }
    pane.resize(900, 760)
    assert not pane.tabs.isVisible()
    assert pane.form.isVisible()
    assert pane.preview.isVisible()


def test_what_is_wrong_is_told_above_whichever_part_is_seen(desk: Desk) -> None:
    pane = desk.show(desk.take("Statik.pdf", b"%PDF-1.7\nnothing of a page"))
    assert pane.problem.isVisible()
    pane.resize(600, 760)
    for tab in (FORM, DOCUMENT, FORM):
        pane.tabs.setCurrentIndex(tab)
        assert pane.problem.isVisible()
        assert not pane.note.isVisible(), "what has nothing to say stays away"
    pane.resize(900, 760)
    assert pane.problem.isVisible()
    assert pane.problem.parentWidget() is pane.preview.parentWidget()


def test_another_document_begins_at_its_top(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.resize(600, 560)
    settle()
    bar = pane._arrangement._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    desk.show(desk.take("Statik.pdf", b"%PDF-1.7\nnothing of a page"))
    assert bar.value() == 0
    assert not pane.problem.visibleRegion().isEmpty()


def test_the_keyboard_stays_with_the_tabs_when_its_part_is_hidden(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    pane.resize(600, 760)
    pane.form.titel.setFocus()
    pane.tabs.setCurrentIndex(DOCUMENT)
    assert pane.tabs.hasFocus()


def test_the_tab_of_the_form_is_called_after_what_it_has(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    assert pane.tabs.tabText(FORM) == "Suggestion"
    desk.show(desk.take("Statik.pdf", b"%PDF-1.7\nnothing of a page"))
    assert pane.tabs.tabText(FORM) == "Fields", "nothing is suggested"
    item = desk.take("andet.txt", papers.text(more="Et andet brev."))
    desk.stage.file(item, "26/1182")
    desk.show(item)
    assert pane.tabs.tabText(FORM) == "State"


def test_no_tab_moves_when_another_is_chosen(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail([("Notat.txt", papers.unsure(), "text/plain")])))
    pane.resize(600, 760)
    places = []
    for tab in (FORM, DOCUMENT, ATTACHMENTS):
        pane.tabs.setCurrentIndex(tab)
        places.append([pane.tabs.tabRect(at) for at in range(pane.tabs.count())])
    assert places[0] == places[1] == places[2]


def test_text_twice_as_large_cuts_no_button(
    undressed: None, detail_stage: Stage, papers: Papers, qapp: QApplication
) -> None:
    theme = Theme(appearance="dark", scale=2.0)
    theme.apply(qapp)
    desk = Desk(detail_stage, theme)
    try:
        desk.window.resize(1500, 1000)
        desk.pane.resize(1500, 1000)
        pane = desk.show(desk.take("brev.txt", papers.text()))
        primary = pane.footer.primary
        desk.until(lambda: primary.width() >= primary.minimumSizeHint().width())
        desk.until(lambda: primary.height() >= 80)
        desk.until(lambda: pane.form.sag.height() >= 68)
        desk.window.resize(1300, 560)
        pane.resize(1300, 560)
        desk.show(desk.take("nabo.eml", papers.mail([("Notat.txt", papers.unsure(), "text/plain")])))
        for tab in (FORM, DOCUMENT, ATTACHMENTS):
            pane.tabs.setCurrentIndex(tab)
            assert pane.minimumSizeHint().height() <= 560, "a small screen holds every part"
    finally:
        desk.close()


def test_only_a_title_that_needs_a_second_line_has_one(undressed: None, qapp: QApplication) -> None:
    theme = Theme(appearance="light", scale=2.0)
    theme.apply(qapp)
    options = OptionList(theme)
    options.show_options([Option(1, "26/1", "Short"), Option(2, "26/2", "A title of very many words " * 6)])
    options.resize(600, 600)
    options.show()
    first, second = (options.visualRect(options.rows.index(at)).height() for at in range(2))
    assert first == options.delegate.row_height() < second
    assert options.sizeHint().height() == first + second + 2
    options.close()


def test_a_cleared_preview_has_no_bar_for_a_document(desk: Desk, papers: Papers) -> None:
    preview = desk.show(desk.take("brev.txt", papers.text())).preview
    assert preview.toolbar.isVisible()
    preview.clear()
    assert not preview.toolbar.isVisible()


def test_a_title_without_room_ends_in_dots_while_nobody_writes_in_it(desk: Desk, papers: Papers) -> None:
    field = desk.show(desk.take("brev.txt", papers.text())).form.titel
    title = "A title of very many words " * 6
    field.setText(title)
    assert field.shown.endswith("…")
    assert field.toolTip() == title
    field.setFocus()
    assert field.shown == title
    field.setText("Short")
    desk.pane.form.sag.setFocus()
    assert (field.shown, field.toolTip()) == ("Short", "")


def test_a_box_without_parties_is_as_high_as_with_one(undressed: None, qapp: QApplication) -> None:
    theme = Theme(appearance="light", scale=1.0)
    theme.apply(qapp)
    box = PartiesBox(theme)
    box.show()
    heights = set()
    for parter in ((), (Part("Karina Holst", ""),)):
        box.show_parties(parter)
        QApplication.processEvents()
        heights.add(box.sizeHint().height())
    assert heights == {theme.px(34)}
    box.close()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_what_takes_a_party_away_stands_below_the_signs_of_the_fields(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    box = PartiesBox(theme)
    box.show_parties((Part("Karina Holst", ""),))
    box.resize(theme.px(320), box.sizeHint().height())
    box.show()
    settle()
    (away,) = (button for button in box.findChildren(QToolButton) if not button.text())
    middle = box.width() - away.mapTo(box, QPoint()).x() - away.width() / 2
    assert abs(middle - theme.px(FIELD_SIGN) - theme.px(ICON_FIELD) / 2) <= 0.5
    box.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_partys_name_has_all_the_room_that_its_number_and_its_role_leave(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    box = PartiesBox(theme)
    box.show_parties((Part("Karina Rosenkrantz Holst Mikkelsen", "urn:oio:cpr-nr:0101010000"),))
    box.resize(theme.px(320), box.sizeHint().height())
    box.show()
    settle()
    parts = (*box.findChildren(TextLabel), *box.findChildren(QToolButton))
    name, number, role, away = sorted(parts, key=lambda part: part.x())
    assert number.x() - name.geometry().right() - 1 == theme.px(SPACE_S)
    assert number.geometry().right() + 1 == role.x()
    assert role.geometry().right() + 1 == away.x()
    assert role.width() >= theme.px(TARGET_LEAST) <= role.height()
    assert (away.width(), away.height()) == (theme.px(TARGET_LEAST),) * 2
    assert 2 * away.y() + away.height() == name.height()
    box.close()


def test_the_last_word_of_the_footer_is_not_alone_and_its_marks_are_not_read_out(theme: Theme) -> None:
    footer = Footer(theme, "Ctrl+Enter")
    footer.say("File", "Is put on <b>26/1182</b> with 3 attachments.", "The filed one is not changed.")
    assert f"3{UNBROKEN}attachments" in QLabel.text(footer.sentence)
    assert f"not{UNBROKEN}changed" in QLabel.text(footer.sensitivity)
    assert footer.sentence.accessibleName() == "Is put on 26/1182 with 3 attachments."


def test_the_way_to_a_new_case_is_not_counted_among_the_cases_found(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("goddag.txt", papers.unsure()))
    pane.form.search_sag()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    for words, counted in (("hverken fugl eller fisk", ""), ("26/1182", "1")):
        popup.field.clear()
        QTest.keyClicks(popup.field, words)
        desk.until(lambda: popup.answered == popup.field.text())
        assert popup.list.rows.options[-1].title == f"Create the case “{words}”"
        assert popup._count.text() == counted
    QTest.keyClick(popup.field, Qt.Key.Key_Escape)
