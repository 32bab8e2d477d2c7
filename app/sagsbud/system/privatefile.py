"""Small files of our own that only their owner may read, written whole or not at all."""

import errno
import os
from pathlib import Path

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.foldersync import sync_folder


def write_private(path: Path, text: str) -> None:
    """Durable when it returns. Raises StoreError DISK_FULL or STORE_READ_ONLY; then what was there before is."""
    waiting = path.with_suffix(".new")
    try:
        waiting.unlink(missing_ok=True)
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise StoreError(Trouble.DISK_FULL if full else Trouble.STORE_READ_ONLY) from None
