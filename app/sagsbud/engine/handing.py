"""Handing documents over to colleagues, and receiving what they hand over: commands, and the looks in between."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sagsbud.domain.arrival import Given, IntakeItem, Source, SourceKind
from sagsbud.domain.changes import Change, ItemsChanged, QueueChanged
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import ServiceError, StoreError
from sagsbud.domain.handing import HANDING_NOTE_LIMIT, Fate, Handed, HandOver, Whereabouts, fate_of, is_handed_to
from sagsbud.domain.ids import ItemId, new_dokument_id, new_item_id, new_order_id
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.engine.ports import HandingPorts, Ports
from sagsbud.engine.proposals import main_draft, one_line
from sagsbud.engine.reading import Reading
from sagsbud.engine.views import Detail

log = logging.getLogger(__name__)

LOOK_INTERVAL = 30.0
"""Seconds between looks at what colleagues gave, and at what became of what was given to them."""
COLLEAGUES_KNOWN = 300.0
"""Seconds for which the list of people is not asked for again."""
AT_ONCE = 50
COLLEAGUES = "handing.colleagues"
_INSTANT = timedelta(microseconds=1)


class Handing:
    """Commands of the giver. Safe to call from any thread; everything blocks on the store, `colleagues` on the service."""

    def __init__(
        self,
        ports: Ports,
        handing: HandingPorts,
        reading: Reading,
        *,
        detail: Callable[[ItemId], Detail | None],
        changed: Callable[[OutboxEntry], None],
    ) -> None:
        self._ports = ports
        self._handing = handing
        self._reading = reading
        self._detail = detail
        self._changed = changed
        self._asked = float("-inf")
        self._people: tuple[Aktoer, ...] = ()
        self._asking = threading.Lock()

    def colleagues(self, text: str = "") -> list[Aktoer]:
        """People whose name has all the words; those of the service's Organisation, or as they were known last."""
        words = text.casefold().split()
        mine = self._ports.aktoer.id
        found = [one for one in self._known() if one.id != mine and all(word in one.navn.casefold() for word in words)]
        return sorted(found, key=lambda one: (one.navn.casefold(), str(one.id)))

    def _known(self) -> tuple[Aktoer, ...]:
        with self._asking:
            if time.monotonic() - self._asked > COLLEAGUES_KNOWN:
                people = self._handing.service.people()
                named = tuple(one for one in people if one.type is AktoerTypeKode.BRUGER and one.navn)
                kept = self._ports.outbox.recall(COLLEAGUES, tuple[Aktoer, ...]) or ()
                if named and named != kept:
                    self._ports.outbox.remember(COLLEAGUES, named)
                self._people = named or kept
                if named:
                    self._asked = time.monotonic()
            return self._people

    def hand_over(self, item: ItemId, to: Aktoer, note: str = "", *, until: datetime | None = None) -> OutboxEntry:
        """Promise to give it to the colleague; durable when this returns, and undone together with others `until` then.

        Raises KeyError for an unknown item, ValueError for oneself, IllegalTransition, StoreError.
        """
        if to.id == self._ports.aktoer.id:
            raise ValueError("it is here already")
        detail = self._read(item)
        now, given = self._ports.clock(), detail.entry.item.given
        dokument = given.dokument if given else new_dokument_id()
        order = HandOver(
            id=new_order_id(),
            draft=main_draft(detail.proposal, detail, dokument),
            to=to,
            decided_by=self._ports.aktoer,
            decided_at=max(now, given.at + _INSTANT) if given else now,
            note=one_line(note, HANDING_NOTE_LIMIT),
            passes_on=given is not None,
        )
        hold = max(until - now, timedelta(0)) if until else timedelta(0)
        entry = self._handing.handovers.promise(order, hold=hold)
        self._handing.delivery.wake()
        self._changed(entry)
        return entry

    def _read(self, item: ItemId) -> Detail:
        detail = self._detail(item)
        if detail and detail.entry.state is OrderState.DRAFT and not (detail.entry.summary or detail.entry.problem):
            self._reading.read(detail.entry)
            detail = self._detail(item)
        if detail is None:
            raise KeyError(item)
        if detail.entry.state is not OrderState.DRAFT:
            raise IllegalTransition(detail.entry.state, OrderEvent.HANDED_OVER)
        return detail

    def of(self, item: ItemId) -> Handed | None:
        """Where the item's hand-over stands."""
        return self._handing.handovers.of_item(item)

    def of_all(self, items: Collection[ItemId]) -> dict[ItemId, Handed]:
        """As `of`, of many."""
        return self._handing.handovers.of_items(items)

    def count(self) -> int:
        """How many are on their way to colleagues, or with them."""
        return self._handing.handovers.count()

    def unsent(self) -> int:
        """How many are promised and not known to lie with the colleague."""
        return self._handing.handovers.unsent()

    def undo(self, item: ItemId) -> bool:
        """Back to the inbox; False when something was sent already."""
        handed = self.of(item)
        done = handed is not None and self._handing.handovers.undo(handed.id, str(self._ports.aktoer.id))
        self._tell_of(item)
        return done

    def take_back(self, item: ItemId) -> bool:
        """Have it back from the colleague, in the background when it is there; False when she has acted."""
        handed = self.of(item)
        done = handed is not None and self._handing.handovers.recall(handed.id, str(self._ports.aktoer.id))
        self._handing.delivery.wake()
        self._tell_of(item)
        return done

    def _tell_of(self, item: ItemId) -> None:
        entry = self._ports.outbox.entry(item)
        if entry:
            self._changed(entry)


