"""Store rows as domain values, and items as rows."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.handing import HandOver
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import FilingOrder, FilingReceipt, OutboxEntry, Problem, Step, Summary
from sagsbud.domain.states import OrderState
from sagsbud.outbox.chain import micros, moment
from sagsbud.outbox.coding import decode, encode

REMEMBERED = 512
"""Items and orders never change, and an order on its way is read many times in a second."""
ITEM_COLUMNS = "item, record, digest, parent, position, message_id, state, changed_at, given"
"""What a new item fills of its row; its batch apart, which a store that is made anew has no row of."""
MOVED = "state = ?, problem = ?, due = ?, changed_at = ?"
"""What every change of state writes, in each of the tables that have one."""


def entry_of(row: Any) -> OutboxEntry:
    """The entry a row holds."""
    return OutboxEntry(
        seq=row["seq"],
        item=_item(row["record"]),
        state=OrderState(row["state"]),
        order=_order(row["order_record"]) if row["order_record"] else None,
        steps=decode(tuple[Step, ...], row["steps"]),
        problem=decode(Problem, row["problem"]) if row["problem"] else None,
        attempts=row["attempts"],
        due=moment(row["due"]) if row["due"] is not None else None,
        changed_at=moment(row["changed_at"]),
        receipt=decode(FilingReceipt, row["receipt"]) if row["receipt"] else None,
        summary=_summary(row),
        purged=bool(row["purged"]),
    )


def item_values(item: IntakeItem, state: OrderState, at: datetime) -> tuple[object, ...]:
    """What stands in ITEM_COLUMNS."""
    return (
        str(item.id),
        encode(item).decode(),
        item.digest,
        str(item.parent) if item.parent else None,
        item.position,
        item.message_id,
        state.value,
        micros(at),
        str(item.given.dokument) if item.given else None,
    )


def moved_values(state: OrderState, problem: Problem | None, due: datetime | None, at: datetime) -> tuple[object, ...]:
    """What stands in MOVED."""
    return state.value, encode(problem).decode() if problem else None, micros(due) if due else None, micros(at)


def handed_in(connection: Any, item: ItemId) -> HandOver | None:
    """To whom the item was handed over last, unless that was taken back."""
    query = "SELECT record FROM handover WHERE item = ? AND state <> 'WITHDRAWN' ORDER BY seq DESC LIMIT 1"
    row = connection.execute(query, (str(item),)).fetchone()
    return decode(HandOver, row["record"]) if row else None


def _summary(row: Any) -> Summary | None:
    if not row["summary"]:
        return None
    summary = decode(Summary, row["summary"])
    if row["order_record"]:
        order = _order(row["order_record"])
        return replace(summary, titel=order.main.titel, sagsnummer=order.sag.sagsnummer)
    return summary


@lru_cache(REMEMBERED)
def _item(record: str) -> IntakeItem:
    return decode(IntakeItem, record)


@lru_cache(REMEMBERED)
def _order(record: str) -> FilingOrder:
    return decode(FilingOrder, record)
