"""The key as the window knows it: its row in the settings, its line in the overview, what is copied."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sagsbud.domain.strokes import ALT_GR, Stroke
from sagsbud.ui.actions import ActionId
from sagsbud.ui.app import Program
from sagsbud.ui.hotkey.hotkey import HotKey
from sagsbud.ui.hotkey.sending import COPIED_FILES, copied
from sagsbud.ui.hotkey.state import KeyState
from sagsbud.ui.settings.keyrow import COMMAND, KeyRow

from tests.ui.conftest import OpenProgram
from tests.ui.stage import Stage, settle, wait_until

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class FakeDesktop:
    """A desktop on which some keys are taken."""

    def __init__(self, *taken: str) -> None:
        self.held: list[Stroke | None] = []
        self._taken = [Stroke.of(one) for one in taken]

    def make(self, told: Callable[[Stroke, KeyState], object], pressed: Callable[[int], object]) -> "FakeDesktop":
        self._told, self.press = told, pressed
        return self

    def hold(self, stroke: Stroke | None) -> None:
        self.held.append(stroke)
        if stroke:
            self._told(stroke, KeyState.TAKEN if stroke in self._taken else KeyState.HELD)

    def give_back(self) -> None:
        """The other programs end."""
        self._taken.clear()

    def bring_forward(self, window: int, time: int) -> None:
        pass

    def close(self) -> None:
        self.held.append(None)


def opened_on(
    desktop: FakeDesktop, stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> Program:
    """The window on this desktop."""
    monkeypatch.setattr("sagsbud.ui.hotkey.hotkey.holder_here", desktop.make)
    program = open_program(stage)
    wait_until(lambda: bool(desktop.held))
    settle()
    return program


def key_row(program: Program) -> KeyRow:
    """Where the key stands in the settings."""
    (row,) = program.show_settings().findChildren(KeyRow)
    settle()
    return row


def overview(program: Program) -> set[str]:
    """What the overview of keys says."""
    program.window.actions_[ActionId.KEYS].trigger()
    settle()
    return {label.text() for label in program.window.keys.findChildren(QLabel)}


def said(program: Program) -> str:
    return program.window.notice.text


@pytest.mark.parametrize("text", ["S", "Shift+S", "Ctrl+", "Ctrl+Ø", "Alt+Ctrl+S", "Ctrl+F13", "Ctrl+Alt+S\n", ""])
def test_what_would_be_taken_from_whoever_types_is_no_such_key(text: str) -> None:
    assert Stroke.of(text) is None


@pytest.mark.parametrize("name", [*ALT_GR])
def test_what_a_danish_keyboard_types_by_alt_gr_is_no_such_key(name: str) -> None:
    assert Stroke.of(f"Ctrl+Alt+{name}") is None
    assert Stroke.types(f"Ctrl+Alt+{name}") == Stroke.types(f"Ctrl+Alt+{ALT_GR[name]}") == ALT_GR[name]
    assert Stroke.types(f"Ctrl+{name}") == ""


@pytest.mark.parametrize(
    "text", ["Ctrl+Alt+1", "Ctrl+Alt+6", "Ctrl+Alt+S", "Ctrl+2", "Ctrl+Alt+Shift+E", "Ctrl+Alt+F2"]
)
def test_what_types_nothing_is_such_a_key(text: str) -> None:
    assert Stroke.of(text)


def test_it_is_held_from_the_start_and_stands_in_the_overview(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = FakeDesktop()
    program = opened_on(desktop, stage, open_program, monkeypatch)
    assert desktop.held == [Stroke("S", frozenset({"Ctrl", "Alt"}))]
    assert {"Ctrl+Alt+S", "Send copied files here"} <= overview(program)


def test_another_key_is_pressed_in_its_row_and_kept(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = FakeDesktop("Ctrl+Alt+K")
    program = opened_on(desktop, stage, open_program, monkeypatch)
    row = key_row(program)
    row.field.setFocus()
    QTest.keyClick(row.field, Qt.Key.Key_K)
    assert row.note.text() == "Hold Ctrl or Alt down, and press a letter, a digit or F1 to F12."
    for pressed in (Qt.Key.Key_2, Qt.Key.Key_At):
        QTest.keyClick(row.field, pressed, CTRL | ALT)
        assert row.note.text() == (
            "Ctrl+Alt is AltGr, which types @ with this key on a Danish keyboard. Choose another key."
        )
        QTest.keyClick(row.field, Qt.Key.Key_K)
    QTest.keyClick(row.field, Qt.Key.Key_F9, CTRL)
    wait_until(lambda: row.field.text() == "Ctrl+F9")
    assert program.window.aside is program.settings, "the window's own keys rest meanwhile"
    wait_until(lambda: desktop.held[-1] == Stroke("F9", frozenset({"Ctrl"})))
    QTest.keyClick(row.field, Qt.Key.Key_K, CTRL | ALT)
    words = "Another program uses Ctrl+Alt+K. Choose another shortcut here, or switch it off in that program."
    wait_until(lambda: row.note.text() == words)
    assert row.field.accessibleDescription() == words
    assert "Ctrl+Alt+K" not in overview(program)


def test_it_is_given_back_when_it_is_switched_off(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = FakeDesktop()
    program = opened_on(desktop, stage, open_program, monkeypatch)
    stage.house.preferences.change("send_key", "off")
    wait_until(lambda: desktop.held[-1] is None)
    assert program.ways.hot_key.state is KeyState.OFF
    assert "Ctrl+Alt+S" not in overview(program)


def test_a_desktop_without_such_keys_is_told_with_the_command_to_bind(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    wait_until(lambda: program.ways.hot_key.state is KeyState.UNABLE)
    row = key_row(program)
    assert row.note.text().endswith(COMMAND)
    page = program.show_settings()
    page.nav.search.setText("copied")
    settle()
    assert row.isVisible(), "the command is found by its words"


def test_a_key_that_another_program_had_is_tried_again_when_somebody_comes_to_the_window(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = FakeDesktop("Ctrl+Alt+S")
    program = opened_on(desktop, stage, open_program, monkeypatch)
    row = key_row(program)
    assert program.ways.hot_key.state is KeyState.TAKEN
    desktop.give_back()
    held: list[str] = []
    program.ways.hot_key.changed.connect(lambda: held.append(program.ways.hot_key.working))
    program.app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert held == []
    program.app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert held == ["Ctrl+Alt+S"]
    assert row.note.text() == "Press another shortcut in the field to change it."
    tried = len(desktop.held)
    program.app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert len(desktop.held) == tried, "what is held is left alone"


def test_what_comes_late_about_an_earlier_key_is_not_believed(qapp: object) -> None:
    desktop = FakeDesktop("Ctrl+Alt+S")
    key = HotKey(making=desktop.make)
    key.hold("Ctrl+Alt+S")
    key.hold("Ctrl+Alt+B")
    desktop._told(Stroke("S", frozenset({"Ctrl", "Alt"})), KeyState.TAKEN)
    assert (key.state, key.working) == (KeyState.HELD, "Ctrl+Alt+B")
    key.close()


def test_the_moment_of_a_machine_that_has_run_for_weeks_is_brought_whole(qapp: object) -> None:
    desktop, moments = FakeDesktop(), list[int]()
    key = HotKey(making=desktop.make)
    key.pressed.connect(moments.append)
    key.hold("Ctrl+Alt+S")
    desktop.press(3_000_000_000)
    assert moments == [3_000_000_000]
    key.close()


@pytest.mark.skipif(os.name == "nt", reason="where names are bytes")
def test_a_listed_name_that_is_no_utf_8_keeps_its_bytes(qapp: object) -> None:
    data = QMimeData()
    data.setData(COPIED_FILES, b"copy\nfile:///tmp/bl%E6k.txt\nfile:///tmp/%C3%A6ble.txt")
    QGuiApplication.clipboard().setMimeData(data)
    dropped = copied()
    assert dropped
    assert [os.fsencode(path) for path in dropped.paths] == [b"/tmp/bl\xe6k.txt", "/tmp/æble.txt".encode()]


def copies(*files: Path, as_listed: bool = False) -> None:
    """A file manager copies these."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(str(file)) for file in files]
    if as_listed:
        data.setData(COPIED_FILES, "\n".join(["copy", *(url.toString() for url in urls)]).encode())
    else:
        data.setUrls(urls)
    QGuiApplication.clipboard().setMimeData(data)


@pytest.mark.parametrize("as_listed", [False, True])
def test_files_that_are_copied_come_into_the_inbox(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, as_listed: bool
) -> None:
    desktop = FakeDesktop()
    program = opened_on(desktop, stage, open_program, monkeypatch)
    letter = tmp_path / "æbler og pærer.txt"
    letter.write_text("Et brev om vej og park.")
    copies(letter, as_listed=as_listed)
    program.show_settings()
    desktop.press(1)
    wait_until(lambda: program.window.list.model.rowCount() == 1)
    assert program.window.aside is None
    assert letter.exists()


def test_where_none_are_copied_it_is_said(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = FakeDesktop()
    program = opened_on(desktop, stage, open_program, monkeypatch)
    QGuiApplication.clipboard().setText("Et brev om vej og park.")
    desktop.press(1)
    wait_until(lambda: said(program) == "No files are copied. Copy files in the file manager, and press Ctrl+Alt+S.")
