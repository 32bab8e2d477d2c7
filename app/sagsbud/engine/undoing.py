"""What was done lately and can be taken back, one thing after the other."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderEvent, OrderState
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
_MOVES = frozenset(event.value for event in OrderEvent)
_STILL_BACK = (OrderEvent.RESTORED.value, OrderEvent.UNDONE.value)
"""What happened last to what was moved back and about which nothing was decided since."""


class What(Enum):
    """Which kind of thing was done."""

    PROMISED = auto()
    """Promised, or handed over."""
    AWAY = auto()
    """Put away."""
    BACK = auto()
    """Moved back after it had been put away."""


@frozen
class Done:
    """What was done in one go, and is taken back in one go."""

    items: tuple[ItemId, ...]
    at: datetime
    until: datetime | None = None
    what: What = What.PROMISED
    reasons: tuple[str, ...] = ()
    """Of what was moved back: the code of why each had been put away."""


@frozen
class Undone:
    """What was taken back, and what of it was on its way already."""

    back: tuple[ItemId, ...] = ()
    gone: tuple[ItemId, ...] = ()
    away: tuple[ItemId, ...] = ()
    """What had been moved back and is put away again."""
    stay: tuple[ItemId, ...] = ()
    """What had been moved back and stays, since it came from a colleague."""
    own: bool = False
    """Whether the latest was done in a form, which whoever asks takes back."""


@frozen
class Undoable:
    """What can be taken back now."""

    promised: tuple[ItemId, ...] = ()
    """The latest that was promised or handed over in one go, without what of it was taken back."""
    until: datetime | None = None
    """Until when that can be."""
    at: datetime | None = None
    """When it was done."""
    other_last: bool = False
    """Whether the latest of all is another thing than a promise."""


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

    def note(self, *items: ItemId, until: datetime | None = None) -> None:
        """Promised just now; what has the same `until` is taken back together, and is as old as the first of it."""
        if not items:
            return
        with self.lock:
            self._taken_back.difference_update(items)
            last = self._done[-1] if self._done else None
            if last and until is not None and last.until == until:
                self._done[-1] = replace(last, items=(*last.items, *items))
            else:
                self._add(Done(items, self._ports.clock(), until))

    def note_away(self, *items: ItemId) -> None:
        """Put away together just now."""
        if items:
            with self.lock:
                self._taken_back.difference_update(items)
                self._add(Done(items, self._ports.clock(), what=What.AWAY))

    def note_back(self, moved: Sequence[tuple[ItemId, str]]) -> None:
        """Moved back together just now, each with the code of why it had been put away."""
        if moved:
            items, reasons = zip(*moved, strict=True)
            with self.lock:
                self._add(Done(items, self._ports.clock(), what=What.BACK, reasons=reasons))

    def _add(self, done: Done) -> None:
        self._done = [*self._done[1 - REMEMBERED :], done]

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
            elif done.what is What.PROMISED and (entry := self._ports.outbox.entry(item)) and entry.state not in _BACK:
                gone.append(item)
        return can, gone

    def undoable(self, handing: Colleague) -> Undoable:
        """What there is now to take back. A promise that has left is forgotten: it can never be again."""
        with self.lock:
            latest = self.latest(handing)
            for done in [one for one in reversed(self._done) if one.what is What.PROMISED]:
                if until := self._stands(done, handing):
                    still = tuple(item for item in done.items if item not in self._taken_back)
                    return Undoable(still or done.items, until, done.at, other_last=done is not latest)
                self.forget(done)
            return Undoable(other_last=latest is not None)

    def _stands(self, done: Done, handing: Colleague) -> datetime | None:
        """Until when any of it can be taken back; None when nothing can."""
        return next((until for item in reversed(done.items) if (until := self._until(item, done, handing))), None)

    def _until(self, item: ItemId, done: Done, handing: Colleague) -> datetime | None:
        """Until when; None when it cannot be. What was put away or moved back can be as long as it lies there."""
        entry = self._ports.outbox.entry(item)
        if entry is None:
            return None
        if done.what is What.AWAY:
            return FARTHEST if entry.state is OrderState.WITHDRAWN else None
        if done.what is What.BACK:
            return FARTHEST if entry.state is OrderState.DRAFT and self._is_still_back(item) else None
        due = _due(entry, handing)
        return due if due and due > self._ports.clock() else None

    def _is_still_back(self, item: ItemId) -> bool:
        """Whether nothing was decided since it was moved back but what was undone."""
        last = self._ports.outbox.last(item, lambda row: row.what in _MOVES)
        return last is not None and last.what in _STILL_BACK


def _due(entry: OutboxEntry, handing: Colleague) -> datetime | None:
    """When a promise leaves that has not begun to."""
    if entry.state is OrderState.QUEUED:
        return entry.due
    desk = handing() if entry.state is OrderState.HANDED else None
    handed = desk.of(entry.item.id) if desk else None
    return handed.due if handed and handed.state is OrderState.QUEUED else None
