"""The short form of the chaos run; the long one is `python -m tests.chaos --filings 10000 --sager 500 --kills 200`."""

from pathlib import Path

import pytest

from tests.chaos.run import Options, run

SEED = 20261125


@pytest.mark.timeout(900)
def test_two_clients_under_fire_lose_nothing_and_file_nothing_twice(tmp_path: Path) -> None:
    result = run(tmp_path, Options(filings=120, sager=12, kills=8, seed=SEED, service_kills=1, patience=800))

    assert result.verdict.wrong == []
    assert (result.verdict.dokumenter, result.verdict.journalposter) == (120, 120)
    assert result.chains_hold
    assert set(result.states) == {"FILED"}
    assert result.kills == 8
    assert sum(result.faults.values()) > 10
