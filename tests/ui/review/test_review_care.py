"""Care for everybody: names on all that can be reached, room to press, a keyboard that walks, and a thread left alone."""

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sagsbud.domain.secondlook import FieldName, ReviewField
from sagsbud.domain.suggestions import Band
from sagsbud.engine.review import Review
from sagsbud.i18n import tr
from sagsbud.ui.choicecard import RadioLine
from sagsbud.ui.focus import GAP, RING
from sagsbud.ui.review.casepanel import CasePanel
from sagsbud.ui.review.fieldcards import ChosenLabel
from sagsbud.ui.review.model import ROW_ROLE
from sagsbud.ui.review.overview import OVERVIEW
from sagsbud.ui.review.sheets import ReturnSheet, WithdrawSheet
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_HEADER, PANE_PADDING

from tests.ui.review.conftest import OpenSupervised, OpenWindow, Window
from tests.ui.stage import settle, wait_until

BLOCKING = (
    "page", "count", "case", "content", "extract", "page_image", "mail_page", "decide", "undo", "colleagues", "filters",
    "save_filters", "draw_sample", "sample_report", "overview", "health", "move_tray", "refresh",
)  # fmt: skip


def focusable(pane: QWidget) -> list[QWidget]:
    policy = Qt.FocusPolicy.TabFocus
    return [child for child in pane.findChildren(QWidget) if child.focusPolicy() & policy and child.isVisible()]


def assert_named(pane: QWidget) -> None:
    buddies = {label.buddy() for label in pane.findChildren(QLabel) if label.buddy()}
    for widget in focusable(pane):
        if isinstance(widget, QLineEdit) and isinstance(widget.parent(), QWidget) and widget.parent() in buddies:
            continue
        named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()) or widget in buddies
        assert named, f"{type(widget).__name__} {widget.objectName()}"


def assert_large_enough(pane: QWidget) -> None:
    for button in pane.findChildren(QAbstractButton):
        if button.isVisible():
            assert min(button.height(), button.width()) >= 24, button.accessibleName() or button.text()


def test_everything_has_a_name_and_room(window: Window) -> None:
    page, model = window.page, window.page.model
    for at in range(model.rowCount()):
        index = model.index(at, 1)
        told = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
        row = index.data(ROW_ROLE)
        assert told.startswith(row.titel)
        assert row.sagsnummer in told
    page.list.filter_button.click()
    page.case.past.click()
    page.case.panel.folded.button.click()
    settle()
    assert_named(page)
    assert_large_enough(page)
    window.corner.open(OVERVIEW)
    window.rest()
    overview = window.corner.overview
    assert_named(overview)
    assert_large_enough(overview)
    for card in overview.cards.values():
        assert card.canvas.accessibleName()
        assert card.canvas.accessibleDescription()


def test_every_sheet_has_names_and_gives_the_focus_back(window: Window) -> None:
    page = window.page
    for ask in (page.return_own, page.withdraw, page.ask_sample, page.ask_tray, page.list.filters.save_asked.emit):
        page.take_list_focus()
        page.sheet = None
        ask()
        wait_until(lambda: page.sheet is not None and page.sheet.isVisible())
        sheet = page.sheet
        assert sheet
        assert sheet.accessibleName()
        assert_named(sheet)
        assert_large_enough(sheet)
        QTest.keyClick(QApplication.focusWidget() or sheet, Qt.Key.Key_Escape)
        settle()
        assert page.list.table.hasFocus()


def test_f6_walks_from_side_bar_to_queue_line_and_back(window: Window) -> None:
    page, shell = window.page, window.program.window
    wait_until(lambda: page.case.preview.item is not None)
    window.rest()
    page.take_list_focus()
    met = []
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget() or shell, Qt.Key.Key_F6)
        settle()
        focus = QApplication.focusWidget()
        assert focus
        met.append(next(name for name, part in {
            "side": shell.side, "list": page.list, "preview": page.case.preview, "panel": page.case.panel,
            "head": page.case.head, "footer": page.case.footer, "line": shell.line,
        }.items() if part.isAncestorOf(focus) or part is focus))  # fmt: skip
    assert met[:4] == ["head", "preview", "panel", "footer"]
    assert {"side", "list"} & set(met)


