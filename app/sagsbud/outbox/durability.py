"""The one place that says when something counts as kept.

1. A content: bytes to a temporary file, fsync of the file, rename to its name, fsync of the folder. Only then may a
   row name it.
2. A row: SQLite in WAL mode with synchronous=FULL, so a commit that returned is on disk.
3. Acknowledging: a person or a caller hears "taken" or "I kø" only after 1 and 2.

A crash between 1 and 2 leaves a content nobody names, which `Vault.sweep` removes; a row without its content cannot
come to be. What the operating system says of a full or read-only disk becomes a StoreError here.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sagsbud.domain.errors import StoreError, Trouble

_TROUBLES = {
    errno.ENOSPC: Trouble.DISK_FULL,
    errno.EDQUOT: Trouble.DISK_FULL,
    errno.EROFS: Trouble.STORE_READ_ONLY,
    errno.EACCES: Trouble.STORE_READ_ONLY,
    errno.EPERM: Trouble.STORE_READ_ONLY,
}


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the disk refuses into a StoreError; anything unknown is a damaged store."""
    try:
        yield
    except OSError as error:
        trouble = _TROUBLES.get(error.errno or 0, Trouble.STORE_DAMAGED)
        raise StoreError(trouble, errno=errno.errorcode.get(error.errno or 0, "?")) from None


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder durable."""
    if os.name == "nt":  # a folder cannot be opened for syncing there; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
