"""The Protocols the rooms meet through. Each is implemented in one room and handed in by `bootstrap`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Protocol, TypeVar

from sagsbud.domain.alike import Alike
from sagsbud.domain.arrival import IntakeItem, Sighting, Source, StableFile, Taken
from sagsbud.domain.batches import Batch, BatchStatus, KeptReading, Member, Piece, Refusal, Tally
from sagsbud.domain.extract import Extract, Kind, MailPage, PageImage
from sagsbud.domain.ids import BatchId, Digest, DokumentId, ItemId, KlasseId, SagId
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleEmne, KleFacet, KleNummer
from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.orders import DokumentDraft, FilingOrder, HistoryRow, OutboxEntry, Problem, SagDraft, Summary
from sagsbud.domain.sagsobjekter import DokumentProof, FiledDokument, SagRef
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.domain.twins import Twin

T = TypeVar("T")
Clock = Callable[[], datetime]
"""The time now, aware, in UTC."""


class KeyStore(Protocol):
    """Secrets in the operating system's keyring. Implemented in `system`."""

    def get(self, name: str) -> bytes | None:
        """The secret, or None. Raises StoreError NO_KEYRING or KEYRING_LOCKED."""

    def set(self, name: str, secret: bytes) -> None:
        """Keep the secret. Raises StoreError as `get`."""

    def delete(self, name: str) -> None:
        """Forget the secret; fine when there is none."""


class Vault(Protocol):
    """Encrypted, content-addressed keeping of bytes. Implemented in `outbox`."""

    def put(self, content: IO[bytes], expected: Digest | None = None) -> tuple[Digest, int]:
        """Keep the bytes durably; digest and size of what was kept. Raises StoreError DISK_FULL, STORE_READ_ONLY."""

    def put_all(self, contents: Sequence[bytes]) -> list[Digest]:
        """Keep several contents durably, sooner than one by one; their digests in order. Raises as `put`."""

    def open(self, digest: Digest) -> AbstractContextManager[IO[bytes]]:
        """The plain bytes as a stream. Raises StoreError CONTENT_MISSING or CONTENT_DAMAGED."""

    def read(self, digest: Digest) -> bytes:
        """The plain bytes whole. Raises as `open`."""

    def discard(self, digest: Digest) -> None:
        """Forget the bytes; fine when they are gone."""


