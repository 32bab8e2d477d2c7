"""What becomes of items within a transaction: rows made and moved, with their history and the records beside the contents."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sagsbud.domain.arrival import IntakeItem, Taken
from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import FilingOrder, OutboxEntry, Problem, plan
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.outbox import chain
from sagsbud.outbox.coding import encode
from sagsbud.outbox.records import INTENTIONS, KeptRecord
from sagsbud.outbox.rows import ITEM_COLUMNS, MOVED, entry_of, handed_in, item_values, moved_values
from sagsbud.outbox.vault import SealedVault


class WithinTransaction:
    """The outbox for whoever has opened a transaction of its database, and does more in it than this."""

    def __init__(self, vault: SealedVault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def secure(self, connection: Any, item: IntakeItem) -> tuple[OutboxEntry, Taken]:
        """A row for the item, or the one that already holds the same bytes."""
        self._needs_content(item)
        known = connection.execute(
            "SELECT * FROM entry WHERE digest = ? AND parent IS NULL ORDER BY seq LIMIT 1", (item.digest,)
        ).fetchone()
        _note_origin(connection, item, known["item"] if known else str(item.id))
        if known and item.parent is None:
            filed = known["state"] == OrderState.FILED
            return entry_of(known), Taken.ALREADY_FILED if filed else Taken.ALREADY_HERE
        seq = self._insert(connection, item, OrderState.DRAFT)
        chain.append(connection, self._clock(), item.id, "taken", detail={"source": item.source.kind.value})
        if item.parent:
            self._keep_record(connection, item.parent, decided=False)
        else:
            self._vault.put_record(item.id, encode(KeptRecord(item)), decided=False)
        row = connection.execute("SELECT changed_at FROM entry WHERE seq = ?", (seq,)).fetchone()
        return OutboxEntry(seq, item, changed_at=chain.moment(row["changed_at"])), Taken.NEW

    def repeat(self, connection: Any, item: IntakeItem) -> OutboxEntry:
        """A row for the item although its bytes are known; they must still be in the vault."""
        self._needs_content(item)
        self._insert(connection, item, OrderState.DRAFT)
        detail = {"source": item.source.kind.value}
        if item.given:
            detail |= {"dokument": str(item.given.dokument), "by": str(item.given.by.id)}
        chain.append(connection, self._clock(), item.id, "taken", detail=detail)
        self._keep_record(connection, item.id, decided=False)
        row = connection.execute("SELECT * FROM entry WHERE item = ?", (str(item.id),)).fetchone()
        return entry_of(row)

    def add_children(self, connection: Any, parent: ItemId, children: Sequence[IntakeItem]) -> None:
        """Rows for attachments, which stand where their mail stands; a place that is taken stays as it is."""
        mail = connection.execute("SELECT state FROM entry WHERE item = ?", (str(parent),)).fetchone()
        if mail is None:
            raise KeyError(parent)
        taken = connection.execute("SELECT position FROM entry WHERE parent = ?", (str(parent),)).fetchall()
        places = {row["position"] for row in taken}
        for child in children:
            if child.position not in places:
                self._needs_content(child)
                self._insert(connection, child, OrderState(mail["state"]))
        self._keep_record(connection, parent, decided=False)

    def promise(
        self, connection: Any, item: ItemId, order: FilingOrder, *, review: bool, due: datetime | None
    ) -> OutboxEntry:
        """Freeze the order and queue it; the vault holds a copy of it before the row does."""
        event = OrderEvent.SENT_TO_REVIEW if review else OrderEvent.DECIDED

        def change(connection: Any, entry: OutboxEntry) -> None:
            connection.execute(
                "UPDATE entry SET order_record = ?, sag = ?, priority = ?, steps = ?, attempts = 0, strikes = 0,"
                " told = 0, purged = 0 WHERE seq = ?",
                (
                    encode(order).decode(),
                    str(order.sag.id),
                    order.priority.value,
                    encode(plan(order)).decode(),
                    entry.seq,
                ),
            )

        detail = {
            "order": str(order.id),
            "sag": str(order.sag.id),
            "kle": str(order.kle),
            "suggested_kle": str(order.suggested.kle or ""),
            "suggested_sag": str(order.suggested.sag or ""),
        }
        actor = str(order.decided_by.id)
        return self.apply(connection, item, event, actor=actor, due=due, change=change, detail=detail)

    def apply(
        self,
        connection: Any,
        item: ItemId,
        event: OrderEvent,
        *,
        through: Sequence[OrderEvent] = (),
        actor: str = "",
        problem: Problem | None = None,
        due: datetime | None = None,
        change: Callable[[Any, OutboxEntry], None] | None = None,
        detail: Mapping[str, str] | None = None,
    ) -> OutboxEntry:
        """One event: state, problem, due and history, with `change` before the row moves. Attachments move with their mail.

        `through` are events that happened to it before, unseen. Raises KeyError for an unknown item, IllegalTransition.
        """
        now = self._clock()
        row = connection.execute("SELECT * FROM entry WHERE item = ?", (str(item),)).fetchone()
        if row is None:
            raise KeyError(item)
        before = after = entry_of(row)
        for earlier in through:
            after = after.after(earlier, now)
        after = after.after(event, now, problem=problem, due=due)
        if change:
            change(connection, before)
        connection.execute(
            f"UPDATE entry SET {MOVED} WHERE seq = ?",
            (*moved_values(after.state, problem, due, now), before.seq),
        )
        connection.execute("UPDATE entry SET state = ? WHERE parent = ?", (after.state.value, str(item)))
        passed = [(earlier.value, "", dict[str, str]()) for earlier in through]
        told = {**(detail or {}), **_told(problem)}
        chain.append_all(connection, now, item, [*passed, (event.value, actor, told)])
        if event in INTENTIONS:
            self._keep_record(connection, item, decided=True)
        row = connection.execute("SELECT * FROM entry WHERE seq = ?", (before.seq,)).fetchone()
        return entry_of(row)

    def _needs_content(self, item: IntakeItem) -> None:
        """A row never comes to be without its content: a sweep, which also holds the write lock, may have been here."""
        if not self._vault.has(item.digest):
            raise StoreError(Trouble.CONTENT_MISSING)

    def _insert(self, connection: Any, item: IntakeItem, state: OrderState) -> int:
        inserted = connection.execute(
            f"INSERT INTO entry ({ITEM_COLUMNS}, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*item_values(item, state, self._clock()), str(item.batch) if item.batch else None),
        )
        return int(inserted.lastrowid)

    def _keep_record(self, connection: Any, item: ItemId, *, decided: bool) -> None:
        """Beside the content what the row is about to say."""
        rows = connection.execute(
            "SELECT * FROM entry WHERE item = ?1 OR parent = ?1 ORDER BY parent IS NOT NULL, position", (str(item),)
        ).fetchall()
        main, *children = [entry_of(row) for row in rows]
        handed = handed_in(connection, item) if main.state is OrderState.HANDED else None
        record = KeptRecord(main.item, tuple(child.item for child in children), main.state, main.order, handed)
        self._vault.put_record(item, encode(record), decided=decided)


def _note_origin(connection: Any, item: IntakeItem, holder: str) -> None:
    """Where the file lay, and which row holds its bytes."""
    if item.origin and item.origin_mtime_ns:
        connection.execute(
            "INSERT OR REPLACE INTO origin (path, size, mtime_ns, item) VALUES (?, ?, ?, ?)",
            (path_text(item.origin), item.size, item.origin_mtime_ns, holder),
        )


def path_text(path: Path) -> str:
    """The path as text that any store takes, also when its bytes are no UTF-8."""
    return str(path).encode("utf-8", "surrogatepass").decode(errors="backslashreplace")


def _told(problem: Problem | None) -> dict[str, str]:
    """What the history says of a problem: its code and the service's status."""
    if problem is None:
        return {}
    status = dict(problem.params).get("status")
    return {"trouble": problem.trouble.value} | ({"status": status} if status else {})
