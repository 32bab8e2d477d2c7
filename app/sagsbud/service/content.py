"""Contents by their sha256: each stored once, on disk before the database hears of it.

Order of a write: bytes to `tmp/`, fsync, rename to `ab/cd/<sha256>`, fsync the folder, then the row. A crash in
between leaves a file nobody owns, never a row without a file; `orphans` finds such files.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A content on disk, not yet owned by anybody."""

    sha256: str
    size: int


class ContentStore:
    """A folder of contents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "tmp"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)

    def receive(self) -> "Incoming":
        """Begin to take a content."""
        return Incoming(self, self._incoming / uuid4().hex)

    def path(self, sha256: str) -> Path:
        """Where the content lies."""
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def discard(self, sha256: str) -> None:
        """Remove the content; fine when it is gone."""
        self.path(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        """The sha256 of everything in the folder."""
        for path in self._folder.glob("??/??/*"):
            yield path.name

    def leftovers(self) -> list[Path]:
        """Uploads that were cut off."""
        return sorted(self._incoming.iterdir())


class Incoming:
    """A content being received; either `keep` or `drop` ends it."""

    def __init__(self, store: ContentStore, path: Path) -> None:
        self._store = store
        self._path = path
        self._file = path.open("xb", buffering=CHUNK)
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes."""
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def keep(self) -> Stored:
        """Make it durable under its digest."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        digest = self._hash.hexdigest()
        target = self._store.path(digest)
        if target.exists():
            self._path.unlink()
            return Stored(digest, self.size)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.rename(target)
        _sync_folder(target.parent)
        return Stored(digest, self.size)

    def drop(self) -> None:
        """Forget it; fine after `keep`."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened for syncing there; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
