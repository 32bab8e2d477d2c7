"""The detail pane over the real program: a service process, a data folder, documents that are written here."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QWidget
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import ItemId
from sagsbud.engine import Engine
from sagsbud.ui.actions import Actions
from sagsbud.ui.detail.making import detail_pane
from sagsbud.ui.detail.pane import DetailPane
from sagsbud.ui.late import made
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

from tests.ui.detail.papers import Papers
from tests.ui.stage import Stage, open_stage, wait_until

SIZE = (900, 760)


class Desk:
    """The pane in a window of its own, and what a person does with it."""

    def __init__(self, stage: Stage, theme: Theme) -> None:
        self.stage = stage
        self.engine: Engine = stage.house.engine
        self.operations = Operations()
        self.window = QWidget()
        self.window.resize(*SIZE)
        self.actions = Actions(self.window)
        self.pane = made(detail_pane(self.engine, theme, self.operations, self.actions, self.window))
        self.pane.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()

    def take(self, name: str, content: bytes) -> ItemId:
        """A document in the inbox, read."""
        taker = self.stage.house.ports.taker
        entry, _taken = taker.take_bytes(name, content, Source(SourceKind.DROP), datetime.now(UTC))
        self.engine.read_now()
        return entry.item.id

    def show(self, item: ItemId) -> DetailPane:
        """Open it, and wait until everything asked for has come."""
        self.pane.show_item(item)
        self.rest()
        assert self.pane.item == item
        return self.pane

    def rest(self) -> None:
        """Until no answer is on its way."""
        wait_until(lambda: self.operations.idle)

    def until(self, happened: Callable[[], bool]) -> None:
        """Until it is so."""
        wait_until(happened)

    def close(self) -> None:
        """Take it down; the house stays."""
        self.rest()
        self.window.close()
        self.window.deleteLater()
        self.operations.close()


@pytest.fixture(scope="session")
def detail_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A house without any thread of its own running, with the demo's Sager known."""
    stage = open_stage(tmp_path_factory.mktemp("detail"), language="en")
    yield stage
    stage.close()


@pytest.fixture
def desk(detail_stage: Stage, theme: Theme) -> Iterator[Desk]:
    """A pane on that house."""
    made = Desk(detail_stage, theme)
    yield made
    made.close()


@pytest.fixture(scope="session")
def delivery(detail_stage: Stage) -> None:
    """The real delivery runs from now on; the house stops it."""
    detail_stage.house.ports.delivery.start()


@pytest.fixture(scope="session")
def papers() -> Papers:
    """Documents, each call another one."""
    return Papers()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Somewhere to put files."""
    return tmp_path
