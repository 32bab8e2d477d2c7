"""Two versions of the same document: shown field by field in plain words, decided one or many at a time."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from sagsbud.domain.conflicts import Choice
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.app import Program
from sagsbud.ui.detail.conflict import ConflictPage
from sagsbud.ui.labels import TextLabel

from tests.ui.conftest import OpenProgram
from tests.ui.stage import Stage, settle, wait_until


@pytest.fixture
def items(stage: Stage) -> list[ItemId]:
    """Two documents that somebody else wrote before they could be sent."""
    made = [
        stage.put_text(f"brev-{number}.txt", f"Et brev {number} om vej og park på sag 26/1182") for number in (1, 2)
    ]
    for number, item in enumerate(made):
        stage.file(item, "26/1182")
        stage.overtake(item, f"En anden titel {number}")
    return made


@pytest.fixture
def program(stage: Stage, items: list[ItemId], open_program: OpenProgram) -> Program:
    """The window, with both in conflict."""
    program = open_program(stage)
    wait_until(lambda: all(state_of(stage, item) is OrderState.CONFLICT for item in items))
    return program


def state_of(stage: Stage, item: ItemId) -> OrderState:
    entry = stage.house.engine.entry(item)
    assert entry
    return entry.state


def compare(program: Program, item: ItemId) -> ConflictPage:
    program.window.show_view(View.NEEDS_YOU)
    program.desk.troubles.compare(item)
    page = program.desk.troubles.conflict
    assert page
    wait_until(lambda: len({card.y() for card in page.cards.values() if card.isVisible()}) > 1)  # keys go by place
    return page


def test_both_versions_are_shown_and_theirs_is_kept_for_all_that_are_alike(
    program: Program, stage: Stage, items: list[ItemId]
) -> None:
    window = program.window
    window.show_view(View.NEEDS_YOU)
    causes = window.needs_you.causes
    wait_until(lambda: causes.rowCount() == 2)
    assert causes.cause(0).button == "Compare and choose"  # type: ignore[union-attr]
    window.needs_you.list.setCurrentIndex(causes.index(0))
    window.needs_you.list.act()
    page = program.desk.troubles.conflict
    assert page
    wait_until(lambda: bool(page.cards))
    assert window.aside is page
    shown = [label.text() for label in page.findChildren(TextLabel)]
    assert "Your version" in shown
    assert any(text.startswith("En anden titel") for text in shown)
    assert "Different content" in shown
    assert page.equal.text() == "2 fields are the same: document type and case"
    assert page.choice is Choice.KEEP_THEIRS
    assert page.said.text() == "Result: the version on the case.", "not the card's own words again"
    assert page.all.text() == "The same for 1 other document"
    page.all.click()
    window.actions_[ActionId.FILE].trigger()
    wait_until(lambda: all(state_of(stage, item) is OrderState.WITHDRAWN for item in items))
    wait_until(lambda: window.aside is None)


def test_what_happened_is_one_press_away_where_there_is_no_room_beside(program: Program, items: list[ItemId]) -> None:
    page = compare(program, items[0])
    assert page.story.isVisible()
    assert not page.place.asked.isVisible()
    program.window.resize(800, 868)
    settle()
    assert not page.story.isVisible()
    page.place.asked.click()
    assert page.story.isVisible()
    assert page.place.card
    QTest.keyClick(page.place.card.told, Qt.Key.Key_Escape)
    assert not page.story.isVisible()
    assert program.window.aside is page
    program.window.resize(1440, 868)
    settle()
    assert page.story.isVisible()


def test_the_details_are_copied_from_what_happened(program: Program, items: list[ItemId]) -> None:
    page = compare(program, items[0])
    program.window.resize(800, 868)
    settle()
    page.place.asked.click()
    QGuiApplication.clipboard().clear()
    page.story._copy.click()
    wait_until(lambda: f"item: {items[0]}" in QGuiApplication.clipboard().text())
    assert page.place.card is None
    assert program.window.notice.isVisible()


def test_ours_is_filed_beside_theirs_by_keyboard(program: Program, stage: Stage, items: list[ItemId]) -> None:
    before = stage.house.engine.entry(items[0])
    page = compare(program, items[0])
    QTest.keyClick(page.cards[Choice.KEEP_THEIRS], Qt.Key.Key_Down)
    assert page.choice is Choice.AS_NEW
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: state_of(stage, items[0]) is OrderState.FILED)
    assert state_of(stage, items[1]) is OrderState.CONFLICT, "the other one was not asked for"
    after = stage.house.engine.entry(items[0])
    assert before
    assert before.order
    assert after
    assert after.order
    assert after.order.main.dokument != before.order.main.dokument
    theirs = stage.house.ports.service.dokument(before.order.main.dokument)
    assert theirs
    assert theirs.titel == "En anden titel 0"
    assert not theirs.passive


def test_esc_decides_nothing(program: Program, stage: Stage, items: list[ItemId]) -> None:
    compare(program, items[0])
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    assert program.window.aside is None
    assert state_of(stage, items[0]) is OrderState.CONFLICT