class Outbox(Protocol):
    """The durable rows: items, orders, states, history. Safe to call from several threads. Implemented in `outbox`."""

    def secure(self, item: IntakeItem) -> tuple[OutboxEntry, Taken]:
        """Commit the item as DRAFT, or answer with the entry that already holds the same bytes (of the same parent)."""

    def add_children(self, parent: ItemId, children: Sequence[IntakeItem]) -> None:
        """Commit a mail's attachments; those already there by (parent, position) are left as they are."""

    def children(self, parent: ItemId) -> list[OutboxEntry]:
        """A mail's attachments in their order."""

    def entry(self, item: ItemId) -> OutboxEntry | None:
        """The item's row, or None."""

    def by_digest(self, digest: Digest) -> list[OutboxEntry]:
        """All rows with these bytes."""

    def at_origin(self, path: Path, size: int, mtime_ns: int) -> OutboxEntry | None:
        """The row that was taken from this very file as it is now, or None."""

    def by_message_id(self, message_id: str) -> list[OutboxEntry]:
        """All rows whose mail has this Message-ID; they may be different mails."""

    def page(
        self,
        states: Iterable[OrderState],
        *,
        before: int | None = None,
        limit: int = 100,
        text: str = "",
        newest_first: bool = True,
        troubled: bool | None = None,
        batch: BatchId | None = None,
    ) -> list[OutboxEntry]:
        """Top-level rows in these states, by seq, from just past `before`.

        `text` searches title, sender, name and what was read; `troubled` asks for rows with (or without) a problem.
        With `batch` only its rows; without, no DRAFT that came with one.
        """

    def listed(
        self, state: OrderState, wanted: Listing, *, after: Place | None = None, limit: int = 100
    ) -> list[OutboxEntry]:
        """Top-level rows of DRAFT, IN_REVIEW or FILED in any order, narrowed as wanted, from just past `after`.

        As in `page`, a DRAFT that came with a batch is listed with its batch alone.
        """

    def counts(self) -> dict[OrderState, int]:
        """How many top-level rows stand in each state (absent means none), without DRAFT rows of batches."""

    def troubled(self) -> int:
        """How many top-level DRAFT rows have a problem, without those of batches."""

    def next_due(self) -> datetime | None:
        """The earliest time at which a WAITING or UNCERTAIN row is tried again."""

    def is_due(self) -> bool:
        """Whether the delivery has something to do now: not held for an undo, not waiting for a later try."""

    def keep_reading(self, item: ItemId, extract: Extract, suggestions: SuggestionSet, summary: Summary) -> None:
        """Keep what was read and suggested, so that it need not be done again."""

    def unread(self, limit: int = 100) -> list[OutboxEntry]:
        """DRAFT rows, attachments included, that have neither a reading nor a problem yet: oldest first, batches last."""

    def unsuggested(self, limit: int = 100) -> list[OutboxEntry]:
        """DRAFT rows worth a second look (read in bulk, or scans whose words are not read): oldest first, batches last."""

    def reading(self, item: ItemId) -> tuple[Extract, SuggestionSet] | None:
        """What was kept, without the children's contents; None when not read yet."""

    def twins(self, item: ItemId) -> list[Twin]:
        """Top-level rows with the same bytes, the same mail or near-same text, the surest first."""

    def alike(self, item: ItemId, words: Sequence[str], limit: int = 12) -> list[Alike]:
        """Top-level rows like the item, the likest first: twins, one exchange of mails, `words` (its rarest), one sender."""

    def repeat(self, item: IntakeItem) -> OutboxEntry:
        """Commit the item although its bytes are known. Raises StoreError CONTENT_MISSING when they were purged."""

    def note_problem(self, item: ItemId, problem: Problem | None) -> None:
        """Say, or clear, why a DRAFT is not ready, without changing its state."""

    def promise(
        self,
        item: ItemId,
        order: FilingOrder,
        *,
        review: bool = False,
        hold: timedelta | None = None,
        after: OrderEvent | None = None,
        reason: str = "",
    ) -> OutboxEntry:
        """Freeze the order and queue it in one durable transaction. Raises IllegalTransition, StoreError.

        With `hold` the delivery may not claim it before that time has passed, so that it can be undone. `after` is the
        person's event that makes it a DRAFT first, in the same transaction, and `reason` the code kept with that.
        """

    def act(self, item: ItemId, event: OrderEvent, *, actor: str = "", reason: str = "") -> OutboxEntry:
        """A person's event (UNDONE, WITHDRAWN, RETRIED, REVISED, RESTORED …). Raises IllegalTransition.

        `actor` is an Aktoer's uuid and `reason` a code of the text catalogue; both go into the history.
        """

    def note(self, item: ItemId, what: str, *, actor: str = "", detail: Mapping[str, str] | None = None) -> None:
        """Write into the history what changes no state, as that somebody looked; codes and ids only."""

    def history(self, item: ItemId) -> list[HistoryRow]:
        """Everything that happened to the item, oldest first."""

    def recall(self, name: str, kind: type[T]) -> T | None:
        """What was remembered under the name, as values of that type; None when nothing was."""

    def remember(self, name: str, value: object) -> None:
        """Keep a value sealed under the name, in place of what was: what a person wants to come back to."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """What is known of the connection. `problem` is None when the last contact was good."""

    url: str
    last_contact: datetime | None = None
    problem: Problem | None = None


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
        sag: SagRef,
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
        sag: SagRef,
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


class Extractor(Protocol):
    """Reads untrusted bytes in a child process. Implemented in `extract`."""

    def read(self, name: str, content: bytes, received_at: datetime, *, ocr: bool = True) -> Extract:
        """Everything the file says. Raises ExtractError; never hangs, never takes the caller down.

        Without `ocr` no words are looked for on pictures and scans, which takes seconds a page.

        READING_CRASHED with `why` closed says that the readers were closed meanwhile, nothing about the file.
        """

    def render(
        self, name: str, content: bytes, page: int, width: int, ranges: Sequence[tuple[int, int]] = ()
    ) -> PageImage:
        """Page `page` (from 1) at `width` pixels, with the rectangles of the text ranges on it. Raises ExtractError."""

    def mail_page(self, name: str, content: bytes) -> MailPage:
        """The mail's HTML with everything that acts or fetches taken out. Raises ExtractError."""

    def close(self) -> None:
        """End the child processes."""


class Opener(Protocol):
    """Gives out a container's documents one at a time, parsed in a child process. Implemented in `extract`."""

    def members(self, path: Path, kind: Kind, after: int = 0) -> Iterator[Member]:
        """The documents of a mailbox, data file or zip past the first `after`, always in the same order.

        One that cannot be had comes with its trouble. Raises ExtractError when the container cannot be opened.
        """


class Batches(Protocol):
    """Bulk imports and their rows. Safe to call from several threads. Implemented in `outbox`."""

    def unfinished(self, source: Path, fingerprint: str) -> Batch | None:
        """The import of this very source that was begun and not ended, or None."""

    def save(self, batch: Batch) -> None:
        """Keep how far it has come, durably."""

    def secure(
        self, batch: Batch, items: Sequence[IntakeItem], refusals: Sequence[Refusal]
    ) -> tuple[Batch, list[tuple[OutboxEntry, Taken]]]:
        """Commit the next documents and how far the batch has come in one transaction; the batch then, and an answer each.

        The contents are in the vault. An item whose bytes are known is answered with the row that holds them.
        """

    def keep(self, readings: Sequence[KeptReading]) -> None:
        """Keep readings with their attachments, whose contents are in the vault, in one transaction."""

    def all(self) -> list[BatchStatus]:
        """Every batch, newest first."""

    def release(self, batch: BatchId, limit: int | None = None) -> int:
        """Move what is undecided in the batch, or the first so many of it, into the inbox; how many."""


