"""The gateway as a process of its own: what happens here reaches the national distributor, which a broker with TLS plays."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pika
import pytest
from sagsbud.mox.afsend import DistributorTokenFile
from sagsbud.mox.beskedfordeler import Haendelse, parse
from sagsbud.mox.wire import DEAD_QUEUE, TOPIC
from sagsbud.sagdok import SagDokumentClient

from tests.support.messages import close_sag, settle, with_sager
from tests.support.national import National
from tests.support.orders import KLE
from tests.support.program import Program, Service, sag_id
from tests.support.rabbitmq import Broker
from tests.support.waiting import wait_until

CVR = "29189999"
SYSTEM, TYPE = uuid4(), uuid4()
ONE, TWO, THREE, PROBE = "26/1", "26/2", "26/3", "26/4"


def write_token(path: Path, token: str) -> None:
    """As a token service would: whole or not at all, for the owner alone."""
    new = path.with_suffix(".new")
    new.write_text(token + "\n")
    new.chmod(0o600)
    new.replace(path)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service with Sager."""
    made = Service(tmp_path / "service").start()
    with_sager(made, ONE, TWO, THREE, PROBE)
    yield made
    made.stop()


@pytest.fixture
def national(rabbit: Broker) -> Iterator[National]:
    """The distributor, on a virtual host of its own."""
    with National(rabbit, rabbit.vhost()).running() as running:
        yield running


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """The file the token service writes."""
    write_token(tmp_path / "token", "gammel")
    return tmp_path / "token"


@pytest.fixture
def gateway(
    rabbit: Broker, vhost: str, tmp_path: Path, service: Service, national: National, token_file: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """`sagsbud agent --gateway`, with the bridge, which tells of everything from when it is there."""
    settle(
        tmp_path / "data",
        broker_url=rabbit.url(vhost),
        authority=CVR,
        ca_file=str(rabbit.ca_file),
        gateway_url=rabbit.tls_url(national.vhost),
        gateway_certificate=str(rabbit.gateway.certificate),
        gateway_key=str(rabbit.gateway.key),
        gateway_token_file=str(token_file),
        gateway_system=str(SYSTEM),
        gateway_message_type=str(TYPE),
    )
    process = Program(tmp_path / "data", service.url).start("agent", "--gateway", "--bridge", "--no-commands")
    assert process.stdout is not None
    assert b"ready" in process.stdout.readline()

    def comes() -> bool:
        service.put_sag(PROBE, f"Prøvesag {uuid4()}", service.put_klasse(str(KLE)))  # a registrering more
        return bool(about(national, PROBE))

    wait_until(comes, patience=240, every=0.5)
    yield process
    process.terminate()
    process.communicate(timeout=60)


def waiting(rabbit: Broker, vhost: str, queue: str) -> int | None:
    """How many messages wait; None while there is no such queue."""
    connection = rabbit.connect(vhost)
    try:
        return int(connection.channel().queue_declare(queue, passive=True).method.message_count)
    except pika.exceptions.ChannelClosedByBroker:
        return None
    finally:
        connection.close()


def events(national: National) -> list[Haendelse]:
    """What the distributor took."""
    return [parse(body) for _, body in national.taken]


def about(national: National, number: str) -> list[Haendelse]:
    """What it took about this Sag."""
    return [one for one in events(national) if one.registreringer[0].objekt == sag_id(number)]


def hint(rabbit: Broker, vhost: str, sag: UUID) -> None:
    """Somebody tells once more, under an id of its own, what was told."""
    headers = {
        "beskedID": str(uuid4()),
        "beskedversion": "1",
        "beskedtype": "notification",
        "objekttype": "sag",
        "objektID": str(sag),
        "livscykluskode": "Rettet",
    }
    connection = rabbit.connect(vhost)
    connection.channel().basic_publish(TOPIC, "sag.Rettet", b"{}", pika.BasicProperties(headers=headers))
    connection.close()


@pytest.mark.usefixtures("gateway")
@pytest.mark.timeout(600)
def test_what_happens_reaches_the_distributor_once(
    rabbit: Broker, vhost: str, service: Service, national: National, token_file: Path
) -> None:
    with SagDokumentClient(service.url) as client:
        close_sag(client, sag_id(ONE))
        wait_until(lambda: len(about(national, ONE)) == 1)
        hint(rabbit, vhost, sag_id(ONE))

        client.delete("sag", "sag", sag_id(TWO))
        wait_until(lambda: len(about(national, TWO)) == 1)

        national.refuses = 30
        close_sag(client, sag_id(THREE))
        wait_until(lambda: waiting(rabbit, vhost, DEAD_QUEUE) == 1)

        national.refuses = 41
        client.delete("sag", "sag", sag_id(THREE))
        wait_until(lambda: 41 in national.refused)
        write_token(token_file, "ny")
        wait_until(lambda: len(about(national, THREE)) == 1)

    (closed,) = about(national, ONE)
    registrering = closed.registreringer[0]
    assert registrering.emne == f"urn:oio:kle:{KLE}"
    assert registrering.objekttype == "urn:oio:sagdok:objekttype:Sag"
    assert registrering.handling == "urn:oio:sagdok:livscykluskode:Rettet"
    assert (closed.beskedtype, closed.kildesystem, closed.ansvarlig) == (TYPE, SYSTEM, SYSTEM)
    assert closed.modtagere == (registrering.myndighed,) == (f"urn:oio:cvr-nr:{CVR}",)
    assert closed.data == ()
    (deleted,) = about(national, TWO)
    assert deleted.registreringer[0].handling == "urn:oio:sagdok:livscykluskode:Slettet"
    assert deleted.registreringer[0].emne == registrering.emne
    said = {str(parse(body).registreringer[0].objekt): token for token, body in national.taken}
    assert (said[str(sag_id(ONE))], said[str(sag_id(THREE))]) == ("gammel", "ny")


def test_a_gateway_that_lacks_settings_says_which(tmp_path: Path) -> None:
    settle(tmp_path / "data", broker_url="amqp://127.0.0.1:1/x", authority=str(SYSTEM), gateway_system=str(SYSTEM))

    ran = Program(tmp_path / "data", "http://127.0.0.1:1").run("agent", "--gateway", "--no-commands")

    assert ran.code == 2
    assert "gateway_url, gateway_certificate, gateway_token_file, gateway_message_type, authority" in ran.err


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps who may read a file elsewhere")
def test_a_token_others_can_read_and_an_old_one_asked_for_anew_are_none(tmp_path: Path) -> None:
    write_token(tmp_path / "token", "et-token")
    tokens = DistributorTokenFile(tmp_path / "token")

    assert tokens.token() == "et-token"
    with pytest.raises(OSError, match="over"):
        tokens.token(fresh=True)
    write_token(tmp_path / "token", "et-nyt")
    assert tokens.token(fresh=True) == "et-nyt"
    (tmp_path / "token").chmod(0o644)
    with pytest.raises(OSError, match="open to others"):
        tokens.token()
