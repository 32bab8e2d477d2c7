"""What another program changes after the approval is shown to who approved it, and approved again on the object itself."""

from typing import Any

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewRow
from sagsbud.domain.sagsobjekter import Retning
from sagsbud.domain.secondlook import FieldName, ReviewReason
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import Refusal, ReturnReason, ReviewDecision, ReviewVerb
from sagsbud.engine.review import Review

from tests.support.orders import CLERK
from tests.support.review import COLLEAGUE, SUPERVISOR, ReviewWorld, since_now

Json = dict[str, Any]


def decided(house: House, desk: Review, dokument: DokumentId, verb: ReviewVerb, **said: Any) -> Refusal | None:
    """Say it about the Dokument as it is shown, and let it be carried; why it was refused."""
    row = next(row for row in desk.page().rows if row.dokument == dokument)
    (answer,) = desk.decide([ReviewDecision(dokument, verb, row.version, **said)])
    assert house.ports.review
    house.ports.review.delivery.settle()
    return answer.refusal


def approved(world: ReviewWorld, house: House, desk: Review, **filed: Any) -> DokumentId:
    """A Dokument that was filed, looked at and approved."""
    dokument = world.file(**filed).main.dokument
    desk.refresh()
    assert decided(house, desk, dokument, ReviewVerb.APPROVE) is None
    assert world.states(dokument)[-1] == ("Endeligt", str(SUPERVISOR.id))
    return dokument


def shown(desk: Review) -> list[ReviewRow]:
    """The queue after a whole round of looks at what was approved."""
    while desk.look_after():
        pass
    desk.refresh()
    return list(desk.page().rows)


def fields(**values: str) -> Json:
    """A change of fields by a colleague's program."""
    return {"attributter": {"dokumentegenskaber": [{**values, "virkning": since_now(COLLEAGUE)}]}}


def test_what_was_changed_after_its_approval_is_shown_and_approved_again(
    world: ReviewWorld, house: House, desk: Review
) -> None:
    dokument = approved(world, house, desk)
    assert shown(desk) == []

    world.patch(dokument, fields(titel="Noget andet"))

    (row,) = shown(desk)
    assert (row.dokument, row.titel, row.reasons) == (dokument, "Noget andet", (ReviewReason.CORRECTED,))
    assert [(one.name, one.suggested, one.chosen) for one in row.fields] == [
        (FieldName.TITEL, "Nabobemærkninger", "Noget andet")
    ]
    assert (row.fremdrift.value, row.refusal, row.person and row.person.id) == ("Endeligt", None, COLLEAGUE.id)
    assert world.states(dokument)[-1] == ("Endeligt", str(SUPERVISOR.id))

    assert decided(house, desk, dokument, ReviewVerb.APPROVE, note="set igen") is None
    assert shown(desk) == []
    assert world.states(dokument)[-2:] == [("Endeligt", str(SUPERVISOR.id))] * 2
    assert world.note(dokument) == "set igen"
    assert len(world.posts(dokument)) == 1


@pytest.mark.parametrize("verb", [ReviewVerb.RETURN, ReviewVerb.REASSIGN, ReviewVerb.NOT_TO_BE_FILED])
def test_there_is_no_way_back_from_what_is_final(
    world: ReviewWorld, house: House, desk: Review, verb: ReviewVerb
) -> None:
    dokument = approved(world, house, desk)
    world.patch(dokument, fields(titel="Noget andet"))
    assert len(shown(desk)) == 1

    assert decided(house, desk, dokument, verb, reason=ReturnReason.OTHER, to=COLLEAGUE) is Refusal.FINAL
    assert world.states(dokument)[-1] == ("Endeligt", str(SUPERVISOR.id))


def test_who_changed_it_does_not_approve_the_change(world: ReviewWorld, house: House, desk: Review) -> None:
    dokument = approved(world, house, desk)
    own = {"attributter": {"dokumentegenskaber": [{"titel": "Min egen", "virkning": since_now(SUPERVISOR)}]}}
    world.patch(dokument, own)

    (row,) = shown(desk)

    assert row.refusal is Refusal.OWN
    assert decided(house, desk, dokument, ReviewVerb.APPROVE) is Refusal.OWN


def test_a_change_between_the_look_and_the_second_approval_stops_it(
    world: ReviewWorld, house: House, desk: Review
) -> None:
    dokument = approved(world, house, desk)
    world.patch(dokument, fields(titel="Noget andet"))
    assert len(shown(desk)) == 1
    world.patch(dokument, fields(titel="Noget tredje"))

    decided(house, desk, dokument, ReviewVerb.APPROVE)

    (row,) = shown(desk)
    assert row.titel == "Noget tredje"
    assert row.pending
    assert row.pending.state is OrderState.CONFLICT


def test_what_changes_nothing_of_what_was_approved_is_not_shown(world: ReviewWorld, house: House, desk: Review) -> None:
    dokument = approved(world, house, desk, retning=Retning.UD)
    holder = {"fordelttil": [{"uuid": str(COLLEAGUE.id), "objekttype": "Bruger", "virkning": since_now(CLERK)}]}
    world.patch(dokument, {"relationer": holder})
    assert shown(desk) == []

    sent = world.order(dokument, ReviewVerb.SEND, CLERK)
    world.review.change(world.seen(dokument), sent)

    assert world.states(dokument)[-1][0] == "Publiceret"
    assert shown(desk) == []
    world.patch(dokument, fields(titel="Noget andet"))
    assert len(shown(desk)) == 1


def test_what_is_taken_out_of_use_is_shown_no_more(world: ReviewWorld, house: House, desk: Review) -> None:
    dokument = approved(world, house, desk)
    world.patch(dokument, fields(titel="Noget andet"))
    assert len(shown(desk)) == 1

    world.outside.patch(f"/dokument/dokument/{dokument}", json={"livscyklus": "Passiv"}).raise_for_status()

    assert shown(desk) == []
