"""One pool of reader processes for the tests of this folder."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sagsbud.domain.extract import Extract
from sagsbud.extract import ChildExtractor

RECEIVED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Read = Callable[[str, bytes], Extract]


@pytest.fixture(scope="session")
def readers() -> Iterator[ChildExtractor]:
    """Two warm children of an authority whose mail domain is fjordby-kommune.dk."""
    pool = ChildExtractor(2, own_domains=["fjordby-kommune.dk"])
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def read(readers: ChildExtractor) -> Read:
    """Read a file received on 23 November 2026."""
    return lambda name, content: readers.read(name, content, RECEIVED)
