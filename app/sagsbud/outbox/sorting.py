"""In which order rows stand, and the rows of one state in that order. A page costs the same at the top and far down.

Each order has an index that holds the row's drawer, the key it is sorted by, and all it can be narrowed by, so that
what does not fit is passed over without looking at its row.
"""

import json
from collections.abc import Sequence
from typing import Any

from sagsbud.domain.frozen import frozen
from sagsbud.domain.listing import BY_CHANGE, Listing, Order, Place
from sagsbud.domain.states import OrderState
from sagsbud.outbox.narrowing import conditions_of, drawer_of
from sagsbud.outbox.schema import CHANGED, DRAWER, KEYS, LISTED

INDEXES = {
    Order.TITLE: "entry_by_titel",
    Order.SENDER: "entry_by_sender",
    Order.SAG: "entry_by_sag",
    Order.BATCH: "entry_by_batch",
}


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
        return f"{self.key} {self._way}, {self.within}" if self.key else self.within

    @property
    def within(self) -> str:
        """What SQL sorts by where the key is the same."""
        return f"-seq {self._way}"

    @property
    def past(self) -> str:
        """The sign between what stands behind a place and the place."""
        return "<" if self.turned else ">"

    @property
    def _way(self) -> str:
        return "DESC" if self.turned else "ASC"


def sorting_of(state: OrderState, order: Order) -> Sorting:
    """How rows of a state are sorted in that order."""
    if not order.by_arrival:
        return Sorting(INDEXES[order], KEYS[order], turned=False)
    turned = order is Order.OLDEST
    return Sorting("entry_by_change", CHANGED, turned) if state in BY_CHANGE else Sorting("entry_listed", "", turned)


def behind(by: Sorting, after: Place | None) -> tuple[str, list[object]]:
    """The condition that rows stand behind the place, and what is bound in it."""
    if after is None:
        return "", []
    if not by.key:
        return f" AND -seq {by.past} ?", [-after.seq]
    return f" AND ({by.key}, -seq) {by.past} (?, ?)", [after.key, -after.seq]


def in_order(
    connection: Any, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[tuple[int, str]]:
    """The numbers of rows, and their keys, by the index of the order, whatever words they have.

    What is left of the key the page before ended in, then the keys behind it.
    """
    by = sorting_of(state, wanted.order)
    columns = f"seq, {by.key} AS sorted" if by.key else "seq, '' AS sorted"
    source = f"SELECT {columns} FROM entry INDEXED BY {by.index} WHERE {LISTED} AND {DRAWER} = ?"
    conditions, bound = conditions_of(wanted.filters)
    drawer = drawer_of(state, wanted.filters)
    found: list[Any] = []
    if after:
        same, key = (f" AND {by.key} = ?", [after.key]) if by.key else ("", [])
        query = f"{source}{same} AND -seq {by.past} ?{conditions} ORDER BY {by.within} LIMIT ?"
        found = connection.execute(query, (drawer, *key, -after.seq, *bound, limit)).fetchall()
    if after is None or (by.key and len(found) < limit):
        past, key = (f" AND {by.key} {by.past} ?", [after.key]) if after else ("", [])
        query = f"{source}{past}{conditions} ORDER BY {by.terms} LIMIT ?"
        found += connection.execute(query, (drawer, *key, *bound, limit - len(found))).fetchall()
    return [(row[0], row[1]) for row in found]


def sorted_hits(
    connection: Any, hits: Sequence[int], state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """Of these numbers those of rows that are wanted, sorted without looking at their rows."""
    if not hits:
        return []
    source = f"INDEXED BY entry_searched WHERE seq IN (SELECT value FROM json_each(?)) AND {LISTED}"
    return _sorted(connection, source, json.dumps(list(hits)), state, wanted, after, limit)


def of_sag(connection: Any, state: OrderState, wanted: Listing, after: Place | None, limit: int) -> list[int]:
    """What lies on one Sag, whatever words it has; few enough to be sorted when it is asked for."""
    source = "INDEXED BY entry_of_sag WHERE parent IS NULL AND sag IS NOT NULL AND sag = ?"
    return _sorted(connection, source, str(wanted.filters.sag), state, wanted, after, limit)


def _sorted(
    connection: Any, source: str, given: str, state: OrderState, wanted: Listing, after: Place | None, limit: int
) -> list[int]:
    """The numbers of rows out of a source, with what is bound in that, sorted when they are asked for."""
    conditions, bound = conditions_of(wanted.filters)
    by = sorting_of(state, wanted.order)
    past, place = behind(by, after)
    query = f"SELECT seq FROM entry {source} AND {DRAWER} = ?{past}{conditions} ORDER BY {by.terms} LIMIT ?"
    return numbers(connection, query, given, drawer_of(state, wanted.filters), *place, *bound, limit)


def numbers(connection: Any, query: str, *parameters: object) -> list[int]:
    """The first column of each row that is found."""
    return [row[0] for row in connection.execute(query, parameters).fetchall()]
