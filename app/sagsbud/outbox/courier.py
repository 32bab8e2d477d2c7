"""Carries what somebody decided to the service, one decision at a time: claimed, carried, kept, told.

What is carried, and how it is kept, is the business of the two it works with; every try begins with a look.
"""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from filelock import FileLock

from sagsbud.domain.clock import Clock
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import AnswerLost, Conflict, Retry, SagsbudError, ServiceError, StoreError, Trouble
from sagsbud.domain.ids import OrderId
from sagsbud.domain.orders import Problem
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.durability import owns
from sagsbud.outbox.health import pause_after, retry_after

log = logging.getLogger(__name__)

LOOK_INTERVAL = 2.0
"""Seconds between looks for decisions whose time has come."""
REST_AFTER_TROUBLE = 2.0
SETTLING = timedelta(seconds=2)
"""How long after a lost answer the Dokument is looked at again."""


class Row(Protocol):
    """A decision and where it stands."""

    @property
    def id(self) -> OrderId:
        """The decision's own."""

    @property
    def state(self) -> OrderState:
        """One of the states an order can be in."""

    @property
    def attempts(self) -> int:
        """Tries so far."""


R = TypeVar("R", bound=Row)
Kept_co = TypeVar("Kept_co", bound=Row, covariant=True)


class Ledger(Protocol[Kept_co]):
    """Where the decisions are kept: one state each, one transaction a change."""

    def recover(self) -> None:
        """What the last run left in the middle is looked up, never taken for failed."""

    def due(self) -> Sequence[Kept_co]:
        """Those whose time has come."""

    def apply(
        self,
        order: OrderId,
        event: OrderEvent,
        *,
        problem: Problem | None = None,
        due: datetime | None = None,
        tried: bool = False,
    ) -> Kept_co:
        """One event. Raises IllegalTransition, StoreError."""

    def finished(self, order: OrderId, version: str) -> Kept_co:
        """Carried out and read back as this version."""


class Courier(Generic[R]):
    """`carry` does one try and raises ServiceError; `told` hears of each decision that moved."""

    def __init__(
        self,
        name: str,
        ledger: Ledger[R],
        carry: Callable[[R], str],
        *,
        url: str,
        lock_file: Path,
        clock: Clock,
        told: Callable[[R], None],
        chance: random.Random | None = None,
        settling: timedelta = SETTLING,
    ) -> None:
        self._ledger = ledger
        self._carry_out = carry
        self._clock = clock
        self._told = told
        self._chance = chance or random.Random()
        self._settling = settling
        self._lock = FileLock(lock_file)
        self._status = ServiceStatus(url)
        self._recovered = False
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sagsbud-{name}", daemon=True)

    def start(self) -> None:
        """Begin; waits in its own thread while another process of this store does it."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way, then end."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._lock.release()

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    def settle(self) -> None:
        """What is due here and now; nothing while another process does it. Raises StoreError."""
        if owns(self._lock):
            while self._turn():
                pass

    def status(self) -> ServiceStatus:
        """What is known of the connection."""
        return self._status

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = LOOK_INTERVAL
            try:
                if owns(self._lock) and self._turn():
                    pause = 0.0
            except StoreError as error:
                log.error("decisions cannot go on: %s", error.trouble.value)
                pause = REST_AFTER_TROUBLE
            except Exception as error:  # noqa: BLE001 - the loop must not end unheard, and quotes nothing it worked on
                log.error("carrying decisions stopped short: %s", type(error).__name__)
                pause = REST_AFTER_TROUBLE
            if pause:
                self._woken.wait(pause)
            self._woken.clear()

    def _turn(self) -> bool:
        """Carry what is due; whether there may be more at once."""
        if not self._recovered:
            self._ledger.recover()
            self._recovered = True
        due = self._ledger.due()
        for row in due:
            if self._stopping.is_set():
                return False
            with suppress(IllegalTransition):  # a person was faster and took it back
                if not self._carry(row):
                    return False
        return bool(due)

    def _carry(self, row: R) -> bool:
        """One try; False when the service as a whole does not answer, so that the others wait too."""
        claimed = self._claim(row)
        try:
            version = self._carry_out(claimed)
        except SagsbudError as error:
            return self._failed(claimed, error)
        except Exception as error:  # noqa: BLE001 - a defect: named on the decision, never lost
            log.error("a decision failed unexpectedly: %s", type(error).__name__)
            return self._failed(claimed, SagsbudError(Trouble.DEFECT, kind=type(error).__name__))
        self._status = ServiceStatus(self._status.url, self._clock())
        self._told(self._ledger.finished(row.id, version))
        return True

    def _claim(self, row: R) -> R:
        """SENDING, by the moves the table has from where it stands."""
        if row.state is OrderState.UNCERTAIN:  # every try looks first, so it may simply be tried again
            self._ledger.apply(row.id, OrderEvent.FOUND_MISSING)
        if row.state is OrderState.BLOCKED:
            self._ledger.apply(row.id, OrderEvent.LET_IN)
        return self._ledger.apply(row.id, OrderEvent.CLAIMED, tried=True)

    def _failed(self, row: R, error: SagsbudError) -> bool:
        retry = error.retry if isinstance(error, ServiceError) else Retry.NEVER
        if isinstance(error, StoreError):
            retry = Retry.LATER
        problem = Problem.of(error, self._clock())
        event = _event(retry, conflict=isinstance(error, Conflict))
        due = None
        if isinstance(error, AnswerLost):
            due = self._clock() + self._settling
        elif retry is not Retry.NEVER:
            due = self._clock() + (retry_after(error) or pause_after(row.attempts - 1, self._chance))
        self._told(self._ledger.apply(row.id, event, problem=problem, due=due))
        if retry in (Retry.LATER, Retry.AFTER_LOGIN):
            self._status = ServiceStatus(self._status.url, self._status.last_contact, problem)
            return False
        return True


def _event(retry: Retry, *, conflict: bool) -> OrderEvent:
    if conflict:
        return OrderEvent.CONFLICTED
    return {
        Retry.LATER: OrderEvent.NOT_SENT,
        Retry.VERIFY_FIRST: OrderEvent.MAYBE_SENT,
        Retry.AFTER_LOGIN: OrderEvent.SHUT_OUT,
        Retry.NEVER: OrderEvent.REFUSED,
    }[retry]
