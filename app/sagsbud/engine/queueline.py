"""What the queue line says, and what stopped our own keeping, if anything did."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sagsbud.domain.changes import Change, QueueChanged
from sagsbud.domain.errors import StoreError
from sagsbud.domain.orders import Problem
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.engine.deciding import Decisions
from sagsbud.engine.lastlook import LastLook, known_with
from sagsbud.engine.ports import Ports
from sagsbud.engine.views import QueueStatus

if TYPE_CHECKING:
    from sagsbud.engine.handing import Handing


class QueueLine:
    """Counts; `looks` gives who else asks the service, `handing` what hands over to colleagues, loaded when asked for."""

    def __init__(
        self,
        ports: Ports,
        decisions: Decisions,
        *,
        looks: Callable[[], Sequence[LastLook]],
        handing: Callable[[], "Handing | None"],
        tell: Callable[[Change], None],
    ) -> None:
        self._ports = ports
        self._decisions = decisions
        self._looks = looks
        self._handing = handing
        self._tell = tell
        self._store_problem: Problem | None = None
        ports.outbox.on_held(lambda: tell(QueueChanged()))

    def note_keeping(self, error: StoreError | None) -> None:
        """How our own keeping goes: what stopped it, or None when it went well."""
        before, self._store_problem = self._store_problem, Problem.of(error, self._ports.clock()) if error else None
        if error or before:
            self._tell(QueueChanged())

    def is_empty(self) -> bool:
        """Whether nothing promised is due."""
        counts = self._ports.outbox.counts()
        return not any(counts.get(state, 0) for state in IN_QUEUE)

    def status(self) -> QueueStatus:
        """All of it. Blocks on the store."""
        outbox = self._ports.outbox
        counts = outbox.counts()
        undo = self._decisions.undoable(self._handing)
        handing = self._handing() if counts.get(OrderState.HANDED) else None
        return QueueStatus(
            service=known_with(self._ports.delivery.status(), self._looks()),
            store_problem=self._store_problem,
            inbox=counts.get(OrderState.DRAFT, 0),
            queued=sum(counts.get(state, 0) for state in IN_QUEUE),
            needs_you=counts.get(OrderState.REJECTED, 0) + counts.get(OrderState.CONFLICT, 0) + outbox.troubled(),
            in_review=counts.get(OrderState.IN_REVIEW, 0),
            filed=counts.get(OrderState.FILED, 0),
            undo_until=undo.until,
            undo_hold=self._ports.undo_hold(),
            undo_item=undo.promised[-1] if undo.promised else None,
            undo_items=undo.promised,
            undo_at=undo.at,
            undo_later=undo.other_last,
            handed=handing.count() if handing else 0,
            handed_ever=counts.get(OrderState.HANDED, 0),
            put_away=counts.get(OrderState.WITHDRAWN, 0),
            handing=handing.unsent() if handing else 0,
            deciding=outbox.deciding(),
            sending=counts.get(OrderState.SENDING, 0) + counts.get(OrderState.VERIFYING, 0),
            store_held=outbox.held,
        )
