"""What the whole window shows of the queue at one moment, read in one go off the main thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.states import OrderState
from sagsbud.engine.views import QueueStatus
from sagsbud.i18n import N_, quoted, tr, trn
from sagsbud.texts import trouble_text
from sagsbud.ui.handedwords import name_of
from sagsbud.ui.texts import count_text, since_text

if TYPE_CHECKING:
    from sagsbud.engine import Engine

NEEDS_LOGIN = frozenset({Trouble.LOGIN_NEEDED, Trouble.CERTIFICATE_REFUSED})
"""Troubles of the connection that a person must see to; the others pass by themselves."""


@frozen
class Promised:
    """What was decided last, and how far it has come."""

    item: ItemId
    title: str
    sagsnummer: str
    state: OrderState
    count: int = 1
    """How many were promised together with it and are undone together."""
    to: str = ""
    """The colleague it was handed over to."""


@frozen
class Snapshot:
    """The queue's status with what the status alone does not say."""

    status: QueueStatus
    promised: Promised | None = None

    @property
    def cause(self) -> Problem | None:
        """What holds up the whole queue and needs a person."""
        if self.status.store_problem:
            return self.status.store_problem
        problem = self.status.service.problem
        return problem if problem and problem.trouble in NEEDS_LOGIN else None

    @property
    def offline(self) -> Problem | None:
        """What holds up the whole queue and passes by itself."""
        problem = self.status.service.problem
        return problem if problem and problem.trouble not in NEEDS_LOGIN else None

    @property
    def needs_you(self) -> int:
        """Causes that need a person: one for each document, and one for the whole queue."""
        return self.status.needs_you + (1 if self.cause else 0)

    @property
    def is_held_up(self) -> bool:
        """Whether something holds up everything."""
        return self.status.store_held or self.offline is not None or self.cause is not None

    def undo_seconds(self, now: datetime) -> int:
        """How many seconds are left to undo; 0 when there is nothing to undo."""
        until = self.status.undo_until
        return max(0, round((until - now).total_seconds())) if until else 0

    def undo_share(self, now: datetime) -> float:
        """How much of the time to undo is left, from 1 to 0."""
        whole = self.status.undo_hold.total_seconds()
        return min(1.0, self.undo_seconds(now) / whole) if whole else 0.0


def read_snapshot(engine: "Engine", last: ItemId | None) -> Snapshot:
    """Everything at once; `last` is the item that was decided last. Blocks on the store."""
    status = engine.status()
    item = status.undo_item or last
    entry = engine.entry(item) if item else None
    handed = engine.handing.of(entry.item.id) if entry and engine.handing and _is_handed(entry) else None
    if entry and handed:
        titel, to = mask_cpr(handed.order.draft.titel), name_of(handed.order.to)
        state = OrderState.FILED if handed.is_there else handed.state
        return Snapshot(status, Promised(entry.item.id, titel, "", state, max(1, len(status.undo_items)), to))
    return Snapshot(status, _promised(entry, len(status.undo_items)) if entry and entry.order else None)


def _is_handed(entry: OutboxEntry) -> bool:
    return entry.state is OrderState.HANDED


def _promised(entry: OutboxEntry, count: int) -> Promised | None:
    if entry.order is None:
        return None
    titel = mask_cpr(entry.order.main.titel)
    return Promised(entry.item.id, titel, entry.order.sag.sagsnummer, entry.state, max(1, count))


@frozen
class Headline:
    """The first words of the queue line: a form, the words, and the role of their colour."""

    shape: str
    text: str
    role: str


