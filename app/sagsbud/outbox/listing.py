"""Lists in any order, narrowed by words and by what rows are. A page costs the same at the top and far down.

Each order has an index that holds the row's drawer, the key it is sorted by, and all it can be narrowed by, so that
what does not fit is passed over without looking at its row.
"""

import json
from collections.abc import Sequence
from typing import Any

from sagsbud.domain.listing import Listing, Order, Place
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.outbox.beginnings import match_of
from sagsbud.outbox.narrowing import conditions_of, drawer_of, few
from sagsbud.outbox.queries import entries
from sagsbud.outbox.schema import DRAWER, KEYS, LISTED

INDEXES = {
    Order.NEWEST: "entry_listed",
    Order.OLDEST: "entry_listed",
    Order.TITLE: "entry_by_titel",
    Order.SENDER: "entry_by_sender",
    Order.SAG: "entry_by_sag",
    Order.BATCH: "entry_by_batch",
}
SORTED_AT_MOST = 20_000
"""Hits of a search that are sorted by something else than when they came; the newest of them."""


def listing(
    connection: Any, state: OrderState, wanted: Listing, *, after: Place | None, limit: int
) -> list[OutboxEntry]:
    """Top-level rows of one state as they are wanted, from just past `after`."""
    apart = wanted.filters.sag or state is OrderState.HANDED  # which no index of looks has
    hits = None if apart else few(connection, state, wanted.filters)
    if hits == []:
        return []
    match = match_of(connection, wanted.text)
    if match:
        seqs = _searched(connection, match, state, wanted, after, limit)
    elif hits is not None:
        seqs = _collected(connection, hits, wanted, after, limit)
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
    order = wanted.order
    source = f"SELECT seq FROM entry INDEXED BY {INDEXES[order]} WHERE {LISTED} AND {DRAWER} = ?"
    if state is OrderState.HANDED:  # few enough to be sorted when they are asked for
        source = (
            f"SELECT seq FROM entry INDEXED BY entry_state WHERE parent IS NULL AND state = 'HANDED' AND {DRAWER} = ?"
        )
    conditions, bound = conditions_of(wanted.filters)
    drawer = drawer_of(state, wanted.filters)
    if order.by_arrival:
        down = order is Order.NEWEST
        past = f" AND -seq {'>' if down else '<'} ?" if after else ""
        query = f"{source}{past}{conditions} ORDER BY -seq {'ASC' if down else 'DESC'} LIMIT ?"
        return _seqs(connection, query, drawer, *([-after.seq] if after else []), *bound, limit)
    key = KEYS[order]
    found: list[int] = []
    if after:
        query = f"{source} AND {key} = ? AND -seq > ?{conditions} ORDER BY -seq LIMIT ?"
        found = _seqs(connection, query, drawer, after.key, -after.seq, *bound, limit)
    if len(found) < limit:
        past = f" AND {key} > ?" if after else ""
        query = f"{source}{past}{conditions} ORDER BY {key}, -seq LIMIT ?"
        found += _seqs(connection, query, drawer, *([after.key] if after else []), *bound, limit - len(found))
    return found


def _collected(connection: Any, hits: Sequence[int], wanted: Listing, after: Place | None, limit: int) -> list[int]:
    """Of few hits all are sorted, and narrowed by what the index did not know."""
    if not hits:
        return []
    conditions, bound = conditions_of(wanted.filters)
    order = wanted.order
    key = "''" if order.by_arrival else KEYS[order]
    turned = "seq" if order is Order.OLDEST else "-seq"
    place: list[object] = []
    past = ""
    if after:
        past = f" AND ({key}, {turned}) > (?, ?)"
        place = ["" if order.by_arrival else after.key, after.seq if order is Order.OLDEST else -after.seq]
    query = (
        f"SELECT seq FROM entry WHERE seq IN (SELECT value FROM json_each(?)){past}{conditions}"
        f" ORDER BY {key}, {turned} LIMIT ?"
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
        "SELECT search.rowid AS seq FROM search CROSS JOIN entry ON entry.seq = search.rowid"
        f" WHERE search MATCH ?{{past}} AND parent IS NULL AND {DRAWER} = ?{conditions}"
    )
    drawer, order = drawer_of(state, wanted.filters), wanted.order
    if order.by_arrival:
        down = order is Order.NEWEST
        past = f" AND search.rowid {'<' if down else '>'} ?" if after else ""
        query = f"{source.format(past=past)} ORDER BY search.rowid {'DESC' if down else 'ASC'} LIMIT ?"
        return _seqs(connection, query, match, *([after.seq] if after else []), drawer, *bound, limit)
    key = KEYS[order]
    hits = f"{source.format(past='')} ORDER BY search.rowid DESC LIMIT {SORTED_AT_MOST}".replace(
        " AS seq FROM", f" AS seq, {key} AS sorted FROM", 1
    )
    past = " WHERE (sorted, -seq) > (?, ?)" if after else ""
    query = f"SELECT seq FROM ({hits}){past} ORDER BY sorted, -seq LIMIT ?"
    return _seqs(connection, query, match, drawer, *bound, *([after.key, -after.seq] if after else []), limit)


def _of_sag(connection: Any, state: OrderState, wanted: Listing, after: Place | None, limit: int) -> list[int]:
    """What lies on one Sag; few enough to be sorted when it is asked for."""
    conditions, bound = conditions_of(wanted.filters)
    order = wanted.order
    place: list[object] = []
    past, sorting = "", f"seq {'ASC' if order is Order.OLDEST else 'DESC'}"
    if not order.by_arrival:
        sorting = f"{KEYS[order]}, -seq"
    if after and order.by_arrival:
        past, place = f" AND seq {'>' if order is Order.OLDEST else '<'} ?", [after.seq]
    elif after:
        past, place = f" AND ({KEYS[order]}, -seq) > (?, ?)", [after.key, -after.seq]
    query = (
        "SELECT seq FROM entry INDEXED BY entry_of_sag WHERE parent IS NULL AND sag IS NOT NULL AND sag = ?"
        f"{past} AND {DRAWER} = ?{conditions} ORDER BY {sorting} LIMIT ?"
    )
    return _seqs(connection, query, str(wanted.filters.sag), *place, drawer_of(state, wanted.filters), *bound, limit)


def _seqs(connection: Any, query: str, *parameters: object) -> list[int]:
    return [row["seq"] for row in connection.execute(query, parameters).fetchall()]
