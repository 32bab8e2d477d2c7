"""The Protocols through which a document is handed over and received. Implemented in `outbox` and `sagdok`."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import IO, Protocol

from sagsbud.domain.arrival import Given, IntakeItem
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.handing import Fate, Handed, HandOver
from sagsbud.domain.ids import AktoerId, Digest, DokumentId, ItemId, OrderId, SagId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import SagRef


class HandingService(Protocol):
    """What handing over needs of a Sag/Dokument service. Every method raises ServiceError."""

    def tray(self, holder: Aktoer) -> list[DokumentId]:
        """Dokumenter that are Fordelt and `fordelttil` this person."""

    def dokument(self, dokument: DokumentId) -> ReviewDokument | None:
        """As it is now with all periods of its state; None when it was never there, or is deleted."""

    def dokumenter(self, wanted: Sequence[DokumentId]) -> list[ReviewDokument]:
        """Those that exist."""

    def sager(self, wanted: Collection[SagId]) -> Mapping[SagId, SagRef]:
        """Those that exist."""

    def names(self, wanted: Collection[AktoerId]) -> Mapping[AktoerId, Aktoer]:
        """People the service's Organisation knows."""

    def people(self) -> list[Aktoer]:
        """Everybody the service's Organisation knows; empty where it has none or does not answer."""

    def put(self, order: HandOver, content: IO[bytes]) -> None:
        """Make the Dokument, given to the colleague; only after `dokument` answered None."""

    def pass_on(self, order: HandOver, seen: ReviewDokument) -> None:
        """Give the Dokument to the colleague. Raises Conflict when it is not the version that was `seen`."""

    def take_out(self, seen: ReviewDokument) -> None:
        """Take it out of use. Raises Conflict as `pass_on`."""

    def take_back(self, order: HandOver, seen: ReviewDokument, at: datetime) -> None:
        """Give what was passed on back to who passed it on. Raises Conflict as `pass_on`."""

    def claimed_digest(self, dokument: DokumentId) -> Digest | None:
        """The sha256 the Dokument says its content has; None when it says none."""

    def content_digest(self, seen: ReviewDokument) -> Digest:
        """The sha256 of the content as it is kept. Raises NotThere when it has none."""

    def content(self, seen: ReviewDokument) -> AbstractContextManager[IO[bytes]]:
        """The bytes of the content as a stream. Raises NotThere when it has none."""


class HandOvers(Protocol):
    """Hand-overs in the encrypted outbox, and what was received from colleagues."""

    def promise(self, order: HandOver, *, hold: timedelta | None = None) -> OutboxEntry:
        """Commit it, and that its item is HANDED, in one durable transaction. Raises IllegalTransition, StoreError."""

    def of_item(self, item: ItemId) -> Handed | None:
        """The item's hand-over that was not taken back, or None."""

    def of_items(self, items: Collection[ItemId]) -> dict[ItemId, Handed]:
        """As `of_item`, of many."""

    def undo(self, order: OrderId, actor: str) -> bool:
        """Take it back before anything was sent; False when something may have been."""

    def recall(self, order: OrderId, actor: str) -> bool:
        """Have it taken back from the colleague; False when it is known that she has done something with it."""

    def unsettled(self, *, after: int = 0, limit: int = 50) -> list[tuple[int, Handed]]:
        """What lies with colleagues and may still move, each with its place; from just past the place `after`."""

    def note_fate(self, order: OrderId, fate: Fate) -> bool:
        """Keep what became of it; whether that is news."""

    def count(self) -> int:
        """How many are not known to be done with."""

    def unsent(self) -> int:
        """How many are promised and not known to lie with the colleague."""

    def known(self, dokumenter: Collection[DokumentId]) -> dict[DokumentId, bool]:
        """Those of the Dokumenter that were received here or given away from here, and whether they are away now."""

    def receive(self, item: IntakeItem) -> OutboxEntry | None:
        """Commit what a colleague gave as a DRAFT; None when it is here. Its content is in the vault."""

    def come_back(self, given: Given) -> OutboxEntry | None:
        """What was given away from here was given back later than that: its item, a DRAFT again; None for anything else."""


class HandOverDelivery(Protocol):
    """Carries hand-overs in the background. Implemented in `outbox`."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Finish what is under way, then end."""

    def wake(self) -> None:
        """Something may be due."""

    def settle(self) -> None:
        """What is due, here and now. Raises StoreError."""

    def status(self) -> ServiceStatus:
        """What is known of the connection."""
