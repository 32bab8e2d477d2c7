"""Filing and putting away many, a portion at a time, so that it can be watched, stopped and taken back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import now

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.engine.together import Outcome
    from sagsbud.engine.undoing import Undone

PORTION = 10


@dataclass(slots=True)
class Run:
    """Many documents on their way into the queue."""

    waiting: list[tuple[ItemId, SagRef]]
    total: int
    until: datetime | None = None
    """Until when they can be taken back; None before the first is promised."""
    begun: datetime = field(default_factory=now)
    done: list[ItemId] = field(default_factory=list)
    left: list[ItemId] = field(default_factory=list)
    known: list[ItemId] = field(default_factory=list)
    """Left as well: the same mail was decided on before."""
    stopped: bool = False

    @property
    def handled(self) -> int:
        """How many have been decided or left."""
        return len(self.done) + len(self.left) + len(self.known)

    @property
    def per_minute(self) -> int:
        """Documents a minute so far."""
        return round(self.handled * 60 / max(1.0, (now() - self.begun).total_seconds()))


class ManyFiling(QObject):
    """`progressed` and `ended` bring the Run; `moved` the ItemIds that left the list with each portion."""

    progressed = Signal(object)
    ended = Signal(object)
    moved = Signal(frozenset)
    put_away = Signal(tuple, int)
    """ItemIds that are not to be filed, and how many stay."""
    away_again = Signal(tuple, int)
    """The same of what had been moved back."""
    own_is_latest = Signal()
    """What was done last was done in a form that nobody has decided yet."""
    moved_back = Signal(list)
    """Pairs of an ItemId that was put away and is in the inbox again, and the code of why it had been put away."""
    taken_back = Signal(tuple, int)
    """ItemIds that are back in the inbox, and how many were on their way already."""

    def __init__(self, engine: "Engine", operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._together = engine.together
        self._operations = operations
        self.run: Run | None = None
        self._between: list[Callable[[], None]] = []
        """What was asked for meanwhile and is done before the next portion; each then lets the run go on."""

    def file(self, choices: list[tuple[ItemId, SagRef]]) -> None:
        """Promise each on its Sag; while others are being filed nothing is begun."""
        if self.run is not None or not choices:
            return
        run = self.run = Run(list(choices), len(choices))

        def begin(until: datetime) -> None:
            run.until = until
            self._go_on(run)

        self._operations.run(self, lambda: self._together.until(run.total), begin, lambda error: self._stop(run, error))

    def cancel(self) -> None:
        """Decide no more of them; what is in the queue stays there and can be taken back."""
        if self.run:
            self.run.stopped = True

    def _go_on(self, run: Run) -> None:
        if self._between:
            self._between.pop(0)()
            return
        if run.stopped or not run.waiting:
            self.run = None
            self.ended.emit(run)
            return
        portion, run.waiting = run.waiting[:PORTION], run.waiting[PORTION:]

        def decided(outcome: "Outcome") -> None:
            done = [entry.item.id for entry in outcome.done]
            run.done += done
            run.left += outcome.left
            run.known += outcome.known
            self.moved.emit(frozenset(done))
            self.progressed.emit(run)
            self._go_on(run)

        until = run.until
        assert until is not None, "it was asked for when the first was begun"
        self._operations.run(
            self, lambda: self._together.file(portion, until), decided, lambda error: self._stop(run, error)
        )

    def _stop(self, run: Run, error: SagsbudError) -> None:
        run.stopped = True
        self._operations.failed.emit(error)
        self._go_on(run)

    def withdraw(self, items: tuple[ItemId, ...], reason: str) -> None:
        """They are not to be filed."""
        self._operations.run(self, lambda: self._together.withdraw(items, reason), self._away)

    def put_away_again(self, moved: list[tuple[ItemId, str]]) -> None:
        """They were moved back together and are not to be filed after all, each for the reason it had."""
        self._operations.run(self, lambda: self._together.put_away_again(moved), self._away)

    def _away(self, answer: tuple[list[ItemId], list[ItemId]]) -> None:
        found, stay = answer
        self.moved.emit(frozenset(found))
        self.put_away.emit(tuple(found), len(stay))

    def move_back(self, items: tuple[ItemId, ...]) -> None:
        """They are to be filed after all, and can be put away again together."""
        self._operations.run(self, lambda: self._together.move_back(items), self.moved_back.emit)

    def restore(self, items: tuple[ItemId, ...]) -> None:
        """They are to be filed after all."""

        def back(found: list[ItemId]) -> None:
            self.taken_back.emit(tuple(found), 0)

        self._operations.run(self, lambda: self._together.restore(items), back)

    def undo_latest(self, own: Callable[[], tuple[object, datetime | None]], then: Callable[[], None]) -> None:
        """Take back what was done last, whatever it was.

        `own` is the form that is shown, and when it was last changed so that it can be undone. While many are being
        filed they wait for that: they go on where it was done in a form, else they are stopped.
        """
        run, (form, pressed) = self.run, own()

        def ask() -> None:
            shown, changed = own()
            if pressed and shown is not form:  # what was meant is not seen any more
                then()
                go_on(stop=False)
                return
            asked = changed if pressed else None

            def back(found: "Undone") -> None:
                if found.own and own() != (form, asked):
                    ask()
                    return
                self._tell(found)
                then()
                go_on(stop=not found.own)

            def failed(error: SagsbudError) -> None:
                self._operations.failed.emit(error)
                go_on(stop=True)

            self._operations.run(self, lambda: self._engine.undo_latest(asked), back, failed)

        def go_on(*, stop: bool) -> None:
            if run:
                run.stopped = run.stopped or stop
                self._go_on(run)

        if run:
            self._between.append(ask)
        else:
            ask()

    def _tell(self, found: "Undone") -> None:
        if found.own:
            self.own_is_latest.emit()
        elif found.away or found.stay:
            self.moved.emit(frozenset(found.away))
            self.away_again.emit(found.away, len(found.stay))
        else:
            self.taken_back.emit(found.back, len(found.gone))

    def undo(self, items: tuple[ItemId, ...]) -> None:
        """Back to the inbox, all that have not left."""

        def back(found: tuple[list[ItemId], list[ItemId]]) -> None:
            self.taken_back.emit(tuple(found[0]), len(found[1]))

        self._operations.run(self, lambda: self._together.undo(items), back)
