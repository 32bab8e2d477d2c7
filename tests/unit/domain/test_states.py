"""The table of legal moves: nothing outside it happens, nobody gets stuck, a crash loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.states import (
    AFTER_CRASH,
    IN_QUEUE,
    NEEDS_PERSON,
    TRANSITIONS,
    IllegalTransition,
    OrderEvent,
    OrderState,
    advance,
)

states = st.sampled_from(OrderState)
events = st.sampled_from(OrderEvent)

ENDS = frozenset({OrderState.FILED, OrderState.WITHDRAWN})
REQUESTS_UNDER_WAY = frozenset({OrderState.SENDING, OrderState.VERIFYING})
BY_PERSON = frozenset(
    {
        OrderEvent.DECIDED,
        OrderEvent.SENT_TO_REVIEW,
        OrderEvent.APPROVED,
        OrderEvent.RETURNED,
        OrderEvent.UNDONE,
        OrderEvent.RETRIED,
        OrderEvent.REVISED,
        OrderEvent.WITHDRAWN,
        OrderEvent.RESTORED,
    }
)


def reachable(start: OrderState, without: frozenset[OrderEvent] = frozenset()) -> set[OrderState]:
    """Every state that can follow, the start included."""
    found, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        for (before, event), after in TRANSITIONS.items():
            if before is state and event not in without and after not in found:
                found.add(after)
                waiting.append(after)
    return found


@given(states, events)
def test_a_pair_is_in_the_table_or_raises(state: OrderState, event: OrderEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert advance(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalTransition) as refused:
            advance(state, event)
        assert (refused.value.state, refused.value.event) == (state, event)


@given(states)
def test_from_every_state_an_end_stays_reachable(state: OrderState) -> None:
    assert reachable(state) & ENDS
    assert OrderState.FILED in reachable(state)


@given(states)
def test_every_state_can_come_to_be(state: OrderState) -> None:
    assert state in reachable(OrderState.DRAFT)


@given(st.lists(events, max_size=60))
def test_whatever_happens_the_order_is_in_one_known_state_and_can_still_be_filed(happened: list[OrderEvent]) -> None:
    state = OrderState.DRAFT
    for event in happened:
        if (state, event) in TRANSITIONS:
            state = advance(state, event)
    assert OrderState.FILED in reachable(state)


def test_what_is_filed_moves_only_to_be_corrected_and_is_never_withdrawn() -> None:
    moves = {event: to for (state, event), to in TRANSITIONS.items() if state is OrderState.FILED}
    assert moves == {OrderEvent.CORRECTED: OrderState.DRAFT}


def test_a_crash_while_requests_are_under_way_leads_to_a_lookup_and_never_to_a_failure() -> None:
    assert set(AFTER_CRASH) == REQUESTS_UNDER_WAY
    assert {advance(state, event) for state, event in AFTER_CRASH.items()} == {OrderState.UNCERTAIN}


def test_what_is_uncertain_is_never_sent_before_it_was_looked_up() -> None:
    looked_up = frozenset({OrderEvent.FOUND_MISSING, OrderEvent.FOUND_WHOLE})
    assert OrderState.SENDING not in reachable(OrderState.UNCERTAIN, without=looked_up | BY_PERSON)


def test_only_the_read_back_makes_a_document_filed() -> None:
    assert {pair for pair, after in TRANSITIONS.items() if after is OrderState.FILED} == {
        (OrderState.VERIFYING, OrderEvent.PROVEN)
    }


@pytest.mark.parametrize("state", sorted(IN_QUEUE))
def test_the_queue_empties_without_a_person(state: OrderState) -> None:
    assert OrderState.FILED in reachable(state, without=BY_PERSON)


@pytest.mark.parametrize("state", sorted(NEEDS_PERSON))
def test_what_needs_a_person_waits_for_one_and_offers_three_ways_on(state: OrderState) -> None:
    assert reachable(state, without=BY_PERSON) == {state}
    offered = {event for (before, event) in TRANSITIONS if before is state}
    assert offered == {OrderEvent.RETRIED, OrderEvent.REVISED, OrderEvent.WITHDRAWN}


def test_a_retry_by_a_person_looks_first() -> None:
    for state in NEEDS_PERSON:
        assert advance(state, OrderEvent.RETRIED) is OrderState.UNCERTAIN


def test_undo_reaches_back_to_the_inbox_but_never_from_a_request_under_way() -> None:
    undoable = {state for (state, event) in TRANSITIONS if event is OrderEvent.UNDONE}
    assert undoable.isdisjoint(REQUESTS_UNDER_WAY | {OrderState.UNCERTAIN, OrderState.FILED})
    assert {advance(state, OrderEvent.UNDONE) for state in undoable} == {OrderState.DRAFT}
