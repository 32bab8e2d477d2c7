"""A municipality's week, compressed: `python3 dev.py bench week [--store postgresql] [--day 50000] [--share 0.01]`.

First each kind of request is priced by itself: the processor time of service and database, and the rows it leaves. Then a
share of a week's requests is sent in the order of its hours, by eight clients as fast as they are answered, and what the
prices foretold is held against what it took. From the prices follow the figures of docs/scale.md.

Processor time, not seconds by the clock, is what is measured: it says the same on a busy machine.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sagsbud.service.database import Database
from sqlalchemy import text

from tests.bench._load import HOURS, MEAN_SIZE, PER_DOKUMENT, WEEKDAYS, Caller, Town, cpu_seconds
from tests.bench._serving import PlainClient, Serving, crowd, fill, service
from tests.support.postgres import cluster

CLIENTS = 8
PRICED = 30
"""Requests of a kind by which it is priced, of each client."""
WORKING_DAYS = 220
BUSY = 0.5
"""How much of a core may be used in the busiest hour: the rest is for what comes unevenly."""
FAR = 1.5
"""What was foretold may be off by this factor."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one request costs: milliseconds of processor in the service and in the database."""

    service: float
    database: float


@dataclass
class Bench:
    """A store under load."""

    serving: Serving
    database: str
    server: int | None
    town: Town

    def spent(self) -> tuple[float, float]:
        """Processor seconds so far: the service's and the database server's."""
        return cpu_seconds([self.serving.process.pid]), cpu_seconds([self.server]) if self.server else 0.0

    def stored(self) -> int:
        """Bytes of tables and indexes."""
        database = Database(self.database)
        try:
            with database.reading() as connection:
                if database.is_sqlite:
                    pages = connection.execute(text("PRAGMA page_count")).scalar_one()
                    return int(pages * connection.execute(text("PRAGMA page_size")).scalar_one())
                sizes = (
                    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace"
                )
                return int(connection.execute(text(f"{sizes} = current_schema()::regnamespace")).scalar_one())
        finally:
            database.close()


def price(bench: Bench, chance: random.Random) -> dict[str, Price]:
    """Each kind of request by itself, from as many clients as the week has: side by side a request costs more."""
    found = {}
    with ThreadPoolExecutor(CLIENTS) as pool:

        def send(name: str, times: int) -> None:
            def some(seed: int) -> None:
                with PlainClient(bench.serving.address) as client:
                    caller = Caller(client, bench.town, random.Random(seed))
                    for _ in range(times):
                        caller.carry_out(name)

            list(pool.map(some, [chance.getrandbits(32) for _ in range(CLIENTS)]))

        for name in ("put sag", "put dokument"):  # something to begin with
            send(name, 10)
        for name in PER_DOKUMENT:
            before = bench.spent()
            send(name, PRICED)
            after = bench.spent()
            costs = [1000 * (late - early) / (PRICED * CLIENTS) for early, late in zip(before, after, strict=True)]
            found[name] = Price(*costs)
    return found


