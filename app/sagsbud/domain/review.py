"""The queue of the supervisor in the standard's own words: what waits for a second look, as it is shown and filtered.

The queue is every Dokument with fremdrift Underreview that is `fordelttil` somebody; the object itself carries why it
waits, what was changed and who asked. Any client that knows the standard can take part.
"""

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId, DokumentId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Dokumenttype, Foelsomhed
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewReason, ReviewRequest, ReviewTiming
from sagsbud.domain.verdicts import Pending, Refusal

AMBER_DAYS = 1
RED_DAYS = 3
"""Working days since receipt from which the age is a signal: filing is to happen »snarest muligt«."""


@frozen
class ReviewStep:
    """One period of the Dokument's fremdrift: what it was, since when, by whom, and what they noted."""

    fremdrift: DokumentFremdrift
    since: datetime
    by: Aktoer | None
    note: str = field(default="", repr=False)


@frozen
class Edit:
    """What somebody changed in a Dokument after it had been approved, so that the approval holds no longer."""

    by: Aktoer | None
    at: datetime
    fields: tuple[ReviewField, ...] = ()
    """What was approved as `suggested`, what it says now as `chosen`."""
    content: bool = False
    """Whether the file is another one."""


@frozen
class ReviewDokument:
    """What the service says of a Dokument, as far as review needs it. Nothing in it is repaired."""

    id: DokumentId
    titel: str = field(repr=False)
    fremdrift: DokumentFremdrift | None
    """What holds now or last held; None when it has none."""
    steps: tuple[ReviewStep, ...]
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
    edited: Edit | None = None
    """What was changed after its approval; only when it was read with its history."""
    passive: bool = False
    content_url: str | None = None
    file_name: str = field(default="", repr=False)
    mime: str = ""
    size: int = 0
    text: str = field(default="", repr=False)
    """Its description, masked: what a comment says."""

    @property
    def asked(self) -> ReviewStep | None:
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


@frozen
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
    """Working days since `counts_from`."""
    waiting: int
    """Working days since the review was asked for."""
    reasons: tuple[ReviewReason, ...] = ()
    fields: tuple[ReviewField, ...] = ()
    question: str = field(default="", repr=False)
    """`notetekst` of the state, masked."""
    sag: SagId | None = None
    sagsnummer: str = ""
    sag_titel: str = field(default="", repr=False)
    sag_closed: bool = False
    """Whether its Sag is Afsluttet although it is not final itself: whoever closed the Sag did not see it."""
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
    edited: Edit | None = None
    """What was changed after it had been approved; None for what waits for its approval."""
    refusal: Refusal | None = None
    """Why the person at this machine cannot approve it; None when they can."""
    pending: Pending | None = None

    @property
    def counts_from(self) -> datetime:
        """From when its age is counted: its receipt, or its change after it had been approved."""
        return self.edited.at if self.edited else self.received_at

    @property
    def changed(self) -> tuple[FieldName, ...]:
        """The fields in which the person chose otherwise than suggested."""
        return tuple(one.name for one in self.fields if one.changed)

    @property
    def uncertain(self) -> tuple[FieldName, ...]:
        """The fields in which the suggestion was weak."""
        return tuple(one.name for one in self.fields if one.uncertain and not one.changed)


@frozen
class ReviewComment:
    """A Dokument in `kommentarer`."""

    dokument: DokumentId
    titel: str = field(repr=False)
    text: str = field(repr=False)


@frozen
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


@frozen
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


@frozen
class SavedFilter:
    """A filter with a name."""

    name: str
    filter: ReviewFilter


@frozen
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
    oldest: int = 0
    """Working days of age of the oldest that fits the filter."""
