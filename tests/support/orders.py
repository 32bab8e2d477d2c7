"""Items and orders as the outbox keeps them."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.ids import (
    AktoerId,
    Digest,
    DokumentId,
    ItemId,
    SagId,
    new_dokument_id,
    new_item_id,
    new_order_id,
)
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder, Priority
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import Dokumenttype, SagFremdrift, SagRef

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KLE = KleNummer("02.34.02")
CLERK = Aktoer(AktoerId(UUID(int=7)))


def make_sag(number: int = 1) -> SagRef:
    """An open Sag."""
    return SagRef(SagId(UUID(int=1000 + number)), f"26/{number}", f"Prøvesag {number}", SagFremdrift.OPLYST, KLE)


def digest_of(content: bytes) -> Digest:
    """Its sha256."""
    return Digest(hashlib.sha256(content).hexdigest())


def make_item(
    content: bytes = b"Brev", name: str = "brev.txt", *, parent: ItemId | None = None, position: int = 0
) -> IntakeItem:
    """An item as taken."""
    kind = SourceKind.ATTACHMENT if parent else SourceKind.DROP
    return IntakeItem(
        id=new_item_id(),
        digest=digest_of(content),
        size=len(content),
        name=name,
        source=Source(kind),
        received_at=NOW,
        mime="text/plain",
        parent=parent,
        position=position,
    )


def draft_of(item: IntakeItem, titel: str = "Ansøgning", dokument: DokumentId | None = None) -> DokumentDraft:
    """The Dokument an item becomes."""
    return DokumentDraft(
        dokument=dokument or new_dokument_id(),
        item=item.id,
        digest=item.digest,
        size=item.size,
        file_name=item.name,
        mime=item.mime,
        titel=titel,
        beskrivelse=titel,
        dokumenttype=Dokumenttype.BREV_IND,
        brevdato=date(2026, 11, 20),
        received_at=item.received_at,
    )


def make_order(
    item: IntakeItem | None = None,
    *children: IntakeItem,
    sag: SagRef | None = None,
    titel: str = "Ansøgning",
    bilag: int = 0,
    priority: Priority = Priority.USER,
    decided_at: datetime = NOW,
) -> FilingOrder:
    """An order for the item with these attachments, or with `bilag` made-up ones."""
    main = item or make_item()
    parts = children or tuple(
        make_item(f"Bilag {number}".encode(), f"bilag-{number}.txt", parent=main.id, position=number)
        for number in range(1, bilag + 1)
    )
    return FilingOrder(
        id=new_order_id(),
        sag=sag or make_sag(),
        kle=KLE,
        main=draft_of(main, titel),
        decided_by=CLERK,
        decided_at=decided_at,
        bilag=tuple(draft_of(part, f"Bilag {part.position}") for part in parts),
        priority=priority,
    )


def again(order: FilingOrder, **changes: object) -> FilingOrder:
    """The order decided anew."""
    return replace(order, id=new_order_id(), **changes)  # type: ignore[arg-type]
