"""Review in the standard's own words: what waits for a second look, why, and what a person can say about it.

The queue is every Dokument with fremdrift Underreview that is `fordelttil` somebody; the object itself carries why it
waits, what was changed and who asked. Any client that knows the standard can take part.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import AktoerId, DokumentId, OrderId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import Problem
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Dokumenttype, Foelsomhed
from sagsbud.domain.secondlook import FieldName as FieldName
from sagsbud.domain.secondlook import ReviewField as ReviewField
from sagsbud.domain.secondlook import ReviewReason as ReviewReason
from sagsbud.domain.secondlook import ReviewRequest as ReviewRequest
from sagsbud.domain.secondlook import ReviewTiming as ReviewTiming
from sagsbud.domain.states import OrderState

AMBER_DAYS = 1
RED_DAYS = 3
"""Working days since receipt from which the age is a signal: filing is to happen »snarest muligt«."""
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ReviewDokument:
    """What the service says of a Dokument, as far as review needs it. Nothing in it is repaired."""

    id: DokumentId
    titel: str = field(repr=False)
    fremdrift: DokumentFremdrift | None
    """What holds now or last held; None when it has none."""
    steps: "tuple[ReviewStep, ...]"
    """Every period of the state, oldest first."""
    version: str
    received_at: datetime
    """When it was Modtaget, else the earliest state, else the registrering's time."""
    filed_at: datetime | None = None
    """Since when it says which Sag it belongs to."""
    registered_by: AktoerId | None = None
    """`brugerref` of the first registrering; only when it was read with its history."""
    written_by: AktoerId | None = None
    """`aktoerref` of the attributes that hold."""
    holder: Aktoer | None = None
    caseworker: Aktoer | None = None
    others: tuple[Aktoer, ...] = ()
    """`andrebehandlere`."""
    unit: Aktoer | None = None
    sager: tuple[SagId, ...] = ()
    kle: KleNummer | None = None
    dokumenttype: Dokumenttype | None = None
    brevdato: date | None = None
    sensitivity: Foelsomhed = Foelsomhed.IKKE_FORTROLIG
    request: ReviewRequest | None = field(default=None, repr=False)
    """What the filing program wrote about the review, when one of ours did."""
    intended: SagId | None = None
    """The Sag it is to be filed on when approved (`BEFORE`)."""
    main: DokumentId | None = None
    """The Dokument it is an attachment to and is reviewed together with."""
    suggested_kle: KleNummer | None = None
    suggested_confidence: float | None = None
    bilag: tuple[DokumentId, ...] = ()
    comments: tuple[DokumentId, ...] = ()
    parties: tuple[str, ...] = field(default=(), repr=False)
    successor: DokumentId | None = None
    passive: bool = False
    content_url: str | None = None
    file_name: str = field(default="", repr=False)
    mime: str = ""
    size: int = 0
    text: str = field(default="", repr=False)
    """Its description, masked: what a comment says."""

    @property
    def asked(self) -> "ReviewStep | None":
        """The step that asked for the review it waits for."""
        last = self.steps[-1] if self.steps else None
        return last if last and last.fremdrift is DokumentFremdrift.UNDERREVIEW else None

    @property
    def is_incoming(self) -> bool:
        """Whether it came from outside, so that a return is Fordelt and not Underudarbejdelse."""
        was = {step.fremdrift for step in self.steps}
        if DokumentFremdrift.MODTAGET in was or DokumentFremdrift.UNDERUDARBEJDELSE in was:
            return DokumentFremdrift.MODTAGET in was
        return self.dokumenttype is Dokumenttype.BREV_IND


@dataclass(frozen=True, slots=True)
class ReviewOrder:
    """A decision, frozen. All times on the wire come from it, so that a repeat is the same to the letter."""

    id: OrderId
    decision: ReviewDecision
    decided_by: Aktoer
    decided_at: datetime
    made: DokumentId | None = None
    """The uuid of the Dokument it makes: the comment of a RETURN."""


