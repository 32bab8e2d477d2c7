"""What is known of the service as a whole: whether orders may be sent, and if not, why and when to ask again.

A service that is shut pauses everybody at once. How long grows with every time it shuts before anything was carried
out. One that was too busy, or failed on everything, opens on trial: a single order goes ahead, and only when that
was carried out do the others follow and is the trouble over.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sagsbud.domain.clock import Clock
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import Busy, SagsbudError, Trouble, Unreachable
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import Problem

log = logging.getLogger(__name__)

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
FIRST_PROBE = 0.5
LONGEST_PROBE = 60.0
LONGEST_RETRY_AFTER = 3600.0
SHORTEST_PROBE = 1.0
"""Seconds between probes that a person's wish for "now" does not shorten."""
MANY = 3
"""Different orders failing one after another, with nothing carried out between, speak against the service."""
NO_CONNECTION = frozenset({"connect", "timeout", "route"})
"""Causes of Unreachable that are about the way to the service, not about one broken connection."""


def pause_after(
    attempts: int, chance: random.Random, *, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE
) -> timedelta:
    """Exponential, with jitter of half either way, so that a thousand desktops do not come back as one."""
    seconds = min(longest, first * 2 ** min(max(attempts, 0), 16))
    return timedelta(seconds=seconds * chance.uniform(0.5, 1.5))


def retry_after(error: SagsbudError) -> timedelta | None:
    """What the service asked for, within reason."""
    if isinstance(error, Busy) and error.retry_after is not None:
        return timedelta(seconds=min(error.retry_after, LONGEST_RETRY_AFTER))
    return None


def is_no_connection(error: SagsbudError) -> bool:
    """Whether the service could not be reached at all."""
    return isinstance(error, Unreachable) and error.params.get("cause") in NO_CONNECTION


class ServiceHealth:
    """Open or shut. Safe to use from several threads; nothing blocks."""

    def __init__(
        self, url: str, clock: Clock, chance: random.Random, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._status = ServiceStatus(url)
        self._own: Problem | None = None
        self._shut_in_a_row = 0
        self._stumbled: set[ItemId] = set()
        self._next_probe = 0.0
        self._last_probe = -SHORTEST_PROBE
        self._asked_to_wait = False
        self._reopened = False
        self._on_trial = False

    @property
    def status(self) -> ServiceStatus:
        """The connection's state; or why our own side cannot go on."""
        status, own = self._status, self._own
        return status if status.problem or own is None else replace(status, problem=own)

    @property
    def is_open(self) -> bool:
        """Whether orders may be sent."""
        return self._status.problem is None or self._on_trial

    @property
    def is_on_trial(self) -> bool:
        """Whether only one order may go ahead."""
        return self._on_trial

    @property
    def suspect(self) -> bool:
        """Whether failures speak against the service rather than against the order they met."""
        return len(self._stumbled) >= MANY or self._status.problem is not None

    def answered(self) -> None:
        """The service answered as it should. That alone does not end its being busy."""
        with self._lock:
            if self._is_busy():
                self._status = replace(self._status, last_contact=self._clock())
            else:
                self._open()

    def worked(self) -> None:
        """Something was carried out: all is well."""
        with self._lock:
            self._open()
            self._shut_in_a_row = 0
            self._stumbled.clear()

    def shut(self, error: SagsbudError) -> None:
        """The whole service is shut to us. Several orders that meet it at once count as one."""
        with self._lock:
            known = self._status.problem
            if known is None or known.trouble is not error.trouble:
                log.info("the service is shut to us: %s", error.trouble.value)
                self._status = replace(self._status, problem=Problem.of(error, self._clock()))
            if known is None or self._on_trial:
                self._set_pause(error)
            elif retry_after(error):
                self._wait_at_least(error)

    def stumbled(self, item: ItemId, error: SagsbudError) -> None:
        """The service failed on an order; when it does so on many in a row, it is shut."""
        with self._lock:
            self._stumbled.add(item)
            many = len(self._stumbled) >= MANY
        if many:
            self.shut(error)

    def reopened(self) -> bool:
        """Whether the service opened again since this was last asked, so that who was shut out can be let in."""
        with self._lock:
            reopened, self._reopened = self._reopened, False
            return reopened

    def own_trouble(self, problem: Problem | None) -> None:
        """Our own side (the store, a defect) cannot go on, or can again."""
        self._own = problem

    # -- probing ------------------------------------------------------------------------------------------

    def until_probe(self, *, hurry: bool) -> float:
        """Seconds to wait before the next probe. A person's hurry shortens it, unless the service asked for peace."""
        with self._lock:
            now = self._monotonic()
            soonest = max(now, self._last_probe + SHORTEST_PROBE)
            at = soonest if hurry and not self._asked_to_wait else self._next_probe
            return max(0.0, at - now)

    def probe(self, ask: Callable[[], None]) -> bool:
        """Ask with `ask`, which raises a SagsbudError when the service is still shut; whether it is open again."""
        with self._lock:
            self._last_probe = self._monotonic()
        try:
            ask()
        except SagsbudError as error:
            self.shut(error)
            with self._lock:
                self._set_pause(error)
            return False
        with self._lock:
            self._on_trial = self._is_busy()
        self.answered()
        return True

    def _is_busy(self) -> bool:
        problem = self._status.problem
        return problem is not None and problem.trouble is Trouble.BUSY

    def _open(self) -> None:
        self._reopened = self._reopened or self._status.problem is not None
        self._on_trial = False
        self._status = replace(self._status, last_contact=self._clock(), problem=None)

    def _set_pause(self, error: SagsbudError) -> None:
        pause = pause_after(self._shut_in_a_row, self._chance, first=FIRST_PROBE, longest=LONGEST_PROBE)
        self._shut_in_a_row += 1
        self._asked_to_wait = self._on_trial = False
        self._next_probe = self._monotonic() + pause.total_seconds()
        self._wait_at_least(error)

    def _wait_at_least(self, error: SagsbudError) -> None:
        asked = retry_after(error)
        if asked:
            self._asked_to_wait = True
            self._next_probe = max(self._next_probe, self._monotonic() + asked.total_seconds())
