"""Sager that are made here, and notes on Sager: both go the way of every document, through the outbox."""

import random
import threading
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.ids import SagId, new_dokument_id, new_item_id, new_order_id
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder, OutboxEntry, SagDraft
from sagsbud.domain.sagsobjekter import Dokumenttype, Journalpostkode, Retning, SagRef
from sagsbud.domain.states import IN_QUEUE, NEEDS_PERSON
from sagsbud.domain.workdays import danish_date
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import one_line

LOOKED_AT = 1000
"""Promises looked at for Sager that are not made yet."""
NUMBERS = 1_000_000
"""Numbers of a year: many, so that two clerks who open a Sag at once seldom hit upon the same; the service has the
last word before the Sag is made."""
TRIES = 20
NOTE_LIMIT = 20_000
"""Characters of a note: with its markup well below the 100 kB of Sags- og Dokumentindeks."""
UNKNOWN = KleNummer("00.00.00")
"""Stands in an order for a note on a Sag without a subject; a note has none of its own, so it is never sent."""


class NewSager:
    """Which Sager are ordered and not made yet. Safe to call from several threads; `search` and `of` may block once."""

    def __init__(self, ports: Ports, chance: random.Random) -> None:
        self._ports = ports
        self._chance = chance
        self._lock = threading.Lock()
        self._drafts: dict[SagId, SagDraft] | None = None

    def kassationskode(self, kle: KleNummer, facet: Handlingsfacet | None) -> Kassationskode:
        """Keep or destroy, by the rule of subject and facet."""
        return self._ports.kle.kassationskode(kle, facet)

    def number(self) -> str:
        """`26/384213`: this year's, and not known here."""
        year = danish_date(self._ports.clock()).year % 100
        for _ in range(TRIES):
            found = f"{year:02}/{self._chance.randrange(NUMBERS // 10, NUMBERS)}"
            if not self.is_taken(found):
                break
        return found

    def is_taken(self, sagsnummer: str) -> bool:
        """Whether a Sag with this number is known here, made or ordered."""
        ordered = any(draft.sagsnummer == sagsnummer for draft in self._known().values())
        return ordered or self._ports.sager.by_number(sagsnummer) is not None

    def of(self, sag: SagRef) -> SagDraft | None:
        """How the Sag is to be made, when it is ordered and this machine does not know it as made."""
        return self._known().get(sag.id) if self._ports.sager.by_id(sag.id) is None else None

    def ordered(self, draft: SagDraft) -> None:
        """It was promised just now."""
        with self._lock:
            if self._drafts is not None:
                self._drafts[draft.id] = draft

    def search(self, text: str) -> list[SagRef]:
        """Ordered Sager whose number or title has all the words."""
        words = text.casefold().split()
        found = (draft.ref for draft in self._known().values() if self._ports.sager.by_id(draft.id) is None)
        return [sag for sag in found if all(word in f"{sag.sagsnummer} {sag.titel}".casefold() for word in words)]

    def _known(self) -> dict[SagId, SagDraft]:
        with self._lock:
            if self._drafts is None:
                rows = self._ports.outbox.page(IN_QUEUE | NEEDS_PERSON, limit=LOOKED_AT)
                drafts = [row.order.new_sag for row in rows if row.order and row.order.new_sag]
                self._drafts = {draft.id: draft for draft in drafts}
            return dict(self._drafts)


def take_note(ports: Ports, sag: SagRef, new_sag: SagDraft | None, titel: str, text: str) -> OutboxEntry:
    """Secure the note's words and promise them to the Sag as a journalnotat. Raises ValueError without words, StoreError."""
    words = text.strip()
    if not words or len(words) > NOTE_LIMIT:
        raise ValueError(f"a note has between 1 and {NOTE_LIMIT} characters")
    heading = one_line(titel) or one_line(words.split("\n")[0])
    digest, size = ports.vault.put(BytesIO(words.encode()))
    now = ports.clock()
    item = IntakeItem(
        id=new_item_id(),
        digest=digest,
        size=size,
        name=f"{heading[:60]}.txt",
        source=Source(SourceKind.NOTE),
        received_at=now,
        mime="text/plain",
    )
    entry = ports.outbox.repeat(item)
    order = FilingOrder(
        id=new_order_id(),
        sag=sag,
        kle=sag.kle or UNKNOWN,
        facet=sag.facet,
        main=_note_draft(entry.item, heading, now),
        decided_by=ports.aktoer,
        decided_at=now,
        kode=Journalpostkode.JOURNALNOTAT,
        new_sag=new_sag,
    )
    return ports.outbox.promise(entry.item.id, order, hold=ports.undo_hold())


def _note_draft(item: IntakeItem, titel: str, now: datetime) -> DokumentDraft:
    return DokumentDraft(
        dokument=new_dokument_id(),
        item=item.id,
        digest=item.digest,
        size=item.size,
        file_name=item.name,
        mime=item.mime,
        titel=titel,
        beskrivelse=titel,
        dokumenttype=Dokumenttype.INTERNT_NOTAT,
        brevdato=danish_date(now),
        received_at=now,
        retning=Retning.INTERN,
    )


def with_new_sag(order: FilingOrder, draft: SagDraft | None) -> FilingOrder:
    """The order, with its Sag to be made first when that is so."""
    return replace(order, new_sag=draft) if draft and draft.id == order.sag.id else order
