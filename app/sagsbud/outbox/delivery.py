"""The delivery worker: carries promised orders to the service, Sager in parallel, one order a Sag at a time.

A document's own trouble stays with the document. What is wrong with the whole service (no connection, no login, a
certificate refused) pauses everything once, and a cheap probe finds out when to go on.
"""

import logging
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from sagsbud.domain.errors import Busy, Conflict, Retry, SagsbudError, ServiceError, StoreError, Trouble, Unreachable
from sagsbud.domain.ids import ItemId, SagId
from sagsbud.domain.orders import OutboxEntry, Problem, StepState
from sagsbud.domain.ports import Clock, FilingService, ServiceStatus, Vault
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.attempt import Attempt
from sagsbud.outbox.claims import Claims
from sagsbud.outbox.store import SealedOutbox

log = logging.getLogger(__name__)

PARALLEL_SAGER = 4
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
LONGEST_PROBE_PAUSE = 60.0
LOOK_INTERVAL = 1.0
"""Seconds between looks for orders whose time has come without anybody saying so."""
LOST_ROUNDS = 5
"""Tries after which a write that the service fails on each time, and never carries out, counts as refused."""
OF_THE_DOCUMENT = frozenset({Trouble.CONTENT_MISSING, Trouble.CONTENT_DAMAGED})


def pause_after(attempts: int, chance: random.Random, longest: float = LONGEST_PAUSE) -> timedelta:
    """Exponential, with jitter of half either way, so that a thousand desktops do not come back as one."""
    seconds = min(longest, FIRST_PAUSE * 2 ** min(attempts, 16))
    return timedelta(seconds=seconds * chance.uniform(0.5, 1.5))


