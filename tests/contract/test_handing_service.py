"""Handing over on the wire: the standard's words, one Dokument, and no version of somebody else written over."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from sagsbud.domain.errors import Conflict
from sagsbud.domain.handing import HandOver, has_arrived, is_handed_to, waits_for
from sagsbud.domain.ids import DokumentId, new_order_id
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import FiledDokument
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.sagdok.handing import SagDokumentHanding
from sagsbud.sagdok.mapping import Belonging
from sagsbud.sagdok.reviewing import SagDokumentReview

from tests.contract.recorded import answering, exchange, recorded_answer
from tests.support.embedded import embedded
from tests.support.handing import GIVER, LETTER, SAG, TAKER, THIRD, Eyes
from tests.support.orders import KLE, draft_of, make_item, make_order

UNIT = "11111111-2222-4333-8444-555555555555"


class Wire:
    """Both sides of a hand-over on one service."""

    def __init__(self, client: SagDokumentClient, url: str) -> None:
        self.filing = SagDokumentFiling(client, Belonging(unit=UNIT))
        review = SagDokumentReview(client, self.filing)
        self.handing = SagDokumentHanding(client, self.filing, review, Belonging(unit=UNIT))
        self.eyes = Eyes(url)

    def give(self, note: str = "") -> HandOver:
        """Hand a letter over to the taker."""
        at = datetime.now(UTC) - timedelta(minutes=1)
        draft = replace(draft_of(make_item(LETTER)), received_at=at - timedelta(hours=2))
        order = HandOver(new_order_id(), draft, TAKER, GIVER, at, note)
        self.handing.put(order, BytesIO(LETTER))
        return order

    def seen(self, dokument: DokumentId) -> ReviewDokument:
        """As our program reads it."""
        found = self.handing.dokument(dokument)
        assert found
        return found

    def filed(self, dokument: DokumentId) -> FiledDokument:
        """As the filing reads it."""
        found = self.filing.dokument(dokument)
        assert found
        return found

    def adopt(self, order: HandOver, seen: FiledDokument) -> FilingOrder:
        """The taker files it."""
        whole = make_order(make_item(LETTER), sag=SAG, decided_at=datetime.now(UTC))
        whole = replace(whole, main=replace(order.draft, titel="Ansøgning om skur"), decided_by=TAKER)
        klasse = self.filing.klasse(KLE)
        assert klasse
        self.filing.adopt_dokument(whole.main, seen, klasse=klasse, bilag=(), order=whole)
        return whole


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    """On the embedded service."""
    with embedded(tmp_path / "service", [SAG]) as service, SagDokumentClient(service.url) as client:
        yield Wire(client, service.url)


def test_the_tray_is_asked_for_in_the_standards_words() -> None:
    with answering(recorded_answer(exchange("083"))) as reference, SagDokumentClient(reference.url) as client:
        assert Wire(client, reference.url).handing.tray(TAKER) == []
        (asked,) = reference.asked
        terms = dict(parse_qsl(urlsplit(asked.path).query))
        assert terms == {"fremdrift": "Fordelt", "fordelttil:Bruger": str(TAKER.id)}


def test_it_is_a_received_dokument_without_a_sag_given_to_the_colleague(wire: Wire) -> None:
    order = wire.give("Den er din")
    dokument = order.draft.dokument
    said = wire.eyes.registration(dokument)
    assert wire.eyes.states(dokument) == [("Modtaget", str(GIVER.id)), ("Fordelt", str(GIVER.id))]
    relations = {name: [entry["uuid"] for entry in entries] for name, entries in said["relationer"].items()}
    assert relations == {
        "fordelttil": [str(TAKER.id)],
        "primaerbehandler": [str(GIVER.id)],
        "ansvarlig": [UNIT],
    }
    (attributes,) = said["attributter"]["dokumentegenskaber"]
    assert json.loads(attributes["integrationsdata"])["filer"][0]["sha256"] == order.draft.digest
    assert wire.handing.tray(TAKER) == [dokument]
    assert wire.handing.tray(GIVER) == []
    seen = wire.seen(dokument)
    assert is_handed_to(seen, TAKER)
    assert has_arrived(order, seen)
    assert waits_for(order, seen)
    assert (seen.steps[-1].note, seen.received_at) == ("Den er din", order.draft.received_at)
    assert wire.handing.claimed_digest(dokument) == wire.handing.content_digest(seen) == order.draft.digest
    with wire.handing.content(seen) as content:
        assert content.read() == LETTER


def test_the_taker_files_that_very_dokument_with_the_content_it_has(wire: Wire) -> None:
    order = wire.give()
    dokument = order.draft.dokument
    before = wire.filed(dokument)
    wire.adopt(order, before)
    after = wire.filed(dokument)
    assert (after.sager, after.titel, after.fremdrift) == (frozenset({SAG.id}), "Ansøgning om skur", "Endeligt")
    assert after.content_url == before.content_url
    assert wire.filing.content_digest(after) == order.draft.digest
    assert [state for state, _by in wire.eyes.states(dokument)] == ["Modtaget", "Fordelt", "Endeligt"]
    assert has_arrived(order, wire.seen(dokument))
    assert not waits_for(order, wire.seen(dokument))
    assert wire.eyes.dokumenter() == [str(dokument)]


def test_of_giver_and_taker_only_the_first_succeeds(wire: Wire) -> None:
    taken = wire.give()
    seen, filed = wire.seen(taken.draft.dokument), wire.filed(taken.draft.dokument)
    wire.adopt(taken, filed)
    with pytest.raises(Conflict):
        wire.handing.take_out(seen)
    assert not wire.filed(taken.draft.dokument).passive

    back = wire.give()
    filed = wire.filed(back.draft.dokument)
    wire.handing.take_out(wire.seen(back.draft.dokument))
    with pytest.raises(Conflict):
        wire.adopt(back, filed)
    assert wire.filed(back.draft.dokument).passive
    assert wire.filed(back.draft.dokument).sager == frozenset()


def test_what_was_passed_on_is_the_next_ones_and_comes_back_to_who_passed_it_on(wire: Wire) -> None:
    order = wire.give()
    dokument = order.draft.dokument
    passed = replace(
        order, to=THIRD, decided_by=TAKER, decided_at=datetime.now(UTC), passes_on=True, note="Snarere din"
    )
    seen = wire.seen(dokument)
    wire.handing.pass_on(passed, seen)
    with pytest.raises(Conflict):
        wire.handing.pass_on(passed, seen)
    assert wire.handing.tray(THIRD) == [dokument]
    assert wire.handing.tray(TAKER) == []
    assert waits_for(passed, wire.seen(dokument))
    wire.handing.take_back(passed, wire.seen(dokument), datetime.now(UTC))
    assert wire.handing.tray(TAKER) == [dokument]
    assert wire.handing.content_digest(wire.seen(dokument)) == order.draft.digest
