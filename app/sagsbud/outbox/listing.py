"""The rows of a list: in any order, narrowed by words and by what rows are."""

import json
from collections.abc import Sequence
from typing import Any

from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.outbox.beginnings import match_of
from sagsbud.outbox.narrowing import conditions_of, few
from sagsbud.outbox.queries import entries
from sagsbud.outbox.searching import searched, with_words
from sagsbud.outbox.sorting import behind, in_order, numbers, of_sag, sorting_of


def listing(
    connection: Any, state: OrderState, wanted: Listing, *, after: Place | None, limit: int
) -> list[OutboxEntry]:
    """Top-level rows of one state as they are wanted, from just past `after`."""
    hits = None if wanted.filters.sag else few(connection, state, wanted.filters)  # which no index of looks has
    if hits == []:
        return []
    match = match_of(connection, wanted.text)
    enough = -1 if match else limit  # which of them have the words is asked when they are known
    if hits is not None:
        seqs = _collected(connection, hits, state, wanted, after, enough)
    elif wanted.filters.sag:
        seqs = of_sag(connection, state, wanted, after, enough)
    elif match:
        return _rows(connection, searched(connection, match, state, wanted, after, limit))
    else:
        return _rows(connection, [seq for seq, _key in in_order(connection, state, wanted, after, limit)])
    return _rows(connection, with_words(connection, match, seqs)[:limit] if match else seqs)


def _rows(connection: Any, seqs: Sequence[int]) -> list[OutboxEntry]:
    """The rows in the order of their numbers."""
    if not seqs:
        return []
    marks = ", ".join("?" * len(seqs))
    found = {entry.seq: entry for entry in entries(connection, f"SELECT * FROM entry WHERE seq IN ({marks})", *seqs)}
    return [found[seq] for seq in seqs if seq in found]


def _collected(
    connection: Any, hits: Sequence[int], state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """Of few hits all are sorted, and narrowed by what the index did not know."""
    if not hits:
        return []
    conditions, bound = conditions_of(wanted.filters)
    by = sorting_of(state, wanted.order)
    past, place = behind(by, after)
    query = (
        f"SELECT seq FROM entry WHERE seq IN (SELECT value FROM json_each(?)){past}{conditions}"
        f" ORDER BY {by.terms} LIMIT ?"
    )
    return numbers(connection, query, json.dumps(list(hits)), *place, *bound, limit)
