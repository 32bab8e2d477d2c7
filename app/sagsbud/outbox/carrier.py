"""Carries one order one step of its way, and decides what each failure means for it."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sagsbud.domain.errors import (
    AnswerLost,
    Busy,
    Conflict,
    Retry,
    SagsbudError,
    ServiceError,
    StoreError,
    Trouble,
    Unreachable,
)
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import FilingReceipt, OutboxEntry, Problem, Step, StepState
from sagsbud.domain.ports import Clock
from sagsbud.domain.states import IN_QUEUE, IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.attempt import Attempt, AwaitsReview, Proofs
from sagsbud.outbox.claims import Claims, Outcome, Proven
from sagsbud.outbox.health import ServiceHealth, is_no_connection, pause_after, retry_after

log = logging.getLogger(__name__)
Came = TypeVar("Came")

SETTLING = timedelta(seconds=5)
"""How long after an answer was lost a look-up that finds nothing is not believed yet: the request may still be on its
way, or wait for its turn in the service."""
FIRST_LOOK = timedelta(seconds=0.2)
"""How soon after a lost answer the first look-up is: what it finds is certain at once."""
MOST_STRIKES = 5
"""Tries after which an order that a running service fails on each time, and never carries out, counts as refused."""
OF_THE_DOCUMENT = frozenset({Trouble.CONTENT_MISSING, Trouble.CONTENT_DAMAGED})
_LOOKED = ("looked", "1")


@dataclass(frozen=True, slots=True)
class Sent:
    """An order whose every write was answered; its proof is still to come."""

    entry: OutboxEntry
    """As it is kept: a crash before the proof looks it up."""
    reading: OutboxEntry
    done: Sequence[Step]
    """What is to be kept with the proof."""
    first: bool
    """Whether nothing of it was ever begun before this try."""
    so_far: int
    """How far the tries before it had come."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking for the proof of several orders at once."""

    told: Proofs = field(default_factory=dict)
    filed: Mapping[ItemId, OutboxEntry] = field(default_factory=dict)
    """Those that needed no more."""
    away: ServiceError | None = None
    """Why there is no service to ask, now for none of them."""


