"""Filing straight on a Sag: what was dropped on it is decided as soon as it has been read."""

from enum import Enum, auto
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.taking import Batch
from sagsbud.ui.operations import Operations

if TYPE_CHECKING:
    from sagsbud.engine import Engine


class Unfiled(Enum):
    """Why a document was not filed when it was tried."""

    UNREAD = auto()
    INCOMPLETE = auto()
    """A person must complete it."""
    KNOWN = auto()
    """The same mail was decided on before: a person sees to it."""
    DECIDED = auto()
    """Somebody was here before, or it is gone: nothing is left to do."""


class DirectFiling(QObject):
    """Waits for readings. `filed` brings the OutboxEntry, `left` the ItemId of what a person must complete, and its Batch;
    `known` the same of a mail that was decided on before.
    """

    filed = Signal(object)
    left = Signal(object, object)
    known = Signal(object, object)

    def __init__(
        self, engine: "Engine", operations: Operations, bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._operations = operations
        self._one_by_one = Lock()
        """Of two copies of a mail that are read at the same time, the second meets the first as decided."""
        self._waiting: dict[ItemId, tuple[SagRef, Batch | None]] = {}
        self._tried: dict[ItemId, bool] = {}
        """Being decided now, and whether it changed meanwhile: the next try would meet what this one has decided."""
        bridge.items_changed.connect(self._look)

    def file(self, items: list[ItemId], sag: SagRef, batch: Batch | None = None) -> None:
        """File these on the Sag, each as soon as it has been read."""
        self._waiting |= dict.fromkeys(items, (sag, batch))
        self._look(frozenset(items))

    def _look(self, items: frozenset[ItemId]) -> None:
        for item in items & self._waiting.keys():
            if item in self._tried:
                self._tried[item] = True
            else:
                self._try(item)

    def _try(self, item: ItemId) -> None:
        engine, (sag, batch) = self._engine, self._waiting[item]
        self._tried[item] = False

        def decide() -> OutboxEntry | Unfiled:
            detail = engine.detail(item)
            if detail is None or detail.entry.state is not OrderState.DRAFT:
                return Unfiled.DECIDED
            if detail.extract is None and detail.entry.problem is None:
                return Unfiled.UNREAD
            with self._one_by_one:
                if engine.kin.known_mail(item):
                    return Unfiled.KNOWN
                proposal = detail.on(sag)
                return Unfiled.INCOMPLETE if proposal.missing else engine.decide(proposal)

        def decided(answer: OutboxEntry | Unfiled) -> None:
            again = self._tried.pop(item)
            if answer is Unfiled.UNREAD:
                if again:
                    self._try(item)
                return
            del self._waiting[item]
            if isinstance(answer, OutboxEntry):
                self.filed.emit(answer)
            elif answer is Unfiled.INCOMPLETE:
                self.left.emit(item, batch)
            elif answer is Unfiled.KNOWN:
                self.known.emit(item, batch)

        def failed(error: SagsbudError) -> None:
            again = self._tried.pop(item)
            self._operations.failed.emit(error)
            if again:
                self._try(item)

        self._operations.run(self, decide, decided, failed)
