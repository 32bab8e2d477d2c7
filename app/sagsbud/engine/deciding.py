"""What a person decides about a document is promised, and can be taken back for a while."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

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

Colleague = Callable[[], "Handing | None"]
"""What hands over to colleagues, loaded when it is asked for."""


class Decisions:
    """Promises, and remembers what is undone together. `detail` and `changed` are the engine's. Everything blocks."""

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
        self.last: tuple[ItemId, ...] = ()
        """What is undone together."""
        self._last_until: datetime | None = None
        self.undo_until: datetime | None = None

    def decide(self, proposal: Proposal, *, priority: Priority, hold: bool) -> OutboxEntry:
        """Promise to file it so; durable when this returns.

        Raises ValueError for missing fields, KeyError for an unknown item, IllegalTransition, StoreError.
        """
        entry = self._promise(proposal, priority, self._ports.undo_hold() if hold else None)
        if hold:
            self.last, self._last_until = (entry.item.id,), None
        self._changed(entry)
        return entry

    def decide_until(self, proposal: Proposal, detail: Detail, until: datetime) -> OutboxEntry:
        """Promise one of many; all with the same `until` are undone together."""
        left = until - self._ports.clock()
        entry = self._promise(proposal, Priority.USER, left if left > timedelta(0) else None, detail)
        before = self.last if self._last_until == until else ()
        self.last, self._last_until = (*before, entry.item.id), until
        self._changed(entry)
        return entry

    def add_note(self, sag: SagRef, titel: str, text: str) -> OutboxEntry:
        """Promise a journalnotat on the Sag; durable when this returns. Raises ValueError without words, StoreError."""
        entry = take_note(self._ports, sag, self._new_sager.of(sag), titel, text)
        self.last, self._last_until = (entry.item.id,), None
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
            self.last, self._last_until = tuple(entry.item.id for entry in done), until
        return Outcome(tuple(done), tuple(left))

    def undo(self, item: ItemId, handing: Colleague = lambda: None) -> bool:
        """Back to the inbox; False when it was already claimed."""
        held = self._ports.outbox.entry(item)
        if held and held.state is OrderState.HANDED:
            desk = handing()
            self.last = tuple(one for one in self.last if one != item)
            return desk is not None and desk.undo(item)
        try:
            entry = self._ports.outbox.act(item, OrderEvent.UNDONE, actor=str(self._ports.aktoer.id))
        except IllegalTransition:
            return False
        self.last = tuple(one for one in self.last if one != item)
        self._changed(entry)
        return True

    def undoable(self, handing: Colleague = lambda: None) -> OutboxEntry | None:
        """The last decision, while it can be taken back, which it can until `undo_until`."""
        if not self.last:
            return None
        entry = self._ports.outbox.entry(self.last[-1])
        self.undo_until = entry.due if entry else None
        if entry and entry.state is OrderState.HANDED:
            desk = handing()
            handed = desk.of(entry.item.id) if desk else None
            self.undo_until = handed.due if handed else None
            waits = handed and handed.state is OrderState.QUEUED and handed.due and handed.due > self._ports.clock()
            return entry if waits else None
        held = entry and entry.state is OrderState.QUEUED and entry.due and entry.due > self._ports.clock()
        return entry if held else None

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
