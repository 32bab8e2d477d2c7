"""Files on their way in: offered in portions, counted as they are answered, and summed up in one sentence."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sagsbud.domain.arrival import Source, SourceKind, Taken
from sagsbud.domain.changes import OfferAnswered
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.filenames import readable
from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.operations import Operations

if TYPE_CHECKING:
    from sagsbud.engine import Engine

PORTION = 64
"""Files offered ahead of their answers: enough to keep the intake busy, few enough to stop at once."""
LONG = 20
"""Files from which progress is shown."""


@dataclass(slots=True)
class Batch:
    """What one drop brought, and what became of it."""

    sag: SagRef | None = None
    label: str = ""
    waiting: list[Path] = field(default_factory=list)
    expected: Counter[str] = field(default_factory=Counter)
    total: int = 0
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    in_detail: bool = False
    """Whether the keyboard was in a document already when it began."""
    answers: list[OfferAnswered] = field(default_factory=list)
    stopped: bool = False
    _open: int = 0
    _counts: Counter[Taken | None] = field(default_factory=Counter)

    @property
    def open(self) -> int:
        """How many were offered and are not answered yet."""
        return self._open

    def expect(self, names: Iterable[str]) -> None:
        """Files of these names were offered."""
        for name in names:
            self.expected[name] += 1
            self._open += 1

    def answer(self, answer: OfferAnswered) -> bool:
        """Take the answer, if it is for one of these."""
        if answer.name not in self.expected:
            return False
        self.expected[answer.name] -= 1
        if not self.expected[answer.name]:
            del self.expected[answer.name]
        self._open -= 1
        self._counts[answer.taken] += 1
        self.answers.append(answer)
        return True

    def count(self, taken: Taken | None) -> int:
        """How many answers say so; None counts what was refused."""
        return self._counts[taken]

    @property
    def items(self) -> list[ItemId]:
        """The items the files became or already were, in order."""
        return [answer.item for answer in self.answers if answer.item]

    @property
    def per_minute(self) -> int:
        """Files a minute so far."""
        seconds = max(1.0, (datetime.now(UTC) - self.begun).total_seconds())
        return round(len(self.answers) * 60 / seconds)


class Intake(QObject):
    """Hands what people point at to the engine, a batch at a time. `finished` brings a Batch that was answered."""

    progressed = Signal(object)
    stray = Signal(object)
    """An OfferAnswered with a trouble that belongs to no batch: from a watched folder."""
    finished = Signal(object)

    def __init__(
        self, engine: "Engine", operations: Operations, bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._operations = operations
        self._batches: list[Batch] = []
        self._tell = QTimer(self, interval=0, singleShot=True)
        """Answers come in bursts: how far it is is told once for each."""
        self._tell.timeout.connect(self._tell_progress)
        bridge.offer_answered.connect(self._answered)

    @property
    def batch(self) -> Batch | None:
        """The batch that is under way."""
        return self._batches[0] if self._batches else None

    def take(self, dropped: Dropped, sag: SagRef | None = None, *, in_detail: bool = False) -> None:
        """Take files, folders and mails; straight on to `sag` when one is given."""
        label = mask_cpr(readable(dropped.paths[0].name)) if len(dropped.paths) == 1 else ""
        batch = Batch(sag=sag, label=label, in_detail=in_detail)
        self._batches.append(batch)

        def list_files() -> list[Path]:
            from sagsbud.engine.arrivals import files_under

            return [file for path in dropped.paths for file in files_under(path)]

        def listed(files: list[Path]) -> None:
            if batch.stopped:
                return
            batch.waiting = files
            batch.total = len(files) + len(dropped.contents)
            batch.expect(readable(name) for name, _content in dropped.contents)
            for name, content in dropped.contents:
                self._do(partial(self._engine.offer_bytes, name, content, Source(SourceKind.DROP)))
            if not batch.total:
                self._end(batch)
            self._feed(batch)

        def not_listed(error: SagsbudError) -> None:
            if not batch.stopped:
                self._batches.remove(batch)
            self._operations.failed.emit(error)

        self._operations.run(self, list_files, listed, not_listed)

    def cancel(self) -> None:
        """Offer no more of the batch under way; what was taken stays."""
        batch = self.batch
        if batch:
            batch.stopped = True
            batch.waiting = []
            if not batch.open:
                self._end(batch)

    def _feed(self, batch: Batch) -> None:
        room = PORTION - batch.open
        portion, batch.waiting = batch.waiting[:room], batch.waiting[room:]
        batch.expect(readable(path.name) for path in portion)
        if portion:
            self._do(lambda: self._engine.offer(portion, Source(SourceKind.DROP)))

    def _do(self, command: Callable[[], None]) -> None:
        self._operations.run(self, command, lambda _none: None)

    def _answered(self, answer: OfferAnswered) -> None:
        batch = next((one for one in self._batches if one.answer(answer)), None)
        if batch is None:
            if answer.trouble:
                self.stray.emit(answer)
            return
        if batch.waiting and batch.open <= PORTION // 2:
            self._feed(batch)
        if batch.waiting or batch.open:
            self._tell.start()
        else:
            self._end(batch)

    def _tell_progress(self) -> None:
        if self.batch:
            self.progressed.emit(self.batch)

    def _end(self, batch: Batch) -> None:
        if batch in self._batches:
            self._batches.remove(batch)
            self.finished.emit(batch)
