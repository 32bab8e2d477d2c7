"""Store rows as domain values."""

from dataclasses import replace
from typing import Any

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.orders import FilingOrder, FilingReceipt, OutboxEntry, Problem, Step, Summary
from sagsbud.domain.states import OrderState
from sagsbud.outbox.chain import moment
from sagsbud.outbox.coding import decode


def entry_of(row: Any) -> OutboxEntry:
    """The entry a row holds."""
    return OutboxEntry(
        seq=row["seq"],
        item=decode(IntakeItem, row["record"]),
        state=OrderState(row["state"]),
        order=decode(FilingOrder, row["order_record"]) if row["order_record"] else None,
        steps=decode(tuple[Step, ...], row["steps"]),
        problem=decode(Problem, row["problem"]) if row["problem"] else None,
        attempts=row["attempts"],
        due=moment(row["due"]) if row["due"] is not None else None,
        changed_at=moment(row["changed_at"]),
        receipt=decode(FilingReceipt, row["receipt"]) if row["receipt"] else None,
        summary=_summary(row),
        purged=bool(row["purged"]),
    )


def _summary(row: Any) -> Summary | None:
    if not row["summary"]:
        return None
    summary = decode(Summary, row["summary"])
    if row["order_record"]:
        order = decode(FilingOrder, row["order_record"])
        return replace(summary, titel=order.main.titel, sagsnummer=order.sag.sagsnummer)
    return summary