@dataclass(frozen=True, slots=True)
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
    def pending(self) -> "Pending":
        """As a row shows it."""
        order = self.order
        return Pending(order.id, order.decision.verb, self.state, order.decided_at, self.problem)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A Dokument in the queue as the list shows it. What another client wrote is shown as it is."""

    dokument: DokumentId
    titel: str = field(repr=False)
    fremdrift: DokumentFremdrift
    version: str
    """The version stamp (`fratidspunkt`) of what is shown."""
    received_at: datetime
    asked_at: datetime
    age: int
    """Working days since receipt."""
    waiting: int
    """Working days since the review was asked for."""
    reasons: tuple[ReviewReason, ...] = ()
    fields: tuple[ReviewField, ...] = ()
    question: str = field(default="", repr=False)
    """`notetekst` of the state, masked."""
    sag: SagId | None = None
    sagsnummer: str = ""
    sag_titel: str = field(default="", repr=False)
    kle: KleNummer | None = None
    kle_titel: str = ""
    unit: AktoerId | None = None
    unit_name: str = ""
    person: Aktoer | None = None
    """Who asked for the review (`aktoerref` of the state)."""
    holder: Aktoer | None = None
    """Who has it now (`fordelttil`)."""
    caseworker: Aktoer | None = None
    """`primaerbehandler`: where it goes back to."""
    timing: ReviewTiming = ReviewTiming.AFTER
    filed: bool = True
    """Whether it stands on a Sag already, as far as the Dokument says (`tilknyttedesager`)."""
    sensitivity: Foelsomhed = Foelsomhed.IKKE_FORTROLIG
    refusal: Refusal | None = None
    """Why the person at this machine cannot approve it; None when they can."""
    pending: Pending | None = None

    @property
    def changed(self) -> tuple[FieldName, ...]:
        """The fields in which the person chose otherwise than suggested."""
        return tuple(one.name for one in self.fields if one.changed)

    @property
    def uncertain(self) -> tuple[FieldName, ...]:
        """The fields in which the suggestion was weak."""
        return tuple(one.name for one in self.fields if one.uncertain and not one.changed)


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One period of the Dokument's fremdrift: what it was, since when, by whom, and what they noted."""

    fremdrift: DokumentFremdrift
    since: datetime
    by: Aktoer | None
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """A Dokument in `kommentarer`."""

    dokument: DokumentId
    titel: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """Everything about one Dokument in the queue, read from the service the moment it is opened."""

    row: ReviewRow
    dokumenttype: Dokumenttype | None
    brevdato: date | None
    file_name: str = field(repr=False)
    mime: str
    size: int
    bilag: tuple[tuple[DokumentId, str], ...] = field(default=(), repr=False)
    """The attachments with their titles."""
    parties: tuple[str, ...] = field(default=(), repr=False)
    """As they may be shown, CPR masked."""
    steps: tuple[ReviewStep, ...] = ()
    comments: tuple[ReviewComment, ...] = ()
    registered_by: Aktoer | None = None
    successor: DokumentId | None = None
    """The newer Dokument, when it was corrected (`nyrevision`)."""


class Scope(StrEnum):
    """Whose queue."""

    MINE = "mine"
    """Given to me, or to my unit."""
    UNIT = "unit"
    """All of my unit's (`ansvarlig`), whoever has it."""
    RETURNED = "returned"
    """Sent back to me: mine to mend."""


