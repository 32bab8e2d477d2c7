"""What arrives: a sighting, a file at rest, and the item that is secured from it."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import BatchId, Digest, DokumentId, ItemId, MessageId
from sagsbud.domain.parties import Aktoer


class SourceKind(StrEnum):
    """How a document reached us."""

    DROP = "drop"
    COMMAND = "command"
    FOLDER = "folder"
    MAIL_EXPORT = "mail_export"
    ATTACHMENT = "attachment"
    DEMO = "demo"
    NOTE = "note"
    """Written here, on a Sag."""
    COLLEAGUE = "colleague"
    """Handed over by somebody else; the name is theirs."""


@frozen
class Source:
    """A way in, with the name people know it by (a folder's label, never its path)."""

    kind: SourceKind
    name: str = ""


class Afterwards(StrEnum):
    """What a watched folder's rule does with the original, only after the proof."""

    LEAVE = "leave"
    MOVE = "move"
    ARCHIVE = "archive"


@frozen
class Sighting:
    """Something was seen at a path; whether it is whole is not known yet."""

    path: Path
    source: Source
    seen_at: datetime


@frozen
class StableFile:
    """A file that was quiet and unchanged in size (bytes) and mtime (ns), and could be opened."""

    path: Path
    source: Source
    size: int
    mtime_ns: int
    seen_at: datetime


@frozen
class Given:
    """What a colleague handed over: the Dokument that is there already, who gave it, when, and with which word."""

    dokument: DokumentId
    by: Aktoer
    at: datetime
    note: str = field(default="", repr=False)


@frozen
class IntakeItem:
    """One document in our keeping: its bytes are in the vault under `digest` and this row is committed.

    `parent` is the mail an attachment belongs to; `position` its place there from 1. `origin` is where the
    original lay, for the folder's rule and to open it; it never leaves the machine.
    """

    id: ItemId
    digest: Digest
    size: int
    name: str
    source: Source
    received_at: datetime
    origin: Path | None = None
    origin_mtime_ns: int = 0
    """When the original was last changed as it was taken; 0 when there is none."""
    mime: str = "application/octet-stream"
    parent: ItemId | None = None
    position: int = 0
    folded: bool = False
    """An inline picture or signature logo: stays inside its mail unless promoted."""
    message_id: MessageId | None = None
    batch: BatchId | None = None
    """The bulk import whose list it is in while it is undecided."""
    released_from: BatchId | None = None
    """The bulk import it came with, once it was moved into the inbox."""
    given: Given | None = None
    """Set when a colleague handed it over: its Dokument is filed, not a new one."""

    @property
    def came_with(self) -> BatchId | None:
        """The bulk import it came with, wherever it is now."""
        return self.batch or self.released_from

    @property
    def giver(self) -> Aktoer | None:
        """The colleague it came from in the first place; None for what came otherwise, or was only given back."""
        given = self.given
        came_so = given is not None and self.source == Source(SourceKind.COLLEAGUE, given.by.navn)
        return given.by if given and came_so else None


class Taken(StrEnum):
    """What became of a file that was offered; each of them is a success."""

    NEW = "new"
    ALREADY_HERE = "already_here"
    ALREADY_FILED = "already_filed"
