"""Taking messages from a queue: declared with everything around it, one message after another, each settled by whoever takes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

import pika

from sagsbud.domain.frozen import frozen
from sagsbud.mox.broker import TURN, Broker, BrokerThread
from sagsbud.mox.wire import DEAD_EXCHANGE, DEAD_QUEUE

PREFETCH = 10
DAY = 86_400_000
"""Milliseconds."""
DEAD_DAYS = 30


@frozen
class Source:
    """A durable queue and the exchange it is bound to, both made where they are not there."""

    exchange: str
    kind: str
    queue: str
    keys: Sequence[str] = ("",)
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Delivery:
    """One message in hand. It is settled exactly once."""

    def __init__(
        self, connection: pika.BlockingConnection, channel: Any, tag: int, properties: Any, body: bytes
    ) -> None:
        self.properties = properties
        self.body = body
        self._connection = connection
        self._channel = channel
        self._tag = tag

    def done(self) -> None:
        """It was acted on, and that is committed."""
        self._channel.basic_ack(self._tag)

    def refuse(self) -> None:
        """Nobody can act on it: to the dead letters, where an administrator can look at it."""
        self._channel.basic_reject(self._tag, requeue=False)

    def again(self) -> None:
        """Let it come once more."""
        self._connection.process_data_events(0)  # a pause may have been long: heartbeats first
        self._channel.basic_nack(self._tag, requeue=True)


class Consumer:
    """A thread that takes what comes. `begin` is called whenever the connection was made, before anything is taken."""

    def __init__(
        self,
        name: str,
        broker: Broker,
        source: Source,
        take: Callable[[Delivery], None],
        begin: Callable[[pika.BlockingConnection], None] = lambda connection: None,
    ) -> None:
        self._source = source
        self._take = take
        self._begin = begin
        self._bound = False
        self._thread = BrokerThread(name, broker, self._work)

    @property
    def connected(self) -> bool:
        """Whether messages come: what is sent from now on waits in the queue."""
        return self._bound

    @property
    def stopping(self) -> bool:
        """Whether it is to end."""
        return self._thread.stopping.is_set()

    def start(self) -> None:
        """Begin. The broker may be away."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message in hand."""
        self._thread.stop()

    def pause(self, seconds: float) -> bool:
        """Wait, unless it is to end, which is the answer."""
        return self._thread.stopping.wait(seconds)

    def _work(self, connection: pika.BlockingConnection) -> None:
        channel = connection.channel()
        self._declare(channel)
        self._bound = True
        try:
            self._begin(connection)
            for method, properties, body in channel.consume(self._source.queue, inactivity_timeout=TURN):
                if method is not None:
                    self._take(Delivery(connection, channel, method.delivery_tag, properties, body))
                if self.stopping:
                    break
            channel.cancel()
        finally:
            self._bound = False

    def _declare(self, channel: Any) -> None:
        source = self._source
        channel.exchange_declare(source.exchange, source.kind, durable=True)
        channel.exchange_declare(DEAD_EXCHANGE, "fanout", durable=True)
        channel.queue_declare(DEAD_QUEUE, durable=True, arguments={"x-message-ttl": DEAD_DAYS * DAY})
        channel.queue_bind(DEAD_QUEUE, DEAD_EXCHANGE)
        arguments = {**source.arguments, "x-dead-letter-exchange": DEAD_EXCHANGE}
        channel.queue_declare(source.queue, durable=True, arguments=arguments)
        for key in source.keys:
            channel.queue_bind(source.queue, source.exchange, key)
        channel.basic_qos(prefetch_count=PREFETCH)
