"""The bridge: what a service registers is told on the topic exchange, whoever asked the service to.

Where it has come to is kept only after the broker confirmed. What is told twice is told under the same id.
"""

import logging
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Protocol

import pika
from pika.exceptions import ChannelClosedByBroker

from sagsbud.domain.clock import Clock
from sagsbud.domain.mox import MessageLedger, ObjectChange
from sagsbud.mox.announcing import change_message, reference_message
from sagsbud.mox.broker import Broker, BrokerThread
from sagsbud.mox.publisher import Channel
from sagsbud.mox.wire import REFERENCE_QUEUE, TOPIC

log = logging.getLogger(__name__)


class ChangeSource(Protocol):
    """A service's changes, none of them left out. Implemented over the service's feed, and over the reference's notices."""

    @property
    def name(self) -> str:
        """Under which its mark is kept."""

    def changes(self, mark: str | None) -> Generator[tuple[Sequence[ObjectChange], str], None, None]:
        """Page by page what was registered after the mark, each with the mark that stands behind it, until there is no more.

        Without a mark it begins with what is registered from now on. What is closed before a page was passed on tells
        it again the next time. Raises ServiceError or OSError while it cannot be asked.
        """

    def passed_on(self, changes: Sequence[ObjectChange]) -> None:
        """The broker has these, so that they need not come again."""

    def wait(self, seconds: float) -> None:
        """Return when there may be more, or when the time is over."""


class Bridge:
    """Carries one service's changes. One process at a time does it for a source; two do no harm, only work."""

    def __init__(
        self,
        broker: Broker,
        source: ChangeSource,
        ledger: MessageLedger,
        clock: Clock,
        *,
        exchange: str = TOPIC,
        feed_reference_queue: bool = False,
    ) -> None:
        self._source = source
        self._ledger = ledger
        self._clock = clock
        self._exchange = exchange
        self._feeds = feed_reference_queue
        self._thread = BrokerThread("bridge", broker, self._work)
        self.passed_on = 0

    @property
    def connected(self) -> bool:
        """Whether there is a broker."""
        return self._thread.status.connected

    def start(self) -> None:
        """Begin where the last run stopped."""
        self._thread.start()

    def stop(self) -> None:
        """End; the next run goes on from here."""
        self._thread.stop()

    def _work(self, connection: pika.BlockingConnection) -> None:
        channel = Channel(connection)
        channel.declare_topic(self._exchange)
        if self._feeds:
            _declare_reference_queue(connection)
        while not self._thread.stopping.is_set():
            self._carry(channel)
            connection.process_data_events(0)
            self._source.wait(LOOK_INTERVAL)

    def _carry(self, channel: Channel) -> None:
        with closing(self._source.changes(self._ledger.mark(self._source.name))) as pages:
            for changes, mark in pages:
                for change in changes:
                    channel.publish(self._exchange, change_message(change, self._clock))
                    if self._feeds:
                        channel.publish("", reference_message(change), REFERENCE_QUEUE)
                    self.passed_on += 1
                self._source.passed_on(changes)
                self._ledger.move_mark(self._source.name, mark)
                if self._thread.stopping.is_set():
                    return


LOOK_INTERVAL = 0.25
"""Seconds between looks where the source cannot say that there is more."""


def _declare_reference_queue(connection: pika.BlockingConnection) -> None:
    """The queue as the reference's relay makes it; one that somebody made otherwise is used as it is."""
    channel = connection.channel()
    try:
        channel.queue_declare(REFERENCE_QUEUE, passive=True)
    except ChannelClosedByBroker:
        channel = connection.channel()
        channel.queue_declare(REFERENCE_QUEUE)
    channel.close()
