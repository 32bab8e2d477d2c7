"""Bulk import: a mailbox or a folder tree taken in as a batch of its own, which never floods the inbox."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path

from sagsbud.domain.arrival import IntakeItem, Taken
from sagsbud.domain.errors import Trouble
from sagsbud.domain.extract import Extract
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import BatchId
from sagsbud.domain.orders import OutboxEntry, Summary
from sagsbud.domain.suggestions import SuggestionSet


@frozen
class Member:
    """One document of a container in its order. `content` is empty when `trouble` says why it cannot be had.

    `position` counts from 1 and is the same whenever the same container is opened again; `share` is how much of the
    container lies behind when this member has been handled, from 0 to 1.
    """

    position: int
    name: str = field(repr=False)
    mime: str
    content: bytes = field(default=b"", repr=False)
    share: float = 0.0
    trouble: Trouble | None = None
    origin: Path | None = field(default=None, repr=False)
    """Where it lies when it is a file of its own."""


@frozen
class Tally:
    """What became of the members so far. `bytes` counts what was new."""

    new: int = 0
    already_here: int = 0
    already_filed: int = 0
    refused: Mapping[Trouble, int] = field(default_factory=dict)
    bytes: int = 0

    @property
    def seen(self) -> int:
        """All members that were handled."""
        return self.new + self.already_here + self.already_filed + sum(self.refused.values())

    def with_taken(self, taken: Taken, size: int) -> "Tally":
        """One more that was taken, or was here already."""
        match taken:
            case Taken.NEW:
                return replace(self, new=self.new + 1, bytes=self.bytes + size)
            case Taken.ALREADY_HERE:
                return replace(self, already_here=self.already_here + 1)
            case Taken.ALREADY_FILED:
                return replace(self, already_filed=self.already_filed + 1)

    def with_refused(self, trouble: Trouble) -> "Tally":
        """One more that could not be taken."""
        return replace(self, refused={**self.refused, trouble: self.refused.get(trouble, 0) + 1})


@frozen
class Refusal:
    """A member that could not be taken: its place, and why."""

    position: int
    trouble: Trouble


@frozen
class Batch:
    """One bulk import. It goes on at `position` + 1 when the same source is imported again before it has ended.

    `fingerprint` tells whether a source is still what it was: a container that changed is another batch.
    """

    id: BatchId
    label: str
    source: Path = field(repr=False)
    fingerprint: str
    begun_at: datetime
    position: int = 0
    share: float = 0.0
    tally: Tally = Tally()
    refusals: tuple[Refusal, ...] = ()
    """The first of them; `tally.refused` counts all."""
    ended_at: datetime | None = None
    fed: bool = False
    """Flows into the inbox a little at a time, as that empties: somebody dropped it there to work on it."""
    waits: bool = False
    """Begins by itself when those before it have ended, also when the program was started again meanwhile."""

    @property
    def unfinished(self) -> bool:
        """Whether it was cut off or stopped before its end."""
        return self.ended_at is None


@frozen
class Piece:
    """Some documents of a batch, committed: where the batch stands now, and what became of each."""

    batch: Batch
    taken: tuple[tuple[OutboxEntry, Taken, Member], ...]
    refused: tuple[Refusal, ...] = ()


@frozen
class BatchStatus:
    """A batch and how many of its documents still wait for a decision."""

    batch: Batch
    undecided: int


@frozen
class KeptReading:
    """What one member says, to be kept together with its attachments."""

    item: IntakeItem
    extract: Extract
    suggestions: SuggestionSet
    summary: Summary
    children: tuple[IntakeItem, ...] = ()
