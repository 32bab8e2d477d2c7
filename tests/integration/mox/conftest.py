"""One broker for all tests of a process; each test has a virtual host of its own."""

from collections.abc import Iterator

import pytest

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
