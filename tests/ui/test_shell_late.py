"""What the start leaves for later: it comes in pieces once the rows are painted, or at once for whoever asks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sagsbud.engine.views import View
from sagsbud.ui.actions import TABLE, Actions
from sagsbud.ui.app import Program
from sagsbud.ui.detail.making import PROVIDED, detail_pane
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.late import Late, Making, made
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

from tests.support.nextdoor import seen_from_next_door
from tests.ui.conftest import OpenProgram
from tests.ui.stage import Stage, settle, wait_until

ROOT = Path(__file__).parents[2]
LATE = (
    "sagsbud.ui.detail.pane",
    "sagsbud.ui.detail.preview",
    "sagsbud.ui.detail.formpanel",
    "sagsbud.ui.detail.conflict",
    "sagsbud.ui.inbox.many_pane",
    "sagsbud.ui.inbox.jump",
    "sagsbud.ui.inbox.keys_overlay",
)


def in_pieces(parent: QObject) -> Making[QObject]:
    """Something that is made in two steps."""
    first = QObject(parent)
    yield "json"
    second = QObject(first)
    yield "string"
    return second


def test_what_the_rows_do_not_need_is_not_loaded_for_them() -> None:
    code = f"import sys, sagsbud.ui.app; print(*(set({LATE!r}) & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "app")}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


def test_no_source_is_read_for_what_is_imported() -> None:
    code = "import linecache, sagsbud.ui.app; print(*linecache.cache)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "app")}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


FIRST_PICTURE = """
import sagsbud.ui.app
from PySide6 import QtGui, QtWidgets
from sagsbud.ui.inbox.side_bar import SideBar
from sagsbud.ui.inbox.side_model import SideModel
from sagsbud.ui.inbox.window_parts import VIEWS
from sagsbud.ui.opening import application
from sagsbud.ui.theme import Theme

theme = Theme(appearance="light")
theme.apply(application())
assert not QtWidgets.QApplication.windowIcon().isNull()
bar = SideBar(theme, SideModel(VIEWS), "Byg", "Fjordby")
bar.show()
assert not bar.grab().isNull()
from sagsbud.ui.detail.documentview import DocumentView
view = DocumentView(theme)
from sagsbud.ui.lateparts import read_ahead
assert read_ahead(), "the first picture asked for Qt's signatures"
print(*({"QWizard", "QStyle", "QAccessible", "QFileDialog"} & (vars(QtWidgets).keys() | vars(QtGui).keys())))
"""


def test_the_first_picture_makes_no_class_of_qt_that_it_does_not_need() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "app"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", FIRST_PICTURE]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


def test_a_late_part_comes_piece_by_piece_and_tells_whoever_waits(qapp: QApplication) -> None:
    operations, parent, told = Operations(), QObject(), list[str]()
    late = Late(in_pieces(parent))
    late.then(lambda _part: told.append("first"))
    late.then(lambda _part: told.append("second"))
    late.begin(operations, parent)
    assert late.there is None
    wait_until(lambda: operations.idle)
    assert late.there is late.get()
    late.then(lambda _part: told.append("third"))
    assert told == ["first", "second", "third"]
    operations.close()


def test_whoever_asks_meanwhile_gets_the_same_part_at_once(qapp: QApplication) -> None:
    operations, parent, told = Operations(), QObject(), list[object]()
    late = Late(in_pieces(parent))
    late.then(told.append)
    late.begin(operations, parent)
    part = late.get()
    wait_until(lambda: operations.idle)
    assert told == [part]
    assert late.there is part
    operations.close()


@pytest.fixture
def program(stage: Stage, undressed: None, qapp: QApplication) -> Iterator[Program]:
    """Two documents wait; the window is there, and nothing else yet."""
    stage.put_demo(count=2)
    theme = Theme(appearance="light")
    theme.apply(qapp)
    program = Program(seen_from_next_door(stage.house), theme=theme)
    program.window.resize(1440, 868)
    program.window.show()
    program.window.activateWindow()
    program.window.take_list_focus()
    yield program
    program.window.close()
    program.close()
    settle()


def test_before_the_rows_are_painted_no_document_is_there(program: Program) -> None:
    document, there = program.window.document, list[bool]()
    program.begun.connect(lambda: there.append(bool(document.detail.there)))
    wait_until(lambda: document.detail.there is not None)
    assert there == [False]
    assert document.currentWidget() is document.detail.there


def test_what_nobody_has_asked_for_is_not_there(program: Program) -> None:
    window = program.window
    pages = window.pages
    wait_until(lambda: window.document.detail.there is not None)
    wait_until(lambda: program.operations.idle)
    assert not any((window.document.many.there, pages.queue.there, pages.troubles.there, pages.empty.there))
    window.show_view(View.QUEUE)
    assert pages.queue.there
    assert pages.queue.there.isVisible()


def test_a_key_pressed_before_the_document_is_there_is_not_lost(program: Program) -> None:
    window, there = program.window, list[bool]()

    def press() -> None:
        there.append(window.document.detail.there is not None)
        QTest.keyClick(window.list.rows, Qt.Key.Key_T)

    program.begun.connect(press)
    wait_until(lambda: bool(there))
    assert there == [False]
    wait_until(window.detail.form.titel.hasFocus)
    assert window.detail.item == window.list.rows.item()


def test_what_is_half_made_ends_with_its_window(stage: Stage, undressed: None, qapp: QApplication) -> None:
    theme = Theme(appearance="light")
    theme.apply(qapp)
    before = set(QApplication.topLevelWidgets())
    operations, window = Operations(), QWidget()
    making = detail_pane(stage.house.engine, theme, operations, Actions(window), window)
    for _ in range(3):
        next(making)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert set(QApplication.topLevelWidgets()) <= before
    operations.close()
    stage.house.close()


def test_the_keys_that_wait_for_the_document_are_those_it_provides(
    stage: Stage, undressed: None, qapp: QApplication
) -> None:
    theme = Theme(appearance="light")
    theme.apply(qapp)
    operations, window = Operations(), QWidget()
    actions = Actions(window)
    made(detail_pane(stage.house.engine, theme, operations, actions, window))
    assert {entry.id for entry in TABLE if actions[entry.id].isEnabled()} == PROVIDED
    operations.close()
    window.deleteLater()
    stage.house.close()


def test_the_keyboard_goes_from_the_list_through_the_document_to_the_queue_line(
    stage: Stage, open_program: OpenProgram
) -> None:
    stage.put_demo(count=2)
    window = open_program(stage).window
    wait_until(window.detail.form.isVisible)
    window.list.rows.setFocus()
    visited: list[QWidget] = [window.list]
    while window.line not in visited:
        focus = window.focusWidget()
        assert focus
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        visited.append(next(pane for pane in panes(window) if pane.isAncestorOf(window.focusWidget())))
        assert len(visited) < 100
    assert list(dict.fromkeys(visited)) == [window.list, window.detail, window.line]


def panes(window: MainWindow) -> list[QWidget]:
    """Where the keyboard may be."""
    return [window.list, window.detail, window.line, window.side]
