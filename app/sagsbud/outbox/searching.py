"""Lists narrowed by words, in any order.

Rows are gone through as they are sorted, and those that have the words are kept: what is asked for most has many hits
or few rows, so that a page is soon full or the list at its end. Where neither comes soon, hits that are few are
collected and sorted; of many by the alphabet only the newest, which may all stand at its other end.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.states import OrderState
from sagsbud.outbox import narrowing
from sagsbud.outbox.narrowing import conditions_of, drawer_of
from sagsbud.outbox.schema import DRAWER, LISTED
from sagsbud.outbox.sorting import in_order, numbers, sorted_hits

GONE_THROUGH = 1_000
"""Rows that are gone through at first; each time a page is not full then, twice as many more."""
PART = 500
"""Rows of which it is asked at once which have the words: where most have them, more would be told of than are shown."""
TRIED = 7_000
"""Rows that are gone through by the alphabet before its newest hits are sorted instead."""
SORTED_AT_MOST = 20_000
"""Hits that are sorted by the alphabet; the newest of them."""
GAP = 500
"""Where rows lie further apart than this, the words' index is entered anew."""


def searched(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """The numbers of rows that have the words, from just past `after`."""
    found: list[int] = []
    for gone_through, hits in _in_passing(connection, match, state, wanted, after):
        found += hits
        if len(found) >= limit:
            break
        if gone_through == GONE_THROUGH:
            collected = _collected(connection, match)
        elif gone_through >= TRIED and not wanted.order.by_arrival:
            collected = _newest(connection, match, state, wanted)
        else:
            continue
        if collected is not None:
            return sorted_hits(connection, collected, state, wanted, after, limit)
    return found[:limit]


def _in_passing(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None
) -> Iterator[tuple[int, list[int]]]:
    """How many rows were gone through, and which of the last of them have the words; until all were."""
    gone_through, size = 0, GONE_THROUGH
    while True:
        rows = in_order(connection, state, wanted, after, size)
        for part in (rows[at : at + PART] for at in range(0, len(rows), PART)):
            gone_through += len(part)
            yield gone_through, with_words(connection, match, [seq for seq, _key in part])
        if len(rows) < size:
            return
        after = Place(*rows[-1])
        size *= 2


def _collected(connection: Any, match: str) -> list[int] | None:
    """All hits, wherever they lie, where they are few; None where they are not."""
    query = "SELECT rowid AS seq FROM search WHERE search MATCH ? LIMIT ?"
    hits = numbers(connection, query, match, narrowing.COLLECTED + 1)
    return hits if len(hits) <= narrowing.COLLECTED else None


def _newest(connection: Any, match: str, state: OrderState, wanted: Listing) -> list[int]:
    """As many of the newest hits as are sorted by the alphabet."""
    conditions, bound = conditions_of(wanted.filters)
    query = (
        "SELECT seq FROM search CROSS JOIN entry INDEXED BY entry_searched ON entry.seq = search.rowid"
        f" WHERE search MATCH ? AND {LISTED} AND {DRAWER} = ?{conditions} ORDER BY search.rowid DESC LIMIT ?"
    )
    return numbers(connection, query, match, drawer_of(state, wanted.filters), *bound, SORTED_AT_MOST)


def with_words(connection: Any, match: str, rows: Sequence[int]) -> list[int]:
    """Those of the rows that have the words, in the order they are given in."""
    query = "SELECT rowid AS seq FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
    hits = {hit for first, last in _runs(rows) for hit in numbers(connection, query, match, first, last)}
    return [seq for seq in rows if seq in hits]


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last number of rows that lie near one another."""
    ordered = sorted(rows)
    breaks = [at for at, (before, seq) in enumerate(pairwise(ordered), 1) if seq - before > GAP]
    for start, end in pairwise([0, *breaks, len(ordered)]):
        if start < end:
            yield ordered[start], ordered[end - 1]
