"""What is filed is learned from, so that the next suggestion is a better one."""

from collections.abc import Callable

from sagsbud.domain.changes import Change, SagerChanged
from sagsbud.domain.orders import OutboxEntry
from sagsbud.engine.ports import Ports


def learn_from(ports: Ports, entry: OutboxEntry, tell: Callable[[Change], None]) -> None:
    """Fold a proven order into the learning.

    What a rule filed just as it was suggested teaches nothing: nobody has confirmed the guess. What is corrected
    teaches nothing any more.
    """
    order = entry.order
    if order and order.new_sag:
        ports.sager.add(order.new_sag.ref)
        tell(SagerChanged())
    kept = ports.outbox.reading(entry.item.id)
    if kept is None or order is None:
        return
    if order.corrects:
        ports.suggester.unlearn(kept[0], order.corrects)
    if not order.unconfirmed:
        ports.suggester.learn(kept[0], order)
        tell(SagerChanged())  # it is the one used last
