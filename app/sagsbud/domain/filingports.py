"""The Protocols of filing: the Sag/Dokument service, and the worker that carries to it what was promised."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import IO, Protocol

from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.ids import Digest, DokumentId, KlasseId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder, SagDraft
from sagsbud.domain.sagsobjekter import DokumentProof, FiledDokument, SagRef


class FilingService(Protocol):
    """What filing needs of a Sag/Dokument service. Every method raises ServiceError. Implemented in `sagdok`."""

    def probe(self) -> None:
        """One cheap read that needs a working login; returns when the service answers as it should."""

    def klasse(self, kle: KleNummer) -> KlasseId | None:
        """The Klasse whose brugervendtnoegle is the number; cached."""

    def dokument(self, dokument: DokumentId) -> FiledDokument | None:
        """What the service holds, or None when it never had it. Raises NotThere when it is deleted."""

    def absent(self, dokumenter: Sequence[DokumentId]) -> set[DokumentId]:
        """Those of the Dokumenter of which the service never had a version, deleted ones included."""

    def put_dokument(
        self,
        draft: DokumentDraft,
        content: IO[bytes],
        *,
        klasse: KlasseId,
        bilag: Sequence[DokumentId],
        order: FilingOrder,
    ) -> None:
        """Make the Dokument under our uuid with its content; only called when a read found none."""

    def adopt_dokument(
        self,
        draft: DokumentDraft,
        seen: FiledDokument,
        *,
        klasse: KlasseId,
        bilag: Sequence[DokumentId],
        order: FilingOrder,
    ) -> None:
        """Say of a Dokument that was handed over what it is and where it belongs, with the content it has.

        Raises Conflict when it is not the version that was `seen`.
        """

    def content_digest(self, filed: FiledDokument) -> Digest:
        """The sha256 of the content, downloaded and computed here."""

    def content(self, filed: FiledDokument) -> AbstractContextManager[IO[bytes]]:
        """The bytes of the content as a stream. Raises NotThere when it has none."""

    def sag(self, sag: SagId) -> SagRef | None:
        """The Sag as it is now, or None. Raises NotThere when it is deleted."""

    def has_journalpost(self, sag: SagId, dokument: DokumentId) -> bool:
        """Whether the Dokument stands on the Sag, by search, not by reading the Sag."""

    def proofs(self, dokumenter: Sequence[DokumentId]) -> Mapping[DokumentId, DokumentProof]:
        """What proves their filing, asked for many at a time. Who is not among them is to be read by itself: nobody is,
        with a service that cannot tell of many.
        """

    def put_sag(self, sag: SagDraft, order: FilingOrder) -> None:
        """Make the Sag; only after `sag` answered None and no other has its number. Raises Refused for its subject."""

    def note(self, sag: SagId, dokument: DokumentId) -> FiledDokument | None:
        """The journalnotat under our uuid on the Sag, its digest that of its text; None when it is not there."""

    def add_note(self, draft: DokumentDraft, text: str, order: FilingOrder) -> None:
        """Append a journalnotat; only after `note` answered None."""

    def add_journalpost(self, draft: DokumentDraft, order: FilingOrder) -> None:
        """Append one journalpost to the order's Sag; only called when `has_journalpost` said no."""

    def single_journalpost(self, sag: SagId, dokument: DokumentId) -> int:
        """Empty journalposter that repeat one of the Dokument's word for word; how many. Reads the whole Sag."""

    def is_journalised(self, dokument: DokumentId) -> bool:
        """Whether any Sag's journal points at the Dokument."""

    def passivate(self, dokument: DokumentId, version: str = "") -> None:
        """Take a Dokument out of use without deleting it; only one that nobody filed.

        Raises Conflict when it is another version than this one (`fratidspunkt`) by now.
        """

    def set_nyrevision(
        self, dokument: DokumentId, successor: DokumentId, order: FilingOrder, version: str = ""
    ) -> None:
        """Say of a Dokument which one is the newer; only when it says of none yet. Raises as `passivate`."""

    def find_dokumenter_by_digest(self, digest: Digest) -> list[DokumentId]:
        """Dokumenter, also colleagues', that hold these bytes; empty when the service cannot say."""

    def sager(self, sagsnummer: str | None = None, limit: int = 1000) -> list[SagRef]:
        """Open Sager, or those with this number."""


class Delivery(Protocol):
    """The worker that carries promised orders to the service. Implemented in `outbox`."""

    def start(self) -> None:
        """Begin in threads of its own; at once when this process may deliver, else when the other one ends."""

    def stop(self) -> None:
        """Finish the requests under way, then end and join."""

    def wake(self) -> None:
        """Something may be due."""

    def status(self) -> ServiceStatus:
        """What is known of the connection; never blocks."""
