"""Fixtures of the outbox's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.courier import Courier
from tests.support.keeping import Keeping


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
