"""Decisions about documents under review, kept like filings: one state each, one durable transaction a change.

They share the encrypted store, its hash-chained history and the one table of legal moves with the filing orders. Until
it is carried out each also lies in the vault, so that a lost database costs no decision.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from sagsbud.domain.clock import Clock
from sagsbud.domain.ids import DokumentId, ItemId, OrderId
from sagsbud.domain.mox import of_decision
from sagsbud.domain.orders import Problem
from sagsbud.domain.review import SavedFilter
from sagsbud.domain.states import AFTER_CRASH, OrderEvent, OrderState, advance
from sagsbud.domain.verdicts import Approved, ReviewOrder, ReviewVerb, Verdict
from sagsbud.outbox import chain, turns
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.database import EncryptedDatabase, keep, kept
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.rows import MOVED, moved_values
from sagsbud.outbox.vault import SealedVault

_BEHIND_ALL = 2**62
_FILTERS = "review_filters"


class SealedVerdicts:
    """The domain's Verdicts, and the delivery's side of them. Safe to use from several threads and processes.

    With `messages` other systems hear of what was carried out.
    """

    def __init__(
        self, database: EncryptedDatabase, vault: SealedVault, clock: Clock, messages: SealedMessages | None = None
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._messages = messages
        self._read: dict[str, ReviewOrder] = {}
        """The orders of what is open: they never change, and every look at the queue asks for all of them."""

    def promise(self, orders: Sequence[ReviewOrder]) -> list[Verdict]:
        """Commit them, all or none."""
        now = self._clock()
        try:
            with self._database.writing() as connection:
                for order in orders:
                    self._vault.put_decision(order.id, encode(order))
                    put_verdict(connection, order, OrderState.QUEUED, now)
                    detail = {"dokument": str(order.decision.dokument), "order": str(order.id)}
                    what = f"review_{order.decision.verb.value}"
                    self._tell(connection, order, what, str(order.decided_by.id), detail)
        except BaseException:  # nobody was told that it is kept, so it is not brought back either
            for order in orders:
                self._vault.discard_decision(order.id)
            raise
        return [Verdict(order, OrderState.QUEUED, now) for order in orders]

    def get(self, order: OrderId) -> Verdict | None:
        """The row."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM verdict WHERE id = ?", (str(order),)).fetchone()
        return _verdict(row) if row else None

    def open(self) -> dict[DokumentId, Verdict]:
        """What is not carried out yet, the latest of each Dokument."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT * FROM verdict WHERE {turns.OPEN} ORDER BY seq").fetchall()
        known = self._read
        orders = {row["id"]: known.get(row["id"]) or decode(ReviewOrder, row["record"]) for row in rows}
        self._read = orders
        verdicts = [_verdict(row, orders[row["id"]]) for row in rows]
        return {verdict.order.decision.dokument: verdict for verdict in verdicts}

    def act(self, order: OrderId, event: OrderEvent, *, actor: str = "") -> Verdict:
        """A person's event. UNDONE takes back what was not claimed yet, WITHDRAWN forgets what was stopped."""
        return self.apply(order, event, actor=actor)

    def apply(
        self,
        order: OrderId,
        event: OrderEvent,
        *,
        actor: str = "",
        problem: Problem | None = None,
        due: datetime | None = None,
        version: str = "",
        tried: bool = False,
    ) -> Verdict:
        """One event, with its history, in one transaction. Raises KeyError, IllegalTransition, StoreError."""
        now = self._clock()
        with self._database.writing(durable=bool(actor) or event is OrderEvent.CLAIMED) as connection:
            row = connection.execute("SELECT * FROM verdict WHERE id = ?", (str(order),)).fetchone()
            if row is None:
                raise KeyError(order)
            before = _verdict(row)
            after = advance(before.state, event)
            if after is OrderState.DRAFT:  # there is no draft of a decision: it was taken back
                after = OrderState.WITHDRAWN
            if after is OrderState.WITHDRAWN:  # what was taken back is never brought back
                self._vault.discard_decision(order)
            connection.execute(
                f"UPDATE verdict SET {MOVED}, attempts = attempts + ?, version = coalesce(nullif(?, ''), version) WHERE id = ?",
                (*moved_values(after, problem, due, now), int(tried), version, str(order)),
            )
            detail = {"dokument": str(before.order.decision.dokument), "order": str(order)}
            if problem:
                detail["trouble"] = problem.trouble.value
            self._tell(connection, before.order, event.value, actor, detail)
            if self._messages and after is OrderState.FILED:
                self._messages.announce_in(connection, of_decision(before.order, now))
            found = _verdict(connection.execute("SELECT * FROM verdict WHERE id = ?", (str(order),)).fetchone())
        if after is OrderState.FILED:
            self._vault.discard_decision(order)
        return found

    def finished(self, order: OrderId, version: str) -> Verdict:
        """Carried out and read back."""
        self.apply(order, OrderEvent.ACCEPTED)
        return self.apply(order, OrderEvent.PROVEN, version=version)

    def due(self, limit: int = 20) -> list[Verdict]:
        """Decisions whose time has come, the least tried first, then the oldest."""
        with self._database.reading() as connection:
            return [_verdict(row) for row in turns.due(connection, "verdict", self._clock(), limit)]

    def recover(self) -> None:
        """What the last run left in the middle is looked up, never taken for failed."""
        with self._database.reading() as connection:
            left = [_verdict(row) for row in turns.interrupted(connection, "verdict")]
        for verdict in left:
            self.apply(verdict.order.id, AFTER_CRASH[verdict.state], due=self._clock())
        for order in kept_decisions(self._vault):
            known = self.get(order.id)
            if known and known.state in (OrderState.FILED, OrderState.WITHDRAWN):
                self._vault.discard_decision(order.id)

    def approved(self, since: datetime, *, before: int | None, limit: int) -> list[Approved]:
        """The latest approval of each Dokument, the newest first, from the place `before` on."""
        query = (
            "SELECT max(seq) AS seq, dokument, version FROM verdict WHERE verb = ? AND state = ? AND decided_at >= ?"
        )
        query += " AND seq < ? GROUP BY dokument ORDER BY max(seq) DESC LIMIT ?"
        end = before if before is not None else _BEHIND_ALL
        values = (ReviewVerb.APPROVE.value, OrderState.FILED.value, chain.micros(since), end, limit)
        with self._database.reading() as connection:
            rows = connection.execute(query, values).fetchall()
        return [Approved(row["seq"], DokumentId(UUID(row["dokument"])), row["version"]) for row in rows]

    def viewed(self, dokument: DokumentId, actor: str) -> None:
        """Write into the history that somebody looked."""
        with self._database.writing(durable=False) as connection:
            chain.append(connection, self._clock(), ItemId(dokument), "viewed", actor, {"dokument": str(dokument)})

    def sampled(self, since: datetime | None) -> tuple[int, int]:
        """How many sampled decisions, and how many of them sent it back or said it is not to be filed."""
        query = "SELECT count(*), coalesce(sum(verb IN (?, ?)), 0) FROM verdict WHERE sampled = 1 AND verb IN (?, ?, ?)"
        query += " AND state <> 'WITHDRAWN' AND decided_at >= ?"
        wrong = (ReviewVerb.RETURN.value, ReviewVerb.NOT_TO_BE_FILED.value)
        start = chain.micros(since) if since else 0
        with self._database.reading() as connection:
            row = connection.execute(query, (*wrong, *wrong, ReviewVerb.APPROVE.value, start)).fetchone()
        return int(row[0]), int(row[1])

    def filters(self) -> list[SavedFilter]:
        """The saved filters, in their order."""
        noted = self.noted(_FILTERS)
        return decode(list[SavedFilter], noted) if noted else []

    def save_filters(self, filters: Sequence[SavedFilter]) -> None:
        """Keep these instead."""
        self.note(_FILTERS, encode(list(filters)).decode())

    def noted(self, name: str) -> str:
        """A small text kept under a name."""
        with self._database.reading() as connection:
            return kept(connection, name) or ""

    def note(self, name: str, value: str) -> None:
        """Keep it."""
        with self._database.writing() as connection:
            keep(connection, name, value)

    def _tell(self, connection: Any, order: ReviewOrder, what: str, actor: str, detail: Mapping[str, str]) -> None:
        chain.append(connection, self._clock(), ItemId(order.id), what, actor, detail)


