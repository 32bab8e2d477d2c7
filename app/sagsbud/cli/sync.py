"""`sagsbud sync`: deliver what is due, and take over the service's list of open Sager."""

import time
from argparse import Namespace
from typing import Any

from sagsbud.bootstrap import House, open_house
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.errors import ServiceError, Trouble
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.states import IN_QUEUE, NEEDS_PERSON, OrderState
from sagsbud.domain.storeports import Outbox
from sagsbud.outbox.claims import WHOLE_SERVICE
from sagsbud.texts import trouble_text

UNDER_WAY = frozenset({OrderState.SENDING, OrderState.VERIFYING})
LOOK_INTERVAL = 0.05
"""Seconds between looks at the counts."""
STANDSTILL = 30.0
"""Seconds without any change after which another process that holds the delivery is not waited for."""


def run(args: Namespace, out: Output) -> Exit:
    """Deliver until nothing is under way, or with `--wait` until nothing waits; then the counts."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        house.ports.delivery.start()
        unread = _take_sager(house)
        house.engine.follow_review()
        problem = _exchange(house)
        deliver(house, args.wait, out)
        summary = summarise(house.ports.outbox)
        problem = house.ports.delivery.status().problem or unread or problem
        if problem:
            summary["errors"].append({"reason": problem.trouble.value, "since": problem.since.isoformat()})
            out.line(trouble_text(problem.trouble, dict(problem.params)).in_row)
        out.record(summary)
        out.line("  ".join(f"{state} {count}" for state, count in summary["counts"].items()))
        return _exit(summary, problem.trouble if problem else None)


def _exchange(house: House) -> Problem | None:
    """Give colleagues what is theirs, take in what they gave, and see what became of the rest; why not, when not."""
    if house.ports.handing is None or house.engine.trays is None:
        return None
    try:
        house.ports.handing.delivery.settle()
        house.engine.trays.look()
        house.engine.trays.follow()
    except ServiceError as error:
        return Problem.of(error, house.ports.clock())
    return house.ports.handing.delivery.status().problem


def _take_sager(house: House) -> Problem | None:
    """So that Sager are known when there is no connection; why not, when the list could not be read."""
    try:
        house.ports.sager.replace_all(house.ports.service.sager())
    except ServiceError as error:
        return Problem.of(error, house.ports.clock())
    return None


def deliver(house: House, wait: float, out: Output) -> None:
    """Let the delivery work until nothing is due, or up to `wait` seconds while anything is left in the queue."""
    outbox, deadline = house.ports.outbox, time.monotonic() + wait
    last: dict[OrderState, int] | None = None
    moved = time.monotonic()
    while True:
        counts = outbox.counts()
        left = sum(counts.get(state, 0) for state in IN_QUEUE)
        if counts != last:
            out.progress(f"{counts.get(OrderState.FILED, 0)} / {left}")
            last, moved = counts, time.monotonic()
        over = time.monotonic() >= deadline
        if not left or (over and (not _working(house, counts) or time.monotonic() >= moved + STANDSTILL)):
            break
        time.sleep(LOOK_INTERVAL)
    out.progress_done()


def _working(house: House, counts: dict[OrderState, int]) -> bool:
    """Whether the delivery carries something, or is about to."""
    if house.ports.delivery.status().problem:
        return False
    return any(counts.get(state, 0) for state in UNDER_WAY) or house.ports.outbox.is_due()


def summarise(outbox: Outbox) -> dict[str, Any]:
    """`counts` per state, the `oldest` undelivered, and `errors` of what needs a person."""
    waiting = outbox.page(IN_QUEUE, limit=1, newest_first=False)
    troubled = outbox.page(NEEDS_PERSON, limit=1000)
    return {
        "counts": {state.value: count for state, count in outbox.counts().items() if count},
        "oldest": waiting[0].item.received_at.isoformat() if waiting else None,
        "errors": [_error(entry) for entry in troubled],
    }


def _error(entry: OutboxEntry) -> dict[str, Any]:
    return {
        "item": str(entry.item.id),
        "state": entry.state.value,
        "reason": entry.problem.trouble.value if entry.problem else None,
        "since": entry.problem.since.isoformat() if entry.problem else None,
    }


def _exit(summary: dict[str, Any], trouble: Trouble | None) -> Exit:
    if trouble in WHOLE_SERVICE:
        return Exit.UNREACHABLE
    left = any(state.value in summary["counts"] for state in NEEDS_PERSON)
    return Exit.NEEDS_PERSON if left or trouble is not None else Exit.DONE
