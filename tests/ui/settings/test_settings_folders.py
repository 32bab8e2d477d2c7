"""The watched folders in the settings, down to the watcher that follows them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from sagsbud.domain.arrivalports import WATCHED
from sagsbud.ui.app import Program
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.inbox.side_model import Health, LineKind
from sagsbud.ui.settings.folders import FolderRow
from sagsbud.ui.settings.page import SettingsPage

from tests.ui.conftest import OpenProgram
from tests.ui.stage import Stage, settle, wait_until


@pytest.fixture
def program(stage: Stage, open_program: OpenProgram) -> Program:
    return open_program(stage)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A folder to watch."""
    folder = tmp_path / "Scan"
    folder.mkdir()
    return folder


def titles(page: SettingsPage) -> list[str]:
    return [row.title.text() for row in page.folders.rows]


def test_a_folder_is_added_watched_and_taken_away(program: Program, stage: Stage, scan: Path) -> None:
    page = program.show_settings()
    page.folders.add(scan)
    wait_until(lambda: titles(page) == ["Scan"])
    assert [folder.path for folder in stage.house.settings.folders] == [str(scan)]
    wait_until(lambda: stage.house.ports.watcher.health()[scan] in WATCHED)
    wait_until(lambda: page.folders.rows[0]._state.text() == "Being watched")
    (scan / "brev.txt").write_text("Et brev om vej og park.")
    wait_until(lambda: stage.house.engine.status().inbox == 1)
    stop = page.folders.rows[0].menu.actions()[1]
    assert stop.text() == "Stop watching"
    stop.trigger()
    wait_until(lambda: not page.folders.rows)
    assert stage.house.settings.folders == ()
    assert stage.house.engine.status().inbox == 1


def test_the_way_to_one_more_begins_where_it_did_without_any(program: Program, scan: Path) -> None:
    page = program.show_settings()

    def left() -> int:
        settle()
        (add,) = (link for link in page.folders.group.findChildren(LinkButton) if link.isVisible())
        return add.mapTo(page, QPoint()).x()

    before = left()
    page.folders.add(scan)
    wait_until(lambda: titles(page) == ["Scan"])
    assert left() == before


def test_a_new_folder_is_not_called_away_before_it_is_looked_at(program: Program, scan: Path) -> None:
    page = program.show_settings()
    row = FolderRow(program.theme, {"path": str(scan), "afterwards": "leave"})
    assert row._state.text() == "Being looked at"
    row.deleteLater()
    page.folders.add(scan)
    said: list[str] = []

    def watched() -> bool:
        said.extend(row._state.text() for row in page.folders.rows)
        lines = [line for line in program.window.side_model._lines if line.kind is LineKind.SOURCE]
        said.extend(line.note for line in lines)
        return "Being watched" in said and [line.health for line in lines] == [Health.WATCHING]

    wait_until(watched)
    assert "Away" not in said


def test_a_folder_is_not_watched_twice(program: Program, stage: Stage, scan: Path) -> None:
    page = program.show_settings()
    page.folders.add(scan)
    wait_until(lambda: page._head.said == "Saved")
    assert titles(page) == ["Scan"]
    page.folders.add(scan)
    assert page.problems.text == "That folder is already watched."
    assert page._head.said == "Changes are saved at once"
    assert len(stage.house.settings.folders) == 1


def test_a_folder_that_is_not_there_says_so(program: Program, tmp_path: Path) -> None:
    page = program.show_settings()
    page.folders.add(tmp_path / "Drev")
    wait_until(lambda: [row._state.text() for row in page.folders.rows] == ["Away"])


def test_its_name_and_what_becomes_of_originals_can_be_changed(
    program: Program, stage: Stage, scan: Path, tmp_path: Path
) -> None:
    page = program.show_settings()
    page.folders.add(scan)
    wait_until(lambda: titles(page) == ["Scan"])
    page.folders.rows[0].menu.actions()[0].trigger()
    sheet = page.folders.sheet
    assert sheet
    assert program.window.focusWidget() is sheet.name
    QTest.keyClicks(sheet.name, "Scanner, 2. sal")
    assert not sheet.target.isVisible()
    sheet.after.setCurrentIndex(1)
    assert sheet.target.isVisible()
    QTest.mouseClick(sheet.primary, Qt.MouseButton.LeftButton)
    assert sheet.wrong.text() == "Choose the folder the originals are moved to."
    assert sheet.isVisible()
    QTest.keyClicks(sheet.target, str(tmp_path / "Lagt"))
    QTest.keyClick(sheet.target, Qt.Key.Key_Return)
    wait_until(lambda: titles(page) == ["Scanner, 2. sal"])
    (folder,) = stage.house.settings.folders
    assert (folder.label, folder.afterwards.value, folder.target) == ("Scanner, 2. sal", "move", str(tmp_path / "Lagt"))
    told = page.folders.rows[0].note.text()
    joined, moved = "/\N{WORD JOINER}", f"The original is moved to {tmp_path / 'Lagt'}"
    assert told.endswith(moved.replace("/", joined, 1)), "no line ends in it"
    assert moved in page.folders.rows[0].words, "it is found by its path"
    heard = QAccessible.queryAccessibleInterface(page.folders.rows[0].note)
    assert heard.text(QAccessible.Text.Name).endswith(moved), "and read aloud without what nobody sees"
    wait_until(lambda: [line.text for line in program.window.side_model._lines][-1] != "Scan")


def test_esc_leaves_the_sheet_and_changes_nothing(program: Program, stage: Stage, scan: Path) -> None:
    page = program.show_settings()
    page.folders.add(scan)
    wait_until(lambda: titles(page) == ["Scan"])
    page.folders.change(page.folders.rows[0].folder)
    sheet = page.folders.sheet
    assert sheet
    QTest.keyClicks(sheet.name, "Andet")
    QTest.keyClick(sheet.name, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert program.window.aside is page
    assert stage.house.settings.folders[0].label == "Scan"
