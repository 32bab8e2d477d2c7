"""The icon in the task bar over the real program: its four forms, its menu, and when it says something."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import Problem
from sagsbud.engine import View
from sagsbud.ui.inbox.snapshot import Snapshot, read_snapshot
from sagsbud.ui.theme import Theme
from sagsbud.ui.tray.tray import Tray, TrayState, notification_of, tray_icon

from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.stage import Stage, close_sag, wait_until


@pytest.fixture
def tray(qapp: QApplication) -> Iterator[Tray]:
    made = Tray(Theme(appearance="light"))
    yield made
    made.close()


def test_the_four_forms_differ_in_more_than_colour(qapp: QApplication) -> None:
    for dark in (False, True):
        masks = [tray_icon(state, dark=dark).pixmap(24, 24).toImage().createAlphaMask() for state in TrayState]
        assert all(masks[a] != masks[b] for a in range(4) for b in range(a))


def test_the_sign_on_the_filled_form_is_dark_on_amber(qapp: QApplication) -> None:
    light = tray_icon(TrayState.NEEDS_YOU, dark=False).pixmap(24, 24).toImage().pixelColor(12, 13)
    dark = tray_icon(TrayState.NEEDS_YOU, dark=True).pixmap(24, 24).toImage().pixelColor(12, 13)
    assert light.lightnessF() > 0.7
    assert dark.lightnessF() < 0.5


def test_it_follows_the_queue_and_opens_what_is_asked_for(stage: Stage, open_program: OpenProgram, tray: Tray) -> None:
    items = stage.put_demo(count=6)
    program = open_program(stage)
    seen: list[TrayState | None] = []
    program.desk.shown.connect(tray.take)
    program.desk.shown.connect(lambda _snapshot: seen.append(tray.state))
    wait_until(lambda: bool(seen))
    before = stage.house.engine.status()
    assert tray.inbox.text() == f"Open the inbox\t{before.inbox}"
    stage.file(items[0], "26/1021", hold=True)
    wait_until(lambda: seen[-1] is TrayState.SENDING)
    assert "1 queued" in tray.status.text()
    opened: list[View] = []
    asked: list[str] = []
    tray.files_asked.connect(lambda: asked.append("files"))
    tray.note_asked.connect(lambda: asked.append("note"))
    tray.settings_asked.connect(lambda: asked.append("settings"))
    tray.quit_asked.connect(lambda: asked.append("quit"))
    for line in tray.menu.actions()[-4:]:
        line.trigger()
    assert asked == ["files", "note", "settings", "quit"]
    tray.opened.connect(opened.append)
    for line in (tray.status, tray.inbox, tray.needs_you):
        line.trigger()
    assert opened == [View.QUEUE, View.INBOX, View.NEEDS_YOU]


def test_counts_stand_with_their_last_digits_below_one_another(
    stage: Stage, open_program: OpenProgram, tray: Tray
) -> None:
    open_program(stage)
    snapshot = read_snapshot(stage.house.engine, None)
    status = snapshot.status
    tray.take(replace(snapshot, status=replace(status, inbox=23, needs_you=2)))
    assert tray.inbox.text() == "Open the inbox\t23"
    assert tray.needs_you.text() == "Needs you\t\N{FIGURE SPACE}2"
    tray.take(replace(snapshot, status=replace(status, inbox=23, needs_you=0)))
    assert tray.needs_you.text() == "Needs you"


def test_without_connection_it_is_struck_through_and_says_nothing(
    open_stage_at: OpenStage, open_program: OpenProgram, tray: Tray
) -> None:
    stage = open_stage_at(own=True, undo_seconds=0)
    item = stage.put_text("brev.txt", "Et brev om vej og park.")
    program = open_program(stage)
    told: list[str] = []
    tray.told.connect(lambda title, _text: told.append(title))
    program.desk.shown.connect(tray.take)
    stage.service.stop()
    stage.file(item, "26/1021")
    wait_until(lambda: tray.state is TrayState.OFFLINE)
    assert told == []


def test_it_tells_once_when_a_document_newly_needs_a_person(
    open_stage_at: OpenStage, open_program: OpenProgram, tray: Tray
) -> None:
    stage = open_stage_at(own=True, undo_seconds=0)
    item = stage.put_text("brev.txt", "Et brev om vej og park.")
    program = open_program(stage)
    program.window.hide()
    told: list[tuple[str, str]] = []
    tray.told.connect(lambda title, text: told.append((title, text)))
    program.desk.shown.connect(tray.take)
    program.desk.look()
    wait_until(lambda: tray.state is not None)
    sag = stage.sag("26/1021")
    close_sag(stage.service, "26/1021")
    stage.file(item, sag)
    wait_until(lambda: tray.state is TrayState.NEEDS_YOU)
    assert told == [("1 document needs you", "“Needs you” says why, and what to do.")]
    tray.take(read_snapshot(stage.house.engine, None))
    assert len(told) == 1
    assert tray.needs_you.text() == "Needs you\t1"


def test_what_it_tells_of_the_whole_queue_names_no_document(stage: Stage, open_program: OpenProgram) -> None:
    open_program(stage)
    problem = Problem(Trouble.LOGIN_NEEDED, datetime.now(UTC))
    known = stage.house.engine.status()
    status = replace(known, service=replace(known.service, problem=problem), queued=9)
    title, text = notification_of(Snapshot(status))
    assert title == "Your login has expired"
    assert text == "9 documents wait. They are safe on your PC. If trying again does not help, tell IT."


def test_it_promises_of_a_damaged_store_only_what_is_true(stage: Stage, open_program: OpenProgram) -> None:
    open_program(stage)
    problem = Problem(Trouble.STORE_DAMAGED, datetime.now(UTC))
    _title, text = notification_of(Snapshot(replace(stage.house.engine.status(), store_problem=problem, queued=9)))
    assert text == "The documents you took in are still encrypted on this PC and can be brought back."


def test_the_program_does_what_its_icon_is_asked_for(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    program.ways.tray = tray = program.ways.make_tray()
    asked: list[str] = []
    program.forward_asked.connect(lambda: asked.append("forward"))
    program.quit_asked.connect(lambda: asked.append("quit"))
    program.desk.look()
    wait_until(lambda: tray.state is TrayState.OK)
    tray.needs_you.trigger()
    assert program.window.view is View.NEEDS_YOU
    settings, leave = tray.menu.actions()[-2:]
    settings.trigger()
    assert program.window.aside is program.settings
    tray.opened.emit(None)
    assert program.window.aside is program.settings, "a click on the icon leaves the page as it is"
    leave.trigger()
    assert asked == ["forward", "forward", "forward", "quit"]
