"""Publishing: announcements from the outbox go out, each confirmed by the broker before it is forgotten here."""

import logging
from collections.abc import Sequence
from pathlib import Path

import pika
from filelock import FileLock, Timeout
from pika.exceptions import UnroutableError

from sagsbud.domain.mox import Announcement, AnnouncementBox
from sagsbud.mox.announcing import message_of
from sagsbud.mox.broker import Broker, BrokerThread, properties_of
from sagsbud.mox.wire import TOPIC, Message

log = logging.getLogger(__name__)

TOGETHER = 200
"""Announcements read, and forgotten again, at a time; a crash between tells as many again, under the same ids."""
LOOK_INTERVAL = 1.0
"""Seconds between looks for announcements nobody woke us for, as those another process wrote."""


class Channel:
    """A channel with confirms on which everything is persistent and mandatory."""

    def __init__(self, connection: pika.BlockingConnection) -> None:
        self._channel = connection.channel()
        self._channel.confirm_delivery()

    def declare_topic(self, exchange: str) -> None:
        """See to it that the durable topic exchange is there."""
        self._channel.exchange_declare(exchange, "topic", durable=True)

    def publish(self, exchange: str, message: Message, key: str | None = None) -> bool:
        """Send it, and wait until the broker has it; False when nobody's queue takes it. Raises AMQPError."""
        try:
            self._channel.basic_publish(
                exchange,
                message.routing_key if key is None else key,
                message.body,
                properties_of(message),
                mandatory=True,
            )
        except UnroutableError:
            return False
        return True


class Announcer:
    """Publishes what waits in the box, in one process at a time. What nobody listens to counts as told."""

    def __init__(self, broker: Broker, box: AnnouncementBox, lock_file: Path, exchange: str = TOPIC) -> None:
        self._box = box
        self._exchange = exchange
        self._lock = FileLock(lock_file)
        self._thread = BrokerThread("announcer", broker, self._work)
        self._unheard = 0

    @property
    def connected(self) -> bool:
        """Whether there is a broker."""
        return self._thread.status.connected

    @property
    def unheard(self) -> int:
        """How many nobody listened to."""
        return self._unheard

    def start(self) -> None:
        """Begin; waits while another process announces for the same store."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is not told yet is told by the next run."""
        self._thread.stop()

    def wake(self) -> None:
        """There is something to tell."""
        self._thread.wake()

    def _work(self, connection: pika.BlockingConnection) -> None:
        channel = Channel(connection)
        channel.declare_topic(self._exchange)
        try:
            while not self._thread.stopping.is_set():
                if not (self._owns() and self._tell(channel)):
                    connection.process_data_events(0)  # answers heartbeats, and notices that the broker has gone
                    self._thread.rest(LOOK_INTERVAL)
        finally:
            self._lock.release()

    def _owns(self) -> bool:
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def _tell(self, channel: Channel) -> int:
        """Tell the next ones; how many."""
        waiting = self._box.waiting(TOGETHER)
        told: list[Announcement] = []
        try:
            for one in waiting:
                if self._thread.stopping.is_set():
                    break
                heard = channel.publish(self._exchange, message_of(one))
                self._unheard += not heard
                told.append(one)
        finally:
            self._forget(told)
        return len(told)

    def _forget(self, told: Sequence[Announcement]) -> None:
        if told:
            self._box.announced(told)
