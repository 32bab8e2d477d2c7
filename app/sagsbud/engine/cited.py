"""Sager the list of open ones is wrong about: closed or made since it was read, and met by number or by filing on them."""

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import ServiceError, Trouble
from sagsbud.domain.extract import Extract
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagFremdrift
from sagsbud.domain.suggestports import SagDirectory

log = logging.getLogger(__name__)

MOST = 5
"""Numbers asked about for one document; the best candidates come first."""
AGAIN = timedelta(hours=1)
"""A number nobody knew is asked about again after this."""
RETRY = timedelta(minutes=1)
"""After no answer nothing is asked for so long: reading goes on without."""
REMEMBERED = 10_000


def found_closed(directory: SagDirectory, entry: OutboxEntry) -> bool:
    """Whether the order came to nothing because its Sag is closed, and the directory did not know: it does from now on."""
    if entry.order is None or entry.problem is None or entry.problem.trouble is not Trouble.SAG_CLOSED:
        return False
    sag = directory.by_id(entry.order.sag.id) or entry.order.sag
    if sag.is_open:
        directory.add(replace(sag, fremdrift=SagFremdrift.AFSLUTTET))
    return sag.is_open


class CitedSager:
    """Asks the service about numbers this machine does not know. Safe to call from several threads."""

    def __init__(self, directory: SagDirectory, service: FilingService, clock: Clock) -> None:
        self._directory = directory
        self._service = service
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[str, datetime] = {}
        self._quiet_until: datetime | None = None

    def meet(self, extract: Extract) -> None:
        """Get to know the Sager the document names. Without an answer it is read as if they did not exist."""
        for found in extract.case_numbers[:MOST]:
            if self._directory.by_number(found.value) is None and self._may_ask(found.value):
                self._ask(found.value)

    def _may_ask(self, number: str) -> bool:
        now = self._clock()
        with self._lock:
            asked = self._asked.get(number)
            if (self._quiet_until and now < self._quiet_until) or (asked and now < asked + AGAIN):
                return False
            if len(self._asked) >= REMEMBERED:
                self._asked.clear()
            self._asked[number] = now
            return True

    def _ask(self, number: str) -> None:
        try:
            sager = self._service.sager(number)
        except ServiceError as error:
            log.info("a case number was not looked up: %s", error.trouble.value)
            with self._lock:
                self._asked.pop(number, None)
                self._quiet_until = self._clock() + RETRY
            return
        for sag in sager:
            self._directory.add(sag)
