"""What is like a document: here, in the service, and taken in once more in spite of it."""

from collections.abc import Callable
from dataclasses import replace

from sagsbud.domain.alike import Alike
from sagsbud.domain.arrival import Taken
from sagsbud.domain.changes import Change, ItemsChanged, QueueChanged
from sagsbud.domain.ids import ItemId, new_item_id
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import DokumentFremdrift, FiledDokument
from sagsbud.domain.states import OrderState
from sagsbud.domain.twins import Elsewhere, Twins
from sagsbud.engine.ports import Ports


class Kin:
    """Everything blocks. `tell` hears of what was taken in once more, which `read` has read soon."""

    def __init__(self, ports: Ports, tell: Callable[[Change], None], *, read: Callable[[], None]) -> None:
        self._ports = ports
        self._tell = tell
        self._read = read

    def twins(self, item: ItemId, *, ask_service: bool = False) -> Twins:
        """What is like the item here; with `ask_service` also Dokumenter of others with its very bytes.

        Raises ServiceError when asked and the service does not answer.
        """
        ports = self._ports
        here = tuple(ports.outbox.twins(item))
        entry = ports.outbox.entry(item)
        if entry is None or not ask_service:
            return Twins(here)
        found = ports.service.find_dokumenter_by_digest(entry.item.digest)
        rows = [entry, *(twin.entry for twin in here)]
        ours = {draft.dokument for row in rows if row.order for draft in row.order.drafts}
        ours |= {row.item.given.dokument for row in rows if row.item.given}
        return Twins(here, tuple(dokument for dokument in found if dokument not in ours))

    def known_mail(self, item: ItemId) -> Taken | None:
        """Whether the same mail was decided on before: nothing files it twice but a person who sees it."""
        return known_mail(self._ports, item)

    def filed_elsewhere(self, item: ItemId) -> list[Elsewhere]:
        """Dokumenter with the item's very bytes that were filed from other machines. Raises ServiceError."""
        ports, found = self._ports, []
        for dokument in self.twins(item, ask_service=True).elsewhere:
            filed = ports.service.dokument(dokument)
            if filed and not filed.passive and not _waits_for_somebody(filed):
                sager = (ports.sager.by_id(sag) or ports.service.sag(sag) for sag in filed.sager)
                found.append(Elsewhere(dokument, filed.titel, next((sag for sag in sager if sag), None)))
        return found

    def alike(self, item: ItemId) -> list[Alike]:
        """Documents here that are like the item and may belong on the same Sag, the likest first; none while unread."""
        kept, entry = self._ports.outbox.reading(item), self._ports.outbox.entry(item)
        if kept is None or entry is None:
            return []
        return self._ports.outbox.alike(item, self._ports.suggester.telling(kept[0], entry.item.name))

    def repeat(self, item: ItemId) -> OutboxEntry:
        """Take a document in once more, to file it in spite of its twin.

        Raises KeyError for an unknown item, StoreError CONTENT_MISSING when its bytes were purged: then it must be
        offered as a file again.
        """
        entry = self._ports.outbox.entry(item)
        if entry is None:
            raise KeyError(item)
        again = replace(
            entry.item,
            id=new_item_id(),
            received_at=self._ports.clock(),
            batch=None,
            parent=None,
            position=0,
            given=None,
        )
        fresh = self._ports.outbox.repeat(again)
        self._read()
        self._tell(ItemsChanged(frozenset({fresh.item.id})))
        self._tell(QueueChanged())
        return fresh


def known_mail(ports: Ports, item: ItemId) -> Taken | None:
    """As `Kin.known_mail`."""
    states = ports.outbox.same_mail_decided(item)
    if OrderState.FILED in states:
        return Taken.ALREADY_FILED
    return Taken.ALREADY_HERE if states else None


def _waits_for_somebody(filed: FiledDokument) -> bool:
    """Whether it was handed over and nobody has filed it."""
    return filed.fremdrift == DokumentFremdrift.FORDELT and not filed.sager
