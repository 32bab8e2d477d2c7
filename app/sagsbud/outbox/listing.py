"""Lists in any order, narrowed by words and by what rows are. A page costs the same at the top and far down.

Each order has an index that holds the row's drawer, the key it is sorted by, and all it can be narrowed by, so that
what does not fit is passed over without looking at its row.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sagsbud.domain.frozen import frozen
from sagsbud.domain.listing import BY_CHANGE, Listing, Order, Place
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.outbox.beginnings import match_of
from sagsbud.outbox.narrowing import conditions_of, drawer_of, few
from sagsbud.outbox.queries import entries
from sagsbud.outbox.schema import CHANGED, DRAWER, KEYS, LISTED

INDEXES = {
    Order.TITLE: "entry_by_titel",
    Order.SENDER: "entry_by_sender",
    Order.SAG: "entry_by_sag",
    Order.BATCH: "entry_by_batch",
}
SORTED_AT_MOST = 10_000
"""Hits of a search that are sorted by something else than when they came; the newest of them."""


@frozen
class Sorting:
    """By which key rows are sorted, within the same one the newest first, and whether all of it is turned round.

    Without a key by when they arrived.
    """

    index: str
    key: str
    turned: bool

    @property
    def terms(self) -> str:
        """What SQL sorts by."""
        way = "DESC" if self.turned else "ASC"
        return f"{self.key} {way}, -seq {way}" if self.key else f"-seq {way}"

    @property
    def past(self) -> str:
        """The sign between what stands behind a place and the place."""
        return "<" if self.turned else ">"


def sorting_of(state: OrderState, order: Order) -> Sorting:
    """How rows of a state are sorted in that order."""
    if not order.by_arrival:
        return Sorting(INDEXES[order], KEYS[order], turned=False)
    turned = order is Order.OLDEST
    return Sorting("entry_by_change", CHANGED, turned) if state in BY_CHANGE else Sorting("entry_listed", "", turned)


def listing(
    connection: Any, state: OrderState, wanted: Listing, *, after: Place | None, limit: int
) -> list[OutboxEntry]:
    """Top-level rows of one state as they are wanted, from just past `after`."""
    hits = None if wanted.filters.sag else few(connection, state, wanted.filters)  # which no index of looks has
    if hits == []:
        return []
    match = match_of(connection, wanted.text)
    if match:
        seqs = _searched(connection, match, state, wanted, after, limit)
    elif hits is not None:
        seqs = _collected(connection, hits, state, wanted, after, limit)
    elif wanted.filters.sag:
        seqs = _of_sag(connection, state, wanted, after, limit)
    else:
        seqs = _sorted(connection, state, wanted, after, limit)
    return _rows(connection, seqs)


def _rows(connection: Any, seqs: Sequence[int]) -> list[OutboxEntry]:
    """The rows in the order of their numbers."""
    if not seqs:
        return []
    marks = ", ".join("?" * len(seqs))
    found = {entry.seq: entry for entry in entries(connection, f"SELECT * FROM entry WHERE seq IN ({marks})", *seqs)}
    return [found[seq] for seq in seqs if seq in found]


def _sorted(connection: Any, state: OrderState, wanted: Listing, after: Place | None, limit: int) -> list[int]:
    """By the index of the order: what is left of the key the page before ended in, then the keys behind it."""
    by = sorting_of(state, wanted.order)
    source = f"SELECT seq FROM entry INDEXED BY {by.index} WHERE {LISTED} AND {DRAWER} = ?"
    conditions, bound = conditions_of(wanted.filters)
    drawer = drawer_of(state, wanted.filters)
    end = f"{conditions} ORDER BY {by.terms} LIMIT ?"
    if not by.key:
        past = f" AND -seq {by.past} ?" if after else ""
        return _seqs(connection, f"{source}{past}{end}", drawer, *([-after.seq] if after else []), *bound, limit)
    found: list[int] = []
    if after:
        query = f"{source} AND {by.key} = ? AND -seq {by.past} ?{end}"
        found = _seqs(connection, query, drawer, after.key, -after.seq, *bound, limit)
    if len(found) < limit:
        past = f" AND {by.key} {by.past} ?" if after else ""
        place = [after.key] if after else []
        found += _seqs(connection, f"{source}{past}{end}", drawer, *place, *bound, limit - len(found))
    return found


def _behind(by: Sorting, after: Place | None) -> tuple[str, list[object]]:
    """The condition that rows stand behind the place, and what is bound in it."""
    if after is None:
        return "", []
    if not by.key:
        return f" AND -seq {by.past} ?", [-after.seq]
    return f" AND ({by.key}, -seq) {by.past} (?, ?)", [after.key, -after.seq]


def _collected(
    connection: Any, hits: Sequence[int], state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """Of few hits all are sorted, and narrowed by what the index did not know."""
    if not hits:
        return []
    conditions, bound = conditions_of(wanted.filters)
    by = sorting_of(state, wanted.order)
    past, place = _behind(by, after)
    query = (
        f"SELECT seq FROM entry WHERE seq IN (SELECT value FROM json_each(?)){past}{conditions}"
        f" ORDER BY {by.terms} LIMIT ?"
    )
    return _seqs(connection, query, json.dumps(list(hits)), *place, *bound, limit)


def _searched(
    connection: Any, match: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """By words: hits come in the order of arrival without being collected first, unless another order is wanted."""
    conditions, bound = conditions_of(wanted.filters)
    if wanted.filters.sag:
        conditions += " AND sag = ?"
        bound.append(str(wanted.filters.sag))
    source = (
        "SELECT search.rowid AS seq FROM search CROSS JOIN entry INDEXED BY entry_searched ON entry.seq = search.rowid"
        f" WHERE search MATCH ?{{past}} AND {LISTED} AND {DRAWER} = ?{conditions}"
    )
    drawer, by = drawer_of(state, wanted.filters), sorting_of(state, wanted.order)
    if not by.key:
        past = f" AND search.rowid {'>' if by.turned else '<'} ?" if after else ""
        query = f"{source.format(past=past)} ORDER BY search.rowid {'ASC' if by.turned else 'DESC'} LIMIT ?"
        return _seqs(connection, query, match, *([after.seq] if after else []), drawer, *bound, limit)
    hits = f"{source.format(past='')} ORDER BY search.rowid DESC LIMIT {SORTED_AT_MOST}".replace(
        " AS seq FROM", f" AS seq, {by.key} AS sorted FROM", 1
    )
    among = replace(by, key="sorted")
    past, place = _behind(among, after)
    query = f"SELECT seq FROM ({hits}) WHERE 1{past} ORDER BY {among.terms} LIMIT ?"
    return _seqs(connection, query, match, drawer, *bound, *place, limit)


def _of_sag(connection: Any, state: OrderState, wanted: Listing, after: Place | None, limit: int) -> list[int]:
    """What lies on one Sag; few enough to be sorted when it is asked for."""
    conditions, bound = conditions_of(wanted.filters)
    by = sorting_of(state, wanted.order)
    past, place = _behind(by, after)
    query = (
        "SELECT seq FROM entry INDEXED BY entry_of_sag WHERE parent IS NULL AND sag IS NOT NULL AND sag = ?"
        f"{past} AND {DRAWER} = ?{conditions} ORDER BY {by.terms} LIMIT ?"
    )
    return _seqs(connection, query, str(wanted.filters.sag), *place, drawer_of(state, wanted.filters), *bound, limit)


def _seqs(connection: Any, query: str, *parameters: object) -> list[int]:
    return [row["seq"] for row in connection.execute(query, parameters).fetchall()]
