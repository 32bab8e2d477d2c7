"""Carries hand-overs to the service: looked for, made or passed on, read back; and taken back while nobody has acted.

A document is given away by one request, and that it may leave is on disk before. Taking back goes for the version that
was looked at, so that of giver and taker, who may act in the same moment, only one succeeds.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import AnswerLost, Conflict, Trouble
from sagsbud.domain.handing import Handed, HandOver, has_arrived, is_back, is_handed_to, waits_for
from sagsbud.domain.handingports import HandingService
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.storeports import Vault
from sagsbud.outbox.courier import Courier
from sagsbud.outbox.handovers import TAKEN_BACK, SealedHandOvers

SETTLING = timedelta(seconds=5)
"""How long after a lost answer it is looked for again: the request may still be on its way."""


class Hander:
    """Carries out one hand-over. Raises ServiceError, StoreError."""

    def __init__(self, service: HandingService, handovers: SealedHandOvers, vault: Vault, clock: Clock) -> None:
        self._service = service
        self._handovers = handovers
        self._vault = vault
        self._clock = clock

    def carry(self, handed: Handed) -> str:
        """The version that was read back, or TAKEN_BACK."""
        order = handed.order
        seen = self._service.dokument(order.draft.dokument)
        if handed.recalled:
            return self._take_back(order, seen)
        if seen is None or not has_arrived(order, seen):
            self._give(order, seen)
            seen = self._service.dokument(order.draft.dokument)
        if seen is None or not has_arrived(order, seen):
            raise AnswerLost(cause="changed")
        self._check(order, seen)
        return seen.version

    def _give(self, order: HandOver, seen: ReviewDokument | None) -> None:
        if not order.passes_on:
            if seen is not None:  # nobody else knows its uuid
                raise Conflict(Trouble.CONTENT_DIFFERS)
            with self._vault.open(order.draft.digest) as content:
                self._handovers.begun(order.id)
                self._service.put(order, content)
            return
        if seen is None or seen.passive:
            raise Conflict(Trouble.TAKEN_BACK)
        if not is_handed_to(seen, order.decided_by):
            raise Conflict(Trouble.PASSED_ON)
        self._handovers.begun(order.id)
        self._service.pass_on(order, seen)

    def _check(self, order: HandOver, seen: ReviewDokument) -> None:
        """Other bytes are never left in somebody's inbox."""
        if not waits_for(order, seen) or self._service.content_digest(seen) == order.draft.digest:
            return
        if not order.passes_on:
            self._service.take_out(seen)
        raise Conflict(Trouble.CONTENT_DIFFERS)

    def _take_back(self, order: HandOver, seen: ReviewDokument | None) -> str:
        """Only while it lies with the colleague as it was given; by the version that was looked at."""
        if seen is None or (seen.passive and not order.passes_on) or (order.passes_on and is_back(order, seen)):
            return TAKEN_BACK
        if not waits_for(order, seen):
            self._handovers.keep_away(order.id)
            return seen.version
        try:
            if order.passes_on:
                self._service.take_back(order, seen, self._clock())
            else:
                self._service.take_out(seen)
        except Conflict:  # somebody was faster: what they did is looked at with the next try
            raise AnswerLost(cause="changed") from None
        after = self._service.dokument(order.draft.dokument)
        gone = after is None or (is_back(order, after) if order.passes_on else after.passive)
        if not gone:
            raise AnswerLost(cause="changed")
        return TAKEN_BACK


class HandOverDeliverer(Courier[Handed]):
    """The domain's HandOverDelivery. `moved` hears of each hand-over that moved."""

    def __init__(
        self,
        handovers: SealedHandOvers,
        service: HandingService,
        vault: Vault,
        *,
        url: str,
        lock_file: Path,
        clock: Clock,
        moved: Callable[[Handed], None],
        chance: random.Random | None = None,
        settling: timedelta = SETTLING,
    ) -> None:
        hander = Hander(service, handovers, vault, clock)
        super().__init__(
            "handing",
            handovers,
            hander.carry,
            url=url,
            lock_file=lock_file,
            clock=clock,
            told=moved,
            chance=chance,
            settling=settling,
        )
