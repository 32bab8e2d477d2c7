"""Fixtures of the outbox's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.service.main import EmbeddedService

from tests.support.courier import Courier
from tests.support.embedded import embedded
from tests.support.keeping import Keeping
from tests.support.orders import make_sag
from tests.support.profiles import begun


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Keeping]:
    """An empty outbox."""
    keeping = Keeping(tmp_path / "data")
    yield keeping
    keeping.close()


@pytest.fixture
def courier(tmp_path: Path) -> Iterator[Courier]:
    """A courier with an empty bag."""
    made = Courier(tmp_path / "data")
    yield made
    made.kept.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedService]:
    """A service with one Sag."""
    with embedded(tmp_path_factory.mktemp("service"), [make_sag(1)]) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, service: EmbeddedService) -> Iterator[House]:
    """The whole program without a face; nothing is delivered."""
    with open_house(data=begun(tmp_path / "data"), service=service.url) as opened:
        yield opened
