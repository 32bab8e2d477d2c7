"""The national distributor as a local RabbitMQ plays it: TLS, a client certificate, and a direct reply to each message."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pika
from sagsbud.mox.afsend import EXCHANGE

from tests.support.rabbitmq import Broker


@dataclass
class National:
    """Plays the distributor: takes what is published, answers each message directly with a StandardRetur."""

    rabbit: Broker
    vhost: str
    refuses: int = 0
    """A code for everything but a new token; 0 takes everything."""
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    """Each message with the token it came with."""
    refused: list[int] = field(default_factory=list)
    """The codes it refused messages with."""

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
        else:
            self.refused.append(code)
        answer = f"<StandardRetur xmlns='urn:oio:sagdok:3.0.0'><StatusKode>{code}</StatusKode></StandardRetur>"
        answered = pika.BasicProperties(correlation_id=properties.correlation_id)
        channel.basic_publish("", properties.reply_to, answer.encode(), answered)
