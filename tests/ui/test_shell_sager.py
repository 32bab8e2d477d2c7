"""Sager in the side bar and Ctrl+K: what lies on one, favourites, and rows that are carried onto one."""

from PySide6.QtCore import QMimeData, QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.optionpainter import OPTION, Option
from sagsbud.ui.inbox.carried import carry
from sagsbud.ui.inbox.jump import WIDTH, Destination, Jump
from sagsbud.ui.inbox.side_model import Line, LineKind
from sagsbud.ui.inbox.side_parts import fonts_of, places_of
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.overlay import Veil
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S

from tests.ui.conftest import OpenProgram
from tests.ui.shell import rest
from tests.ui.stage import Stage, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(stage: Stage, open_program: OpenProgram, count: int = 5) -> tuple[Program, MainWindow]:
    """The window with some of the demo's documents and its Sager."""
    stage.put_demo(count=count)
    program = open_program(stage)
    wait_until(lambda: program.window.list.model.rowCount() == count)
    wait_until(lambda: program.window.side_model.has_sager)
    program.window.list.take_focus()
    rest(program)
    return program, program.window


def place_of(window: MainWindow, sagsnummer: str) -> int:
    """Where the Sag's line is in the side bar."""
    return next(
        at
        for at in range(window.side_model.rowCount())
        if (line := window.side_model.line(at)) and line.sag and line.sag.sagsnummer == sagsnummer
    )


def recent_in(window: MainWindow) -> list[str]:
    """The Sager of the side bar, from the top."""
    lines = [window.side_model.line(at) for at in range(window.side_model.rowCount())]
    return [line.sag.sagsnummer for line in lines if line and line.sag]


def jump_to(program: Program, words: str) -> Jump:
    """Ctrl+K with these words, answered."""
    QTest.keyClick(program.window.list.rows, Qt.Key.Key_K, CTRL)
    jump = program.desk.sager.jump
    assert jump
    QTest.keyClicks(jump.field, words)
    wait_until(lambda: jump.answered == words)
    return jump


def veils(window: MainWindow) -> list[Veil]:
    """What lies over the window now."""
    return [veil for veil in window.findChildren(Veil) if veil.isVisible()]


def rows_of(jump: Jump) -> list[Option]:
    """What is offered."""
    rows = jump.list.rows
    return [rows.index(at).data(OPTION) for at in range(rows.rowCount())]


