"""What a person can do when the world changed meanwhile: read field by field, answered one by one and in bulk.

The whole program without a face, against a real service in which somebody else changes things past it.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.conflicts import Choice, ConflictField
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import AktoerId, Digest, DokumentId, ItemId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import OutboxEntry, StepState
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef
from sagsbud.domain.states import IllegalTransition, OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.sagdok.mapping import virkning
from sagsbud.service.main import EmbeddedService

from tests.support.embedded import dropped, embedded
from tests.support.orders import KLE, draft_of, make_order, make_sag
from tests.support.profiles import begun
from tests.support.program import Program
from tests.support.waiting import wait_until

SOMEBODY, SOMEBODY_ELSE = AktoerId(UUID(int=71)), AktoerId(UUID(int=72))
SAGER = [replace(make_sag(number), behandler=SOMEBODY) for number in range(1, 60)]
_numbers = count()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedService]:
    """A running service with many Sager, for all tests: each takes some that no other uses."""
    with embedded(tmp_path_factory.mktemp("service"), SAGER) as running:
        yield running


@pytest.fixture
def client(service: EmbeddedService) -> Iterator[SagDokumentClient]:
    """Somebody else at the same service."""
    with SagDokumentClient(service.url) as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path, service: EmbeddedService) -> Iterator[House]:
    """The whole program without a face; only the delivery runs, and that when it is started."""
    with open_house(data=begun(tmp_path / "data"), service=service.url) as opened:
        yield opened


def new_sag() -> SagRef:
    """A Sag no other test of the process has used."""
    return SAGER[next(_numbers)]


OWN_KLE = KleNummer("27.35.20")
"""Of a document that is decided otherwise than its Sag."""


def promised(house: House, folder: Path, sag: SagRef, text: str = "Ansøgning", kle: KleNummer = KLE) -> ItemId:
    """A letter decided and waiting to be sent."""
    path = folder / f"brev-{next(_numbers)}.txt"
    path.write_text(f"{text}\n" * 3 + path.name)
    item = dropped(house, path)
    detail = house.engine.detail(item)
    assert detail is not None
    house.engine.decide(replace(detail.proposal, sag=sag, kle=kle, titel=text), hold=False)
    return item


def entry_of(house: House, item: ItemId) -> OutboxEntry:
    found = house.engine.entry(item)
    assert found is not None
    return found


def comes_to(house: House, state: OrderState, *items: ItemId) -> list[OutboxEntry]:
    """Deliver until all of these stand so."""
    if not house.ports.delivery._thread.is_alive():  # type: ignore[attr-defined]
        house.ports.delivery.start()
    house.ports.delivery.wake()
    wait_until(
        lambda: all(entry_of(house, item).state is state for item in items),
        lambda: [(entry_of(house, item).state, entry_of(house, item).problem) for item in items],
    )
    return [entry_of(house, item) for item in items]


def change_sag(client: SagDokumentClient, sag: SagRef, **parts: Any) -> None:
    client.patch("sag", "sag", sag.id, parts)


def close(client: SagDokumentClient, sag: SagRef, fremdrift: SagFremdrift = SagFremdrift.AFSLUTTET) -> None:
    period = virkning(SAGER_SINCE, make_order())
    change_sag(client, sag, tilstande={"sagfremdrift": [{"fremdrift": fremdrift.value, "virkning": period}]})


SAGER_SINCE = make_order().decided_at.replace(year=2026, month=1)


def reassign(client: SagDokumentClient, sag: SagRef) -> None:
    period = virkning(SAGER_SINCE, make_order())
    who = {"uuid": str(SOMEBODY_ELSE), "objekttype": "Bruger", "virkning": period}
    change_sag(client, sag, relationer={"primaerbehandler": [who]})


def journal(client: SagDokumentClient, sag: SagRef) -> list[UUID]:
    found = client.newest("sag", "sag", sag.id)
    assert found is not None
    return [UUID(post["uuid"]) for post in found["relationer"].get("journalpost", []) if post.get("uuid")]


def main_of(entry: OutboxEntry) -> DokumentId:
    assert entry.order is not None
    return entry.order.main.dokument


def test_a_closed_sag_is_shown_as_it_is_and_the_document_goes_on_another(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    closed, other = new_sag(), new_sag()
    item = promised(house, tmp_path, closed)
    close(client, closed)
    comes_to(house, OrderState.CONFLICT, item)

    conflict = house.engine.conflicts.of(item)
    assert conflict.kind is Trouble.SAG_CLOSED
    (state,) = conflict.differences
    assert (state.name, state.ours, state.theirs) == (ConflictField.SAG_STATE, "Oplyst", "Afsluttet")
    assert conflict.choices == (Choice.OTHER_SAG, Choice.WITHDRAW)

    answered = house.engine.conflicts.answer([item], Choice.OTHER_SAG, sag=other, seen=conflict)
    assert [entry.item.id for entry in answered.done] == [item]
    (filed,) = comes_to(house, OrderState.FILED, item)
    assert journal(client, other) == [main_of(filed)]
    assert journal(client, closed) == []
    assert "conflict_other_sag" in [dict(row.detail).get("reason") for row in house.engine.history(item)]


def test_a_closed_sag_does_not_stand_in_the_form_again_however_often_one_looks(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    closed, other = new_sag(), new_sag()
    item = promised(house, tmp_path, closed, kle=OWN_KLE)
    close(client, closed)
    comes_to(house, OrderState.CONFLICT, item)

    house.engine.revise(item)
    looks = [detail for detail in (house.engine.detail(item), house.engine.detail(item)) if detail]
    assert [look.proposal.sag for look in looks] == [None, None]
    assert [look.stopped for look in looks] == [Trouble.SAG_CLOSED, Trouble.SAG_CLOSED]
    assert [look.proposal.titel for look in looks] == ["Ansøgning", "Ansøgning"]
    assert [planned.sag for planned in house.engine.together.plan([item])] == [None]
    assert looks[0].on(other).kle == OWN_KLE != other.kle

    house.engine.decide(looks[0].on(other))
    assert house.engine.undo(item)
    again = house.engine.detail(item)
    assert again is not None
    assert (again.proposal.sag, again.stopped) == (other, None)


def test_a_sag_that_took_no_document_because_it_is_closed_is_offered_as_closed(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    closed = new_sag()
    house.ports.sager.replace_all(SAGER)
    item = promised(house, tmp_path, closed, text=f"Vedrører sag {closed.sagsnummer}")
    seen = house.engine.detail(item)
    assert seen is not None
    assert [one.value.is_open for one in seen.suggestions.sager if one.value.id == closed.id] == [True]
    close(client, closed)
    comes_to(house, OrderState.CONFLICT, item)
    wait_until(lambda: [sag.is_open for sag in house.engine.sager(closed.sagsnummer) if sag.id == closed.id] == [False])

    house.engine.revise(item)
    for look in (house.engine.detail(item, seen.suggestions), house.engine.detail(item)):
        assert look is not None
        assert [one.value.is_open for one in look.suggestions.sager if one.value.id == closed.id] == [False]


def test_a_reassigned_sag_asks_first_and_many_that_are_alike_are_answered_at_once(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    taken_over, other = new_sag(), new_sag()
    items = [promised(house, tmp_path, taken_over, f"Brev {number}") for number in range(3)]
    alone = promised(house, tmp_path, other)
    reassign(client, taken_over)
    reassign(client, other)
    comes_to(house, OrderState.CONFLICT, *items, alone)

    groups = house.engine.conflicts.groups()
    assert {(group.kind, group.sag and group.sag.id, len(group.items)) for group in groups} == {
        (Trouble.SAG_REASSIGNED, taken_over.id, 3), (Trouble.SAG_REASSIGNED, other.id, 1),
    }  # fmt: skip
    group = next(group for group in groups if len(group.items) == 3)
    assert set(group.items) == set(items)
    (handler,) = house.engine.conflicts.of(items[0]).differences
    assert (handler.name, handler.theirs) == (ConflictField.SAG_HANDLER, str(SOMEBODY_ELSE))

    answered = house.engine.conflicts.answer(group.items, Choice.ANYWAY)
    assert len(answered.done) == 3
    filed = comes_to(house, OrderState.FILED, *items)
    assert set(journal(client, taken_over)) == {main_of(entry) for entry in filed}
    assert entry_of(house, alone).state is OrderState.CONFLICT


def test_what_changed_again_since_it_was_seen_is_shown_again_and_nothing_is_done(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    sag = new_sag()
    item = promised(house, tmp_path, sag)
    close(client, sag)
    comes_to(house, OrderState.CONFLICT, item)
    seen = house.engine.conflicts.of(item)
    close(client, sag, SagFremdrift.UDFOERT)

    answered = house.engine.conflicts.answer([item], Choice.WITHDRAW, seen=seen)

    assert answered.done == ()
    assert answered.again is not None
    assert [one.theirs for one in answered.again.differences] == ["Udfoert"]
    assert entry_of(house, item).state is OrderState.CONFLICT
    assert Choice.ANYWAY in answered.again.choices
    house.engine.conflicts.answer([item], Choice.ANYWAY, seen=answered.again)
    comes_to(house, OrderState.FILED, item)


def test_a_choice_that_does_not_fit_changes_nothing(house: House, client: SagDokumentClient, tmp_path: Path) -> None:
    sag = new_sag()
    item = promised(house, tmp_path, sag)
    client.delete("sag", "sag", sag.id)
    comes_to(house, OrderState.CONFLICT, item)
    conflict = house.engine.conflicts.of(item)
    assert [(one.name, one.theirs) for one in conflict.differences] == [(ConflictField.EXISTENCE, "gone")]
    assert house.engine.conflicts.answer([item], Choice.ANYWAY).left == (item,)
    with pytest.raises(ValueError, match="which Sag"):
        house.engine.conflicts.answer([item], Choice.OTHER_SAG)
    assert entry_of(house, item).state is OrderState.CONFLICT
    house.engine.conflicts.answer([item], Choice.WITHDRAW)
    assert entry_of(house, item).state is OrderState.WITHDRAWN
    assert house.engine.conflicts.groups() == ()
    with pytest.raises(KeyError):
        house.engine.conflicts.of(item)


def theirs_under_our_uuid(house: House, client: SagDokumentClient, item: ItemId) -> OutboxEntry:
    """Somebody else's Dokument stands where ours is to stand."""
    entry = entry_of(house, item)
    assert entry.order is not None
    order = make_order(titel="Deres titel", sag=entry.order.sag)
    theirs = replace(draft_of(entry.item, "Deres titel", entry.order.main.dokument), digest=Digest("0" * 64))
    filing = SagDokumentFiling(client)
    klasse = filing.klasse(KLE)
    assert klasse is not None
    filing.put_dokument(theirs, BytesIO(b"Deres"), klasse=klasse, bilag=(), order=order)
    return entry


