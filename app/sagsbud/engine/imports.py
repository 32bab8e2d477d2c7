"""Bulk imports: pieces are secured while the pieces before them are read."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from sagsbud.domain.arrival import Taken
from sagsbud.domain.batches import Batch, Piece, Tally
from sagsbud.domain.changes import BatchesChanged, Change
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import BatchId, ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.engine.ports import Ports
from sagsbud.engine.reading import Reading

AHEAD = 2
"""Pieces secured and not yet read: enough to keep the readers busy, few enough to hold."""
LEFT_AT_A_TIME = 100
Follow = Callable[["ImportProgress"], bool]
"""Told of every piece; answers whether to go on."""


@frozen
class ImportProgress:
    """How far an import has come. `rate` is documents a second in this run; `left` seconds at that pace, if known."""

    batch: Batch
    piece: Piece | None
    rate: float
    left: float | None
    reading: int = 0
    """Attachments that were read after everything was secured."""


class Imports:
    """Runs imports in the caller's thread, with so many readers. One at a time."""

    def __init__(self, ports: Ports, reading: Reading, tell: Callable[[Change], None], readers: int) -> None:
        self._ports = ports
        self._readers = readers
        self._reading = reading
        self._tell = tell
        self._running = threading.Lock()
        self._batch: Batch | None = None

    def plan(self, source: Path, follow: Callable[[Tally, float], bool]) -> Tally:
        """Look through the source and keep nothing. Raises IntakeError when it cannot be opened."""
        tally = Tally()
        for tally, share in self._ports.importer.look(source):
            if not follow(tally, share):
                break
        return tally

    def run(self, source: Path, follow: Follow, *, fed: bool = False, claimed: BatchId | None = None) -> Batch:
        """Import the source, from where it was cut off if it was; unfinished when `follow` said stop.

        `fed` says that it was promised to the inbox, `claimed` which of its batches the caller has claimed.
        Raises IntakeError when the source cannot be opened, StoreError of the whole store; what is committed stays.
        """
        with self._running, ThreadPoolExecutor(self._readers) as pool:
            batch = self._ports.importer.begin(source, fed=fed, claimed=claimed)
            pace = _Pace(batch)
            self._batch = batch
            try:
                batch = self._secure_and_read(batch, pool, pace, follow)
            finally:
                self._batch = None
                self._tell(BatchesChanged())
            if not batch.unfinished:
                self._read_left(batch, pool, pace, follow)
            return batch

    def _secure_and_read(self, batch: Batch, pool: Executor, pace: "_Pace", follow: Follow) -> Batch:
        """The batch as far as it came: to its end, or to where `follow` said stop."""
        readers = _ReadingLine(lambda entries: self._reading.read_bulk(entries, pool))
        try:
            for piece in self._ports.importer.pieces(batch):
                batch = piece.batch
                readers.put(piece)
                self._tell(BatchesChanged())
                if not follow(pace.progress(piece)):
                    break
        finally:
            readers.end()
        return batch

    def reads(self, entry: OutboxEntry) -> bool:
        """Whether the item is of the batch under way, and so read by the import itself."""
        batch = self._batch
        return batch is not None and entry.item.batch == batch.id

    def _read_left(self, batch: Batch, pool: Executor, pace: "_Pace", follow: Follow) -> None:
        """Read the batch's attachments, and what an earlier run secured and did not come to read."""
        read = 0
        tried: set[ItemId] = set()
        while left := [entry for entry in self._unread(batch) if entry.item.id not in tried]:
            tried.update(entry.item.id for entry in left)
            self._reading.read_bulk([(entry, None) for entry in left], pool)
            read += len(left)
            if not follow(pace.reading(batch, read)):
                return

    def _unread(self, batch: Batch) -> list[OutboxEntry]:
        found = self._ports.outbox.unread(limit=LEFT_AT_A_TIME)
        return [entry for entry in found if entry.item.batch == batch.id]


class _ReadingLine:
    """A thread that reads pieces in order while others are secured. Its error is the caller's at the next piece."""

    def __init__(self, read: Callable[[Sequence[tuple[OutboxEntry, bytes | None]]], None]) -> None:
        self._read = read
        self._pieces: queue.Queue[Piece | None] = queue.Queue(AHEAD)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="sagsbud-import", daemon=True)
        self._thread.start()

    def put(self, piece: Piece) -> None:
        """Read this one when its turn comes; waits while too many wait. Raises what an earlier one raised."""
        if self._error:
            raise self._error
        self._pieces.put(piece)

    def end(self) -> None:
        """Wait until everything is read. Raises what reading raised."""
        self._pieces.put(None)
        self._thread.join()
        if self._error:
            raise self._error

    def _run(self) -> None:
        while (piece := self._pieces.get()) is not None:
            if self._error:
                continue
            try:
                self._read([(entry, member.content) for entry, taken, member in piece.taken if taken is Taken.NEW])
            except Exception as error:  # noqa: BLE001 - handed to the thread that waits for this one
                self._error = error


class _Pace:
    """How fast it goes, from this run alone."""

    def __init__(self, batch: Batch) -> None:
        self._began = time.monotonic()
        self._seen, self._share = batch.tally.seen, batch.share

    def progress(self, piece: Piece) -> ImportProgress:
        """After a piece."""
        passed = max(1e-6, time.monotonic() - self._began)
        gone = piece.batch.share - self._share
        left = passed * (1 - piece.batch.share) / gone if gone > 0 else None
        return ImportProgress(piece.batch, piece, (piece.batch.tally.seen - self._seen) / passed, left)

    def reading(self, batch: Batch, read: int) -> ImportProgress:
        """After everything is secured, while attachments are read."""
        passed = max(1e-6, time.monotonic() - self._began)
        return ImportProgress(batch, None, (batch.tally.seen - self._seen) / passed, None, read)
