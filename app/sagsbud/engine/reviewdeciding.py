"""What a supervisor decides is promised, or refused at once where it is known to be impossible."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sagsbud.domain.changes import Change, QueueChanged, ReviewChanged
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.ids import OrderId, new_dokument_id, new_order_id
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.domain.verdicts import Decided, Refusal, ReviewDecision, ReviewOrder, ReviewVerb, TrayMove, Verdict
from sagsbud.domain.workflow import REVIEWERS_ONLY, incomplete, refusal
from sagsbud.engine.ports import Ports, ReviewPorts

_INSTANT = timedelta(microseconds=1)


class ReviewDecisions:
    """Promises, takes back, tries again. Safe to call from any thread."""

    def __init__(self, ports: Ports, review: ReviewPorts, tell: Callable[[Change], None]) -> None:
        self._me = ports.aktoer
        self._clock = ports.clock
        self._review = review
        self._tell = tell

    def decide(self, decisions: Sequence[ReviewDecision]) -> list[Decided]:
        """Promise what can be promised; what is known to be impossible is refused at once."""
        verdicts, now = self._review.verdicts.open(), self._clock()
        answers: list[Decided] = []
        orders: list[ReviewOrder] = []
        for decision in decisions:
            seen = self._review.queue.known(decision.dokument)
            before = verdicts.get(decision.dokument)
            refused = self._refusal(decision, seen, before)
            if refused:
                answers.append(Decided(decision.dokument, refusal=refused))
                continue
            if before:
                self._review.verdicts.act(before.order.id, OrderEvent.WITHDRAWN, actor=str(self._me.id))
            order = self._frozen(decision, seen, now)
            orders.append(order)
            waits = Verdict(order, OrderState.QUEUED, now)
            verdicts[decision.dokument] = waits
            answers.append(Decided(decision.dokument, waits.pending))
        if orders:
            self._review.verdicts.promise(orders)
            self._review.delivery.wake()
            self._moved()
        return answers

    def _moved(self) -> None:
        self._tell(ReviewChanged())
        self._tell(QueueChanged())

    def _refusal(self, decision: ReviewDecision, seen: ReviewDokument | None, before: Verdict | None) -> Refusal | None:
        if decision.verb in REVIEWERS_ONLY and not self._may_review:
            return Refusal.NO_RIGHT
        if before and not before.pending.stopped:
            return Refusal.PENDING
        if seen is None or seen.version != decision.version:  # decided on a newer look than the queue's
            return incomplete(decision)
        return refusal(decision, seen, self._me)

    def _frozen(self, decision: ReviewDecision, seen: ReviewDokument | None, now: datetime) -> ReviewOrder:
        """Never earlier than what it follows, whatever the clocks of the two machines say."""
        asked = seen.steps[-1].since if seen and seen.steps else None
        at = max(now, asked + _INSTANT) if asked else now
        clean = replace(decision, note=mask_cpr(decision.note.strip()), comment=mask_cpr(decision.comment.strip()))
        comments = decision.verb is ReviewVerb.RETURN and bool(clean.comment)
        return ReviewOrder(new_order_id(), clean, self._me, at, new_dokument_id() if comments else None)

    def undo(self, order: OrderId) -> bool:
        """Take it back; False when it is under way already."""
        try:
            self._review.verdicts.act(order, OrderEvent.UNDONE, actor=str(self._me.id))
        except IllegalTransition:
            return False
        self._moved()
        return True

    def drop(self, order: OrderId) -> None:
        """Forget what was stopped."""
        self._review.verdicts.act(order, OrderEvent.WITHDRAWN, actor=str(self._me.id))
        self._moved()

    def retry(self, order: OrderId) -> None:
        """Try what was stopped again."""
        self._review.verdicts.act(order, OrderEvent.RETRIED, actor=str(self._me.id))
        self._review.delivery.wake()
        self._moved()

    def move_tray(self, colleague: Aktoer, to: Aktoer, reason: str) -> TrayMove:
        """Everything a colleague has, to somebody else."""
        if not self._may_review:
            return TrayMove(0, refusal=Refusal.NO_RIGHT)
        service = self._review.service
        wanted = list(dict.fromkeys([*service.waiting(colleague), *service.returned(colleague)]))
        found = [seen for seen in service.dokumenter(wanted) if not seen.passive and not seen.main]
        decisions = [
            ReviewDecision(
                seen.id,
                ReviewVerb.REASSIGN if seen.fremdrift is DokumentFremdrift.UNDERREVIEW else ReviewVerb.ASSIGN,
                seen.version,
                note=reason,
                to=to,
            )
            for seen in found
        ]
        return TrayMove(len(found), tuple(self.decide(decisions)))

    @property
    def _may_review(self) -> bool:
        named = self._review.reviewers()
        return not named or self._me.id in named
