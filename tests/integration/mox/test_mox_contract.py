"""The contract kit against our own agent as a process of its own, and the national distributor played by a broker."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sagsbud.mox import contract
from sagsbud.mox.afsend import AmqpDistributor, Refusal
from sagsbud.mox.beskedfordeler import Haendelse, parse
from sagsbud.mox.broker import Broker as Address

from tests.support.messages import settle, with_sager
from tests.support.national import National
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


def distributor(rabbit: Broker, vhost: str, tokens: Tokens) -> closing[AmqpDistributor]:
    """The way in with the gateway's certificate."""
    address = Address.at(
        rabbit.tls_url(vhost), ca_file=rabbit.ca_file, client_certificate=certificate_of(rabbit.gateway)
    )
    return closing(AmqpDistributor(address, tokens))


def test_events_go_to_the_distributor_with_token_and_certificate(rabbit: Broker, vhost: str) -> None:
    sent = [haendelse(), haendelse()]
    with National(rabbit, vhost).running() as national, distributor(rabbit, vhost, Tokens()) as way:
        for one in sent:
            way.send(one)

    assert [token for token, _ in national.taken] == ["gammel", "gammel"]
    assert [parse(body) for _, body in national.taken] == sent


def test_a_token_that_is_over_is_renewed_once_and_another_refusal_is_told(rabbit: Broker, vhost: str) -> None:
    with National(rabbit, vhost, refuses=41).running() as national:
        with distributor(rabbit, vhost, Tokens()) as way:
            way.send(haendelse())
        assert [token for token, _ in national.taken] == ["ny-1"]
        national.refuses = 30
        with distributor(rabbit, vhost, Tokens()) as way, pytest.raises(Refusal) as refused:
            way.send(haendelse())
    assert refused.value.status == 30


def test_no_way_to_the_distributor_is_told_as_such(rabbit: Broker, vhost: str) -> None:
    with pytest.raises(OSError, match=r"\w+"):
        AmqpDistributor(Address.at(rabbit.tls_url(vhost), ca_file=rabbit.ca_file), Tokens()).send(haendelse())
