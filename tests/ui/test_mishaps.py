"""What the window says when a press meets a defect of ours."""

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sagsbud.ui.mishaps import Mishaps

from tests.ui.conftest import OpenProgram
from tests.ui.stage import Stage, wait_until


def test_a_page_that_cannot_be_made_is_said(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = open_program(stage)
    heard: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: heard.append(error))
    mishaps = Mishaps(lambda: program.window.notice)

    def broken() -> None:
        raise ValueError("Anna Jensen, 010101-0000")

    QTimer.singleShot(0, broken)
    wait_until(lambda: bool(heard))
    notice = program.window.notice
    wait_until(notice.isVisible)
    assert "Nothing is lost" in notice.text
    notice._link.click()
    told = QApplication.clipboard().text()
    assert "ValueError at" in told
    assert "010101" not in told, "where it was, never what it was about"
    mishaps.close()
    notice.hide()
    QTimer.singleShot(0, broken)
    wait_until(lambda: len(heard) == 2)
    assert not notice.isVisible()


def test_the_program_listens_as_long_as_it_is_open(stage: Stage, open_program: OpenProgram) -> None:
    before = sys.excepthook
    program = open_program(stage)
    first, second = program.mishaps, Mishaps(lambda: program.window.notice)
    assert sys.excepthook not in (before, first._met)
    first.close()
    assert sys.excepthook == second._met
    second.close()
    assert sys.excepthook == before
