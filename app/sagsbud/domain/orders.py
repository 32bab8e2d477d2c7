"""The decision to file an item, frozen, and its row in the outbox."""

from dataclasses import field, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum

from sagsbud.domain.arrival import Given, IntakeItem
from sagsbud.domain.errors import SagsbudError, Trouble
from sagsbud.domain.extract import Kind
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import Digest, DokumentId, ItemId, MessageId, OrderId, SagId
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleNummer
from sagsbud.domain.parties import Aktoer, Part
from sagsbud.domain.sagsobjekter import Dokumenttype, Foelsomhed, Journalpostkode, Retning, SagRef
from sagsbud.domain.secondlook import ReviewRequest, ReviewTiming
from sagsbud.domain.states import OrderEvent, OrderState, advance
from sagsbud.domain.suggestions import Band


class Priority(IntEnum):
    """Who goes first: what somebody just did before bulk."""

    USER = 0
    AUTOMATIC = 5
    BULK = 9


TITLE_LIMIT = 255
"""Characters of a title in Sags- og Dokumentindeks; also of a description's first line here."""


@frozen
class DokumentDraft:
    """One Dokument that the order will make. All text is NFC and within the index's limits."""

    dokument: DokumentId
    item: ItemId
    digest: Digest
    size: int
    file_name: str = field(repr=False)
    mime: str
    titel: str = field(repr=False)
    beskrivelse: str = field(repr=False)
    dokumenttype: Dokumenttype
    brevdato: date
    received_at: datetime
    """Aware; when the document reached us."""
    retning: Retning = Retning.IND
    parter: tuple[Part, ...] = field(default=(), repr=False)
    foelsomhed: Foelsomhed = Foelsomhed.IKKE_FORTROLIG
    message_id: MessageId | None = None
    sent_at: datetime | None = None


@frozen
class Suggested:
    """What the machine had suggested when the person decided: for the history and for learning."""

    kle: KleNummer | None = None
    kle_band: Band = Band.NONE
    sag: SagId | None = None
    sag_band: Band = Band.NONE
    edition: str = ""
    kle_confidence: float | None = None
    """The calibrated probability that the subject is right."""


@frozen
class Retired:
    """A Dokument that an earlier decision about the item may have left on a Sag, and what takes its place, if anything.

    It is only touched when it is still what we left there (`sag`, `digest`): taken out of use while nobody filed it,
    else told which Dokument is the newer one.
    """

    dokument: DokumentId
    sag: SagId
    digest: Digest
    successor: DokumentId | None = None


@frozen
class SagDraft:
    """A Sag that is made before something is filed on it. The first of `parter` is the one the matter is about."""

    id: SagId
    sagsnummer: str
    titel: str = field(repr=False)
    kle: KleNummer
    facet: Handlingsfacet | None = None
    kassationskode: Kassationskode = Kassationskode.BEVARES
    parter: tuple[Part, ...] = field(default=(), repr=False)
    foelsomhed: Foelsomhed = Foelsomhed.IKKE_FORTROLIG

    @property
    def ref(self) -> SagRef:
        """The Sag as it will be."""
        return SagRef(self.id, self.sagsnummer, self.titel, kle=self.kle, facet=self.facet, parter=self.parter)


@frozen
class FilingOrder:
    """File the main Dokument, with its bilag in order, on the Sag. Nothing in it changes after the decision."""

    id: OrderId
    sag: SagRef
    kle: KleNummer
    main: DokumentDraft
    decided_by: Aktoer
    decided_at: datetime
    bilag: tuple[DokumentDraft, ...] = ()
    facet: Handlingsfacet | None = None
    kode: Journalpostkode = Journalpostkode.TILAKTERET
    priority: Priority = Priority.USER
    suggested: Suggested = Suggested()
    retires: tuple[Retired, ...] = ()
    related: tuple[DokumentId, ...] = ()
    """Other Dokumenter the main one is to refer to, as one it is a copy of."""
    despite: tuple[Trouble, ...] = ()
    """What a person knew of and decided to file in spite of: SAG_CLOSED, SAG_REASSIGNED."""
    taken_back: bool = False
    """It is not to be filed after all: nothing is sent but what `retires` asks for."""
    corrects: "FilingOrder | None" = field(default=None, repr=False)
    """The filed order that this one takes the place of; it holds until this one is filed."""
    version: int = 1
    """Which version of the document it is: one more with each correction."""
    review: ReviewRequest | None = None
    """Set when somebody is to look again, before or after it stands on the Sag."""
    new_sag: SagDraft | None = None
    """The Sag, when it is to be made first; who finds it made already files on it."""
    given: Given | None = None
    """Who handed the document over, when a colleague did."""

    @property
    def drafts(self) -> tuple[DokumentDraft, ...]:
        """All Dokumenter of the order in filing order: the main one first."""
        return (self.main, *self.bilag)

    @property
    def adopts(self) -> bool:
        """Whether the main Dokument is there already, handed over to who decides."""
        return self.given is not None and self.main.dokument == self.given.dokument

    @property
    def is_note(self) -> bool:
        """Whether it is a journalnotat: a Journalpost that holds its own text, without a Dokument."""
        return self.kode is Journalpostkode.JOURNALNOTAT

    @property
    def is_reviewed_first(self) -> bool:
        """Whether somebody is to approve it before it stands on the Sag."""
        return self.review is not None and self.review.timing is ReviewTiming.BEFORE

    def draft_of(self, dokument: DokumentId) -> DokumentDraft:
        """What is to become of one of its Dokumenter."""
        return next(draft for draft in self.drafts if draft.dokument == dokument)

    def retired(self, dokument: DokumentId) -> Retired:
        """One of those that it takes the place of."""
        return next(retired for retired in self.retires if retired.dokument == dokument)

    @property
    def unconfirmed(self) -> bool:
        """Whether a rule decided it just as it was suggested, so that no person has said that the guess is right."""
        as_suggested = (self.kle, self.sag.id) == (self.suggested.kle, self.suggested.sag)
        return self.priority is not Priority.USER and as_suggested


