"""What stands in one column, on one row, or at one distance in the queue; and words about the list that are true of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewFilter, ReviewPage, ReviewRow
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.secondlook import ReviewReason
from sagsbud.reviewtexts import reason_text
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.edges import INSIDE
from sagsbud.ui.review.model import DOCUMENT, WHY, QueueModel
from sagsbud.ui.review.rowwords import why
from sagsbud.ui.review.sheets import TraySheet
from sagsbud.ui.review.table_painting import CELL_EDGE
from sagsbud.ui.review.table_view import DOCUMENT_ENOUGH, QueueTable
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import PANE_HEADER, ROW_REVIEW, SPACE_M

from tests.ui.ink import lowest_ink
from tests.ui.review.conftest import Window
from tests.ui.stage import settle

THEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROW = ReviewRow(DokumentId(UUID(int=1)), "Ansøgning", DokumentFremdrift.UNDERREVIEW, "1", THEN, THEN, 0, 0)


class Desk:
    """A queue that is known."""

    rows = tuple(replace(ROW, dokument=DokumentId(UUID(int=age)), age=age) for age in (4, 3, 1))

    def page(self, *_asked: object, after: int, limit: int, **_more: object) -> ReviewPage:
        return ReviewPage(self.rows[after : after + limit], len(self.rows), (), oldest=4)


class AtOnce:
    """Does what is asked for in the caller's thread."""

    def run(self, _owner: object, work: Callable[[], Any], done: Callable[[Any], None], *_more: Any, key: str) -> None:
        done(work())


def test_the_oldest_is_one_of_those_that_are_listed() -> None:
    model = QueueModel(Desk(), AtOnce())  # type: ignore[arg-type]
    model.restart(ReviewFilter())
    assert model.oldest == 4
    model.drop([Desk.rows[0].dokument])
    assert model.oldest == 3
    model.settled([Desk.rows[0].dokument])
    model.show_sample(frozenset({Desk.rows[2].dokument}))
    assert model.oldest == 1


def test_a_cause_that_is_cut_is_whole_in_its_tool_tip() -> None:
    model = QueueModel(Desk(), AtOnce())  # type: ignore[arg-type]
    model.restart(ReviewFilter())
    tip = model.data(model.index(0, WHY), Qt.ItemDataRole.ToolTipRole)
    assert tip == as_tip("\n".join(part for part in why(Desk.rows[0]) if part))
    assert model.data(model.index(0, DOCUMENT), Qt.ItemDataRole.ToolTipRole) == as_tip("Ansøgning")


def test_a_cause_has_the_room_that_its_words_need_where_there_is_room(window: Window) -> None:
    table = window.page.list.table
    theme = window.program.theme
    longest = max((reason_text(reason) for reason in ReviewReason), key=lambda words: theme.width("caption", words))
    window.program.window.resize(1600, 868)
    window.page._split.setSizes([1000, 1])
    settle()
    assert table.columnWidth(DOCUMENT) >= theme.px(DOCUMENT_ENOUGH)
    assert table.columnWidth(WHY) - theme.px(CELL_EDGE + INSIDE) >= theme.width("caption", longest)


def test_a_narrow_queue_says_how_many_are_chosen_and_leads_on(window: Window) -> None:
    page = window.page
    bar = page.list.several_bar
    page.list.table.selectAll()
    assert not bar.isVisible(), "what is done with them stands beside the list"
    window.program.window.resize(700, 868)
    settle()
    assert bar.isVisible()
    assert bar.count.text() == "2 documents chosen"
    bar.go_on.click()
    assert page.case.primary.isVisible()
    assert page.case.primary.text() == "Approve 2 documents"
    page.back_to_list()
    bar.one.click()
    assert not bar.isVisible()
    assert len(page.list.table.selected()) == 1


