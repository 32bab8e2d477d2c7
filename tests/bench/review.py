"""The supervisor's queue against its goals: `python3 dev.py bench review [--dokumenter N] [--queue N] [--filings N]`.

The service is a process of its own; what is measured is what a person waits for: the first page, a key pressed, another
client's change, the figures.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import UUID

from sagsbud.bootstrap import House, open_house
from sagsbud.domain.figures import FilingFacts, OverviewFilter
from sagsbud.domain.ids import AktoerId, DokumentId, KlasseId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument, ReviewFilter, ReviewRow
from sagsbud.domain.verdicts import ReturnReason, ReviewDecision, ReviewVerb
from sagsbud.domain.workdays import danish_date
from sagsbud.engine.review import Review
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.figures import EVERYBODY, KeptFigures
from sagsbud.review.counting import FigureBook, cells_of
from sagsbud.sagdok.mapping import Belonging, dokument_body
from sagsbud.service.access import NOBODY
from sagsbud.service.checking import checked_body, without_journal
from sagsbud.service.database import Database
from sagsbud.service.indexing import reindex
from sagsbud.service.journal import add_posts
from sagsbud.service.registrations import now_micros
from sagsbud.service.rows import NewRegistrering, make, register
from sqlalchemy import text

from tests.bench._serving import DOKUMENT, PlainClient, Serving, add, crowd, fill, seconds, service
from tests.bench._serving import SAG as SAG_TYPE
from tests.support.oio import Json, journalpost, sag
from tests.support.orders import make_item, make_order, make_sag
from tests.support.review import SUPERVISOR, UNIT, asked, since_now

TIMES = 50
CHANGES = 10
SAGER = 200
COUNTED = 20_000
"""Filings counted as the program does it; the sums of the others are put beside them."""
MADE = 5_000
"""Dokumenter the service makes itself; the others are copies of their rows, which is much cheaper."""
_UUID = "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || "
_UUID += "substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
COPIES = (
    f"INSERT INTO objekt SELECT id + :by, klasse, {_UUID}, livscyklus, noegle, fra, journal_max"
    " FROM objekt WHERE id <= :upto",
    "INSERT INTO registrering SELECT objekt + :by, fra, til, livscyklus, brugerref, note, note_foldet, body"
    " FROM registrering WHERE objekt <= :upto",
    "INSERT INTO attribut SELECT objekt + :by, felt, start, vaerdi, virkning_fra, virkning_til"
    " FROM attribut WHERE objekt <= :upto",
    "INSERT INTO relation SELECT objekt + :by, felt, target, objekttype, virkning_fra, virkning_til"
    " FROM relation WHERE objekt <= :upto",
)
LONGEST = 60.0
"""Seconds after which a change counts as never seen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `reached` says whether the goal was."""

    what: str
    found: str
    goal: str
    reached: bool


def crowded(database: Database, count: int, chance: random.Random) -> None:
    """So many Dokumenter nobody reviews: some thousand the service made itself, and copies of their rows beside them."""
    made = len(fill(database, crowd(chance), min(count, MADE), chance))
    whole, rest = divmod(count, made) if made else (0, 0)
    with database.writing() as connection:
        for step in range(1, whole + 1):
            place = {"by": step * made, "upto": made if step < whole else rest}
            for copy in COPIES:
                connection.execute(text(copy), place)


def waiting(database: Database, count: int) -> list[str]:
    """So many Dokumenter that wait for the supervisor, received over the last days."""
    chance, now = random.Random(8), datetime.now(UTC)
    made: list[str] = []
    posts: dict[int, list[Json]] = {}
    for begin in range(0, count, 500):
        with database.writing() as connection:
            for number in range(begin, min(begin + 500, count)):
                decided = now - timedelta(minutes=chance.randrange(1, 7 * 24 * 60))
                order = make_order(
                    make_item(), sag=make_sag(number % SAGER), titel=f"Brev {number}", decided_at=decided
                )
                draft = replace(order.main, received_at=decided - timedelta(hours=chance.randrange(1, 40)))
                order = replace(order, main=draft, review=asked())
                body = dokument_body(draft, order, KlasseId(UUID(int=5)), [], Belonging(unit=str(UNIT.id)))
                made.append(add(connection, database, DOKUMENT, {**body, "varianter": []}))
                posts.setdefault(number % SAGER, []).append(journalpost(made[-1]))
    with database.writing() as connection:
        for number, of_sag in posts.items():
            body = {**sag(f"Sag {number}"), "relationer": {"journalpost": of_sag}}
            checked = checked_body(SAG_TYPE, body)
            stored = without_journal(SAG_TYPE, checked)
            first = NewRegistrering("Importeret", now_micros(), NOBODY, None, stored, len(of_sag))
            made_as = make(connection, SAG_TYPE.name, str(make_sag(number).id), first)
            assert made_as is not None
            register(connection, made_as, first)
            add_posts(connection, made_as, checked["relationer"]["journalpost"], now_micros())
            reindex(connection, database.fields, SAG_TYPE, made_as, stored, fresh=True)
    return made


def house_of(folder: Path, url: str) -> House:
    """The supervisor's program."""
    settings = {"user": str(SUPERVISOR.id), "reviewers": [str(SUPERVISOR.id)]}
    first = open_house("demo", folder, url)
    for key, value in settings.items():
        first.preferences.change(key, value)
    first.close()
    return open_house("demo", folder, url)


