"""What SQLite's refusals mean for the store."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from sagsbud.domain.errors import StoreError, Trouble

LITTLE_ROOM = 1 << 16
"""Free bytes on the disk below which an unclear refusal to write is put down to a full disk."""
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26


class Refusals:
    """Those of one database in `folder`, which stays damaged once a page of it could not be unsealed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._damaged = False

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn SQLite's refusals into StoreErrors; what else the block raises is its own."""
        try:
            yield
        except sqlcipher.DatabaseError as error:
            trouble = self._trouble(_code(error))
            if trouble is None:
                raise
            raise StoreError(trouble) from None

    def _trouble(self, code: int) -> Trouble | None:
        if code in (_CORRUPT, _NOTADB):
            self._damaged = True
        if self._damaged:  # after a page that could not be unsealed, the connection calls itself read-only
            return Trouble.STORE_DAMAGED
        if code in (_IOERR, _CANTOPEN) and self._little_room():
            return Trouble.DISK_FULL
        return {
            _READONLY: Trouble.STORE_READ_ONLY,
            _IOERR: Trouble.STORE_READ_ONLY,
            _CANTOPEN: Trouble.STORE_READ_ONLY,
            _FULL: Trouble.DISK_FULL,
            _BUSY: Trouble.STORE_IN_USE,
            _LOCKED: Trouble.STORE_IN_USE,
        }.get(code)

    def _little_room(self) -> bool:
        try:
            return shutil.disk_usage(self._folder).free < LITTLE_ROOM
        except OSError:
            return False


def is_busy(error: sqlcipher.DatabaseError) -> bool:
    """Whether another program holds the database."""
    return _code(error) == _BUSY


def _code(error: sqlcipher.DatabaseError) -> int:
    """SQLite's primary code; 0 where it gave none."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
