"""Which key a database was sealed with: a keyed mark beside the file, since a wrong key looks like damage to SQLite."""

import hashlib
import hmac
from pathlib import Path

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.outbox.durability import put_in_place, store_errors, unfinished, write_file
from sagsbud.sealing import derive

_MARK = ".key-mark"


def database_key(master_key: bytes) -> bytes:
    """The key the database is opened with."""
    return derive(master_key, "outbox database")


def has_key_mark(path: Path) -> bool:
    """Whether the database at `path` was given one."""
    return path.with_suffix(_MARK).exists()


def write_key_mark(path: Path, master_key: bytes) -> None:
    """Leave the mark by which `check_key` knows the key of the database at `path`."""
    mark = path.with_suffix(_MARK)
    with store_errors(), unfinished(mark.parent) as incoming:
        write_file(incoming, [_mark_of(master_key).encode()])
        put_in_place(incoming, mark)


def check_key(path: Path, master_key: bytes) -> None:
    """A wrong key looks just like damage to SQLite; a keyed mark beside the file tells them apart. Raises WRONG_KEY."""
    mark = path.with_suffix(_MARK)
    with store_errors():
        if mark.exists() and not hmac.compare_digest(mark.read_text().strip(), _mark_of(master_key)):
            raise StoreError(Trouble.WRONG_KEY)


def _mark_of(master_key: bytes) -> str:
    return hmac.new(derive(master_key, "outbox key check"), b"sagsbud", hashlib.sha256).hexdigest()
