"""The service under fire, long: `python -m tests.chaos.service [--store postgresql] [--kills 20] [--rounds 1]`.

Two processes under eight clients, then a process killed in the middle of uploads; each on a new store of every kind.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sagsbud.service.main import Options, check

from tests.support.oio import newest, put_sag
from tests.support.postgres import cluster
from tests.support.processes import client_at, file_and_delete, kill_during_uploads
from tests.support.stores import service_process

STORES = ("sqlite", "sqlite-within", "postgresql", "postgresql-within")
CLIENTS = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all held; the first thing that did not hold ends it."""
    parser = argparse.ArgumentParser(prog="tests.chaos.service")
    parser.add_argument("--store", choices=STORES, action="append")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--each", type=int, default=100, help="Dokumenter of each of eight clients")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--uploads", type=int, default=200, help="before a kill, at most")
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args(arguments)
    for store in options.store or STORES:
        for number in range(options.rounds):
            with _place(store) as (place, folder):
                _two_processes(place, folder, options.each, f"{store}, round {number + 1}")
        if options.kills:
            with _place(store) as (place, folder):
                whole = kill_during_uploads(
                    place, folder, kills=options.kills, uploads=options.uploads, seed=options.seed
                )
            print(f"{store}: {options.kills} kills, {whole} acknowledged uploads whole, nothing stray", flush=True)
    return 0


def _two_processes(place: Options, folder: Path, each: int, what: str) -> None:
    begun = time.monotonic()
    with service_process(place, folder) as one, service_process(place, folder) as two:
        with client_at(one.url) as client:
            case = put_sag(client)
        file_and_delete([one.url, two.url], case, CLIENTS, each)
        with client_at(two.url) as client:
            posts = newest(client, f"/sag/sag/{case}")["relationer"]["journalpost"]
    assert sorted(post["indeks"] for post in posts) == list(range(1, CLIENTS * each + 1))
    found = check(place.database, place.content)
    assert (found.missing, found.stray) == ([], []), found
    print(f"{what}: {CLIENTS} clients x {each} on two processes in {time.monotonic() - begun:.0f} s", flush=True)


@contextlib.contextmanager
def _place(store: str) -> Iterator[tuple[Options, Path]]:
    with contextlib.ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="sagsbud-fire-")))
        url = f"sqlite:///{folder / 'service.db'}"
        if store.startswith("postgresql"):
            url = closing.enter_context(cluster()).database()
        yield Options(database=url, content=None if store.endswith("within") else folder / "content", port=0), folder


if __name__ == "__main__":
    sys.exit(main())
