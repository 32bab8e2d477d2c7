"""What can still be done about a decision once something of it was sent: it is corrected, never made undone.

A filed document is moved to another Sag, or given other fields, as a new Dokument: the earlier one stays where it
stood and points to the newer (`nyrevision`). What was sent and never filed is taken out of use.
"""

from collections.abc import Callable
from dataclasses import replace

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.ids import ItemId, new_dokument_id, new_order_id
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import FilingOrder, OutboxEntry, Retired
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.engine.asking import asked_again
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import Decision, freeze, left_behind
from sagsbud.engine.views import Detail, Proposal

_BACK_TO_DRAFT = {
    OrderState.DRAFT: None,
    OrderState.IN_REVIEW: OrderEvent.UNDONE,
    OrderState.REJECTED: OrderEvent.REVISED,
    OrderState.CONFLICT: OrderEvent.REVISED,
}


class Corrections:
    """Commands about what was sent. `detail` and `changed` are the engine's. Everything blocks."""

    def __init__(
        self,
        ports: Ports,
        *,
        detail: Callable[[ItemId], Detail | None],
        changed: Callable[[OutboxEntry], None],
    ) -> None:
        self._ports = ports
        self._detail = detail
        self._changed = changed

    # -- filed --------------------------------------------------------------------------------------------

    def move(self, item: ItemId, sag: SagRef, kle: KleNummer | None = None) -> OutboxEntry:
        """Put a FILED document on another Sag, with its attachments and everything else as it is.

        It is filed there as new Dokumenter; the earlier ones stay and point to them. Until that is proven the earlier
        filing holds. Raises KeyError, IllegalTransition for what is not FILED, ValueError for the Sag it stands on,
        StoreError; ServiceError when its purged content cannot be fetched back.
        """
        _entry, before = self._filed(item)
        if sag.id == before.sag.id:
            raise ValueError("it stands on this Sag")
        return self._promise(item, before, _new_versions(replace(before, sag=sag, kle=kle or before.kle)))

    def correct(self, proposal: Proposal) -> OutboxEntry:
        """Give a FILED document other fields, as a new version. Raises as `move`, ValueError when nothing changes."""
        _entry, before = self._filed(proposal.item)
        detail = self._detail(proposal.item)
        if detail is None:
            raise KeyError(proposal.item)
        order = freeze(Decision(proposal, self._ports.aktoer, self._ports.clock(), before.priority), detail)
        if order.main.dokument == before.main.dokument:
            raise ValueError("nothing changes")
        return self._promise(proposal.item, before, replace(order, suggested=before.suggested))

    def _filed(self, item: ItemId) -> tuple[OutboxEntry, FilingOrder]:
        entry = self._ports.outbox.entry(item)
        if entry is None:
            raise KeyError(item)
        if entry.state is not OrderState.FILED or entry.order is None:
            raise IllegalTransition(entry.state, OrderEvent.CORRECTED)
        return entry, entry.order

    def _promise(self, item: ItemId, before: FilingOrder, order: FilingOrder) -> OutboxEntry:
        newer = {draft.item: draft.dokument for draft in order.drafts}
        order = replace(
            order,
            id=new_order_id(),
            decided_by=self._ports.aktoer,
            decided_at=self._ports.clock(),
            despite=(),
            retires=tuple(
                Retired(draft.dokument, before.sag.id, draft.digest, newer.get(draft.item, order.main.dokument))
                for draft in before.drafts
            ),
            corrects=replace(before, corrects=None),
            version=before.version + 1,
        )
        order = replace(order, review=asked_again(self._ports, order))
        self._have_contents(before)
        entry = self._ports.outbox.promise(item, order, after=OrderEvent.CORRECTED)
        self._changed(entry)
        return entry

    def _have_contents(self, before: FilingOrder) -> None:
        """What was purged after its proof comes back from the service, sealed at once, and only as it was filed."""
        for draft in before.drafts:
            try:
                with self._ports.vault.open(draft.digest):
                    continue
            except StoreError as error:
                if error.trouble is not Trouble.CONTENT_MISSING:
                    raise
            filed = self._ports.service.dokument(draft.dokument)
            if filed is None:
                raise StoreError(Trouble.CONTENT_MISSING)
            with self._ports.service.content(filed) as content:
                self._ports.vault.put(content, draft.digest)

    # -- sent and not filed -------------------------------------------------------------------------------

    def take_back(self, item: ItemId, reason: str) -> OutboxEntry:
        """It is not to be filed. What was sent of it and never filed is taken out of use in the background, and the
        row is WITHDRAWN when that is done; a correction is dropped, and what was filed before holds again.

        `reason` is a code. Raises KeyError, IllegalTransition for what is under way or FILED, StoreError.
        """
        entry = self._ports.outbox.entry(item)
        if entry is None:
            raise KeyError(item)
        instead = self._instead(entry)
        if instead is None or entry.state not in _BACK_TO_DRAFT:
            after = self._ports.outbox.act(item, OrderEvent.WITHDRAWN, actor=str(self._ports.aktoer.id), reason=reason)
        else:
            instead = replace(instead, id=new_order_id(), decided_by=self._ports.aktoer)
            first = _BACK_TO_DRAFT[entry.state]
            self._forget_example(entry)
            after = self._ports.outbox.promise(item, instead, after=first, reason=reason)
        self._changed(after)
        return after

    def _forget_example(self, entry: OutboxEntry) -> None:
        """What was filed before is learned anew when it holds again, and is no example twice."""
        kept = self._ports.outbox.reading(entry.item.id)
        if kept and entry.order and entry.order.corrects:
            self._ports.suggester.unlearn(kept[0], entry.order.corrects)

    def _instead(self, entry: OutboxEntry) -> FilingOrder | None:
        """The order that clears away what an entry's order left in the service; None when it left nothing."""
        order = entry.order
        if order is None:
            return None
        left = tuple(Retired(draft.dokument, order.sag.id, draft.digest) for draft in left_behind(entry))
        if order.corrects:
            return replace(order.corrects, retires=left)
        earlier = tuple(replace(retired, successor=None) for retired in order.retires)
        return replace(order, taken_back=True, retires=(*earlier, *left)) if left or earlier else None


def _new_versions(order: FilingOrder) -> FilingOrder:
    return replace(
        order,
        main=replace(order.main, dokument=new_dokument_id()),
        bilag=tuple(replace(draft, dokument=new_dokument_id()) for draft in order.bilag),
    )
