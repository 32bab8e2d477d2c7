"""The threads that carry orders, Sager in parallel, one order a Sag at a time; and what they have in hand."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import takewhile

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import StoreError
from sagsbud.domain.ids import ItemId, SagId
from sagsbud.domain.orders import OutboxEntry, Priority, Problem
from sagsbud.domain.states import IllegalTransition, OrderState
from sagsbud.outbox.carrier import Carrier
from sagsbud.outbox.claims import Claims
from sagsbud.outbox.health import ServiceHealth
from sagsbud.outbox.sending import Came, Sent, is_light

log = logging.getLogger(__name__)

PARALLEL_SAGER = 4
REST_AFTER_TROUBLE = 2.0
"""Seconds to rest when our own side cannot go on."""
PROVEN_TOGETHER = 12
"""Orders one thread sends before it proves them with one question."""
UNPROVEN_SECONDS = 1.0
"""How long a thread goes on sending before it proves what it sent."""


class Crew:
    """One loop gives it work with `start_due`; `freed` is called when it may be worth looking round again.

    Only orders of at least the priority that `least` says are taken up. `moved` hears of each that moved, `filed` of each
    that was proven. Nothing more is taken up once it is `stopping`.
    """

    def __init__(
        self,
        claims: Claims,
        carrier: Carrier,
        health: ServiceHealth,
        clock: Clock,
        *,
        least: Callable[[], Priority | None],
        moved: Callable[[OutboxEntry], None],
        filed: Callable[[OutboxEntry], None],
        freed: Callable[[], None],
        stopping: threading.Event,
    ) -> None:
        self._claims = claims
        self._carrier = carrier
        self._health = health
        self._clock = clock
        self._least = least
        self._moved = moved
        self._filed = filed
        self._freed = freed
        self._stopping = stopping
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
        self.keeps_back = False
        """Whether orders are due and are of too low a priority now."""
        self._pool = ThreadPoolExecutor(PARALLEL_SAGER, "sagsbud-deliver")

    # -- for the loop -------------------------------------------------------------------------------------

    @property
    def is_idle(self) -> bool:
        """Whether nothing is in hand."""
        return not self._items

    def end(self) -> None:
        """Wait for the requests under way."""
        self._pool.shutdown(wait=True)

    def recover(self) -> None:
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

    def start_due(self) -> int:
        """Carry what is due now, as far as there are threads; how many orders were taken up. Raises StoreError."""
        with self._state:
            room = (1 if self._health.is_on_trial else PARALLEL_SAGER) - self._carrying
            least = self._least()
            entries = self._claims.due(room, self._sager, least) if room > 0 else []
            self.keeps_back = least is not Priority.BULK and not entries and bool(self._claims.due(1, self._sager))
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
            self._freed()

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
            self._freed()
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
                self._filed(came)
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


def _told(came: Came) -> OutboxEntry | Sent:
    if isinstance(came, Exception):
        raise came
    return came
