"""The workflow's moves, and who may make them."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sagsbud.domain.ids import DokumentId, SagId, new_order_id
from sagsbud.domain.review import ReviewDokument, ReviewStep
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.verdicts import Refusal, ReturnReason, ReviewDecision, ReviewOrder, ReviewVerb
from sagsbud.domain.workflow import FOLLOWS, is_done, refusal, target

from tests.support.orders import CLERK
from tests.support.review import COLLEAGUE, SUPERVISOR

_S, _V = DokumentFremdrift, ReviewVerb
AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


def seen(state: DokumentFremdrift | None = _S.UNDERREVIEW, **changes: object) -> ReviewDokument:
    steps = (ReviewStep(_S.MODTAGET, AT, CLERK), ReviewStep(state, AT, CLERK)) if state else ()
    whole = ReviewDokument(
        DokumentId(UUID(int=1)), "Brev", state, steps, "v1", AT, sager=(SagId(UUID(int=2)),), holder=SUPERVISOR
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def said(verb: ReviewVerb, **changes: object) -> ReviewDecision:
    whole = ReviewDecision(DokumentId(UUID(int=1)), verb, "v1", reason=ReturnReason.OTHER, to=COLLEAGUE)
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", list(_V))
@pytest.mark.parametrize("state", list(_S))
def test_no_decision_makes_a_move_the_workflow_lacks(verb: ReviewVerb, state: DokumentFremdrift) -> None:
    whole = seen(state, sager=() if verb is _V.NOT_TO_BE_FILED else (SagId(UUID(int=2)),))
    after = target(verb, whole)
    if refusal(said(verb), whole, SUPERVISOR) is None and after is not None:
        assert after in FOLLOWS[state]


@pytest.mark.parametrize("state", [one for one in _S if one is not _S.UNDERREVIEW])
def test_only_what_waits_is_approved_returned_or_reassigned(state: DokumentFremdrift) -> None:
    for verb in (_V.APPROVE, _V.RETURN, _V.REASSIGN):
        assert refusal(said(verb), seen(state), SUPERVISOR) is Refusal.NOT_IN_REVIEW


def test_a_state_nobody_knows_is_left_alone() -> None:
    for verb in _V:
        assert refusal(said(verb), seen(None), SUPERVISOR) is not None or verb is _V.NOT_TO_BE_FILED


def test_four_eyes() -> None:
    assert refusal(said(_V.APPROVE), seen(), CLERK) is Refusal.OWN
    assert refusal(said(_V.APPROVE), seen(registered_by=SUPERVISOR.id), SUPERVISOR) is Refusal.OWN
    assert refusal(said(_V.APPROVE), seen(written_by=SUPERVISOR.id), SUPERVISOR) is Refusal.OWN
    assert refusal(said(_V.APPROVE), seen(), SUPERVISOR) is None


def test_what_is_missing_is_said() -> None:
    assert refusal(said(_V.REASSIGN, to=None), seen(), SUPERVISOR) is Refusal.NO_TARGET
    assert refusal(said(_V.RETURN, reason=None), seen(), SUPERVISOR) is Refusal.NO_REASON
    assert refusal(said(_V.APPROVE), seen(sager=()), SUPERVISOR) is Refusal.NO_SAG
    assert refusal(said(_V.APPROVE, version="v0"), seen(), SUPERVISOR) is Refusal.CHANGED
    assert refusal(said(_V.APPROVE), None, SUPERVISOR) is Refusal.NOT_THERE
    assert refusal(said(_V.APPROVE), seen(passive=True), SUPERVISOR) is Refusal.NOT_THERE


def test_a_decision_knows_its_own_work() -> None:
    order = ReviewOrder(new_order_id(), said(_V.APPROVE), SUPERVISOR, AT)
    ours = seen(_S.ENDELIGT, steps=(ReviewStep(_S.ENDELIGT, AT, SUPERVISOR),))
    theirs = seen(_S.ENDELIGT, steps=(ReviewStep(_S.ENDELIGT, AT, COLLEAGUE),))

    assert is_done(order, ours)
    assert not is_done(order, theirs)
    assert not is_done(order, seen())
    assert not is_done(order, None)
