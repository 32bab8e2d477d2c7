"""The history: append-only, each row's hash covers the row before, so that nothing can be changed unseen."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import HistoryRow
from sagsbud.outbox.coding import decode, encode

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGINNING = "0" * 64


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(value: int) -> datetime:
    """The inverse of `micros`, in UTC."""
    return _EPOCH + timedelta(microseconds=value)


def append(
    connection: Any, at: datetime, item: ItemId, what: str, actor: str = "", detail: Mapping[str, str] | None = None
) -> None:
    """Add a row inside the caller's transaction. `detail` holds codes and ids, never contents."""
    append_all(connection, at, item, [(what, actor, detail or {})])


def append_all(
    connection: Any, at: datetime, item: ItemId, happened: Iterable[tuple[str, str, Mapping[str, str]]]
) -> None:
    """As `append`, of several things that happened one after the other."""
    last = connection.execute("SELECT chain FROM history ORDER BY id DESC LIMIT 1").fetchone()
    chain = last["chain"] if last else _BEGINNING
    for what, actor, detail in happened:
        row = (micros(at), str(item), what, actor, encode(dict(sorted(detail.items()))).decode())
        chain = _link(chain, row)
        connection.execute(
            "INSERT INTO history (at, item, what, actor, detail, chain) VALUES (?, ?, ?, ?, ?, ?)", (*row, chain)
        )


def rows_of(connection: Any, item: ItemId) -> list[HistoryRow]:
    """An item's rows, oldest first."""
    found = connection.execute("SELECT * FROM history WHERE item = ? ORDER BY id", (str(item),))
    return [_row(row) for row in found]


def last_of(connection: Any, item: ItemId, fits: Callable[[HistoryRow], bool]) -> HistoryRow | None:
    """An item's newest row that fits; what is older is not read."""
    found = connection.execute("SELECT * FROM history WHERE item = ? ORDER BY id DESC", (str(item),))
    return next((row for row in map(_row, found) if fits(row)), None)


def broken_at(connection: Any) -> int | None:
    """The id of the first row that is missing or does not follow from the one before it; None when the chain holds."""
    before, expected = _BEGINNING, 1
    for row in connection.execute("SELECT * FROM history ORDER BY id"):
        fields = (row["at"], row["item"], row["what"], row["actor"], row["detail"])
        if row["id"] != expected or row["chain"] != _link(before, fields):
            return expected
        before, expected = row["chain"], expected + 1
    given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'history'").fetchone()
    return None if expected > (given["seq"] if given else 0) else expected


def length(connection: Any) -> int:
    """How many rows the history has."""
    return int(connection.execute("SELECT count(*) FROM history").fetchone()[0])


def _link(before: str, row: tuple[int, str, str, str, str]) -> str:
    return hashlib.sha256(before.encode() + encode(row)).hexdigest()


def _row(row: Any) -> HistoryRow:
    detail = decode(dict[str, str], row["detail"])
    return HistoryRow(moment(row["at"]), ItemId(UUID(row["item"])), row["what"], row["actor"], tuple(detail.items()))
