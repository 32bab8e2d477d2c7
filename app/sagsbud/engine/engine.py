"""The engine: commands in, events out. It owns the threads; the rooms do the work."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sagsbud.domain.arrival import Sighting, Source
from sagsbud.domain.changes import Change, ItemsChanged, ObjectsChanged, OfferAnswered, QueueChanged
from sagsbud.domain.errors import StoreError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.klassifikation import KleEmne, KleFacet
from sagsbud.domain.orders import HistoryRow, OutboxEntry, Priority
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderEvent
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.engine.arrivals import Arrivals, OfferedBytes
from sagsbud.engine.bulk import BulkImports
from sagsbud.engine.cited import CitedSager
from sagsbud.engine.conflicts import Conflicts
from sagsbud.engine.corrections import Corrections
from sagsbud.engine.deciding import Decisions
from sagsbud.engine.directory import SagerList
from sagsbud.engine.handingstart import Colleagues
from sagsbud.engine.kin import Kin
from sagsbud.engine.lists import Lists
from sagsbud.engine.looking import Contents, as_seen, detail_of, look
from sagsbud.engine.opening import NewSager
from sagsbud.engine.ports import Ports
from sagsbud.engine.queueline import QueueLine
from sagsbud.engine.readers import Readers
from sagsbud.engine.reading import Reading
from sagsbud.engine.reviewstart import Reviewing
from sagsbud.engine.together import Outcome, Together
from sagsbud.engine.undoing import Undone
from sagsbud.engine.views import Detail, Proposal, QueueStatus
from sagsbud.engine.workers import Worker

if TYPE_CHECKING:
    from sagsbud.engine.handing import Handing, Trays
    from sagsbud.engine.review import Review


class Engine:
    """Everything a screen or a command can ask for. Safe to call from any thread.

    Commands and reads block on disk or child processes (`offer` and `subscribe` do not); a screen calls them
    through its executor. Listeners are called from the engine's threads and must return at once.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._listeners: list[Callable[[Change], None]] = []
        self._reading = Reading(ports, CitedSager(ports.sager, ports.service, ports.clock).meet)
        self.new_sager = NewSager(ports, random.Random())
        self._decisions = Decisions(
            ports, self._reading, self.new_sager, detail=partial(as_seen, ports), changed=self._changed
        )
        self._sager_list = SagerList(ports, self._reading, self.tell)
        self._queue_line = QueueLine(
            ports,
            self._decisions,
            looks=lambda: [self._sager_list.last, *self._review.looks],
            handing=lambda: self.handing,
            tell=self.tell,
        )
        keeping = self._queue_line.note_keeping
        self.contents = Contents(ports, keeping)
        self.corrections = Corrections(ports, detail=self._detail, changed=self._changed)
        self.together = Together(
            ports,
            read=self._reading.read,
            detail=self._detail,
            decide=self._decisions.decide_until,
            undo=self.undo,
            withdraw=self.corrections.take_back,
            noted=self._decisions.note_put_away,
            noted_back=self._decisions.note_moved_back,
            restore=self.restore,
        )
        self.lists = Lists(ports)
        self.imports = BulkImports(ports, self._reading, tell=self.tell, keeping=keeping)
        self._readers = Readers(ports, self._reading, tell=self.tell, keeping=keeping, elsewhere=self.imports.reads)
        self.kin = Kin(ports, self.tell, read=self._readers.wake)
        self._arrivals = Arrivals(ports, self.tell, self.imports.offer)
        self.conflicts = Conflicts(ports, self.corrections, detail=self._detail, changed=self._changed)
        self._review = Reviewing(ports, self.tell, in_doubt=self.look_at_service)
        self._colleagues = Colleagues(
            ports,
            self._reading,
            detail=self._detail,
            changed=self._changed,
            tell=self.tell,
            received=self._readers.wake,
        )
        self._started = False

    # -- life ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start all threads."""
        self._started = True
        for worker in self._workers:
            worker.start()
        self._ports.delivery.start()
        self._colleagues.start()
        self._review.start()
        self._ports.watcher.start(self._arrivals.offer)

    def stop(self) -> None:
        """Stop and join all threads; what is promised stays promised."""
        self._ports.watcher.stop()
        self.imports.stop()
        for worker in self._workers:
            worker.stop()
        self._review.stop()
        self._colleagues.stop()
        self._ports.delivery.stop()
        self._ports.extractor.close()
        if self._started:
            for worker in self._workers:
                worker.join()

    @property
    def _workers(self) -> tuple[Worker, ...]:
        return (self._arrivals.worker, self.imports.worker, *self._readers.workers, self._sager_list.worker)

    @property
    def handing(self) -> "Handing | None":
        """Giving to colleagues; None where the program was put together without."""
        return self._colleagues.desk

    @property
    def trays(self) -> "Trays | None":
        """What looks for what colleagues gave."""
        return self._colleagues.trays

    @property
    def review(self) -> "Review | None":
        """The supervisor's desk; None where the program was put together without."""
        return self._review.desk

    def follow_review(self) -> None:
        """See here and now what became of the orders that wait for an approval before they are filed."""
        self._review.follow()

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Hear of every change; answers with the function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, change: Change) -> None:
        """Pass a change on to everybody who listens, and wake who has work because of it."""
        if isinstance(change, OfferAnswered):
            self._readers.wake()
        if isinstance(change, ObjectsChanged) and change.dokumenter and self.review:
            self.review.wake()
        if isinstance(change, ObjectsChanged) and change.dokumenter:
            self._colleagues.wake()
        for listener in tuple(self._listeners):
            listener(change)

    # -- arrivals -----------------------------------------------------------------------------------------

    def offer(self, paths: Sequence[Path], source: Source) -> None:
        """Take these files and folders; each file is answered by one OfferAnswered."""
        now = self._ports.clock()
        self._arrivals.offer(*(Sighting(path, source, now) for path in paths))

    def offer_bytes(self, name: str, content: bytes, source: Source) -> None:
        """Take a document that never lay in a file."""
        self._arrivals.offer(OfferedBytes(name, content, source))

    def take_now(self, path: Path, source: Source) -> list[OfferAnswered]:
        """Secure one file here and now, in the caller's thread."""
        return self._arrivals.take_now(Sighting(path, source, self._ports.clock()))

    def read_now(self) -> None:
        """Read everything unread here and now."""
        self._readers.drain()

    def read_next(self) -> bool:
        """Read the oldest unread document here and now; whether one was read."""
        return self._readers.read_next()

    def refresh_sager(self) -> bool:
        """Read the service's list of open Sager here and now; False when it does not answer."""
        return self._sager_list.now()

    # -- reads --------------------------------------------------------------------------------------------

    def entry(self, item: ItemId) -> OutboxEntry | None:
        """One item's row, or None."""
        return self._ports.outbox.entry(item)

    def detail(self, item: ItemId, seen: SuggestionSet | None = None) -> Detail | None:
        """Everything about one item, or None when there is no such item. Its row comes to say the same.

        What is learned meanwhile does not change suggestions that somebody has `seen` and still looks at; a new
        reading, other Sager or another subject plan does.
        """
        looked = look(self._ports, item, seen)
        if looked is None:
            return None
        detail, kept = looked
        if kept is None:
            self._readers.ask(detail.entry)
        try:
            if self._reading.keep_seen(detail, kept):
                self._queue_line.note_keeping(None)
                self.tell(ItemsChanged(frozenset({item})))
        except StoreError as error:  # what can be read is shown even when nothing can be written
            self._queue_line.note_keeping(error)
        return detail

    def _detail(self, item: ItemId) -> Detail | None:
        return detail_of(self._ports, item)

    def sager(self, text: str, limit: int = 20) -> list[SagRef]:
        """Sager that fit the text; those that are to be made first stand above the others."""
        ordered = self.new_sager.search(text)
        return [*ordered, *self._ports.sager.search(text, limit)][:limit]

    def kle(self, text: str, limit: int = 20) -> list[KleEmne]:
        """Subjects that fit the text."""
        return self._ports.kle.search(text, limit)

    def facetter(self) -> list[KleFacet]:
        """The handlingsfacetter in use, by number."""
        return self._ports.kle.facetter()

    def history(self, item: ItemId) -> list[HistoryRow]:
        """What happened to the item, oldest first."""
        return self._ports.outbox.history(item)

    def status(self) -> QueueStatus:
        """The queue line."""
        return self._queue_line.status()

    # -- decisions ----------------------------------------------------------------------------------------

    def decide(self, proposal: Proposal, *, priority: Priority = Priority.USER, hold: bool = True) -> OutboxEntry:
        """Promise to file it so; durable when this returns. What nobody has read yet is read first, for its attachments.

        Raises ValueError for missing fields, KeyError for an unknown item, IllegalTransition, StoreError.
        """
        return self._decisions.decide(proposal, priority=priority, hold=hold)

    def add_note(self, sag: SagRef, titel: str, text: str) -> OutboxEntry:
        """Promise a journalnotat on the Sag; durable when this returns. Raises ValueError without words, StoreError."""
        entry = self._decisions.add_note(sag, titel, text)
        self._readers.ask(entry)
        return entry

    def hand_over(self, items: Sequence[ItemId], to: Aktoer, note: str = "", *, hold: bool = True) -> Outcome:
        """Give the documents to a colleague, undone together; those that have moved meanwhile are left.

        Raises ValueError for oneself or where nothing can be handed over, StoreError.
        """
        if self.handing is None:
            raise ValueError("there is nobody to hand over to")
        return self._decisions.hand_over(self.handing, items, to, note, hold=hold)

    def undo(self, item: ItemId) -> bool:
        """Back to the inbox; False when it was already claimed (then a correction is the way)."""
        return self._decisions.undo(item, lambda: self.handing)

    def undo_latest(self, own: datetime | None = None) -> Undone:
        """Take back the latest that still can be: promised, handed over, put away or moved back.

        `own` is when whoever asks last changed a form; nothing that was done before that is taken back.
        """
        return self._decisions.undo_latest(lambda: self.handing, self.corrections.take_back, own)

    def withdraw(self, item: ItemId, reason: str) -> None:
        """It is not to be filed. `reason` is a code of the text catalogue, never free text."""
        self.corrections.take_back(item, reason)
        self._decisions.note_put_away(item)

    def restore(self, item: ItemId) -> None:
        """It is to be filed after all."""
        self._changed(self._ports.outbox.act(item, OrderEvent.RESTORED, actor=self._actor))

    def retry(self, item: ItemId) -> None:
        """Try again now; what is there already is looked up first."""
        self._changed(self._ports.outbox.act(item, OrderEvent.RETRIED, actor=self._actor))

    def revise(self, item: ItemId) -> None:
        """Back to the inbox, to be decided anew."""
        self._changed(self._ports.outbox.act(item, OrderEvent.REVISED, actor=self._actor))

    def try_now(self) -> None:
        """Do not wait out the pause: ask the service at once."""
        self._ports.delivery.wake()
        self.look_at_service()

    def look_at_service(self) -> None:
        """Find out soon how the connection is: somebody else saw that it may be other than is said."""
        self._sager_list.soon()

    @property
    def _actor(self) -> str:
        return str(self._ports.aktoer.id)

    def _changed(self, entry: OutboxEntry) -> None:
        self._ports.delivery.wake()
        self.imports.worker.wake()
        self.tell(ItemsChanged(frozenset({entry.item.id})))
        self.tell(QueueChanged())

    # -- waiting ------------------------------------------------------------------------------------------

    def wait_idle(self, timeout: float) -> bool:
        """Whether everything offered is answered and read, and nothing promised is due, within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._arrivals.idle and self.imports.idle and self._readers.idle and self._queue_line.is_empty():
                return True
            time.sleep(0.02)
        return False