class Carrier:
    """The decisions of the delivery. `moved` hears of the stations an order passes on the way."""

    def __init__(
        self,
        claims: Claims,
        attempt: Attempt,
        health: ServiceHealth,
        clock: Clock,
        chance: random.Random,
        moved: Callable[[OutboxEntry], None],
        settling: timedelta = SETTLING,
    ) -> None:
        self._claims = claims
        self._attempt = attempt
        self._health = health
        self._clock = clock
        self._chance = chance
        self._moved = moved
        self._settling = settling
        self._got_on: dict[ItemId, int] = {}
        """Of orders that got on but not through: the number of tries until then, which are no reason to wait longer."""

    def carry(self, entry: OutboxEntry) -> OutboxEntry | Sent:
        """Look up what is uncertain, send the rest; where the order stands then.

        Raises IllegalTransition when a person was faster, StoreError when the outcome could not be kept.
        """
        so_far = self._attempt.come_so_far(entry)
        if entry.state is OrderState.UNCERTAIN:
            return self._guarded(entry, so_far, lambda: self._look_up(entry))
        claimed = self._claims.claim(entry)
        self._moved(claimed)
        return self._guarded(claimed, so_far, lambda: self._send(claimed, so_far))

    def ask(self, sent: Sequence[Sent]) -> Asked:
        """Ask the service about all these orders at once; what it says is for `prove`, to each of them.

        An answer that cannot be used is none: each is read back by itself then. A service that is not there is so for
        all of them.
        """
        told: Proofs = {}
        try:
            told = self._attempt.ask_for_proofs([one.entry.order for one in sent if one.entry.order])
        except ServiceError as error:
            if error.retry is Retry.AFTER_LOGIN or is_no_connection(error):
                return Asked(away=error)
        except Exception as error:  # noqa: BLE001 - a defect here spares the orders themselves
            log.error("asking for proofs failed unexpectedly: %s", type(error).__name__)
        return Asked(told, self._filed(sent, told))

    def _filed(self, sent: Sequence[Sent], told: Proofs) -> Mapping[ItemId, OutboxEntry]:
        """Those of the orders of which nothing is left open, kept at once; nobody, when something is in the way."""
        found = [(one, self._attempt.receipt(one.reading, told)) for one in sent if one.first]
        proven = [Proven(one.entry, receipt, one.done) for one, receipt in found if receipt]
        try:
            entries = self._claims.proven_together(proven) if proven else []
        except (StoreError, IllegalTransition):
            return {}
        return {entry.item.id: entry for entry in entries}

    def prove(self, sent: Sent, asked: Asked) -> OutboxEntry:
        """Where the order stands when it was read back. Raises as `carry`."""
        filed = asked.filed.get(sent.entry.item.id)
        if filed:
            self._got_on.pop(filed.item.id, None)
            return filed
        return self._guarded(sent.entry, sent.so_far, lambda: self._prove_sent(sent, asked))

    def _guarded(self, entry: OutboxEntry, so_far: int, step: Callable[[], Came]) -> Came | OutboxEntry:
        after: Came | OutboxEntry
        try:
            after = step()
        except SagsbudError as error:
            now = self._claims.present(entry.item.id)
            if self._attempt.come_so_far(now) > so_far:
                self._got_on[now.item.id] = now.attempts
            after = self._failed(now, error)
        except IllegalTransition:
            raise
        except Exception as error:  # noqa: BLE001 - a defect: named on the document, never lost
            log.error("delivering failed unexpectedly: %s", type(error).__name__)
            defect = SagsbudError(Trouble.DEFECT, kind=type(error).__name__)
            after = self._failed(self._claims.present(entry.item.id), defect)
        if isinstance(after, OutboxEntry) and after.state not in IN_QUEUE:
            self._got_on.pop(after.item.id, None)
        return after

    # -- stations -----------------------------------------------------------------------------------------

    def _send(self, entry: OutboxEntry, so_far: int) -> OutboxEntry | Sent:
        first = entry.untouched
        if first:
            self._attempt.foresee(entry, self._claims.coming)
        try:
            entry, done = self._attempt.send(entry)
        except AwaitsReview:
            self._health.worked()
            return self._claims.outcome(self._claims.present(entry.item.id), Outcome(OrderEvent.AWAITS_REVIEW))
        self._health.worked()
        if entry.order and entry.order.taken_back:
            return self._claims.outcome(self._claims.mark(entry, *done), Outcome(OrderEvent.CLEARED))
        reading = replace(entry.after(OrderEvent.ACCEPTED, self._clock()), steps=_all_done(entry.steps))
        self._moved(reading)
        return Sent(entry, reading, done, first, so_far)

    def _prove_sent(self, sent: Sent, asked: Asked) -> OutboxEntry:
        perhaps_twice = () if sent.first else self._claims.perhaps_twice(sent.entry)
        try:
            if asked.away:
                raise asked.away
            receipt = self._attempt.prove(sent.reading, perhaps_twice, asked.told)
        except Exception:
            self._claims.accepted(sent.entry, *sent.done)
            raise
        if receipt is None:
            return self._vanished(self._attempt.doubt(self._claims.accepted(sent.entry, *sent.done)))
        return self._proven(sent.entry, receipt, sent.done)

    def _look_up(self, entry: OutboxEntry) -> OutboxEntry:
        entry = self._attempt.look_up(entry)
        self._health.answered()
        if all(step.state is StepState.DONE for step in entry.steps):
            if entry.order and entry.order.taken_back:
                return self._claims.outcome(entry, Outcome(OrderEvent.CLEARED))
            return self._prove(self._claims.outcome(entry, Outcome(OrderEvent.FOUND_WHOLE)))
        if all(step.state is not StepState.STARTED for step in entry.steps):
            return self._claims.outcome(entry, Outcome(OrderEvent.FOUND_MISSING))
        if not _looked_before(entry):
            return self._claims.outcome(entry, self._look_again(entry))
        return self._missing(self._attempt.give_up_on_started(entry))

    def _look_again(self, entry: OutboxEntry) -> Outcome:
        problem = entry.problem or Problem(Trouble.ANSWER_LOST, self._clock())
        problem = replace(problem, params=(*problem.params, _LOOKED))
        return Outcome(OrderEvent.MAYBE_SENT, problem, self._clock() + self._settling)

    def _missing(self, entry: OutboxEntry) -> OutboxEntry:
        """The lost request was not carried out. When the service had answered with a failure, that counts."""
        since = entry.problem.since if entry.problem else self._clock()
        status = dict(entry.problem.params).get("status", "") if entry.problem else ""
        if not status.startswith("5"):
            problem = Problem(Trouble.UNREACHABLE, since, (("cause", "broken"),))
            due = self._later(entry) if entry.attempts > 1 else None
            return self._claims.outcome(entry, Outcome(OrderEvent.FOUND_MISSING, problem, due))
        return self._struck(entry, OrderEvent.FOUND_MISSING, Problem(Trouble.BUSY, since, (("status", status),)))

    def _prove(self, entry: OutboxEntry) -> OutboxEntry:
        self._moved(entry)
        receipt = self._attempt.prove(entry, self._claims.perhaps_twice(entry))
        if receipt is None:
            return self._vanished(self._attempt.doubt(entry))
        return self._proven(entry, receipt)

    def _proven(self, entry: OutboxEntry, receipt: FilingReceipt, done: Sequence[Step] = ()) -> OutboxEntry:
        proven = self._claims.proven(entry, receipt, *done)
        self._health.worked()
        return proven

    def _vanished(self, entry: OutboxEntry) -> OutboxEntry:
        """Every write was answered, yet something is not there: sent again, though not for ever."""
        problem = Problem(Trouble.REFUSED, self._clock(), (("cause", "vanished"),))
        if self._claims.rounds(entry.item.id) >= MOST_STRIKES:
            return self._claims.outcome(entry, Outcome(OrderEvent.REFUSED, problem))
        return self._claims.outcome(entry, Outcome(OrderEvent.FOUND_MISSING, problem, self._later(entry)))

    # -- failures -----------------------------------------------------------------------------------------

    def _failed(self, entry: OutboxEntry, error: SagsbudError) -> OutboxEntry:
        retry = error.retry if isinstance(error, ServiceError) else Retry.NEVER
        if isinstance(error, StoreError) and error.trouble not in OF_THE_DOCUMENT:
            retry = Retry.LATER
        already_shut = not self._health.is_open
        self._tell_health(entry, error, retry)
        problem = Problem.of(error, self._clock())
        event = _event(entry.state, retry, conflict=isinstance(error, Conflict))
        if event is OrderEvent.SHUT_OUT and not already_shut:
            return self._struck(entry, event, problem)
        due = None
        if isinstance(error, AnswerLost):
            due = self._clock() + FIRST_LOOK
        elif event in (OrderEvent.NOT_SENT, OrderEvent.MAYBE_SENT):
            due = self._later(entry, error)
        counts = entry.state is not OrderState.SENDING and event is OrderEvent.MAYBE_SENT
        return self._claims.outcome(entry, Outcome(event, problem, due, counts=counts))

    def _tell_health(self, entry: OutboxEntry, error: SagsbudError, retry: Retry) -> None:
        status = error.params.get("status", "")
        if (
            retry is Retry.AFTER_LOGIN
            or is_no_connection(error)
            or (isinstance(error, Busy) and status in ("429", "503"))
        ):
            self._health.shut(error)
        elif isinstance(error, Busy | Unreachable | AnswerLost):
            self._health.stumbled(entry.item.id, Busy(status=status) if status else Unreachable(cause="broken"))
        elif isinstance(error, ServiceError):
            self._health.answered()

    def _struck(self, entry: OutboxEntry, event: OrderEvent, problem: Problem) -> OutboxEntry:
        """The service fails on this order: after some tries a person must look, unless it fails on all alike."""
        if self._health.suspect and event is not OrderEvent.SHUT_OUT:
            return self._claims.outcome(entry, Outcome(event, problem, self._later(entry)))
        if self._claims.strikes(entry.item.id) + 1 >= MOST_STRIKES:
            refused = Problem(Trouble.REFUSED, self._clock(), problem.params)
            return self._claims.outcome(entry, Outcome(OrderEvent.REFUSED, refused, strike=True))
        due = None if event is OrderEvent.SHUT_OUT else self._later(entry)
        return self._claims.outcome(entry, Outcome(event, problem, due, strike=True))

    def _later(self, entry: OutboxEntry, error: SagsbudError | None = None) -> datetime:
        asked = retry_after(error) if error else None
        in_vain = entry.attempts - self._got_on.get(entry.item.id, 1)
        return self._clock() + (asked or pause_after(in_vain, self._chance))


def _all_done(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, state=StepState.DONE) for step in steps)


def _looked_before(entry: OutboxEntry) -> bool:
    return entry.problem is not None and _LOOKED in entry.problem.params


def _event(state: OrderState, retry: Retry, *, conflict: bool) -> OrderEvent:
    if conflict:
        return OrderEvent.CONFLICTED
    if retry is Retry.NEVER:
        return OrderEvent.REFUSED
    if state is not OrderState.SENDING:
        return OrderEvent.MAYBE_SENT
    return {
        Retry.LATER: OrderEvent.NOT_SENT,
        Retry.VERIFY_FIRST: OrderEvent.MAYBE_SENT,
        Retry.AFTER_LOGIN: OrderEvent.SHUT_OUT,
    }[retry]
