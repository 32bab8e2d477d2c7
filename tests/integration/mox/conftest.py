"""One broker for all tests of a process; each test has a virtual host of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.sagdok import SagDokumentClient
from sagsbud.service.main import EmbeddedService

from tests.support.keeping import Keeping
from tests.support.rabbitmq import Broker, broker


@pytest.fixture(scope="session")
def rabbit() -> Iterator[Broker]:
    """A running broker that no test stops."""
    with broker() as running:
        yield running


@pytest.fixture
def vhost(rabbit: Broker) -> str:
    """A virtual host nobody else uses."""
    return rabbit.vhost()


@pytest.fixture
def client(service: EmbeddedService) -> Iterator[SagDokumentClient]:
    """Somebody else's way to the service of the tests at hand."""
    with SagDokumentClient(service.url) as opened:
        yield opened


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Keeping]:
    """An empty outbox."""
    keeping = Keeping(tmp_path / "kept")
    yield keeping
    keeping.close()
