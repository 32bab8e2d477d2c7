"""Work that blocks, off the main thread: one way to run it, one way to answer, one way to show what went wrong."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from sagsbud.domain.errors import SagsbudError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.engine.workers import describe

log = logging.getLogger(__name__)

T = TypeVar("T")

WORKERS = 4
"""Threads for reads; each holds one connection to the store."""


@frozen
class _Ticket:
    """One operation under way. `key` is shared with the operations it supersedes."""

    parent: QObject
    key: tuple[int, str] | None
    on_success: Callable[[Any], None]
    on_error: Callable[[SagsbudError], None] | None


class Operations(QObject):
    """Runs operations on a small pool and delivers what they answer on the main thread.

    An answer is dropped when the parent is gone, or when a newer operation with the same parent and key was started.
    """

    failed = Signal(object)
    """A SagsbudError nobody else took care of; the window shows it."""
    _answered = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(WORKERS, "sagsbud-screen")
        self._lock = threading.Lock()
        self._newest: dict[tuple[int, str], _Ticket] = {}
        self._under_way = 0
        self._held: list[Callable[[], object]] | None = None
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether every answer has been delivered."""
        return self._under_way == 0

    def run(
        self,
        parent: QObject,
        operation: Callable[[], T],
        on_success: Callable[[T], None],
        on_error: Callable[[SagsbudError], None] | None = None,
        *,
        key: str | None = None,
        first: bool = False,
    ) -> None:
        """Run `operation` in a worker thread, then `on_success` with its answer, or `on_error`, on the main thread.

        Without `on_error` the error goes to `failed`. Exceptions other than SagsbudError are logged by type and
        place, and arrive as Trouble.DEFECT. With `key` the newest operation of that parent wins.
        What is `first` begins also while the others are held back.
        """
        if self._closed:
            return
        ticket = _Ticket(parent, (id(parent), key) if key else None, on_success, on_error)
        if ticket.key:
            with self._lock:
                self._newest[ticket.key] = ticket
        self._under_way += 1
        begin = partial(self._pool.submit, self._work, ticket, operation)
        if self._held is None or first:
            begin()
        else:
            self._held.append(begin)

    def hold(self) -> None:
        """From now on begin only what is to be first; the rest waits until `let_go`."""
        self._held = []

    def let_go(self) -> None:
        """Begin what was held back, in order, and everything from now on at once."""
        held, self._held = self._held or [], None
        if not self._closed:
            for begin in held:
                begin()

    def close(self) -> None:
        """Drop what has not begun, and wait for what has; nothing is delivered any more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, ticket: _Ticket, operation: Callable[[], Any]) -> None:
        answer, error = None, None
        if not self._superseded(ticket):
            try:
                answer = operation()
            except SagsbudError as known:
                error = known
            except Exception as defect:  # noqa: BLE001 - a defect in one read is shown, and the others go on
                log.error("an operation of the screen stopped short: %s", describe(defect))
                error = SagsbudError(Trouble.DEFECT, kind=type(defect).__name__)
        if not self._closed:
            self._answered.emit(ticket, answer, error)

    def _superseded(self, ticket: _Ticket) -> bool:
        with self._lock:
            return ticket.key is not None and self._newest.get(ticket.key) is not ticket

    def _deliver(self, ticket: _Ticket, answer: object, error: SagsbudError | None) -> None:
        self._under_way -= 1
        if self._closed or self._superseded(ticket) or not shiboken6.isValid(ticket.parent):
            return
        if ticket.key:
            with self._lock:
                self._newest.pop(ticket.key, None)
        if error is None:
            ticket.on_success(answer)
        elif ticket.on_error:
            ticket.on_error(error)
        else:
            self.failed.emit(error)