def test_ctrl_k_leads_to_a_folder_a_sag_and_a_document(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    jump = jump_to(program, "filed")
    assert rows_of(jump)[0].value == Destination(View.FILED)
    assert jump.width() == program.theme.px(WIDTH)
    assert jump.y() > window.y(), "it stands in the window, not in the corner of the screen"
    assert jump.list.verticalScrollBar().maximum() == 0, "it is as high as its hits"
    assert [veil.geometry() for veil in veils(window)] == [window.rect()], "nothing of the window is cut by its edge"
    QTest.keyClick(jump.field, Qt.Key.Key_Return)
    wait_until(lambda: window.view is View.FILED)
    assert veils(window) == []

    window.show_view(View.INBOX)
    window.list.take_focus()
    jump = jump_to(program, "26/1090")
    assert any(isinstance(row.value, Destination) and row.value.sag for row in rows_of(jump))
    QTest.keyClick(jump.field, Qt.Key.Key_Return)
    wait_until(lambda: window.list.listing.filters.sag == stage.sag("26/1090").id)
    assert window.view is View.FILED

    window.show_view(View.INBOX)
    window.list.take_focus()
    rest(program)
    wanted = window.list.model.row(3)
    assert wanted
    jump = jump_to(program, wanted.title)
    assert any(isinstance(row.value, Destination) and row.value.item == wanted.item for row in rows_of(jump))
    program.desk.sager.go(Destination(View.INBOX, item=wanted.item))
    jump.close()
    wait_until(lambda: window.list.rows.item() == wanted.item)


def test_a_long_count_is_lighter_before_it_takes_room_from_the_name_beside_it(theme: Theme) -> None:
    line = Line(LineKind.VIEW, "Til gennemsyn", count=5000)
    heavy = theme.width("strong", line.text)
    assert fonts_of(line, theme, 500, selected=True) == ("strong", "strong")
    assert fonts_of(line, theme, heavy + theme.width("caption", "5.000"), selected=True) == ("strong", "caption")
    assert fonts_of(line, theme, heavy, selected=True) == ("body", "caption")
    narrow = theme.width("body", line.text) - 1
    assert fonts_of(line, theme, narrow, selected=True) == ("strong", "caption"), "it is cut in any font"


def test_a_count_keeps_as_far_from_the_name_as_from_the_edge(theme: Theme) -> None:
    body = QRect(8, 0, 196, 32)
    name, count = places_of(body, 40, theme)
    assert count.left() - (name.right() + 1) == theme.px(SPACE_S)
    assert body.right() - count.left() - 40 + 1 == theme.px(SPACE_S)


def test_a_sag_in_the_side_bar_opens_what_is_filed_on_it(stage: Stage, open_program: OpenProgram) -> None:
    first, second, *_ = stage.put_demo(count=5)
    for item, sag in ((first, "26/1182"), (second, "26/1090")):
        stage.file(item, sag)
    program = open_program(stage)
    window = program.window
    wait_until(lambda: stage.house.engine.status().filed == 2)
    wait_until(lambda: set(recent_in(window)[:2]) == {"26/1182", "26/1090"})
    window.side.list.setCurrentIndex(window.side_model.index(place_of(window, "26/1182")))
    wait_until(lambda: window.view is View.FILED and window.list.model.rowCount() == 1)
    assert window.list.rows.item() == first
    assert window.list.chips.chips[0].text().startswith("26/1182 ")
    window.list.chips.chips[0].click()
    wait_until(lambda: window.list.model.rowCount() == 2)


def test_space_marks_a_favourite_and_takes_it_back(stage: Stage, open_program: OpenProgram) -> None:
    program, window = opened(stage, open_program)
    side = window.side.list
    side.setFocus()
    side.setCurrentIndex(window.side_model.index(place_of(window, "26/1090")))
    assert side.hasFocus()
    QTest.keyClick(side, Qt.Key.Key_Space)
    wait_until(lambda: [sag.sagsnummer for sag in stage.house.engine.lists.favourites()] == ["26/1090"])
    rest(program)
    lines = [line for at in range(window.side_model.rowCount()) if (line := window.side_model.line(at))]
    (marked,) = [line for line in lines if line.sag and line.sag.sagsnummer == "26/1090"]
    assert marked.icon == "star"
    assert any(line.kind is LineKind.SECTION and line.text == "Favourites" for line in lines)
    assert side.currentIndex().row() == place_of(window, "26/1090"), "what is open stays marked"
    QTest.keyClick(side, Qt.Key.Key_Space)
    wait_until(lambda: stage.house.engine.lists.favourites() == [])


def let_go(window: MainWindow, data: QMimeData, at: int) -> None:
    """Drag over a line of the side bar and let go."""
    side = window.side.list
    place = side.visualRect(window.side_model.index(at)).center()
    actions, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for field in (window, side.viewport()):
        QApplication.sendEvent(field, QDragEnterEvent(place, actions, data, left, none))
    QApplication.sendEvent(side.viewport(), QDropEvent(QPointF(place), actions, data, left, none))


def test_rows_carried_to_a_sag_are_filed_on_it_and_taken_back(stage: Stage, open_program: OpenProgram) -> None:
    _program, window = opened(stage, open_program)
    window.list.rows.want([row.item for at in (0, 2) if (row := window.list.model.row(at))])
    items = window.list.rows.selected()
    let_go(window, carry(items), place_of(window, "26/1090"))
    wait_until(lambda: window.list.model.rowCount() == 3)
    for item in items:
        entry = stage.house.engine.entry(item)
        assert entry
        assert entry.order
        assert entry.order.sag.sagsnummer == "26/1090"
    wait_until(lambda: window.line._sentence.text() == "2 documents queued")
    QTest.keyClick(window.list.rows, Qt.Key.Key_Z, CTRL)
    wait_until(lambda: window.list.model.rowCount() == 5)
    entries = [stage.house.engine.entry(item) for item in items]
    assert all(entry and entry.state is OrderState.DRAFT for entry in entries)
