"""A Sag that is closed while something on it is not final: whoever has it is told, and nothing is changed."""

from sagsbud.bootstrap import House
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewFilter, Scope
from sagsbud.domain.sagsobjekter import SagFremdrift
from sagsbud.domain.verdicts import ReturnReason, ReviewDecision, ReviewVerb
from sagsbud.engine.review import Review

from tests.support.orders import CLERK
from tests.support.review import SAG, SUPERVISOR, ReviewWorld, since_now


def becomes(world: ReviewWorld, state: SagFremdrift, by: Aktoer = CLERK) -> None:
    """What any program writes that closes a Sag, or opens it again."""
    body = {"tilstande": {"sagfremdrift": [{"fremdrift": state.value, "virkning": since_now(by)}]}}
    world.outside.patch(f"/sag/sag/{SAG.id}", json=body).raise_for_status()


def carried(house: House) -> None:
    assert house.ports.review
    house.ports.review.delivery.settle()


def test_what_is_not_final_on_a_closed_sag_says_so_until_it_is_final(
    world: ReviewWorld, house: House, desk: Review
) -> None:
    first, second = world.file().main.dokument, world.file().main.dokument
    desk.refresh()
    assert [row.sag_closed for row in desk.page().rows] == [False, False]
    before = [world.registreringer(dokument) for dokument in (first, second)]

    becomes(world, SagFremdrift.AFSLUTTET)
    desk.refresh()

    assert [row.sag_closed for row in desk.page().rows] == [True, True]
    assert desk.case(first).row.sag_closed
    assert [world.registreringer(dokument) for dokument in (first, second)] == before
    decision = ReviewDecision(first, ReviewVerb.APPROVE, world.seen(first).version)
    desk.decide([decision])
    carried(house)
    assert world.states(first)[-1] == ("Endeligt", str(SUPERVISOR.id))
    assert not desk.case(first).row.sag_closed
    desk.refresh()
    assert [(row.dokument, row.sag_closed) for row in desk.page().rows] == [(second, True)]

    becomes(world, SagFremdrift.OPLYST)
    desk.refresh()
    assert [row.sag_closed for row in desk.page().rows] == [False]


def test_what_was_returned_on_a_closed_sag_says_so_to_who_is_to_mend_it(
    world: ReviewWorld, house: House, desk: Review
) -> None:
    dokument = world.file().main.dokument
    desk.refresh()
    decision = ReviewDecision(dokument, ReviewVerb.RETURN, world.seen(dokument).version, ReturnReason.PARTY_MISSING)
    desk.decide([decision])
    carried(house)
    to_me = [{"uuid": str(SUPERVISOR.id), "objekttype": "Bruger", "virkning": since_now(CLERK)}]
    world.patch(dokument, {"relationer": {"fordelttil": to_me}})
    becomes(world, SagFremdrift.AFSLUTTET)

    returned = ReviewFilter(scope=Scope.RETURNED)
    desk.page(returned)
    desk.refresh()

    (row,) = desk.page(returned).rows
    assert (row.fremdrift.value, row.sag_closed) == ("Fordelt", True)
