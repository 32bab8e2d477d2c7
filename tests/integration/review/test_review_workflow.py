"""Every row of the workflow table on a real service, read by eyes that know nothing of our program."""

from typing import Any

import pytest
from sagsbud.domain.errors import Conflict, ServiceError, Unreachable
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import Retning
from sagsbud.domain.secondlook import FieldName, ReviewTiming
from sagsbud.domain.verdicts import Refusal, ReturnReason, ReviewOrder, ReviewVerb
from sagsbud.domain.workdays import danish_date
from sagsbud.outbox.settling import Settler
from sagsbud.sagdok.reviewing import SagDokumentReview

from tests.support.orders import CLERK
from tests.support.review import COLLEAGUE, SAG, SUPERVISOR, ReviewWorld, asked, since_now

ON_BOTH = pytest.mark.parametrize("store_kind", ["sqlite", "postgresql"], indirect=True)
"""A step of the workflow as each store of the service keeps it."""
CLERKS, SUPERVISORS = str(CLERK.id), str(SUPERVISOR.id)


def carry(world: ReviewWorld, order: ReviewOrder) -> str:
    return Settler(world.review).carry(order)


def refused(world: ReviewWorld, order: ReviewOrder) -> str:
    with pytest.raises(Conflict) as stopped:
        carry(world, order)
    return stopped.value.params["refusal"]


# -- rows 1 and 3: registering and asking -----------------------------------------------------------------


