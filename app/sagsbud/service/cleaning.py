"""Removing contents that nobody owns, without taking one from under a request that is about to own it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.tables import indhold

_BATCH = 500
_OWNED = select(indhold.c.sha256).where(
    indhold.c.sha256.in_(bindparam("digests", expanding=True)), indhold.c.slettet == 0
)


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Looks at owners and contents together while no request can add an owner."""

    database: Database
    content: ContentStore

    def discard_unowned(self, digests: Collection[str]) -> None:
        """Remove those of these contents that have no owner."""
        with self._no_new_owners() as connection:
            for sha256 in sorted(set(digests) - owned(connection, digests)):
                self.content.discard(connection, sha256)

    def stray(self, *, alone: bool) -> list[str]:
        """Contents nobody owns and nobody is waiting for; `alone` when no service is running."""
        everything = sorted(self.content.all())
        strays: list[str] = []
        for begin in range(0, len(everything), _BATCH):
            batch = everything[begin : begin + _BATCH]
            with self.database.reading() as connection:
                unowned = set(batch) - owned(connection, batch)
            strays += [sha256 for sha256 in sorted(unowned) if self.content.may_be_stray(sha256, alone=alone)]
        return strays

    def missing(self) -> list[str]:
        """Contents somebody owns and that are not there whole: digests."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(indhold.c.sha256, indhold.c.size).where(indhold.c.slettet == 0).distinct()
            ).all()
        return sorted(sha256 for sha256, size in rows if self.content.size(sha256) != size)

    @contextmanager
    def _no_new_owners(self) -> Iterator[Connection]:
        with self.database.writing() as connection:
            if not self.database.is_sqlite:
                connection.exec_driver_sql("LOCK TABLE indhold IN SHARE ROW EXCLUSIVE MODE")
            yield connection


def owned(connection: Connection, digests: Collection[str]) -> set[str]:
    """Those of the digests that a living Dokument has."""
    return set(connection.execute(_OWNED, {"digests": list(digests)}).scalars())
