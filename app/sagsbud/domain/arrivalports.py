"""The Protocols of what arrives: folders watched, files at rest, documents secured and read, whole mailboxes imported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sagsbud.domain.arrival import Sighting, Source, StableFile, Taken
from sagsbud.domain.batches import Batch, Member, Piece, Tally
from sagsbud.domain.extract import Extract, Kind, MailPage, PageImage
from sagsbud.domain.ids import BatchId
from sagsbud.domain.orders import OutboxEntry

WATCHED = frozenset(["watching", "polling"])
"""The states of a watched folder that is there."""


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

    def begin(self, source: Path, *, fed: bool = False, waits: bool = False, claimed: BatchId | None = None) -> Batch:
        """The batch of this source: the one that was cut off, or a new one. Raises IntakeError, StoreError.

        No other of the source is left unfinished. `fed` stays where it was said once; `waits` is as it was said last.
        `claimed` is the one that the caller has claimed, and runs now.
        """

    def pieces(self, batch: Batch) -> Iterator[Piece]:
        """Take what is left, piece by piece; the last one's batch has ended. Raises IntakeError, StoreError."""


class Watcher(Protocol):
    """Watches folders: events as hints, a periodic listing as the truth. Implemented in `intake`."""

    def start(self, sink: Callable[[Sighting], None]) -> None:
        """Begin; `sink` only enqueues."""

    def stop(self) -> None:
        """End and join."""

    def health(self) -> Mapping[Path, str]:
        """Each folder's state: `looking` until its first look, then `watching`, `polling` or `away`."""
