"""Stage 4 and 5: what does it say, and what is it?"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace

from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.batches import KeptReading
from sagsbud.domain.errors import ExtractError, StoreError, Trouble
from sagsbud.domain.extract import Extract, ReadingWarning
from sagsbud.domain.ids import ItemId, new_item_id
from sagsbud.domain.orders import OutboxEntry, Problem, Summary
from sagsbud.domain.parties import PartRolle
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import title_of
from sagsbud.engine.views import Detail

UNREADABLE_CONTENT = frozenset({Trouble.CONTENT_MISSING, Trouble.CONTENT_DAMAGED})
"""Troubles of the vault that belong to one document; others belong to the whole store."""
EXTRACTOR_CLOSED = "closed"
"""Why a reading broke off when the program ends; the document is read the next time."""
AT_A_TIME = 20
"""Documents for which suggestions are made anew in one go."""


class Reading:
    """Reads items and keeps what they say with what is suggested. Safe to call from several threads.

    `meet` gets to know the Sager a document names, before anything is suggested.
    """

    def __init__(self, ports: Ports, meet: Callable[[Extract], None]) -> None:
        self._ports = ports
        self._meet = meet

    def read(self, entry: OutboxEntry) -> None:
        """Read one item and keep the result, or note why it cannot be read. Raises StoreError of the whole store.

        Words on scans are left for the second look, so that a scan holds up nobody.
        """
        extract = self._extract(entry, None)
        if extract is None:
            return
        children = self._secured_children(entry.item, extract)
        if children:
            self._ports.outbox.add_children(entry.item.id, children)
        bare = replace(extract, children=())
        self._meet(bare)
        suggestions = self._ports.suggester.suggest(bare, entry.item.name)
        if entry.item.parent is None and _is_scan(bare):
            suggestions = replace(suggestions, bare=True)
        self._keep(entry, bare, suggestions, sum(not child.folded for child in children))

    def read_bulk(self, entries: Sequence[tuple[OutboxEntry, bytes | None]], pool: Executor) -> None:
        """Read many items without suggesting anything yet, and keep them in one go; `pool` reads several at a time.

        Contents that are at hand come along, the others are taken from the vault. Raises StoreError of the whole store.
        """
        extracts = list(pool.map(lambda one: self._extract(*one), entries))
        readings = []
        for (entry, _), extract in zip(entries, extracts, strict=True):
            if extract is not None:
                children = self._secured_children(entry.item, extract)
                attachments = sum(not child.folded for child in children)
                suggestions = SuggestionSet(bare=entry.item.parent is None, foelsomhed=extract.foelsomhed)
                summary = _summary(entry.item, extract, suggestions, attachments)
                bare = replace(extract, children=())
                readings.append(KeptReading(entry.item, bare, suggestions, summary, tuple(children)))
        self._ports.batches.keep(readings)

    def look_again(self, entry: OutboxEntry) -> None:
        """What was put off: the words on a scan, and the suggestions for an item that was read in bulk."""
        kept = self._ports.outbox.reading(entry.item.id)
        if kept:
            extract = kept[0]
            if _is_scan(extract):
                seen = self._extract(entry, None, ocr=True)
                extract = replace(seen, children=()) if seen else extract
            self._meet(extract)
            suggestions = self._ports.suggester.suggest(extract, entry.item.name)
            self._keep(entry, extract, suggestions, _attachments(entry))

    def _extract(self, entry: OutboxEntry, content: bytes | None, *, ocr: bool = False) -> Extract | None:
        """What the item says; None when that cannot be had, and is noted."""
        ports, item = self._ports, entry.item
        try:
            content = ports.vault.read(item.digest) if content is None else content
            return ports.extractor.read(item.name, content, item.received_at, ocr=ocr)
        except ExtractError as error:
            if error.params.get("why") != EXTRACTOR_CLOSED:
                ports.outbox.note_problem(item.id, Problem.of(error, ports.clock()))
        except StoreError as error:
            if error.trouble not in UNREADABLE_CONTENT:
                raise
            ports.outbox.note_problem(item.id, Problem.of(error, ports.clock()))
        return None

    def suggest_anew(self, before: int) -> tuple[list[ItemId], int | None]:
        """Suggest anew for the next few undecided before this seq, after the Sager or the subject plan changed.

        The items whose suggestions are others now, and before which seq to go on; None when none are left.
        """
        changed: list[ItemId] = []
        rows = self._ports.outbox.page([OrderState.DRAFT], before=before, limit=AT_A_TIME)
        for entry in rows:
            kept = self._ports.outbox.reading(entry.item.id)
            if kept is None:
                continue
            suggestions = self._ports.suggester.suggest(kept[0], entry.item.name)
            if self._keep_anew(entry, kept, suggestions):
                changed.append(entry.item.id)
        return changed, rows[-1].seq if len(rows) == AT_A_TIME else None

    def keep_seen(self, detail: Detail, kept: tuple[Extract, SuggestionSet] | None) -> bool:
        """Let the row of an undecided item say what is suggested to whoever looks; whether it said otherwise.

        What was learned meanwhile changes suggestions, and nobody makes all of them anew for that. Raises StoreError.
        """
        undecided = detail.entry.state is OrderState.DRAFT
        return undecided and kept is not None and self._keep_anew(detail.entry, kept, detail.suggestions)

    def _keep_anew(self, entry: OutboxEntry, kept: tuple[Extract, SuggestionSet], suggestions: SuggestionSet) -> bool:
        """Whether they are others than were kept; what waits for its second look still does."""
        extract, before = kept
        suggestions = replace(suggestions, bare=before.bare)
        if suggestions == before:
            return False
        summary = _summary(entry.item, extract, suggestions, _attachments(entry))
        self._ports.outbox.keep_suggestions(entry.item.id, extract, suggestions, summary)
        return True

    def _keep(self, entry: OutboxEntry, extract: Extract, suggestions: SuggestionSet, attachments: int) -> None:
        summary = _summary(entry.item, extract, suggestions, attachments)
        self._ports.outbox.keep_reading(entry.item.id, extract, suggestions, summary)

    def _secured_children(self, parent: IntakeItem, extract: Extract) -> list[IntakeItem]:
        """The attachments of a mail, their contents in the vault; files inside an attachment stay inside it."""
        if parent.parent is not None or not extract.children:
            return []
        digests = self._ports.vault.put_all([child.content for child in extract.children])
        return [
            IntakeItem(
                id=new_item_id(),
                digest=digest,
                size=len(child.content),
                name=child.name,
                source=Source(SourceKind.ATTACHMENT, parent.source.name),
                received_at=parent.received_at,
                mime=child.mime,
                parent=parent.id,
                position=position,
                folded=child.folded,
                batch=parent.batch,
            )
            for position, (child, digest) in enumerate(zip(extract.children, digests, strict=True), start=1)
        ]


def _attachments(entry: OutboxEntry) -> int:
    return entry.summary.attachments if entry.summary else 0


def _is_scan(extract: Extract) -> bool:
    """Whether it is a picture of a page whose words nobody has looked for yet."""
    return ReadingWarning.NO_TEXT_LAYER in extract.warnings and not extract.text.strip()


def _summary(item: IntakeItem, extract: Extract, suggestions: SuggestionSet, attachments: int) -> Summary:
    parties = (*extract.parties, *extract.recipients, *((extract.sender,) if extract.sender else ()))
    writers = [found for found in extract.parties if found.value.rolle is PartRolle.AFSENDER]
    sender = extract.sender or next(iter(writers), None)
    return Summary(
        titel=title_of(item, extract, suggestions),
        sender=sender.value.label if sender else "",
        kind=extract.kind,
        band=suggestions.band,
        attachments=attachments,
        holds_cpr=any(found.value.holds_cpr for found in parties),
        sagsnummer=suggestions.sager[0].value.sagsnummer if suggestions.sager else "",
        sag_titel=suggestions.sager[0].value.titel if suggestions.sager else "",
    )
