"""Removing contents that nobody owns, without taking one from under a request that is about to own it."""

from collections.abc import Collection, Sequence
from functools import partial
from itertools import islice

from sqlalchemy import BigInteger, Connection, Row, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from sagsbud.domain.frozen import frozen
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.tables import indhold

_BATCH = 100
"""Contents looked at in one transaction; PostgreSQL has room for a few thousand locks."""
_PAGE = (
    select(indhold.c.sti, indhold.c.sha256, indhold.c.size)
    .where(indhold.c.sti > bindparam("after"), indhold.c.slettet == 0)
    .order_by(indhold.c.sti)
    .limit(5000)
)
_HOLD = select(func.pg_advisory_xact_lock(func.unnest(bindparam("keys", type_=ARRAY(BigInteger)))))
_OWNED = select(indhold.c.sha256).where(
    indhold.c.sha256.in_(bindparam("digests", expanding=True)), indhold.c.slettet == 0
)


@frozen
class Cleaner:
    """Looks at owners and contents together while no request can add an owner to these."""

    database: Database
    content: ContentStore

    def discard_unowned(self, digests: Collection[str]) -> None:
        """Remove those of these contents that have no owner."""
        wanted = sorted(set(digests))
        for begin in range(0, len(wanted), _BATCH):
            self.database.write(partial(self._discard, wanted[begin : begin + _BATCH]))

    def _discard(self, digests: list[str], connection: Connection) -> None:
        hold_contents(connection, digests)
        for sha256 in sorted(set(digests) - owned(connection, digests)):
            self.content.discard(connection, sha256)

    def stray(self, *, alone: bool) -> list[str]:
        """Contents nobody owns and nobody is waiting for; `alone` when no service is running."""
        strays: list[str] = []
        everything = self.content.all()
        while batch := list(islice(everything, _BATCH)):
            with self.database.reading() as connection:
                unowned = set(batch) - owned(connection, batch)
            strays += [sha256 for sha256 in unowned if self.content.may_be_stray(sha256, alone=alone)]
        return sorted(strays)

    def missing(self) -> list[str]:
        """Contents somebody owns and that are not there whole: digests."""
        missing: set[str] = set()
        last = ""
        while rows := self._owners_after(last):
            missing |= {row.sha256 for row in rows if self.content.size(row.sha256) != row.size}
            last = rows[-1].sti
        return sorted(missing)

    def _owners_after(self, path: str) -> Sequence[Row[str, str, int]]:
        """A page of what is owned, so that a store of any size is looked through in little memory."""
        with self.database.reading() as connection:
            return connection.execute(_PAGE, {"after": path}).all()


def hold_contents(connection: Connection, digests: Collection[str]) -> None:
    """Until the end of the transaction nobody else makes owners of these contents or removes them.

    On SQLite there is only one writer anyway. Always in the order of digests, so that no two requests wait crosswise.
    """
    if digests and connection.dialect.name == "postgresql":
        connection.execute(_HOLD, {"keys": [int(sha256[:15], 16) for sha256 in sorted(digests)]}).all()


def owned(connection: Connection, digests: Collection[str]) -> set[str]:
    """Those of the digests that a living Dokument has."""
    return set(connection.execute(_OWNED, {"digests": list(digests)}).scalars())
