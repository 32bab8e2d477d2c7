"""Removing contents that nobody owns, without taking one from under a request that is about to own it."""

from collections.abc import Collection
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.tables import indhold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Looks at owners and files together while no request can add an owner."""

    database: Database
    content: ContentStore

    def discard_unowned(self, digests: Collection[str]) -> None:
        """Remove those of these contents that have no owner."""
        with self._no_new_owners() as connection:
            for sha256 in set(digests) - owned(connection, digests):
                self.content.discard(sha256)

    def stray(self, *, alone: bool) -> list[str]:
        """Contents nobody owns and nobody is waiting for; `alone` when no service is running."""
        everything = sorted(self.content.all())
        strays: list[str] = []
        for begin in range(0, len(everything), _BATCH):
            batch = everything[begin : begin + _BATCH]
            with self.database.reading() as connection:
                unowned = set(batch) - owned(connection, batch)
            strays += [sha256 for sha256 in sorted(unowned) if self.content.is_stray(sha256, alone=alone)]
        return strays

    def missing(self) -> list[str]:
        """Contents somebody owns and that are not there whole: digests."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(indhold.c.sha256, indhold.c.size).where(indhold.c.slettet == 0).distinct()
            ).all()
        return sorted(sha256 for sha256, size in rows if not _whole(self.content, sha256, size))

    @contextmanager
    def _no_new_owners(self) -> "Iterator[Connection]":
        with self.database.writing() as connection:
            if not self.database.is_sqlite:
                connection.exec_driver_sql("LOCK TABLE indhold IN SHARE ROW EXCLUSIVE MODE")
            yield connection


def owned(connection: "Connection", digests: Collection[str]) -> set[str]:
    """Those of the digests that a living Dokument has."""
    query = select(indhold.c.sha256).where(indhold.c.sha256.in_(digests), indhold.c.slettet == 0)
    return set(connection.execute(query).scalars())


def _whole(content: ContentStore, sha256: str, size: int) -> bool:
    try:
        return content.path(sha256).stat().st_size == size
    except FileNotFoundError:
        return False
