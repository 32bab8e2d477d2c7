"""What is like a document: here, in the service, and taken in once more in spite of it."""

from dataclasses import replace

from sagsbud.domain.alike import Alike
from sagsbud.domain.ids import ItemId, new_item_id
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import DokumentFremdrift, FiledDokument
from sagsbud.domain.twins import Elsewhere, Twins
from sagsbud.engine.ports import Ports


def twins_of(ports: Ports, item: ItemId, *, ask_service: bool) -> Twins:
    """What is like the item here; with `ask_service` also Dokumenter of others. Raises ServiceError when asked."""
    here = tuple(ports.outbox.twins(item))
    entry = ports.outbox.entry(item)
    if entry is None or not ask_service:
        return Twins(here)
    found = ports.service.find_dokumenter_by_digest(entry.item.digest)
    rows = [entry, *(twin.entry for twin in here)]
    ours = {draft.dokument for row in rows if row.order for draft in row.order.drafts}
    ours |= {row.item.given.dokument for row in rows if row.item.given}
    return Twins(here, tuple(dokument for dokument in found if dokument not in ours))


def filed_elsewhere(ports: Ports, item: ItemId) -> list[Elsewhere]:
    """Dokumenter with the item's very bytes that were filed from other machines. Raises ServiceError."""
    found = []
    for dokument in twins_of(ports, item, ask_service=True).elsewhere:
        filed = ports.service.dokument(dokument)
        if filed and not filed.passive and not _waits_for_somebody(filed):
            sager = (ports.sager.by_id(sag) or ports.service.sag(sag) for sag in filed.sager)
            found.append(Elsewhere(dokument, filed.titel, next((sag for sag in sager if sag), None)))
    return found


def _waits_for_somebody(filed: FiledDokument) -> bool:
    """Whether it was handed over and nobody has filed it."""
    return filed.fremdrift == DokumentFremdrift.FORDELT and not filed.sager


def alike_to(ports: Ports, item: ItemId) -> list[Alike]:
    """What is like the item in our keeping, the likest first; nothing while it is not read."""
    kept, entry = ports.outbox.reading(item), ports.outbox.entry(item)
    if kept is None or entry is None:
        return []
    return ports.outbox.alike(item, ports.suggester.telling(kept[0], entry.item.name))


def take_again(ports: Ports, item: ItemId) -> OutboxEntry:
    """The document as a fresh row. Raises KeyError, StoreError CONTENT_MISSING when its bytes were purged."""
    entry = ports.outbox.entry(item)
    if entry is None:
        raise KeyError(item)
    again = replace(
        entry.item, id=new_item_id(), received_at=ports.clock(), batch=None, parent=None, position=0, given=None
    )
    return ports.outbox.repeat(again)
