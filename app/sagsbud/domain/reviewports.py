"""The Protocols of the rooms behind review."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from sagsbud.domain.clienthealth import ClientHealth
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.figures import Overview, OverviewFilter
from sagsbud.domain.ids import AktoerId, DokumentId, OrderId, SagId
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import (
    ReviewCase,
    ReviewDokument,
    ReviewFilter,
    ReviewOrdering,
    ReviewPage,
    SavedFilter,
    Scope,
)
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.secondlook import ReviewField, ReviewRequest
from sagsbud.domain.states import OrderEvent
from sagsbud.domain.verdicts import Approved, ReviewOrder, Verdict


class ReviewService(Protocol):
    """What review needs of a Sag/Dokument service. Every method raises ServiceError. Implemented in `sagdok`."""

    def waiting(self, holder: Aktoer) -> list[DokumentId]:
        """Dokumenter that are Underreview and `fordelttil` this person or unit."""

    def waiting_of_unit(self, unit: AktoerId) -> list[DokumentId]:
        """Dokumenter of the unit (`ansvarlig`) that are Underreview, whoever has them."""

    def returned(self, holder: Aktoer) -> list[DokumentId]:
        """Dokumenter that are Fordelt or Underudarbejdelse and `fordelttil` this person."""

    def of_day(self, unit: AktoerId | None, brevdato: date) -> list[DokumentId]:
        """Dokumenter of the unit with this date, for counting."""

    def dokumenter(self, wanted: Sequence[DokumentId]) -> list[ReviewDokument]:
        """Those that exist, as they are now with all periods of their state."""

    def dokument(self, dokument: DokumentId) -> ReviewDokument | None:
        """One with its history, so that `registered_by` is known; None when there is none, or it is deleted."""

    def sag(self, sag: SagId) -> SagRef | None:
        """The Sag as it is now, or None."""

    def sager(self, wanted: Collection[SagId]) -> dict[SagId, SagRef]:
        """Those that exist; what was found is remembered for a while."""

    def names(self, wanted: Collection[AktoerId]) -> Mapping[AktoerId, Aktoer]:
        """People and units the service's Organisation knows; what was found is remembered."""

    def people(self, limit: int = 500) -> list[Aktoer]:
        """People and units of the service's Organisation; empty where it has none."""

    def is_closed(self, sag: SagId) -> bool:
        """Whether the Sag is Afsluttet now, by a search that reads nothing of it."""

    def standing_on(self, dokument: DokumentId) -> list[SagId]:
        """The Sager whose journal points at the Dokument."""

    def add_journalpost(self, seen: ReviewDokument, sag: SagId, order: ReviewOrder) -> None:
        """Append one journalpost; only called when `standing_on` has no such Sag."""

    def change(self, seen: ReviewDokument, order: ReviewOrder, *, sag: SagId | None = None) -> None:
        """The order's PATCH of the Dokument. Raises Conflict when it is not the version that was `seen`."""

    def change_companion(
        self, companion: ReviewDokument, main: ReviewDokument, order: ReviewOrder, *, sag: SagId | None = None
    ) -> None:
        """The same for an attachment that is reviewed together with its main Dokument. Raises Conflict."""

    def passivate(self, seen: ReviewDokument, order: ReviewOrder) -> None:
        """Out of use with the reason as note. Raises Conflict as `change`."""

    def put_comment(self, seen: ReviewDokument, order: ReviewOrder) -> None:
        """The long reason of a return as an internal note under `order.made`; fine when it is there."""

    def content(self, seen: ReviewDokument) -> bytes:
        """The first file's bytes. Raises NotThere when it has none."""

    def report(self, client: AktoerId, unit: AktoerId | None, health: ClientHealth) -> None:
        """Keep what this program says of its queue where the unit's reviewers find it."""

    def reports(self, unit: AktoerId | None) -> list[ClientHealth]:
        """What the unit's programs said last."""