def put_verdict(connection: Any, order: ReviewOrder, state: OrderState, now: datetime) -> None:
    """The row of a decision."""
    connection.execute(
        "INSERT INTO verdict (id, dokument, verb, record, state, decided_at, changed_at, sampled)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(order.id),
            str(order.decision.dokument),
            order.decision.verb.value,
            encode(order).decode(),
            state.value,
            chain.micros(order.decided_at),
            chain.micros(now),
            int(order.decision.sampled),
        ),
    )


def kept_decisions(vault: SealedVault) -> list[ReviewOrder]:
    """The decisions in the vault that can be read, in the order in which they were made."""
    found = []
    for record in vault.decisions():
        with suppress(msgspec.MsgspecError):
            found.append(decode(ReviewOrder, record or b""))
    return sorted(found, key=lambda order: order.decided_at)


def _verdict(row: Any, order: ReviewOrder | None = None) -> Verdict:
    return Verdict(
        order=order or decode(ReviewOrder, row["record"]),
        state=OrderState(row["state"]),
        changed_at=chain.moment(row["changed_at"]),
        problem=decode(Problem, row["problem"]) if row["problem"] else None,
        attempts=row["attempts"],
        due=chain.moment(row["due"]) if row["due"] is not None else None,
        version=row["version"],
    )
