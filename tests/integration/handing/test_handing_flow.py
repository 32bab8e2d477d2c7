"""From the giver's decision to the taker's filing: two programs, one service, one Dokument, one journalpost."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.errors import Trouble
from sagsbud.domain.handing import Handed, Whereabouts
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.states import IN_QUEUE, OrderState

from tests.support.embedded import embedded
from tests.support.handing import (
    GIVER,
    LETTER,
    SAG,
    TAKER,
    THIRD,
    Eyes,
    deliver_handed,
    file_on_sag,
    house_of,
    put_people,
    receive,
    take,
)
from tests.support.waiting import wait_until


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Eyes]:
    """A service that knows the colleagues and one Sag."""
    with embedded(tmp_path / "service", [SAG]) as running:
        put_people(running.url)
        yield Eyes(running.url)


@pytest.fixture
def giver(service: Eyes, tmp_path: Path) -> Iterator[House]:
    """Who hands over."""
    with house_of(GIVER, tmp_path / "giver", service.url) as house:
        yield house


@pytest.fixture
def taker(service: Eyes, tmp_path: Path) -> Iterator[House]:
    """Who is given something."""
    with house_of(TAKER, tmp_path / "taker", service.url) as house:
        yield house


def state_of(house: House, item: ItemId) -> OrderState:
    """Where the item stands."""
    entry = house.engine.entry(item)
    assert entry
    return entry.state


def handed_of(house: House, item: ItemId) -> Handed:
    """The item's hand-over."""
    assert house.engine.handing
    handed = house.engine.handing.of(item)
    assert handed
    return handed


def give(house: House, note: str = "", *, deliver: bool = True) -> tuple[ItemId, DokumentId]:
    """Hand a letter over to the taker."""
    item = take(house)
    house.engine.hand_over([item], TAKER, note)
    if deliver:
        deliver_handed(house)
    return item, handed_of(house, item).order.draft.dokument


def deliver(house: House) -> None:
    """File what is promised, by the delivery's own thread."""
    house.ports.delivery.start()
    settled(house)


def settled(house: House) -> None:
    """Wait until nothing is under way."""
    wait_until(lambda: not any(house.ports.outbox.counts().get(state, 0) for state in IN_QUEUE))


def test_what_is_handed_over_is_filed_once_by_the_colleague(service: Eyes, giver: House, taker: House) -> None:
    item, dokument = give(giver, "Den er vist din, ring på 010101-0000")
    assert handed_of(giver, item).is_there
    assert state_of(giver, item) is OrderState.HANDED
    assert service.states(dokument) == [("Modtaget", str(GIVER.id)), ("Fordelt", str(GIVER.id))]
    assert "tilknyttedesager" not in service.registration(dokument)["relationer"]

    (received,) = receive(taker)
    assert receive(taker) == []
    given = received.item.given
    assert given
    assert (given.dokument, given.by, received.item.source.name) == (dokument, GIVER, GIVER.navn)
    assert given.note.startswith("Den er vist din")
    assert "0000" not in given.note
    assert taker.engine.contents.original(received.item.id) == LETTER
    detail = taker.engine.detail(received.item.id)
    assert detail
    assert detail.extract

    file_on_sag(taker, received.item.id)
    deliver(taker)
    assert state_of(taker, received.item.id) is OrderState.FILED
    assert service.dokumenter() == [str(dokument)]
    assert service.posts() == [str(dokument)]
    assert service.states(dokument)[-1] == ("Endeligt", str(TAKER.id))

    assert giver.engine.trays
    giver.engine.trays.follow()
    fate = handed_of(giver, item).fate
    assert fate
    assert (fate.where, fate.by, fate.sagsnummer) == (Whereabouts.FILED, TAKER.id, SAG.sagsnummer)
    assert giver.engine.status().handed == 0
    assert giver.engine.handing
    assert not giver.engine.handing.take_back(item)
    assert receive(taker) == []


def test_a_hand_over_is_undone_while_nothing_was_sent(service: Eyes, giver: House) -> None:
    item, _dokument = give(giver, deliver=False)
    assert giver.engine.undo(item)
    deliver_handed(giver)
    assert state_of(giver, item) is OrderState.DRAFT
    assert service.dokumenter() == []


def test_the_delivery_waits_while_it_can_be_undone(service: Eyes, tmp_path: Path) -> None:
    with house_of(GIVER, tmp_path / "slow", service.url, undo_seconds=60) as house:
        item, _dokument = give(house)
        status = house.engine.status()
        assert (status.undo_item, status.handed) == (item, 1)
        assert status.undo_until
        assert service.dokumenter() == []
        assert house.engine.undo(item)
        assert house.engine.status().undo_item is None


