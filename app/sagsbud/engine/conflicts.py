"""Conflicts as a person sees them, read from the service when they look, and their answers, one or many at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sagsbud.domain.conflicts import (
    ABOUT_THE_SAG,
    Choice,
    Conflict,
    ConflictField,
    ConflictGroup,
    FieldDifference,
    choices_for,
    groups,
)
from sagsbud.domain.errors import NotThere
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId, SagId, new_order_id
from sagsbud.domain.orders import DokumentDraft, FilingOrder, OutboxEntry, StepKind, StepState
from sagsbud.domain.sagsobjekter import FiledDokument, SagRef
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.engine.corrections import Corrections
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import Decision, freeze
from sagsbud.engine.views import Detail

MOST = 1000
"""Conflicts that are grouped at a time, the newest."""
THERE, PASSIVE, GONE = "there", "passive", "gone"


@frozen
class Answered:
    """What an answer came to. `again`: the service holds another version than the one seen; nothing was done."""

    done: tuple[OutboxEntry, ...] = ()
    left: tuple[ItemId, ...] = ()
    """No conflicts any more, or ones the choice does not fit; they stand as they did."""
    again: Conflict | None = None


class Conflicts:
    """Commands about orders in CONFLICT. `detail` and `changed` are the engine's. Everything blocks."""

    def __init__(
        self,
        ports: Ports,
        corrections: Corrections,
        *,
        detail: Callable[[ItemId], Detail | None],
        changed: Callable[[OutboxEntry], None],
    ) -> None:
        self._ports = ports
        self._corrections = corrections
        self._detail = detail
        self._changed = changed

    # -- looking ------------------------------------------------------------------------------------------

    def groups(self, limit: int = MOST) -> tuple[ConflictGroup, ...]:
        """All conflicts, those that are alike together; asks the service nothing."""
        entries = self._ports.outbox.page([OrderState.CONFLICT], limit=limit)
        return groups([self._bare(entry) for entry in entries if entry.order and entry.problem])

    def of(self, item: ItemId) -> Conflict:
        """The conflict field by field, as the service has it now.

        Raises KeyError when the item is in no conflict, ServiceError when the service does not answer: then `bare`
        still tells the kind and the choices.
        """
        entry, order = self._in_conflict(item)
        conflict = self._bare(entry)
        return self._of_sag(conflict) if conflict.kind in ABOUT_THE_SAG else self._of_dokument(conflict, entry, order)

    def bare(self, item: ItemId) -> Conflict:
        """The conflict without its fields; asks the service nothing. Raises KeyError."""
        return self._bare(self._in_conflict(item)[0])

    def _in_conflict(self, item: ItemId) -> tuple[OutboxEntry, FilingOrder]:
        entry = self._ports.outbox.entry(item)
        if entry is None or entry.order is None or entry.problem is None or entry.state is not OrderState.CONFLICT:
            raise KeyError(item)
        return entry, entry.order

    def _bare(self, entry: OutboxEntry) -> Conflict:
        assert entry.order is not None
        assert entry.problem is not None
        kind = entry.problem.trouble
        return Conflict(
            entry.item.id, kind, entry.order.sag, choices_for(kind, closed_sager=self._ports.closed_sager())
        )

    def _of_sag(self, conflict: Conflict) -> Conflict:
        ours = conflict.sag
        try:
            theirs = self._ports.service.sag(ours.id)
        except NotThere:
            theirs = None
        if theirs is None:
            return replace(conflict, fields=(FieldDifference(ConflictField.EXISTENCE, THERE, GONE),))
        fields = [FieldDifference(ConflictField.SAG_STATE, ours.fremdrift.value, theirs.fremdrift.value)]
        if ours.behandler:
            fields.append(FieldDifference(ConflictField.SAG_HANDLER, str(ours.behandler), str(theirs.behandler or "")))
        found = replace(conflict, fields=tuple(fields), version=theirs.aendret.isoformat() if theirs.aendret else "")
        if theirs.is_open and Choice.ANYWAY not in found.choices:  # it was opened again
            found = replace(found, choices=(Choice.ANYWAY, *found.choices))
        return found

    def _of_dokument(self, conflict: Conflict, entry: OutboxEntry, order: FilingOrder) -> Conflict:
        """Of an order's Dokumenter the first that is not as we left it, or that another wrote before we could."""
        begun = {
            step.dokument
            for step in entry.steps
            if step.kind is StepKind.DOKUMENT and step.state is not StepState.PENDING
        }
        found = conflict
        for draft in order.drafts:
            compared = self._compared(conflict, draft)
            never_there = draft.dokument not in begun and _is_gone(compared)
            if never_there and len(order.drafts) > 1:
                continue
            found = compared
            if found.differences:
                break
        return found

    def _compared(self, conflict: Conflict, draft: DokumentDraft) -> Conflict:
        try:
            theirs = self._ports.service.dokument(draft.dokument)
        except NotThere:
            theirs = None
        if theirs is None:
            gone = FieldDifference(ConflictField.EXISTENCE, THERE, GONE)
            return replace(conflict, dokument=draft.dokument, fields=(gone,))
        brevdato = theirs.brevdato.isoformat() if theirs.brevdato else ""
        sager = ", ".join(sorted(self._called(sag, conflict.sag) for sag in theirs.sager))
        return replace(
            conflict,
            dokument=draft.dokument,
            version=theirs.fratidspunkt,
            fields=(
                FieldDifference(ConflictField.EXISTENCE, THERE, PASSIVE if theirs.passive else THERE),
                FieldDifference(ConflictField.TITEL, draft.titel, theirs.titel),
                FieldDifference(ConflictField.BREVDATO, draft.brevdato.isoformat(), brevdato),
                FieldDifference(ConflictField.DOKUMENTTYPE, draft.dokumenttype.value, theirs.dokumenttype),
                FieldDifference(ConflictField.SAG, conflict.sag.sagsnummer, sager),
                FieldDifference(ConflictField.CONTENT, draft.digest, self._content(theirs)),
            ),
        )

    def _content(self, theirs: FiledDokument) -> str:
        try:
            return self._ports.service.content_digest(theirs)
        except NotThere:
            return ""

    def _called(self, sag: SagId, ours: SagRef) -> str:
        known = ours if sag == ours.id else self._ports.sager.by_id(sag)
        return known.sagsnummer if known else str(sag)

    # -- answering ----------------------------------------------------------------------------------------

    def answer(
        self, items: Sequence[ItemId], choice: Choice, *, sag: SagRef | None = None, seen: Conflict | None = None
    ) -> Answered:
        """Do what was chosen, for one or for many that are alike; `sag` goes with OTHER_SAG.

        With `seen` the service is asked once more: when it holds another version by now, nothing is done and `again`
        is what it holds. Raises ServiceError when it then does not answer, ValueError for OTHER_SAG without a Sag,
        StoreError; what was done until then stays.
        """
        if choice is Choice.OTHER_SAG and sag is None:
            raise ValueError("which Sag?")
        if seen is not None:
            now = self.of(seen.item)
            if now.fields != seen.fields or (now.dokument and now.version != seen.version):
                return Answered(again=now)
        done: list[OutboxEntry] = []
        left: list[ItemId] = []
        for item in items:
            try:
                done.append(self._answer(item, choice, sag, seen))
            except (KeyError, ValueError, IllegalTransition):
                left.append(item)
        return Answered(tuple(done), tuple(left))

    def _answer(self, item: ItemId, choice: Choice, sag: SagRef | None, seen: Conflict | None) -> OutboxEntry:
        entry, order = self._in_conflict(item)
        offered = seen.choices if seen and seen.item == item else self._bare(entry).choices
        if choice not in offered:
            raise ValueError(choice.value)
        if choice in (Choice.WITHDRAW, Choice.KEEP_THEIRS):
            return self._corrections.take_back(item, f"conflict_{choice.value}")
        if choice is Choice.ANYWAY:
            assert entry.problem is not None
            order = replace(order, despite=(*order.despite, entry.problem.trouble))
        else:
            order = self._anew(entry, order, sag if choice is Choice.OTHER_SAG else None)
        order = replace(order, id=new_order_id(), decided_by=self._ports.aktoer)
        after = self._ports.outbox.promise(item, order, after=OrderEvent.REVISED, reason=f"conflict_{choice.value}")
        self._changed(after)
        return after

    def _anew(self, entry: OutboxEntry, order: FilingOrder, sag: SagRef | None) -> FilingOrder:
        """The order decided again: on another Sag, or as Dokumenter of their own."""
        detail = self._detail(entry.item.id)
        if detail is None:
            raise KeyError(entry.item.id)
        proposal = replace(detail.proposal, sag=sag) if sag else detail.proposal
        decision = Decision(proposal, self._ports.aktoer, self._ports.clock(), order.priority)
        return replace(freeze(decision, detail, anew=sag is None), suggested=order.suggested, corrects=order.corrects)


def _is_gone(conflict: Conflict) -> bool:
    return any(one.name is ConflictField.EXISTENCE and one.theirs == GONE for one in conflict.fields)
