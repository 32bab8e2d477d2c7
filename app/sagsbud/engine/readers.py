"""Stages 4 and 5 in threads: as many readers as cores, each document in one reader's hand at a time."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sagsbud.domain.changes import Change, ItemsChanged, QueueChanged
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.states import OrderState
from sagsbud.engine.ports import Ports
from sagsbud.engine.reading import Reading
from sagsbud.engine.workers import Worker

READING_INTERVAL = 2.0
READERS = max(1, os.cpu_count() or 1)


class Readers:
    """Reads what is unread, and when nothing is, what was put off for a second look.

    `keeping` hears how our own keeping goes: the StoreError that stopped a reading, or None when it went well.
    `elsewhere` says which documents somebody else is reading already.
    """

    def __init__(
        self,
        ports: Ports,
        reading: Reading,
        *,
        tell: Callable[[Change], None],
        keeping: Callable[[StoreError | None], None],
        elsewhere: Callable[[OutboxEntry], bool],
    ) -> None:
        self._ports = ports
        self._reading = reading
        self._tell = tell
        self._keeping = keeping
        self._elsewhere = elsewhere
        self._asked: dict[ItemId, OutboxEntry] = {}
        self._was_asked: set[ItemId] = set()
        self._in_hand: set[ItemId] = set()
        self._hand = threading.Lock()
        self._looking_again = threading.Lock()
        self.workers = [Worker(f"read-{n}", self._turn, READING_INTERVAL) for n in range(READERS)]

    @property
    def idle(self) -> bool:
        """Whether nothing is unread and nobody reads."""
        return not self._in_hand and not self._asked and not self._ports.outbox.unread(limit=1)

    def ask(self, entry: OutboxEntry) -> None:
        """Have what is decided and was never read, as a note, read too; once as long as the program runs."""
        if entry.state is OrderState.DRAFT or entry.summary or entry.purged:
            return
        with self._hand:
            if entry.item.id in self._was_asked:
                return
            self._was_asked.add(entry.item.id)
            self._asked[entry.item.id] = entry
        self.wake()

    def wake(self) -> None:
        """There may be something to read."""
        for worker in self.workers:
            worker.wake()

    def drain(self) -> None:
        """Read everything unread here and now, with as many threads as there are readers."""

        def until_done() -> None:
            while self.read_next() or self._look_again(batches=False):
                pass

        with ThreadPoolExecutor(len(self.workers)) as pool:
            for _ in range(2):  # a mail's attachments appear while the others have already ended
                for done in [pool.submit(until_done) for _ in self.workers]:
                    done.result()

    def read_next(self) -> bool:
        """Read the oldest unread document in the caller's thread; whether one was read."""
        entry = self._take(self._ports.outbox.unread) or self._take_asked()
        if entry is None:
            return False
        try:
            self._reading.read(entry)
            self._keeping(None)
        except StoreError as error:
            self._keeping(error)
            return False
        except Exception as error:
            # a defect is this document's; without a word it would be tried first for ever, and hold up the others
            defect = Problem(Trouble.DEFECT, self._ports.clock(), (("kind", type(error).__name__),))
            self._ports.outbox.note_problem(entry.item.id, defect)
            raise
        finally:
            self._put_down(entry)
        self._tell(ItemsChanged(frozenset({entry.item.parent or entry.item.id})))
        self._tell(QueueChanged())
        return True

    def _turn(self) -> bool:
        if self.read_next():
            return True
        if not self._looking_again.acquire(blocking=False):
            return False  # one at a time, so that the other readers are free for what comes
        try:
            return self._look_again()
        finally:
            self._looking_again.release()

    def _look_again(self, *, batches: bool = True) -> bool:
        """What was put off for one document: suggestions after a bulk import, the words on a scan."""
        entry = self._take(self._ports.outbox.unsuggested)
        if entry is None:
            return False
        try:
            if entry.item.batch and not batches:
                return False
            self._reading.look_again(entry)
        except StoreError as error:
            self._keeping(error)
            return False
        finally:
            self._put_down(entry)
        self._tell(ItemsChanged(frozenset({entry.item.id})))
        return True

    def _take(self, waiting: Callable[[int], list[OutboxEntry]]) -> OutboxEntry | None:
        with self._hand:
            for entry in waiting(len(self._in_hand) + 1):
                if entry.item.id not in self._in_hand and not self._elsewhere(entry):
                    self._in_hand.add(entry.item.id)
                    return entry
        return None

    def _take_asked(self) -> OutboxEntry | None:
        with self._hand:
            if not self._asked:
                return None
            item, entry = self._asked.popitem()
            self._in_hand.add(item)
            return entry

    def _put_down(self, entry: OutboxEntry) -> None:
        with self._hand:
            self._in_hand.discard(entry.item.id)
