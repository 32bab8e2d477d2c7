"""What we ourselves put into folders must not come back as intake."""

import threading
from collections import OrderedDict
from pathlib import Path

REMEMBERED = 50_000


class OwnMoves:
    """Paths our own moves made, each with the stamp of the file then. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def add(self, path: Path, size: int, mtime_ns: int) -> None:
        """We put this file here."""
        with self._lock:
            self._made[str(path)] = (size, mtime_ns)
            self._made.move_to_end(str(path))
            while len(self._made) > REMEMBERED:
                self._made.popitem(last=False)

    def made(self, path: Path | str, size: int, mtime_ns: int) -> bool:
        """Whether the file there is still the one we put."""
        with self._lock:
            return self._made.get(str(path)) == (size, mtime_ns)
