"""Fixtures of the service's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.sagdok import SagDokumentClient

from tests.contract.partner import Partner, embedded_partner, memory_partner
from tests.support.embedded import embedded
from tests.support.stores import client, database_url, options, postgres, service, start_service, store_kind

__all__ = ["client", "database_url", "options", "partner", "postgres", "service", "start_service", "store_kind"]


@pytest.fixture(params=["memory", "embedded"])
def partner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Partner]:
    """The in-memory service, then the adapter over a real one."""
    if request.param == "memory":
        yield memory_partner()
        return
    with embedded(tmp_path / "service") as service, SagDokumentClient(service.url) as client:
        yield embedded_partner(client)
