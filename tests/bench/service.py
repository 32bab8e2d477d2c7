"""The embedded service against its goals: `python3 dev.py bench service [--store sealed] [--only reading] [--dokumenter N]`.

Where a goal is a rate, a bare loop that makes the same promises to the disk runs in turns with the service, for the
machine's own speed drifts: the ratio between the two is what says something about the service.
"""

import argparse
import filecmp
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self
from uuid import uuid4

import psycopg
from sagsbud.service.database import Database
from sagsbud.service.own import OwnStore

from tests.bench._load import cpu_seconds
from tests.bench._serving import (
    FIFTY_KB,
    SAG,
    STORE_KEY,
    PlainClient,
    Serving,
    add,
    bare_postgres,
    bare_sqlite,
    crowd,
    environment,
    fill,
    median_ms,
    plain_copy,
    seconds,
    service,
)
from tests.support.oio import journalpost, sag
from tests.support.postgres import cluster

STORES = ("sqlite", "sealed", "postgresql")
ROUNDS = 20
EACH = 25
CLIENTS = 8
BIG_SAG = 10_000
GIGABYTE = 1 << 30
SEARCHES = 60
TRANSFERS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `reached` says whether the goal was."""

    what: str
    found: str
    goal: str
    reference: str
    reached: bool
    processor: float | None = None
    """Milliseconds of processor that service and database took for one: what a busy machine leaves as it is."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One store under measurement."""

    store: str
    folder: Path
    database: str
    dokumenter: int
    server: int | None
    """The database server's process."""

    @property
    def on_sqlite(self) -> bool:
        """Whether it is the embedded store."""
        return self.store != "postgresql"

    @property
    def own(self) -> OwnStore | None:
        """The profile's own store, where it is the one that is measured."""
        return OwnStore(Path(self.database.removeprefix("sqlite:///")).parents[1]) if self.store == "sealed" else None


@dataclass
class Meter:
    """What service and database spend on a number of requests."""

    processes: Sequence[int]
    times: int
    processor: float = 0.0
    """Milliseconds for one of them."""

    def __enter__(self) -> Self:
        self._begun = cpu_seconds(self.processes)
        return self

    def __exit__(self, *_: object) -> None:
        self.processor = 1000 * (cpu_seconds(self.processes) - self._begun) / self.times


def _meter(bench: Bench, serving: Serving, times: int) -> Meter:
    return Meter([serving.process.pid, *([bench.server] if bench.server else [])], times)


def creating(bench: Bench) -> Iterator[Line]:
    """Durable creation of a 50 kB Dokument, one after another and by eight at once."""
    folder = bench.folder / "bare"
    bare = bare_sqlite(folder) if bench.on_sqlite else bare_postgres(folder, bench.database)
    with service(bench.folder, bench.database, own=bench.own) as serving, PlainClient(serving.address) as client:
        ours, theirs, spent = [], [], []
        for number in range(ROUNDS):
            contents = [os.urandom(FIFTY_KB) for _ in range(2 * EACH)]
            theirs += [seconds(partial(bare, content)) for content in contents[:EACH]]
            with _meter(bench, serving, EACH) as meter:
                ours += [seconds(partial(client.put_dokument, number, content)) for content in contents[EACH:]]
            spent.append(meter.processor)
        rate, ratio = 1 / statistics.median(ours), statistics.median(ours) / statistics.median(theirs)
        least = 250 if bench.on_sqlite else 150
        yield Line(
            "create 50 kB, sequential", f"{rate:.0f}/s", f">= {least}/s", "24/s", rate >= least, statistics.mean(spent)
        )
        yield Line("  as a ratio to the bare loop", f"{ratio:.1f}x", "<= 3x", "-", ratio <= 3)
        many = 8 * ROUNDS * EACH // 2
        with ThreadPoolExecutor(CLIENTS) as pool:
            shares = _shares(many)
            with _meter(bench, serving, many) as meter:
                took = seconds(lambda: _by_all(pool, [serving], shares))
            alike = seconds(lambda: list(pool.map(lambda share: [bare(content) for content in share], shares)))
            rate = many / took
            yield Line("create 50 kB, 8 clients", f"{rate:.0f}/s", ">= 400/s", "56-60/s", rate >= 400, meter.processor)
            yield Line("  as a ratio to the bare loop of eight", f"{took / alike:.1f}x", "-", "-", reached=True)
            if not bench.on_sqlite:
                shares = _shares(many)
                with service(bench.folder, bench.database, own=bench.own) as second:
                    rate = many / seconds(lambda: _by_all(pool, [serving, second], shares))
                yield Line("  the same by two service processes", f"{rate:.0f}/s", "-", "-", reached=True)