class SagDirectory(Protocol):
    """The Sager this machine knows, also without net. Implemented in `suggest`."""

    def replace_all(self, sager: Sequence[SagRef]) -> None:
        """Take over the service's list of open Sager; the closed ones met by number stay known."""

    def add(self, sag: SagRef) -> None:
        """A Sag met by its number, which the list did not have."""

    def forget(self, sag: SagId) -> None:
        """The Sag is gone; fine when it was not known."""

    def by_number(self, sagsnummer: str) -> SagRef | None:
        """The Sag people call by this number (spaces and leading zeros forgiven)."""

    def by_id(self, sag: SagId) -> SagRef | None:
        """The Sag with this uuid."""

    def search(self, text: str, limit: int = 20) -> list[SagRef]:
        """Sager whose number, title or party fits the text; recently used first for an empty text."""


class KleCatalogue(Protocol):
    """The subject plan on this machine. Implemented in `suggest`."""

    @property
    def edition(self) -> str:
        """Which edition is loaded."""

    def emne(self, nummer: KleNummer) -> KleEmne | None:
        """The subject, or None when the plan has no such number."""

    def emner(self) -> list[KleEmne]:
        """Every subject in use, by number."""

    def hovedgruppe(self, number: str) -> str:
        """What the main group with this two-digit number is about; empty when nobody says."""

    def search(self, text: str, limit: int = 20) -> list[KleEmne]:
        """Subjects by number, title or everyday word, best first."""

    def facetter(self) -> list[KleFacet]:
        """The handlingsfacetter in use, by number."""

    def kassationskode(self, nummer: KleNummer, facet: Handlingsfacet | None) -> Kassationskode:
        """Keep or destroy, by subject and facet; whatever is not known counts as keep."""


class Suggester(Protocol):
    """Ranks KLE, Sag and the rest, or keeps silent; learns from each decision. Implemented in `suggest`."""

    def suggest(self, extract: Extract, name: str) -> SuggestionSet:
        """What to propose for this document."""

    def telling(self, extract: Extract, name: str) -> tuple[str, ...]:
        """The document's rarest words as they stand in it, by what was filed before."""

    def learn(self, extract: Extract, order: FilingOrder) -> None:
        """The document was filed so; fold it in."""

    def unlearn(self, extract: Extract, order: FilingOrder) -> None:
        """Exact inverse of `learn`."""


class Settler(Protocol):
    """Turns sightings into files at rest. Implemented in `intake`."""

    def offer(self, sighting: Sighting) -> None:
        """Something was seen."""

    def due(self, now: datetime) -> Iterator[StableFile]:
        """Files that have come to rest; the others wait on."""

    def next_due(self) -> datetime | None:
        """When a file is next worth a look; None when nothing waits."""


class Taker(Protocol):
    """Secures files: bytes into the vault, a committed row in the outbox. Implemented in `intake`."""

    def take(self, file: StableFile) -> tuple[OutboxEntry, Taken]:
        """Secure the file. Raises IntakeError (the original is untouched) or StoreError (nothing acknowledged)."""

    def take_bytes(self, name: str, content: bytes, source: Source, received_at: datetime) -> tuple[OutboxEntry, Taken]:
        """Secure bytes that never lay in a file, as a mail dropped from another program. Raises as `take`."""


class Importer(Protocol):
    """Takes whole mailboxes and folder trees as batches. Implemented in `intake`."""

    def is_mailbox(self, path: Path) -> bool:
        """Whether a file is many mails, and so never one document; False for what cannot be opened."""

    def look(self, source: Path) -> Iterator[tuple[Tally, float]]:
        """What an import would bring, keeping nothing: after each document the tally and the share looked at."""

    def begin(self, source: Path, *, fed: bool = False) -> Batch:
        """The batch of this source: the one that was cut off, or a new one. Raises IntakeError, StoreError."""

    def pieces(self, batch: Batch) -> Iterator[Piece]:
        """Take what is left, piece by piece; the last one's batch has ended. Raises IntakeError, StoreError."""


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


class Watcher(Protocol):
    """Watches folders: events as hints, a periodic listing as the truth. Implemented in `intake`."""

    def start(self, sink: Callable[[Sighting], None]) -> None:
        """Begin; `sink` only enqueues."""

    def stop(self) -> None:
        """End and join."""

    def health(self) -> Mapping[Path, str]:
        """Each folder's state: `watching`, `polling` or `away`."""