class Trays:
    """Looks at the own tray for what colleagues gave, and follows what was given to them. `turn` is for one thread."""

    def __init__(
        self, ports: Ports, handing: HandingPorts, tell: Callable[[Change], None], received: Callable[[], None]
    ) -> None:
        self._ports = ports
        self._handing = handing
        self._tell = tell
        self._received = received
        self._damaged: set[object] = set()
        """Dokumenter whose content is not what they say; they stay where they are."""
        self._place = 0

    def turn(self) -> bool:
        """One look; whether there is more to follow at once."""
        try:
            self.look()
            return self._follow_some()
        except (ServiceError, StoreError) as error:
            log.info("the tray rests: %s", error.trouble.value)
            return False

    def look(self) -> list[OutboxEntry]:
        """Take what colleagues gave into the inbox, each once. Raises ServiceError, StoreError."""
        me, store = self._ports.aktoer, self._handing.handovers
        tray = [one for one in self._handing.service.tray(me) if one not in self._damaged]
        known = store.known(tray) if tray else {}
        wanted = [one for one in tray if known.get(one, True)]
        taken = []
        for start in range(0, len(wanted), AT_ONCE):
            for seen in self._handing.service.dokumenter(wanted[start : start + AT_ONCE]):
                given = _given(seen, me)
                if given:
                    given = self._with_name(given)
                    entry = store.come_back(given) if seen.id in known else self._take(seen, given)
                    taken += [entry] if entry else []
        if taken:
            self._received()
            self._tell(ItemsChanged(frozenset(entry.item.id for entry in taken)))
            self._tell(QueueChanged())
        return taken

    def _take(self, seen: ReviewDokument, given: Given) -> OutboxEntry | None:
        """Its content into the vault, then the item: a crash in between does the same again."""
        service, vault = self._handing.service, self._ports.vault
        with service.content(seen) as content:
            digest, size = vault.put(content)
        claimed = service.claimed_digest(seen.id)
        if claimed not in (None, digest):
            log.error("what a colleague handed over is not what it says, and is left there")
            self._damaged.add(seen.id)
            return None
        item = IntakeItem(
            id=new_item_id(),
            digest=digest,
            size=size,
            name=seen.file_name or seen.titel or str(seen.id),
            source=Source(SourceKind.COLLEAGUE, given.by.navn),
            received_at=min(seen.received_at, given.at),
            mime=seen.mime or "application/octet-stream",
            given=given,
        )
        return self._handing.handovers.receive(item)

    def _with_name(self, given: Given) -> Given:
        return replace(given, by=self._handing.service.names([given.by.id]).get(given.by.id, given.by))

    def follow(self) -> None:
        """See what became of everything that was given away. Raises ServiceError, StoreError."""
        self._place = 0
        while self._follow_some():
            pass

    def _follow_some(self) -> bool:
        rows = self._handing.handovers.unsettled(after=self._place, limit=AT_ONCE)
        self._place = rows[-1][0] if len(rows) == AT_ONCE else 0
        if not rows:
            return False
        found = {one.id: one for one in self._handing.service.dokumenter([h.order.draft.dokument for _at, h in rows])}
        moved = set()
        for _at, handed in rows:
            fate = self._named(fate_of(handed.order, found.get(handed.order.draft.dokument)))
            if self._handing.handovers.note_fate(handed.id, fate):
                moved.add(handed.order.draft.item)
        if moved:
            self._tell(ItemsChanged(frozenset(moved)))
            self._tell(QueueChanged())
        return self._place > 0

    def _named(self, fate: Fate) -> Fate:
        if fate.where is not Whereabouts.FILED or fate.sag is None:
            return fate
        sag = self._handing.service.sager([fate.sag]).get(fate.sag)
        return Fate(fate.where, fate.at, fate.by, fate.sag, sag.sagsnummer if sag else "")


def _given(seen: ReviewDokument, me: Aktoer) -> Given | None:
    """Who gave it, when and with which word; None for what is no new document for us, or what we gave ourselves."""
    last = seen.steps[-1] if seen.steps else None
    if not is_handed_to(seen, me) or last is None or last.by is None or not seen.content_url:
        return None
    return None if last.by.id == me.id else Given(seen.id, last.by, last.since, mask_cpr(last.note))
