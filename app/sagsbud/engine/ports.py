"""Everything the engine works with, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from sagsbud.domain.frozen import frozen

if TYPE_CHECKING:
    from sagsbud.domain.arrivalports import Extractor, Importer, Settler, Taker, Watcher
    from sagsbud.domain.clock import Clock
    from sagsbud.domain.filingports import Delivery, FilingService
    from sagsbud.domain.handingports import HandingService, HandOverDelivery, HandOvers
    from sagsbud.domain.ids import AktoerId
    from sagsbud.domain.parties import Aktoer
    from sagsbud.domain.reviewports import Counting, ReviewQueue, ReviewRules, ReviewService, VerdictDelivery, Verdicts
    from sagsbud.domain.storeports import Batches, Outbox, Vault
    from sagsbud.domain.suggestports import KleCatalogue, SagDirectory, Suggester


@frozen
class Ports:
    """The concrete rooms behind their Protocols, and the few facts that are settings.

    `undo_hold` says how long a person's decision stays undoable before the delivery may claim it, `closed_sager` whether
    a person may choose to file on a Sag that is closed.
    """

    outbox: Outbox
    vault: Vault
    batches: Batches
    taker: Taker
    importer: Importer
    settler: Settler
    watcher: Watcher
    extractor: Extractor
    suggester: Suggester
    sager: SagDirectory
    kle: KleCatalogue
    service: FilingService
    delivery: Delivery
    clock: Clock
    aktoer: Aktoer
    undo_hold: Callable[[], timedelta] = lambda: timedelta(seconds=20)
    closed_sager: Callable[[], bool] = lambda: False
    review: ReviewPorts | None = None
    handing: HandingPorts | None = None


@frozen
class HandingPorts:
    """What handing over to colleagues works with."""

    service: HandingService
    handovers: HandOvers
    delivery: HandOverDelivery


@frozen
class ReviewPorts:
    """What review works with. `reviewers` are the people the organisation named; nobody means whoever is asked."""

    service: ReviewService
    queue: ReviewQueue
    verdicts: Verdicts
    delivery: VerdictDelivery
    rules: ReviewRules
    counting: Counting
    unit: AktoerId | None = None
    reviewers: Callable[[], frozenset[AktoerId]] = frozenset
    report_minutes: Callable[[], int] = lambda: 0
    version: str = ""
