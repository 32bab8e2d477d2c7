"""The form filled in, and the decision frozen."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.extract import Evidence, EvidenceSource, Extract, Found, Kind
from sagsbud.domain.ids import AktoerId, Digest, ItemId, SagId, new_item_id
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.orders import FilingOrder, OutboxEntry, Priority, Retired, StepKind, StepState, plan
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import Dokumenttype, Retning, SagFremdrift, SagRef
from sagsbud.domain.suggestions import Band, Suggestion, SuggestionSet
from sagsbud.engine.proposals import Decision, freeze, one_line, propose, title_of
from sagsbud.engine.views import Detail

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KLE = KleNummer("02.34.02")
SAG = SagRef(SagId(UUID(int=1)), "26/1182", "Tilbygning", SagFremdrift.OPLYST, KLE, Handlingsfacet("P19"))
CLERK = Aktoer(AktoerId(UUID(int=7)))


def entry(
    name: str = "Scan_0412.pdf", parent: ItemId | None = None, position: int = 0, folded: bool = False
) -> OutboxEntry:
    item = IntakeItem(
        new_item_id(), Digest("0" * 64), 10, name, Source(SourceKind.DROP), NOW, parent=parent, position=position,
        folded=folded,
    )  # fmt: skip
    return OutboxEntry(seq=1, item=item)


def suggestions(sag: SagRef = SAG, band: Band = Band.SURE) -> SuggestionSet:
    return SuggestionSet(sager=(Suggestion(sag, 0.9, band),), kle=(Suggestion(KLE, 0.9, band),))


def detail(children: tuple[OutboxEntry, ...] = ()) -> Detail:
    row = entry()
    given = suggestions()
    return Detail(row, children, None, given, propose(row, None, given))


def test_a_sure_suggestion_fills_the_form_and_inherits_the_facet() -> None:
    proposal = propose(entry(), None, suggestions())
    assert proposal.sag == SAG
    assert (proposal.kle, proposal.facet, proposal.missing) == (KLE, Handlingsfacet("P19"), ())


def test_an_unsure_suggestion_leaves_the_field_to_the_person() -> None:
    assert propose(entry(), None, suggestions(band=Band.UNSURE)).missing == ("sag", "kle")


TANK = SagRef(SagId(UUID(int=2)), "26/0207", "Olietank", SagFremdrift.OPLYST, KleNummer("09.08.03"))


@pytest.mark.parametrize(
    ("band", "kle"), [(Band.LIKELY, KleNummer("09.08.03")), (Band.UNSURE, KleNummer("09.08.03")), (Band.SURE, KLE)]
)
def test_on_a_sag_that_was_pointed_at_its_subject_stands_unless_another_is_sure(band: Band, kle: KleNummer) -> None:
    row, given = entry(), suggestions(band=band)
    form = Detail(row, (), None, given, propose(row, None, given)).on(TANK)
    assert (form.sag, form.kle) == (TANK, kle)


def test_a_sag_without_a_subject_takes_the_one_that_is_likely() -> None:
    row, given = entry(), suggestions(band=Band.LIKELY)
    assert Detail(row, (), None, given, propose(row, None, given)).on(replace(TANK, kle=None)).kle == KLE


def test_on_the_suggested_sag_the_form_is_filed_as_it_is_shown() -> None:
    own = replace(SAG, kle=KleNummer("09.08.03"))
    given = SuggestionSet(sager=(Suggestion(own, 0.9, Band.SURE),), kle=(Suggestion(KLE, 0.7, Band.LIKELY),))
    row = entry()
    form = propose(row, None, given)
    assert Detail(row, (), None, given, form).on(own) == form


def undone(kle: KleNummer) -> Detail:
    """Likely of one subject, decided on SAG under `kle`, and taken back."""
    row, given = entry(), suggestions(band=Band.LIKELY)
    before = Detail(row, (), None, given, propose(row, None, given))
    order = freeze(Decision(replace(before.proposal, sag=SAG, kle=kle), CLERK, NOW), before)
    again = replace(row, order=order)
    return replace(before, entry=again, proposal=propose(again, None, given))


def test_the_subject_of_the_sag_of_before_does_not_come_along() -> None:
    form = undone(KLE).on(TANK)
    assert (form.kle, form.facet) == (TANK.kle, None)


def test_a_subject_that_was_decided_before_stays_on_another_sag() -> None:
    assert undone(KleNummer("01.02.03")).on(TANK).kle == KleNummer("01.02.03")


def test_a_closed_sag_is_never_filled_in() -> None:
    closed = replace(SAG, fremdrift=SagFremdrift.AFSLUTTET)
    assert propose(entry(), None, suggestions(closed)).sag is None


def test_without_a_date_the_day_of_receipt_stands() -> None:
    assert propose(entry(), None, SuggestionSet()).dato == date(2026, 11, 23)


def test_the_type_follows_the_direction() -> None:
    out = SuggestionSet(retning=Suggestion(Retning.UD, 0.9, Band.SURE))
    assert propose(entry(), None, out).dokumenttype is Dokumenttype.BREV_UD


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("To\nlinjer\tog  luft", "To linjer og luft"),
        ("Vedr. 010101-0000", "Vedr. 010101-xxxx"),
        ("a\u030a", "å"),
        ("x" * 300, "x" * 255),
        ("\x00\x07", ""),
    ],
)
def test_titles_are_one_clean_line_without_cpr(given: str, shown: str) -> None:
    assert one_line(given) == shown


def test_the_title_falls_back_from_suggestion_to_reading_to_file_name() -> None:
    read = Extract(Kind.PDF, "application/pdf", titles=(Found("Ansøgning", Evidence(EvidenceSource.TEXT)),))
    assert title_of(entry("Kvittering 4.pdf").item, None, SuggestionSet()) == "Kvittering 4"
    assert title_of(entry().item, read, SuggestionSet()) == "Ansøgning"
    better = SuggestionSet(titel=Suggestion("Ansøgning om carport", 0.8, Band.SURE))
    assert title_of(entry().item, read, better) == "Ansøgning om carport"


def test_a_form_with_gaps_cannot_be_frozen() -> None:
    given = detail()
    with pytest.raises(ValueError, match="sag"):
        freeze(Decision(replace(given.proposal, sag=None), CLERK, NOW), given)


def test_attachments_become_bilag_in_order_without_the_folded_and_the_left_out() -> None:
    row = entry("mail.eml")
    children = tuple(entry(f"b{n}.pdf", row.item.id, n, folded=n == 2) for n in range(1, 5))
    given = detail(children)
    order = freeze(Decision(replace(given.proposal, without=frozenset({children[3].item.id})), CLERK, NOW), given)
    assert [draft.file_name for draft in order.bilag] == ["b1.pdf", "b3.pdf"]
    assert len({draft.dokument for draft in order.drafts}) == 3


def test_a_folded_piece_is_a_bilag_when_it_was_promoted_and_the_mail_stays_whole() -> None:
    row = entry("mail.eml")
    children = tuple(entry(f"b{n}.png", row.item.id, n, folded=n > 1) for n in range(1, 4))
    given = detail(children)
    promoted = replace(given.proposal, promoted=frozenset({children[1].item.id}))
    order = freeze(Decision(promoted, CLERK, NOW), given)
    assert [draft.file_name for draft in order.bilag] == ["b1.png", "b2.png"]
    assert order.main.digest == given.entry.item.digest
    again = propose(replace(given.entry, order=order), None, SuggestionSet(), children)
    assert again == promoted
    back = freeze(Decision(replace(again, promoted=frozenset()), CLERK, NOW), given)
    assert [draft.file_name for draft in back.bilag] == ["b1.png"]


def test_the_plan_makes_bilag_first_and_journals_the_mail_first() -> None:
    row = entry("mail.eml")
    given = detail((entry("b.pdf", row.item.id, 1),))
    order = freeze(Decision(given.proposal, CLERK, NOW), given)
    bilag = order.bilag[0].dokument
    assert [(step.kind, step.dokument) for step in plan(order)] == [
        (StepKind.DOKUMENT, bilag),
        (StepKind.DOKUMENT, order.main.dokument),
        (StepKind.JOURNALPOST, order.main.dokument),
        (StepKind.JOURNALPOST, bilag),
    ]


@pytest.mark.parametrize(
    ("priority", "changes", "unconfirmed"),
    [
        (Priority.AUTOMATIC, {}, True),
        (Priority.BULK, {}, True),
        (Priority.USER, {}, False),
        (Priority.AUTOMATIC, {"kle": KleNummer("01.02.03")}, False),
        (Priority.AUTOMATIC, {"sag": replace(SAG, id=SagId(UUID(int=99)))}, False),
    ],
)
def test_what_a_rule_files_as_suggested_confirms_nothing(
    priority: Priority, changes: dict[str, object], unconfirmed: bool
) -> None:
    given = detail()
    proposal = replace(given.proposal, **changes)  # type: ignore[arg-type]
    assert freeze(Decision(proposal, CLERK, NOW, priority), given).unconfirmed is unconfirmed


def test_deciding_anew_keeps_the_dokument_uuids() -> None:
    given = detail()
    first = freeze(Decision(given.proposal, CLERK, NOW), given)
    again = replace(
        given, entry=replace(given.entry, order=replace(first, main=replace(first.main, item=given.entry.item.id)))
    )
    second = freeze(Decision(replace(given.proposal, dato=date(2026, 1, 2)), CLERK, NOW), again)
    assert second.main.dokument == first.main.dokument
    assert second.id != first.id


def test_what_was_decided_before_stands_above_what_is_suggested() -> None:
    first, second = (entry(f"bilag-{n}.pdf", position=n) for n in (1, 2))
    given = detail((first, second))
    decided = replace(given.proposal, titel="Rettet titel", without=frozenset({second.item.id}))
    order = freeze(Decision(decided, CLERK, NOW), given)
    again = propose(replace(given.entry, order=order), None, SuggestionSet(), (first, second))
    assert again == decided


def ordered_before(*states: StepState, sag: SagRef = SAG) -> Detail:
    """A letter whose earlier order was tried as far as its steps say."""
    before = detail()
    order = freeze(Decision(replace(before.proposal, sag=sag), CLERK, NOW), before)
    steps = tuple(replace(step, state=state) for step, state in zip(plan(order), states, strict=True))
    return replace(before, entry=replace(before.entry, order=order, steps=steps))


def decided(before: Detail, **changes: object) -> FilingOrder:
    return freeze(Decision(replace(before.proposal, **changes), CLERK, NOW), before)  # type: ignore[arg-type]


OTHER = replace(SAG, id=SagId(UUID(int=2)), sagsnummer="26/2000")


def test_decided_the_same_again_keeps_the_uuid_so_that_a_lookup_finds_it() -> None:
    before = ordered_before(StepState.DONE, StepState.STARTED)
    again = decided(before)
    assert before.entry.order is not None
    assert again.main.dokument == before.entry.order.main.dokument
    assert again.retires == ()


@pytest.mark.parametrize("changes", [{"sag": OTHER}, {"titel": "En rettet titel"}, {"kle": KleNummer("01.02.03")}])
def test_decided_otherwise_becomes_a_new_dokument_and_retires_what_was_left(changes: dict[str, object]) -> None:
    before = ordered_before(StepState.DONE, StepState.STARTED)
    anew = decided(before, **changes)
    old = before.entry.order
    assert old is not None
    assert anew.main.dokument != old.main.dokument
    assert anew.retires == (Retired(old.main.dokument, old.sag.id, old.main.digest, anew.main.dokument),)
    assert plan(anew)[-1].kind is StepKind.RETIRE


def test_what_was_never_sent_leaves_nothing_to_retire() -> None:
    before = ordered_before(StepState.PENDING, StepState.PENDING)
    anew = decided(before, sag=OTHER)
    assert anew.retires == ()


def test_what_is_still_to_be_retired_is_not_forgotten_by_the_next_decision() -> None:
    first = ordered_before(StepState.STARTED, StepState.PENDING)
    second = decided(first, sag=OTHER)
    steps = tuple(replace(step, state=StepState.STARTED) for step in plan(second))
    third = decided(replace(first, entry=replace(first.entry, order=second, steps=steps)), titel="Igen en titel")
    assert [retired.dokument for retired in third.retires] == [second.retires[0].dokument, second.main.dokument]