def week(day: int, share: float, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Hour by hour the requests of a week, so much of them as the share says."""
    for weekday, of_week in zip(("Mon", "Tue", "Wed", "Thu", "Fri"), WEEKDAYS, strict=True):
        for hour, of_day in enumerate(HOURS, start=7):
            dokumenter = day * 5 * share * of_week / 100 * of_day / 100
            requests = [name for name, times in PER_DOKUMENT.items() for _ in range(_whole(dokumenter * times, chance))]
            chance.shuffle(requests)
            yield f"{weekday} {hour:02}", requests


def _whole(expected: float, chance: random.Random) -> int:
    return int(expected) + (chance.random() < expected % 1)


def feed(bench: Bench, hours: Sequence[tuple[str, list[str]]], chance: random.Random) -> dict[str, list[float]]:
    """Send the week; how long each request took (seconds), by kind."""
    took: dict[str, list[float]] = {name: [] for name in PER_DOKUMENT}

    def send(requests: Sequence[str], seed: int) -> None:
        with PlainClient(bench.serving.address) as client:
            caller = Caller(client, bench.town, random.Random(seed))
            for name in requests:
                begun = time.perf_counter()
                caller.carry_out(name)
                took[name].append(time.perf_counter() - begun)

    with ThreadPoolExecutor(CLIENTS) as pool:
        for _, requests in hours:
            shares = [requests[start::CLIENTS] for start in range(CLIENTS)]
            list(pool.map(send, shares, [chance.getrandbits(32) for _ in shares]))
    return took


def run(bench: Bench, day: int, share: float) -> bool:
    """Price, feed, compare, tell. Whether the prices foretold what the week took."""
    chance = random.Random(5)
    prices = price(bench, chance)
    print(f"{'request':<22}{'a Dokument':>11}{'service ms':>12}{'database ms':>12}")
    for name, times in PER_DOKUMENT.items():
        print(f"{name:<22}{times:>11}{prices[name].service:>12.2f}{prices[name].database:>12.2f}")
    hours = list(week(day, share, chance))
    counts = Counter(name for _, requests in hours for name in requests)
    before, stored, sent = bench.spent(), bench.stored(), bench.town.bytes_sent
    begun = time.perf_counter()
    took = feed(bench, hours, chance)
    seconds = time.perf_counter() - begun
    spent = [late - early for early, late in zip(before, bench.spent(), strict=True)]
    rows = (bench.stored() - stored) / counts["put dokument"]
    foretold = [
        sum(getattr(prices[name], side) * count for name, count in counts.items()) / 1000
        for side in ("service", "database")
    ]
    print(
        f"\nweek: {sum(counts.values()):,} requests, {counts['put dokument']:,} Dokumenter in {seconds:.0f} s, no failures"
    )
    _tell_times(took)
    good = True
    for side, expected, used in zip(("service", "database"), foretold, spent, strict=True):
        if expected:
            near = 1 / FAR <= used / expected <= FAR
            good &= near
            print(
                f"{' ' if near else '!'} {side}: foretold {expected:.1f} s of processor, used {used:.1f} s ({used / expected:.2f}x)"
            )
    print(
        f"  rows: {rows / 1000:.1f} kB a Dokument; contents: {(bench.town.bytes_sent - sent) / counts['put dokument'] / 1000:.0f} kB"
    )
    per_dokument = [used / counts["put dokument"] for used in spent]
    for name, daily in ((f"one municipality, {day:,} a day", day), (f"98 of them, {98 * day:,} a day", 98 * day)):
        _tell_scale(name, daily, per_dokument, rows)
    return good


def _tell_times(took: Mapping[str, Sequence[float]]) -> None:
    for name, times in took.items():
        if len(times) > 20:
            cuts = statistics.quantiles(times, n=100)
            print(
                f"  {name:<20} median {cuts[49] * 1000:6.1f} ms   95% {cuts[94] * 1000:7.1f} ms   99% {cuts[98] * 1000:7.1f} ms"
            )


def _tell_scale(name: str, daily: int, per_dokument: Sequence[float], rows: float) -> None:
    busiest = daily * 5 * max(WEEKDAYS) / 100 * max(HOURS) / 100 / 3600
    requests = busiest * sum(PER_DOKUMENT.values())
    cores = [busiest * seconds / BUSY for seconds in per_dokument]
    yearly = daily * WORKING_DAYS
    print(f"\n{name}: in the busiest hour {busiest:.1f} Dokumenter/s, {requests:.0f} requests/s")
    print(f"  cores at {BUSY:.0%}: {cores[0]:.1f} of service processes, {cores[1]:.1f} of the database")
    print(
        f"  a year: {yearly / 1e6:.1f} million Dokumenter, {yearly * rows / 1e9:.0f} GB of rows, {yearly * MEAN_SIZE / 1e12:.1f} TB of contents"
    )
    print(
        f"  ten years: {yearly / 1e5:.0f} million Dokumenter, {yearly * rows / 1e11:.1f} TB of rows, {yearly * MEAN_SIZE / 1e11:.0f} TB of contents"
    )


@contextmanager
def store(kind: str, folder: Path) -> Iterator[tuple[str, Callable[[], int | None]]]:
    """A database, and the process id of its server."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'week.db'}", lambda: None
        return
    with cluster(durable=True) as running:
        yield running.database(), lambda: running.process


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the week took what the prices foretold."""
    parser = argparse.ArgumentParser(prog="bench week")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--day", type=int, default=50_000, help="Dokumenter on a working day")
    parser.add_argument("--share", type=float, default=0.008, help="how much of the week is sent")
    parser.add_argument("--dokumenter", type=int, default=20_000, help="that are there before")
    options = parser.parse_args(arguments)
    chance = random.Random(3)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name, store(options.store, Path(name)) as (url, server):
        town = Town(crowd(chance))
        database = Database(url)
        fill(database, town.crowd, options.dokumenter, chance)
        database.close()
        if options.store == "postgresql":
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        with service(Path(name), url) as serving:
            good = run(Bench(serving, url, server(), town), options.day, options.share)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
