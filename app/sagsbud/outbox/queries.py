"""Lists and numbers read from the store. Each answers in a time that does not grow with the number of rows."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sagsbud.domain.ids import BatchId
from sagsbud.domain.orders import OutboxEntry, Priority
from sagsbud.domain.states import OrderState
from sagsbud.outbox import chain
from sagsbud.outbox.beginnings import match_of
from sagsbud.outbox.rows import entry_of

FARTHEST_DUE = timedelta(hours=2)
"""No next try is set farther ahead; one that seems to be was set before the clock was put back, and is due."""


def entries(connection: Any, query: str, *parameters: object) -> list[OutboxEntry]:
    """The rows a query finds."""
    return [entry_of(row) for row in connection.execute(query, parameters).fetchall()]


_TROUBLED = "entry INDEXED BY entry_troubled WHERE state = 'DRAFT' AND problem IS NOT NULL AND parent IS NULL"
"""Said to the planner, which without statistics would go through all that is undecided."""


def page(
    connection: Any,
    states: Iterable[OrderState],
    *,
    before: int | None,
    limit: int,
    text: str,
    newest_first: bool,
    troubled: bool | None,
    batch: BatchId | None,
) -> list[OutboxEntry]:
    """Top-level rows in these states by seq, from just past `before`: a short list a state, merged."""
    order = "DESC" if newest_first else "ASC"
    conditions, parameters = "parent IS NULL AND state = ?", list[object]()
    if batch is not None:
        conditions += " AND batch = ?"
        parameters.append(str(batch))
    if before is not None:
        conditions += " AND seq < ?" if newest_first else " AND seq > ?"
        parameters.append(before)
    if troubled is not None:
        conditions += " AND problem IS NOT NULL" if troubled else " AND problem IS NULL"
    match = match_of(connection, text)
    if match:
        conditions += " AND seq IN (SELECT rowid FROM search WHERE search MATCH ?)"
        parameters.append(match)
    wanted = sorted({state.value for state in states})
    if not wanted:
        return []
    lists = [
        f"SELECT * FROM (SELECT seq FROM {_source(state, troubled)} AND {conditions}{_apart(state, batch)}"
        f" ORDER BY seq {order} LIMIT ?)"
        for state in wanted
    ]
    query = f"SELECT * FROM entry WHERE seq IN ({' UNION ALL '.join(lists)}) ORDER BY seq {order} LIMIT ?"
    bound = [value for state in wanted for value in (state, *parameters, limit)]
    return entries(connection, query, *bound, limit)


def _source(state: str, troubled: bool | None) -> str:
    """Where rows of a state are looked for: the few with a problem through the index that holds only them."""
    return _TROUBLED if troubled and state == OrderState.DRAFT.value else "entry WHERE 1"


def _apart(state: str, batch: BatchId | None) -> str:
    """What is undecided in a batch is listed with its batch alone."""
    return " AND batch IS NULL" if batch is None and state == OrderState.DRAFT.value else ""


def counts(connection: Any) -> dict[OrderState, int]:
    """How many top-level rows stand in each state, without what is undecided in batches."""
    rows = connection.execute("SELECT state, count FROM tally WHERE count > 0 AND state NOT LIKE '%:%'").fetchall()
    return {OrderState(row["state"]): row["count"] for row in rows}


def troubled(connection: Any) -> int:
    """How many top-level DRAFT rows have a problem, without those in batches."""
    query = f"SELECT count(*) FROM {_TROUBLED} AND batch IS NULL"
    return int(connection.execute(query).fetchone()[0])


def coming(connection: Any, limit: int) -> list[OutboxEntry]:
    """Orders that wait for their first try, in the order in which they will have it but for their Sager."""
    query = """
        SELECT * FROM entry INDEXED BY entry_turn
        WHERE parent IS NULL AND state IN ('QUEUED', 'WAITING', 'UNCERTAIN') AND state = 'QUEUED'
        ORDER BY priority, attempts, seq LIMIT ?
    """
    return entries(connection, query, limit)


def due(
    connection: Any, now: datetime, limit: int, busy_sager: Collection[str], least: Priority | None = Priority.BULK
) -> list[OutboxEntry]:
    """Orders whose time has come, one a Sag: what people wait for first, then the least tried, then the oldest.

    None of less than the `least` priority, which is none at all for None.
    """
    if least is None:
        return []
    busy = list(busy_sager)
    found: list[int] = []
    while len(found) < limit:
        query = f"""
            SELECT seq, sag FROM entry INDEXED BY entry_turn
            WHERE parent IS NULL AND state IN ('QUEUED', 'WAITING', 'UNCERTAIN')
            AND priority <= ? AND (due IS NULL OR due <= ? OR due > ?) AND sag NOT IN ({", ".join("?" * len(busy))})
            ORDER BY priority, attempts, seq LIMIT ?
        """
        bound = (least.value, chain.micros(now), chain.micros(now + FARTHEST_DUE), *busy, 2 * limit)
        rows = connection.execute(query, bound).fetchall()
        firsts: dict[str, int] = {}
        for row in rows:
            firsts.setdefault(row["sag"], row["seq"])
        found += list(firsts.values())[: limit - len(found)]
        busy += firsts
        if len(rows) < 2 * limit:
            break
    known = {entry.seq: entry for entry in entries(connection, _these(found), *found)}
    return [known[seq] for seq in found]


def _these(rows: Collection[int]) -> str:
    return f"SELECT * FROM entry WHERE seq IN ({', '.join('?' * len(rows))})"
