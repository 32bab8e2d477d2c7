"""Carries decisions about documents under review to the service: read, judged on the object, written, read back.

An approval writes the journalpost first and Endeligt last, so that a crash between leaves a filed document that is
still seen in the queue, never a final one that is filed nowhere. Every try begins with a look at the Dokument, so a
repeat finds what an earlier one left; what somebody else changed meanwhile is never written over.
"""

import random
from collections.abc import Callable
from pathlib import Path

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Conflict, NotThere, Trouble
from sagsbud.domain.ids import SagId
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.reviewports import ReviewService
from sagsbud.domain.verdicts import Refusal, ReviewOrder, ReviewVerb, Verdict
from sagsbud.domain.workflow import is_done, refusal
from sagsbud.outbox.courier import Courier
from sagsbud.outbox.verdicts import SealedVerdicts

TOGETHER = frozenset({ReviewVerb.ASK, ReviewVerb.APPROVE, ReviewVerb.RETURN, ReviewVerb.NOT_TO_BE_FILED})
"""Decisions that hold for the attachments that are reviewed together with a document."""


class Settler:
    """Carries out one decision. Raises ServiceError."""

    def __init__(self, service: ReviewService) -> None:
        self._service = service

    def carry(self, order: ReviewOrder) -> str:
        """Everything the order wants; the version stamp that was read back. What is so already is not written again."""
        seen = self._service.dokument(order.decision.dokument)
        if seen is None or not is_done(order, seen):
            self._judge(order, seen)
            assert seen is not None
            self._write(order, seen)
            seen = self._service.dokument(order.decision.dokument)
        if not is_done(order, seen):
            raise Conflict(Trouble.DOKUMENT_CHANGED, refusal=Refusal.CHANGED.value)
        return seen.version if seen else ""

    def _judge(self, order: ReviewOrder, seen: ReviewDokument | None) -> None:
        """On the object itself, by nobody's memory."""
        found = refusal(order.decision, seen, order.decided_by)
        if found is None and order.decision.verb is ReviewVerb.NOT_TO_BE_FILED and seen:
            found = Refusal.ON_SAG if self._service.standing_on(seen.id) else None
        if found:
            trouble = Trouble.DOKUMENT_GONE if found is Refusal.NOT_THERE else Trouble.DOKUMENT_CHANGED
            if found is not Refusal.CHANGED and found is not Refusal.NOT_THERE:
                trouble = Trouble.REVIEW_REFUSED
            raise Conflict(trouble, refusal=found.value)

    def _write(self, order: ReviewOrder, seen: ReviewDokument) -> None:
        verb = order.decision.verb
        sag = self._file(order, seen) if verb is ReviewVerb.APPROVE else None
        for companion in self._companions(seen) if verb in TOGETHER and not seen.edited else []:
            if verb is ReviewVerb.NOT_TO_BE_FILED:
                self._service.passivate(companion, order)
                continue
            if sag:
                self._post(order, companion, sag)
            self._service.change_companion(companion, seen, order, sag=sag)
        if verb is ReviewVerb.NOT_TO_BE_FILED:
            self._service.passivate(seen, order)
            return
        if verb is ReviewVerb.RETURN and order.made:
            self._service.put_comment(seen, order)
        self._service.change(seen, order, sag=sag)

    def _file(self, order: ReviewOrder, seen: ReviewDokument) -> SagId | None:
        """On the Sag first. Which one: the one it says it belongs to, else the one it was meant for."""
        sag = seen.sager[0] if seen.sager else seen.intended
        if sag is None or self._service.standing_on(seen.id):
            return sag
        self._open(sag)
        self._service.add_journalpost(seen, sag, order)
        return sag

    def _post(self, order: ReviewOrder, companion: ReviewDokument, sag: SagId) -> None:
        if not self._service.standing_on(companion.id):
            self._service.add_journalpost(companion, sag, order)

    def _open(self, sag: SagId) -> None:
        try:
            found = self._service.sag(sag)
        except NotThere:
            found = None
        if found is None:
            raise Conflict(Trouble.SAG_GONE)
        if not found.is_open:
            raise Conflict(Trouble.SAG_CLOSED, sag=found.sagsnummer)

    def _companions(self, seen: ReviewDokument) -> list[ReviewDokument]:
        """Attachments that wait together with it, and were not moved by an earlier try."""
        found = self._service.dokumenter(seen.bilag) if seen.bilag else []
        return [one for one in found if one.main == seen.id and one.fremdrift is seen.fremdrift and not one.passive]


class VerdictDeliverer(Courier[Verdict]):
    """The domain's VerdictDelivery. `settled` hears of each decision that moved."""

    def __init__(
        self,
        verdicts: SealedVerdicts,
        service: ReviewService,
        *,
        url: str,
        lock_file: Path,
        clock: Clock,
        settled: Callable[[Verdict], None],
        chance: random.Random | None = None,
    ) -> None:
        settler = Settler(service)
        super().__init__(
            "verdicts",
            verdicts,
            lambda verdict: settler.carry(verdict.order),
            url=url,
            lock_file=lock_file,
            clock=clock,
            told=settled,
            chance=chance,
        )
