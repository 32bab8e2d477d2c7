"""Sends several orders in step: what is to be kept of them before they go on is one transaction for all.

Each order goes its own way through its own failures. None waits for a large one: only light orders go in company.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import StoreError
from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import OutboxEntry, Step, StepState
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.outbox.attempt import Attempt, AwaitsReview, Sends
from sagsbud.outbox.claims import Claims, Outcome
from sagsbud.outbox.health import ServiceHealth
from sagsbud.outbox.setbacks import Setbacks

LIGHT = 1 << 20
"""Bytes of contents up to which an order may be sent in company."""
FEW = 4
"""Dokumenter up to which it may."""


@frozen
class Sent:
    """An order whose every write was answered; its proof is still to come."""

    entry: OutboxEntry
    """As it is kept: a crash before the proof looks it up."""
    reading: OutboxEntry
    done: Sequence[Step]
    """What is to be kept with the proof."""
    first: bool
    """Whether nothing of it was ever begun before this try."""
    so_far: int
    """How far the tries before it had come."""


Came = OutboxEntry | Sent | Exception
"""Where an order stands; an exception is IllegalTransition when a person was faster, or why the outcome was not kept."""


@dataclass(slots=True)
class _OnItsWay:
    """An order that is being sent."""

    entry: OutboxEntry
    so_far: int
    first: bool
    sends: Sends
    wants: tuple[Step, ...] = ()
    """Steps to be kept before it goes on."""
    not_begun: tuple[Step, ...] = ()
    """Of those that were kept, how the one stood that nothing was sent of yet, when it was never begun before."""


class Sender:
    """Sends orders nobody else carries. `moved` hears of the stations they pass."""

    def __init__(
        self,
        claims: Claims,
        attempt: Attempt,
        setbacks: Setbacks,
        health: ServiceHealth,
        clock: Clock,
        moved: Callable[[OutboxEntry], None],
    ) -> None:
        self._claims = claims
        self._attempt = attempt
        self._setbacks = setbacks
        self._health = health
        self._clock = clock
        self._moved = moved

    def send(self, entries: Sequence[OutboxEntry]) -> list[Came]:
        """What came of each, in their order. Raises StoreError when none could be claimed."""
        claimed = self._claims.claim_together(entries)
        company = [entry for entry in claimed if isinstance(entry, OutboxEntry)]
        came = [self._set_out(entry, company) if isinstance(entry, OutboxEntry) else entry for entry in claimed]
        while ways := [one for one in came if isinstance(one, _OnItsWay)]:
            not_kept = self._keep(ways)
            came = [self._go_on(one, not_kept) if isinstance(one, _OnItsWay) else one for one in came]
        return [one for one in came if not isinstance(one, _OnItsWay)]

    # -- stages -------------------------------------------------------------------------------------------

    def _set_out(self, claimed: OutboxEntry, company: Sequence[OutboxEntry]) -> Came | _OnItsWay:
        """As far as the first steps that are to be kept."""
        self._moved(claimed)
        so_far = self._attempt.come_so_far(claimed)
        way = _OnItsWay(claimed, so_far, claimed.untouched, self._attempt.send(claimed))

        def begin() -> tuple[Step, ...]:
            if way.first:
                self._attempt.foresight.ask(claimed, lambda: [*company, *self._claims.coming()])
            return next(way.sends)

        if claimed is not company[0] and not self._health.is_open:
            return self._stage(way, lambda: self._turn_back(way))
        return self._stage(way, lambda: self._until_next(way, begin))

    def _keep(self, ways: Sequence[_OnItsWay]) -> StoreError | None:
        """Keep what each wants kept; when nothing of it is, why."""
        try:
            entries = self._claims.mark_together([(way.entry, way.wants) for way in ways])
        except StoreError as error:
            return error
        for way, entry in zip(ways, entries, strict=True):
            begun = {(step.kind, step.dokument) for step in way.wants if step.state is StepState.STARTED}
            pending = (step for step in way.entry.steps if step.state is StepState.PENDING)
            way.not_begun = tuple(step for step in pending if (step.kind, step.dokument) in begun)
            way.entry = entry
        return None

    def _go_on(self, way: _OnItsWay, not_kept: StoreError | None) -> Came | _OnItsWay:
        """As far as the next steps that are to be kept."""
        if not_kept:
            return self._stage(way, lambda: self._until_next(way, lambda: way.sends.throw(not_kept)))
        if not self._health.is_open:
            return self._stage(way, lambda: self._turn_back(way))
        return self._stage(way, lambda: self._until_next(way, lambda: way.sends.send(way.entry)))

    def _stage(self, way: _OnItsWay, step: Callable[[], OutboxEntry | Sent | _OnItsWay]) -> Came | _OnItsWay:
        try:
            return self._setbacks.guarded(way.entry, way.so_far, step)
        except Exception as error:  # noqa: BLE001 - it is told with the others, which go on
            return error

    def _until_next(self, way: _OnItsWay, resume: Callable[[], tuple[Step, ...]]) -> OutboxEntry | Sent | _OnItsWay:
        try:
            way.wants = resume()
        except StopIteration as end:
            entry, done = end.value
            return self._arrived(way, entry, done)
        except AwaitsReview:
            self._health.worked()
            return self._claims.outcome(self._claims.present(way.entry.item.id), Outcome(OrderEvent.AWAITS_REVIEW))
        return way

    def _arrived(self, way: _OnItsWay, entry: OutboxEntry, done: tuple[Step, ...]) -> OutboxEntry | Sent:
        self._health.worked()
        if entry.order and entry.order.taken_back:
            return self._claims.outcome(self._claims.mark(entry, *done), Outcome(OrderEvent.CLEARED))
        all_done = tuple(replace(step, state=StepState.DONE) for step in entry.steps)
        reading = replace(entry.after(OrderEvent.ACCEPTED, self._clock()), steps=all_done)
        self._moved(reading)
        return Sent(entry, reading, done, way.first, way.so_far)

    def _turn_back(self, way: _OnItsWay) -> OutboxEntry:
        """The service was shut meanwhile: nothing more leaves, and what was kept as begun was not begun."""
        way.sends.close()
        return self._setbacks.kept_back(self._claims.mark(way.entry, *way.not_begun))


def is_light(entry: OutboxEntry) -> bool:
    """Whether the order may be sent in company: nothing of it was ever begun, and nobody has to wait for it long."""
    drafts = entry.order.drafts if entry.order else ()
    size = sum(draft.size for draft in drafts)
    return entry.state is OrderState.QUEUED and entry.untouched and len(drafts) <= FEW and size <= LIGHT
