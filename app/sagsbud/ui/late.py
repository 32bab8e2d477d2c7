"""Parts of the window that are not needed before the rows: made a piece at a time, or at once for whoever asks.

How one is made is a generator. It names the module that its next piece needs and goes on when that is loaded, so that
between two pieces the window answers; what it returns is the part.
"""

from collections.abc import Callable, Generator
from functools import partial
from importlib import import_module
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from sagsbud.ui.operations import Operations

T = TypeVar("T")
Making = Generator[str, None, T]


def made(making: Making[T]) -> T:
    """All of it now."""
    late = Late(making)
    return late.get()


class Late(Generic[T]):
    """`there` is None until the part is made."""

    def __init__(self, making: Making[T]) -> None:
        self.there: T | None = None
        self._making = making
        self._steps: list[Callable[[T], object]] = []

    def then(self, step: Callable[[T], object]) -> None:
        """Do this with it once it is made; at once when it is."""
        if self.there is None:
            self._steps.append(step)
        else:
            step(self.there)

    def get(self) -> T:
        """The part; what is not made of it yet is made now."""
        while self.there is None:
            self._advance()
        return self.there

    def begin(self, operations: Operations, parent: QObject) -> None:
        """Make it meanwhile: each piece is loaded in a thread and put together on this one."""
        module = self._advance()
        if module:
            operations.run(parent, partial(import_module, module), lambda _module: self.begin(operations, parent))

    def _advance(self) -> str:
        """The next piece; the module that the one after it needs, empty when all is made."""
        if self.there is None:
            try:
                return next(self._making)
            except StopIteration as end:
                self.there = end.value
                self._tell(end.value)
        return ""

    def _tell(self, part: T) -> None:
        steps, self._steps = self._steps, []
        for step in steps:
            step(part)
