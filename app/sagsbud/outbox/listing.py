"""The rows of a list: in any order, narrowed by words and by what rows are."""

from collections.abc import Sequence
from typing import Any

from sagsbud.domain.listing import Listing, Place
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.outbox.beginnings import match_of
from sagsbud.outbox.narrowing import few
from sagsbud.outbox.queries import entries
from sagsbud.outbox.searching import searched, with_words
from sagsbud.outbox.sorting import in_order, of_sag, sorted_hits


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
        seqs = sorted_hits(connection, hits, state, wanted, after, enough)
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
