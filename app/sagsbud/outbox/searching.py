"""Lists narrowed by words, in any order.

Rows are gone through as they are sorted, and those that have the words are kept: what is asked for most has many hits
or few rows, so that a page is soon full or the list at its end. Where neither comes soon, all hits are collected and
sorted, unless they are too many for that. What comes out is the same either way.
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
"""Rows that are gone through before the hits among them all are looked for instead."""
SORTED_AT_MOST = 5_000
"""Hits of one state that are sorted; where there are more, rows are gone through to the end."""
AT_ONCE = 16_000
"""Rows that are read in one go at most."""
GAP = 500
"""Where rows lie further apart than this, the words' index is entered anew."""


def searched(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """The numbers of rows that have the words, from just past `after`."""
    found: list[int] = []
    before = gone_through = 0
    for rows, hits in _in_passing(connection, match, state, wanted, after):
        found += hits
        if len(found) >= limit:
            break
        before, gone_through = gone_through, gone_through + rows
        if before < GONE_THROUGH <= gone_through:
            collected = _of_all(connection, match)
        elif before < TRIED <= gone_through:
            collected = _of_state(connection, match, state, wanted)
        else:
            continue
        if collected is not None:
            return sorted_hits(connection, collected, state, wanted, after, limit)
    return found[:limit]


def _in_passing(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None
) -> Iterator[tuple[int, list[int]]]:
    """Of how many rows which have the words, and so on until all were gone through."""
    size = GONE_THROUGH
    while True:
        rows = in_order(connection, state, wanted, after, size)
        for part in (rows[at : at + PART] for at in range(0, len(rows), PART)):
            yield len(part), with_words(connection, match, [seq for seq, _key in part])
        if len(rows) < size:
            return
        after = Place(*rows[-1])
        size = min(2 * size, AT_ONCE)


def _of_all(connection: Any, match: str) -> list[int] | None:
    """All hits, wherever they lie, where they are few; None where they are not."""
    query = "SELECT rowid AS seq FROM search WHERE search MATCH ? LIMIT ?"
    hits = numbers(connection, query, match, narrowing.COLLECTED + 1)
    return hits if len(hits) <= narrowing.COLLECTED else None


def _of_state(connection: Any, match: str, state: OrderState, wanted: Listing) -> list[int] | None:
    """All hits of the state, where they are few enough to be sorted; None where they are not."""
    conditions, bound = conditions_of(wanted.filters)
    query = (
        "SELECT seq FROM search CROSS JOIN entry INDEXED BY entry_searched ON entry.seq = search.rowid"
        f" WHERE search MATCH ? AND {LISTED} AND {DRAWER} = ?{conditions} LIMIT ?"
    )
    hits = numbers(connection, query, match, drawer_of(state, wanted.filters), *bound, SORTED_AT_MOST + 1)
    return hits if len(hits) <= SORTED_AT_MOST else None


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