def desk_of(house: House) -> Review:
    """Its desk."""
    assert house.engine.review
    return house.engine.review


def queue(folder: Path, dokumenter: int, length: int) -> Iterator[Line]:
    """The queue in a service with many Dokumenter."""
    url = f"sqlite:///{folder / 'service.db'}"
    database = Database(url)
    chance = random.Random(7)
    crowded(database, dokumenter - length, chance)
    waiting(database, length)
    database.close()
    with service(folder, url) as serving:
        house = house_of(folder / "supervisor", serving.url)
        try:
            yield from cold(house, serving)
            yield from warm(desk_of(house))
            house.start()
            yield from followed(desk_of(house), serving)
            yield from decided(desk_of(house))
        finally:
            house.close()


def cold(house: House, serving: Serving) -> Iterator[Line]:
    """A program that has just been started."""
    desk = desk_of(house)
    before = computed(serving)
    first = seconds(lambda: (desk.look(), desk.page())) * 1000
    used = (computed(serving) - before) * 1000
    yield _below("first page, program just started", first, 200)
    yield Line("  computing time, program and service", f"{used:.0f} ms", "-", reached=True)
    rest = seconds(desk.refresh)
    page = desk.page()
    yield Line(f"  until all {page.total} are read", f"{rest:.1f} s", "-", page.whole)


def computed(serving: Serving) -> float:
    """Seconds of computing this program and the service have used: what is left of a time on a machine that is busy."""
    return time.process_time() + serving.computed()


def warm(desk: Review) -> Iterator[Line]:
    """A queue that is known."""
    yield _below("page of the whole queue, oldest first", _median(desk.page), 200)
    words = ReviewFilter(text="brev 12", kle="02", youngest=1)
    yield _below("page by words, subject and age", _median(lambda: desk.page(words)), 200)
    yield _below("a look at the service when nothing changed", _median(desk.look, 10), 1000)


def followed(desk: Review, serving: Serving) -> Iterator[Line]:
    """Another client approves what is on the screen."""
    waits: list[float] = []
    with PlainClient(serving.address) as other:
        for _ in range(CHANGES):
            rows = desk.page().rows
            desk.watch([row.dokument for row in rows])
            row = random.Random(len(waits)).choice(rows)
            body = {"tilstande": {"dokumentfremdrift": [{"fremdrift": "Endeligt", "virkning": since_now(UNIT)}]}}
            change = {"note": "andet program", "varianter": None, **body}
            other.request("PATCH", f"/dokument/dokument/{row.dokument}", json.dumps(change).encode())
            waits.append(_until(partial(_gone, desk, row)))
    yield Line("another client's change on the screen", f"{max(waits):.2f} s", "<= 2.00 s", max(waits) <= 2.0)


def _gone(desk: Review, row: ReviewRow) -> bool:
    return all(one.dokument != row.dokument for one in desk.page().rows)


def decided(desk: Review) -> Iterator[Line]:
    """One key, and the row is gone from the page."""
    took: list[float] = []
    rows = iter(desk.page(limit=TIMES).rows)

    def approve(row: ReviewRow) -> None:
        desk.decide([ReviewDecision(row.dokument, ReviewVerb.APPROVE, row.version)])
        assert all(one.dokument != row.dokument for one in desk.page().rows)

    for row in rows:
        took.append(seconds(partial(approve, row)) * 1000)
    yield _below("approve, kept and gone from the page", statistics.median(took), 50)
    yield _below("  19 of 20 within", statistics.quantiles(took, n=20)[-1], 50)
    many = desk.page(limit=100).rows
    all_at_once = [ReviewDecision(row.dokument, ReviewVerb.APPROVE, row.version) for row in many]
    kept = seconds(lambda: desk.decide(all_at_once)) * 1000
    begun = time.perf_counter()
    carried = _until(lambda: not desk.unsettled())
    rate = (len(all_at_once) + TIMES) / (time.perf_counter() - begun) if carried else 0.0
    yield Line("approve a hundred with one key", f"{kept:.0f} ms", "-", reached=True)
    yield Line("  carried to the service", f"{rate:.0f} a second", "-", reached=True)


