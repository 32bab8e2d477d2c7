"""The thread behind the supervisor's desk: looks at the queue, follows what this machine sent to review, counts."""

import logging
import time
from collections.abc import Callable

from sagsbud.domain.changes import Change, ItemsChanged, QueueChanged
from sagsbud.domain.errors import ServiceError, StoreError, Trouble
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.domain.workflow import FINAL
from sagsbud.engine.ports import Ports, ReviewPorts
from sagsbud.engine.review import Review

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between turns; most of them do nothing."""
WATCHED = 1.0
"""Seconds between looks while the queue is on the screen."""
UNWATCHED = 30.0
AFTER_TROUBLE = 10.0
FOLLOW = 15.0
"""Seconds between looks at what this machine sent to review, and at what it approved."""
HARVEST = 600.0
"""Seconds between rounds of counting."""
ASKED_AGAIN = 10.0
"""Seconds between looks at whether somebody who is no reviewer has become one."""
FOLLOWED_AT_ONCE = 200
"""Orders looked at in one go; with more of them, each look goes on where the last one ended."""


class ReviewWorker:
    """`turn` does whatever is due. For one thread."""

    def __init__(
        self,
        ports: Ports,
        review: ReviewPorts,
        desk: Review,
        tell: Callable[[Change], None],
        in_doubt: Callable[[], None],
    ) -> None:
        self._ports = ports
        self._review = review
        self._desk = desk
        self._tell = tell
        self._in_doubt = in_doubt
        self._followed_to: int | None = None
        self._next_look = self._next_follow = self._next_after = self._next_harvest = self._next_report = 0.0

    def soon(self) -> None:
        """Look with the next turn."""
        self._next_look = 0.0

    def turn(self) -> bool:
        """Whether there is more at once."""
        now = time.monotonic()
        more = now >= self._next_look and self._look(now)
        if now >= self._next_follow:
            self._next_follow = now + (FOLLOW if self._guarded(self._follow_some) else AFTER_TROUBLE)
        if now >= self._next_after and not more:
            self._next_after = now + (FOLLOW if self._guarded(self._looked_after) else AFTER_TROUBLE)
        if now >= self._next_harvest and not more:
            self._harvest(now)
        minutes = self._review.report_minutes()
        if minutes and now >= self._next_report:
            self._guarded(self._reported)
            self._next_report = now + 60.0 * minutes
        return more

    def follow(self) -> bool:
        """What became of the orders that wait for an approval; False when that cannot be found out now."""
        return self._guarded(self._follow_all)

    def _look(self, now: float) -> bool:
        try:
            more = self._desk.look()
        except ServiceError:
            self._in_doubt()
            self._next_look = now + AFTER_TROUBLE
            return False
        self._next_look = 0.0 if more else now + (WATCHED if self._desk.watched is not None else UNWATCHED)
        return more

    def _harvest(self, now: float) -> None:
        if not self._guarded(lambda: self._desk.is_reviewer):
            self._next_harvest = now + ASKED_AGAIN
        elif not self._guarded(self._desk.harvest):
            self._next_harvest = now + HARVEST

    def _guarded(self, work: Callable[[], bool]) -> bool:
        try:
            return work()
        except (ServiceError, StoreError) as error:
            log.info("review rests: %s", error.trouble.value)
            return False

    def _reported(self) -> bool:
        self._desk.report()
        return True

    def _looked_after(self) -> bool:
        self._desk.look_after()
        return True

    def _follow_some(self) -> bool:
        self._followed_to = self._follow_from(self._followed_to)
        return True

    def _follow_all(self) -> bool:
        place = self._follow_from(None)
        while place is not None:
            place = self._follow_from(place)
        return True

    def _follow_from(self, place: int | None) -> int | None:
        """One request's worth of orders past the row `place`, the oldest first; where the next begins, None at the end."""
        page = self._ports.outbox.page
        waiting = page([OrderState.IN_REVIEW], before=place, limit=FOLLOWED_AT_ONCE, newest_first=False)
        by_dokument = {entry.order.main.dokument: entry for entry in waiting if entry.order}
        if by_dokument:
            found = {seen.id: seen for seen in self._review.service.dokumenter(list(by_dokument))}
            for dokument, entry in by_dokument.items():
                self._followed(entry, found.get(dokument))
        return waiting[-1].seq if len(waiting) == FOLLOWED_AT_ONCE else None

    def _followed(self, entry: OutboxEntry, seen: ReviewDokument | None) -> None:
        event = _became(seen)
        if event is None:
            return
        by = seen.steps[-1].by if seen and seen.steps else None
        actor = str(by.id) if by else ""
        try:
            moved = self._ports.outbox.act(entry.item.id, event, actor=actor)
        except IllegalTransition:
            return  # a person was faster
        if event is OrderEvent.RETURNED:
            self._ports.outbox.note_problem(entry.item.id, Problem(Trouble.RETURNED, self._ports.clock()))
        self._ports.delivery.wake()
        self._tell(ItemsChanged(frozenset({moved.item.id})))
        self._tell(QueueChanged())
        log.info("a document came back from review: %s", event.value)


def _became(seen: ReviewDokument | None) -> OrderEvent | None:
    if seen is None or seen.passive:
        return OrderEvent.WITHDRAWN
    if seen.fremdrift in FINAL:
        return OrderEvent.APPROVED
    if seen.fremdrift in (DokumentFremdrift.FORDELT, DokumentFremdrift.UNDERUDARBEJDELSE):
        return OrderEvent.RETURNED
    return None
