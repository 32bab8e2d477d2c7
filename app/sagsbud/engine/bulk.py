"""Bulk imports as a screen or a command asks for them, and the thread that carries out those in the background."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from sagsbud.domain.arrival import Taken
from sagsbud.domain.batches import Batch, BatchStatus, Tally
from sagsbud.domain.changes import BatchesChanged, Change, OfferAnswered, QueueChanged
from sagsbud.domain.errors import IntakeError, StoreError
from sagsbud.domain.filenames import readable
from sagsbud.domain.ids import BatchId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine.imports import Follow, ImportProgress, Imports
from sagsbud.engine.ports import Ports
from sagsbud.engine.readers import READERS
from sagsbud.engine.reading import Reading
from sagsbud.engine.workers import Worker

log = logging.getLogger(__name__)

INTERVAL = 60.0
INBOX_FED = 100
"""A mailbox that was dropped flows into the inbox while that holds fewer documents than this."""


class BulkImports:
    """Mailboxes, zips and folder trees. What was dropped or came into a folder is imported one after another.

    `keeping` hears of the StoreError that kept the inbox from being fed.
    """

    def __init__(
        self,
        ports: Ports,
        reading: Reading,
        *,
        tell: Callable[[Change], None],
        keeping: Callable[[StoreError | None], None],
    ) -> None:
        self._ports = ports
        self._tell = tell
        self._keeping = keeping
        self._imports = Imports(ports, reading, tell, READERS)
        self._waiting: deque[Batch] = deque()
        self._cancelled: set[BatchId] = set()
        self._stopping = threading.Event()
        self._busy = False
        self._progress: ImportProgress | None = None
        self.worker = Worker("import", self._turn, INTERVAL)

    # -- in the caller's thread ---------------------------------------------------------------------------

    def plan(self, source: Path, follow: Callable[[Tally, float], bool]) -> Tally:
        """What importing a mailbox, zip or folder tree would bring; nothing is kept. Raises IntakeError."""
        return self._imports.plan(source, follow)

    def run(self, source: Path, follow: Follow) -> Batch:
        """Import a mailbox, zip or folder tree as a batch; goes on where it was cut off.

        `follow` hears of every piece and answers whether to go on. Raises IntakeError, StoreError.
        """
        return self._imports.run(source, follow)

    def all(self) -> list[BatchStatus]:
        """All bulk imports, newest first."""
        return self._ports.batches.all()

    def release(self, batch: BatchId) -> int:
        """Move what is undecided in a batch into the inbox; how many."""
        return self._release(batch, None)

    def reads(self, entry: OutboxEntry) -> bool:
        """Whether the item is read by the import under way itself."""
        return self._imports.reads(entry)

    # -- in the background --------------------------------------------------------------------------------

    def take_up(self) -> None:
        """Give those that waited when the program ended their turn, the oldest first. Raises StoreError.

        Only the window asks for it, where each can be stopped: other programs share the store.
        """
        left = [status.batch for status in reversed(self._ports.batches.all()) if status.batch.waits]
        self._waiting.extend(batch for batch in left if not self.waits(batch.id))
        self.worker.wake()

    def offer(self, source: Path) -> OfferAnswered:
        """Begin a batch for it, to be filled soon and to flow into the inbox."""
        return self._offer(source, fed=True)

    def resume(self, batch: Batch) -> OfferAnswered:
        """Go on with a batch that was cut off."""
        return self._offer(batch.source, fed=batch.fed)

    def _offer(self, source: Path, *, fed: bool) -> OfferAnswered:
        try:
            batch = self._ports.importer.begin(source, fed=fed, waits=True)
        except (IntakeError, StoreError) as error:
            return OfferAnswered(readable(source.name), None, None, error.trouble)
        self._cancelled.discard(batch.id)
        if not self.waits(batch.id):
            self._waiting.append(batch)
        self.worker.wake()
        return OfferAnswered(readable(source.name), None, Taken.NEW, batch=batch.id)

    @property
    def progress(self) -> ImportProgress | None:
        """How far the import under way has come; None while none is."""
        return self._progress

    def waits(self, batch: BatchId) -> bool:
        """Whether it is imported by itself when those before it have ended."""
        return batch not in self._cancelled and any(one.id == batch for one in tuple(self._waiting))

    def cancel(self, batch: BatchId) -> None:
        """Stop it after the piece under way, or before it begins; what is in stays, and `resume` goes on.

        Raises StoreError when it cannot be kept that it does not begin by itself the next time.
        """
        self._cancelled.add(batch)
        try:
            self._ports.batches.wait_no_more(batch)
        finally:
            self._tell(BatchesChanged())

    def stop(self) -> None:
        """Stop after the piece under way; `resume` goes on with that one, and those that wait begin the next time."""
        self._stopping.set()

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self._waiting and not self._busy

    def _turn(self) -> bool:
        more = self._import_next()
        try:
            self._feed()
        except StoreError as error:
            self._keeping(error)
        return more

    def _import_next(self) -> bool:
        """Import the next; whether there may be more."""
        if self._stopping.is_set():
            return False
        self._busy = True
        try:
            if not self._waiting:
                return False
            batch = self._waiting.popleft()
            if batch.id not in self._cancelled and self._claim(batch):
                self._run(batch)
        except StoreError as error:
            log.info("an import waits on: %s", error.trouble.value)
            return False
        finally:
            self._busy = False
            self._progress = None
        return not self._stopping.is_set()

    def _run(self, batch: Batch) -> None:
        try:
            self._imports.run(batch.source, self._follow, fed=batch.fed, claimed=batch.id)
        except (IntakeError, StoreError) as error:
            log.info("an import stopped: %s", error.trouble.value)

    def _claim(self, batch: Batch) -> bool:
        """Whether it is this program's to run: nobody has begun it since it was offered, or ended it.

        Raises StoreError when it cannot be known; then it waits on.
        """
        try:
            return self._ports.batches.wait_no_more(batch.id)
        except StoreError:
            self._waiting.appendleft(batch)
            raise

    def _follow(self, progress: ImportProgress) -> bool:
        self._progress = progress
        return not self._stopping.is_set() and progress.batch.id not in self._cancelled

    def _feed(self) -> None:
        """Let the next documents of dropped mailboxes into the inbox, the oldest mailbox first, while there is room."""
        room = INBOX_FED - self._ports.outbox.counts().get(OrderState.DRAFT, 0)
        for status in reversed(self._ports.batches.all()):
            if room > 0 and status.batch.fed and status.undecided:
                room -= self._release(status.batch.id, room)

    def _release(self, batch: BatchId, limit: int | None) -> int:
        moved = self._ports.batches.release(batch, limit)
        self._tell(BatchesChanged())
        self._tell(QueueChanged())
        return moved
