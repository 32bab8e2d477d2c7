"""Tab on every page: each thing that can be done is reached once, pane after pane, from above; Shift+Tab goes back the same way."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QWidget
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.fields import FieldBlock, LinkLabel
from sagsbud.ui.inbox.window import MainWindow

from tests.support.mailboxes import mbox, numbered_mail
from tests.ui.conftest import OpenProgram
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, settle, wait_until

Open = Callable[[Program], object]


def view(which: View) -> Open:
    return lambda program: program.window.show_view(which)


def imports(program: Program) -> None:
    wait_until(lambda: len(program.desk.imports.page.cards) == 2)
    program.desk.imports.open()


def one_import(program: Program) -> None:
    """A list with chips above it."""
    imports(program)
    next(iter(program.desk.imports.page.cards.values())).documents.click()
    wait_until(lambda: bool(program.window.list.chips.chips))


PAGES: dict[str, Open] = {
    "inbox": shown,
    "queue": view(View.QUEUE),
    "needs you": view(View.NEEDS_YOU),
    "filed": view(View.FILED),
    "imports": imports,
    "one import": one_import,
    "settings": lambda program: program.window.settings_asked.emit(),
}


@pytest.fixture
def furnished(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> Program:
    """Something in every folder: documents, promises, troubles, imports."""
    items = stage.put_demo()
    stage.file(items[0], "26/1182", hold=True)
    stage.put_text("låst.pdf", "%PDF-1.7 ikke en rigtig fil")
    for name in ("Sikker mail", "Fællespostkasse"):
        box = tmp_path / f"{name}.mbox"
        box.write_bytes(mbox(numbered_mail(number + 100 * len(name)) for number in range(3)))
        stage.house.engine.imports.run(box, lambda _progress: True)
    return open_program(stage)


@pytest.mark.parametrize("page", PAGES)
def test_tab_goes_through_all_of_a_page_as_it_stands(furnished: Program, page: str) -> None:
    PAGES[page](furnished)
    rest(furnished)
    window = furnished.window
    there = round_of(window, Qt.Key.Key_Tab)
    assert set(there) == can_have_it(window)
    ends = [at for at, stop in enumerate(there) if window.line.isAncestorOf(stop)]
    begin = next(at for at in ends if not window.line.isAncestorOf(there[(at + 1) % len(there)])) + 1
    there = there[begin:] + there[:begin]
    panes = [pane_of(window, stop) for stop in there]
    entered = [pane for at, pane in enumerate(panes) if at == 0 or pane is not panes[at - 1]]
    assert len(entered) == len(set(entered)), "no pane is left and entered again"
    assert entered[-1] is window.line
    for one, next_ in pairwise(there):
        if pane_of(window, one) is pane_of(window, next_) and not isinstance(one, LinkLabel):
            assert not stands_before(window, next_, one), (one, next_)
    back = round_of(window, Qt.Key.Key_Backtab)
    assert set(back) == set(there)
    turned = back[::-1]
    assert turned[turned.index(there[0]) :] + turned[: turned.index(there[0])] == there


def round_of(window: MainWindow, key: Qt.Key) -> list[QWidget]:
    """Where the keyboard comes until it is where it began; a date takes several presses."""
    stops = [focus_of(window)]
    for _ in range(200):
        QTest.keyClick(stops[-1], key)
        settle()
        now = focus_of(window)
        if now is stops[0] and len(stops) > 1:
            return stops
        if now is not stops[-1]:
            assert now not in stops
            stops.append(now)
    raise AssertionError("it does not come round")


def focus_of(window: MainWindow) -> QWidget:
    focus = window.focusWidget()
    assert focus
    return focus


def can_have_it(window: MainWindow) -> set[QWidget]:
    """Everything that is shown and takes the keyboard."""
    takes = Qt.FocusPolicy.TabFocus
    every = [one for one in window.findChildren(QWidget) if one.window() is window.window()]
    every = [one for one in every if not isinstance(one.parentWidget(), QAbstractSpinBox)]
    return {one for one in every if one.isVisible() and one.isEnabled() and one.focusPolicy() & takes}


def pane_of(window: MainWindow, stop: QWidget) -> QWidget:
    return next((pane for pane in (window.side, window.list, window.line) if pane.isAncestorOf(stop)), window)


def place(window: MainWindow, stop: QWidget) -> tuple[int, int]:
    at = stop.mapTo(window, QPoint())
    return at.x(), at.y()


def stands_before(window: MainWindow, one: QWidget, other: QWidget) -> bool:
    """Whether it is above, and no further right; what is beside a field's name comes after the field."""
    if isinstance(one, LinkLabel) and isinstance(one.parentWidget(), FieldBlock):
        return False
    (x, y), (left, top) = place(window, one), place(window, other)
    return y + one.height() <= top and x <= left
