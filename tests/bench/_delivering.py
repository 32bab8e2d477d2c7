"""Delivery with every guard, step and proof, against loops that promise nothing, with the same client and threads.

The three take turns with a few orders each, so that whatever else the machine does meets them alike; what counts is the
middle of the turns.
"""

import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

from sagsbud.domain.klassifikation import KleEmne
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.outbox.crew import PARALLEL_SAGER
from sagsbud.outbox.delivery import Deliverer
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.sagdok.setup import klasse_id, put_klasser, put_sag

from tests.bench._load import cpu_seconds
from tests.bench._stores import SAGER, SIZE, Finding, Store, now
from tests.support.orders import KLE, make_item, make_order, make_sag
from tests.support.program import Service

TURN = 500
"""Orders of each before the next has its turn."""


@dataclass
class Arm:
    """One way to file: for each turn the orders a second, and the processor time (ms an order) of both processes."""

    name: str
    rates: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Orders a second."""
        return statistics.median(self.rates)

    def turn(self, number: int, service: int, file_all: Callable[[], float]) -> None:
        """Let it file so many."""
        ours, theirs = time.process_time(), cpu_seconds([service])
        seconds = file_all()
        self.ours.append((time.process_time() - ours) / number * 1000)
        self.theirs.append((cpu_seconds([service]) - theirs) / number * 1000)
        self.rates.append(number / seconds)

    def __str__(self) -> str:
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs)
        return f"{self.name}: {self.rate:.0f}/s, processor {ours:.1f} ms here and {theirs:.1f} ms in the service"


def delivering(folder: Path, number: int) -> list[Finding]:
    """The rate of the delivery against a bare loop, and against one that makes the same reads."""
    sager = [make_sag(count + 1) for count in range(SAGER)]
    bare, guarded, delivery = Arm("bare upload loop"), Arm("the same reads and writes"), Arm("delivery")
    service = Service(folder / "service").start()
    store = Store.at(folder / "store")
    try:
        assert service.process
        with SagDokumentClient(service.url) as client:
            put_klasser(client, [KleEmne(KLE, "Prøveemne")])
            for sag in sager:
                put_sag(client, sag)
            size = min(TURN, number)
            for _ in range(max(1, number // size)):
                contents = [os.urandom(SIZE) for _ in range(size)]
                for count, content in enumerate(contents):
                    store.promise(store.take(content, count), sager[count % SAGER])
                store.rest()
                bare.turn(size, service.process.pid, partial(_upload, client, contents, sager))
                delivery.turn(size, service.process.pid, partial(_deliver, store, client, size))
                guarded.turn(size, service.process.pid, partial(_upload, client, contents, sager, reads=True))
    finally:
        store.close()
        service.stop()
    for arm in (bare, guarded, delivery):
        print(f"   {arm}", flush=True)
    shares = [one / other for one, other in zip(delivery.rates, bare.rates, strict=True)]
    same = [one / other for one, other in zip(delivery.rates, guarded.rates, strict=True)]
    return [
        Finding(f"deliver {number} × 50 kB against a bare upload loop", statistics.median(shares) * 100, 85, "%", True),
        Finding("  against a bare loop of the same reads and writes", statistics.median(same) * 100, 85, "%", True),
    ]


def _upload(
    client: SagDokumentClient, contents: Sequence[bytes], sager: Sequence[SagRef], *, reads: bool = False
) -> float:
    """Seconds for PUT Dokument and PATCH journalpost of each; with `reads` also for guard and proof, nothing else."""
    filing = SagDokumentFiling(client)
    klasse = filing.klasse(KLE)
    assert klasse == klasse_id(KLE)

    def one(count: int) -> None:
        order = make_order(make_item(contents[count]), sag=sager[count % SAGER], decided_at=now())
        if reads:
            assert filing.dokument(order.main.dokument) is None
        filing.put_dokument(order.main, BytesIO(contents[count]), klasse=klasse, bilag=(), order=order)
        filing.add_journalpost(order.main, order)
        if reads:
            filed = filing.dokument(order.main.dokument)
            assert filed is not None
            assert filing.has_journalpost(order.sag.id, order.main.dokument)
            assert filing.content_digest(filed) == order.main.digest

    began = time.perf_counter()
    with ThreadPoolExecutor(PARALLEL_SAGER) as pool:
        for done in [pool.submit(one, count) for count in range(len(contents))]:
            done.result()
    return time.perf_counter() - began


def _deliver(store: Store, client: SagDokumentClient, number: int) -> float:
    """Seconds until every promised order is filed."""
    filed = threading.Semaphore(0)
    before = store.outbox.counts().get(OrderState.FILED, 0)
    worker = Deliverer(
        store.outbox, store.vault, SagDokumentFiling(client), url="bench", lock_file=store.folder / "delivery.lock",
        clock=now, changed=lambda entry: None, filed=lambda entry: filed.release(),
    )  # fmt: skip
    began = time.perf_counter()
    worker.start()
    for _ in range(number):
        assert filed.acquire(timeout=300), store.outbox.counts()
    seconds = time.perf_counter() - began
    worker.stop()
    assert store.outbox.counts() == {OrderState.FILED: before + number}
    return seconds
