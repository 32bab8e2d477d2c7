"""Recorded conversations with the reference, played against the service: what clients lean on must be the same."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from sagsbud.service.main import EmbeddedService

from tests.support.stores import StartService

KIT = Path(__file__).parents[3] / "shared" / "conformance"
LEAST_PLAYED = 190
"""So that an emptied or renamed set of exchanges does not pass as a good one."""


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The kit's own player."""
    if not (KIT / "replay.py").exists():
        pytest.skip("the conformance kit (../shared/conformance) is not there")
    monkeypatch.syspath_prepend(str(KIT))
    import replay  # type: ignore[import-not-found, unused-ignore]

    yield replay
    sys.modules.pop("replay", None)


def play_all(player: ModuleType, service: EmbeddedService, auth: str | None = None) -> tuple[int, list[str]]:
    """How many exchanges were played, and what failed."""
    state = player.State(auth=auth)
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
        results = [player.play(client, exchange, state) for exchange in player.load_exchanges()]
    failures = [result.text() for result in results if not result.ok]
    return sum(not result.skipped for result in results), failures


def test_plays_every_exchange(player: ModuleType, service: EmbeddedService) -> None:
    played, failures = play_all(player, service)

    assert not failures, "\n".join(failures)
    assert played >= LEAST_PLAYED


def test_plays_every_exchange_behind_a_login(player: ModuleType, start_service: StartService) -> None:
    service = start_service(tokens=["supervisor:a-secret-of-the-test"])

    played, failures = play_all(player, service, auth="Bearer a-secret-of-the-test")

    assert not failures, "\n".join(failures)
    assert played >= LEAST_PLAYED + 4
