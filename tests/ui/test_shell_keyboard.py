"""Everything by keyboard, and everything with a name: panes, keys, the overview, what a screen reader hears."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)
from sagsbud.engine import View
from sagsbud.i18n import tr
from sagsbud.ui.actions import TABLE, ActionId, Actions
from sagsbud.ui.app import Program
from sagsbud.ui.detail.fields import LinkLabel
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.paint import KeyCapLabel

from tests.ui.conftest import OpenProgram
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, settle, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def focus_of(window: MainWindow) -> QWidget:
    """Where the keyboard is."""
    focus = window.focusWidget()
    assert focus
    return focus


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key where the keyboard is."""
    QTest.keyClick(focus_of(window), key, modifier)
    settle()


def test_f6_goes_round_all_panes_and_back(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    start = focus_of(window)
    visited = [start]
    for _ in range(20):
        press(window, Qt.Key.Key_F6)
        if focus_of(window) is start:
            break
        visited.append(focus_of(window))
    assert focus_of(window) is start, "F6 does not come back"
    for pane in (window.list, window.detail.form, window.line, window.side):
        assert any(pane is one or pane.isAncestorOf(one) for one in visited), pane
    for expected in reversed(visited):
        press(window, Qt.Key.Key_F6, SHIFT)
        assert focus_of(window) is expected


def test_arrows_choose_enter_goes_to_the_form_and_esc_comes_back(stage: Stage, open_program: OpenProgram) -> None:
    first, second, *_ = stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    press(window, Qt.Key.Key_Down)
    assert window.list.rows.item() == second
    wait_until(lambda: window.detail.item == second)
    rest(program)
    press(window, Qt.Key.Key_Return)
    assert window.detail.isAncestorOf(focus_of(window))
    window.actions_[ActionId.BACK].trigger()
    assert focus_of(window) is window.list.rows
    press(window, Qt.Key.Key_Home)
    assert window.list.rows.item() == first


@pytest.mark.parametrize(
    ("key", "view"),
    [
        (Qt.Key.Key_2, View.QUEUE),
        (Qt.Key.Key_3, View.NEEDS_YOU),
        (Qt.Key.Key_5, View.FILED),
        (Qt.Key.Key_1, View.INBOX),
    ],
)
def test_ctrl_and_a_number_open_a_folder(stage: Stage, open_program: OpenProgram, key: Qt.Key, view: View) -> None:
    stage.put_demo(count=1)
    program = open_program(stage)
    window = shown(program)
    press(window, key, CTRL)
    assert window.view is view
    assert window.side_model.line(window.side.list.currentIndex().row()).view is view  # type: ignore[union-attr]
    assert window.windowTitle().endswith("Sagsbud")


def test_ctrl_f_searches_and_single_letters_are_typed_there(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=6)
    program = open_program(stage)
    window = shown(program)
    press(window, Qt.Key.Key_F, CTRL)
    assert focus_of(window) is window.list.search
    QTest.keyClicks(window.list.search, "klage")
    assert window.list.search.text() == "klage"
    wait_until(lambda: window.list.model.rowCount() == 1)
    row = window.list.model.row(0)
    assert row
    assert row.title == "Klage over støj fra varmepumpe"
    wait_until(lambda: window.list._count.text() == "1 found")
    press(window, Qt.Key.Key_Escape)
    wait_until(lambda: window.list.model.rowCount() == 6)
    assert window.list.search.text() == ""


def test_nothing_found_is_said(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    window.list.search.setText("zeppelin")
    window.list.search.searched.emit("zeppelin")
    wait_until(window.list.nothing.isVisible)
    assert window.list.nothing.heading.text() == "Nothing found"
    assert window.list.nothing.sentence.text().startswith("Nothing here matches “zeppelin”.")
    assert window.view is View.INBOX
    assert not window.empty.isVisible()


def open_keys(program: Program) -> MainWindow:
    """The overview over the window."""
    window = shown(program)
    press(window, Qt.Key.Key_F1)
    assert window.keys.isVisible()
    return window


def test_the_overview_keeps_its_name_while_it_is_scrolled(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=1)
    window = open_program(stage, scale=2.0).window
    window.keys.open()
    settle()
    bar = next(area for area in window.keys.findChildren(QScrollArea)).verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    assert bar.value() > 0
    name = next(label for label in window.keys.findChildren(QLabel) if label.text() == window.keys.accessibleName())
    assert name.visibleRegion().boundingRect().size() == name.size()


def test_the_overview_says_every_key_there_is(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=1)
    program = open_program(stage)
    window = open_keys(program)
    said = {label.text() for label in window.keys.findChildren(QLabel)}
    for entry in window.actions_.shown():
        assert tr(entry.text) in said
        assert set(window.actions_.caps_of(entry)) <= said
    silent = {ActionId.REVIEW}
    provided = {entry.id for entry in TABLE if window.actions_[entry.id].isEnabled()}
    assert not provided & silent, "what nobody provides is not offered"


ALIASES = {"Alt+1", "Alt+2", "Alt+3", "?", "Ctrl+=", "Ctrl+Return"}
"""Second keys for what the overview names by its first: in text fields, on other keyboards."""


def test_no_key_of_the_window_is_missing_in_the_overview(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=1)
    program = open_program(stage)
    window = open_keys(program)
    said = {label.text().replace("–", "-") for label in window.keys.findChildren(QLabel)}
    assert "Ctrl+1…5" in said
    said |= {f"Ctrl+{number}" for number in range(1, 6)}
    found = {key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()}
    assert len(found) > 30
    assert found - ALIASES <= said


def test_the_overview_does_not_promise_letters_that_are_switched_off(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=1)
    stage.house.preferences.change("letter_keys", "off")
    program = open_program(stage)
    window = open_keys(program)
    said = {label.text() for label in window.keys.findChildren(QLabel)}
    assert {"Alt+1", "Ctrl+Enter", "F6"} <= said
    assert not said & {"S", "K", "1", "?"}


def test_no_letter_is_named_anywhere_while_letters_are_switched_off(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    detail = window.detail
    first = detail.form.kle.rows.options[0]

    def named() -> set[str]:
        words = {button.text() for button in window.findChildren(LinkLabel)}
        words |= {button.toolTip() for button in window.findChildren(QToolButton)}
        words |= {action.text() for action in detail.header.more.menu().actions()}
        words |= {label.text() for label in window.findChildren(KeyCapLabel)}
        return words | {detail.form.kle.delegate.key_of(first), detail.form.facet.key, window.many.search.key}

    with_letters = {"Search all: K", "Add: P", "More like this\tM", "Fit to the window (Space)", "1", "H"}
    assert with_letters <= named()
    stage.house.preferences.change("letter_keys", "off")
    wait_until(lambda: not window.actions_.single_keys)
    assert {"Search all", "Add", "More like this", "Fit to the window", "Alt+1", "Ctrl+Z", ""} <= named()
    assert not [words for words in named() if re.search(r"(^|\(|: )([A-Z0-9]|Space)($|\))", words)]
    stage.house.preferences.change("letter_keys", "on")
    wait_until(lambda: window.actions_.single_keys)
    assert with_letters <= named()


def test_the_overview_keeps_the_keyboard_and_gives_it_back(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = open_keys(program)
    item = window.list.rows.item()
    for key, modifier in ((Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Return, CTRL)):
        press(window, key, modifier)
    for _ in range(3):
        press(window, Qt.Key.Key_Tab)
        assert window.keys.isAncestorOf(focus_of(window)) or focus_of(window) is window.keys
    assert window.list.rows.item() == item
    assert stage.house.engine.status().queued == 0
    press(window, Qt.Key.Key_Escape)
    assert not window.keys.isVisible()
    assert focus_of(window) is window.list.rows


def test_no_two_actions_share_a_key() -> None:
    keys = [key for entry in TABLE for key in (*entry.keys, *entry.single)]
    normal = [QKeySequence(key).toString() for key in keys]
    assert len(set(normal)) == len(normal)
    assert all(normal)


def test_single_keys_can_be_switched_off(qapp: QApplication) -> None:
    window = QWidget()
    actions = Actions(window)
    actions.provide(ActionId.SAG, lambda: None)
    actions.provide(ActionId.CHOOSE_1, lambda: None)
    assert [key.toString() for key in actions[ActionId.SAG].shortcuts()] == ["S"]
    actions.use_single_keys(False)
    assert actions[ActionId.SAG].shortcuts() == []
    assert [key.toString() for key in actions[ActionId.CHOOSE_1].shortcuts()] == ["Alt+1"]
    window.deleteLater()


def test_a_row_is_a_whole_sentence_without_a_cpr_number(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=1)
    program = open_program(stage)
    window = shown(program)
    spoken = window.list.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Ansøgning om byggetilladelse, Birkevænget 14, ")
    assert "2 attachments, contains a CPR number, sure suggestion" in spoken
    assert "0101010000" not in spoken.replace("-", "")
    interface = QAccessible.queryAccessibleInterface(window.list.rows)
    assert interface.role() is QAccessible.Role.List
    assert interface.childCount() == 1
    assert interface.child(0).text(QAccessible.Text.Name) == spoken


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


@pytest.mark.parametrize("view", [View.INBOX, View.QUEUE, View.NEEDS_YOU, View.FILED])
def test_everything_that_takes_the_keyboard_has_a_name(stage: Stage, open_program: OpenProgram, view: View) -> None:
    stage.put_demo(count=8)
    program = open_program(stage)
    window = shown(program)
    window.show_view(view)
    rest(program)
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}"
        for kind in kinds
        for widget in window.findChildren(kind)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not name_of(widget)
        if not widget.objectName().startswith("qt_")  # part of another, which has the name
    ]
    assert nameless == []


def test_targets_are_large_enough(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_demo(count=3)
    program = open_program(stage)
    window = shown(program)
    small = [
        (type(button).__name__, button.text(), button.size().toTuple())
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and min(button.width(), button.height()) < 24
    ]
    assert small == []
