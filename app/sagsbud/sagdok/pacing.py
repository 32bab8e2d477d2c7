"""Sending no faster than one may: all uploads of a client share what there is."""

import threading
import time
from collections.abc import Callable

PACED_PIECE = 1 << 14
"""Bytes that are handed over at a time when there is a limit, so that the line is used evenly."""
SLOWEST = 8_000.0
"""Bytes a second; slower than this, a service would take the upload for cut off."""


class Pace:
    """Called with a number of bytes before they are sent; waits until it is their turn. 0 bytes a second is no limit."""

    def __init__(
        self,
        bytes_a_second: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = max(bytes_a_second, SLOWEST) if bytes_a_second > 0 else 0.0
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free = 0.0

    @property
    def limited(self) -> bool:
        """Whether there is a limit."""
        return self._rate > 0

    def __call__(self, size: int) -> None:
        """Wait for the turn of so many bytes."""
        if not self._rate:
            return
        with self._lock:
            now = self._monotonic()
            begin = max(now, self._free)
            self._free = begin + size / self._rate
        if begin > now:
            self._sleep(begin - now)


NO_LIMIT = Pace(0)
