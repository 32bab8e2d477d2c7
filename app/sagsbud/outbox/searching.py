"""Lists narrowed by words, in any order.

In the order of arrival hits come as the words' index has them. By when they were decided few are collected and sorted;
where there are many, rows are gone through as they are sorted, and those that have the words are kept.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.states import OrderState
from sagsbud.outbox import narrowing
from sagsbud.outbox.narrowing import conditions_of, drawer_of
from sagsbud.outbox.schema import DRAWER, LISTED
from sagsbud.outbox.sorting import Sorting, in_order, numbers, sorting_of

SORTED_AT_MOST = 20_000
"""Hits that are sorted by something else than a time; the newest of them."""
GONE_THROUGH = 1_000
"""Rows that are gone through at first; twice as many each time they had too few hits."""
GAP = 500
"""Where rows lie further apart than this, the words' index is entered anew."""


def searched(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """The numbers of rows that have the words, from just past `after`."""
    by = sorting_of(state, wanted.order)
    if not by.key:
        return _as_they_came(connection, match, state, wanted, after, limit)
    at_most = narrowing.COLLECTED if wanted.order.by_arrival else SORTED_AT_MOST
    hits = _newest(connection, match, by, state, wanted, at_most)
    if len(hits) == at_most and wanted.order.by_arrival:
        return _gone_through(connection, match, state, wanted, after, limit)
    hits.sort(reverse=by.turned)
    if after:
        place = (after.key, -after.seq)
        hits = [hit for hit in hits if (hit < place if by.turned else hit > place)]
    return [-turned for _key, turned in hits[:limit]]


def _source(columns: str, conditions: str, past: str = "") -> str:
    return (
        f"SELECT {columns} FROM search CROSS JOIN entry INDEXED BY entry_searched ON entry.seq = search.rowid"
        f" WHERE search MATCH ?{past} AND {LISTED} AND {DRAWER} = ?{conditions}"
    )


def _as_they_came(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    conditions, bound = conditions_of(wanted.filters)
    turned = sorting_of(state, wanted.order).turned
    past = f" AND search.rowid {'>' if turned else '<'} ?" if after else ""
    query = f"{_source('seq', conditions, past)} ORDER BY search.rowid {'ASC' if turned else 'DESC'} LIMIT ?"
    place = [after.seq] if after else []
    return numbers(connection, query, match, *place, drawer_of(state, wanted.filters), *bound, limit)


def _newest(
    connection: Any, match: str, by: Sorting, state: OrderState, wanted: Listing, limit: int
) -> list[tuple[str, int]]:
    """By what the newest hits are sorted: the key, and the number turned round."""
    conditions, bound = conditions_of(wanted.filters)
    query = f"{_source(f'{by.key} AS sorted, -seq AS turned', conditions)} ORDER BY search.rowid DESC LIMIT ?"
    found = connection.execute(query, (match, drawer_of(state, wanted.filters), *bound, limit)).fetchall()
    return [(row["sorted"], row["turned"]) for row in found]


def _gone_through(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    found: list[int] = []
    size = GONE_THROUGH
    while True:
        rows = in_order(connection, state, wanted, after, size)
        found += with_words(connection, match, [seq for seq, _key in rows])
        if len(found) >= limit or len(rows) < size:
            return found[:limit]
        after = Place(*rows[-1])
        size *= 2


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
