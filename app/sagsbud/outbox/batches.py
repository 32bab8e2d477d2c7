"""Bulk imports in the store: how far each has come is committed together with what it brought."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sagsbud.domain.arrival import IntakeItem, Taken
from sagsbud.domain.batches import Batch, BatchStatus, KeptReading, Refusal
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.ids import BatchId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.outbox import chain
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.readings import keep_reading
from sagsbud.outbox.store import SealedOutbox

REFUSALS_KEPT = 1000


class SealedBatches:
    """The domain's Batches, on the outbox's database."""

    def __init__(self, outbox: SealedOutbox) -> None:
        self._outbox = outbox
        self._database = outbox.database

    def begin(self, wanted: Batch, claimed: BatchId | None = None) -> Batch:
        """The one of its source that was cut off, or itself, kept in one transaction with the end of any other.

        One that has taken nothing yet and does not wait may be at its first piece: only who claimed it changes it.
        """
        with self._database.writing() as connection:
            cut_off = _unfinished(connection, wanted.source)
            same = (batch for batch in cut_off if batch.fingerprint == wanted.fingerprint)
            empty = (batch for batch in cut_off if not batch.position and (batch.waits or batch.id == claimed))
            begun = replace(
                next(same, None) or next(empty, wanted),
                fingerprint=wanted.fingerprint,
                fed=wanted.fed or any(batch.fed for batch in cut_off),
                waits=wanted.waits,
            )
            _save(connection, begun)
            for batch in cut_off:
                if batch.id != begun.id:
                    _save(connection, replace(batch, ended_at=wanted.begun_at, fed=begun.fed, waits=False))
        return begun

    def wait_no_more(self, batch: BatchId) -> bool:
        """It does not begin by itself any more; whether it waited until now, in one transaction."""
        with self._database.writing() as connection:
            kept = _kept(connection, batch)
            waited = kept is not None and kept.waits
            if kept and waited:
                _save(connection, replace(kept, waits=False))
        return waited

    def secure(
        self, batch: Batch, items: Sequence[IntakeItem], refusals: Sequence[Refusal]
    ) -> tuple[Batch, list[tuple[OutboxEntry, Taken]]]:
        """Commit the next documents and how far the batch has come in one transaction."""
        answers: list[tuple[OutboxEntry, Taken]] = []
        tally = batch.tally
        with self._database.writing() as connection:
            for item in items:
                answer = self._outbox.within.secure(connection, item)
                answers.append(answer)
                tally = tally.with_taken(answer[1], item.size)
            for refusal in refusals:
                tally = tally.with_refused(refusal.trouble)
            refused = (*batch.refusals, *refusals)[:REFUSALS_KEPT]
            further = _as_promised(connection, replace(batch, tally=tally, refusals=refused))
            _save(connection, further)
        return further, answers

    def keep(self, readings: Sequence[KeptReading]) -> None:
        """Keep readings with their attachments in one transaction."""
        with self._database.writing() as connection:
            for reading in readings:
                if reading.children:
                    self._outbox.within.add_children(connection, reading.item.id, reading.children)
                keep_reading(connection, reading.item.id, reading.extract, reading.suggestions, reading.summary)

    def all(self) -> list[BatchStatus]:
        """Every batch, newest first."""
        query = """
            SELECT record, coalesce(tally.count, 0) AS undecided FROM batch
            LEFT JOIN tally ON tally.state = 'DRAFT:' || batch.id ORDER BY begun_at DESC
        """
        with self._database.reading() as connection:
            rows = connection.execute(query).fetchall()
        return [BatchStatus(_batch_of(row), row["undecided"]) for row in rows]

    def release(self, batch: BatchId, limit: int | None = None) -> int:
        """Move what is undecided in the batch into the inbox in its order, attachments with their mails."""
        query = """
            SELECT seq, record, item FROM entry WHERE batch = ? AND state = 'DRAFT' AND parent IS NULL
            ORDER BY position LIMIT ?
        """
        with self._database.writing() as connection:
            moved = connection.execute(query, (str(batch), -1 if limit is None else limit)).fetchall()
            for row in moved:
                children = connection.execute(
                    "SELECT seq, record FROM entry WHERE parent = ?", (row["item"],)
                ).fetchall()
                for one in (row, *children):
                    item = decode(IntakeItem, one["record"])
                    item = replace(item, batch=None, released_from=item.batch)
                    connection.execute(
                        "UPDATE entry SET batch = NULL, record = ? WHERE seq = ?", (encode(item).decode(), one["seq"])
                    )
        return len(moved)


def _batch_of(row: Any) -> Batch:
    """The batch, whatever its source was called."""
    batch = decode(Batch, row["record"])
    return replace(batch, label=mask_cpr(batch.label))


def _kept(connection: Any, batch: BatchId) -> Batch | None:
    row = connection.execute("SELECT record FROM batch WHERE id = ?", (str(batch),)).fetchone()
    return row and _batch_of(row)


def _unfinished(connection: Any, source: Path) -> list[Batch]:
    """The batches of the source that were begun and not ended, newest first."""
    rows = connection.execute("SELECT record FROM batch WHERE ended_at IS NULL ORDER BY begun_at DESC").fetchall()
    return [batch for batch in map(_batch_of, rows) if batch.source == source]


def _as_promised(connection: Any, batch: Batch) -> Batch:
    """With what was said meanwhile by somebody else than who runs it: that it is fed, has another turn, or has ended."""
    kept = _kept(connection, batch.id) or batch
    ended_at = kept.ended_at or batch.ended_at
    return replace(batch, fed=batch.fed or kept.fed, waits=kept.waits and not ended_at, ended_at=ended_at)


def _save(connection: Any, batch: Batch) -> None:
    ended = chain.micros(batch.ended_at) if batch.ended_at else None
    connection.execute(
        "INSERT OR REPLACE INTO batch (id, record, begun_at, ended_at) VALUES (?, ?, ?, ?)",
        (str(batch.id), encode(batch).decode(), chain.micros(batch.begun_at), ended),
    )
