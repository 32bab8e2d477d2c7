"""A document that is handed over to a colleague: what was decided, how far it has come, and what became of it.

In the standard's words it is a received Dokument without a Sag, Fordelt to the colleague (STANDARDS 3.2, rows 1 and 2).
The colleague files that very Dokument, so that there is never a second one.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId, OrderId, SagId
from sagsbud.domain.orders import DokumentDraft, Problem
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.states import OrderState

if TYPE_CHECKING:
    from sagsbud.domain.review import ReviewDokument, ReviewStep

HANDING_NOTE_LIMIT = 500
"""Characters of the note to the colleague, well within what `notetekst` holds."""


@frozen
class HandOver:
    """Give the document to `to`. Nothing in it changes after the decision, so that a repeat is the same to the letter."""

    id: OrderId
    draft: DokumentDraft
    to: Aktoer
    decided_by: Aktoer
    decided_at: datetime
    note: str = field(default="", repr=False)
    """One line for the colleague, CPR masked."""
    passes_on: bool = False
    """Whether the Dokument is there already, since it was handed over to who hands it over now."""


class Whereabouts(StrEnum):
    """What was last seen of a document that was handed over."""

    WAITS = "waits"
    """In the colleague's inbox, untouched."""
    TAKEN = "taken"
    """The colleague has begun to do something with it."""
    FILED = "filed"
    PASSED_ON = "passed_on"
    """Given to somebody else by now."""
    PUT_AWAY = "put_away"
    """Out of use, or gone."""


SETTLED = frozenset({Whereabouts.FILED, Whereabouts.PUT_AWAY})
"""Nothing more is expected to happen."""


@frozen
class Fate:
    """What became of it, since when and by whom, as far as the service says."""

    where: Whereabouts
    at: datetime | None = None
    by: AktoerId | None = None
    sag: SagId | None = None
    sagsnummer: str = ""


@frozen
class Handed:
    """A hand-over's row in the outbox: where it stands, with the same states and guarantees as a filing."""

    order: HandOver
    state: OrderState
    changed_at: datetime
    problem: Problem | None = None
    attempts: int = 0
    due: datetime | None = None
    started: bool = False
    """Whether a request that gives it away may have been sent."""
    recalled: bool = False
    """Whether it is to be taken back."""
    fate: Fate | None = None

    @property
    def id(self) -> OrderId:
        """The hand-over's own."""
        return self.order.id

    @property
    def is_there(self) -> bool:
        """Whether the colleague has it in her inbox, as was read back."""
        return self.state is OrderState.FILED

    @property
    def can_be_recalled(self) -> bool:
        """Whether nobody is known to have done anything with it."""
        return not self.recalled and (self.fate is None or self.fate.where is Whereabouts.WAITS)


def is_handed_to(seen: ReviewDokument, holder: Aktoer) -> bool:
    """Whether it lies in this person's tray as something new: given to them, on no Sag, and never under review."""
    under_review = seen.request or seen.intended or seen.main
    return (
        seen.fremdrift is DokumentFremdrift.FORDELT
        and seen.holder is not None
        and seen.holder.id == holder.id
        and not (seen.passive or seen.sager or under_review)
        and all(step.fremdrift is not DokumentFremdrift.UNDERREVIEW for step in seen.steps)
    )


def has_arrived(order: HandOver, seen: ReviewDokument) -> bool:
    """Whether this very hand-over stands in the Dokument's history."""
    return any(_is_step_of(order, step) for step in seen.steps)


def waits_for(order: HandOver, seen: ReviewDokument) -> bool:
    """Whether it still lies with the colleague as this hand-over left it."""
    return is_handed_to(seen, order.to) and _is_step_of(order, seen.steps[-1])


def is_back(order: HandOver, seen: ReviewDokument) -> bool:
    """Whether what was passed on lies with who passed it on again."""
    return is_handed_to(seen, order.decided_by)


def fate_of(order: HandOver, seen: ReviewDokument | None) -> Fate:
    """What became of it, by the Dokument as it is now."""
    if seen is None or seen.passive:
        return Fate(Whereabouts.PUT_AWAY)
    last = seen.steps[-1] if seen.steps else None
    by = last.by.id if last and last.by else None
    if seen.sager:
        return Fate(Whereabouts.FILED, seen.filed_at, by, seen.sager[0])
    if waits_for(order, seen):
        return Fate(Whereabouts.WAITS, order.decided_at)
    at = last.since if last else None
    if seen.fremdrift is DokumentFremdrift.FORDELT and seen.holder and seen.holder.id != order.to.id:
        return Fate(Whereabouts.PASSED_ON, at, seen.holder.id)
    return Fate(Whereabouts.TAKEN, at, by)


def _is_step_of(order: HandOver, step: ReviewStep) -> bool:
    return (
        step.fremdrift is DokumentFremdrift.FORDELT
        and step.since == order.decided_at
        and step.by is not None
        and step.by.id == order.decided_by.id
    )
