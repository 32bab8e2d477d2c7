"""The delivery's decisions turned by hand: real store, real vault, a service in memory, time that jumps to what is due."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import FilingOrder, OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.outbox.attempt import Attempt
from sagsbud.outbox.carrier import Carrier
from sagsbud.outbox.health import ServiceHealth
from sagsbud.outbox.sending import Sent

from tests.support.filing import MemoryService
from tests.support.keeping import Keeping
from tests.support.orders import KLE, make_sag

MOST_TURNS = 500
"""So that a delivery that never comes to rest fails the test instead of hanging it."""


@dataclass
class Courier:
    """One process that delivers, without threads."""

    folder: Path
    service: MemoryService = field(default_factory=MemoryService)
    kept: Keeping = field(init=False)
    passed: list[tuple[object, OrderState]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kept = Keeping(self.folder)
        self.service.add_klasse(KLE)
        for number in range(1, 6):
            self.service.add_sag(make_sag(number))
        self.start()

    def start(self) -> None:
        """As a process begins: what the last one left is looked up."""
        chance, clock = random.Random(1), self.kept.clock
        self.health = ServiceHealth("memory:", clock, chance, lambda: clock.stopwatch)
        attempt = Attempt(self.service, self.kept.vault, clock, self.kept.claims.mark)
        self.carrier = Carrier(self.kept.claims, attempt, self.health, clock, chance, self._moved)
        self.kept.claims.recover()

    def restart(self) -> None:
        """As after a crash."""
        self.kept.reopen()
        self.start()

    def turn(self) -> OutboxEntry | None:
        """Carry the next due order a step; None when nothing is due."""
        if not self.health.is_open:
            self.kept.clock.forward(seconds=self.health.until_probe(hurry=False))
            if not self.health.probe(self.service.probe):
                return None
        if self.health.reopened():
            self.kept.claims.let_in()
        due = self.kept.claims.due(1, [])
        if not due and self.health.is_on_trial:
            self.kept.clock.forward(seconds=1)
        came = self.carrier.carry(due[0]) if due else None
        if isinstance(came, Sent):
            return self.carrier.prove(came, self.carrier.ask([came]))
        return came

    def run(self, turns: int = MOST_TURNS) -> None:
        """Until nothing is left that comes about by itself; time jumps to the next try."""
        for _ in range(turns):
            if self.turn() is not None or not self.health.is_open:
                continue
            waiting = self.kept.outbox.page([OrderState.WAITING, OrderState.UNCERTAIN])
            next_due = min((entry.due for entry in waiting if entry.due), default=None)
            if next_due is None:
                return
            self.kept.clock.forward(seconds=max(0.0, (next_due - self.kept.clock.now).total_seconds()))
        raise AssertionError("the delivery does not come to rest")

    def state(self, order: FilingOrder) -> OrderState:
        """Where the order stands."""
        return self.kept.entry(order).state

    def trouble(self, order: FilingOrder) -> Trouble:
        """What the order has been stopped by."""
        problem = self.kept.entry(order).problem
        assert problem is not None
        return problem.trouble

    def _moved(self, entry: OutboxEntry) -> None:
        self.passed.append((entry.item.id, entry.state))


def filed_once(courier: Courier, *orders: FilingOrder) -> None:
    """Every order is FILED, and the service holds each Dokument once, with its bytes, in the journal's order."""
    for order in orders:
        entry = courier.kept.entry(order)
        assert entry.state is OrderState.FILED, (entry.state, entry.problem)
        assert entry.receipt is not None
        assert entry.receipt.dokument == order.main.dokument
        posts = courier.service.posts(order.sag.id)
        for draft in order.drafts:
            assert posts.count(draft.dokument) == 1
            assert courier.service.contents[draft.dokument] == courier.kept.vault.read(draft.digest)
        places = [posts.index(draft.dokument) for draft in order.drafts]
        assert places == sorted(places)
    assert courier.kept.outbox.chain_broken_at() is None