def test_nothing_of_the_desk_is_asked_on_the_main_thread(
    open_supervised: OpenSupervised, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, met = threading.main_thread(), []

    def watched(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            met.append((name, threading.current_thread() is main))
            return method(*args, **more)

        return call

    for name in BLOCKING:
        monkeypatch.setattr(Review, name, watched(name, getattr(Review, name)))
    supervised = open_supervised()
    supervised.files(2)
    window = open_window(supervised)
    page = window.open_queue(2)
    wait_until(lambda: page.case.preview.item is not None)
    page.approve()
    page.draw(1)
    page.ask_tray()
    window.rest()
    window.corner.open(OVERVIEW)
    window.rest()
    assert {name for name, _on_main in met} >= {"page", "case", "extract", "decide", "overview", "colleagues"}
    assert [name for name, on_main in met if on_main] == []


def test_what_happened_is_in_view_once_it_is_asked_for(window: Window) -> None:
    case = window.page.case
    window.program.window.resize(1200, 480)
    case.panel.folded.button.click()
    window.rest()
    case.past.click()
    title = case.panel.past_title
    wait_until(title.isVisible)
    wait_until(lambda: title.visibleRegion().boundingRect().size() == title.size())


def test_without_the_service_it_is_said_why_what_happened_is_not_shown_and_it_comes_with_the_service(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised(own=True)
    supervised.files(2)
    window = open_window(supervised)
    page = window.open_queue(2)
    panel = page.case.panel
    supervised.service.stop()
    page.list.table.choose(1)
    page.case.past.click()
    wait_until(panel.no_past.isVisible)
    assert "No connection" in panel.no_past.text()
    assert panel.past_title.isVisible()
    assert not panel.past.isVisible()
    page.refresh()
    wait_until(page.list.connection.isVisible)
    supervised.service.start()
    page.refresh()
    wait_until(panel.past.isVisible)
    assert not panel.no_past.isVisible()


def test_a_case_ends_at_the_right_where_its_buttons_do_with_a_scroll_bar_and_without(window: Window) -> None:
    case = window.page.case
    for height, scrolls in ((1200, False), (480, True)):
        window.program.window.resize(1200, height)
        window.rest()
        assert (case._scroll.viewport().height() < case.panel.height()) is scrolls
        ends = {part.mapTo(case, part.rect().topRight()).x() for part in (case.panel.templates, case.primary)}
        assert len(ends) == 1


def test_a_title_is_read_whole_where_the_list_is_too_narrow_for_it(window: Window) -> None:
    case = window.page.case
    row = case.row
    assert row
    long = replace(row, titel="Anmodning om aktindsigt i byggesag, rettet, og alt hvad der hører til den")
    heights, heads = {}, {}
    for width in (1440, 880):
        window.program.window.resize(width, 700)
        window.rest()
        case.show_rows([long])  # after the rest, in which the page may show its own row again
        settle()
        heights[width], heads[width] = case.title.height(), case.head.height()
        assert case.narrow is (width == 880)
    line = QFontMetrics(case.title.font()).height()
    assert heights[1440] < 2 * line <= heights[880]
    assert heads[1440] == case._theme.px(PANE_HEADER) < heads[880]
    assert case.title.height() >= case.title.heightForWidth(case.title.width())
    assert case.head.height() >= case.title.height() + case.subtitle.height()


def test_the_head_is_as_high_for_short_words_as_for_those_that_are_broken(window: Window) -> None:
    case = window.page.case
    row = case.row
    assert row
    window.program.window.resize(880, 700)
    window.rest()
    heads = set()
    for titel in ("Klage", "Anmodning om aktindsigt i byggesag"):
        case.show_rows([replace(row, titel=titel)])
        settle()
        heads.add(case.head.height())
    assert case.title.height() > QFontMetrics(case.title.font()).height()
    assert len(heads) == 1
    case.show_rows([row, row])
    settle()
    assert case.head.height() == case._theme.px(PANE_HEADER), "on one line with the list's heading"


def test_what_is_chosen_is_written_at_one_place_in_every_card(window: Window) -> None:
    request = window.page.case.row
    assert request
    kle = ReviewField(FieldName.KLE, "02.34.02", "02.34.02", Band.UNSURE)
    changed = ReviewField(FieldName.TITEL, "Fuldmagt", "Brev", Band.LIKELY)
    panel = CasePanel(window.page.case.panel._theme)  # what comes in meanwhile shows its own row on the page
    panel.show_row(replace(request, fields=(kle, changed)))
    panel.show()
    window.rest()
    chosen = [label for card in panel.cards for label in card.findChildren(ChosenLabel)]
    assert len({label.x() for label in chosen}) == 1
    assert len(chosen) == 2
    panel.close()
    panel.deleteLater()


def test_nothing_stands_empty_where_no_field_is_shown(window: Window) -> None:
    request = window.page.case.row
    assert request
    panel = CasePanel(window.page.case.panel._theme)
    panel.show_row(replace(request, fields=()))
    assert panel._cards.isHidden()
    panel.deleteLater()


def test_the_list_its_head_and_its_search_have_the_same_edges(window: Window) -> None:
    part, theme = window.page.list, window.page.list.table._theme
    edge = theme.px(PANE_PADDING)
    begins = {widget.mapTo(part, widget.rect().topLeft()).x() for widget in (part.title, part.search)}
    assert begins == {edge}
    for height in (900, 320):
        window.program.window.resize(1200, height)
        window.rest()
        assert part.search.geometry().right() == part.table.horizontalHeader().length() - 1 == part.width() - edge - 1


def test_a_reason_is_chosen_and_what_is_missing_is_read_at_twice_the_text(
    qapp: QApplication, undressed: None, qtbot: QtBot
) -> None:
    theme = Theme(appearance="light", scale=2.0)
    theme.apply(qapp)
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1440, 868)
    over.show()
    sheet = ReturnSheet(theme, over, ["Karim Haddad"], 1)
    sheet.open()
    settle()
    buttons = sheet.findChildren(QRadioButton)
    assert [one.geometry() for one in buttons if one.height() < theme.px(26)] == []
    rows = [one.geometry() for one in buttons]
    assert not any(above.intersects(below) for above, below in pairwise(rows))
    assert_rings_have_room(sheet)
    assert sheet.note.visibleRegion().boundingRect().size() == sheet.note.size()
    bar = bar_of(sheet)
    assert (bar.value(), bar.maximum() > 0) == (0, True), "there is more than room, but what comes first is all in view"
    title = next(one for one in sheet.findChildren(QLabel) if one.text() == sheet.accessibleName())
    assert title.visibleRegion().boundingRect().size() == title.size()
    sheet.press()
    settle()
    assert sheet.wrong.text() == tr("Say briefly what to change.")
    assert sheet.wrong.visibleRegion().boundingRect().size() == sheet.wrong.size()


@pytest.mark.parametrize("contrast", [False, True])
def test_a_sheet_that_has_room_does_not_scroll(
    qapp: QApplication, undressed: None, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, contrast: bool
) -> None:
    """The frame that high contrast makes thicker does not take the room either."""
    monkeypatch.setattr("sagsbud.ui.theme._high_contrast", lambda: contrast)
    theme = Theme(appearance="light", scale=1.0)
    theme.apply(qapp)
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1440, 868)
    over.show()
    for sheet in (ReturnSheet(theme, over, ["Karim Haddad"], 1), WithdrawSheet(theme, over, "Fuldmagt")):
        sheet.open()
        settle()
        assert bar_of(sheet).maximum() == 0
        assert_rings_have_room(sheet)
        sheet.close_overlay()


def assert_rings_have_room(sheet: QWidget) -> None:
    """The ring around a choice keeps as far from the marks and words above and below as it reaches out."""
    for above, below in pairwise(sheet.findChildren(RadioLine)):
        between = below.y() - above.geometry().bottom() - 1
        assert between + below.air >= 2 * (RING + GAP)


def bar_of(sheet: QWidget) -> QScrollBar:
    """What the sheet's fields are scrolled with."""
    return next(area for area in sheet.findChildren(QScrollArea)).verticalScrollBar()
