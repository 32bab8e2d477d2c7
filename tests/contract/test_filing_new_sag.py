"""A new Sag and a journalnotat through the FilingService: made once, found again, the text the same."""

import hashlib
from dataclasses import replace
from uuid import uuid4

import pytest
from sagsbud.domain.errors import Refused
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.klassifikation import Kassationskode, KleNummer
from sagsbud.domain.orders import FilingOrder, SagDraft
from sagsbud.domain.parties import Part, PartArt
from sagsbud.domain.sagsobjekter import Journalpostkode

from tests.contract.partner import Partner
from tests.support.orders import KLE, make_item, make_order

TEXT = "Ringet til borgeren.\nHun sender tegningerne på fredag. Æ, ø og å."


def new_sag(**other: object) -> SagDraft:
    parter = (Part("Prøve ApS", "urn:oio:cvr-nr:00112233", PartArt.VIRKSOMHED), Part("", "urn:oio:cpr-nr:0101010000"))
    draft = SagDraft(SagId(uuid4()), "26/384213", "Byggetilladelse, Birkevænget 14", KLE, parter=parter)
    return replace(draft, kassationskode=Kassationskode.KASSERES, **other)  # type: ignore[arg-type]


def order_on(sag: SagDraft, **other: object) -> FilingOrder:
    order = make_order(make_item(TEXT.encode(), "notat.txt"))
    return replace(order, sag=sag.ref, new_sag=sag, **other)  # type: ignore[arg-type]


def test_a_new_sag_is_there_afterwards_and_found_by_its_number(partner: Partner) -> None:
    sag = new_sag()
    assert partner.filing.sag(sag.id) is None
    partner.filing.put_sag(sag, order_on(sag))
    found = partner.filing.sag(sag.id)
    assert found
    assert (found.sagsnummer, found.titel, found.kle, found.is_open) == (sag.sagsnummer, sag.titel, KLE, True)
    assert [part.urn for part in found.parter] == [part.urn for part in sag.parter]
    assert [one.id for one in partner.filing.sager(sag.sagsnummer)] == [sag.id]


def test_a_new_sag_made_again_is_one_sag(partner: Partner) -> None:
    sag = new_sag()
    order = order_on(sag)
    partner.filing.put_sag(sag, order)
    partner.filing.put_sag(sag, order)
    assert [one.id for one in partner.filing.sager(sag.sagsnummer)] == [sag.id]


def test_a_subject_the_service_does_not_know_is_refused(partner: Partner) -> None:
    sag = new_sag(kle=KleNummer("99.99.99"))
    with pytest.raises(Refused):
        partner.filing.put_sag(sag, order_on(sag))
    assert partner.filing.sag(sag.id) is None


def test_a_note_stands_on_the_sag_with_its_text(partner: Partner) -> None:
    sag = new_sag()
    order = order_on(sag, kode=Journalpostkode.JOURNALNOTAT)
    partner.filing.put_sag(sag, order)
    assert partner.filing.note(sag.id, order.main.dokument) is None
    partner.filing.add_note(order.main, TEXT, order)
    found = partner.filing.note(sag.id, order.main.dokument)
    assert found
    assert found.digest == hashlib.sha256(TEXT.encode()).hexdigest()
    assert found.titel == order.main.titel
    assert partner.filing.note(sag.id, DokumentId(uuid4())) is None
