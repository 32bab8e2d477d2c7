"""What the delivery leans on in a FilingService: the adapter over the embedded service, and the one in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sagsbud.domain.errors import NotThere, Refused, Unreachable
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder
from sagsbud.domain.sagsobjekter import SagFremdrift

from tests.contract.partner import Partner
from tests.support.orders import KLE, draft_of, make_item, make_order, make_sag

CONTENT = "Høringssvar til sagen".encode()


def put(partner: Partner, order: FilingOrder, draft: DokumentDraft | None = None, content: bytes = CONTENT) -> None:
    klasse = partner.filing.klasse(order.kle)
    assert klasse is not None
    chosen = draft or order.main
    bilag = [one.dokument for one in order.bilag] if chosen is order.main else []
    partner.filing.put_dokument(chosen, BytesIO(content), klasse=klasse, bilag=bilag, order=order)


@pytest.fixture
def order(partner: Partner) -> FilingOrder:
    """An order whose Sag the service has."""
    made = make_order(make_item(CONTENT, "høring.txt"))
    partner.add_sag(made.sag)
    return made


def test_a_probe_passes_when_the_service_answers(partner: Partner) -> None:
    partner.filing.probe()


def test_without_a_service_every_verb_says_unreachable(partner: Partner) -> None:
    away, order = partner.unreachable(), make_order()
    for ask in (
        away.probe,
        lambda: away.klasse(KLE),
        lambda: away.dokument(order.main.dokument),
        lambda: away.sag(order.sag.id),
        lambda: away.has_journalpost(order.sag.id, order.main.dokument),
        lambda: away.add_journalpost(order.main, order),
        away.sager,
    ):
        with pytest.raises(Unreachable) as told:
            ask()
        assert told.value.params["cause"] == "connect"


def test_a_klasse_is_found_by_its_number_or_is_none(partner: Partner) -> None:
    assert partner.filing.klasse(KLE) is not None
    assert partner.filing.klasse(KleNummer("99.99.99")) is None


def test_what_was_never_there_is_none(partner: Partner) -> None:
    assert partner.filing.dokument(DokumentId(uuid4())) is None
    assert partner.filing.sag(SagId(uuid4())) is None
    assert not partner.filing.has_journalpost(SagId(uuid4()), DokumentId(uuid4()))


def test_a_dokument_reads_back_as_it_was_put(partner: Partner, order: FilingOrder) -> None:
    put(partner, order)
    filed = partner.filing.dokument(order.main.dokument)
    assert filed is not None
    assert (filed.id, filed.titel, filed.brevdato) == (order.main.dokument, order.main.titel, order.main.brevdato)
    assert (filed.digest, filed.sager) == (order.main.digest, frozenset({order.sag.id}))
    assert filed.fratidspunkt
    assert partner.filing.content_digest(filed) == order.main.digest


def test_the_proof_is_of_the_bytes_that_came_not_of_those_that_were_announced(
    partner: Partner, order: FilingOrder
) -> None:
    put(partner, order, content=b"andre bytes")
    filed = partner.filing.dokument(order.main.dokument)
    assert filed is not None
    assert filed.digest == order.main.digest
    assert partner.filing.content_digest(filed) != order.main.digest


def test_bilag_are_named_by_the_dokument_they_belong_to(partner: Partner) -> None:
    mail = make_item(b"mail", "mail.eml")
    parts = [make_item(b"bilag %d" % place, f"{place}.txt", parent=mail.id, position=place) for place in (1, 2)]
    order = make_order(mail, *parts)
    partner.add_sag(order.sag)
    for draft, content in zip(order.bilag, (b"bilag 1", b"bilag 2"), strict=True):
        put(partner, order, draft, content)
    put(partner, order, content=b"mail")
    filed = partner.filing.dokument(order.main.dokument)
    assert filed is not None
    assert filed.bilag == {draft.dokument for draft in order.bilag}


def test_a_journalpost_is_found_after_it_was_added_and_only_on_its_sag(partner: Partner, order: FilingOrder) -> None:
    other = make_sag(2)
    partner.add_sag(other)
    put(partner, order)
    assert not partner.filing.has_journalpost(order.sag.id, order.main.dokument)
    partner.filing.add_journalpost(order.main, order)
    assert partner.filing.has_journalpost(order.sag.id, order.main.dokument)
    assert not partner.filing.has_journalpost(other.id, order.main.dokument)


def test_a_journalpost_decided_by_a_clock_that_is_ahead_is_found_all_the_same(
    partner: Partner, order: FilingOrder
) -> None:
    tomorrow = replace(order, decided_at=datetime.now(UTC) + timedelta(days=1))
    put(partner, tomorrow)
    partner.filing.add_journalpost(tomorrow.main, tomorrow)
    assert partner.filing.has_journalpost(order.sag.id, order.main.dokument)
    filed = partner.filing.dokument(order.main.dokument)
    assert filed is not None
    assert filed.digest == order.main.digest


def test_the_proof_of_many_says_what_reading_each_would(partner: Partner, order: FilingOrder) -> None:
    half, deleted, unknown = make_order(make_item(b"halv")), make_order(make_item(b"slettet")), DokumentId(uuid4())
    for one, content in ((order, CONTENT), (half, b"andre bytes"), (deleted, b"slettet")):
        put(partner, one, content=content)
    partner.filing.add_journalpost(order.main, order)
    partner.delete_dokument(deleted.main.dokument)
    wanted = [order.main.dokument, half.main.dokument, deleted.main.dokument, unknown]
    proofs = partner.filing.proofs(wanted)
    assert set(proofs) == {order.main.dokument, half.main.dokument}
    for one in (order, half):
        filed, proof = partner.filing.dokument(one.main.dokument), proofs[one.main.dokument]
        assert filed is not None
        assert (proof.dokument, proof.fratidspunkt, proof.sager) == (filed.id, filed.fratidspunkt, filed.sager)
        assert proof.contents == {partner.filing.content_digest(filed)}
        journals = {one.sag.id} if partner.filing.has_journalpost(one.sag.id, one.main.dokument) else set()
        assert proof.journals == journals
    assert proofs[order.main.dokument].contents == {order.main.digest}
    assert proofs[half.main.dokument].contents != {half.main.digest}
    assert partner.filing.proofs([]) == {}


def test_journalposter_stand_in_the_order_they_were_added(partner: Partner) -> None:
    orders = [make_order(make_item(b"%d" % number)) for number in range(5)]
    partner.add_sag(orders[0].sag)
    for number, one in enumerate(orders):
        put(partner, one, content=b"%d" % number)
        partner.filing.add_journalpost(one.main, one)
    assert [str(post) for post in partner.posts(orders[0].sag.id)] == [str(one.main.dokument) for one in orders]


def test_a_repeated_journalpost_is_one_again_and_its_neighbours_stay(partner: Partner, order: FilingOrder) -> None:
    neighbour = make_order(make_item(b"nabo"))
    put(partner, order)
    put(partner, neighbour, content=b"nabo")
    partner.filing.add_journalpost(order.main, order)
    partner.filing.add_journalpost(neighbour.main, neighbour)
    partner.filing.add_journalpost(order.main, order)
    partner.filing.single_journalpost(order.sag.id, order.main.dokument)
    assert partner.filing.single_journalpost(order.sag.id, order.main.dokument) == 0
    posts = [str(post) for post in partner.posts(order.sag.id)]
    assert posts == [str(order.main.dokument), str(neighbour.main.dokument)]


def test_a_dokument_taken_out_of_use_says_so_and_is_there_all_the_same(partner: Partner, order: FilingOrder) -> None:
    put(partner, order)
    assert not partner.filing.is_journalised(order.main.dokument)
    partner.filing.passivate(order.main.dokument)
    filed = partner.filing.dokument(order.main.dokument)
    assert filed is not None
    assert filed.passive


def test_a_filed_dokument_points_to_the_newer_one_and_keeps_what_it_has(partner: Partner, order: FilingOrder) -> None:
    newer = make_order(make_item(b"ny"))
    put(partner, order)
    put(partner, newer, content=b"ny")
    partner.filing.add_journalpost(order.main, order)
    assert partner.filing.is_journalised(order.main.dokument)
    partner.filing.set_nyrevision(order.main.dokument, newer.main.dokument, newer)
    filed = partner.filing.dokument(order.main.dokument)
    assert filed is not None
    assert (filed.nyrevision, filed.passive) == (newer.main.dokument, False)
    assert (filed.digest, filed.sager) == (order.main.digest, frozenset({order.sag.id}))
    assert partner.filing.content_digest(filed) == order.main.digest
    assert partner.filing.has_journalpost(order.sag.id, order.main.dokument)


def test_a_sag_says_whether_it_is_open(partner: Partner) -> None:
    closed = replace(make_sag(3), fremdrift=SagFremdrift.AFSLUTTET)
    for sag in (make_sag(2), closed):
        partner.add_sag(sag)
        found = partner.filing.sag(sag.id)
        assert found is not None
        assert (found.sagsnummer, found.is_open) == (sag.sagsnummer, sag.is_open)
    assert {sag.id for sag in partner.filing.sager()} == {make_sag(2).id}
    assert [sag.id for sag in partner.filing.sager(closed.sagsnummer)] == [closed.id]


def test_what_is_deleted_is_not_the_same_as_what_never_was(partner: Partner, order: FilingOrder) -> None:
    put(partner, order)
    partner.delete_dokument(order.main.dokument)
    partner.delete_sag(order.sag.id)
    with pytest.raises(NotThere):
        partner.filing.dokument(order.main.dokument)
    with pytest.raises(NotThere):
        partner.filing.sag(order.sag.id)


def test_a_journalpost_on_a_sag_that_is_gone_is_refused_for_good(partner: Partner) -> None:
    order = make_order()
    with pytest.raises((NotThere, Refused)):
        partner.filing.add_journalpost(order.main, order)


def test_the_same_bytes_are_found_by_their_digest(partner: Partner, order: FilingOrder) -> None:
    assert partner.filing.find_dokumenter_by_digest(order.main.digest) == []
    put(partner, order)
    twin = replace(order, main=draft_of(make_item(CONTENT)))
    put(partner, twin)
    found = partner.filing.find_dokumenter_by_digest(order.main.digest)
    assert set(found) == {order.main.dokument, twin.main.dokument}


def test_a_dokument_of_several_megabytes_arrives_whole(partner: Partner) -> None:
    content = bytes(range(256)) * 12_000
    order = make_order(make_item(content, "stor.bin"))
    partner.add_sag(order.sag)
    put(partner, order, content=content)
    filed = partner.filing.dokument(order.main.dokument)
    assert filed is not None
    assert partner.filing.content_digest(filed) == order.main.digest
