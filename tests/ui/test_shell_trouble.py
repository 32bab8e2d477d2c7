"""What happens in the window when something else gives way: the store is held, a reader crashes, ten thousand come at once."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sagsbud.bootstrap.later import opened
from sagsbud.domain.errors import Trouble
from sagsbud.domain.states import OrderState
from sagsbud.extract.pool import ChildExtractor
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.texts import trouble_text
from sagsbud.ui.app import Program

from tests.bench._history import fill_inbox
from tests.support import hazards
from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.shell import rest, shown
from tests.ui.stage import Stage, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier
BATCH = 10_000
KEEPS_TRYING = "Another program holds the store. Sagsbud keeps trying, and nothing is lost."
ENDED = {Trouble.READING_CRASHED, Trouble.READING_OUT_OF_MEMORY}
"""What a reader that was killed ended of; which one is told by how much memory it had taken by then."""


def said(program: Program) -> str:
    """Everything the window says now."""
    return "\n".join(label.text() for label in program.window.findChildren(QLabel) if label.isVisible())


@contextmanager
def held(stage: Stage) -> Iterator[None]:
    """Another program is in the middle of writing to the store."""
    database = EncryptedDatabase(stage.house.folders.outbox, stage.house.key.key)
    with database.writing(durable=False) as connection:
        connection.execute("UPDATE entry SET changed_at = changed_at")
        yield
    database.close()


def test_a_store_that_is_held_is_told_of_until_the_decision_is_kept(
    open_stage_at: OpenStage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_stage_at(undo_seconds=0)
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    with held(stage), monkeypatch.context() as limits:
        limits.setattr("sagsbud.outbox.database.BUSY_SECONDS", 600)
        QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
        wait_until(lambda: KEEPS_TRYING in said(program))
        wait_until(lambda: "The store is in use" in said(program))
        assert stage.house.engine.status().filed == 0
    wait_until(lambda: stage.house.engine.status().filed == 1)
    wait_until(lambda: KEEPS_TRYING not in said(program))
    wait_until(lambda: "The store is in use" not in said(program))


@pytest.mark.warns_in_log
def test_a_store_that_is_held_too_long_loses_no_decision_and_says_what_to_do(
    open_stage_at: OpenStage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_stage_at(undo_seconds=0)
    item, *_ = stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    with held(stage), monkeypatch.context() as limits:
        limits.setattr("sagsbud.outbox.database.BUSY_SECONDS", 2)
        QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
        wait_until(lambda: "Try again in a moment." in said(program))
    wait_until(lambda: KEEPS_TRYING not in said(program))
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.state is OrderState.DRAFT
    window.list.rows.choose(item)
    window.list.take_focus()
    wait_until(lambda: window.detail.item == item and program.operations.idle)
    QTest.keyClick(window.list.rows, Qt.Key.Key_Return, CTRL)
    wait_until(lambda: stage.house.engine.status().filed == 1)
    filed = stage.house.engine.entry(item)
    assert filed
    assert filed.state is OrderState.FILED


@contextmanager
def readers_killed(stage: Stage) -> Iterator[None]:
    """Every reader is killed once it has been given something to read."""
    extractor, done = opened(stage.house.ports.extractor), threading.Event()
    assert isinstance(extractor, ChildExtractor)

    def kill() -> None:
        while not done.is_set():
            for child in tuple(extractor._all):
                if child.asked and child.alive:
                    os.kill(child.pid, signal.SIGKILL)
            time.sleep(0.01)

    killing = threading.Thread(target=kill)
    killing.start()
    yield
    done.set()
    killing.join()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_a_reader_that_crashes_leaves_the_document_to_be_filed_by_hand(
    open_stage_at: OpenStage, open_program: OpenProgram
) -> None:
    stage = open_stage_at(undo_seconds=0)
    source = stage.house.folders.data / "Tung.pdf"
    source.write_bytes(hazards.nested_forms())
    item = stage.put(source)
    with readers_killed(stage):
        program = open_program(stage)
        wait_until(lambda: bool((entry := stage.house.engine.entry(item)) and entry.problem))
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.problem
    assert entry.problem.trouble in ENDED
    words = trouble_text(entry.problem.trouble, {}).title
    window = shown(program)
    wait_until(lambda: words in said(program))
    window.side.list.carried_to_sag.emit(stage.sag("26/1020"), (item,))
    wait_until(lambda: stage.house.engine.status().filed == 1)
    assert window.list.model.rowCount() == 0


def test_ten_thousand_are_counted_shown_to_the_last_and_chosen_together(
    stage: Stage, open_program: OpenProgram
) -> None:
    fill_inbox(stage.house.ports.outbox.database, BATCH)  # type: ignore[attr-defined]
    program = open_program(stage)
    window = shown(program)
    assert "10,000" in said(program)
    model, rows = window.list.model, window.list.rows
    while model.rowCount() < BATCH:
        before = model.rowCount()
        QTest.keyClick(rows, Qt.Key.Key_End)
        wait_until(lambda before=before: model.rowCount() > before)  # type: ignore[misc]
    QTest.keyClick(rows, Qt.Key.Key_End)
    rest(program)
    assert rows.currentIndex().row() == BATCH - 1
    QTest.keyClick(rows, Qt.Key.Key_A, CTRL)
    wait_until(lambda: "10,000 documents chosen" in said(program))
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    wait_until(lambda: len(rows.selected()) <= 1)
    assert stage.house.engine.status().inbox == BATCH