def headline_of(snapshot: Snapshot, *, quiet: bool = False) -> Headline:
    """What is true of the connection; `quiet` says that an answer has been waited for longer than is usual."""
    cause, offline = snapshot.cause, snapshot.offline
    if snapshot.status.store_held:
        return Headline("triangle", tr("The store is in use"), "warn")
    if cause and cause.trouble is Trouble.LOGIN_NEEDED:
        return Headline("triangle", tr("Waiting for login"), "warn")
    if cause:
        return Headline("triangle", trouble_text(cause.trouble, {}).heading, "warn")
    if offline:
        words = OFFLINE.get(offline.trouble)
        return Headline("cloud-off", tr(words) if words else trouble_text(offline.trouble, {}).heading, "warn")
    if snapshot.status.service.last_contact is None:
        return Headline("ring", tr("Not in contact yet"), "tx")
    if quiet:
        return Headline("ring", tr("The service has not answered yet"), "tx")
    return Headline("dot", tr("Connected"), "tx")


OFFLINE = {
    Trouble.UNREACHABLE: N_("No connection"),
    Trouble.BUSY: N_("The service is busy"),
    Trouble.ANSWER_LOST: N_("The answer did not come"),
}


def facts_of(snapshot: Snapshot) -> list[str]:
    """The rest of the queue line as running words, for a screen reader and the tray."""
    status = snapshot.status
    facts = [queued_text(status), needs_text(snapshot.needs_you), *passive_facts(snapshot)]
    return [fact for fact in facts if fact]


def queued_text(status: QueueStatus) -> str:
    """`4 i kø`, what is on the way to colleagues or from the review, or that nothing waits.

    What needs a person is not delivered.
    """
    if status.queued:
        return tr("{count} queued", count=count_text(status.queued))
    if status.handing:
        return tr("{count} on the way to colleagues", count=count_text(status.handing))
    if status.deciding and status.service.problem:
        return trn(
            "{shown} decision waits", "{shown} decisions wait", status.deciding, shown=count_text(status.deciding)
        )
    if status.deciding:
        return trn("{shown} decision on its way", "{shown} decisions on their way", status.deciding,
                   shown=count_text(status.deciding))  # fmt: skip
    return tr("nothing is queued") if status.needs_you else tr("everything is delivered")


def needs_text(count: int) -> str:
    """`2 kræver dig`, or that nothing does."""
    return (
        trn("{shown} needs you", "{shown} need you", count, shown=count_text(count))
        if count
        else tr("nothing needs you")
    )


def passive_facts(snapshot: Snapshot) -> Sequence[str]:
    """What is only told: that it goes on by itself, and when the last contact was."""
    facts = []
    if snapshot.offline and snapshot.status.anything_waits:
        queued = bool(snapshot.status.queued)
        facts.append(tr("the queue is sent automatically") if queued else tr("what waits is sent automatically"))
    contact = snapshot.status.service.last_contact
    if contact:
        facts.append(tr("last in contact {time}", time=since_text(contact)))
    return facts


def promise_text(promised: Promised, *, undoable: bool) -> str:
    """What became of what was decided last, without its name; »filed« is said only after the proof."""
    if promised.to:
        return _handed_text(promised, undoable=undoable)
    if promised.state is OrderState.FILED:
        return tr("Filed on {sag}", sag=promised.sagsnummer)
    if undoable and promised.count > 1:
        return trn("{shown} document queued", "{shown} documents queued", promised.count,
                   shown=count_text(promised.count))  # fmt: skip
    if undoable:
        return tr("Queued for {sag}", sag=promised.sagsnummer)
    if promised.state in (OrderState.SENDING, OrderState.VERIFYING, OrderState.QUEUED):
        return tr("Being sent to {sag}", sag=promised.sagsnummer)
    return ""


def titled(said: str, promised: Promised, *, undoable: bool) -> str:
    """With the document's name, unless several can be undone together."""
    return said if not said or (undoable and promised.count > 1) else f"{said}: {quoted(promised.title)}"


def _handed_text(promised: Promised, *, undoable: bool) -> str:
    """The same for what goes to a colleague."""
    name = promised.to
    if undoable and promised.count > 1:
        return trn("{shown} document goes to {name}", "{shown} documents go to {name}", promised.count,
                   shown=count_text(promised.count), name=name)  # fmt: skip
    if undoable:
        return tr("Goes to {name}", name=name)
    if promised.state is OrderState.FILED:
        return tr("With {name}", name=name)
    return tr("On its way to {name}", name=name)
