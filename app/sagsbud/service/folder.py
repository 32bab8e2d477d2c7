"""Contents as files in a folder, which several service processes may share.

Order of a write: bytes to `tmp/`, fsync, rename to `ab/<name>`, fsync the folder, then the row. A crash in between
leaves a file nobody owns, never a row without a file; the check finds such files. Whoever serves the folder holds a
shared lock on it, so that a check knows whether an upload may be under way.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection

from sagsbud.foldersync import sync_folder
from sagsbud.service.content import Stored
from sagsbud.service.errors import Refusal
from sagsbud.service.folderlock import FolderLock
from sagsbud.service.forms import AS_IT_IS, Form, Written

GRACE_SECONDS = 24 * 3600
"""How long a file without an owner is left alone while somebody may be uploading it."""
_IN_MEMORY = 256 * 1024
"""A content up to this size touches the disk only when it is kept."""


class FolderContent:
    """A folder of contents, in the `form` in which each lies there."""

    def __init__(self, folder: Path, form: Form = AS_IT_IS) -> None:
        self.folder = folder
        self.form = form
        self._root = str(folder)
        self.incoming = folder / "tmp"
        self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        homes = [folder / f"{number:02x}" for number in range(256)]
        if not all(home.exists() for home in homes):
            for home in homes:
                home.mkdir(exist_ok=True, mode=0o700)
            sync_folder(folder)
        self._lock = FolderLock(folder / "lock")

    def receive(self) -> "IncomingFile":
        """Begin to take a content."""
        return IncomingFile(self)

    def path(self, sha256: str) -> Path:
        """Where the content lies."""
        return Path(self.place(sha256))

    def place(self, sha256: str) -> str:
        """The same as text: making a Path costs more than asking the disk about it."""
        name = self.form.name(sha256)
        return f"{self._root}{os.sep}{name[:2]}{os.sep}{name}"

    def settle(self, _connection: Connection, stored: Stored) -> None:
        """From its row on nobody removes the content, but a deletion may just have done so."""
        if self.size(stored.sha256) != stored.size:
            stored.place()

    def size(self, sha256: str) -> int | None:
        """How many bytes are there, None for no such content."""
        try:
            return self.form.size(os.stat(self.place(sha256)).st_size)
        except FileNotFoundError:
            return None

    def chunks(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to before `end`."""
        with self.path(sha256).open("rb", buffering=0) as source:
            yield from self.form.read(source, start, end)

    def discard(self, _connection: Connection, sha256: str) -> None:
        """Remove the content; fine when it is gone."""
        self.path(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        """The sha256 of everything in the folder."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            sha256 = self.form.digest(path.name)
            if sha256 is not None:
                yield sha256

    def may_be_stray(self, sha256: str, *, alone: bool) -> bool:
        """Whether a content without an owner can no longer be waiting for its row."""
        path = self.path(sha256)
        return path.exists() and (alone or _is_old(path))

    def remains(self, *, alone: bool) -> list[str]:
        """Uploads that were cut off."""
        return sorted(path.name for path in self.incoming.iterdir() if alone or _is_old(path))

    def remove_remains(self, names: list[str]) -> None:
        """Forget these uploads."""
        for name in names:
            (self.incoming / name).unlink(missing_ok=True)

    def be_alone(self) -> bool:
        """Keep others from serving the folder."""
        return self._lock.be_alone()

    def share(self) -> bool:
        """Serve the folder together with others."""
        return self._lock.share()

    def close(self) -> None:
        """Let the lock go."""
        self._lock.release()


class IncomingFile:
    """A content being received: in memory while it is small, then in a file."""

    def __init__(self, store: FolderContent) -> None:
        self._store = store
        self._path = ""
        """Where it is received, once it touches the disk."""
        self._begun: list[bytes] = []
        self._descriptor = -1
        self._written: Written
        """What makes the file's bytes of those that come, once there is a file."""
        self._hash = hashlib.sha256()
        self._hashed = 0
        """How many of the chunks in memory are in the hash."""
        self._size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes. While they are few this costs next to nothing, for all requests are received in one thread."""
        self._size += len(chunk)
        if self._descriptor < 0:
            self._begun.append(chunk)
            if self._size > _IN_MEMORY:
                self._spill()
        else:
            self._hash.update(chunk)
            _write(self._descriptor, self._written.add(chunk))

    @property
    def digest(self) -> str:
        """The sha256 of what has come so far."""
        self._hash_begun()
        return self._hash.hexdigest()

    def _hash_begun(self) -> None:
        for chunk in self._begun[self._hashed :]:
            self._hash.update(chunk)
        self._hashed = len(self._begun)

    def keep(self) -> Stored:
        """Make it durable under its digest."""
        target = self._store.place(self.digest)
        if self._store.size(self.digest) == self._size:
            with suppress(FileNotFoundError):  # then `settle` will see it
                os.utime(target)  # it has a new user on the way: a check leaves it alone
                sync_folder(os.path.dirname(target))
        else:
            self._place()
        return Stored(self.digest, self._size, place=self._place)

    def drop(self) -> None:
        """Forget it; what was kept stays."""
        self._begun.clear()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            with suppress(FileNotFoundError):
                os.unlink(self._path)

    def _place(self) -> None:
        """What is in memory can be placed twice; what was in a file is gone when somebody has removed it since."""
        if self._descriptor < 0 and self._size > _IN_MEMORY:
            raise Refusal(503, "The content was removed while it was sent. Send it again.")
        if self._descriptor < 0:
            self._spill()
        _write(self._descriptor, self._written.end())
        os.fsync(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = -1
        target = self._store.place(self.digest)
        os.replace(self._path, target)
        sync_folder(os.path.dirname(target))

    def _spill(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._path = os.path.join(self._store.incoming, uuid4().hex)
        self._descriptor = os.open(self._path, flags, 0o600)
        self._written = self._store.form.writing()
        self._hash_begun()
        for chunk in self._begun:
            _write(self._descriptor, self._written.add(chunk))
        if self._size > _IN_MEMORY:
            self._begun.clear()
            self._hashed = 0


def _write(descriptor: int, chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        view = memoryview(chunk)
        while view:
            view = view[os.write(descriptor, view) :]


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - GRACE_SECONDS
    except FileNotFoundError:
        return False
