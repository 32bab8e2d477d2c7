"""Whose turn it is among the decisions of one table, be it verdicts or hand-overs.

Each such table has the columns `seq`, `state`, `due` and `attempts`, and an index `<table>_open` of what is open.
"""

from datetime import datetime
from typing import Any

from sagsbud.outbox import chain
from sagsbud.outbox.queries import FARTHEST_DUE

OPEN = "state NOT IN ('FILED', 'WITHDRAWN')"
"""As the tables' indexes say it, so that the planner uses them."""
_WAIT = "state IN ('QUEUED', 'WAITING', 'UNCERTAIN', 'BLOCKED')"
_IN_THE_MIDDLE = "state IN ('SENDING', 'VERIFYING')"


def due(connection: Any, table: str, now: datetime, limit: int) -> list[Any]:
    """Rows whose time has come, the least tried first, then the oldest."""
    query = (
        f"SELECT * FROM {table} INDEXED BY {table}_open WHERE {_WAIT} AND {OPEN}"
        " AND (due IS NULL OR due <= ? OR due > ?) ORDER BY attempts, seq LIMIT ?"
    )
    bound = (chain.micros(now), chain.micros(now + FARTHEST_DUE), limit)
    rows: list[Any] = connection.execute(query, bound).fetchall()
    return rows


def on_the_way(connection: Any, table: str) -> int:
    """How many are to be carried out yet; what was stopped waits for a person instead."""
    query = f"SELECT count(*) FROM {table} WHERE ({_WAIT} OR {_IN_THE_MIDDLE}) AND {OPEN}"
    return int(connection.execute(query).fetchone()[0])


def interrupted(connection: Any, table: str) -> list[Any]:
    """Rows that the last run left in the middle."""
    rows: list[Any] = connection.execute(f"SELECT * FROM {table} WHERE {_IN_THE_MIDDLE} AND {OPEN}").fetchall()
    return rows
