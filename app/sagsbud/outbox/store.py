"""The outbox on the encrypted database: every row in one known state, every change one durable transaction."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sagsbud.domain.alike import Alike
from sagsbud.domain.arrival import IntakeItem, Taken
from sagsbud.domain.clock import Clock
from sagsbud.domain.extract import Extract
from sagsbud.domain.ids import BatchId, Digest, ItemId
from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.orders import FilingOrder, HistoryRow, OutboxEntry, Problem, Summary
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.domain.twins import Twin
from sagsbud.outbox import chain, queries, turns
from sagsbud.outbox.alike import alike_of
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.database import EncryptedDatabase, keep, kept
from sagsbud.outbox.listing import listing
from sagsbud.outbox.readings import keep_reading, same_mail_decided, twins_of
from sagsbud.outbox.vault import SealedVault
from sagsbud.outbox.within import WithinTransaction, path_text

T = TypeVar("T")


class SealedOutbox:
    """The domain's Outbox. Safe to use from several threads and processes."""

    def __init__(self, database: EncryptedDatabase, vault: SealedVault, clock: Clock) -> None:
        self.database = database
        self.within = WithinTransaction(vault, clock)
        self._clock = clock

    @property
    def held(self) -> bool:
        """Whether something waits to be kept because another program holds the store."""
        return self.database.held

    def on_held(self, tell: Callable[[], None]) -> None:
        """Have `tell` called whenever `held` changes."""
        self.database.on_held(tell)

    # -- items --------------------------------------------------------------------------------------------

    def secure(self, item: IntakeItem) -> tuple[OutboxEntry, Taken]:
        """Commit the item, or answer with the row that already holds the same bytes."""
        with self.database.writing() as connection:
            return self.within.secure(connection, item)

    def add_children(self, parent: ItemId, children: Sequence[IntakeItem]) -> None:
        """Commit attachments, which stand where their mail stands; a place that is taken stays as it is."""
        with self.database.writing() as connection:
            self.within.add_children(connection, parent, children)

    def entry(self, item: ItemId) -> OutboxEntry | None:
        """The item's row."""
        found = self._entries("SELECT * FROM entry WHERE item = ?", str(item))
        return found[0] if found else None

    def among(self, items: Collection[ItemId], *, limit: int) -> list[OutboxEntry]:
        """The rows of these items, newest first; no more than `limit`."""
        query = "SELECT * FROM entry WHERE item IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT ?"
        return self._entries(query, json.dumps([str(item) for item in items]), limit)

    def children(self, parent: ItemId) -> list[OutboxEntry]:
        """A mail's attachments in their order."""
        return self._entries("SELECT * FROM entry WHERE parent = ? ORDER BY position", str(parent))

    def by_digest(self, digest: Digest) -> list[OutboxEntry]:
        """All rows with these bytes."""
        return self._entries("SELECT * FROM entry WHERE digest = ? ORDER BY seq", digest)

    def at_origin(self, path: Path, size: int, mtime_ns: int) -> OutboxEntry | None:
        """The row that was taken from this very file as it is now."""
        found = self._entries(
            "SELECT entry.* FROM origin JOIN entry USING (item) WHERE path = ? AND origin.size = ? AND mtime_ns = ?",
            path_text(path),
            size,
            mtime_ns,
        )
        return found[0] if found else None

    def _entries(self, query: str, *parameters: object) -> list[OutboxEntry]:
        with self.database.reading() as connection:
            return queries.entries(connection, query, *parameters)

    # -- lists --------------------------------------------------------------------------------------------

    def page(
        self,
        states: Iterable[OrderState],
        *,
        before: int | None = None,
        limit: int = 100,
        text: str = "",
        newest_first: bool = True,
        troubled: bool | None = None,
        batch: BatchId | None = None,
    ) -> list[OutboxEntry]:
        """Top-level rows in these states by seq, from just past `before`; what is undecided in a batch only with it."""
        with self.database.reading() as connection:
            return queries.page(
                connection,
                states,
                before=before,
                limit=limit,
                text=text,
                newest_first=newest_first,
                troubled=troubled,
                batch=batch,
            )

    def listed(
        self, state: OrderState, wanted: Listing, *, after: Place | None = None, limit: int = 100
    ) -> list[OutboxEntry]:
        """Top-level rows of one state in any order, narrowed as wanted, from just past `after`."""
        with self.database.reading() as connection:
            return listing(connection, state, wanted, after=after, limit=limit)

    def counts(self) -> dict[OrderState, int]:
        """How many top-level rows stand in each state."""
        with self.database.reading() as connection:
            return queries.counts(connection)

    def troubled(self) -> int:
        """How many top-level DRAFT rows have a problem."""
        with self.database.reading() as connection:
            return queries.troubled(connection)

    def deciding(self) -> int:
        """How many decisions from the review are to be carried out yet; asked here, it needs none of the review's parts."""
        with self.database.reading() as connection:
            return turns.on_the_way(connection, "verdict")

    def is_due(self) -> bool:
        """Whether the delivery has something to do now."""
        with self.database.reading() as connection:
            return bool(queries.due(connection, self._clock(), 1, []))

    # -- readings -----------------------------------------------------------------------------------------

    def unread(self, limit: int = 100) -> list[OutboxEntry]:
        """DRAFT rows with neither a reading nor a problem, oldest first; batches wait for everything else."""
        return self._entries(
            "SELECT * FROM entry WHERE state = 'DRAFT' AND summary IS NULL AND problem IS NULL"
            " ORDER BY batch IS NOT NULL, seq LIMIT ?",
            limit,
        )

    def unsuggested(self, limit: int = 100) -> list[OutboxEntry]:
        """DRAFT rows that are worth a second look, oldest first; batches wait for everything else."""
        return self._entries(
            "SELECT * FROM entry WHERE bare = 1 AND state = 'DRAFT' ORDER BY batch IS NOT NULL, seq LIMIT ?", limit
        )

    def keep_reading(self, item: ItemId, extract: Extract, suggestions: SuggestionSet, summary: Summary) -> None:
        """Keep what was read and suggested; it solves a DRAFT's problem, and no other's."""
        with self.database.writing() as connection:
            keep_reading(connection, item, extract, suggestions, summary)

    def keep_suggestions(self, item: ItemId, extract: Extract, suggestions: SuggestionSet, summary: Summary) -> None:
        """Keep what is suggested anew to a DRAFT; what keeps it from being filed stands."""
        with self.database.writing() as connection:
            keep_reading(connection, item, extract, suggestions, summary, anew=True)

    def reading(self, item: ItemId) -> tuple[Extract, SuggestionSet] | None:
        """What was kept."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT * FROM reading WHERE item = ?", (str(item),)).fetchone()
        return (decode(Extract, row["extract"]), decode(SuggestionSet, row["suggestions"])) if row else None

    def twins(self, item: ItemId) -> list[Twin]:
        """Top-level rows that are like the item, the surest first."""
        with self.database.reading() as connection:
            return twins_of(connection, item)

    def same_mail_decided(self, item: ItemId) -> frozenset[OrderState]:
        """Where others of the same mail stand that are decided on."""
        with self.database.reading() as connection:
            return same_mail_decided(connection, item)

    def alike(self, item: ItemId, words: Sequence[str], limit: int = 12) -> list[Alike]:
        """Top-level rows that are like the item, the likest first."""
        with self.database.reading() as connection:
            return alike_of(connection, item, words, limit)

    def repeat(self, item: IntakeItem) -> OutboxEntry:
        """Commit the item although its bytes are known; they must still be in the vault."""
        with self.database.writing() as connection:
            return self.within.repeat(connection, item)

    def note_problem(self, item: ItemId, problem: Problem | None) -> None:
        """Say, or clear, why a DRAFT is not ready."""
        with self.database.writing() as connection:
            changed = connection.execute(
                "UPDATE entry SET problem = ? WHERE item = ? AND state = 'DRAFT'",
                (encode(problem).decode() if problem else None, str(item)),
            )
            if problem and changed.rowcount:
                detail = {"trouble": problem.trouble.value}
                chain.append(connection, self._clock(), item, "not_readable", detail=detail)

    # -- orders -------------------------------------------------------------------------------------------

    def promise(
        self,
        item: ItemId,
        order: FilingOrder,
        *,
        review: bool = False,
        hold: timedelta | None = None,
        after: OrderEvent | None = None,
        reason: str = "",
    ) -> OutboxEntry:
        """Freeze the order and queue it; the vault holds a copy of it before the row does."""
        due, actor = self._clock() + hold if hold else None, str(order.decided_by.id)
        with self.database.writing() as connection:
            if after:
                told = {"reason": reason} if reason else {}
                self.within.apply(connection, item, after, actor=actor, detail=told)
            return self.within.promise(connection, item, order, review=review, due=due)

    def act(self, item: ItemId, event: OrderEvent, *, actor: str = "", reason: str = "") -> OutboxEntry:
        """A person's event."""

        def check(_connection: Any, entry: OutboxEntry) -> None:
            corrects = entry.order and (entry.order.corrects or entry.order.taken_back)
            if event is OrderEvent.UNDONE and (corrects or not entry.untouched):
                raise IllegalTransition(entry.state, event)

        return self.apply(item, event, actor=actor, change=check, detail={"reason": reason} if reason else {})

    def apply(
        self,
        item: ItemId,
        event: OrderEvent,
        *,
        actor: str = "",
        problem: Problem | None = None,
        due: datetime | None = None,
        change: Callable[[Any, OutboxEntry], None] | None = None,
        detail: Mapping[str, str] | None = None,
        durable: bool = True,
    ) -> OutboxEntry:
        """One event: state, problem, due and history in one transaction, with `change` inside it.

        Attachments move with their mail. Raises KeyError for an unknown item, IllegalTransition, StoreError.
        """
        with self.database.writing(durable=durable) as connection:
            return self.within.apply(
                connection, item, event, actor=actor, problem=problem, due=due, change=change, detail=detail
            )

    # -- the window's own ---------------------------------------------------------------------------------

    def recall(self, name: str, kind: type[T]) -> T | None:
        """What was remembered under the name; None when nothing was, or another version wrote it otherwise."""
        with self.database.reading() as connection:
            value = kept(connection, name)
        try:
            return decode(kind, value) if value else None
        except ValueError:
            return None

    def remember(self, name: str, value: object) -> None:
        """Keep a value under the name, in place of what was."""
        with self.database.writing() as connection:
            keep(connection, name, encode(value).decode())

    # -- history ------------------------------------------------------------------------------------------

    def note(self, item: ItemId, what: str, *, actor: str = "", detail: Mapping[str, str] | None = None) -> None:
        """Write into the history what changes no state, as that somebody looked."""
        with self.database.writing() as connection:
            chain.append(connection, self._clock(), item, what, actor, detail)

    def history(self, item: ItemId) -> list[HistoryRow]:
        """Everything that happened to the item."""
        with self.database.reading() as connection:
            return chain.rows_of(connection, item)

    def last(self, item: ItemId, fits: Callable[[HistoryRow], bool]) -> HistoryRow | None:
        """The newest of that which fits."""
        with self.database.reading() as connection:
            return chain.last_of(connection, item, fits)

    def chain_broken_at(self) -> int | None:
        """The first history row that was tampered with, or None."""
        with self.database.reading() as connection:
            return chain.broken_at(connection)
