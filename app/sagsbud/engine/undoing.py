"""What was done lately and can be taken back, one thing after the other."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine.ports import Ports

if TYPE_CHECKING:
    from sagsbud.engine.handing import Handing

REMEMBERED = 50
"""Things that were done and are remembered, to be taken back one after the other."""
FARTHEST = datetime.max.replace(tzinfo=UTC)
Colleague = Callable[[], "Handing | None"]
"""What hands over to colleagues, loaded when it is asked for."""
_BACK = (OrderState.DRAFT, OrderState.WITHDRAWN)
"""Where nothing of a promise is on its way."""


@frozen
class Done:
    """What was done in one go, and is taken back in one go."""

    items: tuple[ItemId, ...]
    until: datetime | None
    away: bool
    """Whether it was put away rather than promised."""


@frozen
class Undone:
    """What was taken back, and what of it was on its way already."""

    back: tuple[ItemId, ...] = ()
    gone: tuple[ItemId, ...] = ()


@frozen
class Undoable:
    """What can be taken back now."""

    promised: tuple[ItemId, ...] = ()
    """The latest that was promised or handed over in one go, without what of it was taken back."""
    until: datetime | None = None
    """Until when that can be."""
    away_last: bool = False
    """Whether the latest of all was put away."""


class Doings:
    """Remembers what was done, the latest last. For any thread; what is asked of it blocks on the store.

    Whether a thing can be taken back is told by how each of its documents stands now, whatever was done with it since.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._done: list[Done] = []
        self._taken_back: set[ItemId] = set()
        self.lock = threading.RLock()
        """Held while something is taken back, so that two who ask at once take back two things."""

    def note(self, *items: ItemId, until: datetime | None = None, away: bool = False) -> None:
        """Done just now; what has the same `until` is taken back together."""
        if not items:
            return
        with self.lock:
            self._taken_back.difference_update(items)
            last = self._done[-1] if self._done else None
            if last and until is not None and last.until == until:
                self._done[-1] = replace(last, items=(*last.items, *items))
            else:
                self._done = [*self._done[1 - REMEMBERED :], Done(items, until, away)]

    def latest(self, handing: Colleague) -> Done | None:
        """The latest of which anything can be taken back."""
        with self.lock:
            return next((done for done in reversed(self._done) if self._stands(done, handing)), None)

    def taken_back(self, item: ItemId) -> None:
        """It is counted no more among what it was promised with."""
        with self.lock:
            self._taken_back.add(item)

    def forget(self, done: Done) -> None:
        """It was taken back, or never can be again."""
        with self.lock:
            self._done = [one for one in self._done if one is not done]

    def standing(self, done: Done, handing: Colleague) -> tuple[list[ItemId], list[ItemId]]:
        """What of it can be taken back, and what is on its way already; the rest was taken back before."""
        can, gone = [], []
        for item in done.items:
            if self._until(item, done, handing):
                can.append(item)
            elif not done.away and (entry := self._ports.outbox.entry(item)) and entry.state not in _BACK:
                gone.append(item)
        return can, gone

    def undoable(self, handing: Colleague) -> Undoable:
        """What there is now to take back. A promise that has left is forgotten: it can never be again."""
        with self.lock:
            latest = self.latest(handing)
            for done in [one for one in reversed(self._done) if not one.away]:
                if until := self._stands(done, handing):
                    still = tuple(item for item in done.items if item not in self._taken_back)
                    return Undoable(still or done.items, until, away_last=done is not latest)
                self.forget(done)
            return Undoable(away_last=latest is not None)

    def _stands(self, done: Done, handing: Colleague) -> datetime | None:
        """Until when any of it can be taken back; None when nothing can."""
        return next((until for item in reversed(done.items) if (until := self._until(item, done, handing))), None)

    def _until(self, item: ItemId, done: Done, handing: Colleague) -> datetime | None:
        """Until when; None when it cannot be. What was put away can be as long as it lies there."""
        entry = self._ports.outbox.entry(item)
        if done.away:
            return FARTHEST if entry and entry.state is OrderState.WITHDRAWN else None
        due = _due(entry, handing) if entry else None
        return due if due and due > self._ports.clock() else None


def _due(entry: OutboxEntry, handing: Colleague) -> datetime | None:
    """When a promise leaves that has not begun to."""
    if entry.state is OrderState.QUEUED:
        return entry.due
    desk = handing() if entry.state is OrderState.HANDED else None
    handed = desk.of(entry.item.id) if desk else None
    return handed.due if handed and handed.state is OrderState.QUEUED else None
