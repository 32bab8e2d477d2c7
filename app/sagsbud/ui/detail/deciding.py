"""What a person decides about the document that is shown: run off the main thread, told when it is durable."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.engine.views import Proposal
from sagsbud.i18n import tr
from sagsbud.ui.detail.happened import REASONS_AGAINST
from sagsbud.ui.handedwords import giver_of
from sagsbud.ui.operations import Operations

if TYPE_CHECKING:
    from sagsbud.engine import Engine

T = TypeVar("T")


class Decider(QObject):
    """The commands of the pane. Each answers with one signal, on the main thread."""

    filed = Signal(object)
    """The OutboxEntry of an order that is durably promised."""
    corrected = Signal(object)
    """The OutboxEntry of a filed document that is durably promised anew."""
    withdrawn = Signal(object)
    given_back = Signal(object)
    """The ItemId of what is not to be filed and goes back to the colleague it came from."""
    moved = Signal(object)
    """An ItemId that was undone, sent back or restored."""
    repeated = Signal(object)
    """The OutboxEntry of a document that was taken in once more."""
    retried = Signal(object)
    outdated = Signal(object)
    """An ItemId whose state had changed meanwhile, so that the command came too late."""
    refused = Signal(object, object)
    """An ItemId and the SagsbudError that stopped the command."""

    def __init__(self, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._operations = operations
        self._under_way: set[ItemId] = set()

    def file(self, proposal: Proposal) -> None:
        """Promise it so; a second press while the first is under way does nothing."""
        self._run(proposal.item, lambda: self._engine.decide(proposal), self.filed.emit)

    def correct(self, proposal: Proposal) -> None:
        """File what is filed anew, with other fields; one that says the same after all is left as it is."""

        def correct() -> OutboxEntry:
            try:
                return self._engine.corrections.correct(proposal)
            except ValueError:
                raise IllegalTransition(OrderState.FILED, OrderEvent.CORRECTED) from None

        self._run(proposal.item, correct, self.corrected.emit)

    def withdraw(self, item: ItemId, reason: str) -> None:
        """It is not to be filed, for this reason (a code); what a colleague handed over goes back with the reason."""

        def withdraw() -> bool:
            entry = self._engine.entry(item)
            giver = giver_of(entry) if entry else None
            if giver is None:
                self._engine.withdraw(item, reason)
                return False
            words = tr("Not to be filed: {reason}.", reason=tr(REASONS_AGAINST[reason]))
            if self._engine.hand_over((item,), giver, words).left:
                raise IllegalTransition(OrderState.DRAFT, OrderEvent.HANDED_OVER)
            return True

        def done(gave_back: bool) -> None:
            (self.given_back if gave_back else self.withdrawn).emit(item)

        self._run(item, withdraw, done)

    def restore(self, item: ItemId) -> None:
        """It is to be filed after all."""

        def restore() -> None:
            if not self._engine.together.move_back((item,)):
                raise IllegalTransition(OrderState.WITHDRAWN, OrderEvent.RESTORED)

        self._run(item, restore, lambda _none: self.moved.emit(item))

    def retry(self, item: ItemId) -> None:
        """Try again now."""
        self._run(item, lambda: self._engine.retry(item), lambda _none: self.retried.emit(item))

    def revise(self, item: ItemId, done: Callable[[], None]) -> None:
        """Back to the inbox, to be decided anew."""

        def revised(_none: None) -> None:
            done()
            self.moved.emit(item)

        self._run(item, lambda: self._engine.revise(item), revised)

    def repeat(self, item: ItemId) -> None:
        """Take it in once more, to be filed in spite of its twin."""
        self._run(item, lambda: self._engine.kin.repeat(item), self.repeated.emit)

    def undo(self, item: ItemId) -> None:
        """Back to the inbox, while nothing has been sent."""

        def undone(done: bool) -> None:
            (self.moved if done else self.outdated).emit(item)

        self._run(item, lambda: self._engine.undo(item), undone)

    def _run(self, item: ItemId, command: Callable[[], T], done: Callable[[T], None]) -> None:
        if item in self._under_way:
            return
        self._under_way.add(item)

        def told(answer: tuple[T] | None) -> None:
            self._under_way.discard(item)
            if answer is None:
                self.outdated.emit(item)
            else:
                done(answer[0])

        def stopped(error: SagsbudError) -> None:
            self._under_way.discard(item)
            self.refused.emit(item, error)

        self._operations.run(self, lambda: _allowed(command), told, stopped)


def _allowed(command: Callable[[], T]) -> tuple[T] | None:
    """The answer, or None when the document's state has changed so that it cannot be done any more."""
    try:
        return (command(),)
    except IllegalTransition:
        return None
