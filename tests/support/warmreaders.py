"""Reading processes that outlive the house they read for: the next house in this process is given them, as warm as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from sagsbud.extract import pool
from sagsbud.extract.child import ChildProcess
from sagsbud.extract.limits import Limits
from sagsbud.extract.pool import ChildExtractor


class Readers:
    """Real ones, each by its limits; one that was busy, has died or has read enough is never given again."""

    def __init__(self) -> None:
        self._resting: list[tuple[Limits, ChildProcess]] = []
        self._read: dict[ChildProcess, int] = {}

    def take(self, limits: Limits) -> ChildProcess:
        """One that waits for a house, or a new one."""
        for place, (held_to, child) in enumerate(self._resting):
            if held_to == limits:
                del self._resting[place]
                if child.alive:
                    return child
                child.kill()
                return self.take(limits)
        return ChildProcess(limits)

    def keep_of(self, extractor: ChildExtractor) -> None:
        """Those of a house that ends which are not reading."""
        for child in _at_rest(extractor):
            with extractor._lock:
                extractor._all.discard(child)
            read = self._read.pop(child, 0) + child.asked
            if child.alive and read < extractor._limits.files_per_child:
                self._read[child], child.asked = read, 0
                self._resting.append((extractor._limits, child))
            else:
                child.kill()

    def end(self) -> None:
        """All of them."""
        while self._resting:
            self._resting.pop()[1].kill()


def _at_rest(extractor: ChildExtractor) -> list[ChildProcess]:
    """Taken out of the places of the extractor, which stay for whoever waits for one."""
    places = [extractor._idle.get_nowait() for _ in range(extractor._idle.qsize())]
    for _ in places:
        extractor._idle.put(None)
    return [child for child in places if child is not None]


@contextmanager
def warm_readers() -> Iterator[None]:
    """Inside, every house begins with the readers of those that have ended."""
    readers, close = Readers(), ChildExtractor.close

    def close_without_the_resting(extractor: ChildExtractor) -> None:
        with extractor._lock:
            extractor._closed = True
        readers.keep_of(extractor)
        close(extractor)

    with (
        patch.object(pool, "ChildProcess", readers.take),
        patch.object(ChildExtractor, "close", close_without_the_resting),
    ):
        yield
    readers.end()
