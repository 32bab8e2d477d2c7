"""Listening: each message is acted on, that is committed, and only then acknowledged; a repeat is acknowledged at once.

What cannot be read, or fails again and again, goes to the dead letters, where an administrator can look at it.
"""

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

import pika

from sagsbud.domain.errors import Retry, ServiceError
from sagsbud.domain.mox import Acted, Heard
from sagsbud.mox.announcing import heard_of
from sagsbud.mox.broker import TURN, Broker, BrokerThread, headers_of
from sagsbud.mox.wire import DEAD_EXCHANGE, DEAD_QUEUE, TOPIC, Malformed

log = logging.getLogger(__name__)

PREFETCH = 10
QUEUE_DAYS = 14
"""A desktop that is away longer has lost its queue; it reads everything anew when it comes back."""
DEAD_DAYS = 30
DAY = 86_400_000
MOST_TRIES = 5
"""Times a message may fail in itself before it is put with the dead letters."""
RETRY_PAUSE = 2.0
"""Seconds after which a message is tried again when the service did not answer."""
KEYS = ("sag.#", "dokument.#")


def declare_dead_letters(channel: Any) -> None:
    """Where messages go that nobody here can act on."""
    channel.exchange_declare(DEAD_EXCHANGE, "fanout", durable=True)
    channel.queue_declare(DEAD_QUEUE, durable=True, arguments={"x-message-ttl": DEAD_DAYS * DAY})
    channel.queue_bind(DEAD_QUEUE, DEAD_EXCHANGE)


class Listener:
    """Hears of changed objects. `react` is called once for each message, and must have committed when it returns.

    It raises ServiceError when the service could not be asked; then the message is tried again. `back` is called
    whenever the connection was made, since something may have been missed.
    """

    def __init__(
        self,
        broker: Broker,
        queue: str,
        ledger: Acted,
        react: Callable[[Heard], None],
        back: Callable[[], None] = lambda: None,
        exchange: str = TOPIC,
    ) -> None:
        self._queue = queue
        self._ledger = ledger
        self._react = react
        self._back = back
        self._exchange = exchange
        self._bound = False
        self._failed: Counter[int | str] = Counter()
        self._thread = BrokerThread("listener", broker, self._work)

    @property
    def connected(self) -> bool:
        """Whether messages come: what is told from now on waits in our queue."""
        return self._bound

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message in hand."""
        self._thread.stop()

    def _work(self, connection: pika.BlockingConnection) -> None:
        channel = connection.channel()
        channel.exchange_declare(self._exchange, "topic", durable=True)
        declare_dead_letters(channel)
        arguments = {"x-expires": QUEUE_DAYS * DAY, "x-dead-letter-exchange": DEAD_EXCHANGE}
        channel.queue_declare(self._queue, durable=True, arguments=arguments)
        for key in KEYS:
            channel.queue_bind(self._queue, self._exchange, key)
        channel.basic_qos(prefetch_count=PREFETCH)
        self._bound = True
        try:
            self._back()
            self._hear(connection, channel)
        finally:
            self._bound = False

    def _hear(self, connection: pika.BlockingConnection, channel: Any) -> None:
        for method, properties, _body in channel.consume(self._queue, inactivity_timeout=TURN):
            if method is not None:
                self._take(connection, channel, method.delivery_tag, properties)
            if self._thread.stopping.is_set():
                break
        channel.cancel()

    def _take(self, connection: pika.BlockingConnection, channel: Any, tag: int, properties: Any) -> None:
        try:
            heard = heard_of(headers_of(properties))
            if heard and self._ledger.met(heard.message) is None:
                self._react(heard)
                self._ledger.keep(heard.message)
        except Malformed:
            log.info("a message cannot be read")
            channel.basic_reject(tag, requeue=False)
            return
        except ServiceError as error:
            log.info("a message waits: %s", error.trouble.value)
            self._later(connection, channel, tag, properties, counts=error.retry is Retry.NEVER)
            return
        except Exception as error:  # noqa: BLE001 - a defect in one message must not keep the others back
            log.error("a message failed: %s", type(error).__name__)
            self._later(connection, channel, tag, properties, counts=True)
            return
        channel.basic_ack(tag)

    def _later(
        self, connection: pika.BlockingConnection, channel: Any, tag: int, properties: Any, *, counts: bool
    ) -> None:
        """Try it again; one that fails in itself only so often."""
        key = str(properties.message_id or "")
        self._failed[key] += counts
        if self._failed[key] >= MOST_TRIES:
            del self._failed[key]
            channel.basic_reject(tag, requeue=False)
            return
        self._thread.stopping.wait(0 if counts else RETRY_PAUSE)
        connection.process_data_events(0)
        channel.basic_nack(tag, requeue=True)