class Verdicts(Protocol):
    """Decisions in the encrypted outbox: each durable before it is acknowledged. Implemented in `outbox`."""

    def promise(self, orders: Sequence[ReviewOrder]) -> list[Verdict]:
        """Commit them as QUEUED, in one durable transaction. Raises StoreError."""

    def get(self, order: OrderId) -> Verdict | None:
        """One decision's row."""

    def open(self) -> dict[DokumentId, Verdict]:
        """The latest decision of each Dokument that is not carried out yet, those that stopped included."""

    def act(self, order: OrderId, event: OrderEvent, *, actor: str = "") -> Verdict:
        """A person's event: UNDONE, RETRIED, WITHDRAWN. Raises KeyError, IllegalTransition, StoreError."""

    def approved(self, since: datetime, *, before: int | None, limit: int) -> list[Approved]:
        """Approvals that were carried out since then, the latest of each Dokument, the newest first.

        `before` is the `seq` of the last one that was told.
        """

    def viewed(self, dokument: DokumentId, actor: str) -> None:
        """Write into the history that somebody looked at a Dokument of somebody else."""

    def sampled(self, since: datetime | None) -> tuple[int, int]:
        """Sampled decisions: how many there are, and how many of them were returns."""

    def filters(self) -> list[SavedFilter]:
        """The saved filters, in their order."""

    def save_filters(self, filters: Sequence[SavedFilter]) -> None:
        """Keep these instead."""

    def noted(self, name: str) -> str:
        """A small text kept under a name; empty when there is none."""

    def note(self, name: str, value: str) -> None:
        """Keep it durably."""


class VerdictDelivery(Protocol):
    """Carries decisions to the service. Implemented in `outbox`."""

    def start(self) -> None:
        """Begin in a thread of its own; waits while another process of this store does it."""

    def stop(self) -> None:
        """Finish what is under way, then end and join."""

    def wake(self) -> None:
        """Something may be due."""

    def settle(self) -> None:
        """Carry out what is due here and now, for commands without threads."""

    def status(self) -> ServiceStatus:
        """What is known of the connection."""


class ReviewRules(Protocol):
    """Which filings go to review. Implemented in `review`."""

    def request(
        self, order: FilingOrder, fields: tuple[ReviewField, ...], *, strangers_cpr: bool = False
    ) -> ReviewRequest | None:
        """What is asked for this order, or None when nobody need look again.

        `strangers_cpr`: whether it holds a CPR number of somebody who is no party on the Sag.
        """


class ReviewQueue(Protocol):
    """The queue as this machine knows it, read from the service little by little. Implemented in `review`."""

    def ask(self, scopes: Collection[Scope], watched: Sequence[DokumentId] = ()) -> bool:
        """One look at the service: who came, who went, and the `watched` read anew. Whether anything is other than
        before. Raises ServiceError; reads of a long queue go on with the next call.
        """

    def page(
        self,
        wanted: ReviewFilter,
        *,
        after: int,
        limit: int,
        ordering: ReviewOrdering,
        open_verdicts: Mapping[DokumentId, Verdict],
    ) -> ReviewPage:
        """Rows of what is known now; never blocks."""

    def matching(self, wanted: ReviewFilter, open_verdicts: Mapping[DokumentId, Verdict]) -> list[DokumentId]:
        """All that fit."""

    def known(self, dokument: DokumentId) -> ReviewDokument | None:
        """A Dokument of the queue as it was last read."""

    def keep_edited(self, seen: ReviewDokument) -> bool:
        """Show what was changed after its approval; whether that is new. Raises ServiceError."""

    def drop_edited(self, dokument: DokumentId) -> bool:
        """Show it no more; whether it was shown."""

    def edited(self) -> list[DokumentId]:
        """What is shown because it was changed after its approval."""

    def case(self, seen: ReviewDokument, pending: Verdict | None) -> ReviewCase:
        """Everything about one. Raises ServiceError for what must be looked up."""

    def met(self) -> list[Aktoer]:
        """Everybody named in the queue."""


class Counting(Protocol):
    """Figures from the service's own Dokumenter. Implemented in `review`."""

    def harvest(self) -> bool:
        """Count a little more; whether there is more at once. Raises ServiceError, StoreError."""

    def overview(self, wanted: OverviewFilter, ages: Mapping[int, int]) -> Overview:
        """The figures as they are kept, with the ages (working days → how many) of what waits. Raises StoreError."""

    def interval(self, share_of: int, n: int) -> tuple[float, float]:
        """The 95 % interval of a share."""

    def table(self, wanted: OverviewFilter) -> list[tuple[str, ...]]:
        """The same as a table with a heading row."""
