"""People and units by the names the service's Organisation has: in the rows, in the filters, and where a tray goes."""

from dataclasses import replace

import pytest
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewFilter
from sagsbud.engine.review import Review
from sagsbud.sagdok.setup import aktoer_id, put_aktoer

from tests.support.orders import CLERK
from tests.support.review import COLLEAGUE, SUPERVISOR, UNIT, ReviewWorld

NAMES = ((CLERK, "Sofie Thorup"), (SUPERVISOR, "Lone Mikkelsen"), (COLLEAGUE, "Karim Haddad"), (UNIT, "Byg og Miljø"))


@pytest.fixture
def organisation(world: ReviewWorld) -> AktoerId:
    """The municipality with its unit and its people."""
    kind = AktoerTypeKode.ORGANISATION
    authority = Aktoer(aktoer_id("Fjordby Kommune", kind), kind, "Fjordby Kommune")
    put_aktoer(world.client, authority)
    for aktoer, navn in NAMES:
        put_aktoer(world.client, replace(aktoer, navn=navn), authority.id)
    return authority.id


def test_the_queue_names_people_and_units(world: ReviewWorld, organisation: AktoerId, desk: Review) -> None:
    world.file()
    desk.refresh()

    page = desk.page()

    (row,) = page.rows
    named = [one.navn for one in (row.person, row.holder, row.caseworker) if one]
    assert (row.unit_name, named) == ("Byg og Miljø", ["Sofie Thorup", "Lone Mikkelsen", "Sofie Thorup"])
    assert page.persons == ((CLERK.id, "Sofie Thorup", 1),)
    assert page.units == ((UNIT.id, "Byg og Miljø", 1),)
    assert desk.count(ReviewFilter(person=CLERK.id)) == 1
    assert [step.by.navn for step in desk.case(row.dokument).steps if step.by] == ["Sofie Thorup", "Sofie Thorup"]


def test_a_tray_goes_to_a_colleague_found_by_name(world: ReviewWorld, organisation: AktoerId, desk: Review) -> None:
    dokument = world.file().main.dokument
    assert [one.navn for one in desk.colleagues()] == ["Byg og Miljø", "Karim Haddad", "Sofie Thorup"]

    (to,) = desk.colleagues("karim")
    moved = desk.move_tray(SUPERVISOR, to, "Sygdom")

    assert (moved.found, to.id) == (1, COLLEAGUE.id)
    assert moved.decided[0].dokument == dokument
    assert moved.decided[0].refusal is None


def test_a_name_is_given_once(world: ReviewWorld, organisation: AktoerId) -> None:
    put_aktoer(world.client, replace(CLERK, navn="En anden"), organisation)

    assert world.review.names([CLERK.id])[CLERK.id].navn == "Sofie Thorup"
