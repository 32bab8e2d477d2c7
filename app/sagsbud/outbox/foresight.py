"""Asks for the Dokumenter of many orders at once, since hardly ever is one there before it was sent."""

import threading
import time
from collections.abc import Callable, Iterable

from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.orders import OutboxEntry, StepKind
from sagsbud.outbox.asking import twice

FORESEEN = 60.0
"""Seconds for which a Dokument that was not there is taken to be absent: only this store knows its uuid."""


class Foresight:
    """What was absent from the service a moment ago. Safe to use from several threads."""

    def __init__(self, service: FilingService) -> None:
        self._service = service
        self._absent: dict[DokumentId, float] = {}
        self._lock = threading.Lock()
        self._asking = threading.Lock()

    def ask(self, entry: OutboxEntry, coming: Callable[[], Iterable[OutboxEntry]]) -> None:
        """Ask for the Dokumenter of this order, and of those that come next, all at once: who was never begun to be sent
        is only looked for in case an earlier life of this store sent it. Raises ServiceError.
        """
        with self._asking:
            known = self._known()
            if known.issuperset(_unbegun(entry)):
                return
            wanted = [dokument for one in (entry, *coming()) for dokument in _unbegun(one)]
            asked = [one for one in dict.fromkeys(wanted) if one not in known]
            at, absent = time.monotonic(), twice(lambda: self._service.absent(asked))
            with self._lock:
                self._absent.update(dict.fromkeys(absent, at))

    def _known(self) -> set[DokumentId]:
        """What was absent a moment ago."""
        before = time.monotonic() - FORESEEN
        with self._lock:
            for old in [one for one, at in self._absent.items() if at <= before]:
                del self._absent[old]
            return set(self._absent)

    def holds(self, dokument: DokumentId) -> bool:
        """Whether it was absent a moment ago, which counts once."""
        with self._lock:
            return self._absent.pop(dokument, float("-inf")) > time.monotonic() - FORESEEN


def _unbegun(entry: OutboxEntry) -> list[DokumentId]:
    """The Dokumenter of an order of which nothing was ever sent."""
    return [step.dokument for step in entry.steps if step.kind is StepKind.DOKUMENT] if entry.untouched else []
