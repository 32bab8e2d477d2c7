"""The one QObject between the engine's threads and the windows."""

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from sagsbud.domain.changes import (
    BatchesChanged,
    Change,
    ItemsChanged,
    OfferAnswered,
    QueueChanged,
    ReviewChanged,
    SagerChanged,
)
from sagsbud.domain.ids import ItemId

if TYPE_CHECKING:
    from sagsbud.engine import Engine

BURST = 40
"""Milliseconds in which changes are gathered before the windows hear of them."""


class EngineBridge(QObject):
    """Turns the engine's changes into signals on the main thread, a burst of them into one."""

    items_changed = Signal(frozenset)
    """ItemIds whose rows, readings or suggestions are other than before."""
    offer_answered = Signal(object)
    """One OfferAnswered for each file that was offered, in order."""
    queue_changed = Signal()
    sager_changed = Signal()
    batches_changed = Signal()
    """A bulk import began, came further or ended."""
    review_changed = Signal()
    """The supervisor's queue, or a decision about a document in it, is other than before."""
    _rang = Signal()

    def __init__(self, engine: "Engine", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._items: set[ItemId] = set()
        self._offers: list[OfferAnswered] = []
        self._queue = self._sager = self._review = self._ringing = False
        self._batches = False
        self._timer = QTimer(self, interval=BURST, singleShot=True)
        self._timer.timeout.connect(self._flush)
        self._rang.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)
        self._end = engine.subscribe(self._hear)

    def close(self) -> None:
        """Hear no more."""
        self._end()
        self._timer.stop()

    def _hear(self, change: Change) -> None:
        """Called from the engine's threads; only notes what changed."""
        with self._lock:
            match change:
                case ItemsChanged(items):
                    self._items |= items
                case OfferAnswered():
                    self._offers.append(change)
                case BatchesChanged():
                    self._batches = True
                case QueueChanged():
                    self._queue = True
                case SagerChanged():
                    self._sager = True
                case ReviewChanged():
                    self._review = True
            if self._ringing:
                return
            self._ringing = True
        self._rang.emit()

    def _flush(self) -> None:
        with self._lock:
            items, self._items = frozenset(self._items), set()
            offers, self._offers = self._offers, []
            queue, self._queue = self._queue, False
            sager, self._sager = self._sager, False
            review, self._review = self._review, False
            batches, self._batches = self._batches, False
            self._ringing = False
        if batches:
            self.batches_changed.emit()
        if review:
            self.review_changed.emit()
        if sager:
            self.sager_changed.emit()
        if items:
            self.items_changed.emit(items)
        for answered in offers:
            self.offer_answered.emit(answered)
        if queue or items or offers:
            self.queue_changed.emit()
