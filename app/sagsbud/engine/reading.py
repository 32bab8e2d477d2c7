"""Stage 4 and 5: what does it say, and what is it?"""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.errors import ExtractError, StoreError, Trouble
from sagsbud.domain.extract import Extract
from sagsbud.domain.ids import ItemId, new_item_id
from sagsbud.domain.orders import OutboxEntry, Problem, Summary
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import title_of

UNREADABLE_CONTENT = frozenset({Trouble.CONTENT_MISSING, Trouble.CONTENT_DAMAGED})
"""Troubles of the vault that belong to one document; others belong to the whole store."""


class Reading:
    """Reads items and keeps what they say with what is suggested. Safe to call from several threads.

    `meet` gets to know the Sager a document names, before anything is suggested.
    """

    def __init__(self, ports: Ports, meet: Callable[[Extract], None]) -> None:
        self._ports = ports
        self._meet = meet

    def read(self, entry: OutboxEntry) -> None:
        """Read one item and keep the result, or note why it cannot be read. Raises StoreError of the whole store."""
        ports = self._ports
        item = entry.item
        try:
            content = ports.vault.read(item.digest)
            extract = ports.extractor.read(item.name, content, item.received_at)
        except ExtractError as error:
            ports.outbox.note_problem(item.id, Problem.of(error, ports.clock()))
            return
        except StoreError as error:
            if error.trouble not in UNREADABLE_CONTENT:
                raise
            ports.outbox.note_problem(item.id, Problem.of(error, ports.clock()))
            return
        attachments = self._keep_children(item, extract) if item.parent is None else 0
        bare = replace(extract, children=())
        self._meet(bare)
        self._keep(entry, bare, attachments)

    def refresh(self) -> list[ItemId]:
        """Suggest anew for everything undecided, after the Sager or the subject plan changed; the items that did."""
        changed: list[ItemId] = []
        before: int | None = None
        while rows := self._ports.outbox.page([OrderState.DRAFT], before=before, limit=200):
            before = rows[-1].seq
            for entry in rows:
                kept = self._ports.outbox.reading(entry.item.id)
                if kept and self._ports.suggester.suggest(kept[0], entry.item.name) != kept[1]:
                    self._keep(entry, kept[0], entry.summary.attachments if entry.summary else 0)
                    changed.append(entry.item.id)
        return changed

    def _keep(self, entry: OutboxEntry, extract: Extract, attachments: int) -> None:
        suggestions = self._ports.suggester.suggest(extract, entry.item.name)
        summary = _summary(entry.item, extract, suggestions, attachments)
        self._ports.outbox.keep_reading(entry.item.id, extract, suggestions, summary)

    def _keep_children(self, parent: IntakeItem, extract: Extract) -> int:
        items = []
        for position, child in enumerate(extract.children, start=1):
            digest, size = self._ports.vault.put(BytesIO(child.content))
            items.append(
                IntakeItem(
                    id=new_item_id(),
                    digest=digest,
                    size=size,
                    name=child.name,
                    source=Source(SourceKind.ATTACHMENT, parent.source.name),
                    received_at=parent.received_at,
                    mime=child.mime,
                    parent=parent.id,
                    position=position,
                    folded=child.folded,
                )
            )
        if items:
            self._ports.outbox.add_children(parent.id, items)
        return sum(not item.folded for item in items)


def _summary(item: IntakeItem, extract: Extract, suggestions: SuggestionSet, attachments: int) -> Summary:
    parties = (*extract.parties, *extract.recipients, *((extract.sender,) if extract.sender else ()))
    return Summary(
        titel=title_of(item, extract, suggestions),
        sender=extract.sender.value.label if extract.sender else "",
        kind=extract.kind,
        band=suggestions.band,
        attachments=attachments,
        holds_cpr=any(found.value.holds_cpr for found in parties),
        sagsnummer=suggestions.sager[0].value.sagsnummer if suggestions.sager else "",
    )
