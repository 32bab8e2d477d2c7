"""The thread behind the supervisor's desk: looks at the queue, follows what this machine sent to review, counts."""

import logging
import time
from collections.abc import Callable

from sagsbud.domain.changes import Change, ItemsChanged, QueueChanged
from sagsbud.domain.errors import ServiceError, StoreError, Trouble
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.domain.workflow import FINAL
from sagsbud.engine.ports import Ports, ReviewPorts
from sagsbud.engine.review import Review
from sagsbud.engine.workers import Worker

log = logging.getLogger(__name__)

TICK = 0.25
"""Seconds between turns; most of them do nothing."""
WATCHED = 1.0
"""Seconds between looks while the queue is on the screen."""
UNWATCHED = 30.0
AFTER_TROUBLE = 10.0
FOLLOW = 15.0
"""Seconds between looks at what this machine sent to review."""
HARVEST = 600.0
"""Seconds between rounds of counting."""
FOLLOWED_AT_ONCE = 200


class ReviewWorker:
    """`turn` does whatever is due. For one thread."""

    def __init__(self, ports: Ports, review: ReviewPorts, desk: Review, tell: Callable[[Change], None]) -> None:
        self._ports = ports
        self._review = review
        self._desk = desk
        self._tell = tell
        self._next_look = self._next_follow = self._next_harvest = self._next_report = 0.0

    def soon(self) -> None:
        """Look with the next turn."""
        self._next_look = 0.0

    def turn(self) -> bool:
        """Whether there is more at once."""
        now = time.monotonic()
        more = now >= self._next_look and self._look(now)
        if now >= self._next_follow:
            self._next_follow = now + (FOLLOW if self.follow() else AFTER_TROUBLE)
        if now >= self._next_harvest and not more and self._desk.is_reviewer:
            again = self._guarded(self._desk.harvest)
            self._next_harvest = 0.0 if again else now + HARVEST
        minutes = self._review.report_minutes()
        if minutes and now >= self._next_report:
            self._guarded(self._reported)
            self._next_report = now + 60.0 * minutes
        return more

    def follow(self) -> bool:
        """What became of the orders that wait for an approval; False when that cannot be found out now."""
        return self._guarded(self._follow)

    def _look(self, now: float) -> bool:
        try:
            more = self._desk.look()
        except ServiceError:
            self._next_look = now + AFTER_TROUBLE
            return False
        self._next_look = 0.0 if more else now + (WATCHED if self._desk.watched is not None else UNWATCHED)
        return more

    def _guarded(self, work: Callable[[], bool]) -> bool:
        try:
            return work()
        except (ServiceError, StoreError) as error:
            log.info("review rests: %s", error.trouble.value)
            return False

    def _reported(self) -> bool:
        self._desk.report()
        return True

    def _follow(self) -> bool:
        waiting = self._ports.outbox.page([OrderState.IN_REVIEW], limit=FOLLOWED_AT_ONCE, newest_first=False)
        by_dokument = {entry.order.main.dokument: entry for entry in waiting if entry.order}
        if not by_dokument:
            return True
        found = {seen.id: seen for seen in self._review.service.dokumenter(list(by_dokument))}
        for dokument, entry in by_dokument.items():
            self._followed(entry, found.get(dokument), dokument)
        return True

    def _followed(self, entry: OutboxEntry, seen: ReviewDokument | None, dokument: DokumentId) -> None:
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


class Reviewing:
    """The desk with its thread and the delivery of decisions; nothing where there are no ports for it."""

    def __init__(self, ports: Ports, tell: Callable[[Change], None]) -> None:
        self._ports = ports.review
        self._started = False
        self.desk: Review | None = None
        if ports.review:
            self.desk = Review(ports, ports.review, tell)
            self._work = ReviewWorker(ports, ports.review, self.desk, tell)
            self._thread = Worker("review", self._work.turn, TICK)
            self.desk.wake = self._soon

    def start(self) -> None:
        """Begin."""
        if self._ports:
            self._started = True
            self._ports.delivery.start()
            self._thread.start()

    def stop(self) -> None:
        """End and join; what was decided stays decided."""
        if self._ports:
            self._thread.stop()
            self._ports.delivery.stop()
            if self._started:
                self._thread.join()

    def follow(self) -> None:
        """See here and now what became of the orders that wait for an approval."""
        if self._ports:
            self._work.follow()

    def _soon(self) -> None:
        self._work.soon()
        self._thread.wake()


def _became(seen: ReviewDokument | None) -> OrderEvent | None:
    if seen is None or seen.passive:
        return OrderEvent.WITHDRAWN
    if seen.fremdrift in FINAL:
        return OrderEvent.APPROVED
    if seen.fremdrift in (DokumentFremdrift.FORDELT, DokumentFremdrift.UNDERUDARBEJDELSE):
        return OrderEvent.RETURNED
    return None
