"""What those who speak with the service have done, told to whoever goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagsbud.domain.changes import ItemsChanged, QueueChanged, SagerChanged
from sagsbud.domain.frozen import frozen
from sagsbud.engine.cited import found_closed

if TYPE_CHECKING:
    from sagsbud.bootstrap.messaging import Messaging
    from sagsbud.domain.handing import Handed
    from sagsbud.domain.orders import OutboxEntry
    from sagsbud.domain.verdicts import Verdict
    from sagsbud.engine import Engine, Ports
    from sagsbud.intake.afterwards import OriginalsKeeper


@frozen
class Bell:
    """Carries their word to the engine, to messages and to the originals, from whichever thread it comes."""

    engine: Engine
    ports: Ports
    originals: OriginalsKeeper
    messaging: Messaging

    def changed(self, entry: OutboxEntry) -> None:
        """An order has moved."""
        if found_closed(self.ports.sager, entry):
            self.engine.tell(SagerChanged())
        self.engine.tell(ItemsChanged(frozenset({entry.item.id})))
        self.engine.tell(QueueChanged())

    def filed(self, entry: OutboxEntry) -> None:
        """An order is proven. Called at least once for each."""
        from sagsbud.engine.learning import learn_from

        learn_from(self.ports, entry, self.engine.tell)
        self.messaging.wake()
        if entry.item.origin:
            self.originals.close(entry.item)

    def handed(self, handed: Handed) -> None:
        """A hand-over has moved."""
        self.engine.tell(ItemsChanged(frozenset({handed.order.draft.item})))
        self.engine.tell(QueueChanged())

    def settled(self, verdict: Verdict) -> None:
        """A decision of the review is carried out, or cannot be."""
        if self.engine.review:
            self.engine.review.settled(verdict)
        self.messaging.wake()
