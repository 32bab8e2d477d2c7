"""The journalposter of a Sag: rows of their own, each valid from one registrering to another.

A repeated journalpost is not doubled, a known indeks is replaced inside its period, an unknown one is refused.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, Select, bindparam, insert, select, update

from sagsbud.sagdok.models import INFINITY
from sagsbud.service.errors import bad_request
from sagsbud.service.periods import merge_values
from sagsbud.service.tables import journalpost

Json = dict[str, Any]

_CURRENT = (journalpost.c.sag == bindparam("number")) & (journalpost.c.til == INFINITY.micros)
_AT = (
    select(journalpost.c.body)
    .where(
        journalpost.c.sag == bindparam("number"),
        journalpost.c.fra <= bindparam("at"),
        journalpost.c.til > bindparam("at"),
    )
    .order_by(journalpost.c.indeks, journalpost.c.virkning_fra)
)
_ROWS = select(journalpost.c.id, journalpost.c.body).where(_CURRENT).order_by(journalpost.c.virkning_fra)
_WITH_TARGET = _ROWS.where(journalpost.c.target == bindparam("target"))
_WITHOUT_TARGET = _ROWS.where(journalpost.c.target.is_(None))
_WITH_INDEX = _ROWS.where(journalpost.c.indeks == bindparam("index"))
_ADD = insert(journalpost).inline()  # nobody asks for the rows' numbers
_END_ALL = update(journalpost).where(_CURRENT).values(til=bindparam("now"))
_END_ONE = update(journalpost).where(journalpost.c.id == bindparam("row")).values(til=bindparam("now"))


def read_posts(connection: Connection, sag: int, at: int) -> list[Json]:
    """The posts of the registrering that is valid at `at`, by indeks and time."""
    decode = msgspec.json.Decoder().decode
    return [decode(body) for body in connection.execute(_AT, {"number": sag, "at": at}).scalars().all()]


def add_posts(connection: Connection, sag: int, posts: Sequence[Json], now: int) -> None:
    """Begin these as 1, 2, …"""
    _begin(connection, sag, [{**post, "indeks": number} for number, post in enumerate(posts, start=1)], now)


def end_posts(connection: Connection, sag: int, now: int) -> None:
    """End all that are valid."""
    connection.execute(_END_ALL, {"number": sag, "now": now})


class JournalChange:
    """What a PATCH does to the journal, worked out before anything is written."""

    def __init__(self, connection: Connection, sag: int, highest: int) -> None:
        self._connection = connection
        self._sag = sag
        self.highest = highest
        self._ended: list[int] = []
        self._begun: list[Json] = []
        self._new: set[bytes] = set()

    def take(self, posts: Sequence[Json]) -> None:
        """Work the posts in, in their order. Raises Refusal for an unknown indeks."""
        numbered: dict[int, list[Json]] = {}
        for post in posts:
            if "indeks" in post:
                numbered.setdefault(post["indeks"], []).append(post)
            else:
                self._append(post)
        for index, changes in numbered.items():
            self._replace(index, changes)

    @property
    def changes(self) -> bool:
        """Whether anything is other than before."""
        return bool(self._ended or self._begun)

    def write(self, now: int) -> None:
        """Carry it out as part of the registrering that begins `now`."""
        if self._ended:
            self._connection.execute(_END_ONE, [{"row": row, "now": now} for row in self._ended])
        _begin(self._connection, self._sag, self._begun, now)

    def _append(self, post: Json) -> None:
        form = msgspec.json.encode(post, order="deterministic")
        if form in self._new or any(_bare(msgspec.json.decode(row["body"])) == post for row in self._same_target(post)):
            return
        self._new.add(form)
        self.highest += 1
        self._begun.append({**post, "indeks": self.highest})

    def _replace(self, index: int, changes: Sequence[Json]) -> None:
        rows = self._rows(_WITH_INDEX, index=index)
        if not rows:
            raise bad_request("relationer.journalpost.indeks: no journalpost has this indeks")
        before = [msgspec.json.decode(row["body"]) for row in rows]
        after = merge_values(before, changes)
        if after == before:
            return
        self._ended += [row["id"] for row in rows]
        self._begun += after

    def _same_target(self, post: Json) -> Sequence[RowMapping]:
        target = _target(post)
        return self._rows(_WITHOUT_TARGET) if target is None else self._rows(_WITH_TARGET, target=target)

    def _rows(self, query: Select[Any], **values: object) -> Sequence[RowMapping]:
        return self._connection.execute(query, {"number": self._sag, **values}).mappings().all()


def _bare(post: Json) -> Json:
    return {name: value for name, value in post.items() if name != "indeks"}


def _target(post: Json) -> str | None:
    target: str | None = post.get("uuid") or post.get("urn")
    return target


def _begin(connection: Connection, sag: int, posts: Sequence[Json], now: int) -> None:
    rows = [
        {
            "sag": sag,
            "indeks": post["indeks"],
            "target": _target(post),
            "virkning_fra": post["virkning"]["from"],
            "virkning_til": post["virkning"]["to"],
            "fra": now,
            "til": INFINITY.micros,
            "body": msgspec.json.encode(post).decode(),
        }
        for post in posts
    ]
    if rows:
        connection.execute(_ADD, rows)