@pytest.mark.parametrize("choice", [Choice.KEEP_THEIRS, Choice.AS_NEW], ids=["theirs", "as_new"])
def test_a_dokument_changed_by_another_is_compared_and_never_overwritten(
    house: House, client: SagDokumentClient, tmp_path: Path, choice: Choice
) -> None:
    sag = new_sag()
    item = promised(house, tmp_path, sag, "Vores titel")
    entry = theirs_under_our_uuid(house, client, item)
    comes_to(house, OrderState.CONFLICT, item)

    conflict = house.engine.conflicts.of(item)
    assert conflict.kind is Trouble.DOKUMENT_CHANGED
    differences = {one.name: (one.ours, one.theirs) for one in conflict.differences}
    assert differences[ConflictField.TITEL] == ("Vores titel", "Deres titel")
    assert ConflictField.CONTENT in differences
    assert ConflictField.SAG not in differences
    assert "Vores titel" not in repr(conflict)

    house.engine.conflicts.answer([item], choice, seen=conflict)
    after = comes_to(house, OrderState.WITHDRAWN if choice is Choice.KEEP_THEIRS else OrderState.FILED, item)[0]
    stands = client.newest("dokument", "dokument", main_of(entry))
    assert stands is not None
    assert stands["attributter"]["dokumentegenskaber"][0]["titel"] == "Deres titel"
    assert stands["livscykluskode"] == "Importeret"
    if choice is Choice.AS_NEW:
        assert main_of(after) != main_of(entry)
        assert journal(client, sag) == [main_of(after)]
    else:
        assert journal(client, sag) == []


