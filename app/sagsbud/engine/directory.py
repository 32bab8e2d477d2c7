"""Keeps this machine's list of Sager fresh, and remembers what each look taught about the connection."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sagsbud.domain.changes import Change, ItemsChanged, QueueChanged, SagerChanged
from sagsbud.domain.errors import ServiceError
from sagsbud.engine.lastlook import LastLook, known_with
from sagsbud.engine.ports import Ports
from sagsbud.engine.reading import Reading
from sagsbud.engine.workers import Worker

log = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=5)
"""Between reads of the list."""
RETRY = timedelta(seconds=15)
"""Between tries while the service does not answer."""
LOOK_INTERVAL = 5.0
"""Seconds between looks at whether it is time."""
TOP = 2**63 - 1
"""The place before which every document stands."""


class SagerList:
    """Reads the service's open Sager when it is time. `turn` runs in the `worker`'s thread."""

    def __init__(self, ports: Ports, reading: Reading, tell: Callable[[Change], None]) -> None:
        self._ports = ports
        self._reading = reading
        self._tell = tell
        self._due: datetime | None = None
        self.last = LastLook()
        """How the last read went."""
        self._turning = threading.Lock()
        self._anew_before: int | None = None
        """Down to where suggestions were made anew; None when there are none left to make."""
        self._once_more = False
        """The list was read again meanwhile."""
        self.worker = Worker("sager", self.turn, LOOK_INTERVAL)

    def now(self) -> bool:
        """Read it here and now; False when the service does not answer."""
        self._due = None
        while self.turn():
            pass
        return known_with(self._ports.delivery.status(), [self.last]).problem is None

    def soon(self) -> None:
        """The next turn reads, whatever the time, and is soon."""
        self._due = None
        self.worker.wake()

    def turn(self) -> bool:
        """Read the list when it is due, else suggest anew for some of the documents it may matter to."""
        with self._turning:
            return self._turn()

    def _turn(self) -> bool:
        now = self._ports.clock()
        if self._due is not None and now < self._due:
            return self._suggest_anew()
        try:
            sager = self._ports.service.sager()
        except ServiceError as error:
            log.info("the list of Sager was not read: %s", error.trouble.value)
            self._due = now + RETRY
            self.last.failed(error, now)
            self._tell(QueueChanged())
            return False
        self._due = now + INTERVAL
        self.last.went_well(self._ports.clock())
        self._ports.sager.replace_all(sager)
        self._tell(SagerChanged())
        self._tell(QueueChanged())
        self._once_more = self._anew_before is not None
        if not self._once_more:
            self._anew_before = TOP
        return self._suggest_anew()

    def _suggest_anew(self) -> bool:
        """A few documents at a time, so that whoever asks or ends meanwhile need not wait; whether more are left."""
        if self._anew_before is None:
            return False
        changed, self._anew_before = self._reading.suggest_anew(self._anew_before)
        if changed:
            self._tell(ItemsChanged(frozenset(changed)))
        if self._anew_before is None and self._once_more:
            self._once_more, self._anew_before = False, TOP
        return self._anew_before is not None
