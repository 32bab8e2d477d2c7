"""Lists narrowed by words, in any order.

Rows are gone through as they are sorted, and those that have the words are kept: what is asked for most has many hits
or few rows, so that a page is soon full or the list at its end. Where neither comes soon, hits that turn out to be few
are sorted instead. A long list by the alphabet may have all its hits at the other end: its newest hits are sorted.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.states import OrderState
from sagsbud.outbox.narrowing import conditions_of, drawer_of
from sagsbud.outbox.schema import DRAWER, LISTED
from sagsbud.outbox.sorting import in_order, numbers, sorted_hits

AT_FIRST = 500
"""Rows that are gone through at first; each time a page is not full then, twice as many more. Where most have the words
more are told of than are shown, yet to ask again costs more."""
AT_ONCE = 16_000
"""Rows that are gone through in one go at most."""
GONE_THROUGH = 1_000
"""Rows after which it is looked whether the hits are few."""
HITS_A_ROW = 2
"""Hits that are few, for each row that was gone through: to sort them costs as much again at most."""
SELDOM = 4
"""How many times as many rows are gone through before it is looked again whether the hits are few."""
SHORT = 7_000
"""Rows up to which a list is gone through by the alphabet too."""
SORTED_AT_MOST = 20_000
"""Hits that are sorted by the alphabet in a longer one; the newest of them."""
GAP = 500
"""Where rows lie further apart than this, the words' index is entered anew."""


def searched(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """The numbers of rows that have the words, from just past `after`."""
    if not wanted.order.by_arrival and len(in_order(connection, state, wanted, None, SHORT + 1)) > SHORT:
        return sorted_hits(connection, _newest(connection, match, state, wanted), state, wanted, after, limit)
    found: list[int] = []
    gone_through, due, size, here = 0, GONE_THROUGH, AT_FIRST, after
    while True:
        rows = in_order(connection, state, wanted, here, size)
        found += with_words(connection, match, [seq for seq, _key in rows])
        if len(found) >= limit or len(rows) < size:
            return found[:limit]
        gone_through += size
        if gone_through >= due:
            due *= SELDOM
            few = _few(connection, match, gone_through * HITS_A_ROW)
            if few is not None:
                return sorted_hits(connection, few, state, wanted, after, limit)
        here, size = Place(*rows[-1]), min(2 * size, AT_ONCE)


def _few(connection: Any, match: str, at_most: int) -> list[int] | None:
    """All hits, in whatever state, where they are no more than that; None where they are."""
    query = "SELECT rowid AS seq FROM search WHERE search MATCH ? LIMIT ?"
    hits = numbers(connection, query, match, at_most + 1)
    return hits if len(hits) <= at_most else None


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
