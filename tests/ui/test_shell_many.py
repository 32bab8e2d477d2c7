"""Several documents at once: chosen by key, filed each on its own suggestion or all on one Sag, taken back together."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QToolButton, QWidget
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Filters, Listing, Order
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.aside import Aside
from sagsbud.ui.buttons import IconButton
from sagsbud.ui.detail.arrangement import ATTACHMENTS, FORM
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox import model
from sagsbud.ui.inbox.many_table import TARGET, Target
from sagsbud.ui.inbox.several_bar import SeveralBar
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.menus import Menu
from sagsbud.ui.theme import Theme

from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.shell import in_list, rest
from tests.ui.stage import Stage, settle, wait_until

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def state_of(stage: Stage, item: ItemId) -> OrderState:
    """Where the document stands."""
    entry = stage.house.engine.entry(item)
    assert entry
    return entry.state


def sag_of(stage: Stage, item: ItemId) -> SagRef:
    """The Sag it was decided on."""
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.order
    return entry.order.sag


def targets(window: MainWindow) -> list[Target]:
    """The lines of the pane for many."""
    rows = window.many.table.rows
    return [rows.index(at).data(TARGET) for at in range(rows.rowCount())]


def test_shift_and_arrows_choose_many_and_esc_goes_back_to_one(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=5)
    program = open_program(stage)
    window = in_list(program, 5)
    assert window.detail.isVisible()
    for _ in range(2):
        QTest.keyClick(window.list.rows, Qt.Key.Key_Down, SHIFT)
    assert window.list.rows.selected() == tuple(items[:3])
    assert window.many.isVisible()
    assert not window.detail.isVisible()
    assert window.many.title.text() == "3 documents chosen"
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    assert window.many.title.text() == "5 documents chosen"
    QTest.keyClick(window.list.rows, Qt.Key.Key_Escape)
    assert len(window.list.rows.selected()) == 1
    assert window.detail.isVisible()
    wait_until(lambda: window.detail.item == window.list.rows.item())
    assert window.list.rows.hasFocus()


def test_many_are_filed_each_on_its_own_suggestion_and_taken_back_together(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo()
    program = open_program(stage)
    window = in_list(program, 23)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: window.many.footer.primary.ready)
    choices = dict(window.many.choices())
    assert 1 < len(choices) < 23
    staying = [target for target in targets(window) if not target.goes]
    assert len(staying) == 23 - len(choices)
    assert window.many.footer.primary.text() == f"File {len(choices)}"

    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: window.list.model.rowCount() == 23 - len(choices))
    wait_until(window.line._undo.isVisible)
    wait_until(lambda: window.line._sentence.text() == f"{len(choices)} documents queued")
    assert all(state_of(stage, item) is OrderState.QUEUED for item in choices)
    assert all(sag_of(stage, item).id == sag.id for item, sag in choices.items())
    assert window.list.rows.hasFocus()

    QTest.keyClick(window.list.rows, Qt.Key.Key_Z, CTRL)
    wait_until(lambda: window.list.model.rowCount() == 23)
    assert all(state_of(stage, item) is OrderState.DRAFT for item in choices)
    wait_until(lambda: set(window.list.rows.selected()) == set(choices))
    wait_until(lambda: not window.line._undo.isVisible())


def test_many_are_filed_on_one_sag(open_stage_at: OpenStage, open_program: OpenProgram) -> None:
    stage = open_stage_at(undo_seconds=0)
    items = [stage.put_text(f"brev-{number}.txt", f"Et brev nummer {number} uden nummer.") for number in range(25)]
    program = open_program(stage)
    window = in_list(program, 25)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: window.many.heading.said[0] == "No likely case")
    assert not window.many.footer.primary.ready
    window.many._other_sag(stage.sag("26/1021"))
    wait_until(lambda: window.many.footer.primary.ready)
    assert all(target.number == "26/1021" for target in targets(window))
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: window.list.models[View.INBOX].rowCount() == 0)
    wait_until(lambda: stage.house.engine.status().filed == 25)
    assert {sag_of(stage, item).sagsnummer for item in items} == {"26/1021"}
    assert not window.filing.isVisible()


def test_where_each_goes_to_the_same_sag_head_and_foot_name_one(stage: Stage, open_program: OpenProgram) -> None:
    for number in range(2):
        stage.put_text(f"brev-{number}.txt", f"Et brev nummer {number}.\n\nSag 26/1182, Birkevænget 14.")
    program = open_program(stage)
    window = in_list(program, 2)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: window.many.footer.primary.ready)
    assert window.many.heading.said[0] == "To one case"
    assert "2 documents will be filed on <b>26/1182</b>." in window.many.footer.sentence.text()


def test_many_are_put_away_with_one_reason_and_come_back(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=4)
    program = open_program(stage)
    window = in_list(program, 4)
    for _ in range(2):
        QTest.keyClick(window.list.rows, Qt.Key.Key_Down, SHIFT)
    window.many.withdraw.menu().actions()[1].trigger()
    wait_until(lambda: window.list.model.rowCount() == 1)
    assert [state_of(stage, item) for item in items[:3]] == [OrderState.WITHDRAWN] * 3
    history = stage.house.engine.history(items[0])
    assert ("reason", "advertising") in history[-1].detail
    assert window.notice.text == "3 documents are not to be filed."
    assert window.list.rows.item() == items[3]

    window.notice._link.click()
    wait_until(lambda: window.list.model.rowCount() == 4)
    assert [state_of(stage, item) for item in items[:3]] == [OrderState.DRAFT] * 3


def test_filing_many_can_be_stopped(stage: Stage, open_program: OpenProgram) -> None:
    for number in range(60):
        stage.put_text(f"brev-{number}.txt", f"Et brev nummer {number} på sag 26/1021.")
    program = open_program(stage)
    window = in_list(program, 60)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: window.many.footer.primary.ready)
    window.list.model.rowsRemoved.connect(lambda *_first_portion: window.filing.cancelled.emit())
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: "You stopped the rest" in window.notice.text)
    rest(program)
    counts = stage.house.engine.status()
    assert 0 < counts.inbox < 60
    assert counts.inbox == window.list.model.rowCount()


def test_when_the_row_in_hand_goes_the_next_is_taken(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=5)
    program = open_program(stage)
    window = in_list(program, 5)
    window.list.rows.setCurrentIndex(window.list.model.index(2, 0))
    window.list.model.drop(items[2])
    assert window.list.rows.item() == items[3]
    assert window.list.rows.selected() == (items[3],)
    window.list.model.drop_all(frozenset(items[3:]))
    assert window.list.rows.item() == items[1]
    assert window.list.rows.selected() == (items[1],)


class Counting(Aside):
    """A page on which the key that files does something else."""

    beside = True
    keys = frozenset({ActionId.FILE})
    pressed = 0

    def title(self) -> str:
        return "Counting"

    def parts(self) -> list[QWidget]:
        return [self]

    def opened(self) -> None:
        self.pressed = 0

    def slots(self) -> Mapping[ActionId, Callable[[], object]]:
        return {ActionId.FILE: self.press}

    def press(self) -> None:
        self.pressed += 1


def test_rows_that_go_behind_a_page_leave_it_its_keys(stage: Stage, open_program: OpenProgram) -> None:
    items = stage.put_demo(count=5)
    program = open_program(stage)
    window = in_list(program, 5)
    QTest.keyClick(window.list.rows, Qt.Key.Key_Down, SHIFT)
    rest(program)
    chosen = window.list.rows.selected()
    assert len(chosen) == 2
    page = Counting(window)
    window.show_aside(page)
    window.list.models[View.INBOX].drop_all(chosen)
    rest(program)
    assert not window.many.items
    window.actions_[ActionId.FILE].trigger()
    rest(program)
    assert page.pressed == 1
    assert {state_of(stage, item) for item in items} == {OrderState.DRAFT}
    window.show_view(View.INBOX)


@pytest.fixture
def far(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[ItemId]:
    """Thirty documents, the oldest first, in a list that is read four at a time."""
    monkeypatch.setattr(model, "FIRST_PAGE", 4)
    monkeypatch.setattr(model, "PAGE", 4)
    at = datetime.now(UTC)
    taken = [
        stage.house.ports.taker.take_bytes(f"brev-{number}.txt", f"Brev {number}".encode(), Source(SourceKind.DROP), at)
        for number in range(30)
    ]
    return [entry.item.id for entry, _taken in taken]


def test_all_of_a_list_are_chosen_those_too_that_are_not_read_yet(
    stage: Stage, far: list[ItemId], open_program: OpenProgram
) -> None:
    window = open_program(stage).window
    wait_until(lambda: window.list.model.rowCount() >= 4)
    assert not window.list.model.whole
    window.list.take_focus()
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: len(window.document.items) == len(far))
    assert window.list.model.whole


def test_those_that_belong_together_are_chosen_however_far_down_they_stand(
    stage: Stage, far: list[ItemId], open_program: OpenProgram
) -> None:
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.list.model.rowCount() >= 4)
    rest(program)
    assert window.list.model.place_of(far[0]) < 0, "the oldest is not read with what is seen"
    window.list.show_listing(Listing(Order.NEWEST, Filters(with_cpr=True)))
    window.detail.together.emit((far[-1], far[0]))
    wait_until(lambda: window.many.items == (far[-1], far[0]))
    assert not window.list.listing.narrowed
    rest(program)


def test_the_heads_of_one_and_of_many_stand_in_the_same_place(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    program = open_program(stage, scale=2.0)
    window = in_list(program, 3)
    window.open_document()
    places = set()
    for attached in (False, True):
        window.detail.tabs.setCurrentIndex(ATTACHMENTS if attached else FORM)
        rest(program)
        places.add(window.detail.header.title.mapTo(window, QPoint()).toTuple())
    window.back_to_list()
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    window.open_document()
    rest(program)
    places.add(window.many.title.mapTo(window, QPoint()).toTuple())
    assert len(places) == 1


def test_a_menu_keeps_clear_of_the_windows_edges(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    window = in_list(open_program(stage), 3)
    window.resize(700, 560)
    window.open_document()
    settle()
    button, room = window.detail.header.more, window.geometry().adjusted(4, 4, -4, -4)
    menu = button.menu()
    for corner in (button.mapToGlobal(QPoint(0, button.height())), window.geometry().bottomRight()):
        menu.popup(corner)
        assert room.contains(menu.geometry())
        menu.close()


def test_a_menu_higher_than_its_window_stays_on_the_screen(theme: Theme) -> None:
    window = QWidget()
    window.resize(300, 120)
    screen = window.screen().availableGeometry()
    window.move(screen.left(), screen.bottom() - 160)
    window.show()
    menu = Menu(window)
    for number in range(12):
        menu.addAction(f"Valg {number}")
    menu.popup(window.mapToGlobal(QPoint(0, 100)))
    assert menu.height() > window.height()
    assert screen.contains(menu.geometry())
    menu.close()
    window.close()


@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
def test_a_menu_at_the_foot_of_its_window_leaves_its_button_in_sight(
    qapp: QApplication, kind: type[QAbstractButton]
) -> None:
    window = QWidget()
    window.resize(300, 400)
    button = kind(window)
    button.setGeometry(8, 360, 120, 32)
    window.show()
    menu = Menu(button)
    for number in range(3):
        menu.addAction(f"Valg {number}")
    place = QRect(button.mapToGlobal(QPoint(0, 0)), button.size())
    menu.popup(place.bottomLeft())
    assert not menu.geometry().intersects(place)
    menu.close()
    window.close()


def test_a_search_leaves_the_queue_line_in_sight(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = in_list(program, 3)
    window.resize(700, 420)
    window.open_document()
    rest(program)
    window.detail.form.search_kle()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, SearchPopup)
    QTest.keyClicks(popup.field, "e")
    wait_until(lambda: popup.answered == "e")
    assert popup.geometry().bottom() < window.line.mapToGlobal(QPoint()).y()
    popup.close()


def test_a_narrow_list_says_how_many_are_chosen_and_leads_on(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = in_list(program, 3)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: len(window.many.items) == 3)
    bar = window.list.several_bar
    assert not bar.isVisible(), "what is done with them stands beside the list"
    window.resize(760, 700)
    rest(program)
    assert bar.isVisible()
    assert bar.count.text() == "3 documents chosen"
    assert _place(window) == ""
    bar.go_on.click()
    assert window.many.isVisible()
    steps = window.stepper.findChildren(IconButton)
    assert not any(step.isVisible() for step in steps), "from several documents there is no next one"
    window.back_to_list()
    bar.one.click()
    wait_until(lambda: not bar.isVisible())
    assert window.document.items == ()
    assert _place(window) == "1 of 3"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_count_of_chosen_rows_is_never_cut(undressed: None, qapp: QApplication, scale: float) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    bar = SeveralBar(theme)
    bar.say(10_000)
    bar.resize(theme.px(260), 200)
    bar.show()
    settle()
    assert bar.count.width() >= bar.count.sizeHint().width()
    bar.close()


def _place(window: MainWindow) -> str:
    """What the bar above a narrow document says of its place."""
    return " ".join(label.text() for label in window.stepper.findChildren(QLabel))


@pytest.mark.parametrize("width", [760, 1440])
def test_no_row_is_chosen_of_a_search_that_finds_none(stage: Stage, open_program: OpenProgram, width: int) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = in_list(program, 3)
    window.resize(width, 700)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: len(window.many.items) == 3)
    QTest.keyClicks(window.list.search, "qqqqzz")
    wait_until(lambda: window.list.model.rowCount() == 0)
    rest(program)
    assert window.list.rows.selected() == ()
    assert not window.list.several_bar.isVisible()
    assert window.document.items == ()


def test_the_line_that_has_the_keyboard_is_seen(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=5)
    program = open_program(stage)
    window = in_list(program, 5)
    QTest.keyClick(window.list.rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: window.many.footer.primary.ready)
    table, accent = window.many.table, program.theme.color("acc").name()

    def framed(at: int) -> bool:
        line = table.visualRect(table.rows.index(at))
        picture = table.viewport().grab(line).toImage()
        across = [picture.pixelColor(x, 2).name() for x in range(picture.width())]
        return across.count(accent) > len(across) / 2

    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End)
    assert [framed(at) for at in range(5)] == [False] * 4 + [True]
    window.list.rows.setFocus()
    assert not framed(4)
