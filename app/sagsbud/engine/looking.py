"""Everything about a document for whoever looks at it; when they see its content, the history says who did."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from sagsbud.domain.errors import SAG_TROUBLES, StoreError, Trouble
from sagsbud.domain.extract import Extract, MailPage, PageImage
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.suggestions import Suggestion, SuggestionSet
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import propose
from sagsbud.engine.views import Detail, Proposal, PutAway

_DECISIONS = frozenset({OrderEvent.DECIDED.value, OrderEvent.SENT_TO_REVIEW.value})


def detail_of(ports: Ports, item: ItemId) -> Detail | None:
    """Everything about one item, or None when there is no such item. What is undecided is suggested anew."""
    looked = look(ports, item)
    return looked[0] if looked else None


def as_seen(ports: Ports, item: ItemId) -> Detail | None:
    """The same with what was suggested to whoever looked last, for what they decide."""
    entry = ports.outbox.entry(item)
    if entry is None:
        return None
    kept = ports.outbox.reading(item)
    told = kept is not None and bool(kept[1].kle or kept[1].sager or not kept[1].bare)
    return _detail(ports, entry, kept, kept[1] if kept and told else None)


def look(
    ports: Ports, item: ItemId, seen: SuggestionSet | None = None
) -> tuple[Detail, tuple[Extract, SuggestionSet] | None] | None:
    """The same, with what was read and suggested before. What somebody has `seen` stays until it is kept otherwise."""
    entry = ports.outbox.entry(item)
    if entry is None:
        return None
    kept = ports.outbox.reading(item)
    stands = kept is not None and seen is not None and replace(kept[1], bare=seen.bare) == seen
    return _detail(ports, entry, kept, seen if stands else None), kept


def _detail(
    ports: Ports, entry: OutboxEntry, kept: tuple[Extract, SuggestionSet] | None, told: SuggestionSet | None
) -> Detail:
    """With what was `told` of an undecided item; without it that is suggested anew."""
    item = entry.item.id
    suggestions = kept[1] if kept else SuggestionSet()
    if kept and entry.state is OrderState.DRAFT:
        suggestions = told or ports.suggester.suggest(kept[0], entry.item.name)
        suggestions = replace(suggestions, sager=tuple(_as_known(ports, one) for one in suggestions.sager))
    emner = [ports.kle.emne(suggestion.value) for suggestion in suggestions.kle]
    children = tuple(ports.outbox.children(item))
    stopped = stopped_by_its_sag(ports, entry)
    return Detail(
        entry=entry,
        children=children,
        extract=kept[0] if kept else None,
        suggestions=suggestions,
        proposal=form_of(entry, kept[0] if kept else None, suggestions, children, stopped=stopped),
        stopped=stopped,
        emner=tuple(emne for emne in emner if emne),
        put_away=put_away_of(ports, item) if entry.state is OrderState.WITHDRAWN else None,
        handed=ports.handing.handovers.of_item(item) if ports.handing and entry.state is OrderState.HANDED else None,
    )


def _as_known(ports: Ports, suggested: Suggestion[SagRef]) -> Suggestion[SagRef]:
    """A Sag that was closed since it was suggested is told as closed."""
    known = ports.sager.by_id(suggested.value.id)
    return replace(suggested, value=known) if known and not known.is_open else suggested


def is_unread(entry: OutboxEntry) -> bool:
    """Whether nobody has read yet what is to be decided."""
    return entry.state is OrderState.DRAFT and entry.summary is None and entry.problem is None


def put_away_of(ports: Ports, item: ItemId) -> PutAway | None:
    """What the history says of the last time, be it that something had to be cleared away first."""
    last = ports.outbox.last(item, lambda row: row.what == OrderEvent.WITHDRAWN or "reason" in dict(row.detail))
    if last is None:
        return None
    me = ports.aktoer
    return PutAway(last.at, dict(last.detail).get("reason", ""), me.navn if last.actor == str(me.id) else "")


def form_of(
    entry: OutboxEntry,
    extract: Extract | None,
    suggestions: SuggestionSet,
    children: Sequence[OutboxEntry] = (),
    *,
    stopped: Trouble | None,
) -> Proposal:
    """The form filled in. A Sag that took no document when one was sent to it does not stand in it once more."""
    form = propose(entry, extract, suggestions, children)
    return form.moved(None) if stopped else form


def stopped_by_its_sag(ports: Ports, entry: OutboxEntry) -> Trouble | None:
    """Of a draft that was decided: what there was with the Sag when the decision was carried out."""
    if entry.state is not OrderState.DRAFT or not entry.order:
        return None
    history = ports.outbox.history(entry.item.id)
    decided = max((at for at, row in enumerate(history) if row.what in _DECISIONS), default=0)
    met = (dict(row.detail).get("trouble") for row in history[decided:])
    return next((Trouble(trouble) for trouble in met if trouble in SAG_TROUBLES), None)


class Contents:
    """Everything blocks on disk or a child process and raises StoreError, and KeyError for an unknown item.

    `keeping` hears of the StoreError that kept a look out of the history.
    """

    def __init__(self, ports: Ports, keeping: Callable[[StoreError | None], None]) -> None:
        self._ports = ports
        self._keeping = keeping
        self._viewed: set[ItemId] = set()
        self._viewing = threading.Lock()

    def page_image(self, item: ItemId, page: int, width: int, ranges: Sequence[tuple[int, int]] = ()) -> PageImage:
        """A rendered page (from 1). Raises ExtractError."""
        entry = self._looked_at(item)
        content = self._ports.vault.read(entry.item.digest)
        return self._ports.extractor.render(entry.item.name, content, page, width, ranges)

    def mail_page(self, item: ItemId) -> MailPage:
        """A mail's HTML as it may be shown. Raises ExtractError."""
        entry = self._looked_at(item)
        return self._ports.extractor.mail_page(entry.item.name, self._ports.vault.read(entry.item.digest))

    def original(self, item: ItemId) -> bytes:
        """The bytes as they came."""
        return self._ports.vault.read(self._looked_at(item).item.digest)

    def _looked_at(self, item: ItemId) -> OutboxEntry:
        """The entry whose content is about to be shown; who looked is noted once as long as the program runs."""
        entry = self._ports.outbox.entry(item)
        if entry is None:
            raise KeyError(item)
        with self._viewing:
            first = item not in self._viewed
            self._viewed.add(item)
        if first:
            try:
                self._ports.outbox.note(item, "viewed", actor=str(self._ports.aktoer.id))
            except StoreError as error:  # what can be read is shown even when nothing can be written
                self._keeping(error)
        return entry
