"""What the organisation's rules send to review, and when it is filed."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sagsbud.domain.orders import FilingOrder, Priority, Suggested
from sagsbud.domain.sagsobjekter import Foelsomhed, Retning
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewReason, ReviewRequest, ReviewTiming
from sagsbud.domain.suggestions import Band
from sagsbud.review.rules import Before, PolicyRules, ReviewPolicy

from tests.support.orders import CLERK, KLE, make_order
from tests.support.review import CHANGED_KLE, SUPERVISOR, asked

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ALL = frozenset(
    {
        ReviewReason.UNSURE,
        ReviewReason.CHANGED_CLASS,
        ReviewReason.SENSITIVE,
        ReviewReason.THIRD_PARTY_CPR,
        ReviewReason.AUTO_FILED,
    }
)
SURE = Suggested(kle=KLE, kle_band=Band.SURE, sag_band=Band.SURE)
UNCHANGED = ReviewField(FieldName.KLE, str(KLE), str(KLE), Band.SURE, 0.97)


def order(**changes: Any) -> FilingOrder:
    """One that nothing speaks against."""
    return replace(make_order(), **{"suggested": SURE, **changes})


def judged(
    given: FilingOrder, *fields: ReviewField, strangers_cpr: bool = False, **policy: Any
) -> ReviewRequest | None:
    whole = ReviewPolicy(**{"to": SUPERVISOR, "reasons": ALL, **policy})
    rules = PolicyRules(lambda: whole, lambda: NOW, random.Random(1))
    return rules.request(given, fields or (UNCHANGED,), strangers_cpr=strangers_cpr)


def reasons(*given: Any, **policy: Any) -> list[ReviewReason]:
    found = judged(*given, **policy)
    return list(found.reasons) if found else []


def test_what_is_sure_and_unchanged_is_not_looked_at() -> None:
    assert judged(order()) is None


def test_each_rule_has_its_reason() -> None:
    sensitive = replace(order().main, foelsomhed=Foelsomhed.FOELSOM)
    assert reasons(order(suggested=replace(SURE, sag_band=Band.UNSURE))) == [ReviewReason.UNSURE]
    assert reasons(order(), CHANGED_KLE) == [ReviewReason.CHANGED_CLASS]
    assert reasons(order(main=sensitive)) == [ReviewReason.SENSITIVE]
    assert reasons(order(), strangers_cpr=True) == [ReviewReason.THIRD_PARTY_CPR]
    assert reasons(order(priority=Priority.AUTOMATIC)) == [ReviewReason.AUTO_FILED]
    assert reasons(order(), kle=("02.34",)) == [ReviewReason.KLE_GROUP]
    assert reasons(order(), new_until=date(2026, 11, 25)) == [ReviewReason.NEW_EMPLOYEE]
    assert reasons(order(), sample_percent=100) == [ReviewReason.SAMPLE]


def test_a_rule_that_is_off_sends_nothing() -> None:
    assert judged(order(), CHANGED_KLE, reasons=frozenset()) is None
    assert judged(order(), kle=("16",), new_until=date(2026, 11, 24)) is None


@pytest.mark.parametrize("to", [None, CLERK], ids=["nobody", "oneself"])
def test_nothing_goes_to_nobody_or_to_oneself(to: Any) -> None:
    assert judged(order(), CHANGED_KLE, to=to) is None


def test_a_sample_is_about_as_large_as_was_asked_for() -> None:
    policy = ReviewPolicy(to=SUPERVISOR, sample_percent=5)
    rules = PolicyRules(lambda: policy, lambda: NOW, random.Random(3))
    drawn = sum(rules.request(order(), (UNCHANGED,)) is not None for _ in range(4000))
    assert 140 <= drawn <= 260


def test_what_was_reviewed_is_reviewed_again_when_it_is_corrected() -> None:
    corrected = order(corrects=order(review=asked()))
    found = judged(corrected, to=None, reasons=frozenset())
    assert found
    assert (found.to, found.reasons) == (SUPERVISOR, (ReviewReason.CORRECTED,))


@pytest.mark.parametrize(
    ("before", "retning", "timing"),
    [
        (Before.NEVER, Retning.UD, ReviewTiming.AFTER),
        (Before.OWN, Retning.IND, ReviewTiming.AFTER),
        (Before.OWN, Retning.UD, ReviewTiming.BEFORE),
        (Before.ALWAYS, Retning.IND, ReviewTiming.BEFORE),
    ],
)
def test_received_mail_is_filed_first_unless_policy_says_otherwise(
    before: Before, retning: Retning, timing: ReviewTiming
) -> None:
    found = judged(order(main=replace(order().main, retning=retning)), CHANGED_KLE, before=before)
    assert found
    assert found.timing is timing
