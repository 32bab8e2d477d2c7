"""One try at one order: every write guarded by a read, every step kept before it is sent."""

from collections.abc import Generator
from dataclasses import replace
from typing import Protocol

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import SagsbudError, ServiceError, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.orders import FilingOrder, OutboxEntry, Step, StepKind, StepState
from sagsbud.domain.storeports import Vault
from sagsbud.outbox.foresight import Foresight
from sagsbud.outbox.lookout import Lookout, adopts
from sagsbud.outbox.proving import Prover
from sagsbud.outbox.writing import Writer

Sends = Generator[tuple[Step, ...], OutboxEntry, tuple[OutboxEntry, tuple[Step, ...]]]
"""Gives the steps that are to be kept before it goes on, and is given the entry as it is kept then; in the end the steps
whose DONE is still to be kept."""


class Marker(Protocol):
    """Keeps how far writes have come; the entry with it."""

    def __call__(self, entry: OutboxEntry, *moved: Step) -> OutboxEntry:
        """Durable when it returns."""


class AwaitsReview(Exception):
    """The Dokumenter are there for the reviewer to see; the journal waits for the approval."""


class Attempt:
    """Sends and looks up orders against one service; `prover` proves them. Safe to use from several threads."""

    def __init__(self, service: FilingService, vault: Vault, clock: Clock, mark: Marker) -> None:
        self._mark = mark
        self.foresight = Foresight(service)
        self._lookout = Lookout(service, self.foresight)
        self._writer = Writer(service, vault, self._lookout)
        self.prover = Prover(service, self._lookout, clock)

    def send(self, entry: OutboxEntry) -> Sends:
        """Make every write that is not done. Whoever drives it keeps, before each, the steps it gives.

        Raises ServiceError, StoreError; what was done until then is kept.
        """
        order = order_of(entry)
        if entry.untouched and not order.taken_back:
            self._lookout.check_sag(order)
        done: list[Step] = []
        made: set[DokumentId] = set()
        try:
            for step in entry.steps:
                if step.state is StepState.DONE:
                    continue
                if step.kind is StepKind.JOURNALPOST and self._lookout.awaits_review(order):
                    self._mark(entry, *done)
                    done.clear()
                    raise AwaitsReview
                # nobody can have filed what was not there a moment ago
                new = step.kind is StepKind.JOURNALPOST and step.dokument in made
                if new or not self._lookout.is_there(order, step):
                    entry = yield from self._writer.write(order, step, done)
                    if step.kind is StepKind.DOKUMENT and not adopts(order, step):
                        made.add(step.dokument)
                done.append(replace(step, state=StepState.DONE))
        except SagsbudError:
            self._mark(entry, *done)
            raise
        return entry, tuple(done)

    def look_up(self, entry: OutboxEntry) -> OutboxEntry:
        """Find out which started writes were carried out: these become DONE. Raises ServiceError."""
        order = order_of(entry)
        started = [step for step in entry.steps if step.state is StepState.STARTED]
        found = [replace(step, state=StepState.DONE) for step in started if self._lookout.is_there(order, step)]
        return self._mark(entry, *found)

    def give_up_on_started(self, entry: OutboxEntry) -> OutboxEntry:
        """What was started and is not there will not come any more."""
        started = [step for step in entry.steps if step.state is StepState.STARTED]
        return self._mark(entry, *(replace(step, state=StepState.PENDING) for step in started))

    def doubt(self, entry: OutboxEntry) -> OutboxEntry:
        """Everything is to be looked at again before it counts as done."""
        self.prover.forget(order_of(entry))
        return self._mark(entry, *(replace(step, state=StepState.STARTED) for step in entry.steps))

    def come_so_far(self, entry: OutboxEntry) -> int:
        """How many writes were answered and Dokumenter proven: when it grows between tries, the order gets on."""
        proven = self.prover.count(entry.order) if entry.order else 0
        return sum(step.state is StepState.DONE for step in entry.steps) + proven


def order_of(entry: OutboxEntry) -> FilingOrder:
    """The entry's order. Raises ServiceError DEFECT when it has none."""
    if entry.order is None:
        raise ServiceError(Trouble.DEFECT)
    return entry.order
