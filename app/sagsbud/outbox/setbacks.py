"""What each failure of a try means for the order it met, and for the service as a whole."""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sagsbud.domain.clock import Clock
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
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.states import IN_QUEUE, IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.attempt import Attempt
from sagsbud.outbox.claims import Claims, Outcome
from sagsbud.outbox.health import ServiceHealth, is_no_connection, pause_after, retry_after

log = logging.getLogger(__name__)
Came = TypeVar("Came")

FIRST_LOOK = timedelta(seconds=0.2)
"""How soon after a lost answer the first look-up is: what it finds is certain at once."""
MOST_STRIKES = 5
"""Tries after which an order that a running service fails on each time, and never carries out, counts as refused."""
OF_THE_DOCUMENT = frozenset({Trouble.CONTENT_MISSING, Trouble.CONTENT_DAMAGED})
SHUT_OUT = frozenset({Trouble.LOGIN_NEEDED, Trouble.CERTIFICATE_REFUSED})


class Setbacks:
    """Decides and keeps what comes of a try that failed. Safe to use from several threads."""

    def __init__(
        self, claims: Claims, attempt: Attempt, health: ServiceHealth, clock: Clock, chance: random.Random
    ) -> None:
        self._claims = claims
        self._attempt = attempt
        self._health = health
        self._clock = clock
        self._chance = chance
        self._got_on: dict[ItemId, int] = {}
        """Of orders that got on but not through: the number of tries until then, which are no reason to wait longer."""

    def guarded(self, entry: OutboxEntry, so_far: int, step: Callable[[], Came]) -> Came | OutboxEntry:
        """What the step answers, or where the order stands when it failed; `so_far` is how far it had come before.

        Raises IllegalTransition when a person was faster, StoreError when the outcome could not be kept.
        """
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
            self.over(after.item.id)
        return after

    def over(self, item: ItemId) -> None:
        """The order is through, or a person's matter."""
        self._got_on.pop(item, None)

    def kept_back(self, entry: OutboxEntry) -> OutboxEntry:
        """Where an order stands that was in hand, and not sent because others found the service shut."""
        problem = self._health.status.problem or Problem(Trouble.UNREACHABLE, self._clock())
        if problem.trouble in SHUT_OUT:
            return self._claims.outcome(entry, Outcome(OrderEvent.SHUT_OUT, problem))
        return self._claims.outcome(entry, Outcome(OrderEvent.NOT_SENT, problem, self.later(entry)))

    def struck(self, entry: OutboxEntry, event: OrderEvent, problem: Problem) -> OutboxEntry:
        """The service fails on this order: after some tries a person must look, unless it fails on all alike."""
        if self._health.suspect and event is not OrderEvent.SHUT_OUT:
            return self._claims.outcome(entry, Outcome(event, problem, self.later(entry)))
        if self._claims.strikes(entry.item.id) + 1 >= MOST_STRIKES:
            refused = Problem(Trouble.REFUSED, self._clock(), problem.params)
            return self._claims.outcome(entry, Outcome(OrderEvent.REFUSED, refused, strike=True))
        due = None if event is OrderEvent.SHUT_OUT else self.later(entry)
        return self._claims.outcome(entry, Outcome(event, problem, due, strike=True))

    def later(self, entry: OutboxEntry, error: SagsbudError | None = None) -> datetime:
        """When to try again."""
        asked = retry_after(error) if error else None
        in_vain = entry.attempts - self._got_on.get(entry.item.id, 1)
        return self._clock() + (asked or pause_after(in_vain, self._chance))

    def _failed(self, entry: OutboxEntry, error: SagsbudError) -> OutboxEntry:
        retry = error.retry if isinstance(error, ServiceError) else Retry.NEVER
        if isinstance(error, StoreError) and error.trouble not in OF_THE_DOCUMENT:
            retry = Retry.LATER
        already_shut = not self._health.is_open
        self._tell_health(entry, error, retry)
        problem = Problem.of(error, self._clock())
        event = _event(entry.state, retry, conflict=isinstance(error, Conflict))
        if event is OrderEvent.SHUT_OUT and not already_shut:
            return self.struck(entry, event, problem)
        due = None
        if isinstance(error, AnswerLost):
            due = self._clock() + FIRST_LOOK
        elif event in (OrderEvent.NOT_SENT, OrderEvent.MAYBE_SENT):
            due = self.later(entry, error)
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