def test_what_the_colleague_has_not_touched_is_taken_back(service: Eyes, giver: House, taker: House) -> None:
    item, dokument = give(giver)
    (received,) = receive(taker)
    assert giver.engine.handing
    assert giver.engine.handing.take_back(item)
    deliver_handed(giver)
    assert state_of(giver, item) is OrderState.DRAFT
    assert service.registration(dokument)["livscykluskode"] == "Passiveret"

    file_on_sag(taker, received.item.id)
    deliver(taker)
    after = taker.engine.entry(received.item.id)
    assert after
    assert after.state is OrderState.CONFLICT
    assert after.problem
    assert after.problem.trouble is Trouble.TAKEN_BACK
    assert service.posts() == []

    taker.engine.withdraw(received.item.id, "refused")
    settled(taker)
    assert state_of(taker, received.item.id) is OrderState.WITHDRAWN
    file_on_sag(giver, item)
    deliver(giver)
    assert len(service.posts()) == 1
    assert service.posts() != [str(dokument)]


def test_of_a_filing_and_a_taking_back_at_once_one_wins(service: Eyes, giver: House, taker: House) -> None:
    item, dokument = give(giver)
    (received,) = receive(taker)
    file_on_sag(taker, received.item.id)
    assert giver.engine.handing
    assert giver.engine.handing.take_back(item)
    back = threading.Thread(target=lambda: deliver_handed(giver))
    back.start()
    deliver(taker)
    back.join()
    wait_until(lambda: not handed_open(giver, item))
    filed = state_of(taker, received.item.id) is OrderState.FILED
    assert (state_of(giver, item) is OrderState.HANDED) == filed
    assert (service.posts() == [str(dokument)]) == filed
    assert (service.registration(dokument)["livscykluskode"] == "Passiveret") != filed


def handed_open(house: House, item: ItemId) -> bool:
    """Whether the taking back is not settled yet; carried on when it is due."""
    deliver_handed(house)
    assert house.engine.handing
    handed = house.engine.handing.of(item)
    return handed is not None and handed.state is not OrderState.FILED


def test_a_colleague_passes_it_on_and_the_last_one_files_the_same_dokument(
    service: Eyes, giver: House, taker: House, tmp_path: Path
) -> None:
    item, dokument = give(giver)
    (received,) = receive(taker)
    taker.engine.hand_over([received.item.id], THIRD, "Snarere din")
    deliver_handed(taker)
    assert receive(taker) == []
    assert giver.engine.trays
    giver.engine.trays.follow()
    fate = handed_of(giver, item).fate
    assert fate
    assert (fate.where, fate.by) == (Whereabouts.PASSED_ON, THIRD.id)
    with house_of(THIRD, tmp_path / "third", service.url) as third:
        (last,) = receive(third)
        assert last.item.given
        assert last.item.given.by == TAKER
        file_on_sag(third, last.item.id)
        deliver(third)
        assert state_of(third, last.item.id) is OrderState.FILED
    assert service.dokumenter() == [str(dokument)]
    assert service.posts() == [str(dokument)]


def test_what_is_given_back_is_the_item_it_was(service: Eyes, giver: House, taker: House) -> None:
    item, dokument = give(giver)
    (received,) = receive(taker)
    taker.engine.hand_over([received.item.id], GIVER, "Den er nu din")
    deliver_handed(taker)
    (back,) = receive(giver)
    assert back.item.id == item
    assert back.state is OrderState.DRAFT
    assert back.item.given
    assert back.item.given.note == "Den er nu din"
    assert receive(giver) == []
    file_on_sag(giver, item)
    deliver(giver)
    assert service.dokumenter() == [str(dokument)]
    assert service.posts() == [str(dokument)]


def test_somebody_elses_program_took_it_first(service: Eyes, giver: House, taker: House) -> None:
    _item, dokument = give(giver)
    (received,) = receive(taker)
    file_on_sag(taker, received.item.id)
    other = giver.ports.handing
    assert other
    seen = other.service.dokument(dokument)
    assert seen
    moved = replace(handed_of(giver, _item).order, to=THIRD, passes_on=True, decided_at=giver.ports.clock())
    other.service.pass_on(moved, seen)
    deliver(taker)
    after = taker.engine.entry(received.item.id)
    assert after
    assert after.problem
    assert (after.state, after.problem.trouble) == (OrderState.CONFLICT, Trouble.PASSED_ON)
    assert service.states(dokument)[-1][0] == "Fordelt"
    assert service.posts() == []
    taker.engine.withdraw(received.item.id, "refused")
    settled(taker)
    assert service.registration(dokument)["livscykluskode"] != "Passiveret"
