"""The delivery worker: looks round for promised orders that are due, and has them carried to the service.

A document's own trouble stays with the document. What is wrong with the whole service (no connection, no login, a
certificate refused) pauses everything once, and a cheap probe finds out when to go on. What is wrong with this side
(the store, a defect) is told in the status; the loop goes on when it is over.
"""

import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from filelock import FileLock

from sagsbud.domain.clock import Clock
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.orders import OutboxEntry, Priority, Problem
from sagsbud.outbox.attempt import Attempt
from sagsbud.outbox.carrier import SETTLING, Carrier
from sagsbud.outbox.claims import Claims
from sagsbud.outbox.crew import REST_AFTER_TROUBLE, Crew
from sagsbud.outbox.durability import owns
from sagsbud.outbox.health import ServiceHealth
from sagsbud.outbox.housekeeping import Housekeeper
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.passingon import PassingOn
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault

log = logging.getLogger(__name__)

LOOK_INTERVAL = 1.0
"""Seconds between looks for orders whose time has come without anybody saying so."""


class Deliverer:
    """The domain's Delivery. `changed` hears of each entry that moved, `filed` (at least once) of each that was proven.

    Only orders of at least the priority that `least` says are sent, none at all for None. Filed copies are purged after
    what `grace` says then; None keeps them for ever. With `messages` other systems hear of what is filed.
    """

    def __init__(
        self,
        outbox: SealedOutbox,
        vault: SealedVault,
        service: FilingService,
        *,
        url: str,
        lock_file: Path,
        clock: Clock,
        changed: Callable[[OutboxEntry], None],
        filed: Callable[[OutboxEntry], None],
        chance: random.Random | None = None,
        settling: timedelta = SETTLING,
        grace: Callable[[], timedelta] | None = None,
        messages: SealedMessages | None = None,
        least: Callable[[], Priority | None] = lambda: Priority.BULK,
    ) -> None:
        chance = chance or random.Random()
        self._claims = Claims(outbox, clock, messages)
        self._health = ServiceHealth(url, clock, chance)
        self._housekeeper = Housekeeper(outbox, vault, clock, grace)
        self._service = service
        self._clock = clock
        self._changed = changed
        self._passing_on = PassingOn(self._claims, filed)
        self._lock = FileLock(lock_file)
        self._woken = threading.Event()
        self._hurry = False
        self._stopping = threading.Event()
        attempt = Attempt(service, vault, clock, self._claims.mark)
        self._crew = Crew(
            self._claims,
            Carrier(self._claims, attempt, self._health, clock, chance, self._moved, settling),
            self._health,
            clock,
            least=least,
            moved=self._moved,
            filed=self._passing_on.tell,
            freed=self._woken.set,
            stopping=self._stopping,
        )
        self._thread = threading.Thread(target=self._run, name="sagsbud-delivery", daemon=True)

    # -- the domain's Delivery ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin; waits in its own thread while another process delivers for the same store."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the requests under way, then end."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._crew.end()

    def wake(self) -> None:
        """Something may be due, and somebody wants it now."""
        self._hurry = True
        self._woken.set()

    def status(self) -> ServiceStatus:
        """What is known of the connection, or why our own side cannot go on."""
        return self._health.status

    # -- the loop -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._turn()
        finally:
            self._crew.end()
            with suppress(StoreError):
                self._passing_on.note()
            self._lock.release()

    def _turn(self) -> None:
        """One look round. Whatever goes wrong is told, and the next turn begins anew."""
        try:
            pause = self._work() if owns(self._lock) else LOOK_INTERVAL
            self._health.own_trouble(Problem(Trouble.METERED, self._clock()) if self._crew.keeps_back else None)
        except StoreError as error:
            log.error("the outbox cannot go on: %s", error.trouble.value)
            self._health.own_trouble(Problem.of(error, self._clock()))
            pause = REST_AFTER_TROUBLE
        except Exception as error:  # noqa: BLE001 - the loop must not end unheard, and quotes nothing it worked on
            log.error("delivery stopped short: %s", type(error).__name__)
            self._health.own_trouble(Problem(Trouble.DEFECT, self._clock(), (("kind", type(error).__name__),)))
            pause = REST_AFTER_TROUBLE
        if pause and not self._stopping.is_set():
            self._woken.wait(pause)
        self._woken.clear()

    def _work(self) -> float:
        """Seconds until the next turn, unless woken."""
        self._crew.recover()
        if not self._health.is_open:
            wait = self._health.until_probe(hurry=self._hurry)
            if wait:
                return wait
            self._hurry = False
            if not self._health.probe(self._service.probe):
                return 0.0
        self._hurry = False
        if self._health.reopened():
            self._claims.let_in()
        if self._crew.start_due():
            return 0.0
        if self._crew.is_idle:
            self._rest()
        return LOOK_INTERVAL

    def _rest(self) -> None:
        """What is best done while nothing is under way."""
        self._passing_on.rest()
        self._housekeeper.turn()

    def _moved(self, entry: OutboxEntry) -> None:
        try:
            self._changed(entry)
        except Exception as error:  # noqa: BLE001 - who listens cannot stop a delivery
            log.error("a listener failed: %s", type(error).__name__)
