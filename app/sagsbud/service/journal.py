"""The journalposter of a Sag: rows of their own, each valid from one registrering to another.

A repeated journalpost is not doubled, a known indeks is replaced inside its period, an unknown one is refused.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from sagsbud.sagdok.models import INFINITY
from sagsbud.service.errors import bad_request
from sagsbud.service.periods import merge_values
from sagsbud.service.tables import journalpost

Json = dict[str, Any]


def read_posts(connection: Connection, sag: str, at: int) -> list[Json]:
    """The posts of the registrering that is valid at `at`, by indeks and time."""
    rows = connection.execute(
        select(journalpost.c.body)
        .where(journalpost.c.sag == sag, journalpost.c.fra <= at, journalpost.c.til > at)
        .order_by(journalpost.c.indeks, journalpost.c.virkning_fra)
    )
    return [msgspec.json.decode(body) for (body,) in rows]


def replace_posts(connection: Connection, sag: str, posts: Sequence[Json], now: int, *, fresh: bool) -> int:
    """A PUT: everything before ends, these begin as 1, 2, …; the highest indeks. `fresh` for a new Sag."""
    if not fresh:
        _end(connection, and_(journalpost.c.sag == sag, journalpost.c.til == INFINITY.micros), now)
    numbered = [{**post, "indeks": number} for number, post in enumerate(posts, start=1)]
    _begin(connection, sag, numbered, now)
    return len(numbered)


class JournalChange:
    """What a PATCH does to the journal, worked out before anything is written."""

    def __init__(self, connection: Connection, sag: str, highest: int) -> None:
        self._connection = connection
        self._sag = sag
        self.highest = highest
        self._ended: list[int] = []
        self._begun: list[Json] = []
        self._new: set[bytes] = set()

    def take(self, posts: Sequence[Json]) -> None:
        """Work the posts in, in their order. Raises Refusal for an unknown indeks."""
        for post in posts:
            if "indeks" in post:
                self._replace(post)
            else:
                self._append(post)

    @property
    def changes(self) -> bool:
        """Whether anything is other than before."""
        return bool(self._ended or self._begun)

    def write(self, now: int) -> None:
        """Carry it out as part of the registrering that begins `now`."""
        if self._ended:
            _end(self._connection, journalpost.c.id.in_(self._ended), now)
        _begin(self._connection, self._sag, self._begun, now)

    def _append(self, post: Json) -> None:
        form = msgspec.json.encode(post, order="deterministic")
        if form in self._new or any(_bare(msgspec.json.decode(row["body"])) == post for row in self._same_target(post)):
            return
        self._new.add(form)
        self.highest += 1
        self._begun.append({**post, "indeks": self.highest})

    def _replace(self, post: Json) -> None:
        rows = self._rows(journalpost.c.indeks == post["indeks"])
        if not rows:
            raise bad_request("relationer.journalpost.indeks: no journalpost has this indeks")
        before = [msgspec.json.decode(row["body"]) for row in rows]
        after = merge_values(before, [post])
        if after == before:
            return
        self._ended += [row["id"] for row in rows]
        self._begun += after

    def _same_target(self, post: Json) -> Sequence[RowMapping]:
        return self._rows(journalpost.c.target == _target(post))

    def _rows(self, condition: Any) -> Sequence[RowMapping]:
        query = select(journalpost).where(
            journalpost.c.sag == self._sag, journalpost.c.til == INFINITY.micros, condition
        )
        return self._connection.execute(query.order_by(journalpost.c.virkning_fra)).mappings().all()


def _bare(post: Json) -> Json:
    return {name: value for name, value in post.items() if name != "indeks"}


def _target(post: Json) -> str | None:
    target: str | None = post.get("uuid") or post.get("urn")
    return target


def _end(connection: Connection, condition: Any, now: int) -> None:
    connection.execute(update(journalpost).where(condition).values(til=now))


def _begin(connection: Connection, sag: str, posts: Sequence[Json], now: int) -> None:
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
        connection.execute(insert(journalpost), rows)
