"""What a person can say about a Dokument that waits for a second look, why they may not, and how far that has come."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, OrderId
from sagsbud.domain.orders import Problem
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.secondlook import FieldName
from sagsbud.domain.states import OrderState

NOTE_LIMIT = 1024
"""Characters of `notetekst` in Sags- og Dokumentindeks."""


class ReviewVerb(StrEnum):
    """What can be said about a Dokument, in the rows of the workflow table."""

    ASSIGN = "assign"
    """Row 2: Fordelt, to `to`."""
    ASK = "ask"
    """Row 3: Underreview, to `to`, with the question in `note`."""
    APPROVE = "approve"
    """Row 4a: on the Sag when it is not there yet, then Endeligt."""
    RETURN = "return"
    """Row 4b: back to who asked; short reason in `note`, long one in `comment`."""
    REASSIGN = "reassign"
    """Row 4c: still Underreview, for `to`."""
    NOT_TO_BE_FILED = "not_to_be_filed"
    """Row 4d: passivated; only while it stands on no Sag."""
    SEND = "send"
    """Row 6: Endeligt to Publiceret, with the date of sending."""


class ReturnReason(StrEnum):
    """Why a document goes back. The values are the first words of `notetekst`, so that any client can read them."""

    WRONG_KLE = "Forkert KLE-emne"
    TITLE_SAYS_LITTLE = "Titlen siger for lidt"
    PARTY_MISSING = "En part mangler"
    WRONG_SAG = "Forkert sag"
    SENSITIVITY_MISSING = "Følsomheden mangler"
    NOT_TO_BE_FILED = "Skal ikke journaliseres"
    OTHER = "Andet"


@frozen
class ReviewDecision:
    """What a person says about one Dokument as it was shown to them (`version`)."""

    dokument: DokumentId
    verb: ReviewVerb
    version: str
    """The row's `version`: when the Dokument is another one by then, nothing is done and the row says so."""
    reason: ReturnReason | None = None
    note: str = field(default="", repr=False)
    """Short, one line; with RETURN it stands after the reason. No CPR: it is masked."""
    comment: str = field(default="", repr=False)
    """Long, for RETURN: becomes an internal note in `kommentarer`."""
    to: Aktoer | None = None
    """For ASSIGN, ASK and REASSIGN."""
    changes: tuple[tuple[FieldName, str], ...] = field(default=(), repr=False)
    """For ASK: what is mended, of TITEL, KLE, DATO (ISO) and DOKUMENTTYPE."""
    sampled: bool = False
    """Whether it was decided in sample mode, so that it counts in the sample's error rate."""


class Refusal(StrEnum):
    """Why something cannot be decided so; the sentences are in `sagsbud.reviewtexts`."""

    OWN = "own"
    """Four eyes: who registered it or asked for the review does not approve it."""
    NOT_IN_REVIEW = "not_in_review"
    FINAL = "final"
    """It was approved and then changed: it is approved again, or corrected as a new version."""
    STATE = "state"
    """The workflow has no such step from the state it is in."""
    ON_SAG = "on_sag"
    """It stands on a Sag already, so it cannot be called not to be filed."""
    NO_SAG = "no_sag"
    """Nobody has said on which Sag it belongs."""
    NO_TARGET = "no_target"
    NO_REASON = "no_reason"
    NOT_THERE = "not_there"
    CHANGED = "changed"
    """Somebody else changed it meanwhile."""
    PENDING = "pending"
    """A decision about it is on its way already."""
    NO_RIGHT = "no_right"
    """Only the people the organisation named may do it."""


@frozen
class ReviewOrder:
    """A decision, frozen. All times on the wire come from it, so that a repeat is the same to the letter."""

    id: OrderId
    decision: ReviewDecision
    decided_by: Aktoer
    decided_at: datetime
    made: DokumentId | None = None
    """The uuid of the Dokument it makes: the comment of a RETURN."""


@frozen
class Verdict:
    """A decision's row in the outbox: where it stands, with the same states and guarantees as a filing."""

    order: ReviewOrder
    state: OrderState
    changed_at: datetime
    problem: Problem | None = None
    attempts: int = 0
    due: datetime | None = None
    version: str = ""
    """The version stamp that was read back when it was carried out."""

    @property
    def id(self) -> OrderId:
        """The decision's own."""
        return self.order.id

    @property
    def pending(self) -> "Pending":
        """As a row shows it."""
        order = self.order
        return Pending(order.id, order.decision.verb, self.state, order.decided_at, self.problem)


@frozen
class Approved:
    """An approval that was carried out, at its place `seq` among all decisions, with the version it came to."""

    seq: int
    dokument: DokumentId
    version: str


@frozen
class Pending:
    """A decision of this machine that is on its way, or stopped: kept in the same encrypted outbox as filings."""

    id: OrderId
    verb: ReviewVerb
    state: OrderState
    decided_at: datetime
    problem: Problem | None = None

    @property
    def stopped(self) -> bool:
        """Whether it will not go on without a person."""
        return self.state in (OrderState.REJECTED, OrderState.CONFLICT)


@frozen
class Decided:
    """The answer to one decision: kept in the outbox, or refused with a reason."""

    dokument: DokumentId
    pending: Pending | None = None
    refusal: Refusal | None = None


@frozen
class TrayMove:
    """What moving a colleague's tray came to."""

    found: int
    decided: tuple[Decided, ...] = ()
    refusal: Refusal | None = None
