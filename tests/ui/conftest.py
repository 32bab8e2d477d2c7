"""The window over the real program."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication
from sagsbud.domain.practice import Practice
from sagsbud.ui.app import Program
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

from tests.support.nextdoor import seen_from_next_door
from tests.support.program import Service
from tests.support.warmreaders import warm_readers
from tests.ui.stage import Stage, open_stage, seeded_service, settle, wait_until

OpenProgram = Callable[..., Program]
OpenStage = Callable[..., Stage]


@pytest.fixture(autouse=True)
def collected_between_tests() -> Iterator[None]:
    """No circle of widgets is ended in a thread of the house, which stands in this process here.

    The program sees to that itself (`ui/collecting.py`), but only where it is opened whole. Qt and Python would wait for each
    other's locks for ever where the main thread meanwhile connects a signal.
    """
    was_on = gc.isenabled()
    gc.disable()
    yield
    if was_on:
        gc.enable()


@pytest.fixture(autouse=True, scope="session")
def readers_of_all_houses() -> Iterator[None]:
    """No house waits for reading processes to start, where those of the house before it are at rest."""
    with warm_readers():
        yield


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[None]:
    """The application looks afterwards as it did before."""
    look = (qapp.styleSheet(), qapp.palette(), qapp.font())
    yield
    qapp.setStyleSheet(look[0])
    qapp.setPalette(look[1])
    qapp.setFont(look[2])


@pytest.fixture
def theme(undressed: None, qapp: QApplication) -> Theme:
    """The light appearance at 100 %."""
    theme = Theme(appearance="light", scale=1.0)
    theme.apply(qapp)
    return theme


@pytest.fixture
def open_program(undressed: None, qapp: QApplication) -> Iterator[OpenProgram]:
    """Open the window over a stage; everything is closed afterwards and the application undressed."""
    opened: list[Program] = []

    def open_one(
        stage: Stage, *, scale: float = 1.0, practice: Practice | None = None, state_file: Path | None = None
    ) -> Program:
        theme = Theme(appearance="light", scale=scale)
        theme.apply(qapp)
        program = Program(seen_from_next_door(stage.house), theme=theme, practice=practice, state_file=state_file)
        opened.append(program)
        program.window.resize(1440, 868)
        program.window.show()
        program.window.activateWindow()
        wait_until(lambda: program.operations.idle)
        return program

    yield open_one
    for program in opened:
        program.window.close()
        program.close()
        settle()


@pytest.fixture(scope="session")
def common_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the demo's Sager that no test stops or changes, other than by filing on it."""
    service = seeded_service(tmp_path_factory.mktemp("service"))
    yield service
    service.stop()


@pytest.fixture
def open_stage_at(tmp_path: Path, common_service: Service) -> Iterator[OpenStage]:
    """Make a stage, on the common service or on its `own`; its house ends with the window."""
    with ExitStack() as ending:

        def make(*, own: bool = False, **options: object) -> Stage:
            given = None if own else common_service
            stage = open_stage(tmp_path, service=given, **{"language": "en", **options})  # type: ignore[arg-type]
            if own:
                ending.callback(stage.service.stop)
            return stage

        yield make


@pytest.fixture
def stage(open_stage_at: OpenStage) -> Stage:
    """A house with the demo's Sager, in English, and nothing in the inbox."""
    return open_stage_at()


@pytest.fixture
def operations(stage: Stage, qapp: QApplication) -> Iterator[Operations]:
    """For a part without its window, on the stage's house, which is closed after it."""
    made = Operations()
    yield made
    made.close()
    settle()
    stage.house.close()


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Qt is given for a screen reader to say at once, as while one runs."""
    heard: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            at_once = event.politeness() is QAccessible.AnnouncementPoliteness.Assertive
            heard.extend([event.message()] if at_once else [])

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return heard
