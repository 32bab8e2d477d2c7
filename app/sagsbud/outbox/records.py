"""What lies beside a content in the vault: enough to make the item's row anew when the database is lost."""

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.frozen import frozen
from sagsbud.domain.handing import HandOver
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.states import OrderEvent, OrderState

INTENTIONS = frozenset(
    {
        OrderEvent.DECIDED,
        OrderEvent.SENT_TO_REVIEW,
        OrderEvent.APPROVED,
        OrderEvent.RETURNED,
        OrderEvent.UNDONE,
        OrderEvent.REVISED,
        OrderEvent.WITHDRAWN,
        OrderEvent.RESTORED,
        OrderEvent.CORRECTED,
        OrderEvent.CLEARED,
        OrderEvent.HANDED_OVER,
        OrderEvent.HANDED_BACK,
    }
)
"""Events by which a person says what is to become of the item; each rewrites its record before it is committed."""


@frozen
class KeptRecord:
    """An item with its attachments, and what a person last wanted: DRAFT, IN_REVIEW, QUEUED, WITHDRAWN or HANDED."""

    item: IntakeItem
    children: tuple[IntakeItem, ...] = ()
    wanted: OrderState = OrderState.DRAFT
    order: FilingOrder | None = None
    handed: HandOver | None = None
    """To whom, while it is HANDED."""
