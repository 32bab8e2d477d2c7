"""What is done about news from elsewhere. News is only a hint: the object is read, and what it says now is what counts.

Every reaction may be made again, by the same news or by a poll, and then changes nothing.
"""

import logging
from collections.abc import Callable

from sagsbud.domain.changes import Change, ItemsChanged, ObjectsChanged, QueueChanged, SagerChanged
from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import NotThere, ServiceError, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import DokumentId, ItemId, SagId
from sagsbud.domain.mox import Heard, Objekttype, OrdersAbout
from sagsbud.domain.orders import Problem
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.suggestports import SagDirectory

log = logging.getLogger(__name__)


class Reactions:
    """Brings screens and queued orders up to date. Safe to use from several threads."""

    def __init__(
        self,
        orders: OrdersAbout,
        sager: SagDirectory,
        service: FilingService,
        clock: Clock,
        tell: Callable[[Change], None],
    ) -> None:
        self._orders = orders
        self._sager = sager
        self._service = service
        self._clock = clock
        self._tell = tell

    def react(self, heard: Heard) -> None:
        """What the news asks for. Raises ServiceError when the object cannot be read now, StoreError."""
        if heard.objekttype is Objekttype.SAG:
            self.sag_changed(SagId(heard.objekt))
        else:
            self.dokument_changed(DokumentId(heard.objekt))

    def sag_changed(self, sag: SagId) -> None:
        """Take over what the Sag says now; what is promised to one that is closed or gone is put before a person."""
        now = self._read(sag)
        known = self._sager.by_id(sag)
        if now is None and known:
            self._sager.forget(sag)
        elif now and now != known and (known or now.is_open):
            self._sager.add(now)
        items: list[ItemId] = []
        if now is None or not now.is_open:
            last = now or known
            number = last.sagsnummer if last else ""
            trouble = Trouble.SAG_GONE if now is None else Trouble.SAG_CLOSED
            params = (("sag", number),) if number else ()
            items = self._orders.stop(sag, Problem(trouble, self._clock(), params))
        if now != known:
            self._tell(SagerChanged())
            items += self._orders.on_sag(sag)
        self._told(items)
        self._tell(ObjectsChanged(sager=frozenset({sag})))

    def dokument_changed(self, dokument: DokumentId) -> None:
        """Who shows the Dokument reads it anew."""
        self._told(self._orders.of_dokument(dokument))
        self._tell(ObjectsChanged(dokumenter=frozenset({dokument})))

    def poll(self) -> bool:
        """Without news: look at every Sag something is promised to. Whether the service answered."""
        try:
            for sag in self._orders.sager():
                self.sag_changed(sag)
        except ServiceError as error:
            log.info("Sager were not looked at: %s", error.trouble.value)
            return False
        return True

    def _read(self, sag: SagId) -> SagRef | None:
        try:
            return self._service.sag(sag)
        except NotThere:
            return None

    def _told(self, items: list[ItemId]) -> None:
        if items:
            self._tell(ItemsChanged(frozenset(items)))
            self._tell(QueueChanged())
