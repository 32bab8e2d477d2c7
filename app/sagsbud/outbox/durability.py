"""The one place that says when something counts as kept.

1. A content: bytes to a temporary file, fsync of the file, rename to its name, fsync of the folder. Only then may a
   row name it.
2. A record (what was decided about an item, beside its content): in place under its name before the row that says so
   is committed, so that after any crash of the program the vault alone can rebuild the outbox. It is fsynced a moment
   later in the background, for it counts only when the database is lost; only a power loss within that moment which
   also costs the database would cost the decision. The record of an item nobody has decided yet is not fsynced at
   all: that could cost its name, never its content.
3. A row: SQLite in WAL mode. A commit goes to the journal, and who needs it durable waits for the journal's fsync;
   those who wait at the same time share one. What is found out again after a power loss (what was answered, what was
   proven, when to try next) does not wait; it outlives a crash of the program all the same.
4. A request: the step it carries out is committed as STARTED before it leaves, so that a crash leads to a lookup; the
   first of an order is on disk by then, so that a power loss does too.
5. Acknowledging: a person or a caller hears "taken" or "queued" only after 1 to 3.

A crash between 1 and 3 leaves a content nobody names, which the sweep removes; a row without its content cannot come
to be. What the operating system says of a full or read-only disk becomes a StoreError here.
"""

import errno
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from sagsbud.domain.errors import StoreError, Trouble

log = logging.getLogger(__name__)

SOON = 0.25
"""Seconds for which what need not be on disk at once is gathered, so as not to get in the way of what must."""
UNFINISHED = ".tmp"
"""The ending of a file that is being written; one that stays was cut off."""

_TROUBLES = {
    errno.ENOSPC: Trouble.DISK_FULL,
    errno.EDQUOT: Trouble.DISK_FULL,
    errno.EROFS: Trouble.STORE_READ_ONLY,
    errno.EACCES: Trouble.STORE_READ_ONLY,
    errno.EPERM: Trouble.STORE_READ_ONLY,
    errno.EIO: Trouble.STORE_READ_ONLY,
}


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the disk refuses into a StoreError; anything unknown is a damaged store."""
    try:
        yield
    except OSError as error:
        trouble = _TROUBLES.get(error.errno or 0, Trouble.STORE_DAMAGED)
        raise StoreError(trouble, errno=errno.errorcode.get(error.errno or 0, "?")) from None


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A name in the folder for a file that is being written; what is still there at the end is removed."""
    path = folder / f"{uuid4()}{UNFINISHED}"
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def write_file(path: Path, chunks: Iterable[bytes], *, durable: bool = True) -> None:
    """Make the file, which must not be there, readable by its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def put_in_place(path: Path, target: Path, *, durable: bool = True) -> None:
    """Give a finished file its name, over whatever had it."""
    path.replace(target)
    if durable:
        sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder durable."""
    if os.name == "nt":  # a folder cannot be opened for syncing there; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class SharedSync:
    """Fsync of one file that several threads wait for at once: one does it for all who came before it began."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = threading.Condition()
        self._commits = 0
        self._synced = 0
        self._syncing = False

    def committed(self) -> None:
        """Something was written to the file. Called under the lock that orders the writes."""
        with self._changed:
            self._commits += 1

    def sync(self) -> None:
        """Return when everything committed before this call is on disk. Raises OSError."""
        with self._changed:
            mine = self._commits
            while self._synced < mine:
                if self._syncing:
                    self._changed.wait()
                    continue
                self._syncing, upto = True, self._commits
                self._changed.release()
                try:
                    _sync_file(self._path)
                finally:
                    self._changed.acquire()
                    self._syncing = False
                    self._changed.notify_all()
                self._synced = max(self._synced, upto)


class SyncSoon:
    """Fsyncs files of one folder in the background, as many at a time as have come together. Nobody waits for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: set[Path] = set()
        self._lock = threading.Lock()
        self._running = False

    def add(self, path: Path) -> None:
        """This file, under the name it has now, is to be on disk soon; the interpreter does not end before."""
        with self._lock:
            self._waiting.add(path)
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._run, name="sagsbud-sync").start()

    def _run(self) -> None:
        while True:
            time.sleep(SOON)
            with self._lock:
                paths, self._waiting = self._waiting, set()
                if not paths:
                    self._running = False
                    return
            try:
                for path in paths:
                    _sync_file(path)
                sync_folder(self._folder)
            except OSError as error:
                log.info("not on disk yet: %s", errno.errorcode.get(error.errno or 0, "?"))


def _sync_file(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:  # forgotten meanwhile
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
