"""The bridge: whatever a service registers is told, also what was registered while the bridge slept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sagsbud.bootstrap.sources import FeedSource, ReferenceSource
from sagsbud.domain.errors import Busy
from sagsbud.mox.bridge import Bridge, ChangeSource
from sagsbud.mox.broker import Broker as Address
from sagsbud.mox.wire import REFERENCE_QUEUE
from sagsbud.outbox.messages import SealedMessages
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_sag
from sagsbud.service.main import EmbeddedService

from tests.support.embedded import embedded
from tests.support.keeping import Keeping, SetClock
from tests.support.messages import Subscriber, close_sag
from tests.support.orders import make_sag
from tests.support.postgres import cluster
from tests.support.rabbitmq import Broker
from tests.support.waiting import wait_until

SAGER = [make_sag(number) for number in range(1, 4)]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[EmbeddedService]:
    """A service with one Sag."""
    with embedded(tmp_path / "service", SAGER[:1]) as running:
        yield running


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SealedMessages]:
    """Where the bridge keeps how far it has come."""
    keeping = Keeping(tmp_path / "kept")
    yield SealedMessages(keeping.database, keeping.clock)
    keeping.close()


def carry(rabbit: Broker, vhost: str, source: ChangeSource, ledger: SealedMessages, *, feeds: bool = False) -> Bridge:
    """A bridge that runs, and has looked where the source stands."""
    bridge = Bridge(Address.at(rabbit.url(vhost)), source, ledger, SetClock(), feed_reference_queue=feeds)
    bridge.start()
    wait_until(lambda: ledger.mark(source.name) is not None)
    return bridge


def told(received: list[Any]) -> list[tuple[str, str]]:
    """Key and object of each, once each, in order."""
    found = {one.headers["beskedID"]: (one.key, one.headers["objektID"]) for one in received}
    return list(found.values())


def test_a_feed_is_passed_on_in_order_and_nothing_is_lost_while_the_bridge_sleeps(
    rabbit: Broker, vhost: str, service: EmbeddedService, client: SagDokumentClient, ledger: SealedMessages
) -> None:
    one, other = Subscriber(rabbit, vhost, "a").subscribe(), Subscriber(rabbit, vhost, "b").subscribe("sag.#")
    awake = carry(rabbit, vhost, FeedSource(client), ledger)
    put_sag(client, SAGER[1])
    one.wait_for(1)
    awake.stop()
    close_sag(client, SAGER[1].id)
    put_sag(client, SAGER[2])
    client.delete("sag", "sag", SAGER[2].id)

    again = carry(rabbit, vhost, FeedSource(client), ledger)
    received = one.wait_for(4)
    other.wait_for(4)
    again.stop()

    assert told(received) == [
        ("sag.Importeret", str(SAGER[1].id)),
        ("sag.Rettet", str(SAGER[1].id)),
        ("sag.Importeret", str(SAGER[2].id)),
        ("sag.Slettet", str(SAGER[2].id)),
    ]
    assert told(other.received) == told(received)
    assert all(one.body == {} for one in received)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A PostgreSQL database to notify through, as the reference's is."""
    with cluster() as running:
        yield running.database()


def notice(database: str, kind: str, objekt: UUID, registrering: dict[str, Any], action: str = "INSERT") -> None:
    """What the reference's trigger sends for a registrering."""
    stamp = registrering["fratidspunkt"]["tidsstempeldatotid"]
    inner = {"timeperiod": f'["{stamp}",infinity)', "livscykluskode": registrering["livscykluskode"], "note": None}
    payload = {
        "table": f"{kind}_registrering",
        "action": action,
        "data": {"id": 1, f"{kind}_id": str(objekt), "registrering": inner},
    }
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT pg_notify('mox_notifications', %s)", [json.dumps(payload)])


def test_the_references_notices_are_passed_on_and_what_was_missed_is_found_on_its_wire(
    rabbit: Broker,
    vhost: str,
    service: EmbeddedService,
    client: SagDokumentClient,
    ledger: SealedMessages,
    database: str,
) -> None:
    listens = Subscriber(rabbit, vhost).subscribe()
    source = ReferenceSource(database, client, ledger)
    awake = carry(rabbit, vhost, source, ledger, feeds=True)
    close_sag(client, SAGER[0].id)
    newest = client.newest("sag", "sag", SAGER[0].id)
    assert newest is not None
    notice(database, "sag", SAGER[0].id, newest, "UPDATE")
    notice(database, "sag", SAGER[0].id, newest)
    notice(database, "klasse", uuid4(), newest)
    listens.wait_for(1)
    awake.stop()
    source.close()

    put_sag(client, SAGER[1])
    put_sag(client, SAGER[2])
    asleep = ReferenceSource(database, client, ledger)
    again = carry(rabbit, vhost, asleep, ledger)
    received = listens.wait_for(3)
    again.stop()
    asleep.close()
    client.delete("sag", "sag", SAGER[2].id)
    third = ReferenceSource(database, client, ledger)
    last = carry(rabbit, vhost, third, ledger)
    received = listens.wait_for(4)
    last.stop()
    third.close()

    assert told(received)[0] == ("sag.Rettet", str(SAGER[0].id))
    assert sorted(told(received)[1:3]) == sorted(("sag.Importeret", str(sag.id)) for sag in SAGER[1:])
    assert told(received)[3] == ("sag.Slettet", str(SAGER[2].id))
    old_queue = Subscriber(rabbit, vhost, REFERENCE_QUEUE)
    (fed,) = old_queue.take()
    assert fed.body == {
        "beskedtype": "Notification",
        "objektID": str(SAGER[0].id),
        "objekttype": "sag",
        "livscykluskode": "Rettet",
    }


def test_a_notice_that_was_not_passed_on_is_told_again(
    client: SagDokumentClient, ledger: SealedMessages, database: str
) -> None:
    source = ReferenceSource(database, client, ledger)
    list(source.changes(None))
    close_sag(client, SAGER[0].id)
    newest = client.newest("sag", "sag", SAGER[0].id)
    assert newest is not None
    notice(database, "sag", SAGER[0].id, newest)
    source.wait(60)

    broken_off = source.changes("looked")
    first, _ = next(broken_off)
    broken_off.close()
    pages = [found for found, _ in source.changes("looked") if found]
    source.passed_on(first)
    after = [found for found, _ in source.changes("looked") if found]
    source.close()

    assert [change.objekt for change in first] == [SAGER[0].id]
    assert pages == [first]
    assert after == []


def test_a_notice_nobody_understands_does_not_keep_back_what_comes_after_it(
    client: SagDokumentClient, ledger: SealedMessages, database: str
) -> None:
    source = ReferenceSource(database, client, ledger)
    list(source.changes(None))
    put_sag(client, SAGER[1])
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT pg_notify('mox_notifications', 'unintelligible')")
    source.wait(60)

    with pytest.raises(Busy):
        list(source.changes("looked"))
    found = [change.objekt for changes, _ in source.changes("looked") for change in changes]
    source.close()

    assert found == [SAGER[1].id]
