"""The states an order can be in, and the one table of legal moves.

An item is in exactly one of these states from the moment it is secured until it is purged.
"""

from enum import StrEnum


class OrderState(StrEnum):
    """Where a document stands on its way."""

    DRAFT = "DRAFT"
    """Secured; waits for a decision."""
    IN_REVIEW = "IN_REVIEW"
    """Decided, but policy wants a second look before it is sent."""
    QUEUED = "QUEUED"
    """Promised: will be delivered when its turn comes."""
    SENDING = "SENDING"
    """Claimed by the delivery worker; requests are going out."""
    VERIFYING = "VERIFYING"
    """Every write was answered; being read back."""
    FILED = "FILED"
    """Read back and equal: on the Sag."""
    WAITING = "WAITING"
    """Known not to be (wholly) sent; has a due time for the next try."""
    UNCERTAIN = "UNCERTAIN"
    """A request may have arrived: looked up before anything is sent again."""
    BLOCKED = "BLOCKED"
    """The whole service is shut to us (login, certificate, policy); resumes by itself."""
    REJECTED = "REJECTED"
    """The service refused it for good; needs a person."""
    CONFLICT = "CONFLICT"
    """The world changed meanwhile (Sag closed, edited by another); needs a person."""
    WITHDRAWN = "WITHDRAWN"
    """A person decided that it is not to be filed."""
    HANDED = "HANDED"
    """Given to a colleague, or on its way there; the hand-over's own row says how far it has come."""


class OrderEvent(StrEnum):
    """What can happen to an order."""

    DECIDED = "decided"
    SENT_TO_REVIEW = "sent_to_review"
    APPROVED = "approved"
    RETURNED = "returned"
    UNDONE = "undone"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    AWAITS_REVIEW = "awaits_review"
    """The Dokument is there for the reviewer to see; its journalpost waits for the approval."""
    PROVEN = "proven"
    NOT_SENT = "not_sent"
    MAYBE_SENT = "maybe_sent"
    FOUND_WHOLE = "found_whole"
    FOUND_MISSING = "found_missing"
    SHUT_OUT = "shut_out"
    LET_IN = "let_in"
    REFUSED = "refused"
    CONFLICTED = "conflicted"
    RETRIED = "retried"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    CORRECTED = "corrected"
    CLEARED = "cleared"
    HANDED_OVER = "handed_over"
    HANDED_BACK = "handed_back"
    """Taken back from the colleague, given back by her, or never taken by the service."""


class IllegalTransition(Exception):
    """An event that cannot happen in this state: a defect in the program, never a user's fault."""

    def __init__(self, state: OrderState, event: OrderEvent) -> None:
        super().__init__(f"{event.value} cannot happen to an order that is {state.value}")
        self.state = state
        self.event = event

    def __reduce__(self) -> tuple[type["IllegalTransition"], tuple[OrderState, OrderEvent]]:
        return type(self), (self.state, self.event)


_S, _E = OrderState, OrderEvent

