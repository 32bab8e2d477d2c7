"""Many rows of one owner in one statement: on PostgreSQL as arrays, one a column, on SQLite one by one."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY


def add_rows(connection: Connection, table: Table, owner: int, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose first column is the owner; each gives the other columns in their order."""
    if not rows:
        return
    names = [column.name for column in table.c]
    if connection.dialect.name == "postgresql":
        columns = dict(zip(names[1:], map(list, zip(*rows, strict=True)), strict=True))
        connection.execute(
            _arrays(table), {"owner": owner, **{f"all_{name}": values for name, values in columns.items()}}
        )
    else:
        connection.execute(_one_row(table), [dict(zip(names, (owner, *row), strict=True)) for row in rows])


@cache
def _one_row(table: Table) -> Insert:
    return insert(table)


@cache
def _arrays(table: Table) -> Insert:
    first, *others = table.c
    values = [func.unnest(bindparam(f"all_{column.name}", type_=ARRAY(column.type))) for column in others]
    return insert(table).from_select(
        [column.name for column in table.c], select(bindparam("owner", type_=first.type), *values)
    )
