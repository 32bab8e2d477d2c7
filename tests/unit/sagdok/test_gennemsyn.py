"""What a filing says of its review on the wire, and what is read back from it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.ids import DokumentId, KlasseId
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.secondlook import ReviewRequest, ReviewTiming
from sagsbud.sagdok.gennemsyn import intended_of, main_of, note_text, request_of, states_of, suggestion_of
from sagsbud.sagdok.mapping import dokument_body
from sagsbud.sagdok.seen import seen_dokument

from tests.support.orders import make_order
from tests.support.review import CHANGED_KLE, SUPERVISOR, asked

KLASSE = KlasseId(UUID(int=5))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


def order(request: ReviewRequest | None, **changes: Any) -> FilingOrder:
    return replace(make_order(bilag=1), review=request, **changes)


def data_of(given: FilingOrder, place: int = 0) -> dict[str, Any]:
    body = dokument_body(given.drafts[place], given, KLASSE, [])
    found: dict[str, Any] = json.loads(body["attributter"]["dokumentegenskaber"][0]["integrationsdata"])
    return found


def test_without_review_nothing_is_said_of_it() -> None:
    body = dokument_body(order(None).main, order(None), KLASSE, [])
    assert [one["fremdrift"] for one in body["tilstande"]["dokumentfremdrift"]] == ["Modtaget"]
    assert "fordelttil" not in body["relationer"]
    assert "gennemsyn" not in data_of(order(None))


def test_what_is_written_is_read_back() -> None:
    request = request_of(data_of(order(asked())), SUPERVISOR)
    assert request
    assert request == asked()
    assert request.fields == (CHANGED_KLE,)


def test_what_is_reviewed_first_says_where_it_is_meant_to_go() -> None:
    whole = order(asked(ReviewTiming.BEFORE))
    assert intended_of(data_of(whole)) == whole.sag.id
    assert main_of(data_of(whole, 1)) == whole.main.dokument
    body = dokument_body(whole.main, whole, KLASSE, [])
    assert "tilknyttedesager" not in body["relationer"]


def test_the_periods_of_the_states_touch_whatever_the_clocks_say() -> None:
    whole = order(asked())
    late = replace(whole.main, received_at=whole.decided_at + timedelta(hours=1))
    for draft in (whole.main, late):
        first, second = (one["virkning"] for one in states_of(draft, whole))
        assert first["from"] < first["to"] == second["from"]


def test_no_cpr_number_goes_into_a_note() -> None:
    assert note_text("Se 010101-0000\nog mere") == "Se 010101-xxxx og mere"
    assert len(note_text("x" * 5000)) == 1024


@given(anything)
def test_what_another_program_wrote_is_never_misread(told: Any) -> None:
    for data in ({"gennemsyn": told, "forslag": told}, {"gennemsyn": {"grunde": told, "felter": [told], "sag": told}}):
        request_of(data, SUPERVISOR)
        suggestion_of(data)
        main_of(data)
        intended_of(data)


@given(st.dictionaries(st.sampled_from(["attributter", "tilstande", "relationer", "varianter", "x"]), st.just({})))
def test_a_bare_registrering_is_a_dokument_nobody_asked_about(bare: dict[str, Any]) -> None:
    seen = seen_dokument(DokumentId(UUID(int=1)), [bare], {})
    assert (seen.request, seen.asked, seen.fremdrift) == (None, None, None)
