"""Contents in pieces in the database: one thing to back up and to share, and no content without its owner's commit.

A content waits in memory, and when it is large in an unnamed file, until the transaction that owns it writes it.
"""

import hashlib
import tempfile
from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from sagsbud.service.content import CHUNK, Stored
from sagsbud.service.database import Database
from sagsbud.service.tables import indholdsdel

_IN_MEMORY = 1 << 20

_OF = indholdsdel.c.sha256 == bindparam("digest")
_SIZE = select(func.sum(func.length(indholdsdel.c.bytes))).where(_OF)
_KNOWN = select(indholdsdel.c.nummer).where(_OF, indholdsdel.c.nummer == 0)
_PIECE = select(indholdsdel.c.bytes).where(_OF, indholdsdel.c.nummer == bindparam("number"))
_ADD = insert(indholdsdel)
_DISCARD = delete(indholdsdel).where(_OF)


class DatabaseContent:
    """The contents of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def receive(self) -> "IncomingPieces":
        """Begin to take a content."""
        return IncomingPieces()

    def settle(self, connection: Connection, stored: Stored) -> None:
        """Write the content unless it is there."""
        if stored.source is None or connection.execute(_KNOWN, {"digest": stored.sha256}).first():
            return
        stored.source.seek(0)
        number = 0
        while number == 0 or number * CHUNK < stored.size:
            piece = {"sha256": stored.sha256, "nummer": number, "bytes": stored.source.read(CHUNK)}
            connection.execute(_ADD, piece)
            number += 1

    def size(self, sha256: str) -> int | None:
        """How many bytes are there, None for no such content."""
        with self._database.reading() as connection:
            found: int | None = connection.execute(_SIZE, {"digest": sha256}).scalar()
        return found

    def chunks(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to before `end`. No connection is held while a slow client takes a piece."""
        while start < end:
            number, skipped = divmod(start, CHUNK)
            with self._database.reading() as connection:
                piece: bytes | None = connection.execute(_PIECE, {"digest": sha256, "number": number}).scalar()
            if piece is None:
                return
            chunk = piece[skipped : skipped + end - start]
            start += len(chunk)
            yield chunk

    def discard(self, connection: Connection, sha256: str) -> None:
        """Remove the content; fine when it is gone."""
        connection.execute(_DISCARD, {"digest": sha256})

    def all(self) -> Iterator[str]:
        """The sha256 of every content."""
        with self._database.reading() as connection:
            rows = connection.execute(select(indholdsdel.c.sha256).where(indholdsdel.c.nummer == 0)).scalars().all()
        yield from rows

    def may_be_stray(self, _sha256: str, *, alone: bool) -> bool:
        """A content that can be seen was committed with its owner, so one without has none any more."""
        return True

    def remains(self, *, alone: bool) -> list[str]:
        """Nothing remains of a transaction that was not committed."""
        return []

    def remove_remains(self, names: list[str]) -> None:
        """There are none."""

    def be_alone(self) -> bool:
        """The database keeps requests apart; nobody has to be alone."""
        return True

    def share(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """The database is closed by whoever opened it."""


class IncomingPieces:
    """A content being received."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - `drop` closes it
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes."""
        self._size += len(chunk)
        self._hash.update(chunk)
        self._file.write(chunk)

    def keep(self) -> Stored:
        """The transaction will write it."""
        return Stored(self._hash.hexdigest(), self._size, self._file)

    def drop(self) -> None:
        """Forget it."""
        self._file.close()
