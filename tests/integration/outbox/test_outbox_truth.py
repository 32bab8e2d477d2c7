"""Whatever is done to the outbox in whatever order, its numbers, lists and records say what is so."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import StepKind, StepState, plan
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.outbox.claims import Outcome
from sagsbud.outbox.coding import decode
from sagsbud.outbox.records import KeptRecord

from tests.support.keeping import Keeping
from tests.support.orders import make_order, make_sag

BY_PERSON = (
    OrderEvent.UNDONE,
    OrderEvent.WITHDRAWN,
    OrderEvent.RESTORED,
    OrderEvent.RETRIED,
    OrderEvent.REVISED,
    OrderEvent.APPROVED,
    OrderEvent.RETURNED,
)
BY_WORKER = (
    OrderEvent.ACCEPTED,
    OrderEvent.NOT_SENT,
    OrderEvent.MAYBE_SENT,
    OrderEvent.FOUND_WHOLE,
    OrderEvent.FOUND_MISSING,
    OrderEvent.SHUT_OUT,
    OrderEvent.REFUSED,
    OrderEvent.CONFLICTED,
)
WANTED = {
    OrderState.DRAFT: OrderState.DRAFT,
    OrderState.IN_REVIEW: OrderState.IN_REVIEW,
    OrderState.WITHDRAWN: OrderState.WITHDRAWN,
}
"""What the record beside the content says; everything promised counts as QUEUED."""


class OutboxLife(RuleBasedStateMachine):
    """People and a worker on one outbox, with restarts between."""

    items = Bundle("items")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.kept = Keeping(Path(self.folder.name) / "data")
        self.states: dict[ItemId, OrderState] = {}
        self.number = 0

    def teardown(self) -> None:
        self.kept.close()
        self.folder.cleanup()

    @rule(target=items, attachments=st.integers(0, 2))
    def take(self, attachments: int) -> ItemId:
        self.number += 1
        entry = self.kept.take(b"%d" % self.number)
        if attachments:
            self.kept.attach(entry, *(b"%d-%d" % (self.number, part) for part in range(attachments)))
        self.states[entry.item.id] = OrderState.DRAFT
        return entry.item.id

    @rule(item=items, review=st.booleans(), sag=st.integers(1, 3))
    def decide(self, item: ItemId, review: bool, sag: int) -> None:
        entry = self.kept.outbox.entry(item)
        assert entry is not None
        try:
            moved = self.kept.outbox.promise(item, make_order(entry.item, sag=make_sag(sag)), review=review)
        except IllegalTransition:
            assert self.states[item] is not OrderState.DRAFT
            return
        assert self.states[item] is OrderState.DRAFT
        assert moved.steps == plan(moved.order) if moved.order else False
        self.states[item] = moved.state

    @rule(item=items, event=st.sampled_from(BY_PERSON))
    def person(self, item: ItemId, event: OrderEvent) -> None:
        before = self.kept.outbox.entry(item)
        assert before is not None
        try:
            self.states[item] = self.kept.outbox.act(item, event).state
        except IllegalTransition:
            after = self.kept.outbox.entry(item)
            assert after == before

    @rule(event=st.sampled_from(BY_WORKER), step=st.sampled_from(StepState))
    def work(self, event: OrderEvent, step: StepState) -> None:
        due = self.kept.claims.due(1, [])
        if not due:
            return
        entry = due[0]
        if entry.state is not OrderState.UNCERTAIN:
            entry = self.kept.claims.claim(entry)
            self.states[entry.item.id] = entry.state
        first = entry.steps[0]
        assert first.kind is StepKind.DOKUMENT
        entry = self.kept.claims.mark(entry, type(first)(first.kind, first.dokument, step))
        try:
            entry = self.kept.claims.outcome(entry, Outcome(event))
        except IllegalTransition:
            return
        self.states[entry.item.id] = entry.state

    @rule()
    def restart(self) -> None:
        self.kept.reopen()
        left = [item for item, state in self.states.items() if state in (OrderState.SENDING, OrderState.VERIFYING)]
        assert self.kept.claims.recover() == len(left)
        for item in left:
            self.states[item] = OrderState.UNCERTAIN

    @invariant()
    def every_item_is_in_the_state_it_was_left_in(self) -> None:
        for item, state in self.states.items():
            entry = self.kept.outbox.entry(item)
            assert entry is not None
            assert entry.state is state
            assert {child.state for child in self.kept.outbox.children(item)} <= {state}

    @invariant()
    def counts_and_pages_say_the_same(self) -> None:
        counts = self.kept.outbox.counts()
        assert counts == Counter(self.states.values())
        for state in OrderState:
            assert len(self.kept.outbox.page([state], limit=1000)) == counts.get(state, 0)

    @invariant()
    def the_history_holds_together(self) -> None:
        assert self.kept.outbox.chain_broken_at() is None

    @invariant()
    def the_record_beside_the_content_says_what_was_wanted(self) -> None:
        records = [decode(KeptRecord, record) for record in self.kept.vault.records() if record is not None]
        assert {record.item.id for record in records} == set(self.states)
        for record in records:
            entry = self.kept.outbox.entry(record.item.id)
            assert entry is not None
            assert record.wanted is WANTED.get(entry.state, OrderState.QUEUED)
            assert record.order == entry.order
            assert record.children == tuple(child.item for child in self.kept.outbox.children(record.item.id))


OutboxLife.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestOutboxLife = OutboxLife.TestCase