def _shares(many: int) -> list[list[bytes]]:
    """So many contents, shared out among the clients."""
    return [[os.urandom(FIFTY_KB) for _ in range(many // CLIENTS)] for _ in range(CLIENTS)]


def _by_all(pool: Executor, services: Sequence[Serving], shares: Sequence[Sequence[bytes]]) -> None:
    """One client for each share; the services take turns."""
    addresses = [services[number % len(services)].address for number in range(len(shares))]
    list(pool.map(_put_all, addresses, shares))


def _put_all(address: str, contents: Sequence[bytes]) -> None:
    with PlainClient(address) as client:
        for number, content in enumerate(contents):
            client.put_dokument(number, content)


def journal(bench: Bench) -> Iterator[Line]:
    """A Sag that grows: adding the 10,000th journalpost, and reading it all."""
    with service(bench.folder, bench.database, own=bench.own) as serving, PlainClient(serving.address) as client:
        path = f"/sag/sag/{uuid4()}"
        client.request("PUT", path, json.dumps(sag()).encode())

        def post() -> None:
            change = {"relationer": {"journalpost": [journalpost(uuid4())]}}
            client.request("PATCH", path, json.dumps(change).encode())

        first = [seconds(post) for _ in range(100)]
        for _ in range(400):
            post()

        def read() -> bytes:
            return client.request("GET", path)

        with _meter(bench, serving, 15) as meter:
            found = median_ms(read, 15)
        yield _below("read a Sag with 500 journalposter", found, 30, "2000-5600 ms", meter)
        _grow(client, path, 500, BIG_SAG - 100)
        last = [seconds(post) for _ in range(100)]
        assert len(json.loads(read())[path[-36:]][0]["registreringer"][0]["relationer"]["journalpost"]) == BIG_SAG
        with _meter(bench, serving, 9) as meter:
            found = median_ms(read, 9)
        yield _below(f"read a Sag with {BIG_SAG:,}", found, 400, "-", meter)
        again = f"/sag/sag/{uuid4()}"
        client.request("PUT", again, json.dumps(sag()).encode())
        path, big = again, path
        first += [seconds(post) for _ in range(100)]
        path = big
        last += [seconds(post) for _ in range(100)]
        ratio = statistics.median(last) / statistics.median(first)
        yield Line(
            "add the 10,000th journalpost, against the first", f"{ratio:.2f}x", "<= 1.5x", "7x at 500", ratio <= 1.5
        )


def _grow(client: PlainClient, path: str, present: int, wanted: int) -> None:
    while present < wanted:
        step = min(500, wanted - present)
        change = {"relationer": {"journalpost": [journalpost(uuid4()) for _ in range(step)]}}
        client.request("PATCH", path, json.dumps(change).encode())
        present += step


def searching(bench: Bench) -> Iterator[Line]:
    """Searches and lists among very many Dokumenter."""
    chance = random.Random(3)
    town = crowd(chance)
    if bench.own:
        bench.own.sealed.mkdir(parents=True)
    database = Database(bench.database, store_key=STORE_KEY if bench.own else None)
    uuids = fill(database, town, bench.dokumenter, chance)
    with database.writing() as connection:
        add(connection, database, SAG, sag())
    database.close()
    if not bench.on_sqlite:  # as the server does by itself in a store that has been in use
        with psycopg.connect(bench.database, autocommit=True) as own:
            own.execute("VACUUM ANALYZE")
    size = f"{bench.dokumenter:,}"
    with service(bench.folder, bench.database, own=bench.own) as serving, PlainClient(serving.address) as client:

        def find(what: str, make: Callable[[], str], goal: float, reference: str) -> Line:
            with _meter(bench, serving, SEARCHES) as meter:
                found = median_ms(lambda: client.request("GET", "/dokument/dokument?" + make()), SEARCHES)
            return _below(what, found, goal, reference, meter)

        searches: dict[str, Callable[[], str]] = {
            "class": lambda: f"primaerklasse={chance.choice(town.klasser)}",
            "part": lambda: f"parter={chance.choice(town.parter)}",
            "sag": lambda: f"tilknyttedesager={chance.choice(town.sager)}",
            "fremdrift + fordelttil": lambda: f"fremdrift=Fordelt&fordelttil={chance.choice(town.behandlere)}",
        }
        for name, make in searches.items():
            yield find(f"search by {name} at {size}", make, 5, "5-24 ms at 5,000")
        prefixes = ("Brev%25", "Ans%C3%B8gning%20om%20bolig%25", "Klage%20over%20skolegang%201%25", "Findes%20ikke%25")
        for prefix in prefixes:
            what = f"first 20 with titel {prefix.split('%')[0]}..., at {size}"
            query = f"titel={prefix}&maximalantalresultater=20"
            yield find(what, partial(str, query), 20, "108 ms at 5,000")

        def twenty() -> str:
            return "&".join(f"uuid={uuid}" for uuid in chance.sample(uuids, 20))

        yield find("list 20 Dokumenter", twenty, 30, "1,700 ms")


def transferring(bench: Bench) -> Iterator[Line]:
    """A gigabyte up and down through the client library, beside a plain copy of the file over loopback."""
    source, copies = bench.folder / "source", [bench.folder / "copy", bench.folder / "fetched"]
    with source.open("wb") as file:
        for _ in range(GIGABYTE >> 20):
            file.write(os.urandom(1 << 20))
    with service(bench.folder, bench.database, own=bench.own) as serving:
        rates: dict[str, list[float]] = {"upload": [], "download": []}
        ours = theirs = 0
        for _ in range(TRANSFERS):
            plain = {
                "upload": plain_copy(source, copies[0], durable=True),
                "download": plain_copy(source, copies[0], durable=False),
            }
            serving.forget_peak()
            command = [sys.executable, "-m", "tests.bench._transfer", serving.url, str(source), str(copies[1])]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, env=environment()).stdout)
            ours, theirs = max(ours, serving.peak_memory()), max(theirs, told["peak"])
            for way in rates:
                rates[way].append(plain[way] / told[way])
        assert filecmp.cmp(source, copies[1], shallow=False)
    for way, shares in rates.items():
        share = statistics.median(shares)
        yield Line(f"{way} of 1 GB, against a plain copy", f"{share:.0%}", ">= 50%", "-", share >= 0.5)
    for side, peak in (("service", ours), ("client", theirs)):
        yield Line(f"  memory of the {side}", f"{peak / 1e6:.0f} MB", "<= 100 MB", "-", peak <= 100e6)


def _below(what: str, found: float, goal: float, reference: str, meter: Meter) -> Line:
    return Line(what, f"{found:.1f} ms", f"<= {goal:.0f} ms", reference, found <= goal, meter.processor)


PARTS: dict[str, Callable[[Bench], Iterator[Line]]] = {
    "creating": creating,
    "journal": journal,
    "searching": searching,
    "transferring": transferring,
}


@contextmanager
def store(kind: str) -> Iterator[tuple[Callable[[], str], int | None]]:
    """Makes empty databases of a kind; with the process id of their server."""
    if kind == "sealed":
        with tempfile.TemporaryDirectory() as folder:
            yield (lambda: OwnStore(Path(folder) / uuid4().hex).url), None
    elif kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield (lambda: f"sqlite:///{folder}/{uuid4().hex}.db"), None
    else:
        with cluster(durable=True) as running:
            yield running.database, running.process


def _tell(line: Line) -> None:
    mark = " " if line.reached else "!"
    processor = "" if line.processor is None else f"{line.processor:.2f} ms"
    print(f"{mark} {line.what:<50}{line.found:>14}{processor:>14}{line.goal:>14}   {line.reference}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every goal was reached."""
    parser = argparse.ArgumentParser(prog="bench service")
    parser.add_argument("--store", choices=STORES, action="append")
    parser.add_argument("--only", choices=sorted(PARTS), action="append")
    parser.add_argument("--dokumenter", type=int, default=100_000, help="in the store that is searched")
    options = parser.parse_args(arguments)
    reached = True
    for kind in options.store or STORES:
        print(f"\nload of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"{kind:<52}{'found':>14}{'processor':>14}{'goal':>14}   reference", flush=True)
        with store(kind) as (empty, server):
            for name in options.only or PARTS:
                with tempfile.TemporaryDirectory() as folder:
                    for line in PARTS[name](Bench(kind, Path(folder), empty(), options.dokumenter, server)):
                        _tell(line)
                        reached &= line.reached
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