def figures(folder: Path, filings: int) -> Iterator[Line]:
    """The overview of a unit that has filed very much."""
    database = EncryptedDatabase(folder / "figures.db", bytes(range(32)))
    kept = KeptFigures(database, cells_of, lambda: datetime.now(UTC))
    today = danish_date(datetime.now(UTC))
    facts = _facts(filings, today.toordinal())
    some = list(islice(facts, COUNTED))
    counted = seconds(lambda: kept.take(some))
    yield Line(f"count {len(some):,} filings", f"{len(some) / counted:,.0f} a second", "-", reached=True)
    counted_before(database, facts)
    book = FigureBook(_Nameless(), kept, None, lambda: datetime.now(UTC))
    for days in (30, 365):
        wanted = OverviewFilter(today - timedelta(days=days - 1), today)
        told = book.overview(wanted, {})
        yield _below(
            f"overview of {days} days ({told.filed:,} filings)",
            _median(partial(book.overview, wanted, {}), 10),
            1000,
        )
    one = OverviewFilter(today - timedelta(days=364), today, AktoerId(UUID(int=3)))
    yield _below("  of one unit, a year", _median(lambda: book.overview(one, {}), 10), 1000)
    database.close()


def counted_before(database: EncryptedDatabase, facts: Iterator[FilingFacts]) -> None:
    """The counts of very many filings, as counting one after another would have left them."""
    counts: Counter[tuple[str, int, str, str, int]] = Counter()
    for one in facts:
        day = one.day.toordinal()
        cells = cells_of(one)
        counts.update((unit, day, *cell) for unit in (EVERYBODY, str(one.unit)) for cell in cells)
    with database.writing(durable=False) as connection:
        connection.executemany(
            "INSERT INTO figure (unit, day, kind, grp, bucket, n) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (unit, day, kind, grp, bucket) DO UPDATE SET n = n + excluded.n",
            ((*place, count) for place, count in sorted(counts.items())),
        )


class _Nameless:
    """Figures ask the service for names only; here there is none."""

    def of_day(self, unit: AktoerId | None, brevdato: date) -> list[DokumentId]:
        return []

    def dokumenter(self, wanted: Sequence[DokumentId]) -> list[ReviewDokument]:
        return []

    def names(self, wanted: Collection[AktoerId]) -> Mapping[AktoerId, Aktoer]:
        return {}


def _facts(count: int, today: int) -> Iterator[FilingFacts]:
    chance = random.Random(9)
    reasons = list(ReturnReason)
    for number in range(count):
        suggested = chance.random() < 0.9
        yield FilingFacts(
            dokument=DokumentId(UUID(int=number)),
            day=datetime.fromordinal(today - chance.randrange(365)).date(),
            hours=chance.expovariate(1 / 6),
            group=f"{chance.randrange(30):02}",
            unit=AktoerId(UUID(int=chance.randrange(20))),
            used=chance.random() < 0.85 if suggested else None,
            promised=chance.random() if suggested else None,
            reviewed=chance.random() < 0.2,
            returned=chance.choice(reasons) if chance.random() < 0.02 else None,
        )


def _median(action: Callable[[], object], times: int = TIMES) -> float:
    return statistics.median(seconds(action) for _ in range(times)) * 1000


def _until(holds: Callable[[], bool]) -> float:
    begun = time.perf_counter()
    while not holds():
        if time.perf_counter() - begun > LONGEST:
            return LONGEST
        time.sleep(0.02)
    return time.perf_counter() - begun


def _below(what: str, found: float, goal: float) -> Line:
    return Line(what, f"{found:.1f} ms", f"<= {goal:.0f} ms", found <= goal)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every goal was reached."""
    parser = argparse.ArgumentParser(prog="bench review")
    parser.add_argument("--dokumenter", type=int, default=100_000, help="in the service")
    parser.add_argument("--queue", type=int, default=5_000, help="of them under review")
    parser.add_argument("--filings", type=int, default=1_000_000, help="in the overview")
    parser.add_argument("--only", choices=("queue", "figures"), action="append")
    options = parser.parse_args(arguments)
    parts: dict[str, Callable[[Path], Iterator[Line]]] = {
        "queue": lambda folder: queue(folder, options.dokumenter, options.queue),
        "figures": lambda folder: figures(folder, options.filings),
    }
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n{'':<52}{'found':>16}{'goal':>14}", flush=True)
    reached = True
    for name in options.only or parts:
        with tempfile.TemporaryDirectory() as folder:
            for line in parts[name](Path(folder)):
                print(f"{' ' if line.reached else '!'} {line.what:<50}{line.found:>16}{line.goal:>14}", flush=True)
                reached &= line.reached
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
