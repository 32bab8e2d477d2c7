"""What a person decides about a document is promised, and can be taken back for a while."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry, Priority
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.engine.asking import ask_for_review
from sagsbud.engine.opening import NewSager, take_note, with_new_sag
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import Decision, freeze
from sagsbud.engine.reading import Reading
from sagsbud.engine.together import Outcome
from sagsbud.engine.views import Detail, Proposal

if TYPE_CHECKING:
    from sagsbud.engine.handing import Handing

REMEMBERED = 50
"""Things that were done and are remembered, to be taken back one after the other."""
FARTHEST = datetime.max.replace(tzinfo=UTC)
Colleague = Callable[[], "Handing | None"]
"""What hands over to colleagues, loaded when it is asked for."""


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


class Decisions:
    """Promises, and remembers what can be taken back. `detail` and `changed` are the engine's. Everything blocks."""

    def __init__(
        self,
        ports: Ports,
        reading: Reading,
        new_sager: NewSager,
        *,
        detail: Callable[[ItemId], Detail | None],
        changed: Callable[[OutboxEntry], None],
    ) -> None:
        self._ports = ports
        self._reading = reading
        self._new_sager = new_sager
        self._detail = detail
        self._changed = changed
        self._done: list[Done] = []
        """What can be taken back, or could when it was last looked at; the latest last."""
        self.together: tuple[ItemId, ...] = ()
        """What `undoable` told of is undone with these."""
        self.undo_until: datetime | None = None

    def decide(self, proposal: Proposal, *, priority: Priority, hold: bool) -> OutboxEntry:
        """Promise to file it so; durable when this returns.

        Raises ValueError for missing fields, KeyError for an unknown item, IllegalTransition, StoreError.
        """
        entry = self._promise(proposal, priority, self._ports.undo_hold() if hold else None)
        if hold:
            self._note(entry.item.id)
        self._changed(entry)
        return entry

    def decide_until(self, proposal: Proposal, detail: Detail, until: datetime) -> OutboxEntry:
        """Promise one of many; all with the same `until` are undone together."""
        left = until - self._ports.clock()
        entry = self._promise(proposal, Priority.USER, left if left > timedelta(0) else None, detail)
        self._note(entry.item.id, until=until)
        self._changed(entry)
        return entry

    def add_note(self, sag: SagRef, titel: str, text: str) -> OutboxEntry:
        """Promise a journalnotat on the Sag; durable when this returns. Raises ValueError without words, StoreError."""
        entry = take_note(self._ports, sag, self._new_sager.of(sag), titel, text)
        self._note(entry.item.id)
        self._changed(entry)
        return entry

    def hand_over(self, handing: "Handing", items: Sequence[ItemId], to: Aktoer, note: str, *, hold: bool) -> Outcome:
        """Promise each to the colleague; all of them are undone together."""
        until = self._ports.clock() + self._ports.undo_hold() if hold else None
        done: list[OutboxEntry] = []
        left: list[ItemId] = []
        for item in items:
            try:
                done.append(handing.hand_over(item, to, note, until=until))
            except (IllegalTransition, KeyError):  # decided meanwhile in another window
                left.append(item)
        if hold and done:
            self._note(*(entry.item.id for entry in done), until=until)
        return Outcome(tuple(done), tuple(left))

    def note_put_away(self, *items: ItemId) -> None:
        """These are not to be filed, and are taken back together."""
        self._note(*items, away=True)

    def _note(self, *items: ItemId, until: datetime | None = None, away: bool = False) -> None:
        """Done just now; what has the same `until` is undone together."""
        if not items:
            return
        last = self._done[-1] if self._done else None
        if last and until is not None and last.until == until:
            self._done[-1] = replace(last, items=(*last.items, *items))
        else:
            self._done = [*self._done[1 - REMEMBERED :], Done(items, until, away)]

    def _forget(self, item: ItemId) -> None:
        left = (replace(done, items=tuple(one for one in done.items if one != item)) for done in self._done)
        self._done = [done for done in left if done.items]

    def undo(self, item: ItemId, handing: Colleague = lambda: None) -> bool:
        """Back to the inbox; False when it was already claimed."""
        held = self._ports.outbox.entry(item)
        if held and held.state is OrderState.HANDED:
            desk = handing()
            self._forget(item)
            return desk is not None and desk.undo(item)
        event = OrderEvent.RESTORED if held and held.state is OrderState.WITHDRAWN else OrderEvent.UNDONE
        try:
            entry = self._ports.outbox.act(item, event, actor=str(self._ports.aktoer.id))
        except IllegalTransition:
            return False
        self._forget(item)
        self._changed(entry)
        return True

    def undo_latest(self, handing: Colleague = lambda: None) -> Undone:
        """Take back the latest that still can be, whatever it was."""
        latest = next((done for done in reversed(self._done) if self._until(done, handing)), None)
        back: list[ItemId] = []
        gone: list[ItemId] = []
        for item in latest.items if latest else ():
            (back if self.undo(item, handing) else gone).append(item)
        if latest:
            for item in gone:
                self._forget(item)
        return Undone(tuple(back), tuple(gone))

    def undoable(self, handing: Colleague = lambda: None) -> OutboxEntry | None:
        """The last that was promised, while it can be taken back, which it can until `undo_until`."""
        self._done = [done for done in self._done if self._until(done, handing)]
        promised = next((done for done in reversed(self._done) if not done.away), None)
        self.together = promised.items if promised else ()
        until = self._until(promised, handing) if promised else None
        self.undo_until = until
        return self._ports.outbox.entry(promised.items[-1]) if promised and until else None

    @property
    def put_away_last(self) -> bool:
        """Whether the latest that can be taken back was put away."""
        return bool(self._done) and self._done[-1].away

    def _until(self, done: Done, handing: Colleague) -> datetime | None:
        """Until when it can be taken back; None when it cannot be. What was put away can be as long as it lies there."""
        entry = self._ports.outbox.entry(done.items[-1])
        if done.away:
            return FARTHEST if entry and entry.state is OrderState.WITHDRAWN else None
        due = entry.due if entry and entry.state is OrderState.QUEUED else None
        if entry and entry.state is OrderState.HANDED:
            desk = handing()
            handed = desk.of(entry.item.id) if desk else None
            due = handed.due if handed and handed.state is OrderState.QUEUED else None
        return due if due and due > self._ports.clock() else None

    def _promise(
        self, proposal: Proposal, priority: Priority, hold: timedelta | None, detail: Detail | None = None
    ) -> OutboxEntry:
        """What nobody has read yet is read first, for its attachments."""
        detail = detail or self._detail(proposal.item)
        if detail and _is_unread(detail.entry):
            self._reading.read(detail.entry)
            detail = self._detail(proposal.item)
        if detail is None:
            raise KeyError(proposal.item)
        order = freeze(Decision(proposal, self._ports.aktoer, self._ports.clock(), priority), detail)
        order = with_new_sag(order, proposal.new_sag or self._new_sager.of(order.sag))
        order = ask_for_review(self._ports, order, detail)
        entry = self._ports.outbox.promise(proposal.item, order, hold=hold)
        if order.new_sag:
            self._new_sager.ordered(order.new_sag)
        return entry


def _is_unread(entry: OutboxEntry) -> bool:
    return entry.state is OrderState.DRAFT and entry.summary is None and entry.problem is None
