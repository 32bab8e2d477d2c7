"""What the delivery worker asks of the store: claims, steps and outcomes, each one durable transaction."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sagsbud.domain.ids import DokumentId, ItemId, SagId
from sagsbud.domain.orders import FilingReceipt, OutboxEntry, Problem, Step, StepKind, StepState
from sagsbud.domain.ports import Clock
from sagsbud.domain.states import AFTER_CRASH, OrderEvent, OrderState
from sagsbud.outbox import chain
from sagsbud.outbox.coding import encode
from sagsbud.outbox.rows import entry_of
from sagsbud.outbox.store import SealedOutbox


class Claims:
    """The worker's side of the outbox."""

    def __init__(self, outbox: SealedOutbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock

    def recover(self) -> int:
        """Orders the last run left in the middle: none failed, all looked up. How many."""
        left = self._outbox.page(AFTER_CRASH, limit=100_000)
        for entry in left:
            self._outbox.apply(entry.item.id, AFTER_CRASH[entry.state], due=self._clock())
        return len(left)

    def due(self, limit: int, busy_items: Collection[ItemId], busy_sager: Collection[SagId]) -> list[OutboxEntry]:
        """Orders whose time has come, one a Sag: what people wait for first, then the least tried."""
        query = """
            SELECT * FROM entry WHERE state IN ('QUEUED', 'WAITING', 'UNCERTAIN') AND (due IS NULL OR due <= ?)
            ORDER BY priority, attempts, seq LIMIT ?
        """
        window = limit + len(busy_items) + 64
        with self._outbox.database.reading() as connection:
            rows = connection.execute(query, (chain.micros(self._clock()), window)).fetchall()
        chosen: list[OutboxEntry] = []
        sager = {str(sag) for sag in busy_sager}
        items = {str(item) for item in busy_items}
        for row in rows:
            if row["item"] not in items and row["sag"] not in sager and len(chosen) < limit:
                sager.add(row["sag"])
                chosen.append(entry_of(row))
        return chosen

    def claim(self, entry: OutboxEntry) -> OutboxEntry:
        """Begin to send. Raises IllegalTransition when somebody undid it first."""

        def count(connection: Any, _before: OutboxEntry) -> None:
            connection.execute("UPDATE entry SET attempts = attempts + 1 WHERE item = ?", (str(entry.item.id),))

        return self._outbox.apply(entry.item.id, OrderEvent.CLAIMED, change=count)

    def mark(self, entry: OutboxEntry, kind: StepKind, dokument: DokumentId, state: StepState) -> OutboxEntry:
        """Keep how far one write has come, before the request leaves and after its answer."""
        steps = tuple(
            replace(step, state=state) if (step.kind, step.dokument) == (kind, dokument) else step
            for step in entry.steps
        )
        with self._outbox.database.writing() as connection:
            self._write_steps(connection, entry.item.id, steps)
            if state is not StepState.PENDING:
                what = f"{kind.value}_{state.value}"
                chain.append(connection, self._clock(), entry.item.id, what, detail={"dokument": str(dokument)})
        return replace(entry, steps=steps)

    def present(self, item: ItemId) -> OutboxEntry:
        """The entry as it is kept now. Raises KeyError."""
        entry = self._outbox.entry(item)
        if entry is None:
            raise KeyError(item)
        return entry

    def outcome(
        self, entry: OutboxEntry, event: OrderEvent, *, problem: Problem | None = None, due: datetime | None = None
    ) -> OutboxEntry:
        """What came of a try."""
        return self._outbox.apply(entry.item.id, event, problem=problem, due=due)

    def proven(self, entry: OutboxEntry, receipt: FilingReceipt) -> OutboxEntry:
        """Read back and equal: filed, with its receipt; its attachments are filed with it."""

        def keep(connection: Any, _before: OutboxEntry) -> None:
            connection.execute(
                "UPDATE entry SET receipt = ? WHERE item = ?", (encode(receipt).decode(), str(entry.item.id))
            )
            connection.execute(
                "UPDATE entry SET state = ? WHERE parent = ?", (OrderState.FILED.value, str(entry.item.id))
            )

        detail = {"dokument": str(receipt.dokument), "sha256": receipt.digest, "version": receipt.fratidspunkt}
        return self._outbox.apply(entry.item.id, OrderEvent.PROVEN, change=keep, detail=detail)

    def let_in(self) -> None:
        """The service is open again: what was shut out is queued, and nothing waits longer than it must."""
        for entry in self._outbox.page([OrderState.BLOCKED], limit=100_000):
            self._outbox.apply(entry.item.id, OrderEvent.LET_IN)
        with self._outbox.database.writing() as connection:
            connection.execute("UPDATE entry SET due = NULL WHERE state IN ('WAITING', 'UNCERTAIN')")

    def _write_steps(self, connection: Any, item: ItemId, steps: Sequence[Step]) -> None:
        connection.execute("UPDATE entry SET steps = ? WHERE item = ?", (encode(tuple(steps)).decode(), str(item)))
