"""Ctrl+C and a polite kill: noted from the first moment on, done when the window can be closed.

Qt must not be broken off while it is being loaded; Python would raise in the middle of it and the process would abort.
"""

import signal
from collections.abc import Callable
from types import FrameType, TracebackType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ending:
    """Within the block nothing is broken off; `then` says what is done instead. Only on the main thread."""

    def __init__(self) -> None:
        self.asked = False
        """Whether somebody wants the program to end."""
        self._end: Callable[[], object] | None = None
        self._before: dict[int, object] = {}

    def __enter__(self) -> "Ending":
        for number in SIGNALS:
            self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end = None
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def then(self, end: Callable[[], object]) -> None:
        """Do this when somebody asks; at once when that was already so."""
        self._end = end
        if self.asked:
            end()

    def _came(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        if self._end:
            self._end()
