"""Hand-overs as rows of the store, and rows as hand-overs."""

from datetime import datetime
from typing import Any

from sagsbud.domain.handing import Fate, Handed, HandOver
from sagsbud.domain.ids import OrderId
from sagsbud.domain.orders import Problem
from sagsbud.domain.states import OrderState
from sagsbud.outbox import chain
from sagsbud.outbox.coding import decode, encode


def put_handed(
    connection: Any,
    order: HandOver,
    state: OrderState,
    now: datetime,
    *,
    due: datetime | None = None,
    started: bool = False,
) -> None:
    """The row of a hand-over."""
    connection.execute(
        "INSERT INTO handover (id, item, dokument, record, state, due, changed_at, started)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(order.id),
            str(order.draft.item),
            str(order.draft.dokument),
            encode(order).decode(),
            state.value,
            chain.micros(due) if due else None,
            chain.micros(now),
            int(started),
        ),
    )


def one_handed(connection: Any, order: OrderId) -> Handed:
    """The hand-over with this id. Raises KeyError."""
    row = connection.execute("SELECT * FROM handover WHERE id = ?", (str(order),)).fetchone()
    if row is None:
        raise KeyError(order)
    return handed_of(row)


def handed_of(row: Any) -> Handed:
    """The hand-over a row holds."""
    return Handed(
        order=decode(HandOver, row["record"]),
        state=OrderState(row["state"]),
        changed_at=chain.moment(row["changed_at"]),
        problem=decode(Problem, row["problem"]) if row["problem"] else None,
        attempts=row["attempts"],
        due=chain.moment(row["due"]) if row["due"] is not None else None,
        started=bool(row["started"]),
        recalled=bool(row["recalled"]),
        fate=decode(Fate, row["fate"]) if row["fate"] else None,
    )