class ReviewOrdering(StrEnum):
    """How the list is sorted; equal ones by title."""

    AGE = "age"
    TITLE = "title"
    KLE = "kle"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What of the queue is shown. Everything that is given must fit."""

    scope: Scope = Scope.MINE
    unit: AktoerId | None = None
    person: AktoerId | None = None
    """Who asked."""
    kle: str = ""
    """The beginning of a KLE number, as `02` or `02.34`."""
    oldest: int | None = None
    youngest: int | None = None
    """Bounds of `age`, in working days, both included: over 2 days is `youngest=3`."""
    reason: ReviewReason | None = None
    changed: FieldName | None = None
    text: str = field(default="", repr=False)
    """Searched in title, case number and KLE."""
    stopped: bool = False
    """Only those with a decision that needs a person."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter with a name."""

    name: str
    filter: ReviewFilter


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page of the queue, oldest first unless asked otherwise."""

    rows: tuple[ReviewRow, ...]
    total: int
    """How many fit the filter."""
    ages: tuple[tuple[int, int], ...]
    """Over the whole scope, without the other filters: working days of age → how many."""
    units: tuple[tuple[AktoerId, str, int], ...] = ()
    persons: tuple[tuple[AktoerId, str, int], ...] = ()
    groups: tuple[tuple[str, str, int], ...] = ()
    """What can be chosen for a filter: unit, person, KLE main group, each with its name and how many."""
    whole: bool = True
    """False while the rest of a long queue is still being read."""
    as_of: datetime | None = None
    """When the service was last asked with success; None: never by this program."""
    problem: Trouble | None = None
    """Why the last question went unanswered: what is shown is then as of `as_of`."""
    approved_today: int = 0
    returned_today: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to one decision: kept in the outbox, or refused with a reason."""

    dokument: DokumentId
    pending: Pending | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What a sample says of all filings: the share that had to go back, with its 95 % interval (Wilson)."""

    n: int
    errors: int
    drawn: int
    """How many were drawn, decided or not."""
    rate: float | None
    low: float
    high: float
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayCount:
    """Filings on one day."""

    day: date
    filed: int


@dataclass(frozen=True, slots=True)
class WeekTimes:
    """Hours from receipt to filed, of what was filed in one ISO week."""

    monday: date
    n: int
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class AgeCount:
    """How many wait with this age in working days; the last bucket is open upwards."""

    days: int
    count: int


@dataclass(frozen=True, slots=True)
class GroupShare:
    """Of the first suggestions in a KLE main group, the share that was used, with its 95 % interval."""

    group: str
    title: str
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Suggestions with about the same promised confidence, and how many were right."""

    promised: float
    right: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many went back for a reason."""

    reason: ReturnReason
    count: int


@dataclass(frozen=True, slots=True)
class OverviewFilter:
    """Which figures: of one unit or all that are known, in which days (both included)."""

    since: date
    until: date
    unit: AktoerId | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Per unit and per subject, never per employee."""

    filter: OverviewFilter
    filed: int
    filed_before: int
    """In the period of the same length just before."""
    median_hours: float | None
    p90_hours: float | None
    median_before: float | None
    oldest_age: int | None
    """Working days of the oldest document that is not filed yet, as far as is known."""
    oldest_count: int
    used_share: float | None
    used_low: float
    used_high: float
    used_n: int
    days: tuple[DayCount, ...]
    weeks: tuple[WeekTimes, ...]
    ages: tuple[AgeCount, ...]
    groups: tuple[GroupShare, ...]
    calibration: tuple[CalibrationBin, ...]
    returns: tuple[ReasonCount, ...]
    reviewed: int
    units: tuple[tuple[AktoerId, str], ...] = ()
    """What can be chosen."""
    harvested_until: datetime | None = None
    """Up to when the service's Dokumenter were counted; None when only this machine's own were."""


@dataclass(frozen=True, slots=True)
class ClientHealth:
    """What one program of the unit last said of itself. Machines are told apart by a number, never by a person."""

    client: str
    last_contact: datetime
    undelivered: int
    oldest_undelivered: datetime | None
    needs_person: int
    undecided: int
    oldest_undecided: datetime | None
    version: str = ""


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """The unit's queues, as far as its programs have reported."""

    clients: tuple[ClientHealth, ...]
    as_of: datetime | None = None
    problem: Trouble | None = None


@dataclass(frozen=True, slots=True)
class TrayMove:
    """What moving a colleague's tray came to."""

    found: int
    decided: tuple[Decided, ...] = ()
    refusal: Refusal | None = None
