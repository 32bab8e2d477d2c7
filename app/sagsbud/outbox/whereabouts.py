"""Which of our orders a piece of news is about, and stopping those that it makes impossible."""

from uuid import UUID

from sagsbud.domain.ids import DokumentId, ItemId, SagId
from sagsbud.domain.mox import of_failure
from sagsbud.domain.orders import Problem
from sagsbud.domain.states import IN_QUEUE, OrderEvent, OrderState
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.queries import entries
from sagsbud.outbox.store import SealedOutbox

_INDEX = """
CREATE INDEX IF NOT EXISTS entry_dokument ON entry (json_extract(order_record, '$.main.dokument'))
    WHERE order_record IS NOT NULL
"""
_WAITS = (OrderState.QUEUED, OrderState.WAITING)
"""Nothing of it is under way."""


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
        """Put what is promised to the Sag, and waits, before a person; what was put there.

        Not what is being sent or perhaps was, which finds out for itself, what is to be filed in spite of that, or makes
        the Sag first.
        """
        states = ", ".join(f"'{state.value}'" for state in _WAITS)
        waits = self._items(f"SELECT * FROM entry WHERE state IN ({states}) AND sag = ? AND parent IS NULL", str(sag))
        return [item for item in waits if self._stop(item, sag, problem)]

    def _stop(self, item: ItemId, sag: SagId, problem: Problem) -> bool:
        """Whether it still waited: a person may have thought otherwise meanwhile, or the delivery have begun."""
        with self._outbox.database.writing() as connection:
            (entry,) = entries(connection, "SELECT * FROM entry WHERE item = ?", str(item))
            order = entry.order
            if entry.state not in _WAITS or order is None or order.sag.id != sag:
                return False
            if order.new_sag or problem.trouble in order.despite:
                return False
            self._outbox.within.apply(connection, item, OrderEvent.CONFLICTED, problem=problem)
            if self._messages:
                self._messages.announce_in(connection, [of_failure(order, problem.trouble, problem.since)])
        return True

    def _items(self, query: str, about: str) -> list[ItemId]:
        with self._outbox.database.reading() as connection:
            return [ItemId(UUID(row["item"])) for row in connection.execute(query, (about,)).fetchall()]
