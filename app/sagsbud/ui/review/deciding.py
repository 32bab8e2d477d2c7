"""Decisions on their way from the screen into the outbox: durable first, then told; taken back while they can be."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, OrderId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewRow
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.domain.verdicts import Decided, Refusal, ReturnReason, ReviewDecision, ReviewVerb
from sagsbud.i18n import N_, quoted, tr, trn
from sagsbud.reviewtexts import refusal_text
from sagsbud.ui.operations import Operations

ONE = {
    ReviewVerb.APPROVE: N_("Approved: {title}"),
    ReviewVerb.RETURN: N_("Returned: {title}"),
    ReviewVerb.REASSIGN: N_("Reassigned: {title}"),
    ReviewVerb.NOT_TO_BE_FILED: N_("Not to be filed: {title}"),
}


@frozen
class Answer:
    """What came of decisions that were made together."""

    verb: ReviewVerb
    kept: tuple[Decided, ...]
    refused: tuple[Decided, ...]
    titles: tuple[str, ...]

    @property
    def orders(self) -> tuple[OrderId, ...]:
        """What can be taken back."""
        return tuple(one.pending.id for one in self.kept if one.pending)


class Decider(QObject):
    """`left` brings the DokumentIds that leave the list now, `answered` an Answer, `failed` what gives them back."""

    left = Signal(list)
    answered = Signal(object)
    failed = Signal(list, object)
    undone = Signal(int, int)
    """How many were taken back, and how many were under way already."""

    def __init__(self, desk: ReviewDesk, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._last: tuple[OrderId, ...] = ()

    def decide(
        self, rows: Sequence[ReviewRow], verb: ReviewVerb, *, reason: ReturnReason | None = None, note: str = "",
        comment: str = "", to: Aktoer | None = None, sampled: bool = False,
    ) -> None:  # fmt: skip
        """Decide all of them so; those the person may not approve are left as they are."""
        free = [row for row in rows if not (verb is ReviewVerb.APPROVE and row.refusal is not None)]
        if not free:
            return
        decisions = [
            ReviewDecision(
                row.dokument, verb, row.version, reason=reason, note=note, comment=comment, to=to, sampled=sampled
            )
            for row in free
        ]
        ids = [row.dokument for row in free]
        titles = tuple(row.titel for row in free)
        self.left.emit(ids)

        def answered(came: Sequence[Decided]) -> None:
            kept = tuple(one for one in came if one.refusal is None)
            self._last = tuple(one.pending.id for one in kept if one.pending)
            refused = tuple(one for one in came if one.refusal is not None)
            self.answered.emit(Answer(verb, kept, refused, titles))

        self._operations.run(self, lambda: self._desk.decide(decisions), answered, lambda error: self._lost(ids, error))

    def _lost(self, ids: list[DokumentId], error: SagsbudError) -> None:
        self.failed.emit(ids, error)

    def undo(self) -> None:
        """Take the last decisions back; those just under way may wait again a moment later, and can be asked for again."""
        orders, self._last = self._last, ()

        def undone(answers: Sequence[bool]) -> None:
            gone = tuple(order for order, back in zip(orders, answers, strict=True) if not back)
            self._last = self._last or gone
            self.undone.emit(sum(answers), len(gone))

        if orders:
            self._operations.run(self, lambda: [self._desk.undo(order) for order in orders], undone)

    def again(self, order: OrderId, act: Callable[[OrderId], None], then: Callable[[], None]) -> None:
        """Try a stopped decision again, or forget it."""
        self._operations.run(self, lambda: act(order), lambda _none: then())


def answer_text(answer: Answer) -> str:
    """What was done, in a sentence; empty when nothing was."""
    count = len(answer.kept)
    if not count:
        return ""
    if count == 1:
        return tr(ONE[answer.verb], title=quoted(answer.titles[0]))
    match answer.verb:
        case ReviewVerb.APPROVE:
            return trn("Approved {count} document", "Approved {count} documents", count)
        case ReviewVerb.RETURN:
            return trn("Returned {count} document", "Returned {count} documents", count)
    return trn("Reassigned {count} document", "Reassigned {count} documents", count)


def refused_text(refused: Sequence[Decided]) -> str:
    """Why something was not done; the commonest reason when there are several."""
    reasons: list[Refusal] = [one.refusal for one in refused if one.refusal is not None]
    if not reasons:
        return ""
    first = refusal_text(max(set(reasons), key=reasons.count))
    if len(reasons) == 1:
        return first
    return trn("{count} document was not changed.", "{count} documents were not changed.", len(reasons)) + f" {first}"
