"""Whether a broker has what we need of it, for the self-test: it tells nobody anything and leaves nothing behind.

What we may do is tried on a queue that goes with the connection, and on a message that is taken back before it is told.
"""

from collections.abc import Callable
from uuid import uuid4

import pika
from pika.exceptions import ChannelClosedByBroker

from sagsbud.domain.frozen import frozen
from sagsbud.mox.wire import queue_name

NOT_FOUND, UNEQUAL = 404, 406
"""Reply codes of AMQP 0-9-1."""
PROBE = "selftest"
"""The role in the name of the queue that is made and gone again, and the routing key of what is never told."""

Look = Callable[[pika.BlockingConnection], str]
"""What is wrong over a connection, in a word; empty when nothing is."""


def of_topic(exchange: str) -> Look:
    """Whether the topic can be told and heard on: `missing`, `other`, `rights` or nothing."""

    def look(connection: pika.BlockingConnection) -> str:
        found = _refused(connection, lambda channel: channel.exchange_declare(exchange, passive=True))
        if found == NOT_FOUND:
            return "missing"
        tried = _refused(connection, lambda channel: _try(channel, exchange))
        if not tried:
            return ""
        return "other" if tried == UNEQUAL else "rights"

    return look


def of_exchange(exchange: str) -> Look:
    """Whether it is there: `missing` or nothing. For what is another organisation's, where nothing is tried."""

    def look(connection: pika.BlockingConnection) -> str:
        return (
            "missing" if _refused(connection, lambda channel: channel.exchange_declare(exchange, passive=True)) else ""
        )

    return look


@frozen
class QueueState:
    """How many messages wait in a queue, and how many programs take them."""

    waiting: int
    programs: int


class QueueLook:
    """Looks how it goes with a queue; `state` is None while it is not there."""

    def __init__(self, queue: str) -> None:
        self.state: QueueState | None = None
        self._queue = queue

    def __call__(self, connection: pika.BlockingConnection) -> str:
        """Raises AMQPError."""
        channel = connection.channel()
        try:
            method = channel.queue_declare(self._queue, passive=True).method
        except ChannelClosedByBroker:
            return ""
        channel.close()
        self.state = QueueState(int(method.message_count), int(method.consumer_count))
        return ""


def _try(channel: pika.adapters.blocking_connection.BlockingChannel, exchange: str) -> None:
    queue = queue_name(uuid4(), PROBE)
    channel.exchange_declare(exchange, "topic", durable=True)
    channel.queue_declare(queue, exclusive=True)
    channel.queue_bind(queue, exchange, PROBE)
    channel.tx_select()
    channel.basic_publish(exchange, PROBE, b"")
    channel.tx_rollback()


def _refused(
    connection: pika.BlockingConnection, ask: Callable[[pika.adapters.blocking_connection.BlockingChannel], object]
) -> int:
    """The code by which the broker refuses, 0 when it does not. Raises AMQPError."""
    channel = connection.channel()
    try:
        ask(channel)
    except ChannelClosedByBroker as error:
        return int(error.reply_code)
    channel.close()
    return 0
