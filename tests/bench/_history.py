"""A long history in the sealed store: many filed documents of made-up words, put in as rows without their contents."""

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.extract import Kind
from sagsbud.domain.ids import Digest, ItemId
from sagsbud.domain.orders import FilingOrder, Summary, plan
from sagsbud.domain.suggestions import Band
from sagsbud.outbox.beginnings import know
from sagsbud.outbox.coding import encode
from sagsbud.outbox.database import EncryptedDatabase

from tests.support.orders import NOW, make_item, make_order, make_sag

STEMS = [
    first + last
    for first in [
        "byg",
        "vej",
        "mil",
        "tank",
        "grund",
        "vand",
        "støj",
        "plan",
        "jord",
        "tra",
        "hus",
        "lej",
        "kloak",
        "affald",
        "skole",
        "natur",
        "brand",
        "park",
    ]
    for last in [
        "tilladelse",
        "ansøgning",
        "sag",
        "rapport",
        "skema",
        "afgørelse",
        "svar",
        "møde",
        "referat",
        "bekræftelse",
        "kvittering",
        "notat",
    ]
]
COMMON = [
    "kommunen",
    "har",
    "modtaget",
    "ansøgningen",
    "og",
    "skal",
    "meddele",
    "at",
    "der",
    "er",
    "truffet",
    "afgørelse",
    "efter",
    "loven",
]
SENDERS = [
    f"{first} {last}"
    for first in ("Karina", "Poul", "Bodil", "Anders", "Mette", "Ole", "Inger", "Ådal")
    for last in ("Holst", "Vestergaard", "Krogsgaard", "Granly", "Lund", "Toft", "Slamservice")
]
SAGER = 5000
PORTION = 5000
UNDECIDED = 10**9
"""Where the numbers of what is undecided begin."""
ROW = "item, record, digest, position, state, order_record, sag, steps, changed_at, summary, told, purged"


def fill(database: EncryptedDatabase, count: int, seed: int = 1) -> None:
    """So many rows that are filed, the newest received last."""
    draw = random.Random(seed)
    began = time.monotonic()
    for start in range(0, count, PORTION):
        rows = list(_rows(draw, start, min(count, start + PORTION), count))
        with database.writing(durable=False) as connection:
            connection.executemany(
                f"INSERT INTO entry ({ROW}) VALUES ({', '.join('?' * 12)})", [row for row, _ in rows]
            )
            first = connection.execute("SELECT max(seq) FROM entry").fetchone()[0] - len(rows) + 1
            connection.executemany(
                "INSERT INTO search (rowid, titel, sender, name, text) VALUES (?, ?, ?, ?, ?)",
                [(first + at, *words) for at, (_, words) in enumerate(rows)],
            )
            know(connection, *(text for _, words in rows for text in words))
        if start % 100_000 == 0:
            print(f"  {start:,} rows, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def fill_inbox(database: EncryptedDatabase, count: int, seed: int = 2) -> None:
    """So many rows that are read and wait for a decision, put in after what is filed."""
    draw = random.Random(seed)
    pattern = make_item()
    rows = []
    for number in range(count):
        item = replace(
            pattern,
            id=ItemId(UUID(int=UNDECIDED + number)),
            digest=Digest(f"{UNDECIDED + number:064x}"),
            name=f"ind-{number}.pdf",
            received_at=NOW - timedelta(minutes=count - number),
        )
        filed, _words = _row(draw, item, make_order(item))
        summary = filed[9]
        rows.append((str(item.id), encode(item).decode(), item.digest, 0, "DRAFT", None, None, "[]", 0, summary, 0, 0))
    with database.writing(durable=False) as connection:
        connection.executemany(f"INSERT INTO entry ({ROW}) VALUES ({', '.join('?' * 12)})", rows)


def _rows(
    draw: random.Random, start: int, end: int, count: int
) -> Iterator[tuple[tuple[object, ...], tuple[str, ...]]]:
    pattern = make_item()
    order = make_order(pattern)
    for number in range(start, end):
        item = replace(
            pattern,
            id=ItemId(UUID(int=number + 1)),
            digest=Digest(f"{number:064x}"),
            name=f"brev-{number}.pdf",
            received_at=NOW - timedelta(minutes=count - number),
        )
        yield _row(draw, item, order)


def _row(draw: random.Random, item: IntakeItem, pattern: FilingOrder) -> tuple[tuple[object, ...], tuple[str, ...]]:
    titel = " ".join(draw.choices(STEMS, k=4)).capitalize()
    sag = make_sag(1 + int(draw.paretovariate(1.1)) % SAGER)
    summary = Summary(
        titel=titel,
        sender=draw.choice(SENDERS),
        kind=draw.choice((Kind.PDF, Kind.EML, Kind.IMAGE)),
        band=draw.choice(list(Band)),
        attachments=draw.randrange(3),
        holds_cpr=draw.random() < 0.1,
        sagsnummer=sag.sagsnummer,
    )
    order = replace(pattern, sag=sag, main=replace(pattern.main, item=item.id, titel=titel, digest=item.digest))
    text = " ".join(draw.choices(COMMON, k=30) + draw.choices(STEMS, k=30))
    row = (
        str(item.id), encode(item).decode(), item.digest, 0, "FILED", encode(order).decode(), str(sag.id),
        encode(plan(order)).decode(), 0, encode(summary).decode(), 1, 1,
    )  # fmt: skip
    return row, (titel, summary.sender, item.name, text)
