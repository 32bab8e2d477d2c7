"""How the system is: the real checks on the running program, run again, copied."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sagsbud.domain.checks import CheckName, CheckState
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.settings.status import StatusPage
from sagsbud.ui.settings.status_rows import CheckRow

from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.ink import last_ink, lowest_ink
from tests.ui.stage import Stage, settle, wait_until


def test_every_check_is_looked_at_and_can_be_copied(stage: Stage, open_program: OpenProgram) -> None:
    stage.put_text("brev.txt", "Et brev om vej og park.")
    program = open_program(stage)
    page = program.show_settings()
    page.show_status()
    assert program.window.windowTitle() == "System status · Sagsbud"
    assert page.status.busy
    assert not page.status.again.isEnabled()

    def names() -> set[str]:
        return {row.accessibleName().partition(",")[0] for row in page.status.findChildren(CheckRow) if row.isVisible()}

    wait_until(lambda: names() >= {"Sag og Dokument", "Disk space", "Queue"})
    assert page.status.busy, "there is no hole while it is looked"
    wait_until(lambda: not page.status.busy)
    of_a_distributor = {CheckName.DISTRIBUTOR, CheckName.GATEWAY}  # there is none
    assert {check.name for check in page.status.checks} == set(CheckName) - of_a_distributor
    assert page.status.verdict == "Everything is in order"
    QTest.mouseClick(page.status.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "In order · Encryption" in copied
    assert f"Data: {stage.house.folders.data}" in copied
    assert "brev" not in copied
    assert stage.house.engine.status().inbox == 1
    status = page.status
    assert_ends_together(program.window, status)
    status.copy.setText("HHH")
    status.copy.setIcon(QIcon())
    settle()
    heading = next(label for label in status.findChildren(TextLabel) if label.text() == "System status")
    heading.setText("HHH")
    assert lowest_ink(status, status.copy) == lowest_ink(status, heading)
    place = status._facts_block.mapTo(status, QPoint())
    for block in (status._service, status._machine):
        block.put([])
    settle()
    assert status._facts_block.mapTo(status, QPoint()) == place, "nothing moves when what is looked for is found"


def assert_ends_together(window: QWidget, status: StatusPage) -> None:
    """The words at the top right end where the cards below do, and stay there, whether these are scrolled or not."""
    verdict = status.again.parentWidget()
    assert isinstance(verdict, QWidget)
    ends = set()
    for height in (500, 1800):
        window.resize(1440, height)
        settle()
        card = verdict.mapTo(status, QPoint(verdict.width(), 0)).x()
        words = status.copy.mapTo(status, QPoint(last_ink(status.copy.grab().toImage()) + 1, 0)).x()
        assert abs(card - words) <= 2, height
        ends.add(card)
    assert len(ends) == 1


def test_a_folder_that_is_away_stops_nothing_else(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    stage.house.preferences.change("folders", [{"path": str(tmp_path / "Drev")}])
    page = open_program(stage).show_settings()
    page.show_status()
    wait_until(lambda: bool(page.status.checks))
    assert page.status.verdict == "Everything you queue is delivered"


def test_it_is_said_when_the_service_is_away_and_when_it_is_back(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(own=True)
    program = open_program(stage)
    stage.service.stop()
    page = program.show_settings()
    page.show_status()
    wait_until(lambda: bool(page.status.checks))
    assert page.status.verdict == "Something needs attention"
    states = {check.name: check.state for check in page.status.checks}
    assert states[CheckName.SERVICE] is CheckState.FAILED
    away = [check.name for check in page.status.checks]
    assert states[CheckName.STORE] is CheckState.OK
    stage.service.start()
    QTest.mouseClick(page.status.again, Qt.MouseButton.LeftButton)
    assert page.status.busy
    wait_until(lambda: not page.status.busy)
    assert page.status.verdict == "Everything is in order"
    assert [check.name for check in page.status.checks] == away, "the rows keep their places"