class StepKind(StrEnum):
    """The writes an order is made of."""

    SAG = "sag"
    DOKUMENT = "dokument"
    JOURNALPOST = "journalpost"
    RETIRE = "retire"


class StepState(StrEnum):
    """How far one write has come. STARTED is persisted before the request leaves."""

    PENDING = "pending"
    STARTED = "started"
    DONE = "done"


@frozen
class Step:
    """One write of an order, guarded by a read."""

    kind: StepKind
    dokument: DokumentId
    state: StepState = StepState.PENDING


def plan(order: FilingOrder) -> tuple[Step, ...]:
    """The writes in the order they are made: the Sag when it is new, bilag before the Dokument that points at them, then journalposter.

    Last, when the new ones stand where they belong, what an earlier decision left elsewhere.
    """
    dokumenter = (*order.bilag, order.main)
    if order.taken_back:
        return tuple(Step(StepKind.RETIRE, retired.dokument) for retired in order.retires)
    return (
        *((Step(StepKind.SAG, order.main.dokument),) if order.new_sag else ()),
        *(Step(StepKind.DOKUMENT, draft.dokument) for draft in dokumenter if not order.is_note),
        *(Step(StepKind.JOURNALPOST, draft.dokument) for draft in order.drafts),
        *(Step(StepKind.RETIRE, retired.dokument) for retired in order.retires),
    )


@frozen
class Problem:
    """Why an entry is not filed: a code, harmless parameters, and since when."""

    trouble: Trouble
    since: datetime
    params: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, error: SagsbudError, since: datetime) -> "Problem":
        """The problem an error describes."""
        return cls(error.trouble, since, tuple(sorted(error.params.items())))


@frozen
class FilingReceipt:
    """The proof of a filing: what was read back, and when."""

    dokument: DokumentId
    sag: SagId
    digest: Digest
    proven_at: datetime
    fratidspunkt: str
    bilag: tuple[DokumentId, ...] = ()


@frozen
class Summary:
    """What a list row shows of a reading, kept beside the row so that a page needs no second look-up."""

    titel: str = field(repr=False)
    sender: str = field(default="", repr=False)
    kind: Kind = Kind.UNKNOWN
    band: Band = Band.NONE
    attachments: int = 0
    """Attachments that are not folded away."""
    holds_cpr: bool = False
    sagsnummer: str = ""
    """Of the order once decided, else of the best suggestion."""
    sag_titel: str = field(default="", repr=False)
    """Of the Sag that is suggested best."""


@frozen
class OutboxEntry:
    """One item's row: where it stands, what was decided, how far the writes have come."""

    seq: int
    """Order of arrival, from 1, without meaning beyond that."""
    item: IntakeItem
    state: OrderState = OrderState.DRAFT
    order: FilingOrder | None = None
    steps: tuple[Step, ...] = ()
    problem: Problem | None = None
    attempts: int = 0
    due: datetime | None = None
    """When the next try is, for WAITING, UNCERTAIN and BLOCKED; None means at once."""
    changed_at: datetime | None = None
    receipt: FilingReceipt | None = None
    summary: Summary | None = None
    """None until the item has been read."""
    purged: bool = False

    @property
    def untouched(self) -> bool:
        """Whether no write of this order was ever started, so that it can be undone without a trace."""
        return all(step.state is StepState.PENDING for step in self.steps)

    def after(
        self, event: OrderEvent, at: datetime, *, problem: Problem | None = None, due: datetime | None = None
    ) -> "OutboxEntry":
        """The entry after the event. Raises IllegalTransition when it cannot happen now."""
        return replace(self, state=advance(self.state, event), problem=problem, due=due, changed_at=at)

    def with_pieces(self, count: int) -> "OutboxEntry":
        """With so many attachments more than its mail has: pieces of its look that are filed by themselves."""
        if not count or self.summary is None:
            return self
        return replace(self, summary=replace(self.summary, attachments=self.summary.attachments + count))


@frozen
class HistoryRow:
    """One thing that happened to an item, for "what happened to this?"; `detail` holds codes, never contents."""

    at: datetime
    item: ItemId
    what: str
    actor: str = ""
    detail: tuple[tuple[str, str], ...] = ()
