"""Which of our orders a piece of news is about, and stopping those that it makes impossible."""

from typing import Any
from uuid import UUID

from sagsbud.domain.ids import DokumentId, ItemId, SagId
from sagsbud.domain.mox import of_failure
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.states import IN_QUEUE, IllegalTransition, OrderEvent
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.store import SealedOutbox

_INDEX = """
CREATE INDEX IF NOT EXISTS entry_dokument ON entry (json_extract(order_record, '$.main.dokument'))
    WHERE order_record IS NOT NULL
"""


class Whereabouts:
    """The domain's OrdersAbout. Safe to use from several threads.

    With `messages`, what is stopped is announced in the same transaction, as what came to nothing while it was sent.
    """

    def __init__(self, outbox: SealedOutbox, messages: SealedMessages | None = None) -> None:
        self._outbox = outbox
        self._messages = messages
        if not outbox.database.has("entry_dokument"):
            with outbox.database.writing() as connection:
                connection.execute(_INDEX)

    def of_dokument(self, dokument: DokumentId) -> list[ItemId]:
        """The items whose order made this Dokument as its main one."""
        query = (
            "SELECT * FROM entry WHERE json_extract(order_record, '$.main.dokument') = ? AND order_record IS NOT NULL"
        )
        return self._items(query, str(dokument))

    def on_sag(self, sag: SagId) -> list[ItemId]:
        """The items promised to the Sag and not filed yet."""
        states = ", ".join(f"'{state.value}'" for state in IN_QUEUE)
        return self._items(f"SELECT * FROM entry WHERE state IN ({states}) AND sag = ? AND parent IS NULL", str(sag))

    def sager(self) -> list[SagId]:
        """The Sager that something is promised to."""
        states = ", ".join(f"'{state.value}'" for state in IN_QUEUE)
        with self._outbox.database.reading() as connection:
            rows = connection.execute(
                f"SELECT min(item) AS item FROM entry WHERE state IN ({states}) AND parent IS NULL GROUP BY sag"
            ).fetchall()
        entries = [self._outbox.entry(ItemId(UUID(row["item"]))) for row in rows]
        return [entry.order.sag.id for entry in entries if entry and entry.order and not entry.order.new_sag]

    def stop(self, sag: SagId, problem: Problem) -> list[ItemId]:
        """Put what is promised to the Sag before a person; what was put there.

        Not what is just being sent, which finds out for itself, what is to be filed in spite of that, or makes the Sag first.
        """

        def tell(connection: Any, before: OutboxEntry) -> None:
            if self._messages and before.order:
                self._messages.announce_in(connection, [of_failure(before.order, problem.trouble, problem.since)])

        stopped = []
        for item in self.on_sag(sag):
            entry = self._outbox.entry(item)
            if entry is None or entry.order is None or entry.order.new_sag or problem.trouble in entry.order.despite:
                continue
            try:
                self._outbox.apply(item, OrderEvent.CONFLICTED, problem=problem, change=tell)
            except IllegalTransition:
                continue
            stopped.append(item)
        return stopped

    def _items(self, query: str, about: str) -> list[ItemId]:
        with self._outbox.database.reading() as connection:
            return [ItemId(UUID(row["item"])) for row in connection.execute(query, (about,)).fetchall()]
