"""The two stores of the service as fixtures, and services over them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sagsbud.service.main import EmbeddedService, Options

from tests.support.postgres import Cluster, cluster

StartService = Callable[..., EmbeddedService]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster for the whole run."""
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each of the two stores."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'service.db'}"
    running: Cluster = request.getfixturevalue("postgres")
    return running.database()


@pytest.fixture
def options(database_url: str, tmp_path: Path) -> Options:
    """A service on loopback, on a free port."""
    return Options(database=database_url, content=tmp_path / "content", port=0)


@pytest.fixture
def start_service(options: Options) -> Iterator[StartService]:
    """Start services over the store, with options of their own if wanted; all are stopped afterwards."""
    running: list[EmbeddedService] = []

    def start(**changes: object) -> EmbeddedService:
        service = EmbeddedService(replace(options, **changes)).start()  # type: ignore[arg-type]
        running.append(service)
        return service

    yield start
    for service in running:
        service.stop()


@pytest.fixture
def service(start_service: StartService) -> EmbeddedService:
    """A running service over an empty store."""
    return start_service()


@pytest.fixture
def client(service: EmbeddedService) -> Iterator[httpx.Client]:
    """A client of the running service."""
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as connected:
        yield connected
