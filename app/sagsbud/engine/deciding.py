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
from sagsbud.engine.looking import is_unread
from sagsbud.engine.opening import NewSager, take_note, with_new_sag
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import Decision, freeze
from sagsbud.engine.reading import Reading
from sagsbud.engine.together import Outcome
from sagsbud.engine.undoing import Colleague, Doings, Done, Undoable, Undone, What
from sagsbud.engine.views import Detail, Proposal

if TYPE_CHECKING:
    from sagsbud.engine.handing import Handing


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
        self._doings = Doings(ports)

    def decide(self, proposal: Proposal, *, priority: Priority, hold: bool) -> OutboxEntry:
        """Promise to file it so; durable when this returns.

        Raises ValueError for missing fields, KeyError for an unknown item, IllegalTransition, StoreError.
        """
        entry = self._promise(proposal, priority, self._ports.undo_hold() if hold else None)
        if hold:
            self._doings.note(entry.item.id)
        self._changed(entry)
        return entry

    def decide_until(self, proposal: Proposal, detail: Detail, until: datetime) -> OutboxEntry:
        """Promise one of many; all with the same `until` are undone together."""
        left = until - self._ports.clock()
        entry = self._promise(proposal, Priority.USER, left if left > timedelta(0) else None, detail)
        self._doings.note(entry.item.id, until=until)
        self._changed(entry)
        return entry

    def add_note(self, sag: SagRef, titel: str, text: str) -> OutboxEntry:
        """Promise a journalnotat on the Sag; durable when this returns. Raises ValueError without words, StoreError."""
        entry = take_note(self._ports, sag, self._new_sager.of(sag), titel, text)
        self._doings.note(entry.item.id)
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
            self._doings.note(*(entry.item.id for entry in done), until=until)
        return Outcome(tuple(done), tuple(left))

    def note_put_away(self, *items: ItemId) -> None:
        """These are not to be filed, and are taken back together."""
        self._doings.note_away(*items)

    def note_moved_back(self, moved: Sequence[tuple[ItemId, str]]) -> None:
        """These are to be filed after all, each with the code of why it had been put away; taken back together."""
        self._doings.note_back(moved)

    def undo(self, item: ItemId, handing: Colleague = lambda: None) -> bool:
        """Back to the inbox; False when it was already claimed."""
        held = self._ports.outbox.entry(item)
        if held and held.state is OrderState.HANDED:
            desk = handing()
            self._doings.taken_back(item)
            return desk is not None and desk.undo(item)
        event = OrderEvent.RESTORED if held and held.state is OrderState.WITHDRAWN else OrderEvent.UNDONE
        try:
            entry = self._ports.outbox.act(item, event, actor=str(self._ports.aktoer.id))
        except IllegalTransition:
            return False
        self._doings.taken_back(item)
        self._changed(entry)
        return True

    def undo_latest(
        self, handing: Colleague, put_away: Callable[[ItemId, str], object], own: datetime | None = None
    ) -> Undone:
        """Take back the latest that still can be, whatever it was; `put_away` is how something is not to be filed.

        What was done before `own`, when whoever asks changed a form, is left alone.
        """
        with self._doings.lock:
            latest = self._doings.latest(handing)
            if own and (latest is None or latest.at < own):
                return Undone(own=True)
            if latest is None:
                return Undone()
            if latest.what is What.BACK:
                undone = self._away_again(latest, self._doings.standing(latest, handing)[0], put_away)
            else:
                can, gone = self._doings.standing(latest, handing)
                back = [item for item in can if self.undo(item, handing)]
                undone = Undone(tuple(back), tuple(gone + [item for item in can if item not in back]))
            self._doings.forget(latest)
        return undone

    def _away_again(self, done: Done, items: Sequence[ItemId], put_away: Callable[[ItemId, str], object]) -> Undone:
        """What had been moved back, each for the reason it had; of what a colleague gave she is to be told by itself."""
        reasons = dict(zip(done.items, done.reasons, strict=True))
        away: list[ItemId] = []
        stay: list[ItemId] = []
        for item in items:
            entry = self._ports.outbox.entry(item)
            if entry and entry.item.giver:
                stay.append(item)
                continue
            try:
                put_away(item, reasons[item])
            except (IllegalTransition, KeyError):  # decided meanwhile in another window
                continue
            away.append(item)
        return Undone(away=tuple(away), stay=tuple(stay))

    def undoable(self, handing: Colleague = lambda: None) -> Undoable:
        """What there is now to take back."""
        return self._doings.undoable(handing)

    def _promise(
        self, proposal: Proposal, priority: Priority, hold: timedelta | None, detail: Detail | None = None
    ) -> OutboxEntry:
        """What nobody has read yet is read first, for its attachments."""
        detail = detail or self._detail(proposal.item)
        if detail and is_unread(detail.entry):
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