TRANSITIONS: dict[tuple[OrderState, OrderEvent], OrderState] = {
    (_S.DRAFT, _E.DECIDED): _S.QUEUED,
    (_S.DRAFT, _E.SENT_TO_REVIEW): _S.IN_REVIEW,
    (_S.DRAFT, _E.WITHDRAWN): _S.WITHDRAWN,
    (_S.IN_REVIEW, _E.APPROVED): _S.QUEUED,
    (_S.IN_REVIEW, _E.RETURNED): _S.DRAFT,
    (_S.IN_REVIEW, _E.UNDONE): _S.DRAFT,
    (_S.IN_REVIEW, _E.WITHDRAWN): _S.WITHDRAWN,
    (_S.QUEUED, _E.CLAIMED): _S.SENDING,
    (_S.QUEUED, _E.SHUT_OUT): _S.BLOCKED,
    (_S.QUEUED, _E.CONFLICTED): _S.CONFLICT,
    (_S.QUEUED, _E.UNDONE): _S.DRAFT,
    (_S.SENDING, _E.ACCEPTED): _S.VERIFYING,
    (_S.SENDING, _E.AWAITS_REVIEW): _S.IN_REVIEW,
    (_S.SENDING, _E.NOT_SENT): _S.WAITING,
    (_S.SENDING, _E.MAYBE_SENT): _S.UNCERTAIN,
    (_S.SENDING, _E.SHUT_OUT): _S.BLOCKED,
    (_S.SENDING, _E.REFUSED): _S.REJECTED,
    (_S.SENDING, _E.CONFLICTED): _S.CONFLICT,
    (_S.VERIFYING, _E.PROVEN): _S.FILED,
    (_S.VERIFYING, _E.MAYBE_SENT): _S.UNCERTAIN,
    (_S.VERIFYING, _E.FOUND_MISSING): _S.WAITING,
    (_S.VERIFYING, _E.REFUSED): _S.REJECTED,
    (_S.VERIFYING, _E.CONFLICTED): _S.CONFLICT,
    (_S.WAITING, _E.CLAIMED): _S.SENDING,
    (_S.WAITING, _E.SHUT_OUT): _S.BLOCKED,
    (_S.WAITING, _E.CONFLICTED): _S.CONFLICT,
    (_S.WAITING, _E.UNDONE): _S.DRAFT,
    (_S.WAITING, _E.RETRIED): _S.QUEUED,
    (_S.UNCERTAIN, _E.FOUND_WHOLE): _S.VERIFYING,
    (_S.UNCERTAIN, _E.FOUND_MISSING): _S.WAITING,
    (_S.UNCERTAIN, _E.MAYBE_SENT): _S.UNCERTAIN,
    (_S.UNCERTAIN, _E.REFUSED): _S.REJECTED,
    (_S.UNCERTAIN, _E.CONFLICTED): _S.CONFLICT,
    (_S.BLOCKED, _E.LET_IN): _S.QUEUED,
    (_S.BLOCKED, _E.UNDONE): _S.DRAFT,
    (_S.REJECTED, _E.RETRIED): _S.UNCERTAIN,
    (_S.REJECTED, _E.REVISED): _S.DRAFT,
    (_S.REJECTED, _E.WITHDRAWN): _S.WITHDRAWN,
    (_S.CONFLICT, _E.RETRIED): _S.UNCERTAIN,
    (_S.CONFLICT, _E.REVISED): _S.DRAFT,
    (_S.CONFLICT, _E.WITHDRAWN): _S.WITHDRAWN,
    (_S.WITHDRAWN, _E.RESTORED): _S.DRAFT,
    (_S.FILED, _E.CORRECTED): _S.DRAFT,
    (_S.SENDING, _E.CLEARED): _S.WITHDRAWN,
    (_S.UNCERTAIN, _E.CLEARED): _S.WITHDRAWN,
    (_S.DRAFT, _E.HANDED_OVER): _S.HANDED,
    (_S.HANDED, _E.HANDED_BACK): _S.DRAFT,
}
"""Undo ends where the first request begins: an order that was ever SENDING may be undone from WAITING or
BLOCKED only when none of its steps was started (`OutboxEntry.untouched`). REJECTED and CONFLICT are retried
through UNCERTAIN, since part of the order may already stand in the service. CORRECTED, and REVISED where the person
has already said what instead, are followed by DECIDED in the same transaction. CLEARED: nothing of an order that was
taken back is left in the service."""

NEEDS_PERSON = frozenset({OrderState.REJECTED, OrderState.CONFLICT})
"""States that do not change until somebody decides."""

IN_QUEUE = frozenset(
    {
        OrderState.QUEUED,
        OrderState.SENDING,
        OrderState.VERIFYING,
        OrderState.WAITING,
        OrderState.UNCERTAIN,
        OrderState.BLOCKED,
    }
)
"""Promised and not yet proven."""

AFTER_CRASH = {
    OrderState.SENDING: OrderEvent.MAYBE_SENT,
    OrderState.VERIFYING: OrderEvent.MAYBE_SENT,
}
"""What start-up does with orders the last run left in the middle: never failed, always looked up."""


def advance(state: OrderState, event: OrderEvent) -> OrderState:
    """The state after the event. Raises IllegalTransition when the table has no such move."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(state, event) from None
