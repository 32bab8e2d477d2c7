"""Listening: each message is acted on, that is committed, and only then acknowledged; a repeat is acknowledged at once.

What cannot be read, or fails again and again, goes to the dead letters, where an administrator can look at it.
"""

import logging
from collections import Counter
from collections.abc import Callable

from sagsbud.domain.errors import Retry, ServiceError
from sagsbud.domain.mox import Acted, Heard
from sagsbud.mox.announcing import heard_of
from sagsbud.mox.broker import Broker, headers_of
from sagsbud.mox.consuming import DAY, Consumer, Delivery, Source
from sagsbud.mox.wire import TOPIC, Malformed

log = logging.getLogger(__name__)

QUEUE_DAYS = 14
"""A desktop that is away longer has lost its queue; it reads everything anew when it comes back."""
MOST_TRIES = 5
"""Times a message may fail in itself before it is put with the dead letters."""
RETRY_PAUSE = 2.0
"""Seconds after which a message is tried again when the service did not answer."""
KEYS = ("sag.#", "dokument.#")


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
        self._ledger = ledger
        self._react = react
        self._failed: Counter[str] = Counter()
        source = Source(exchange, "topic", queue, KEYS, {"x-expires": QUEUE_DAYS * DAY})
        self._consumer = Consumer("listener", broker, source, self._take, lambda connection: back())

    @property
    def connected(self) -> bool:
        """Whether messages come: what is told from now on waits in our queue."""
        return self._consumer.connected

    def start(self) -> None:
        """Begin."""
        self._consumer.start()

    def stop(self) -> None:
        """End after the message in hand."""
        self._consumer.stop()

    def _take(self, delivery: Delivery) -> None:
        try:
            heard = heard_of(headers_of(delivery.properties))
            if heard and self._ledger.met(heard.message) is None:
                self._react(heard)
                self._ledger.keep(heard.message)
        except Malformed:
            log.info("a message cannot be read")
            delivery.refuse()
        except ServiceError as error:
            log.info("a message waits: %s", error.trouble.value)
            self._later(delivery, counts=error.retry is Retry.NEVER)
        except Exception as error:  # noqa: BLE001 - a defect in one message must not keep the others back
            log.error("a message failed: %s", type(error).__name__)
            self._later(delivery, counts=True)
        else:
            self._failed.pop(_key(delivery), None)
            delivery.done()

    def _later(self, delivery: Delivery, *, counts: bool) -> None:
        """Try it again; one that fails in itself only so often."""
        if counts:
            self._failed[_key(delivery)] += 1
        if self._failed[_key(delivery)] >= MOST_TRIES:
            del self._failed[_key(delivery)]
            delivery.refuse()
            return
        self._consumer.pause(0 if counts else RETRY_PAUSE)
        delivery.again()


def _key(delivery: Delivery) -> str:
    return str(delivery.properties.message_id or "")
