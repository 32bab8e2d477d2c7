"""The supervisor's desk with what runs behind it: made, and loaded, when somebody asks for it or the engine starts.

Few are reviewers, and everybody waits for the window.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from sagsbud.domain.changes import Change
from sagsbud.engine.lastlook import LastLook
from sagsbud.engine.ports import Ports
from sagsbud.engine.workers import Worker

if TYPE_CHECKING:
    from sagsbud.engine.review import Review
    from sagsbud.engine.reviewing import ReviewWorker


class Reviewing:
    """The desk with its thread and the delivery of decisions; nothing where there are no ports for it."""

    def __init__(self, ports: Ports, tell: Callable[[Change], None], *, in_doubt: Callable[[], None]) -> None:
        """`in_doubt` hears each time that the service did not answer."""
        self._all = ports
        self._ports = ports.review
        self._tell = tell
        self._in_doubt = in_doubt
        self._making = threading.Lock()
        self._made: tuple[Review, ReviewWorker, Worker] | None = None
        self._started = self._ended = False

    @property
    def desk(self) -> Review | None:
        """What screens and commands ask; None where there are no ports for it."""
        return self._parts[0] if self._ports else None

    @property
    def looks(self) -> tuple[LastLook, ...]:
        """How the last look at the queue went; nothing before anybody asked for the desk."""
        return (self._made[0].last,) if self._made else ()

    @property
    def _parts(self) -> tuple[Review, ReviewWorker, Worker]:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _make(self) -> tuple[Review, ReviewWorker, Worker]:
        from sagsbud.engine.review import Review
        from sagsbud.engine.reviewing import TICK, ReviewWorker

        assert self._ports, "nobody asks where there are none"
        desk = Review(self._all, self._ports, self._tell)
        work = ReviewWorker(self._all, self._ports, desk, self._tell, self._in_doubt)
        thread = Worker("review", work.turn, TICK)

        def soon() -> None:
            work.soon()
            thread.wake()

        desk.wake = soon
        return desk, work, thread

    def start(self) -> None:
        """Begin, unless it has ended already."""
        if self._ports and not self._ended:
            _desk, _work, thread = self._parts
            self._started = True
            self._ports.delivery.start()
            thread.start()

    def stop(self) -> None:
        """End and join; what was decided stays decided."""
        self._ended = True
        if self._ports and self._made:
            thread = self._made[2]
            thread.stop()
            self._ports.delivery.stop()
            if self._started:
                thread.join()

    def follow(self) -> None:
        """See here and now what became of the orders that wait for an approval."""
        if self._ports:
            self._parts[1].follow()
