"""Lists of documents as a person wants them, and the ones they want to come back to."""

from collections import Counter

from sagsbud.domain.ids import BatchId, ItemId, SagId
from sagsbud.domain.listing import Listing, Place, SavedSearch
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.engine.ports import Ports
from sagsbud.engine.views import VIEW_STATES, View

SEARCHES = "window.searches"
FAVOURITES = "window.favourites"
SEARCHES_KEPT = 20
FAVOURITES_KEPT = 30


class Lists:
    """Reads and keeps; every method blocks on the store.

    Of what is decided, pieces of a mail's look that its order files by themselves are counted among its attachments.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def rows(self, view: View, wanted: Listing, *, after: Place | None = None, limit: int = 100) -> list[OutboxEntry]:
        """A page of a view whose rows all stand in one state: the inbox, what is for review, what is filed."""
        (state,) = VIEW_STATES[view]
        return self._counted(self._ports.outbox.listed(state, wanted, after=after, limit=limit))

    def among(self, items: frozenset[ItemId], *, limit: int) -> list[OutboxEntry]:
        """The rows of these items, newest first; no more than `limit`."""
        return self._counted(self._ports.outbox.among(items, limit=limit))

    def page(
        self,
        view: View,
        *,
        before: int | None = None,
        limit: int = 100,
        text: str = "",
        batch: BatchId | None = None,
    ) -> list[OutboxEntry]:
        """A page of any view, newest first, from just past the row with seq `before`.

        What is undecided in a batch shows only with that batch, so that no import floods the inbox.
        """
        page = self._ports.outbox.page
        found = page(VIEW_STATES[view], before=before, limit=limit, text=text, batch=batch)
        if view is View.NEEDS_YOU:
            found += page([OrderState.DRAFT], before=before, limit=limit, text=text, troubled=True, batch=batch)
            found.sort(key=lambda entry: -entry.seq)
        return self._counted(found[:limit])

    def _counted(self, entries: list[OutboxEntry]) -> list[OutboxEntry]:
        orders = [entry.order for entry in entries if entry.order and entry.state is not OrderState.DRAFT]
        mails = {draft.item: order.main.item for order in orders for draft in order.bilag}
        filed = self._ports.outbox.among(mails, limit=len(mails)) if mails else []
        pieces = Counter(mails[child.item.id] for child in filed if child.item.folded)
        return [entry.with_pieces(pieces[entry.item.id]) for entry in entries]

    def searches(self) -> list[SavedSearch]:
        """The lists that were kept, as they were kept."""
        return list(self._ports.outbox.recall(SEARCHES, tuple[SavedSearch, ...]) or ())

    def keep_search(self, search: SavedSearch) -> list[SavedSearch]:
        """Keep it in place of one that asks for the same, others may be called the same; all of them then."""
        others = [one for one in self.searches() if not one.is_same_as(search)]
        return self._keep_searches([*others, search])

    def forget_search(self, search: SavedSearch) -> list[SavedSearch]:
        """Keep it no longer; what is left."""
        return self._keep_searches([one for one in self.searches() if not one.is_same_as(search)])

    def _keep_searches(self, searches: list[SavedSearch]) -> list[SavedSearch]:
        kept = searches[-SEARCHES_KEPT:]
        self._ports.outbox.remember(SEARCHES, tuple(kept))
        return kept

    def favourites(self) -> list[SagRef]:
        """The Sager somebody marked, in that order, as they are known here now."""
        ids = self._ports.outbox.recall(FAVOURITES, tuple[SagId, ...]) or ()
        return [sag for id_ in ids if (sag := self._ports.sager.by_id(id_))]

    def mark_sag(self, sag: SagId, *, favourite: bool) -> None:
        """Mark a Sag as a favourite, or no longer."""
        ids = [one for one in self._ports.outbox.recall(FAVOURITES, tuple[SagId, ...]) or () if one != sag]
        if favourite:
            ids.append(sag)
        self._ports.outbox.remember(FAVOURITES, tuple(ids[-FAVOURITES_KEPT:]))
