"""What happens elsewhere reaches the screens and the queued orders; each message counts once, and none is lost."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pika
import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.changes import Change, ItemsChanged, ObjectsChanged, SagerChanged
from sagsbud.domain.errors import Trouble, Unreachable
from sagsbud.domain.ids import DokumentId, ItemId, SagId
from sagsbud.domain.mox import Heard
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.mox.broker import Broker as Address
from sagsbud.mox.listener import Listener
from sagsbud.mox.wire import DEAD_QUEUE, TOPIC
from sagsbud.outbox.messages import SealedMessages
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_sag
from sagsbud.service.main import EmbeddedService

from tests.support.embedded import embedded
from tests.support.keeping import Keeping
from tests.support.messages import Subscriber, close_sag, desktop
from tests.support.orders import KLE, make_sag
from tests.support.rabbitmq import Broker
from tests.support.waiting import wait_until

SAG, OTHER = make_sag(1), make_sag(2)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[EmbeddedService]:
    """A service with two Sager."""
    with embedded(tmp_path / "service", [SAG, OTHER]) as running:
        yield running


class Screen:
    """Hears what a window would."""

    def __init__(self, house: House) -> None:
        self.changes: list[Change] = []
        house.engine.subscribe(self.changes.append)

    def shown(self, wanted: type[Change]) -> list[Change]:
        """The changes of one kind so far."""
        return [change for change in self.changes if isinstance(change, wanted)]

    def heard_of(self, objekt: UUID) -> bool:
        """Whether it was told that the object is another one."""
        told = [change for change in self.changes if isinstance(change, ObjectsChanged)]
        return any(objekt in change.sager or objekt in change.dokumenter for change in told)


def notify(rabbit: Broker, vhost: str, objekttype: str, objekt: UUID, **headers: Any) -> None:
    """Another system says that an object changed."""
    given = {
        "beskedID": str(uuid4()),
        "beskedversion": 1,
        "beskedtype": "Notification",
        "objekttype": objekttype,
        "objektID": str(objekt),
        "livscykluskode": "Rettet",
        **headers,
    }
    connection = rabbit.connect(vhost)
    channel = connection.channel()
    channel.exchange_declare(TOPIC, "topic", durable=True)
    key = f"{str(given['objekttype']).lower()}.{given['livscykluskode']}"
    channel.basic_publish(TOPIC, key, json.dumps({}).encode(), pika.BasicProperties(headers=given))
    connection.close()


def hold(house: House, sag: SagRef, content: bytes) -> ItemId:
    """Promise a document; it waits out the time to undo."""
    entry, _ = house.ports.taker.take_bytes("brev.txt", content, Source(SourceKind.DROP), house.ports.clock())
    detail = house.engine.detail(entry.item.id)
    assert detail is not None
    house.engine.decide(replace(detail.proposal, sag=sag, kle=KLE, titel="Brev"))
    return entry.item.id


def connected(house: House) -> bool:
    return house.messaging.listener is not None and house.messaging.listener.connected


def trouble_of(house: House, item: ItemId) -> tuple[OrderState, Trouble | None]:
    entry = house.engine.entry(item)
    assert entry is not None
    return entry.state, entry.problem.trouble if entry.problem else None


def test_a_sag_closed_elsewhere_stops_what_was_promised_to_it(
    rabbit: Broker, vhost: str, service: EmbeddedService, client: SagDokumentClient, tmp_path: Path
) -> None:
    other = Subscriber(rabbit, vhost).subscribe("dokument.fejl")
    with desktop(tmp_path / "data", service.url, broker_url=rabbit.url(vhost), undo_seconds=600) as house:
        wait_until(lambda: connected(house) and house.ports.sager.by_id(SAG.id) is not None)
        stopped, goes_on = hold(house, SAG, b"Til en"), hold(house, OTHER, b"Til en anden")
        screen = Screen(house)

        close_sag(client, SAG.id)
        notify(rabbit, vhost, "sag", SAG.id)

        wait_until(lambda: screen.heard_of(SAG.id))
        assert trouble_of(house, stopped) == (OrderState.CONFLICT, Trouble.SAG_CLOSED)
        assert trouble_of(house, goes_on) == (OrderState.QUEUED, None)
        assert ItemsChanged(frozenset({stopped})) in screen.shown(ItemsChanged)
        assert screen.shown(SagerChanged)
        known = house.ports.sager.by_id(SAG.id)
        assert known is not None
        assert not known.is_open
        (told,) = other.wait_for(1)
    assert told.body["kode"] == Trouble.SAG_CLOSED.value


@pytest.mark.parametrize("ending", ["passivate", "delete"])
def test_a_sag_that_is_gone_stops_what_was_promised_to_it(
    rabbit: Broker, vhost: str, service: EmbeddedService, client: SagDokumentClient, tmp_path: Path, ending: str
) -> None:
    with desktop(tmp_path / "data", service.url, broker_url=rabbit.url(vhost), undo_seconds=600) as house:
        wait_until(lambda: connected(house) and house.ports.sager.by_id(SAG.id) is not None)
        item = hold(house, SAG, b"Til en")
        screen = Screen(house)

        getattr(client, ending)("sag", "sag", SAG.id)
        notify(rabbit, vhost, "Sag", SAG.id, livscykluskode="Slettet")

        wait_until(lambda: screen.heard_of(SAG.id))
        assert trouble_of(house, item) == (OrderState.CONFLICT, Trouble.SAG_GONE)
        assert house.ports.sager.by_id(SAG.id) is None


def test_a_new_sag_and_a_changed_dokument_are_shown(
    rabbit: Broker, vhost: str, service: EmbeddedService, client: SagDokumentClient, tmp_path: Path
) -> None:
    new, dokument = make_sag(3), DokumentId(uuid4())
    with desktop(tmp_path / "data", service.url, broker_url=rabbit.url(vhost)) as house:
        wait_until(lambda: connected(house) and house.ports.sager.by_id(SAG.id) is not None)
        screen = Screen(house)

        put_sag(client, new)
        notify(rabbit, vhost, "sag", new.id, livscykluskode="Opstaaet")
        notify(rabbit, vhost, "dokument", dokument)

        wait_until(lambda: screen.heard_of(new.id) and screen.heard_of(dokument))
        assert house.ports.sager.by_number(new.sagsnummer) is not None


def test_without_a_broker_a_look_finds_out_the_same(
    service: EmbeddedService, client: SagDokumentClient, tmp_path: Path
) -> None:
    with desktop(tmp_path / "data", service.url, undo_seconds=600) as house:
        wait_until(lambda: house.ports.sager.by_id(SAG.id) is not None)
        item = hold(house, SAG, b"Til en")
        close_sag(client, SAG.id)

        assert house.messaging.reactions.poll()
        assert house.messaging.reactions.poll()

        assert trouble_of(house, item) == (OrderState.CONFLICT, Trouble.SAG_CLOSED)
    assert not (tmp_path / "data" / "installation").exists()


# -- the listener itself ------------------------------------------------------------------------------------------


class Ear:
    """A listener and what it heard."""

    def __init__(self, rabbit: Broker, vhost: str, kept: Keeping) -> None:
        self.heard: list[Heard] = []
        self.raises: list[Exception] = []
        self.ledger = SealedMessages(kept.database, kept.clock)
        self._lock = threading.Lock()
        queue = "sagsbud.11111111-2222-4333-8444-555555555555.desktop"
        self.listener = Listener(Address.at(rabbit.url(vhost)), queue, self.ledger, self.react)

    def react(self, heard: Heard) -> None:
        """Note it, or fail as told."""
        with self._lock:
            if self.raises:
                raise self.raises.pop(0)
            self.heard.append(heard)


@pytest.fixture
def ear(rabbit: Broker, vhost: str, kept: Keeping) -> Iterator[Ear]:
    """A listener that runs."""
    made = Ear(rabbit, vhost, kept)
    made.listener.start()
    try:
        wait_until(lambda: made.listener.connected)
        yield made
    finally:
        made.listener.stop()


def dead_letters(rabbit: Broker, vhost: str) -> int:
    """How many lie there."""
    connection = rabbit.connect(vhost)
    count: int = connection.channel().queue_declare(DEAD_QUEUE, passive=True).method.message_count
    connection.close()
    return count


def test_the_same_message_counts_once_however_often_it_comes(rabbit: Broker, vhost: str, ear: Ear) -> None:
    sag, message = uuid4(), str(uuid4())
    for _ in range(3):
        notify(rabbit, vhost, "sag", sag, beskedID=message)
    notify(rabbit, vhost, "sag", uuid4())

    wait_until(lambda: len(ear.heard) == 2)

    assert [heard.objekt for heard in ear.heard].count(SagId(sag)) == 1
    assert ear.ledger.met(UUID(message)) is not None


def test_what_cannot_be_read_is_put_with_the_dead_letters(rabbit: Broker, vhost: str, ear: Ear) -> None:
    notify(rabbit, vhost, "sag", uuid4(), objektID="ingen")
    notify(rabbit, vhost, "sag", uuid4())

    wait_until(lambda: len(ear.heard) == 1 and dead_letters(rabbit, vhost) == 1)


def test_a_message_waits_while_the_service_is_away(rabbit: Broker, vhost: str, ear: Ear) -> None:
    sag = uuid4()
    ear.raises = [Unreachable(), Unreachable()]

    notify(rabbit, vhost, "sag", sag)

    wait_until(lambda: [heard.objekt for heard in ear.heard] == [sag])
    assert dead_letters(rabbit, vhost) == 0


@pytest.mark.warns_in_log
def test_a_message_that_fails_in_itself_stops_nobody_else(rabbit: Broker, vhost: str, ear: Ear) -> None:
    sag = uuid4()
    ear.raises = [RuntimeError() for _ in range(5)]

    notify(rabbit, vhost, "sag", uuid4())
    wait_until(lambda: not ear.raises)
    notify(rabbit, vhost, "sag", sag)

    wait_until(lambda: [heard.objekt for heard in ear.heard] == [sag])
    assert dead_letters(rabbit, vhost) == 1
