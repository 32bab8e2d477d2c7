"""Hand-overs in the encrypted store: one state each, each change with its item's in one durable transaction.

A hand-over that cannot be carried out gives its item back to the inbox, with the reason. What is HANDED lies with its
record in the vault like everything else that was promised, so that a lost database costs no hand-over.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sagsbud.domain.arrival import Given, IntakeItem
from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Trouble
from sagsbud.domain.handing import SETTLED, Fate, Handed, HandOver, Whereabouts
from sagsbud.domain.ids import DokumentId, ItemId, OrderId
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.states import AFTER_CRASH, NEEDS_PERSON, OrderEvent, OrderState, advance
from sagsbud.outbox import chain, turns
from sagsbud.outbox.coding import encode
from sagsbud.outbox.handedrows import handed_of, one_handed, put_handed
from sagsbud.outbox.rows import MOVED, entry_of, moved_values
from sagsbud.outbox.store import SealedOutbox

TAKEN_BACK = ""
"""What `finished` is told instead of a version when the Dokument lies with the colleague no longer."""
RECALL_AGAIN = timedelta(minutes=5)
"""How long after the service refused to have a hand-over taken back that is tried again."""
_UNDOABLE = frozenset({OrderState.QUEUED, OrderState.WAITING, OrderState.BLOCKED})


class SealedHandOvers:
    """The domain's HandOvers, and the delivery's side of them. Safe to use from several threads and processes."""

    def __init__(self, outbox: SealedOutbox, clock: Clock) -> None:
        self._outbox = outbox
        self._database = outbox.database
        self._clock = clock

    # -- the giver ----------------------------------------------------------------------------------------

    def promise(self, order: HandOver, *, hold: timedelta | None = None) -> OutboxEntry:
        """Commit it with its item's new state."""
        now, actor = self._clock(), str(order.decided_by.id)
        detail = {"order": str(order.id), "dokument": str(order.draft.dokument), "to": str(order.to.id)}
        with self._database.writing() as connection:
            put_handed(connection, order, OrderState.QUEUED, now, due=now + hold if hold else None)
            return self._outbox.within.apply(
                connection, order.draft.item, OrderEvent.HANDED_OVER, actor=actor, detail=detail
            )

    def of_item(self, item: ItemId) -> Handed | None:
        """The hand-over that holds."""
        return self.of_items([item]).get(item)

    def of_items(self, items: Collection[ItemId]) -> dict[ItemId, Handed]:
        """Of each the last one."""
        marks = ", ".join("?" * len(items))
        query = f"SELECT * FROM handover WHERE item IN ({marks}) AND state <> 'WITHDRAWN' ORDER BY seq"
        with self._database.reading() as connection:
            rows = connection.execute(query, [str(item) for item in items]).fetchall()
        return {handed.order.draft.item: handed for handed in map(handed_of, rows)}

    def undo(self, order: OrderId, actor: str) -> bool:
        """Only what was not begun."""
        with self._database.writing() as connection:
            handed = one_handed(connection, order)
            if handed.started or handed.state not in _UNDOABLE:
                return False
            self._give_back(connection, handed, OrderEvent.UNDONE, actor)
            return True

    def recall(self, order: OrderId, actor: str) -> bool:
        """What was not begun is back at once; anything else is looked up first."""
        if self.undo(order, actor):
            return True
        with self._database.writing() as connection:
            handed = one_handed(connection, order)
            if handed.state is OrderState.WITHDRAWN or not handed.can_be_recalled:
                return False
            state = _again(handed.state) if handed.state is OrderState.FILED else handed.state
            connection.execute(
                "UPDATE handover SET recalled = 1, state = ?, due = NULL, attempts = 0 WHERE id = ?",
                (state.value, str(order)),
            )
            self._tell(connection, handed, "recalled", actor)
            return True

    def unsettled(self, *, after: int = 0, limit: int = 50) -> list[tuple[int, Handed]]:
        """What lies with colleagues."""
        query = """
            SELECT * FROM handover INDEXED BY handover_away
            WHERE settled = 0 AND state <> 'WITHDRAWN' AND state = 'FILED' AND seq > ? ORDER BY seq LIMIT ?
        """
        with self._database.reading() as connection:
            rows = connection.execute(query, (after, limit)).fetchall()
        return [(row["seq"], handed_of(row)) for row in rows]

    def note_fate(self, order: OrderId, fate: Fate) -> bool:
        """Keep it, when it is news."""
        with self._database.writing(durable=False) as connection:
            handed = one_handed(connection, order)
            if handed.fate == fate or not handed.is_there:
                return False
            connection.execute(
                "UPDATE handover SET fate = ?, settled = ?, changed_at = ? WHERE id = ?",
                (encode(fate).decode(), int(fate.where in SETTLED), chain.micros(self._clock()), str(order)),
            )
            if fate.where is not Whereabouts.WAITS:
                self._tell(connection, handed, f"colleague_{fate.where.value}", str(fate.by or ""))
            return True

    def count(self) -> int:
        """On its way to colleagues, or with them."""
        query = "SELECT count(*) FROM handover INDEXED BY handover_away WHERE settled = 0 AND state <> 'WITHDRAWN'"
        with self._database.reading() as connection:
            return int(connection.execute(query).fetchone()[0])

    def unsent(self) -> int:
        """How many are promised and not known to be there."""
        query = f"SELECT count(*) FROM handover INDEXED BY handover_open WHERE {turns.OPEN}"
        with self._database.reading() as connection:
            return int(connection.execute(query).fetchone()[0])

    # -- the taker ----------------------------------------------------------------------------------------

    def known(self, dokumenter: Collection[DokumentId]) -> dict[DokumentId, bool]:
        """Those that were received here or given away from here, and whether they are given away now."""
        marks, names = ", ".join("?" * len(dokumenter)), [str(one) for one in dokumenter]
        query = f"""
            SELECT dokument, entry.state FROM handover JOIN entry USING (item)
            WHERE dokument IN ({marks}) AND handover.state <> 'WITHDRAWN'
            UNION ALL SELECT given, state FROM entry WHERE given IN ({marks})
        """
        with self._database.reading() as connection:
            rows = connection.execute(query, [*names, *names]).fetchall()
        return {DokumentId(UUID(row[0])): row[1] == OrderState.HANDED.value for row in rows}

    def receive(self, item: IntakeItem) -> OutboxEntry | None:
        """Commit it once; None when it is here."""
        assert item.given
        with self._database.writing() as connection:
            known = connection.execute("SELECT 1 FROM entry WHERE given = ?", (str(item.given.dokument),)).fetchone()
            return None if known else self._outbox.within.repeat(connection, item)

    def come_back(self, given: Given) -> OutboxEntry | None:
        """What was given away from here is given to us again: the item it was, with who gave it back."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT * FROM handover WHERE dokument = ? AND state = 'FILED' ORDER BY seq DESC LIMIT 1",
                (str(given.dokument),),
            ).fetchone()
            if row is None:
                return None
            handed = handed_of(row)
            item = handed.order.draft.item
            held = connection.execute("SELECT * FROM entry WHERE item = ?", (str(item),)).fetchone()
            if held is None or held["state"] != OrderState.HANDED.value or given.at <= handed.order.decided_at:
                return None
            record = encode(replace(entry_of(held).item, given=given)).decode()
            connection.execute(
                "UPDATE entry SET record = ?, given = ? WHERE item = ?", (record, str(given.dokument), str(item))
            )
            connection.execute("UPDATE handover SET settled = 2 WHERE seq = ?", (row["seq"],))
            actor = str(given.by.id)
            return self._outbox.within.apply(connection, item, OrderEvent.HANDED_BACK, actor=actor)

    # -- the delivery -------------------------------------------------------------------------------------

    def due(self, limit: int = 20) -> list[Handed]:
        """Those whose time has come, the least tried first, then the oldest."""
        with self._database.reading() as connection:
            return [handed_of(row) for row in turns.due(connection, "handover", self._clock(), limit)]

    def recover(self) -> None:
        """What the last run left in the middle is looked up."""
        with self._database.reading() as connection:
            left = [handed_of(row) for row in turns.interrupted(connection, "handover")]
        for handed in left:
            self.apply(handed.id, AFTER_CRASH[handed.state], due=self._clock())

    def begun(self, order: OrderId) -> None:
        """On disk before the request leaves that may give it away."""
        with self._database.writing() as connection:
            handed = one_handed(connection, order)
            if not handed.started:
                connection.execute("UPDATE handover SET started = 1 WHERE id = ?", (str(order),))
                self._tell(connection, handed, "handing_started")

    def keep_away(self, order: OrderId) -> None:
        """It cannot be taken back any more: the colleague has done something with it."""
        with self._database.writing() as connection:
            handed = one_handed(connection, order)
            connection.execute("UPDATE handover SET recalled = 0 WHERE id = ?", (str(order),))
            self._tell(connection, handed, "recall_refused")

    def apply(
        self,
        order: OrderId,
        event: OrderEvent,
        *,
        problem: Problem | None = None,
        due: datetime | None = None,
        tried: bool = False,
    ) -> Handed:
        """One event, with its history. What is stopped for good goes back to the inbox and says why."""
        with self._database.writing(durable=event is OrderEvent.CLAIMED) as connection:
            handed = one_handed(connection, order)
            if handed.recalled and advance(handed.state, event) in NEEDS_PERSON:
                event = OrderEvent.SHUT_OUT  # nobody is left alone with it: it is tried until it is known
                due = self._clock() + RECALL_AGAIN
            if advance(handed.state, event) in NEEDS_PERSON:
                why = Problem(Trouble.NOT_HANDED_OVER, self._clock())
                self._give_back(connection, handed, event, problem=why)
            else:
                self._move(connection, handed, event, problem=problem, due=due, tried=tried)
            return one_handed(connection, order)

    def finished(self, order: OrderId, version: str) -> Handed:
        """Read back where it was to be; or taken back, and then it is in the inbox again."""
        with self._database.writing(durable=False) as connection:
            handed = one_handed(connection, order)
            if version == TAKEN_BACK:
                self._give_back(connection, handed, OrderEvent.CLEARED)
                return one_handed(connection, order)
            self._move(connection, handed, OrderEvent.ACCEPTED)
            self._move(connection, one_handed(connection, order), OrderEvent.PROVEN)
            if handed.recalled:  # asked for while it was being sent
                again = _again(OrderState.FILED).value
                connection.execute("UPDATE handover SET state = ?, attempts = 0 WHERE id = ?", (again, str(order)))
            return one_handed(connection, order)

    # -- rows ---------------------------------------------------------------------------------------------

    def _give_back(
        self, connection: Any, handed: Handed, event: OrderEvent, actor: str = "", problem: Problem | None = None
    ) -> None:
        self._move(connection, handed, event)
        connection.execute("UPDATE handover SET state = 'WITHDRAWN' WHERE id = ?", (str(handed.id),))
        item = handed.order.draft.item
        self._outbox.within.apply(connection, item, OrderEvent.HANDED_BACK, actor=actor, problem=problem)

    def _move(
        self,
        connection: Any,
        handed: Handed,
        event: OrderEvent,
        *,
        problem: Problem | None = None,
        due: datetime | None = None,
        tried: bool = False,
    ) -> None:
        connection.execute(
            f"UPDATE handover SET {MOVED}, attempts = attempts + ? WHERE id = ?",
            (
                *moved_values(advance(handed.state, event), problem, due, self._clock()),
                int(tried),
                str(handed.id),
            ),
        )
        detail = {"trouble": problem.trouble.value} if problem else {}
        self._tell(connection, handed, f"handing_{event.value}", detail=detail)

    def _tell(
        self, connection: Any, handed: Handed, what: str, actor: str = "", detail: Mapping[str, str] | None = None
    ) -> None:
        told = {"order": str(handed.id), "dokument": str(handed.order.draft.dokument), **(detail or {})}
        chain.append(connection, self._clock(), handed.order.draft.item, what, actor, told)


def _again(state: OrderState) -> OrderState:
    """Queued once more, by the moves the table has for what is corrected."""
    return advance(advance(state, OrderEvent.CORRECTED), OrderEvent.DECIDED)
