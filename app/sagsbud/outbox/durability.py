"""The one place that says when something counts as kept.

1. A content: bytes to a temporary file, fsync of the file, rename to its name, fsync of the folder. Only then may a
   row name it.
2. A record (what was decided about an item, beside its content): written like a content before the row that says so
   is committed, so that the vault alone can rebuild the outbox. The record of an item nobody has decided yet is
   renamed into place without fsync: a power loss may cost its name, never its content.
3. A row: SQLite in WAL mode with synchronous=FULL, so a commit that returned is on disk.
4. A request: the step it carries out is committed as STARTED before it leaves, so that a crash leads to a lookup.
5. Acknowledging: a person or a caller hears "taken" or "queued" only after 1 to 3.

A crash between 1 and 3 leaves a content nobody names, which the sweep removes; a row without its content cannot come
to be. What the operating system says of a full or read-only disk becomes a StoreError here.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from sagsbud.domain.errors import StoreError, Trouble

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