def half_sent(house: House, client: SagDokumentClient, folder: Path) -> tuple[ItemId, SagRef, DokumentId]:
    """The Dokument stands in the service, its Sag went away before the journalpost."""
    sag = new_sag()
    item = promised(house, folder, sag)
    entry = entry_of(house, item)
    assert entry.order is not None
    filing, order = SagDokumentFiling(client), entry.order
    klasse = filing.klasse(KLE)
    assert klasse is not None
    with house.ports.vault.open(order.main.digest) as content:
        filing.put_dokument(order.main, content, klasse=klasse, bilag=(), order=order)
    started = house.ports.outbox.entry(item)
    assert started is not None
    house.ports.delivery._claims.mark(started, replace(started.steps[0], state=StepState.STARTED))  # type: ignore[attr-defined]
    client.delete("sag", "sag", sag.id)
    comes_to(house, OrderState.REJECTED, item)
    return item, sag, order.main.dokument


def test_withdrawing_what_was_half_sent_takes_it_out_of_use(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    item, _sag, dokument = half_sent(house, client, tmp_path)
    house.engine.withdraw(item, "not_wanted")
    assert not house.engine.undo(item), "what is being cleared away is not to be filed again by accident"
    comes_to(house, OrderState.WITHDRAWN, item)
    left = client.newest("dokument", "dokument", dokument)
    assert left is not None
    assert left["livscykluskode"] == "Passiveret"

    house.engine.restore(item)
    other = new_sag()
    detail = house.engine.detail(item)
    assert detail is not None
    house.engine.decide(replace(detail.proposal, sag=other), hold=False)
    (filed,) = comes_to(house, OrderState.FILED, item)
    assert main_of(filed) != dokument, "what was taken out of use is not brought back to life"
    assert journal(client, other) == [main_of(filed)]


def test_a_filed_document_moved_to_another_sag_leaves_a_record(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    first, second = new_sag(), new_sag()
    item = promised(house, tmp_path, first)
    (before,) = comes_to(house, OrderState.FILED, item)
    house.ports.vault.discard(before.item.digest)  # as after the grace period

    with pytest.raises(ValueError, match="this Sag"):
        house.engine.corrections.move(item, first)
    moving = house.engine.corrections.move(item, second)
    assert moving.order is not None
    assert moving.order.corrects is not None
    (after,) = comes_to(house, OrderState.FILED, item)

    assert journal(client, second) == [main_of(after)]
    assert journal(client, first) == [main_of(before)]
    old = client.newest("dokument", "dokument", main_of(before))
    assert old is not None
    assert [entry["uuid"] for entry in old["relationer"]["nyrevision"]] == [str(main_of(after))]
    whats = [row.what for row in house.engine.history(item)]
    assert whats.count("proven") == 2
    assert "corrected" in whats
    with pytest.raises(IllegalTransition):
        house.engine.corrections.take_back(item, "not_wanted")
    assert house.ports.outbox.chain_broken_at() is None  # type: ignore[attr-defined]


def test_what_was_moved_to_another_sag_is_no_example_for_the_first_any_more(house: House, tmp_path: Path) -> None:
    first, second = new_sag(), new_sag()
    house.ports.sager.replace_all([first, second])
    words = "Kvittering fra Blomsterboden for kransen til hædersgraven"
    item = promised(house, tmp_path, first, words)
    comes_to(house, OrderState.FILED, item)
    wait_until(
        lambda: suggested_for(house, tmp_path, words) == [first.id], lambda: suggested_for(house, tmp_path, words)
    )

    house.engine.corrections.move(item, second)
    comes_to(house, OrderState.FILED, item)

    wait_until(
        lambda: suggested_for(house, tmp_path, words) == [second.id], lambda: suggested_for(house, tmp_path, words)
    )


def test_a_filing_that_holds_again_is_no_example_twice(house: House, client: SagDokumentClient, tmp_path: Path) -> None:
    first, second = new_sag(), new_sag()
    house.ports.sager.replace_all([first, second])
    words = "Kvittering fra Blomsterboden for kransen til hædersgraven"
    item = promised(house, tmp_path, first, words)
    comes_to(house, OrderState.FILED, item)
    wait_until(lambda: suggested_for(house, tmp_path, words) == [first.id])
    learned = suggestions_for(house, tmp_path, words)
    close(client, second)
    house.engine.corrections.move(item, second)
    comes_to(house, OrderState.CONFLICT, item)

    house.engine.withdraw(item, "not_wanted")
    comes_to(house, OrderState.FILED, item)

    wait_until(
        lambda: suggestions_for(house, tmp_path, words) == learned, lambda: suggestions_for(house, tmp_path, words)
    )


def suggestions_for(house: House, folder: Path, words: str) -> SuggestionSet:
    """What is suggested for a new document like it."""
    path = folder / "ligner.txt"
    path.write_text(f"{words}\n" * 3)
    extract = house.ports.extractor.read(path.name, path.read_bytes(), house.ports.clock())
    return house.ports.suggester.suggest(extract, path.name)


def suggested_for(house: House, folder: Path, words: str) -> list[SagId]:
    """The Sager a new document like it is suggested to stand on."""
    return [one.value.id for one in suggestions_for(house, folder, words).sager]


def test_a_filed_document_with_other_fields_is_a_new_version(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    sag = new_sag()
    item = promised(house, tmp_path, sag, "Ansøgnig")
    (before,) = comes_to(house, OrderState.FILED, item)
    detail = house.engine.detail(item)
    assert detail is not None
    with pytest.raises(ValueError, match="nothing changes"):
        house.engine.corrections.correct(detail.proposal)
    house.engine.corrections.correct(replace(detail.proposal, titel="Ansøgning"))
    (after,) = comes_to(house, OrderState.FILED, item)
    assert journal(client, sag) == [main_of(before), main_of(after)]
    newer = client.newest("dokument", "dokument", main_of(after))
    assert newer is not None
    assert newer["attributter"]["dokumentegenskaber"][0]["titel"] == "Ansøgning"


def test_a_correction_that_is_killed_on_its_way_is_carried_out_once(
    service: EmbeddedService, client: SagDokumentClient, tmp_path: Path
) -> None:
    sag, data = new_sag(), tmp_path / "data"
    with open_house(data=data, service=service.url) as house:
        item = promised(house, tmp_path, sag, "Ansøgnig")
        (before,) = comes_to(house, OrderState.FILED, item)
    with open_house(data=data, service=service.url) as house:
        detail = house.engine.detail(item)
        assert detail is not None
        newer = main_of(house.engine.corrections.correct(replace(detail.proposal, titel="Ansøgning")))

    process = Program(data, service.url).start("sync", "--wait", "60")
    wait_until(lambda: process.poll() is not None or client.newest("dokument", "dokument", newer) is not None)
    process.kill()
    process.communicate()

    with open_house(data=data, service=service.url) as house:
        (after,) = comes_to(house, OrderState.FILED, item)
    assert main_of(after) == newer
    assert journal(client, sag) == [main_of(before), newer]
    old = client.newest("dokument", "dokument", main_of(before))
    assert old is not None
    assert [entry["uuid"] for entry in old["relationer"]["nyrevision"]] == [str(newer)]


def test_a_correction_that_cannot_be_carried_out_leaves_the_first_filing_standing(
    house: House, client: SagDokumentClient, tmp_path: Path
) -> None:
    first, second = new_sag(), new_sag()
    item = promised(house, tmp_path, first)
    (before,) = comes_to(house, OrderState.FILED, item)
    close(client, second)
    house.engine.corrections.move(item, second)
    comes_to(house, OrderState.CONFLICT, item)

    house.engine.withdraw(item, "not_wanted")

    (after,) = comes_to(house, OrderState.FILED, item)
    assert main_of(after) == main_of(before)
    assert after.order is not None
    assert after.order.sag.id == first.id
    assert journal(client, first) == [main_of(before)]
    assert journal(client, second) == []
