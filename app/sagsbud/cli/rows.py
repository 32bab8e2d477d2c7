"""Outbox entries as the JSON and the lines that commands print."""

from typing import Any

from sagsbud.cli.output import Output
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.texts import state_text, trouble_text


def reason_of(entry: OutboxEntry) -> str | None:
    """The code that says why the entry stands where it does, or None when it is simply on its way."""
    if entry.problem:
        return entry.problem.trouble.value
    return None


def record_of(entry: OutboxEntry, *, path: str | None = None, reason: str | None = None) -> dict[str, Any]:
    """`path item order state reason dokument …` of one entry."""
    order = entry.order
    return {
        "path": path if path is not None else entry.item.name,
        "item": str(entry.item.id),
        "order": str(order.id) if order else None,
        "state": entry.state.value,
        "reason": reason or reason_of(entry),
        "dokument": str(order.main.dokument) if order else None,
        "sag": order.sag.sagsnummer if order else None,
        "kle": str(order.kle) if order else None,
        "sha256": entry.item.digest,
        "due": entry.due.isoformat() if entry.due else None,
        "attempts": entry.attempts,
    }


def say(out: Output, entry: OutboxEntry, *, path: str | None = None, note: str = "") -> None:
    """One readable line: state, name, Sag, and why."""
    where = f" → {entry.order.sag.sagsnummer}" if entry.order else ""
    why = note
    if not why and entry.problem:
        why = trouble_text(entry.problem.trouble, dict(entry.problem.params)).in_row
    out.line(f"{state_text(entry.state):<22} {path or entry.item.name}{where}" + (f" · {why}" if why else ""))


def needs_person(entry: OutboxEntry) -> bool:
    """Whether a script should tell somebody."""
    return entry.state in (OrderState.DRAFT, OrderState.REJECTED, OrderState.CONFLICT, OrderState.IN_REVIEW)
