"""What is filed is told, over a real broker: exactly as the standard says, confirmed, also when the broker was away."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.addresses import is_safe_broker
from sagsbud.domain.errors import Trouble
from sagsbud.domain.mox import Told, of_filing
from sagsbud.domain.orders import Problem
from sagsbud.domain.states import OrderState
from sagsbud.mox.broker import Broker as Address
from sagsbud.mox.broker import LoginFile, Wrong
from sagsbud.mox.publisher import Announcer
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.whereabouts import Whereabouts
from sagsbud.sagdok import SagDokumentClient
from sagsbud.service.main import EmbeddedService

from tests.support.embedded import embedded
from tests.support.keeping import Keeping
from tests.support.messages import Subscriber, close_sag, desktop, file_now
from tests.support.orders import make_order, make_sag
from tests.support.program import free_port
from tests.support.rabbitmq import Broker, certificate_of
from tests.support.waiting import wait_until

SAG, OTHER = make_sag(1), make_sag(2)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[EmbeddedService]:
    """A service with two Sager."""
    with embedded(tmp_path / "service", [SAG, OTHER]) as running:
        yield running


def filed(house: House, count: int) -> bool:
    return house.ports.outbox.counts().get(OrderState.FILED, 0) >= count


def test_a_filing_is_told_in_the_standards_words_after_its_proof(
    rabbit: Broker, vhost: str, service: EmbeddedService, tmp_path: Path
) -> None:
    other = Subscriber(rabbit, vhost).subscribe()
    with desktop(tmp_path / "data", service.url, broker_url=rabbit.url(vhost)) as house:
        dokument = file_now(house, b"Hermed ansoegning om lokale.", SAG.sagsnummer)
        told = other.wait_for(3)
        wait_until(lambda: house.messaging.messages is not None and house.messaging.messages.backlog() == 0)

    by_key = {one.key: one for one in told}
    assert by_key.keys() == {"dokument.Opstaaet", "dokument.upload", "sag.Rettet"}
    assert by_key["sag.Rettet"].headers["objektID"] == str(SAG.id)
    assert by_key["sag.Rettet"].headers["objektreference"] == dokument
    assert by_key["sag.Rettet"].body == {"journalpost": {"kode": "tilakteretdokument"}}
    assert by_key["dokument.upload"].body == {"uuid": dokument}
    for one in told:
        assert one.properties.delivery_mode == 2
        assert one.properties.content_type == "application/json"
        assert one.properties.message_id == one.headers["beskedID"]
        assert one.properties.timestamp
        assert "ansoegning" not in json.dumps([one.headers, one.body]).lower()


def test_filing_goes_on_without_a_broker_and_the_backlog_is_told_afterwards(
    rabbit: Broker, vhost: str, service: EmbeddedService, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with desktop(data, service.url, broker_url=f"amqp://127.0.0.1:{free_port()}/") as house:
        made = {file_now(house, f"Brev {number}".encode(), SAG.sagsnummer) for number in range(5)}
        wait_until(lambda: filed(house, 5))
        assert house.messaging.messages is not None
        assert house.messaging.messages.backlog() == 15

    other = Subscriber(rabbit, vhost).subscribe("sag.Rettet")
    with desktop(data, service.url, broker_url=rabbit.url(vhost)) as house:
        told = other.wait_for(5)
        wait_until(lambda: house.messaging.messages is not None and house.messaging.messages.backlog() == 0)

    assert {one.headers["objektreference"] for one in told} == made


def test_an_order_that_needs_a_person_is_told_as_a_failure_with_a_code(
    rabbit: Broker, vhost: str, service: EmbeddedService, tmp_path: Path
) -> None:
    other = Subscriber(rabbit, vhost).subscribe("dokument.fejl")
    with SagDokumentClient(service.url) as client:
        close_sag(client, OTHER.id)
    with desktop(tmp_path / "data", service.url, broker_url=rabbit.url(vhost)) as house:
        file_now(house, b"Til en lukket sag", OTHER.sagsnummer)
        (told,) = other.wait_for(1)

    assert told.headers["beskedtype"] == "fejl"
    assert told.body["kode"] == Trouble.SAG_CLOSED.value


def test_what_is_stopped_before_it_is_sent_is_told_once_as_what_fails_while_it_is(kept: Keeping) -> None:
    messages = SealedMessages(kept.database, kept.clock)
    order = kept.order()
    whereabouts = Whereabouts(kept.outbox, messages)
    problem = Problem(Trouble.SAG_CLOSED, kept.clock())

    assert whereabouts.stop(order.sag.id, problem)
    assert not whereabouts.stop(order.sag.id, problem)

    (told,) = messages.waiting(10)
    assert (told.what, told.trouble, told.dokument) == (Told.FAILED, Trouble.SAG_CLOSED, order.main.dokument)


def test_announcements_stand_in_the_transaction_that_made_them_true(kept: Keeping) -> None:
    messages = SealedMessages(kept.database, kept.clock)
    order = make_order()

    def cut_off() -> None:
        with kept.database.writing() as connection:
            messages.announce_in(connection, of_filing(order, kept.clock()))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert messages.backlog() == 0

    messages.announce(of_filing(order, kept.clock()))
    messages.announce(of_filing(order, kept.clock()))
    assert [one.what for one in messages.waiting(10)] == [Told.CREATED, Told.UPLOADED, Told.FILED]
    kept.reopen()
    again = SealedMessages(kept.database, kept.clock)
    assert again.waiting(10) == of_filing(order, kept.clock())
    again.announced(again.waiting(2))
    assert again.backlog() == 1


def test_what_nobody_listens_to_is_no_reason_to_wait(rabbit: Broker, vhost: str, kept: Keeping, tmp_path: Path) -> None:
    messages = SealedMessages(kept.database, kept.clock)
    messages.announce(of_filing(make_order(), kept.clock()))

    announcer = Announcer(Address.at(rabbit.url(vhost)), messages, tmp_path / "lock")
    announcer.start()
    wait_until(lambda: messages.backlog() == 0)
    announcer.stop()

    assert announcer.unheard == 3


def test_one_announcer_takes_over_from_another_on_the_same_store(
    rabbit: Broker, vhost: str, kept: Keeping, tmp_path: Path
) -> None:
    messages = SealedMessages(kept.database, kept.clock)
    for _ in range(2):
        announcer = Announcer(Address.at(rabbit.url(vhost)), messages, tmp_path / "lock")
        announcer.start()
        for _ in range(3):
            messages.announce(of_filing(make_order(), kept.clock()))
            announcer.wake()
            wait_until(lambda: messages.backlog() == 0)
        announcer.stop()


def test_it_goes_by_tls_with_a_certificate_and_trusts_nobody_else(
    rabbit: Broker, vhost: str, kept: Keeping, tmp_path: Path
) -> None:
    messages = SealedMessages(kept.database, kept.clock)
    messages.announce(of_filing(make_order(), kept.clock()))
    other = Subscriber(rabbit, vhost).subscribe()
    pair = certificate_of(rabbit.gateway)
    strangers = Address.at(rabbit.tls_url(vhost), client_certificate=pair)
    with pytest.raises(OSError, match=r"(?i)certificate"):
        strangers.connect()

    trusted = Address.at(rabbit.tls_url(vhost), ca_file=rabbit.ca_file, client_certificate=pair)
    announcer = Announcer(trusted, messages, tmp_path / "lock")
    announcer.start()
    other.wait_for(3)
    announcer.stop()


def test_the_selftest_tells_how_it_goes_with_the_broker(rabbit: Broker, vhost: str, tmp_path: Path) -> None:
    gateway = Address.at(
        rabbit.tls_url(vhost), ca_file=rabbit.ca_file, client_certificate=certificate_of(rabbit.gateway)
    )
    login = tmp_path / "login"
    login.write_text("guest:forkert\n")
    login.chmod(0o600)

    assert gateway.trouble() == ""
    assert Address.at(rabbit.tls_url(vhost)).trouble() == "certificate"
    assert Address.at(rabbit.url(vhost), login=LoginFile(login)).trouble() == "login"
    assert Address.at(rabbit.url("findes-ikke")).trouble() == "login"
    assert Address.at(f"amqp://127.0.0.1:{free_port()}/").trouble() == "away"
    login.chmod(0o644)
    assert Address.at(rabbit.url(vhost), login=LoginFile(login)).trouble() == "login"


@pytest.mark.parametrize(
    "url",
    ["amqp://mox.example/", "amqps://u:p@mox.example/", "https://mox.example/", "amqps://", "amqps://mox.example:x/"],
)
def test_an_address_that_would_be_unsafe_is_refused(url: str) -> None:
    with pytest.raises(Wrong):
        Address.at(url)
    assert not is_safe_broker(url)


def test_who_has_no_broker_does_not_wait_for_what_speaks_with_one(tmp_path: Path) -> None:
    source = """
import sys
from pathlib import Path
import sagsbud.cli.window
from sagsbud.bootstrap import open_house
with open_house(None, Path(sys.argv[1]), "http://127.0.0.1:1") as house:
    house.start()
    print("sagsbud.bootstrap.messaging" in sys.modules, [name for name in sys.modules if name.startswith(("sagsbud.mox", "pika"))])
"""
    environment = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    ran = subprocess.run(
        [sys.executable, "-c", source, tmp_path], capture_output=True, timeout=120, check=True, env=environment
    )

    assert ran.stdout.decode().strip() == "True []"
