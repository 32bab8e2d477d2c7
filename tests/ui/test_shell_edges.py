"""What stands in a column begins and ends at the same places: field, notice and rows, with a scroll bar and without."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QWidget
from sagsbud.engine import View
from sagsbud.ui.buttons import ClearButton
from sagsbud.ui.edges import page_edge
from sagsbud.ui.sidebutton import SIDE_MARGIN

from tests.ui.conftest import OpenProgram
from tests.ui.shell import in_list, rest
from tests.ui.stage import Stage, settle, wait_until


def place(part: QWidget, of: QWidget) -> QRect:
    """Where it is."""
    return QRect(part.mapTo(of, QPoint()), part.size())


def inked(of: QWidget, y: int, within: QRect) -> tuple[int, int]:
    """The first and the last column of pixels in a line that are not the ground, up to where that ends."""
    picture = of.grab().toImage()
    ground = picture.pixel(0, y)
    columns = [x for x in range(within.right() + 1) if picture.pixel(x, y) != ground]
    return columns[0], columns[-1]


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("count", [2, 23], ids=["no bar", "bar"])
def test_the_row_in_hand_reaches_from_edge_to_edge_of_the_field_above_it(
    stage: Stage, open_program: OpenProgram, count: int, scale: float
) -> None:
    stage.put_demo(count=count)
    window = in_list(open_program(stage, scale=scale), count)
    pane, rows = window.list, window.list.rows
    assert rows.verticalScrollBar().isVisible() is (count == 23)
    field = place(pane.search, pane)
    row = rows.visualRect(rows.currentIndex())
    middle = rows.viewport().mapTo(pane, row.center()).y()
    assert inked(pane, middle, field) == (field.left(), field.right())
    pane.notice.say("Noget er sket.")
    rest_of = place(pane.notice, pane)
    assert (rest_of.left(), rest_of.right()) == (field.left(), field.right())


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_closes_a_notice_stands_below_what_clears_the_search(
    stage: Stage, open_program: OpenProgram, scale: float
) -> None:
    stage.put_demo(count=2)
    pane = in_list(open_program(stage, scale=scale), 2).list
    pane.search.setText("skur")
    pane.notice.say("Noget er sket.")
    settle()
    (clear,) = pane.search.findChildren(ClearButton)
    middles = {place(button, pane).center().x() for button in (clear, pane.notice._close)}
    assert max(middles) - min(middles) <= 1  # one is of odd width, the other of even


def test_a_notice_keeps_its_height_however_little_is_left_for_the_rows(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=2)
    program = open_program(stage, scale=2.0)
    pane = in_list(program, 2).list
    pane.notice.say("Noget er sket.", action="Vis")
    heights = set()
    for height in (1400, 560, 520):
        program.window.resize(1440, height)
        settle()
        heights.add(pane.notice.height())
    assert heights == {pane.notice.sizeHint().height()}


@pytest.mark.parametrize("width", [1440, 760], ids=["wide", "narrow"])
def test_pages_begin_where_the_panes_do_in_a_narrow_window(stage: Stage, open_program: OpenProgram, width: int) -> None:
    stage.put_demo(count=8)
    program = open_program(stage)
    window = program.window
    window.resize(width, 700)
    rest(program)
    list_edge = place(window.list.search, window._content).left()
    assert window.narrow is (width == 760)
    begins = []
    for view, part in ((View.QUEUE, window.queue.table), (View.NEEDS_YOU, window.needs_you.list)):
        window.show_view(view)
        rest(program)
        part.show()
        rest(program)
        begins.append(place(part, window._content).left())
    assert begins == [list_edge if window.narrow else 24] * 2


def has_more_rows(table: QAbstractItemView, rows: int) -> bool:
    return table.isVisible() and table.model().rowCount() > rows


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_bar_of_the_queue_stands_at_the_edge_of_its_page_and_moves_no_row(
    stage: Stage, open_program: OpenProgram, scale: float
) -> None:
    program = open_program(stage, scale=scale)
    window, page = program.window, program.window.queue
    window.show_view(View.QUEUE)
    ends = []
    for item in stage.put_demo(count=20):
        rows = page.table.model().rowCount()
        stage.file(item, "26/1182", hold=True)
        wait_until(partial(has_more_rows, page.table, rows))
        rest(program)
        bar = page.table.verticalScrollBar()
        ends.append(place(page.table.viewport(), page).right() + 1)
        if bar.isVisible():
            break
    assert bar.isVisible()
    assert set(ends) == {page.width() - page_edge(page, program.theme)}
    assert place(bar, page).right() + 1 == page.width()


def test_a_notice_above_a_narrow_document_is_a_card_at_the_edges_of_the_pane(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = in_list(program, 2)
    window.resize(760, 700)
    rest(program)
    window.open_document()
    window.notice.say("Noget er sket.")
    rest(program)
    card, edge = place(window.notice, window._content), page_edge(window, program.theme)
    assert (card.left(), card.right() + 1) == (edge, window._content.width() - edge)
    assert card.top() > 0
    ground = window._content.grab().toImage().pixelColor(card.left() - 1, card.center().y())
    assert ground == program.theme.color("surf")
    window.notice.hide()
    rest(program)
    assert place(window.stepper, window._content).top() == 0


def test_how_many_need_a_person_is_told_within_the_tile_of_the_rail(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=8)
    program = open_program(stage)
    window = in_list(program, 8)
    window.resize(760, 700)
    window.show_view(View.NEEDS_YOU)
    rest(program)
    rows = window.side.list
    tile = rows.visualRect(rows.currentIndex()).adjusted(SIDE_MARGIN, 2, -SIDE_MARGIN, -2)
    picture = rows.viewport().grab().toImage()
    badge = program.theme.color("warnbg")
    seen = [
        x for x in range(picture.width()) for y in range(tile.top(), tile.bottom()) if picture.pixelColor(x, y) == badge
    ]
    assert tile.center().x() < max(seen) <= tile.right()
