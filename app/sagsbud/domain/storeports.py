"""The Protocols of what is kept on this machine: secrets, contents, rows, bulk imports."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol, TypeVar

from sagsbud.domain.alike import Alike
from sagsbud.domain.arrival import IntakeItem, Taken
from sagsbud.domain.batches import Batch, BatchStatus, KeptReading, Refusal
from sagsbud.domain.extract import Extract
from sagsbud.domain.ids import BatchId, Digest, ItemId
from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.orders import FilingOrder, HistoryRow, OutboxEntry, Problem, Summary
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.domain.twins import Twin

T = TypeVar("T")


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

    @property
    def held(self) -> bool:
        """Whether something has waited a moment to be kept, and goes on waiting, because another program holds the store."""

    def on_held(self, tell: Callable[[], None]) -> None:
        """Have `tell` called, from whichever thread waits, whenever `held` changes; it must return at once."""

    def secure(self, item: IntakeItem) -> tuple[OutboxEntry, Taken]:
        """Commit the item as DRAFT, or answer with the entry that already holds the same bytes (of the same parent)."""

    def add_children(self, parent: ItemId, children: Sequence[IntakeItem]) -> None:
        """Commit a mail's attachments; those already there by (parent, position) are left as they are."""

    def children(self, parent: ItemId) -> list[OutboxEntry]:
        """A mail's attachments in their order."""

    def entry(self, item: ItemId) -> OutboxEntry | None:
        """The item's row, or None."""

    def among(self, items: Collection[ItemId], *, limit: int) -> list[OutboxEntry]:
        """The rows of these items, newest first; no more than `limit`."""

    def by_digest(self, digest: Digest) -> list[OutboxEntry]:
        """All rows with these bytes."""

    def at_origin(self, path: Path, size: int, mtime_ns: int) -> OutboxEntry | None:
        """The row that was taken from this very file as it is now, or None."""

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

    def deciding(self) -> int:
        """How many decisions about documents under review are to be carried out yet, without those that stopped."""

    def is_due(self) -> bool:
        """Whether the delivery has something to do now: not held for an undo, not waiting for a later try."""

    def keep_reading(self, item: ItemId, extract: Extract, suggestions: SuggestionSet, summary: Summary) -> None:
        """Keep what was read and suggested, so that it need not be done again."""

    def keep_suggestions(self, item: ItemId, extract: Extract, suggestions: SuggestionSet, summary: Summary) -> None:
        """Keep what is suggested anew for what was read before; it solves no problem, and changes nothing but a DRAFT."""

    def unread(self, limit: int = 100) -> list[OutboxEntry]:
        """DRAFT rows, attachments included, that have neither a reading nor a problem yet: oldest first, batches last."""

    def unsuggested(self, limit: int = 100) -> list[OutboxEntry]:
        """DRAFT rows worth a second look (read in bulk, or scans whose words are not read): oldest first, batches last."""

    def reading(self, item: ItemId) -> tuple[Extract, SuggestionSet] | None:
        """What was kept, without the children's contents; None when not read yet."""

    def twins(self, item: ItemId) -> list[Twin]:
        """Top-level rows with the same bytes, the same mail or near-same text, the surest first."""

    def same_mail_decided(self, item: ItemId) -> frozenset[OrderState]:
        """Where others of the same mail, exported otherwise, stand that are decided on; nowhere for what is no mail.

        The very same bytes are no other: who takes them in once more wants them filed once more.
        """

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

    def last(self, item: ItemId, fits: Callable[[HistoryRow], bool]) -> HistoryRow | None:
        """The newest thing that happened to the item and fits; what is older is not read."""

    def recall(self, name: str, kind: type[T]) -> T | None:
        """What was remembered under the name, as values of that type; None when nothing was."""

    def remember(self, name: str, value: object) -> None:
        """Keep a value sealed under the name, in place of what was: what a person wants to come back to."""


class Batches(Protocol):
    """Bulk imports and their rows. Safe to call from several threads. Implemented in `outbox`."""

    def begin(self, wanted: Batch, claimed: BatchId | None = None) -> Batch:
        """The batch of the wanted one's source that was cut off, or the wanted one, kept, and whether it waits.

        One that still waits, or is claimed by who asks and has taken nothing yet, takes the source as it is now; any
        other of a source that changed is ended. What was once promised to the inbox stays so. All of it is one transaction.
        """

    def wait_no_more(self, batch: BatchId) -> bool:
        """It does not begin by itself any more; whether it waited until now, which only one who asks is told."""

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
