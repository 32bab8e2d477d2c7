"""What holds for every test: warnings fail, and so does a warning in the log that the test did not expect."""

import logging
import os
import sys
from collections.abc import Iterator

import pytest
from sagsbud.i18n import language, use_language
from sagsbud.shipped import resources

from tests.support.process import changed, state


def pytest_configure(config: pytest.Config) -> None:
    """Our own marks; and without a display Qt paints into memory, whichever tests are run."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    config.addinivalue_line("markers", "warns_in_log: the test provokes trouble that the program must log as a warning")


@pytest.fixture(autouse=True, scope="session")
def no_waiting_for_the_disk() -> Iterator[None]:
    """Nobody cuts the power here: what a process has written outlives it without being waited for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        yield


@pytest.fixture(autouse=True)
def spoken_language() -> None:
    """Every test begins in English, whatever was spoken before it in this process."""
    if language() != "en":
        use_language("en", resources() / "translations")


@pytest.fixture(autouse=True)
def process_as_found(spoken_language: None) -> Iterator[None]:
    """Fail the test that leaves the process changed, not the one that comes after it in some order."""
    before = state()
    yield
    assert changed(before, state()) == {}


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail when the program logs a warning or worse in this process, unless the test is marked `warns_in_log`."""
    yield
    if request.node.get_closest_marker("warns_in_log"):
        return
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    loud = [r for r in records if r.levelno >= logging.WARNING and r.name.startswith("sagsbud")]
    assert not loud, "\n".join(f"{record.levelname} {record.name}: {record.getMessage()}" for record in loud)
