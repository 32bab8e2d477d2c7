"""Which filings are looked at again, by the organisation's policy: each rule has its own sentence."""

import random
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from sagsbud.domain.clock import Clock
from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import FilingOrder, Priority
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import Foelsomhed, Retning
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewReason, ReviewRequest, ReviewTiming
from sagsbud.domain.suggestions import Band
from sagsbud.domain.workdays import danish_date

_SENSITIVE = frozenset({Foelsomhed.FOELSOM, Foelsomhed.VIP})


class Before(StrEnum):
    """What is filed only when approved. Everything else is filed first: the duty to file beats the review."""

    NEVER = "never"
    OWN = "own"
    """What we send or write ourselves."""
    ALWAYS = "always"
    """Received documents too, though the law wants them filed as soon as possible."""


@frozen
class ReviewPolicy:
    """What the settings say of review. Without `to` nothing goes to review."""

    to: Aktoer | None = None
    before: Before = Before.NEVER
    reasons: frozenset[ReviewReason] = frozenset()
    """The rules in force, of UNSURE, CHANGED_CLASS, SENSITIVE, THIRD_PARTY_CPR and AUTO_FILED."""
    kle: tuple[str, ...] = ()
    """Beginnings of KLE numbers whose filings are all looked at."""
    new_until: date | None = None
    """The last day on which the person at this machine counts as new."""
    sample_percent: int = 0


class PolicyRules:
    """The domain's ReviewRules. `policy` is asked each time, so that a change of the settings holds at once."""

    def __init__(self, policy: Callable[[], ReviewPolicy], clock: Clock, chance: random.Random | None = None) -> None:
        self._policy = policy
        self._clock = clock
        self._chance = chance or random.SystemRandom()

    def request(
        self, order: FilingOrder, fields: tuple[ReviewField, ...], *, strangers_cpr: bool = False
    ) -> ReviewRequest | None:
        """What is asked for this order, and why."""
        policy = self._policy()
        before = order.corrects.review if order.corrects else None
        to = policy.to or (before.to if before else None)
        if to is None or to.id == order.decided_by.id:
            return None
        reasons = self._reasons(policy, order, fields, strangers_cpr=strangers_cpr)
        if before:  # what was approved no longer holds, whatever the rules say
            reasons.insert(0, ReviewReason.CORRECTED)
        if not reasons:
            return None
        return ReviewRequest(to=to, timing=_timing(policy, order), reasons=tuple(reasons), fields=fields)

    def _reasons(
        self, policy: ReviewPolicy, order: FilingOrder, fields: tuple[ReviewField, ...], *, strangers_cpr: bool
    ) -> list[ReviewReason]:
        found = [
            reason
            for reason, holds in (
                (ReviewReason.UNSURE, _is_unsure(order)),
                (ReviewReason.CHANGED_CLASS, any(one.name is FieldName.KLE and one.changed for one in fields)),
                (ReviewReason.SENSITIVE, any(draft.foelsomhed in _SENSITIVE for draft in order.drafts)),
                (ReviewReason.THIRD_PARTY_CPR, strangers_cpr),
                (ReviewReason.AUTO_FILED, order.priority is not Priority.USER),
            )
            if holds and reason in policy.reasons
        ]
        if any(str(order.kle).startswith(beginning) for beginning in policy.kle):
            found.append(ReviewReason.KLE_GROUP)
        if policy.new_until and danish_date(self._clock()) <= policy.new_until:
            found.append(ReviewReason.NEW_EMPLOYEE)
        if policy.sample_percent and self._chance.random() * 100 < policy.sample_percent:
            found.append(ReviewReason.SAMPLE)
        return found


def _is_unsure(order: FilingOrder) -> bool:
    """Whether the person chose without much help, in the Sag or in the subject."""
    weak = (Band.UNSURE, Band.NONE)
    return order.suggested.kle_band in weak or order.suggested.sag_band in weak


def _timing(policy: ReviewPolicy, order: FilingOrder) -> ReviewTiming:
    own = order.main.retning is not Retning.IND
    before = policy.before is Before.ALWAYS or (policy.before is Before.OWN and own)
    return ReviewTiming.BEFORE if before else ReviewTiming.AFTER