class Deliverer:
    """The domain's Delivery. `changed` hears of each entry that moved, `filed` of each that was proven."""

    def __init__(
        self,
        outbox: SealedOutbox,
        vault: Vault,
        service: FilingService,
        *,
        url: str,
        lock_file: Path,
        clock: Clock,
        changed: Callable[[OutboxEntry], None],
        filed: Callable[[OutboxEntry], None],
        chance: random.Random | None = None,
    ) -> None:
        self._claims = Claims(outbox, clock)
        self._attempt = Attempt(service, vault, clock, self._claims.mark)
        self._service = service
        self._clock = clock
        self._chance = chance or random.Random()
        self._changed = changed
        self._filed = filed
        self._status = ServiceStatus(url)
        self._lock = FileLock(lock_file)
        self._state = threading.Lock()
        self._items: set[ItemId] = set()
        self._sager: set[SagId] = set()
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._probes = 0
        self._pool = ThreadPoolExecutor(PARALLEL_SAGER, "sagsbud-deliver")
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
        self._pool.shutdown(wait=True)

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    def status(self) -> ServiceStatus:
        """What is known of the connection."""
        return self._status

    # -- the loop -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            if not self._take_over():
                return
            self._claims.recover()
            while not self._stopping.is_set():
                self._woken.clear()
                self._turn()
        except Exception as error:  # noqa: BLE001 - the thread's end must be heard of, without quoting what it worked on
            log.error("delivery ended: %s", type(error).__name__)
        finally:
            self._pool.shutdown(wait=True)
            self._lock.release()

    def _take_over(self) -> bool:
        while not self._stopping.is_set():
            try:
                self._lock.acquire(timeout=0)
                return True
            except Timeout:
                self._woken.wait(LOOK_INTERVAL)
                self._woken.clear()
        return False

    def _turn(self) -> None:
        try:
            if self._status.problem and not self._probe():
                return
            started = self._start_due()
        except StoreError as error:
            log.error("the outbox cannot be read: %s", error.trouble.value)
            started = 0
        if not started:
            self._woken.wait(LOOK_INTERVAL)

    def _start_due(self) -> int:
        with self._state:
            room = PARALLEL_SAGER - len(self._items)
            entries = self._claims.due(room, self._items, self._sager) if room > 0 else []
            for entry in entries:
                self._items.add(entry.item.id)
                self._sager.update(_sager(entry))
        for entry in entries:
            self._pool.submit(self._deliver, entry)
        return len(entries)

    def _probe(self) -> bool:
        """Whether the service is open to us again; waits before it asks."""
        self._woken.wait(pause_after(self._probes, self._chance, LONGEST_PROBE_PAUSE).total_seconds())
        if self._stopping.is_set():
            return False
        try:
            self._service.probe()
        except ServiceError as error:
            self._probes += 1
            self._shut(error)
            return False
        self._reached()
        self._claims.let_in()
        return True

    # -- one order ----------------------------------------------------------------------------------------

    def _deliver(self, entry: OutboxEntry) -> None:
        try:
            self._changed(self._try(entry))
        except IllegalTransition:
            pass  # a person was faster and undid it
        except StoreError as error:
            log.error("an order's state was not kept: %s", error.trouble.value)
        except Exception as error:  # noqa: BLE001 - a defect parks this order and spares the others
            log.error("delivering failed unexpectedly: %s", type(error).__name__)
        finally:
            with self._state:
                self._items.discard(entry.item.id)
                self._sager.difference_update(_sager(entry))
            self._woken.set()

    def _try(self, entry: OutboxEntry) -> OutboxEntry:
        lookup = entry.state is OrderState.UNCERTAIN
        if not lookup:
            entry = self._claims.claim(entry)
            self._changed(entry)
        try:
            if lookup:
                entry = self._look_up(entry)
            else:
                entry = self._claims.outcome(self._attempt.send(entry), OrderEvent.ACCEPTED)
            return self._prove(entry) if entry.state is OrderState.VERIFYING else entry
        except SagsbudError as error:
            return self._failed(self._present(entry), error)
        except IllegalTransition:
            raise
        except Exception as error:  # noqa: BLE001 - a defect: named on the document, never lost
            log.error("delivering failed unexpectedly: %s", type(error).__name__)
            return self._failed(self._present(entry), SagsbudError(Trouble.DEFECT, kind=type(error).__name__))

    def _look_up(self, entry: OutboxEntry) -> OutboxEntry:
        entry = self._attempt.look_up(entry)
        self._reached()
        if all(step.state is StepState.DONE for step in entry.steps):
            return self._claims.outcome(entry, OrderEvent.FOUND_WHOLE)
        status = dict(entry.problem.params).get("status", "") if entry.problem else ""
        if entry.problem and status.startswith("5") and entry.attempts >= LOST_ROUNDS:
            refused = Problem(Trouble.REFUSED, self._clock(), (("status", status),))
            return self._claims.outcome(entry, OrderEvent.REFUSED, problem=refused)
        due = self._clock() + pause_after(entry.attempts, self._chance) if entry.attempts > 1 else None
        return self._claims.outcome(entry, OrderEvent.FOUND_MISSING, problem=entry.problem, due=due)

    def _prove(self, entry: OutboxEntry) -> OutboxEntry:
        self._changed(entry)
        receipt = self._attempt.prove(entry)
        self._reached()
        if receipt is None:
            return self._claims.outcome(self._reopen(entry), OrderEvent.FOUND_MISSING)
        proven = self._claims.proven(entry, receipt)
        self._filed(proven)
        return proven

    def _reopen(self, entry: OutboxEntry) -> OutboxEntry:
        """Everything is to be looked at again before it counts as done."""
        for step in entry.steps:
            entry = self._claims.mark(entry, step.kind, step.dokument, StepState.STARTED)
        return entry

    def _present(self, entry: OutboxEntry) -> OutboxEntry:
        return self._claims.present(entry.item.id)

    def _failed(self, entry: OutboxEntry, error: SagsbudError) -> OutboxEntry:
        problem = Problem.of(error, self._clock())
        due = self._clock() + pause_after(entry.attempts, self._chance)
        if isinstance(error, Busy) and error.retry_after is not None:
            due = self._clock() + timedelta(seconds=error.retry_after)
        retry = error.retry if isinstance(error, ServiceError) else Retry.NEVER
        if isinstance(error, StoreError) and error.trouble not in OF_THE_DOCUMENT:
            retry = Retry.LATER
        if isinstance(error, Unreachable) or retry is Retry.AFTER_LOGIN:
            self._shut(error)
        else:
            self._reached()
        event = _event(entry.state, retry, conflict=isinstance(error, Conflict))
        waits = event in (OrderEvent.NOT_SENT, OrderEvent.MAYBE_SENT)
        return self._claims.outcome(entry, event, problem=problem, due=due if waits else None)

    # -- what is known of the service ---------------------------------------------------------------------

    def _reached(self) -> None:
        self._probes = 0
        self._status = replace(self._status, last_contact=self._clock(), problem=None)

    def _shut(self, error: SagsbudError) -> None:
        known = self._status.problem
        if known is None or known.trouble is not error.trouble:
            log.info("the service is shut to us: %s", error.trouble.value)
            self._status = replace(self._status, problem=Problem.of(error, self._clock()))


def _event(state: OrderState, retry: Retry, *, conflict: bool) -> OrderEvent:
    if conflict:
        return OrderEvent.CONFLICTED
    if retry is Retry.NEVER:
        return OrderEvent.REFUSED
    if state is not OrderState.SENDING:
        return OrderEvent.MAYBE_SENT
    return {
        Retry.LATER: OrderEvent.NOT_SENT,
        Retry.VERIFY_FIRST: OrderEvent.MAYBE_SENT,
        Retry.AFTER_LOGIN: OrderEvent.SHUT_OUT,
    }[retry]


def _sager(entry: OutboxEntry) -> set[SagId]:
    return {entry.order.sag.id} if entry.order else set()
