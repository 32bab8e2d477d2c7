"""Fixtures of the tests of review: a service on SQLite and on PostgreSQL with a Sag in it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.klassifikation import KleEmne
from sagsbud.engine.review import Review
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_klasser, put_sag
from sagsbud.service.main import EmbeddedService

from tests.support.orders import KLE
from tests.support.review import SAG, ReviewWorld, belong_to_supervisor
from tests.support.stores import client, database_url, options, postgres, service, start_service

__all__ = ["client", "database_url", "options", "postgres", "service", "start_service"]


@pytest.fixture
def store_kind(request: pytest.FixtureRequest) -> str:
    """The store the service has; `ON_BOTH` asks for both."""
    kind: str = getattr(request, "param", "sqlite")
    return kind


@pytest.fixture
def world(service: EmbeddedService, client: httpx.Client) -> Iterator[ReviewWorld]:
    """The service with a Klasse and a Sag."""
    with SagDokumentClient(service.url) as ours:
        put_klasser(ours, [KleEmne(KLE, "Byggesager")])
        put_sag(ours, SAG)
        yield ReviewWorld.over(ours, client)


@pytest.fixture
def house(service: EmbeddedService, tmp_path: Path) -> Iterator[House]:
    """The supervisor's program; no thread runs."""
    belong_to_supervisor(tmp_path / "supervisor", service.url)
    with open_house("demo", tmp_path / "supervisor", service.url) as opened:
        yield opened


@pytest.fixture
def desk(house: House) -> Review:
    """Its desk."""
    assert house.engine.review
    return house.engine.review
