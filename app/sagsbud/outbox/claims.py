"""What the delivery worker asks of the store: claims, steps and outcomes, each one transaction.

On disk before anything goes on is that an order was begun to be sent; what came of it is looked up again after a power
loss, and proven again.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, ItemId, SagId
from sagsbud.domain.mox import of_failure, of_filing
from sagsbud.domain.orders import FilingReceipt, OutboxEntry, Priority, Problem, Step, StepKind, StepState
from sagsbud.domain.states import AFTER_CRASH, IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox import chain, queries
from sagsbud.outbox.coding import encode
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.store import SealedOutbox

WHOLE_SERVICE = frozenset({Trouble.UNREACHABLE, Trouble.BUSY, Trouble.LOGIN_NEEDED, Trouble.CERTIFICATE_REFUSED})
"""Troubles of the connection, which are over for everybody at once."""
TOGETHER = 40
"""Orders whose Dokumenter are looked for with one question."""
NEEDS_A_PERSON = frozenset({OrderEvent.REFUSED, OrderEvent.CONFLICTED})


@frozen
class Outcome:
    """What came of a try: the event, why, when next.

    `strike` when it speaks against this order alone; `counts` when a look-up or read-back failed, which is a try too.
    """

    event: OrderEvent
    problem: Problem | None = None
    due: datetime | None = None
    strike: bool = False
    counts: bool = False


@frozen
class Proven:
    """An order that is filed, with the steps whose end is still to be kept."""

    entry: OutboxEntry
    receipt: FilingReceipt
    moved: Sequence[Step] = ()


class Claims:
    """The worker's side of the outbox. With `messages`, what is filed or stuck is announced in the same transaction."""

    def __init__(self, outbox: SealedOutbox, clock: Clock, messages: SealedMessages | None = None) -> None:
        self._outbox = outbox
        self._clock = clock
        self._messages = messages

    # -- taking up ----------------------------------------------------------------------------------------

    def recover(self, in_hand: Collection[ItemId] = ()) -> int:
        """Orders somebody left in the middle: none failed, all looked up. How many."""
        left = [
            entry for entry in self._outbox.page(AFTER_CRASH, limit=1000) if entry.item.id not in in_hand
        ]  # as many as are ever under way at a time, and then some
        for entry in left:
            self._outbox.apply(entry.item.id, AFTER_CRASH[entry.state], due=self._clock())
        return len(left)

    def due(self, limit: int, busy: Collection[SagId], least: Priority | None = Priority.BULK) -> list[OutboxEntry]:
        """Orders whose time has come, one a Sag, of at least this priority."""
        with self._outbox.database.reading() as connection:
            return queries.due(connection, self._clock(), limit, [str(sag) for sag in busy], least)

    def coming(self) -> list[OutboxEntry]:
        """What will be taken up next, roughly."""
        with self._outbox.database.reading() as connection:
            return queries.coming(connection, TOGETHER)

    def claim(self, entry: OutboxEntry) -> OutboxEntry:
        """Begin to send. Raises IllegalTransition when somebody undid it first."""
        (came,) = self.claim_together([entry])
        if isinstance(came, IllegalTransition):
            raise came
        return came

    def claim_together(self, entries: Sequence[OutboxEntry]) -> list[OutboxEntry | IllegalTransition]:
        """As `claim`, of several in one transaction; who was undone is told with the others."""
        with self._outbox.database.writing(durable=False) as connection:
            return [self._claim(connection, entry) for entry in entries]

    def _claim(self, connection: Any, entry: OutboxEntry) -> OutboxEntry | IllegalTransition:
        try:
            return self._outbox.within.apply(connection, entry.item.id, OrderEvent.CLAIMED, change=_count_attempt)
        except IllegalTransition as error:  # before anything of it was written
            return error

    def let_in(self) -> None:
        """The service is open again: what was shut out is queued, what waited for the connection waits no longer."""
        while blocked := self._outbox.page([OrderState.BLOCKED], limit=500):
            for entry in blocked:
                try:
                    self._outbox.apply(entry.item.id, OrderEvent.LET_IN)
                except IllegalTransition:
                    continue  # a person was faster
        with self._outbox.database.writing() as connection:
            connection.execute(
                "UPDATE entry SET due = NULL WHERE state IN ('WAITING', 'UNCERTAIN') AND parent IS NULL"
                f" AND strikes = 0 AND problem ->> 'trouble' IN ({', '.join('?' * len(WHOLE_SERVICE))})",
                [trouble.value for trouble in WHOLE_SERVICE],
            )

    # -- a try --------------------------------------------------------------------------------------------

    def mark(self, entry: OutboxEntry, *moved: Step) -> OutboxEntry:
        """Keep how far the writes have come. On disk before an order's first request leaves: from then on, whatever is
        lost of the rest by a power loss, the order is looked up before anything is sent again.
        """
        return self.mark_together([(entry, moved)])[0] if moved else entry

    def mark_together(self, moved: Sequence[tuple[OutboxEntry, Sequence[Step]]]) -> list[OutboxEntry]:
        """As `mark`, of several in one transaction: all or none."""
        first = any(
            entry.untouched and any(step.state is StepState.STARTED for step in steps) for entry, steps in moved
        )
        with self._outbox.database.writing(durable=first) as connection:
            return [self._mark(connection, entry, steps) for entry, steps in moved]

    def accepted(self, entry: OutboxEntry, *moved: Step) -> OutboxEntry:
        """Every write was answered, these last."""

        def change(connection: Any, before: OutboxEntry) -> None:
            self._mark(connection, before, moved)

        return self._outbox.apply(entry.item.id, OrderEvent.ACCEPTED, change=change, durable=False)

    def _mark(self, connection: Any, entry: OutboxEntry, moved: Sequence[Step]) -> OutboxEntry:
        """Progress wipes the strikes out."""
        new = {(step.kind, step.dokument): step for step in moved}
        steps = tuple(new.get((step.kind, step.dokument), step) for step in entry.steps)
        done = any(step.state is StepState.DONE for step in moved)
        connection.execute(
            "UPDATE entry SET steps = ?, strikes = CASE ? WHEN 1 THEN 0 ELSE strikes END WHERE item = ?",
            (encode(steps).decode(), int(done), str(entry.item.id)),
        )
        told = [
            (f"{step.kind.value}_{step.state.value}", "", {"dokument": str(step.dokument)})
            for step in moved
            if step.state is not StepState.PENDING
        ]
        chain.append_all(connection, self._clock(), entry.item.id, told)
        return replace(entry, steps=steps)

    def present(self, item: ItemId) -> OutboxEntry:
        """The entry as it is kept now. Raises KeyError."""
        entry = self._outbox.entry(item)
        if entry is None:
            raise KeyError(item)
        return entry

    def strikes(self, item: ItemId) -> int:
        """How often running the service failed on this order alone."""
        with self._outbox.database.reading() as connection:
            row = connection.execute("SELECT strikes FROM entry WHERE item = ?", (str(item),)).fetchone()
        return int(row["strikes"]) if row else 0

    def rounds(self, item: ItemId) -> int:
        """How often every write of the order was answered since a person last decided about it."""
        rounds = 0
        for row in self._outbox.history(item):
            rounds = 0 if row.actor else rounds + (row.what == OrderEvent.ACCEPTED)
        return rounds

    def perhaps_twice(self, entry: OutboxEntry) -> set[DokumentId]:
        """Dokumenter whose journalpost was started more than once, so that it might stand there twice."""
        what = f"{StepKind.JOURNALPOST.value}_{StepState.STARTED.value}"
        started = [dict(row.detail).get("dokument") for row in self._outbox.history(entry.item.id) if row.what == what]
        drafts = entry.order.drafts if entry.order else ()
        return {draft.dokument for draft in drafts if started.count(str(draft.dokument)) > 1}

    def outcome(self, entry: OutboxEntry, came: Outcome) -> OutboxEntry:
        """Keep what came of a try."""

        def change(connection: Any, before: OutboxEntry) -> None:
            if came.strike:
                connection.execute("UPDATE entry SET strikes = strikes + 1 WHERE seq = ?", (before.seq,))
            if came.counts:
                _count_attempt(connection, before)
            if self._messages and came.event in NEEDS_A_PERSON and before.order and came.problem:
                failed = of_failure(before.order, came.problem.trouble, self._clock())
                self._messages.announce_in(connection, [failed])

        return self._outbox.apply(
            entry.item.id, came.event, problem=came.problem, due=came.due, change=change, durable=False
        )

    def proven(self, entry: OutboxEntry, receipt: FilingReceipt, *moved: Step) -> OutboxEntry:
        """Read back and equal: filed, with its receipt. With `moved`, that every write was answered is kept with it."""
        return self.proven_together([Proven(entry, receipt, moved)])[0]

    def proven_together(self, proven: Sequence[Proven]) -> list[OutboxEntry]:
        """As `proven`, of several orders in one transaction: all or none. Raises IllegalTransition, StoreError."""
        with self._outbox.database.writing(durable=False) as connection:
            return [self._proven(connection, one) for one in proven]

    def _proven(self, connection: Any, one: Proven) -> OutboxEntry:
        """Filed; with the steps that ended, what came before is kept in the same go."""

        def keep(connection: Any, before: OutboxEntry) -> None:
            if one.moved:
                self._mark(connection, before, one.moved)
            kept = (encode(one.receipt).decode(), before.seq)
            connection.execute("UPDATE entry SET receipt = ? WHERE seq = ?", kept)
            if self._messages and before.order:
                self._messages.announce_in(connection, of_filing(before.order, one.receipt.proven_at))

        receipt = one.receipt
        detail = {"dokument": str(receipt.dokument), "sha256": receipt.digest, "version": receipt.fratidspunkt}
        through = [OrderEvent.ACCEPTED] if one.moved else []
        item = one.entry.item.id
        return self._outbox.within.apply(
            connection, item, OrderEvent.PROVEN, through=through, change=keep, detail=detail
        )

    # -- passing on ---------------------------------------------------------------------------------------

    def untold(self, limit: int = 100) -> list[OutboxEntry]:
        """Filed, but perhaps not passed on before the last run ended."""
        query = """
            SELECT * FROM entry INDEXED BY entry_untold WHERE state = 'FILED' AND told = 0 AND parent IS NULL
            ORDER BY seq LIMIT ?
        """
        with self._outbox.database.reading() as connection:
            return queries.entries(connection, query, limit)

    def told(self, items: Collection[ItemId]) -> None:
        """These filings were passed on."""
        with self._outbox.database.writing(durable=False) as connection:
            connection.executemany("UPDATE entry SET told = 1 WHERE item = ?", [(str(item),) for item in items])


def _count_attempt(connection: Any, entry: OutboxEntry) -> None:
    connection.execute("UPDATE entry SET attempts = attempts + 1 WHERE seq = ?", (entry.seq,))
