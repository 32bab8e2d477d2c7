"""Waiting for what must come, with a generous limit and a reason when it does not."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds."""


def wait_until(
    holds: Callable[[], bool],
    what: Callable[[], object] = lambda: "",
    patience: float = PATIENCE,
    every: float = 0.005,
) -> None:
    """Return when it holds; fail with `what()` when it does not come. Looks `every` so many seconds."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"did not come: {what()}"
        time.sleep(every)
