"""Tells at least once of each order that is proven, and notes of which it has told."""

import logging
import threading
from collections.abc import Callable

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.outbox.claims import Claims

log = logging.getLogger(__name__)

TOLD_TOGETHER = 50
"""Filings passed on are noted so many at a time; a crash tells as many again, which does no harm."""


class PassingOn:
    """`filed` hears of each. Safe to use from several threads."""

    def __init__(self, claims: Claims, filed: Callable[[OutboxEntry], None]) -> None:
        self._claims = claims
        self._filed = filed
        self._lock = threading.Lock()
        self._told: set[ItemId] = set()
        self._untold = True
        """Whether filings of an earlier run may not have been passed on."""

    def tell(self, entry: OutboxEntry) -> None:
        """Tell that it is filed; noted in batches, so that it costs no transaction of its own."""
        try:
            self._filed(entry)
        except (SagsbudError, OSError) as error:
            log.error("a filing was not passed on: %s", type(error).__name__)
            return
        with self._lock:
            self._told.add(entry.item.id)
            many = len(self._told) >= TOLD_TOGETHER
        if many:
            self.note()

    def note(self) -> None:
        """Keep of which it has told. Raises StoreError."""
        with self._lock:
            told, self._told = self._told, set()
        if told:
            self._claims.told(told)

    def rest(self) -> None:
        """What is best done while nothing is under way: note, and tell of what an earlier run may have left."""
        self.note()
        if self._untold:
            self._untold = False
            for entry in self._claims.untold():
                self.tell(entry)
            self.note()
