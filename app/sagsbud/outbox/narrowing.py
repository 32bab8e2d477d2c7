"""How much a filter finds, told by an index before a list is gone through for it.

A list that is gone through in its order finds many hits at once and few ones late. So where there are only a few,
they are collected and sorted instead.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sagsbud.domain.listing import Filters
from sagsbud.domain.states import OrderState
from sagsbud.outbox.schema import BAND, CPR, DRAWER, FILES, KIND, LISTED, LOOKS, RECEIVED

COLLECTED = 2_000
"""Up to so many hits are sorted when they are asked for. Of a million rows every 500th fits then, so that going through
them in their order fills a page soon."""
_SOURCE = f"entry INDEXED BY entry_by_looks WHERE {LISTED} AND {DRAWER} = ?"


def drawer_of(state: OrderState, filters: Filters) -> str:
    """What is undecided in a batch lies in a drawer of its own, as it is counted."""
    return f"DRAFT:{filters.batch}" if state is OrderState.DRAFT and filters.batch else state.value


def conditions_of(filters: Filters) -> tuple[str, list[object]]:
    """The filters as SQL over what the indexes hold, and what is bound in it."""
    conditions, bound = "", list[object]()

    def any_of(expression: str, values: Iterable[str]) -> None:
        nonlocal conditions
        given = sorted(values)
        conditions += f" AND {expression} IN ({', '.join('?' * len(given))})"
        bound.extend(given)

    if filters.bands:
        any_of(BAND, [band.value for band in filters.bands])
    if filters.kinds:
        any_of(KIND, [kind.value for kind in filters.kinds])
    if filters.with_cpr:
        conditions += f" AND {CPR} = 1"
    if filters.with_attachments:
        conditions += f" AND {FILES} > 0"
    if filters.before:
        conditions += f" AND {RECEIVED} < ?"
        bound.append(_minute(filters.before))
    if filters.batch:
        conditions += " AND batch = ?"
        bound.append(str(filters.batch))
    return conditions, bound


def few(connection: Any, state: OrderState, filters: Filters) -> list[int] | None:
    """The numbers of all rows that fit, when they are at most COLLECTED; None when they are more, or nothing is asked."""
    if not filters:
        return None
    drawer = drawer_of(state, filters)
    looks = [found for found in _looks_in(connection, drawer) if _fit(found, filters)]
    if not looks:
        return []
    query = f"SELECT seq FROM {_SOURCE} AND {LOOKS} IN ({', '.join('?' * len(looks))})"
    bound: list[object] = [drawer, *looks]
    if filters.before:
        query += f" AND {RECEIVED} < ?"
        bound.append(_minute(filters.before))
    if filters.batch and state is not OrderState.DRAFT:
        query = "SELECT seq FROM entry INDEXED BY entry_state_batch WHERE parent IS NULL AND state = ? AND batch = ?"
        bound = [state.value, str(filters.batch)]
    found = connection.execute(f"{query} LIMIT {COLLECTED + 1}", bound).fetchall()
    return [row["seq"] for row in found] if len(found) <= COLLECTED else None


def _looks_in(connection: Any, drawer: str) -> list[str]:
    """Every look there is in a drawer, by jumping from one to the next in the index."""
    found: list[str] = []
    query = f"SELECT {LOOKS} AS looks FROM {_SOURCE}{{past}} ORDER BY {LOOKS} LIMIT 1"
    row = connection.execute(query.format(past=""), (drawer,)).fetchone()
    while row is not None:
        found.append(row["looks"])
        row = connection.execute(query.format(past=f" AND {LOOKS} > ?"), (drawer, found[-1])).fetchone()
    return found


def _fit(looks: str, filters: Filters) -> bool:
    band, kind, cpr, files = looks.split(" ")
    return (
        (not filters.bands or band in {one.value for one in filters.bands})
        and (not filters.kinds or kind in {one.value for one in filters.kinds})
        and (not filters.with_cpr or cpr == "1")
        and (not filters.with_attachments or files == "1")
    )


def _minute(at: datetime) -> str:
    """As the first characters of a kept moment."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
