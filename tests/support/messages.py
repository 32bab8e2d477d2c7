"""The other systems around a broker: one that listens with a plain client, one that asks an agent for things."""

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pika
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef
from sagsbud.mox.wire import TOPIC
from sagsbud.sagdok import SagDokumentClient

from tests.support.orders import KLE
from tests.support.profiles import begun
from tests.support.program import Service
from tests.support.rabbitmq import Broker
from tests.support.waiting import wait_until


@dataclass
class Received:
    """One message as a plain client got it."""

    key: str
    headers: dict[str, Any]
    body: Any
    properties: pika.BasicProperties


@dataclass
class Subscriber:
    """A plain AMQP client with a queue of its own on the topic exchange."""

    broker: Broker
    vhost: str
    queue: str = "somebody-else"
    received: list[Received] = field(default_factory=list)

    def subscribe(self, *keys: str) -> "Subscriber":
        """Make exchange and queue before anything is told."""
        with self._channel() as channel:
            channel.exchange_declare(TOPIC, "topic", durable=True)
            channel.queue_declare(self.queue, durable=True)
            for key in keys or ("#",):
                channel.queue_bind(self.queue, TOPIC, key)
        return self

    def take(self) -> list[Received]:
        """What has come, with everything that came before."""
        with self._channel() as channel:
            while True:
                method, properties, body = channel.basic_get(self.queue, auto_ack=True)
                if method is None:
                    return self.received
                parsed = json.loads(body) if body else None
                self.received.append(Received(method.routing_key, dict(properties.headers or {}), parsed, properties))

    def wait_for(self, count: int) -> list[Received]:
        """So many different messages, by their ids."""
        wait_until(lambda: len(self.ids(self.take())) >= count, lambda: [one.headers for one in self.received])
        return self.received

    @staticmethod
    def ids(received: list[Received]) -> Counter[str]:
        """How often each message came."""
        return Counter(one.headers.get("beskedID", "") for one in received)

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        connection = self.broker.connect(self.vhost)
        try:
            yield connection.channel()
        finally:
            connection.close()


class Asker:
    """A plain AMQP client that sends commands and waits for each answer."""

    def __init__(self, broker: Broker, vhost: str, exchange: str = "mox.rest", user: str = "guest") -> None:
        self._connection = broker.connect(vhost, user)
        self._channel = self._connection.channel()
        self._exchange = exchange
        self._replies = self._channel.queue_declare("", exclusive=True).method.queue

    def ask(
        self, headers: dict[str, Any], body: Any = None, *, message: UUID | None = None, raw: bytes | None = None
    ) -> Received:
        """Send one command; its answer."""
        correlation = str(uuid.uuid4())
        self.send(headers, body, message=message, raw=raw, correlation=correlation, reply_to=self._replies)
        answers: list[Received] = []

        def answered() -> bool:
            method, properties, answer = self._channel.basic_get(self._replies, auto_ack=True)
            if method is None:
                self._connection.process_data_events(0.05)
                return False
            assert properties.correlation_id == correlation
            answers.append(Received("", dict(properties.headers), json.loads(answer), properties))
            return True

        wait_until(answered)
        return answers[0]

    def send(
        self,
        headers: dict[str, Any],
        body: Any = None,
        *,
        message: UUID | None = None,
        raw: bytes | None = None,
        correlation: str = "",
        reply_to: str | None = None,
        persistent: bool = False,
    ) -> None:
        """Send one command."""
        identity = str(message or uuid.uuid4())
        properties = pika.BasicProperties(
            headers={"beskedID": identity, "beskedversion": 1, **headers},
            message_id=identity,
            correlation_id=correlation or None,
            reply_to=reply_to,
            content_type="application/json",
            delivery_mode=2 if persistent else 1,
        )
        content = raw if raw is not None else json.dumps(body if body is not None else {}).encode()
        self._channel.basic_publish(self._exchange, "", content, properties)

    def confirm(self) -> None:
        """From now on `send` returns when the broker has it."""
        self._channel.confirm_delivery()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def settle(data: Path, **settings: Any) -> None:
    """Write a profile's settings."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


@contextmanager
def desktop(data: Path, service: str, **settings: Any) -> Iterator[House]:
    """A whole running program without a face."""
    settle(data, **settings)
    with open_house(None, begun(data), service) as house:
        house.start()
        yield house


def with_sager(service: Service, *numbers: str) -> None:
    """A running service's Sager, all with the usual subject."""
    klasse = service.put_klasse(str(KLE))
    for number in numbers:
        service.put_sag(number, f"Prøvesag {number}", klasse)


def file_now(house: House, content: bytes, number: str, name: str = "brev.txt") -> str:
    """Take a document in and promise it to the Sag with this number; its Dokument."""
    (sag,) = house.ports.service.sager(number)
    return promise_now(house, content, sag, name)


def promise_now(house: House, content: bytes, sag: SagRef, name: str) -> str:
    """Take a document in and promise it to this Sag; its Dokument."""
    entry, _ = house.ports.taker.take_bytes(name, content, Source(SourceKind.COMMAND), house.ports.clock())
    detail = house.engine.detail(entry.item.id)
    assert detail is not None
    decided = house.engine.decide(replace(detail.proposal, sag=sag, kle=KLE, titel="Prøvebrev"), hold=False)
    assert decided.order is not None
    return str(decided.order.main.dokument)


def close_sag(client: SagDokumentClient, sag: UUID) -> None:
    """Somebody closes the Sag."""
    period = {"from": "2026-01-01T00:00:00+00:00", "to": "infinity"}
    state = {"fremdrift": SagFremdrift.AFSLUTTET.value, "virkning": period}
    client.patch("sag", "sag", sag, {"tilstande": {"sagfremdrift": [state]}})
