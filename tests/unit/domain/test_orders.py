"""Orders: what is written in which order, and how an entry moves."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.errors import Busy, Refused, Trouble
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.orders import OutboxEntry, Problem, Step, StepKind, StepState, plan
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState

from tests.support.orders import NOW, make_item, make_order


@given(st.integers(0, 12))
def test_bilag_are_made_before_the_dokument_that_points_at_them_and_journalised_after_it(bilag: int) -> None:
    order = make_order(bilag=bilag)
    steps = plan(order)
    made = [step.dokument for step in steps if step.kind is StepKind.DOKUMENT]
    filed = [step.dokument for step in steps if step.kind is StepKind.JOURNALPOST]
    assert made == [*(draft.dokument for draft in order.bilag), order.main.dokument]
    assert filed == [draft.dokument for draft in order.drafts]
    assert [step.kind for step in steps] == [StepKind.DOKUMENT] * (bilag + 1) + [StepKind.JOURNALPOST] * (bilag + 1)
    assert {step.state for step in steps} == {StepState.PENDING}


@given(st.lists(st.sampled_from(StepState), max_size=8))
def test_untouched_means_that_no_write_was_ever_started(kept: list[StepState]) -> None:
    steps = tuple(Step(StepKind.DOKUMENT, DokumentId(UUID(int=n)), state) for n, state in enumerate(kept))
    entry = OutboxEntry(1, make_item(), steps=steps)
    assert entry.untouched is (set(kept) <= {StepState.PENDING})


def test_an_event_moves_the_entry_and_replaces_problem_and_due() -> None:
    problem = Problem(Trouble.BUSY, NOW)
    entry = OutboxEntry(1, make_item(), OrderState.SENDING, problem=problem, due=NOW)
    later = NOW + timedelta(seconds=3)
    moved = entry.after(OrderEvent.ACCEPTED, later)
    assert (moved.state, moved.problem, moved.due, moved.changed_at) == (OrderState.VERIFYING, None, None, later)
    with pytest.raises(IllegalTransition):
        moved.after(OrderEvent.CLAIMED, later)


def test_a_problem_keeps_code_and_parameters_of_its_error() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert Problem.of(Busy(30, status="503"), at) == Problem(Trouble.BUSY, at, (("status", "503"),))
    refused = Refused(Trouble.SAG_CLOSED, sag="26/1182", cause="x")
    assert Problem.of(refused, at).params == (("cause", "x"), ("sag", "26/1182"))


def test_what_an_entry_shows_of_itself_holds_no_document_text() -> None:
    order = make_order(bilag=1, titel="Ansøgning fra Karla Prøve")
    assert "Karla" not in repr(order)
