"""The window in a test: at rest, with rows in its list, with a document open."""

from sagsbud.ui.app import Program
from sagsbud.ui.inbox.window import MainWindow

from tests.ui.stage import settle, wait_until


def rest(program: Program) -> None:
    """Until what is shown has caught up and is laid out."""
    for _ in range(3):
        settle()
        wait_until(lambda: program.operations.idle)
    settle()


def in_list(program: Program, count: int) -> MainWindow:
    """The window with so many rows and the keyboard on the first of them."""
    window = program.window
    wait_until(lambda: window.list.model.rowCount() == count)
    window.list.rows.setCurrentIndex(window.list.model.index(0, 0))
    window.list.take_focus()
    rest(program)
    return window


def shown(program: Program, at: int = 0) -> MainWindow:
    """The window with the document of a row loaded and the keyboard in the list."""
    window = program.window
    wait_until(lambda: window.list.model.rowCount() > at)
    window.list.rows.setCurrentIndex(window.list.model.index(at, 0))
    window.list.take_focus()
    row = window.list.model.row(at)
    wait_until(lambda: bool(row and window.detail.item == row.item and window.detail.header.isVisible()))
    rest(program)
    return window