def test_bands_of_one_and_of_two_lines_are_as_tall_as_a_notice(window: Window) -> None:
    part = window.page.list
    part.connection.words.setText("No connection\nThe list is as it was")
    part.sample.words.setText("Sample: 1 of 20 looked at")
    part.sample.rate.setText("0 returned")
    part.notice.say("Approved", action="Undo")
    bands = (part.connection, part.sample, part.notice)
    for band in bands:
        band.show()
    settle()
    assert len({band.height() for band in bands}) == 1


def test_the_words_of_a_sample_have_as_much_room_above_as_below(window: Window) -> None:
    sample = window.page.list.sample
    sample.words.setText("Sample: 1 of 20 looked at")
    sample.rate.setText("0 returned")
    sample.show()
    settle()
    line = QFontMetrics(sample.words.font()).height()
    above = sample.words.y() + (sample.words.height() - line) // 2
    below = sample.height() - sample.rate.y() - sample.rate.height()
    assert abs(above - below) <= 1


def test_signs_in_the_head_stand_as_in_the_inbox(window: Window) -> None:
    part, tools = window.page.list, window.program.window.list.tools
    apart = part.menu_button.x() - part.filter_button.geometry().right()
    assert apart == tools.sort.x() - tools.filter.geometry().right()
    heads = (window.page.case.head, window.program.window.detail.header)
    assert {head.minimumHeight() for head in heads} == {part.table._theme.px(PANE_HEADER)}


def test_how_many_are_chosen_is_told_on_one_line_with_the_heading_of_the_list(window: Window) -> None:
    page = window.page
    row = page.case.row
    assert row
    page.case.show_rows([row, row])
    for label in (page.list.title, page.case.title):
        label.setText("HHH")
    settle()
    assert lowest_ink(page, page.case.title) == lowest_ink(page, page.list.title)
    above = page.case.title.height()
    page.case.show_rows([row])
    settle()
    assert page.case.title.height() < above, "above its case it stands as high as it can"


def test_fields_of_a_sheet_stand_as_far_apart_as_in_the_sheets_of_a_document(
    qapp: QApplication, theme: Theme, qtbot: QtBot
) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1440, 868)
    over.show()
    sheet = TraySheet(theme, over, ())
    sheet.open()
    settle()
    blocks = sheet.findChildren(FieldBlock)
    assert [block.control for block in blocks] == [sheet.source, sheet.target, sheet.why]
    assert {below.y() - above.geometry().bottom() - 1 for above, below in pairwise(blocks)} == {theme.px(SPACE_M)}
    sheet.close_overlay()


def test_no_rule_stands_above_a_chosen_first_row(window: Window) -> None:
    table = window.page.list.table
    head = table.horizontalHeader().viewport()
    line = window.program.theme.color("line").rgb()

    def ruled() -> bool:
        return head.grab().toImage().pixelColor(head.width() // 2, head.height() - 1).rgb() == line

    table.choose(0)
    settle()
    assert not ruled()
    table.choose(1)
    settle()
    assert ruled()


class Long(Desk):
    """A queue that is longer than its list is high."""

    rows = tuple(replace(ROW, dokument=DokumentId(UUID(int=age)), age=age) for age in range(40, 0, -1))


def test_the_chosen_row_stays_in_view_where_the_list_becomes_lower(theme: Theme, qtbot: QtBot) -> None:
    model = QueueModel(Long(), AtOnce())  # type: ignore[arg-type]
    table = QueueTable(model, theme)
    qtbot.addWidget(table)
    table.resize(400, 600)
    table.show()
    model.restart(ReviewFilter())
    settle()
    table.choose(table.indexAt(QPoint(0, table.viewport().height() - ROW_REVIEW)).row())
    table.resize(400, 300)
    settle()
    assert table.visualRect(table.currentIndex()).bottom() < table.viewport().height()
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    table.resize(400, 260)
    settle()
    assert not table.viewport().rect().intersects(table.visualRect(table.currentIndex())), (
        "who scrolled it away is not led back to it"
    )
