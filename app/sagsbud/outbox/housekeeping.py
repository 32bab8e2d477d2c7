"""Upkeep by whoever delivers: filed copies are purged after their proof and a grace period, leftovers are swept."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sagsbud.domain.clock import Clock
from sagsbud.domain.ids import Digest
from sagsbud.domain.orders import OutboxEntry
from sagsbud.outbox import chain, queries
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault

PURGE_INTERVAL = 900.0
SWEEP_INTERVAL = 24 * 3600.0
PURGED_AT_A_TIME = 20
"""Seldom so many that the delivery has to wait for them."""


_FILED_BY_COLLEAGUES = """
    SELECT entry.* FROM handover INDEXED BY handover_done CROSS JOIN entry USING (item)
    WHERE settled = 1 AND handover.changed_at <= ? AND fate ->> 'where' = 'filed'
    AND entry.state = 'HANDED' AND purged = 0 ORDER BY handover.changed_at LIMIT ?
"""
"""What was handed over is filed for good by who was given it."""


class Housekeeper:
    """Does a little at a time. Not for several threads at once."""

    def __init__(
        self,
        outbox: SealedOutbox,
        vault: SealedVault,
        clock: Clock,
        grace: Callable[[], timedelta] | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._vault = vault
        self._clock = clock
        self._grace = grace
        self._monotonic = monotonic
        self._next_purge = self._next_sweep = monotonic()

    def turn(self) -> None:
        """Whatever is due of the upkeep. Raises StoreError."""
        now = self._monotonic()
        if now >= self._next_sweep:
            self.sweep()
            self._next_sweep = now + SWEEP_INTERVAL
        if now >= self._next_purge and self.purge() < PURGED_AT_A_TIME:
            self._next_purge = now + PURGE_INTERVAL

    def purge(self) -> int:
        """Forget some of the contents whose proof is older than the grace; the row stays, and can be searched for."""
        if self._grace is None:
            return 0
        query = """
            SELECT * FROM entry INDEXED BY entry_unpurged
            WHERE state = 'FILED' AND purged = 0 AND parent IS NULL AND changed_at <= ? AND receipt IS NOT NULL ORDER BY changed_at LIMIT ?
        """
        before = chain.micros(self._clock() - self._grace())
        with self._outbox.database.reading() as connection:
            old = queries.entries(connection, query, before, PURGED_AT_A_TIME)
            given = queries.entries(connection, _FILED_BY_COLLEAGUES, before, PURGED_AT_A_TIME)
        for entry in [*old, *given]:
            self._purge(entry)
        return max(len(old), len(given))

    def sweep(self) -> int:
        """Remove contents no row names and writes that were cut off; how many.

        The folder is listed and compared first. The store is held for one content at a time, and asked again: a row may
        have come to name it, and none can while it is removed.
        """
        swept = self._vault.remove_unfinished()
        left_over = self._vault.left_over()
        with self._outbox.database.reading() as connection:
            last = connection.execute("SELECT coalesce(max(seq), 0) FROM entry").fetchone()[0]
            kept = self._names(connection, "SELECT DISTINCT digest FROM entry INDEXED BY entry_kept WHERE purged = 0")
            strays = [name for name in left_over if name not in kept]
            known = self._names(connection, "SELECT DISTINCT digest FROM entry") if strays else {}
        for name in strays:
            with self._outbox.database.writing(durable=False) as connection:
                since = self._names(connection, "SELECT digest FROM entry WHERE seq > ?", last)
                digest = known.get(name)
                if name not in since and not (digest and _named(connection, digest)):
                    swept += self._vault.remove_left_over(name)
        return swept

    def _names(self, connection: Any, query: str, *parameters: object) -> dict[str, Digest]:
        """The digests a query finds, by the names of their contents."""
        found = [Digest(row["digest"]) for row in connection.execute(query, parameters).fetchall()]
        return {self._vault.name(digest): digest for digest in found}

    def _purge(self, entry: OutboxEntry) -> None:
        """First the row says so, then the files go: a crash between leaves files for the sweep, never a lying row."""
        item = str(entry.item.id)
        with self._outbox.database.writing() as connection:
            connection.execute("UPDATE entry SET purged = 1 WHERE item = ?1 OR parent = ?1", (item,))
            connection.execute(
                "DELETE FROM reading WHERE item IN (SELECT item FROM entry WHERE item = ?1 OR parent = ?1)", (item,)
            )
            connection.execute("UPDATE handover SET settled = 2 WHERE item = ? AND settled = 1", (item,))
            detail: dict[str, str] = {"sha256": entry.item.digest}
            if entry.receipt:
                detail = {
                    "dokument": str(entry.receipt.dokument),
                    "sha256": entry.receipt.digest,
                    "proven": entry.receipt.proven_at.isoformat(),
                }
            chain.append(connection, self._clock(), entry.item.id, "purged", detail=detail)
        self._vault.discard_record(entry.item.id)
        with self._outbox.database.writing() as connection:  # no new row can name them while this is held
            rows = connection.execute("SELECT digest FROM entry WHERE item = ?1 OR parent = ?1", (item,)).fetchall()
            for digest in {Digest(row["digest"]) for row in rows}:
                if not _named(connection, digest):
                    self._vault.discard(digest)


def _named(connection: Any, digest: Digest) -> bool:
    query = "SELECT 1 FROM entry WHERE digest = ? AND purged = 0 LIMIT 1"
    return connection.execute(query, (digest,)).fetchone() is not None
