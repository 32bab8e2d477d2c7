"""What the engine answers to screens and commands: plain frozen values, read off the ports."""

from dataclasses import field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import Trouble
from sagsbud.domain.extract import Extract
from sagsbud.domain.frozen import frozen
from sagsbud.domain.handing import Handed
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.klassifikation import Handlingsfacet, KleEmne, KleNummer
from sagsbud.domain.orders import OutboxEntry, Problem, SagDraft
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import Dokumenttype, Foelsomhed, Journalpostkode, Retning, SagRef
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.domain.suggestions import Band, SuggestionSet


class View(StrEnum):
    """The folders of state in the side bar."""

    INBOX = "inbox"
    QUEUE = "queue"
    NEEDS_YOU = "needs_you"
    REVIEW = "review"
    FILED = "filed"
    HANDED = "handed"
    PUT_AWAY = "put_away"


VIEW_STATES: dict[View, frozenset[OrderState]] = {
    View.INBOX: frozenset({OrderState.DRAFT}),
    View.QUEUE: IN_QUEUE,
    View.NEEDS_YOU: frozenset({OrderState.REJECTED, OrderState.CONFLICT}),
    View.REVIEW: frozenset({OrderState.IN_REVIEW}),
    View.FILED: frozenset({OrderState.FILED}),
    View.HANDED: frozenset({OrderState.HANDED}),
    View.PUT_AWAY: frozenset({OrderState.WITHDRAWN}),
}
"""NEEDS_YOU also shows DRAFT rows that could not be read."""


@frozen
class Proposal:
    """The form as it stands before the person touches it: every field the machine could fill in.

    Change fields with `dataclasses.replace`; `missing` names what must still be chosen.
    """

    item: ItemId
    titel: str = field(repr=False)
    dato: date
    sag: SagRef | None = None
    kle: KleNummer | None = None
    facet: Handlingsfacet | None = None
    dokumenttype: Dokumenttype = Dokumenttype.BREV_IND
    retning: Retning = Retning.IND
    parter: tuple[Part, ...] = field(default=(), repr=False)
    foelsomhed: Foelsomhed = Foelsomhed.IKKE_FORTROLIG
    kode: Journalpostkode = Journalpostkode.TILAKTERET
    new_sag: SagDraft | None = None
    """How `sag` is to be made, when it is to be made first."""
    related: tuple[DokumentId, ...] = ()
    """Dokumenter it is to refer to."""
    without: frozenset[ItemId] = frozenset()
    """Attachments that are not to be Dokumenter of their own."""
    promoted: frozenset[ItemId] = frozenset()
    """Pieces of the mail's look that are to be, all the same."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are still empty: any of `sag`, `kle`, `titel`."""
        return tuple(name for name in ("sag", "kle", "titel") if not getattr(self, name))

    def takes(self, child: IntakeItem) -> bool:
        """Whether an attachment becomes a Dokument of its own; inside its mail it is filed either way."""
        return child.id in self.promoted if child.folded else child.id not in self.without

    def on(self, sag: SagRef) -> "Proposal":
        """The same on another Sag, whose subject and facet are inherited where the form has none."""
        return replace(self, sag=sag, kle=self.kle or sag.kle, facet=self.facet or sag.facet)

    @property
    def own_kle(self) -> KleNummer | None:
        """The subject, unless it came from the Sag."""
        return None if self.sag and self.kle == self.sag.kle else self.kle

    def moved(self, sag: SagRef | None) -> "Proposal":
        """On another Sag, or none; what came from the Sag before goes with it."""
        before, form = self.sag, self
        if before is not None and (sag is None or sag.id != before.id):
            facet = None if self.facet == before.facet else self.facet
            form = replace(self, kle=self.own_kle, facet=facet)
        return form.on(sag) if sag else replace(form, sag=None)


@frozen
class PutAway:
    """When, why (a code) and by whom it was said that a document is not to be filed; no name for somebody else."""

    at: datetime
    reason: str = ""
    by: str = ""


@frozen
class Detail:
    """Everything about one item that the right-hand pane shows."""

    entry: OutboxEntry
    children: tuple[OutboxEntry, ...]
    extract: Extract | None
    """None until read, or when it could not be (then `entry.problem` says why)."""
    suggestions: SuggestionSet
    proposal: Proposal
    stopped: Trouble | None = None
    """Why the Sag of its order took no document, while another one is to be chosen."""
    handed: Handed | None = None
    """To whom it was handed over, and what became of it, while it is HANDED."""
    put_away: PutAway | None = None
    """Why it is not to be filed, while it is not."""
    emner: tuple[KleEmne, ...] = ()
    """The subjects of `suggestions.kle`, in the same order."""

    def on(self, sag: SagRef) -> Proposal:
        """The form for a Sag somebody points at without seeing the form: with its subject, as the standard has it.

        A subject that is sure or was decided before stays, and so does the form as it is on its own Sag.
        """
        form = self.proposal
        if form.sag and form.sag.id == sag.id:
            return form.on(sag)
        moved = form.moved(sag)
        return replace(moved, kle=form.kle if self._kle_stands else sag.kle or self.suggestions.likely_kle)

    @property
    def _kle_stands(self) -> bool:
        """Whether the form's subject is sure, or was decided before as another one than the Sag's of then."""
        form, best = self.proposal, self.suggestions.kle[0] if self.suggestions.kle else None
        sure = best is not None and best.band is Band.SURE and best.value == form.kle
        return sure or (self.entry.order is not None and form.own_kle is not None)


@frozen
class QueueStatus:
    """The queue line: what is true now."""

    service: ServiceStatus
    store_problem: Problem | None
    """Why our own keeping cannot go on (disk full, read-only …), or None."""
    inbox: int
    queued: int
    needs_you: int
    in_review: int
    filed: int
    undo_until: datetime | None = None
    undo_hold: timedelta = timedelta()
    """How long a decision can be undone from when it is made."""
    undo_item: ItemId | None = None
    undo_items: tuple[ItemId, ...] = ()
    """Everything that is undone together; `undo_item` is the last of it."""
    undo_at: datetime | None = None
    """When the latest of them was decided."""
    undo_later: bool = False
    """Whether something was put away or moved back after that, which is taken back before it."""
    handed: int = 0
    """Handed over to colleagues, and not known to be done with."""
    handed_ever: int = 0
    """Handed over to colleagues, those that are done with among them."""
    put_away: int = 0
    """Not to be filed."""
    handing: int = 0
    """On the way to colleagues: promised, and not known to lie with them."""
    deciding: int = 0
    """Decisions about documents under review that are to be carried out yet."""
    sending: int = 0
    """Of what is queued: under way to the service at this moment."""
    store_held: bool = False
    """Something waits to be kept because another program holds the store; it is tried again by itself."""

    @property
    def anything_waits(self) -> bool:
        """Whether anything is promised that is not carried out yet: a filing, a hand-over, a decision."""
        return bool(self.queued or self.handing or self.deciding)
