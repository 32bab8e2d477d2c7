"""The stores of the service as fixtures, and services over them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.main import EmbeddedService, Options
from sagsbud.service.places import open_content

from tests.support.postgres import Cluster, cluster

StartService = Callable[..., EmbeddedService]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster for the whole run."""
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql", "postgresql-within"])
def store_kind(request: pytest.FixtureRequest) -> str:
    """The stores a service can have; in the last one the contents lie in the database too."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(store_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if store_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'service.db'}"
    running: Cluster = request.getfixturevalue("postgres")
    return running.database()


@pytest.fixture
def options(store_kind: str, database_url: str, tmp_path: Path) -> Options:
    """A service on loopback, on a free port."""
    content = None if store_kind == "postgresql-within" else tmp_path / "content"
    return Options(database=database_url, content=content, port=0)


@contextmanager
def opened(options: Options) -> Iterator[tuple[Database, ContentStore]]:
    """The store behind a service, to look into."""
    database = Database(options.database)
    content = open_content(options.content, database)
    try:
        yield database, content
    finally:
        content.close()
        database.close()


def kept(options: Options) -> set[str]:
    """The digests of all contents that are there."""
    with opened(options) as (_, content):
        return set(content.all())


def nothing_remains(options: Options) -> bool:
    """Whether no cut-off upload is left."""
    with opened(options) as (_, content):
        return not content.remains(alone=True)


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
