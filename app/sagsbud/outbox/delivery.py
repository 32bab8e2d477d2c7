"""The delivery worker: carries promised orders to the service, Sager in parallel, one order a Sag at a time.

A document's own trouble stays with the document. What is wrong with the whole service (no connection, no login, a
certificate refused) pauses everything once, and a cheap probe finds out when to go on. What is wrong with this side
(the store, a defect) is told in the status; the loop goes on when it is over.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import takewhile
from pathlib import Path

from filelock import FileLock

from sagsbud.domain.clock import Clock
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import ItemId, SagId
from sagsbud.domain.orders import OutboxEntry, Priority, Problem
from sagsbud.domain.states import IllegalTransition, OrderState
from sagsbud.outbox.attempt import Attempt
from sagsbud.outbox.carrier import SETTLING, Carrier
from sagsbud.outbox.claims import Claims
from sagsbud.outbox.durability import owns
from sagsbud.outbox.health import ServiceHealth
from sagsbud.outbox.housekeeping import Housekeeper
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.passingon import PassingOn
from sagsbud.outbox.sending import Came, Sent, is_light
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault

log = logging.getLogger(__name__)

PARALLEL_SAGER = 4
LOOK_INTERVAL = 1.0
"""Seconds between looks for orders whose time has come without anybody saying so."""
REST_AFTER_TROUBLE = 2.0
"""Seconds the loop rests when our own side cannot go on."""
PROVEN_TOGETHER = 12
"""Orders one thread sends before it proves them with one question."""
UNPROVEN_SECONDS = 1.0
"""How long a thread goes on sending before it proves what it sent."""


class Deliverer:
    """The domain's Delivery. `changed` hears of each entry that moved, `filed` (at least once) of each that was proven.

    Only orders of at least the priority that `least` says are sent, none at all for None. Filed copies are purged after
    what `grace` says then; None keeps them for ever. With `messages` other systems hear
    of what is filed.
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
        attempt = Attempt(service, vault, clock, self._claims.mark)
        self._carrier = Carrier(self._claims, attempt, self._health, clock, chance, self._moved, settling)
        self._housekeeper = Housekeeper(outbox, vault, clock, grace)
        self._service = service
        self._least = least
        self._clock = clock
        self._changed = changed
        self._passing_on = PassingOn(self._claims, filed)
        self._lock = FileLock(lock_file)
        self._state = threading.Lock()
        self._items: set[ItemId] = set()
        self._sager: dict[SagId, ItemId] = {}
        """The Sager on which something is being sent, with the order that is."""
        self._carrying = 0
        """How many threads do."""
        self._each = 0.0
        """Seconds an order took lately, with all its writes; 0 before the first."""
        self._left_behind = True
        """Whether orders may stand in the middle of a try without anybody carrying them."""
        self._woken = threading.Event()
        self._hurry = False
        self._kept_back = False
        """Whether orders are due and wait for a line that does not cost by the amount."""
        self._stopping = threading.Event()
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
            self._pool.shutdown(wait=True)
            with suppress(StoreError):
                self._passing_on.note()
            self._lock.release()

    def _turn(self) -> None:
        """One look round. Whatever goes wrong is told, and the next turn begins anew."""
        try:
            pause = self._work() if owns(self._lock) else LOOK_INTERVAL
            self._health.own_trouble(Problem(Trouble.METERED, self._clock()) if self._kept_back else None)
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
        self._recover()
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
        if self._start_due():
            return 0.0
        if not self._items:
            self._rest()
        return LOOK_INTERVAL

    def _rest(self) -> None:
        """What is best done while nothing is under way."""
        self._passing_on.rest()
        self._housekeeper.turn()

    def _recover(self) -> None:
        """Take up again what stands in the middle of a try and is carried by nobody."""
        with self._state:
            if not self._left_behind:
                return
            self._left_behind, in_hand = False, set(self._items)
        try:
            self._claims.recover(in_hand)
        except (StoreError, IllegalTransition):
            self._left_behind = True
            raise

    def _start_due(self) -> int:
        with self._state:
            room = (1 if self._health.is_on_trial else PARALLEL_SAGER) - self._carrying
            least = self._least()
            entries = self._claims.due(room, self._sager, least) if room > 0 else []
            self._kept_back = least is not Priority.BULK and not entries and bool(self._claims.due(1, self._sager))
            for entry in entries:
                self._take_in_hand(entry)
            self._carrying += len(entries)
        for entry in entries:
            self._pool.submit(self._deliver, entry)
        return len(entries)

    def _take_in_hand(self, entry: OutboxEntry) -> None:
        """Nobody else carries it until it is let go, or sends another of its Sag until it is sent."""
        self._items.add(entry.item.id)
        if entry.order:
            self._sager[entry.order.sag.id] = entry.item.id

    # -- a few orders -------------------------------------------------------------------------------------

    def _deliver(self, entry: OutboxEntry) -> None:
        """Send this order and those that are due after it, light ones in company; then prove together what was sent."""
        sent: deque[Sent] = deque()
        until = time.monotonic() + UNPROVEN_SECONDS
        try:
            group = [entry, *self._company(entry, until)]
            while group:
                came = self._send(group)
                sent.extend(came)
                group = self._next(came, until, room=PROVEN_TOGETHER - len(sent))
            asked = self._carrier.ask(sent)
            while sent:
                one = sent.popleft()
                self._step(one.entry, partial(self._carrier.prove, one, asked))
        finally:
            for one in sent:
                self._let_go(one.entry, stranded=True)
            with self._state:
                self._carrying -= 1
            self._woken.set()

    def _send(self, group: Sequence[OutboxEntry]) -> list[Sent]:
        """Send these orders, in step when they are several; those that wait for their proof."""
        began = time.monotonic()
        if len(group) == 1:
            steps = [self._step(group[0], partial(self._carrier.carry, group[0]))]
        else:
            came = self._send_in_step(group)
            steps = [self._step(entry, partial(_told, one)) for entry, one in zip(group, came, strict=True)]
        sent = [one for one in steps if one]
        if sent:
            self._each = (time.monotonic() - began) / len(group)
        return sent

    def _send_in_step(self, group: Sequence[OutboxEntry]) -> Sequence[Came]:
        try:
            return self._carrier.send(group)
        except Exception as error:  # noqa: BLE001 - nothing was begun of any of them, and each is let go with it
            return [error] * len(group)

    def _company(self, entry: OutboxEntry, until: float) -> list[OutboxEntry]:
        """Those that may be sent in step with the order, and are thereby taken in hand."""
        if not is_light(entry):
            return []
        with self._state, suppress(StoreError):  # the loop meets it too, and tells
            return self._take(self._room(until, PROVEN_TOGETHER) - 1, light=True)
        return []

    def _next(self, sent: Sequence[Sent], until: float, room: int) -> list[OutboxEntry]:
        """What is to be sent after these, unless it is time to prove what was, or to look round.

        Other orders may go onto their Sager then, unless the proof of one may have to write on it.
        """
        more = room > 0 and time.monotonic() < until
        taken: list[OutboxEntry] = []
        with self._state, suppress(StoreError):  # the loop meets it too, and tells
            for one in sent:
                if one.first:
                    self._free_sag(one.entry)
            taken = self._take(max(1, self._room(until, room)) if more else 0, light=False)
        if not taken:
            self._woken.set()
        return taken

    def _room(self, until: float, most: int) -> int:
        """How many orders one thread may take in hand at once, so that all are sent by then."""
        in_time = int((until - time.monotonic()) / self._each) if self._each else 1
        return min(most, in_time)

    def _take(self, room: int, *, light: bool) -> list[OutboxEntry]:
        """The next due orders: several light ones, or one of whatever kind unless all have to be `light`.

        No more than leave the other threads as many Sager.
        """
        if room < 1 or self._stopping.is_set() or not self._health.is_open or self._health.is_on_trial:
            return []
        in_hand = len(self._sager)
        due = self._claims.due(max(room, PARALLEL_SAGER * PROVEN_TOGETHER - in_hand), self._sager, self._least())
        share = (in_hand + len(due)) // PARALLEL_SAGER - light
        taken = list(takewhile(is_light, due[: min(room, share)])) or due[: 0 if light else 1]
        for entry in taken:
            self._take_in_hand(entry)
        return taken

    def _step(self, entry: OutboxEntry, step: Callable[[], OutboxEntry | Sent]) -> Sent | None:
        """One step of an order, which is let go unless it is only sent then."""
        sent, stranded = None, True
        try:
            came = step()
            stranded = False
            if isinstance(came, Sent):
                sent = came
                return sent
            self._moved(came)
            if came.state is OrderState.FILED:
                self._passing_on.tell(came)
        except IllegalTransition:
            pass  # a person was faster and undid it; if it was not that, somebody must look it up
        except StoreError as error:
            log.error("an order's state was not kept: %s", error.trouble.value)
            self._health.own_trouble(Problem.of(error, self._clock()))
            self._stopping.wait(REST_AFTER_TROUBLE)
        except Exception as error:  # noqa: BLE001 - a defect parks this order and spares the others
            log.error("delivering failed unexpectedly: %s", type(error).__name__)
            self._stopping.wait(REST_AFTER_TROUBLE)
        finally:
            if sent is None:
                self._let_go(entry, stranded=stranded)
        return None

    def _let_go(self, entry: OutboxEntry, *, stranded: bool) -> None:
        with self._state:
            self._items.discard(entry.item.id)
            self._free_sag(entry)
            self._left_behind = self._left_behind or stranded

    def _free_sag(self, entry: OutboxEntry) -> None:
        if entry.order and self._sager.get(entry.order.sag.id) == entry.item.id:
            del self._sager[entry.order.sag.id]

    def _moved(self, entry: OutboxEntry) -> None:
        try:
            self._changed(entry)
        except Exception as error:  # noqa: BLE001 - who listens cannot stop a delivery
            log.error("a listener failed: %s", type(error).__name__)


def _told(came: Came) -> OutboxEntry | Sent:
    if isinstance(came, Exception):
        raise came
    return came