@ON_BOTH
def test_what_is_received_stands_on_the_sag_and_waits_for_the_supervisor(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument

    assert world.states(dokument) == [("Modtaget", CLERKS), ("Underreview", CLERKS)]
    assert world.queue() == [str(dokument)]
    assert world.now(dokument)["fordelttil"] == [SUPERVISORS]
    assert world.now(dokument)["tilknyttedesager"] == [str(SAG.id)]
    assert world.posts(dokument) == [(str(SAG.id), "tilakteretdokument")]
    assert world.note(dokument) == "Til gennemsyn: ændret KLE-emne."
    seen = world.seen(dokument)
    assert seen.request
    assert [one.suggested for one in seen.request.fields] == ["02.00.05"]


@ON_BOTH
def test_own_text_begins_as_being_written(world: ReviewWorld) -> None:
    dokument = world.file(retning=Retning.UD).main.dokument

    assert world.states(dokument) == [("Underudarbejdelse", CLERKS), ("Underreview", CLERKS)]


@ON_BOTH
def test_what_another_program_asks_for_is_in_the_queue_with_its_question(world: ReviewWorld) -> None:
    dokument = world.file(asked(to=COLLEAGUE)).main.dokument
    period = since_now(CLERK, "Kan du se på parterne?")
    world.patch(
        dokument,
        {
            "tilstande": {"dokumentfremdrift": [{"fremdrift": "Underreview", "virkning": period}]},
            "relationer": {"fordelttil": [{"uuid": SUPERVISORS, "objekttype": "Bruger", "virkning": period}]},
        },
    )

    assert world.review.waiting(SUPERVISOR) == [dokument]
    asked_for = world.seen(dokument).asked
    assert asked_for
    assert asked_for.note == "Kan du se på parterne?"


# -- row 2: assigning -------------------------------------------------------------------------------------


@ON_BOTH
def test_assigning_gives_it_to_one_place(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument
    carry(world, world.order(dokument, ReviewVerb.RETURN, reason=ReturnReason.OTHER))

    carry(world, world.order(dokument, ReviewVerb.ASSIGN, CLERK, to=COLLEAGUE))

    assert world.states(dokument)[-1][0] == "Fordelt"
    assert world.now(dokument)["fordelttil"] == [str(COLLEAGUE.id)]


# -- row 4a: approving ------------------------------------------------------------------------------------


@ON_BOTH
def test_approving_makes_it_final_and_gives_it_back(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument

    carry(world, world.order(dokument, ReviewVerb.APPROVE))

    assert world.states(dokument) == [("Modtaget", CLERKS), ("Underreview", CLERKS), ("Endeligt", SUPERVISORS)]
    now = world.now(dokument)
    assert (now["fordelttil"], now["andrebehandlere"]) == ([CLERKS], [SUPERVISORS])
    assert world.posts(dokument) == [(str(SAG.id), "tilakteretdokument")]
    assert world.queue() == []
    assert [one["livscykluskode"] for one in world.registreringer(dokument)] == ["Rettet", "Importeret"]


@ON_BOTH
def test_what_is_reviewed_first_stands_on_the_sag_when_it_is_approved(world: ReviewWorld) -> None:
    order = world.file(asked(ReviewTiming.BEFORE), bilag=2)
    assert world.posts(order.main.dokument) == []

    carry(world, world.order(order.main.dokument, ReviewVerb.APPROVE))

    for draft in order.drafts:
        assert world.posts(draft.dokument) == [(str(SAG.id), "tilakteretdokument")]
        assert world.now(draft.dokument)["tilknyttedesager"] == [str(SAG.id)]
        assert world.states(draft.dokument)[-1] == ("Endeligt", SUPERVISORS)


@ON_BOTH
@pytest.mark.parametrize("who", [CLERK, SUPERVISOR], ids=["registered", "asked"])
def test_nobody_approves_their_own(world: ReviewWorld, who: Aktoer) -> None:
    dokument = world.file(asked(to=who)).main.dokument
    if who is SUPERVISOR:
        carry(world, world.order(dokument, ReviewVerb.RETURN, who, reason=ReturnReason.OTHER))
        carry(world, world.order(dokument, ReviewVerb.ASK, who, to=COLLEAGUE))

    assert refused(world, world.order(dokument, ReviewVerb.APPROVE, who)) == Refusal.OWN
    assert world.states(dokument)[-1][0] == "Underreview"


@ON_BOTH
def test_who_mended_the_fields_does_not_approve_them(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument
    world.patch(
        dokument,
        {"attributter": {"dokumentegenskaber": [{"titel": "Ny titel", "virkning": since_now(SUPERVISOR)}]}},
    )

    assert refused(world, world.order(dokument, ReviewVerb.APPROVE)) == Refusal.OWN


# -- row 4b: returning ------------------------------------------------------------------------------------


@ON_BOTH
@pytest.mark.parametrize(("retning", "state"), [(Retning.IND, "Fordelt"), (Retning.UD, "Underudarbejdelse")])
def test_returning_says_why_and_gives_it_back(world: ReviewWorld, retning: Retning, state: str) -> None:
    dokument = world.file(retning=retning).main.dokument

    order = world.order(
        dokument, ReviewVerb.RETURN, reason=ReturnReason.WRONG_KLE, note="se sagen", comment="Hele sagen følger 02.34."
    )
    carry(world, order)

    assert world.states(dokument)[-1] == (state, SUPERVISORS)
    assert world.note(dokument) == "Forkert KLE-emne: se sagen"
    now = world.now(dokument)
    assert (now["fordelttil"], now["kommentarer"]) == ([CLERKS], [str(order.made)])
    comment = world.registreringer(now["kommentarer"][0])[0]["attributter"]["dokumentegenskaber"][0]
    assert (comment["dokumenttype"], comment["beskrivelse"]) == ("Internt Notat", "Hele sagen følger 02.34.")
    assert world.review.returned(CLERK) == [dokument]


@ON_BOTH
def test_what_was_returned_is_mended_and_asked_about_again(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument
    carry(world, world.order(dokument, ReviewVerb.RETURN, reason=ReturnReason.TITLE_SAYS_LITTLE))

    changes = ((FieldName.TITEL, "Nabobemærkninger fra Birkevænget 16"),)
    carry(world, world.order(dokument, ReviewVerb.ASK, CLERK, to=SUPERVISOR, changes=changes))
    carry(world, world.order(dokument, ReviewVerb.APPROVE))

    assert [state for state, _ in world.states(dokument)] == [
        "Modtaget", "Underreview", "Fordelt", "Underreview", "Endeligt",
    ]  # fmt: skip
    attributes = world.registreringer(dokument)[0]["attributter"]["dokumentegenskaber"]
    assert attributes[-1]["titel"] == "Nabobemærkninger fra Birkevænget 16"
    assert '"returneret_foer"' in attributes[-1]["integrationsdata"]


# -- rows 4c and 4d ---------------------------------------------------------------------------------------


@ON_BOTH
def test_reassigning_changes_only_who_has_it(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument
    before = world.states(dokument)

    carry(world, world.order(dokument, ReviewVerb.REASSIGN, to=COLLEAGUE))

    assert world.states(dokument) == before
    assert (world.queue(), world.queue(COLLEAGUE)) == ([], [str(dokument)])


@ON_BOTH
def test_not_to_be_filed_takes_it_out_of_use(world: ReviewWorld) -> None:
    order = world.file(asked(ReviewTiming.BEFORE), bilag=1)

    carry(world, world.order(order.main.dokument, ReviewVerb.NOT_TO_BE_FILED, reason=ReturnReason.NOT_TO_BE_FILED))

    for draft in order.drafts:
        newest = world.registreringer(draft.dokument)[0]
        assert (newest["livscykluskode"], newest["note"]) == ("Passiveret", "Skal ikke journaliseres")


@ON_BOTH
def test_what_stands_on_a_sag_is_not_taken_out_of_use(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument

    order = world.order(dokument, ReviewVerb.NOT_TO_BE_FILED, reason=ReturnReason.NOT_TO_BE_FILED)

    assert refused(world, order) == Refusal.ON_SAG


# -- row 6: sending ---------------------------------------------------------------------------------------


@ON_BOTH
def test_what_is_approved_is_sent_with_the_day_of_sending(world: ReviewWorld) -> None:
    dokument = world.file(retning=Retning.UD).main.dokument
    carry(world, world.order(dokument, ReviewVerb.APPROVE))

    order = world.order(dokument, ReviewVerb.SEND, CLERK)
    carry(world, order)

    assert world.states(dokument)[-2:] == [("Endeligt", SUPERVISORS), ("Publiceret", CLERKS)]
    dates = {one["brevdato"] for one in world.registreringer(dokument)[0]["attributter"]["dokumentegenskaber"]}
    assert danish_date(order.decided_at).isoformat() in dates


# -- collisions, repeats, crashes -------------------------------------------------------------------------


@ON_BOTH
def test_two_supervisors_cannot_collide_unseen(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument
    first = world.order(dokument, ReviewVerb.RETURN, reason=ReturnReason.WRONG_SAG)
    second = world.order(dokument, ReviewVerb.APPROVE, COLLEAGUE)

    carry(world, first)

    assert refused(world, second) == Refusal.CHANGED
    assert world.states(dokument)[-1][0] == "Fordelt"


def test_a_change_between_look_and_write_is_not_written_over(world: ReviewWorld) -> None:
    dokument = world.file().main.dokument
    order = world.order(dokument, ReviewVerb.APPROVE)
    seen = world.seen(dokument)
    edited = {"attributter": {"dokumentegenskaber": [{"titel": "Imens", "virkning": since_now(CLERK)}]}}
    world.patch(dokument, edited)

    with pytest.raises(Conflict):
        world.review.change(seen, order)

    assert world.states(dokument)[-1][0] == "Underreview"


@pytest.mark.parametrize("verb", [ReviewVerb.APPROVE, ReviewVerb.RETURN, ReviewVerb.REASSIGN])
def test_the_same_decision_again_changes_nothing(world: ReviewWorld, verb: ReviewVerb) -> None:
    dokument = world.file(bilag=1).main.dokument
    said: dict[str, Any] = {"reason": ReturnReason.OTHER} if verb is ReviewVerb.RETURN else {"to": COLLEAGUE}
    order = world.order(dokument, verb, **said)

    carry(world, order)
    before = world.registreringer(dokument)
    carry(world, order)

    assert world.registreringer(dokument) == before


class Cut(SagDokumentReview):
    """Breaks off before or after the n-th write, as a process that is killed does."""

    def __init__(self, world: ReviewWorld, at: int, *, after: bool) -> None:
        super().__init__(world.client, world.filing)
        self._left = at
        self._after = after

    def _write(self, write: Any) -> None:
        if self._left == 0 and not self._after:
            raise Unreachable(cause="killed")
        write()
        if self._left == 0:
            raise Unreachable(cause="killed")
        self._left -= 1

    def add_journalpost(self, seen: ReviewDokument, sag: SagId, order: ReviewOrder) -> None:
        self._write(lambda: super(Cut, self).add_journalpost(seen, sag, order))

    def change(self, seen: ReviewDokument, order: ReviewOrder, *, sag: SagId | None = None) -> None:
        self._write(lambda: super(Cut, self).change(seen, order, sag=sag))

    def change_companion(
        self, companion: ReviewDokument, main: ReviewDokument, order: ReviewOrder, *, sag: SagId | None = None
    ) -> None:
        self._write(lambda: super(Cut, self).change_companion(companion, main, order, sag=sag))


@pytest.mark.parametrize(("step", "after"), [(0, False), (0, True), (1, True), (2, False), (3, True)])
def test_an_approval_that_is_cut_off_leaves_nothing_final_that_is_filed_nowhere(
    world: ReviewWorld, step: int, after: bool
) -> None:
    order = world.file(asked(ReviewTiming.BEFORE), bilag=1)
    main = order.main.dokument
    approval = world.order(main, ReviewVerb.APPROVE)

    with pytest.raises(ServiceError):
        Settler(Cut(world, step, after=after)).carry(approval)

    for draft in order.drafts:
        if world.states(draft.dokument)[-1][0] == "Endeligt":
            assert world.posts(draft.dokument)
    assert world.states(main)[-1][0] == "Endeligt" or world.queue() == [str(main)]

    carry(world, approval)
    for draft in order.drafts:
        assert world.states(draft.dokument)[-1] == ("Endeligt", SUPERVISORS)
        assert world.posts(draft.dokument) == [(str(SAG.id), "tilakteretdokument")]


@ON_BOTH
def test_a_closed_sag_stops_an_approval_before_anything_is_final(world: ReviewWorld) -> None:
    dokument: DokumentId = world.file(asked(ReviewTiming.BEFORE)).main.dokument
    period = since_now(CLERK)
    closed = {"tilstande": {"sagfremdrift": [{"fremdrift": "Afsluttet", "virkning": period}]}}
    world.outside.patch(f"/sag/sag/{SAG.id}", json=closed).raise_for_status()

    with pytest.raises(Conflict):
        carry(world, world.order(dokument, ReviewVerb.APPROVE))

    assert world.states(dokument)[-1][0] == "Underreview"
