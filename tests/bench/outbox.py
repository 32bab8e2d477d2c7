"""`python -m tests.bench.outbox`: the outbox against bare loops that do the least that could do, in the same run.

Ratios hold; absolute times are those of the disk at hand. Every pair is measured interleaved.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.ids import Digest, ItemId
from sagsbud.domain.orders import FilingOrder, plan
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.outbox import chain, queries
from sagsbud.outbox.coding import encode
from sagsbud.outbox.crew import PARALLEL_SAGER
from sagsbud.outbox.delivery import Deliverer
from sagsbud.sealing import derive, seal

from tests.bench._delivering import delivering
from tests.bench._stores import SAGER, SIZE, Finding, Plain, Store, now, percentile, timed
from tests.support.filing import MemoryService
from tests.support.orders import KLE, make_item, make_order, make_sag

OTHER_KEY = bytes(reversed(range(32)))
"""Of the store that is not encrypted, by which it is known."""

# -- acknowledging -------------------------------------------------------------------------------------------


def acknowledging(folder: Path, number: int) -> list[Finding]:
    """Taking and promising, each against one fsynced file of 50 kB with one committed row."""
    store = Store.at(folder / "store")
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)")
    (folder / "bare").mkdir()
    least: list[float] = []
    take: list[float] = []
    promise: list[float] = []
    for count in range(number):
        content = os.urandom(SIZE)
        with timed(least):
            with (folder / "bare" / str(count)).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            bare.execute("INSERT INTO t (x) VALUES (?)", ("x" * 800,))
        with timed(take):
            entry = store.take(content, count)
        with timed(promise):
            store.promise(entry, make_sag(count % SAGER + 1))
    bare.close()
    store.close()
    unit = percentile(least, 0.95)
    return [
        Finding("acknowledge: take 50 kB durably, p95", percentile(take, 0.95), 15, "ms"),
        Finding("acknowledge: promise to file it durably, p95", percentile(promise, 0.95), 15, "ms"),
        Finding(
            f"  take against bare insert + fsynced file ({unit:.2f} ms), p95", percentile(take, 0.95) / unit, 2, "×"
        ),
        Finding("  promise against the same, p95", percentile(promise, 0.95) / unit, 2, "×"),
    ]


def encrypting(folder: Path, number: int) -> list[Finding]:
    """Taking with encryption against taking without, otherwise the same code and the same syncs.

    The two take turns at every document, and the middle of all counts: a sync that takes long says nothing of either.
    """
    unsealed = derive(OTHER_KEY, "vault contents")

    def seal_some(key: bytes, chunks: Iterator[bytes], purpose: bytes) -> Iterator[bytes]:
        return chunks if key == unsealed else seal(key, chunks, purpose)

    sealed, plain = Store.at(folder / "sealed"), Store.at(folder / "plain", Plain, OTHER_KEY)
    took: dict[Store, list[float]] = {sealed: [], plain: []}
    computed: dict[Store, list[float]] = {sealed: [], plain: []}
    with mock.patch("sagsbud.outbox.vault.seal", seal_some):
        for count in range(number):
            content = os.urandom(SIZE)
            for store in (sealed, plain)[:: 1 if count % 2 else -1]:
                with timed(took[store]), timed(computed[store], time.thread_time):
                    store.take(content, count)
        for store in (sealed, plain):
            store.close()
    assert b"SQLite format 3" in (folder / "plain" / "outbox.db").read_bytes()[:100]
    assert content in [path.read_bytes() for path in (folder / "plain" / "vault").iterdir()]
    whole = statistics.median(took[plain])
    overhead, processor = (
        (statistics.median(times[sealed]) - statistics.median(times[plain])) / whole * 100 for times in (took, computed)
    )
    return [
        Finding(f"encryption overhead on intake of {number} × 50 kB ({whole * 1000:.2f} ms)", overhead, 15, "%"),
        Finding("  by processor time alone", processor, 15, "%"),
    ]


# -- many rows -----------------------------------------------------------------------------------------------


def fill(store: Store, number: int, state: OrderState) -> None:
    """So many orders in this state, with the history they would have, written as fast as the disk takes it."""
    order = make_order()
    with store.database.reading() as connection:
        last = connection.execute("SELECT chain FROM history ORDER BY id DESC LIMIT 1").fetchone()
    link = last["chain"] if last else "0" * 64
    whats = ["taken", "decided", "claimed", "dokument_started", "dokument_done", "journalpost_started",
             "journalpost_done", "accepted", "proven"] if state is OrderState.FILED else ["taken", "decided"]  # fmt: skip
    for start in range(0, number, 5_000):
        with store.database.writing() as connection:
            for count in range(start, min(start + 5_000, number)):
                item = replace(order.main, item=ItemId(UUID(int=count)), digest=Digest(f"{count:064x}"))
                _row(connection, item.item, item.digest, replace(order, main=item), state, count)
                for what in whats:
                    row = (count, str(item.item), what, "", "{}")
                    link = chain._link(link, row)
                    connection.execute(
                        "INSERT INTO history (at, item, what, actor, detail, chain) VALUES (?, ?, ?, ?, ?, ?)",
                        (*row, link),
                    )


def _row(connection: Any, item: ItemId, digest: Digest, order: FilingOrder, state: OrderState, count: int) -> None:
    record = IntakeItem(item, digest, 1, "brev.txt", make_item().source, now())
    connection.execute(
        "INSERT INTO entry (item, record, digest, position, state, order_record, sag, priority, steps, attempts,"
        " changed_at, summary, told, purged) VALUES (?, ?, ?, 0, ?, ?, ?, 0, ?, 0, ?, NULL, 1, 1)",
        (
            str(item), encode(record).decode(), digest, state.value, encode(order).decode(),
            str(make_sag(count % SAGER + 1).id), encode(plan(order)).decode(), count,
        ),
    )  # fmt: skip


def starting(folder: Path, number: int) -> list[Finding]:
    """From opening to the first thing a person sees, with many orders waiting; and what the delivery takes up first."""
    store = Store.at(folder / "store")
    fill(store, number, OrderState.QUEUED)
    store.close()
    began = time.perf_counter()
    store = Store.at(folder / "store")
    counts = store.outbox.counts()
    shown = store.outbox.page(IN_QUEUE, limit=100)
    seconds = time.perf_counter() - began
    assert counts == {OrderState.QUEUED: number}
    assert len(shown) == 100
    taken_up: list[float] = []
    for _ in range(50):
        with timed(taken_up), store.database.reading() as connection:
            assert len(queries.due(connection, now(), PARALLEL_SAGER, [])) == PARALLEL_SAGER
    store.close()
    return [
        Finding(f"start with {number} orders to the first state shown", seconds, 1, "s"),
        Finding(f"  the next {PARALLEL_SAGER} due among them", percentile(taken_up, 0.5), 5, "ms"),
    ]


def lasting(folder: Path, number: int, sample: int) -> list[Finding]:
    """The cost of filing when the store is new, and when it has seen very many."""
    fresh, old = Store.at(folder / "fresh"), Store.at(folder / "old")
    fill(old, number, OrderState.FILED)
    ratios = []
    for part in range(4):
        seconds = [_file_all(store, sample // 4, part) for store in (fresh, old)]
        ratios.append(seconds[1] / seconds[0])
    wal = (folder / "old" / "outbox.db-wal").stat().st_size / 1e6
    size = (folder / "old" / "outbox.db").stat().st_size / number
    for store in (fresh, old):
        store.close()
    return [
        Finding(
            f"filing {sample} after {number} against the first {sample}", sorted(ratios)[len(ratios) // 2], 1.2, "×"
        ),
        Finding("  journal (WAL) then", wal, 32, "MB"),
        Finding("  database, bytes a filing", size, 10_000, "B"),
    ]


def _file_all(store: Store, number: int, part: int) -> float:
    service = MemoryService()
    service.add_klasse(KLE)
    for count in range(SAGER):
        service.add_sag(make_sag(count + 1))
    filed = threading.Semaphore(0)
    worker = Deliverer(
        store.outbox, store.vault, service, url="bench", lock_file=store.folder / "delivery.lock", clock=now,
        changed=lambda entry: None, filed=lambda entry: filed.release(),
    )  # fmt: skip
    began = time.perf_counter()
    for count in range(number):
        store.promise(store.take(uuid4().bytes * 60, part * number + count), make_sag(count % SAGER + 1))
    worker.start()
    for _ in range(number):
        assert filed.acquire(timeout=300)
    seconds = time.perf_counter() - began
    worker.stop()
    return seconds


PARTS: dict[str, Callable[[Path, float], list[Finding]]] = {
    "acknowledge": lambda folder, scale: acknowledging(folder, int(1000 * scale)),
    "encrypt": lambda folder, scale: encrypting(folder, int(1000 * scale)),
    "deliver": lambda folder, scale: delivering(folder, int(2000 * scale)),
    "start": lambda folder, scale: starting(folder, int(100_000 * scale)),
    "last": lambda folder, scale: lasting(folder, int(100_000 * scale), int(1000 * scale)),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts; 0 when every goal was met."""
    parser = argparse.ArgumentParser(prog="tests.bench.outbox")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--scale", type=float, default=1.0, help="of the numbers in the goals")
    args = parser.parse_args(arguments)
    met = True
    for name in args.parts or list(PARTS):
        with tempfile.TemporaryDirectory(prefix="sagsbud-bench-") as folder:
            for finding in PARTS[name](Path(folder), args.scale):
                met = met and finding.met
                print(finding, flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
