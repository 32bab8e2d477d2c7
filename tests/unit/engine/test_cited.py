"""Numbers in documents that the list of open Sager does not have."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sagsbud.domain.errors import Unreachable
from sagsbud.domain.extract import Evidence, EvidenceSource, Extract, Found, Kind
from sagsbud.domain.ids import SagId
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef
from sagsbud.engine.cited import AGAIN, MOST, RETRY, CitedSager
from sagsbud.suggest.sager import LocalSagDirectory

from tests.support.filing import MemoryService
from tests.support.keeping import SetClock

CLOSED = SagRef(SagId(UUID(int=1)), "25/0418", "Lokalplan 114", SagFremdrift.AFSLUTTET)


def naming(*numbers: str) -> Extract:
    """A document with these case numbers."""
    found = tuple(Found(number, Evidence(EvidenceSource.TEXT, number)) for number in numbers)
    return Extract(Kind.TXT, "text/plain", case_numbers=found)


@pytest.fixture
def service() -> MemoryService:
    """A service with one closed Sag."""
    memory = MemoryService()
    memory.add_sag(CLOSED)
    return memory


@pytest.fixture
def clock() -> SetClock:
    """Time that stands still until it is put forward."""
    return SetClock()


@pytest.fixture
def directory() -> Iterator[LocalSagDirectory]:
    """No Sager known."""
    opened = LocalSagDirectory(Path(":memory:"), bytes(32))
    yield opened
    opened.close()


@pytest.fixture
def cited(directory: LocalSagDirectory, service: MemoryService, clock: SetClock) -> CitedSager:
    """What is tested."""
    return CitedSager(directory, service, clock)


def test_a_closed_sag_is_met_and_then_known(
    cited: CitedSager, directory: LocalSagDirectory, service: MemoryService
) -> None:
    cited.meet(naming("25/0418"))
    cited.meet(naming("25/0418", "2025-0418"))
    assert directory.by_number("25/0418") == CLOSED
    assert service.called("sager") == ["25/0418"]


def test_a_number_nobody_knows_is_asked_about_once_an_hour(
    cited: CitedSager, service: MemoryService, clock: SetClock
) -> None:
    cited.meet(naming("26/4000"))
    cited.meet(naming("26/4000"))
    assert service.called("sager") == ["26/4000"]
    clock.put(AGAIN)
    cited.meet(naming("26/4000"))
    assert service.called("sager") == ["26/4000"] * 2


def test_without_an_answer_nothing_is_asked_for_a_while_and_then_again(
    cited: CitedSager, directory: LocalSagDirectory, service: MemoryService, clock: SetClock
) -> None:
    service.misbehave("sager", Unreachable())
    cited.meet(naming("25/0418", "25/0419"))
    assert service.called("sager") == ["25/0418"]
    clock.put(RETRY + timedelta(seconds=1))
    cited.meet(naming("25/0418"))
    assert directory.by_number("25/0418") == CLOSED


def test_a_document_full_of_numbers_does_not_flood_the_service(cited: CitedSager, service: MemoryService) -> None:
    cited.meet(naming(*(f"26/{number}" for number in range(5000, 5100))))
    assert len(service.called("sager")) == MOST
