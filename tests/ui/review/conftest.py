"""The supervisor's window over the real program, with a caseworker who files on the same service."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sagsbud.ui.app import Program
from sagsbud.ui.review.corner import ReviewCorner
from sagsbud.ui.review.page import REVIEW, ReviewQueuePage

from tests.support.program import Service
from tests.ui.review.supervised import Supervised
from tests.ui.stage import seeded_service, settle, wait_until

OpenSupervised = Callable[..., Supervised]


@pytest.fixture
def open_supervised(tmp_path: Path, common_service: Service) -> Iterator[OpenSupervised]:
    """Caseworker and supervisor on the common service, or on one of their `own` that may be stopped."""
    with ExitStack() as ending:

        def make(*, own: bool = False, shared: bool = False) -> Supervised:
            service = common_service
            if own:
                service = seeded_service(tmp_path / "own-service")
                ending.callback(service.stop)
            supervised = Supervised(tmp_path, service, "en", shared=shared)
            ending.callback(supervised.close)
            return supervised

        yield make


class Window:
    """The supervisor's window with the queue open, as a person uses it."""

    def __init__(self, program: Program, supervised: Supervised) -> None:
        self.program = program
        self.supervised = supervised

    @property
    def corner(self) -> ReviewCorner:
        corner = self.program.review
        assert corner
        return corner

    @property
    def page(self) -> ReviewQueuePage:
        return self.corner.page

    def open_queue(self, rows: int) -> ReviewQueuePage:
        """Open it and wait until so many rows have been read."""
        self.corner.open(REVIEW)
        wait_until(lambda: self.page.model.rowCount() == rows)
        self.rest()
        self.page.take_list_focus()
        settle()
        return self.page

    def rest(self) -> None:
        """Everything that was asked for has come."""
        settle()
        wait_until(lambda: self.program.operations.idle)
        settle()


OpenWindow = Callable[[Supervised], Window]


@pytest.fixture
def open_window(open_program: Callable[..., Program]) -> OpenWindow:
    """Open the window over the supervisor's house."""
    return lambda supervised: Window(open_program(supervised.boss), supervised)


@pytest.fixture
def window(open_supervised: OpenSupervised, open_window: OpenWindow) -> Window:
    """Two wait; one of them has another subject than was suggested."""
    supervised = open_supervised()
    supervised.files(2, changed=1)
    made = open_window(supervised)
    made.open_queue(2)
    return made
