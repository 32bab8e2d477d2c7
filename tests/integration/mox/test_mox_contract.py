"""The contract kit against our own agent as a process of its own, and the national distributor played by a broker."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pika
import pytest
from sagsbud.mox import contract
from sagsbud.mox.afsend import EXCHANGE, AmqpDistributor, Refusal
from sagsbud.mox.beskedfordeler import Haendelse, parse
from sagsbud.mox.broker import Broker as Address

from tests.support.messages import settle, with_sager
from tests.support.orders import make_sag
from tests.support.program import Program, Service
from tests.support.rabbitmq import Broker, certificate_of

SAG = make_sag(1)


@pytest.fixture
def agent(rabbit: Broker, vhost: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`sagsbud agent` with the bridge, on a service of its own."""
    service = Service(tmp_path / "service").start()
    with_sager(service, SAG.sagsnummer)
    settle(tmp_path / "data", broker_url=rabbit.url(vhost))
    process = Program(tmp_path / "data", service.url).start("agent", "--bridge")
    assert process.stdout is not None
    assert b"ready" in process.stdout.readline()
    yield process
    process.terminate()
    process.communicate(timeout=60)
    service.stop()


def test_our_agent_keeps_the_contract(
    rabbit: Broker, vhost: str, agent: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "sagsbud.mox.contract", "--broker", rabbit.url(vhost)),
            *("--sag", SAG.sagsnummer, "--listen", "8"),
        ],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    lines = ran.stdout.splitlines()
    assert "ok   a document is filed by message" in lines
    assert "ok   told on sag.Rettet" in lines, lines
    assert not [line for line in lines if line.startswith("NOT")]
    agent.terminate()
    assert agent.wait(60) == 0


def test_the_kit_says_what_is_broken_where_nobody_answers(
    rabbit: Broker, vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract, "PATIENCE", 0.1)
    said: list[str] = []

    assert contract.main(["--broker", rabbit.url(vhost), "--listen", "0"], said.append) == 1
    assert any(line.startswith("NOT") and "no answer" in line for line in said)


# -- the national distributor -------------------------------------------------------------------------------------


@dataclass
class Tokens:
    """Gives tokens and remembers how often a new one was asked for."""

    given: list[str] = field(default_factory=lambda: ["gammel"])

    def token(self, *, fresh: bool = False) -> str:
        if fresh:
            self.given.append(f"ny-{len(self.given)}")
        return self.given[-1]


@dataclass
class National:
    """Plays the distributor: takes what is published, answers each message directly with a StandardRetur."""

    rabbit: Broker
    vhost: str
    refuses: int = 0
    """A code for everything but a new token; 0 takes everything."""
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator["National"]:
        """For as long as the block lasts."""
        connection = self.rabbit.connect(self.vhost)
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "fanout", durable=True)
        channel.queue_declare("afsend", durable=True)
        channel.queue_bind("afsend", EXCHANGE)
        stopping = threading.Event()

        def serve() -> None:
            for method, properties, body in channel.consume("afsend", inactivity_timeout=0.05):
                if method is not None:
                    self._answer(channel, properties, body)
                    channel.basic_ack(method.delivery_tag)
                if stopping.is_set():
                    return

        thread = threading.Thread(target=serve, name="national", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            stopping.set()
            thread.join()
            connection.close()

    def _answer(self, channel: Any, properties: Any, body: bytes) -> None:
        token = str(properties.headers["token"])
        code = self.refuses if self.refuses and not token.startswith("ny") else 20
        if code == 20:
            self.taken.append((token, body))
        answer = f"<StandardRetur xmlns='urn:oio:sagdok:3.0.0'><StatusKode>{code}</StatusKode></StandardRetur>"
        answered = pika.BasicProperties(correlation_id=properties.correlation_id)
        channel.basic_publish("", properties.reply_to, answer.encode(), answered)


def haendelse() -> Haendelse:
    return Haendelse(
        id=uuid4(),
        beskedtype=uuid4(),
        ansvarlig=uuid4(),
        modtagere=("urn:oio:cvr-nr:29189999",),
        registreringer=(),
        transaktion=uuid4(),
        at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        kildesystem=uuid4(),
    )


def address(rabbit: Broker, vhost: str) -> Address:
    """The way in with the gateway's certificate."""
    return Address.at(rabbit.tls_url(vhost), ca_file=rabbit.ca_file, client_certificate=certificate_of(rabbit.gateway))


def test_an_event_goes_to_the_distributor_with_token_and_certificate(rabbit: Broker, vhost: str) -> None:
    sent = haendelse()
    with National(rabbit, vhost).running() as national:
        AmqpDistributor(address(rabbit, vhost), Tokens()).send(sent)

    ((token, body),) = national.taken
    assert token == "gammel"
    assert parse(body) == sent


def test_a_token_that_is_over_is_renewed_once_and_another_refusal_is_told(rabbit: Broker, vhost: str) -> None:
    tokens = Tokens()
    with National(rabbit, vhost, refuses=41).running() as national:
        AmqpDistributor(address(rabbit, vhost), tokens).send(haendelse())
        assert [token for token, _ in national.taken] == ["ny-1"]
        national.refuses = 30
        with pytest.raises(Refusal) as refused:
            AmqpDistributor(address(rabbit, vhost), Tokens()).send(haendelse())
    assert refused.value.status == 30


def test_no_way_to_the_distributor_is_told_as_such(rabbit: Broker, vhost: str) -> None:
    with pytest.raises(OSError, match=r"\w+"):
        AmqpDistributor(Address.at(rabbit.tls_url(vhost), ca_file=rabbit.ca_file), Tokens()).send(haendelse())
