"""Stages 1 to 3: observe, settle, secure. Everything that was offered gets one answer."""

import logging
import queue
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sagsbud.domain.arrival import Sighting, Source, SourceKind, StableFile, Taken
from sagsbud.domain.changes import Change, OfferAnswered
from sagsbud.domain.errors import IntakeError, StoreError, Trouble
from sagsbud.domain.filenames import readable
from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import OutboxEntry
from sagsbud.engine.ports import Ports
from sagsbud.engine.workers import Worker, describe

log = logging.getLogger(__name__)

AT_ONCE = frozenset({SourceKind.DROP, SourceKind.COMMAND, SourceKind.DEMO})
"""What a person points at is taken at once; what a folder shows is taken when it has come to rest."""
SHORTEST_REST, LONGEST_REST = 0.05, 5.0
"""Seconds between looks at files that are coming to rest: as soon as one may be, and when nothing is there to look at."""


@frozen
class OfferedBytes:
    """A document that never lay in a file."""

    name: str
    content: bytes
    source: Source


class Arrivals:
    """The intake's queue. `offer` only enqueues; `turn` does the work in the `worker`'s thread."""

    def __init__(
        self, ports: Ports, tell: Callable[[Change], None], import_mailbox: Callable[[Path], OfferAnswered]
    ) -> None:
        self._ports = ports
        self._tell = tell
        self._import_mailbox = import_mailbox
        self._offers: queue.SimpleQueue[Sighting | OfferedBytes] = queue.SimpleQueue()
        self._busy = False
        self.worker = Worker("intake", self.turn, self.rest)

    def offer(self, *offered: Sighting | OfferedBytes) -> None:
        """Enqueue, and have it looked at soon."""
        for one in offered:
            self._offers.put(one)
        self.worker.wake()

    @property
    def idle(self) -> bool:
        """Whether nothing that was offered by a person waits for its answer."""
        return self._offers.empty() and not self._busy

    def take_now(self, sighting: Sighting) -> list[OfferAnswered]:
        """Answer one sighting in the caller's thread, without waiting for it to settle."""
        return list(self._answers(sighting, self._take))

    def turn(self) -> bool:
        """Take what is offered and what has settled; whether anything was taken."""
        self._busy = True
        try:
            worked = self._answer_offers()
            for file in self._ports.settler.due(self._ports.clock()):
                if not self._known(file):
                    self._tell(self._take_or_import(file))
                worked = True
            return worked
        finally:
            self._busy = False

    def rest(self) -> float:
        """Seconds until a file is worth a look again; what is offered meanwhile has to wake the thread."""
        due = self._ports.settler.next_due()
        left = (due - self._ports.clock()).total_seconds() if due else LONGEST_REST
        return min(max(left, SHORTEST_REST), LONGEST_REST)

    def _known(self, file: StableFile) -> bool:
        """Whether this very file was taken before, as all that stay in a folder are when the program starts again."""
        try:
            return self._ports.outbox.at_origin(file.path, file.size, file.mtime_ns) is not None
        except StoreError:
            return False

    def _answer_offers(self) -> bool:
        worked = False
        while True:
            try:
                offered = self._offers.get_nowait()
            except queue.Empty:
                return worked
            worked = True
            if isinstance(offered, OfferedBytes):
                self._tell(self._take_bytes(offered))
            elif offered.source.kind in AT_ONCE:
                for answered in self._answers(offered, self._take_or_import):
                    self._tell(answered)
            else:
                self._ports.settler.offer(offered)

    def _answers(self, sighting: Sighting, take: Callable[[StableFile], OfferAnswered]) -> Iterator[OfferAnswered]:
        for path in files_under(sighting.path):
            try:
                file = stable(path, sighting)
            except (OSError, ValueError):
                trouble = Trouble.NOT_READABLE if path.exists() else Trouble.NOT_FOUND
                yield OfferAnswered(readable(path.name), None, None, trouble)
            else:
                yield take(file)

    def _take_or_import(self, file: StableFile) -> OfferAnswered:
        """Secure the file, or have a mailbox imported as a batch in its own time."""
        ports, name = self._ports, file.path.name

        def take() -> OfferAnswered:
            if ports.importer.is_mailbox(file.path):
                return self._import_mailbox(file.path)
            return _taken(name, ports.taker.take(file))

        return _answer(name, take)

    def _take(self, file: StableFile) -> OfferAnswered:
        return _answer(file.path.name, lambda: _taken(file.path.name, self._ports.taker.take(file)))

    def _take_bytes(self, offered: OfferedBytes) -> OfferAnswered:
        taker, now, name = self._ports.taker, self._ports.clock(), offered.name
        return _answer(name, lambda: _taken(name, taker.take_bytes(name, offered.content, offered.source, now)))


def _taken(name: str, secured: tuple[OutboxEntry, Taken]) -> OfferAnswered:
    entry, taken = secured
    return OfferAnswered(readable(name), entry.item.id, taken)


def _answer(name: str, take: Callable[[], OfferAnswered]) -> OfferAnswered:
    """What becomes of one offer. Who offered it waits for an answer, so a defect is one too and ends nothing else."""
    try:
        return take()
    except (IntakeError, StoreError) as error:
        return OfferAnswered(readable(name), None, None, error.trouble)
    except Exception as error:  # noqa: BLE001 - whatever stops one file must not leave it, and those after it, unanswered
        log.error("a file was not taken: %s", describe(error))
        return OfferAnswered(readable(name), None, None, Trouble.NOT_TAKEN)


def files_under(path: Path) -> Sequence[Path]:
    """The path itself, or for a folder all its files below, in order, without hidden ones."""
    if not path.is_dir():
        return [path]
    inside = (found for found in path.rglob("*") if found.is_file())
    return sorted(found for found in inside if not any(part.startswith(".") for part in found.relative_to(path).parts))


def stable(path: Path, sighting: Sighting) -> StableFile:
    """The file as it is now, for sources that are taken at once. Raises OSError."""
    status = path.stat()
    return StableFile(path, sighting.source, status.st_size, status.st_mtime_ns, sighting.seen_at)
