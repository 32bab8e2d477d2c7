"""Contents by their sha256: each stored once, on disk before the database hears of it.

Order of a write: bytes to `tmp/`, fsync, rename to `ab/cd/<sha256>`, fsync the folder, then the row. A crash in
between leaves a file nobody owns, never a row without a file; `stray` finds such files. Whoever serves the folder
holds a shared lock on it, so that a check knows whether an upload may be under way.
"""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sagsbud.service.folderlock import FolderLock

CHUNK = 1 << 20
GRACE_SECONDS = 24 * 3600
"""How long a file without an owner is left alone while somebody may be uploading it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A content on disk, not yet owned by anybody."""

    sha256: str
    size: int


class ContentStore:
    """A folder of contents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "tmp"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._made: set[Path] = set()
        self._making = threading.Lock()
        self.lock = FolderLock(folder / "lock")

    def receive(self) -> "Incoming":
        """Begin to take a content."""
        return Incoming(self, self._incoming / uuid4().hex)

    def path(self, sha256: str) -> Path:
        """Where the content lies."""
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def home(self, sha256: str) -> Path:
        """The folder of the content, made and durable itself."""
        home = self.path(sha256).parent
        with self._making:
            if home not in self._made:
                home.mkdir(parents=True, exist_ok=True, mode=0o700)
                for above in (home.parent, self.folder):
                    sync_folder(above)
                self._made.add(home)
        return home

    def discard(self, sha256: str) -> None:
        """Remove the content; fine when it is gone."""
        self.path(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        """The sha256 of everything in the folder."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/??/*"):
            yield path.name

    def leftovers(self, *, alone: bool) -> list[Path]:
        """Uploads that were cut off: all of them when nobody else serves the folder, else those past their grace."""
        return [path for path in sorted(self._incoming.iterdir()) if alone or _is_old(path)]

    def is_stray(self, sha256: str, *, alone: bool) -> bool:
        """Whether a content without an owner can no longer be waiting for its row."""
        path = self.path(sha256)
        return path.exists() and (alone or _is_old(path))


class Incoming:
    """A content being received; either `keep` or `drop` ends it."""

    def __init__(self, store: ContentStore, path: Path) -> None:
        self._store = store
        self._path = path
        self._file = path.open("xb", buffering=0)
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes."""
        view = memoryview(chunk)
        self._hash.update(view)
        self.size += len(view)
        while view:
            view = view[self._file.write(view) :]

    def keep(self) -> Stored:
        """Make it durable under its digest."""
        digest = self._hash.hexdigest()
        target = self._store.path(digest)
        home = self._store.home(digest)
        if target.exists() and target.stat().st_size == self.size:
            self.drop()
            os.utime(target)  # it has a new user on the way: a check leaves it alone
        else:
            os.fsync(self._file.fileno())
            self._file.close()
            self._path.replace(target)
        sync_folder(home)
        return Stored(digest, self.size)

    def drop(self) -> None:
        """Forget it; fine after `keep`."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if os.name == "nt":  # a folder cannot be opened for syncing there; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - GRACE_SECONDS
    except FileNotFoundError:
        return False
