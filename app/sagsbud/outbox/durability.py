"""The one place that says when something counts as kept.

1. A content: bytes to a temporary file, fsync of the file, rename to its name, fsync of the folder. Only then may a
   row name it.
2. A record (what was decided about an item, beside its content): in place under its name before the row that says so
   is committed, so that after any crash of the program the vault alone can rebuild the outbox. It is fsynced a moment
   later in the background, for it counts only when the database is lost; only a power loss within that moment which
   also costs the database would cost the decision. The record of an item nobody has decided yet is written in the
   background altogether: losing it could cost the item's name, never its content. A decision about a document under
   review, which is not here, is kept in the same way until it is carried out.
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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.foldersync import sync_folder

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


def owns(lock: FileLock) -> bool:
    """Whether this process is the one that holds the lock, taken now if it is free. Raises StoreError."""
    if lock.is_locked:
        return True
    with store_errors():
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
    return True


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


class Soon:
    """Does in the background, a moment later and many at a time, what nobody waits for: writing and fsyncing files of
    one folder. The interpreter does not end before it is done.
    """

    def __init__(self, folder: Path, write: Callable[[Path, bytes], None]) -> None:
        self._folder = folder
        self._write = write
        self._to_write: dict[Path, bytes] = {}
        self._to_sync: set[Path] = set()
        self._lock = threading.Condition()
        self._flushing = threading.Lock()
        self._writing: Path | None = None
        """The file being written now, without the lock: nobody else waits for it."""
        self._running = False
        self._thread: threading.Thread | None = None
        self._hurried = threading.Event()

    def write(self, path: Path, content: bytes) -> None:
        """This file is to be written soon; what it was to be before is forgotten."""
        with self._lock:
            self._to_write[path] = content
            self._begin()

    def write_now(self, path: Path, content: bytes) -> None:
        """This file is written here and now, and to be on disk soon. Raises OSError."""
        with self._lock:
            self._take_out(path)
            self._write(path, content)
            self._to_sync.add(path)
            self._begin()

    def forget(self, path: Path) -> None:
        """This file is not to be written after all. Raises OSError when it is there and cannot be removed."""
        with self._lock:
            self._take_out(path)
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Return when everything is done, without gathering any longer."""
        self._hurried.set()
        thread = self._thread
        if thread:
            thread.join()

    def flush(self) -> None:
        """Write what waits to be written."""
        with self._flushing:
            while waiting := self._next():
                try:
                    self._write(*waiting)
                except OSError as error:
                    log.info("not written: %s", errno.errorcode.get(error.errno or 0, "?"))
                finally:
                    self._written()

    def _next(self) -> tuple[Path, bytes] | None:
        """What is to be written now."""
        with self._lock:
            if not self._to_write:
                return None
            waiting = self._to_write.popitem()
            self._writing = waiting[0]
            return waiting

    def _written(self) -> None:
        with self._lock:
            self._writing = None
            self._lock.notify_all()

    def _take_out(self, path: Path) -> None:
        """Nothing is written to it after this that was to be written before."""
        self._lock.wait_for(lambda: self._writing != path)
        self._to_write.pop(path, None)

    def _begin(self) -> None:
        if not self._running:
            self._running = True
            self._thread = threading.Thread(target=self._run, name="sagsbud-soon")
            self._thread.start()

    def _run(self) -> None:
        while True:
            self._hurried.wait(SOON)
            self.flush()
            with self._lock:
                paths, self._to_sync = self._to_sync, set()
                if not paths and not self._to_write:
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
