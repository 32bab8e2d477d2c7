"""What is read of a view, off the main thread: a page of its rows, or those that are other than before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sagsbud.domain.batches import Batch
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import BatchId, ItemId
from sagsbud.domain.listing import Listing, Order, place_of
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine.views import VIEW_STATES, View
from sagsbud.ui.inbox.row import Ages, Row, row_of
from sagsbud.ui.texts import moment_text

if TYPE_CHECKING:
    from sagsbud.engine import Engine


@frozen
class Page:
    """Rows that stand together."""

    rows: list[Row]
    last: bool
    """Whether none stand below them."""
    labels: Mapping[BatchId, str] | None
    """What imports are called, where rows stand by import."""


@frozen
class Reads:
    """Rows as they are to be shown `today`, with what is known to be a copy, what of a form is promoted, the limits of age."""

    engine: "Engine"
    view: View
    today: date
    copies: frozenset[ItemId]
    promoted: Mapping[ItemId, int]
    ages: Ages

    def page(self, listing: Listing, before: Row | None, limit: int) -> Page:
        """So many after that row. One more is looked for, so that it is known whether there is any."""
        after = place_of(before.entry, listing.order) if before else None
        if len(VIEW_STATES[self.view]) == 1:
            found = self.engine.lists.rows(self.view, listing, after=after, limit=limit + 1)
        else:
            seq = after.seq if after else None
            found = self.engine.lists.page(self.view, before=seq, limit=limit + 1, text=listing.text)
        labels = None
        if listing.order is Order.BATCH:
            labels = {status.batch.id: _label(status.batch) for status in self.engine.imports.all()}
        return Page(self._rows(found[:limit]), len(found) <= limit, labels)

    def these(self, items: frozenset[ItemId], limit: int) -> list[Row]:
        """The rows of these items, as many as that."""
        return self._rows(self.engine.lists.among(items, limit=limit))

    def _rows(self, entries: Sequence[OutboxEntry]) -> list[Row]:
        away = [entry.item.id for entry in entries if entry.state is OrderState.HANDED]
        handed = self.engine.handing.of_all(away) if away and self.engine.handing else {}
        return [
            row_of(
                entry.with_pieces(self.promoted.get(entry.item.id, 0) if entry.state is OrderState.DRAFT else 0),
                self.today,
                self.copies,
                self.ages,
                handed.get(entry.item.id),
            )
            for entry in entries
        ]


def _label(batch: Batch) -> str:
    """What an import is called above its rows: two of the same name came at different times."""
    return f"{batch.label} · {moment_text(batch.begun_at)}"
