"""Threads with a name, a wake-up and a clean end."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

PAUSE_AFTER_DEFECT = 5.0
"""Seconds a loop rests after an unexpected exception, so that a defect does not burn a core."""


class Worker:
    """A thread that calls `turn` whenever woken, and at least every `interval` seconds, which a function may say anew.

    `turn` answers whether there is more to do at once. An unexpected exception is logged by its type and place
    only, since its text may quote a document, and the loop goes on.
    """

    def __init__(self, name: str, turn: Callable[[], bool], interval: float | Callable[[], float]) -> None:
        self._turn = turn
        self._interval = interval
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sagsbud-{name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Take a turn soon."""
        self._woken.set()

    def stop(self) -> None:
        """Ask the loop to end after its present turn."""
        self._stopping.set()
        self._woken.set()

    def join(self) -> None:
        """Wait until it has ended."""
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                pause = 0.0 if self._turn() else self._rest()
            except Exception as error:  # noqa: BLE001 - a defect in one turn must not end the thread the others rely on
                log.error("%s stopped short: %s", self._thread.name, describe(error))
                pause = PAUSE_AFTER_DEFECT
            if pause:
                self._woken.wait(pause)
            self._woken.clear()

    def _rest(self) -> float:
        return self._interval() if callable(self._interval) else self._interval


def describe(error: BaseException) -> str:
    """The type and the place of an exception, never its text."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename.rsplit('sagsbud', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"
