"""Carries orders a step of their way: looked up when uncertain, sent, and proven together."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import timedelta

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Retry, ServiceError, StoreError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import FilingReceipt, OutboxEntry, Problem, Step, StepState
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.attempt import Attempt, order_of
from sagsbud.outbox.claims import Claims, Outcome, Proven
from sagsbud.outbox.health import ServiceHealth, is_no_connection
from sagsbud.outbox.proving import Proofs
from sagsbud.outbox.sending import Came, Sender, Sent
from sagsbud.outbox.setbacks import MOST_STRIKES, Setbacks

log = logging.getLogger(__name__)

SETTLING = timedelta(seconds=5)
"""How long after an answer was lost a look-up that finds nothing is not believed yet: the request may still be on its
way, or wait for its turn in the service."""
_LOOKED = ("looked", "1")


@frozen
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
        self._moved = moved
        self._settling = settling
        self._setbacks = Setbacks(claims, attempt, health, clock, chance)
        self._sender = Sender(claims, attempt, self._setbacks, health, clock, moved)

    def carry(self, entry: OutboxEntry) -> OutboxEntry | Sent:
        """Look up what is uncertain, send the rest; where the order stands then.

        Raises IllegalTransition when a person was faster, StoreError when the outcome could not be kept.
        """
        if entry.state is OrderState.UNCERTAIN:
            so_far = self._attempt.come_so_far(entry)
            return self._setbacks.guarded(entry, so_far, lambda: self._look_up(entry))
        (came,) = self._sender.send([entry])
        if isinstance(came, Exception):
            raise came
        return came

    def send(self, entries: Sequence[OutboxEntry]) -> list[Came]:
        """As `carry`, of several orders on different Sager in step; what it would raise is told in its place."""
        return self._sender.send(entries)

    def ask(self, sent: Sequence[Sent]) -> Asked:
        """Ask the service about all these orders at once; what it says is for `prove`, to each of them.

        An answer that cannot be used is none: each is read back by itself then. A service that is not there is so for
        all of them.
        """
        told: Proofs = {}
        try:
            told = self._attempt.prover.ask([one.entry.order for one in sent if one.entry.order])
        except ServiceError as error:
            if error.retry is Retry.AFTER_LOGIN or is_no_connection(error):
                return Asked(away=error)
        except Exception as error:  # noqa: BLE001 - a defect here spares the orders themselves
            log.error("asking for proofs failed unexpectedly: %s", type(error).__name__)
        return Asked(told, self._filed(sent, told))

    def _filed(self, sent: Sequence[Sent], told: Proofs) -> Mapping[ItemId, OutboxEntry]:
        """Those of the orders of which nothing is left open, kept at once; nobody, when something is in the way."""
        found = [(one, self._attempt.prover.receipt(order_of(one.reading), told)) for one in sent if one.first]
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
            self._setbacks.over(filed.item.id)
            return filed
        return self._setbacks.guarded(sent.entry, sent.so_far, lambda: self._prove_sent(sent, asked))

    # -- stations -----------------------------------------------------------------------------------------

    def _prove_sent(self, sent: Sent, asked: Asked) -> OutboxEntry:
        perhaps_twice = () if sent.first else self._claims.perhaps_twice(sent.entry)
        try:
            if asked.away:
                raise asked.away
            receipt = self._attempt.prover.prove(order_of(sent.reading), perhaps_twice, asked.told)
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
            due = self._setbacks.later(entry) if entry.attempts > 1 else None
            return self._claims.outcome(entry, Outcome(OrderEvent.FOUND_MISSING, problem, due))
        return self._setbacks.struck(
            entry, OrderEvent.FOUND_MISSING, Problem(Trouble.BUSY, since, (("status", status),))
        )

    def _prove(self, entry: OutboxEntry) -> OutboxEntry:
        self._moved(entry)
        receipt = self._attempt.prover.prove(order_of(entry), self._claims.perhaps_twice(entry))
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
        return self._claims.outcome(entry, Outcome(OrderEvent.FOUND_MISSING, problem, self._setbacks.later(entry)))


def _looked_before(entry: OutboxEntry) -> bool:
    return entry.problem is not None and _LOOKED in entry.problem.params
