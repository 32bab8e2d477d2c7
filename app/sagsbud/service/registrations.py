"""Writing objects: each change is one new registrering, and nothing is half stored."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import INFINITY, Moment, ObjectType, parse_moment
from sagsbud.service.checking import checked_body, checked_note, without_journal
from sagsbud.service.cleaning import Cleaner
from sagsbud.service.content import ContentStore, Incoming, Stored
from sagsbud.service.database import CommitUnclear, Database
from sagsbud.service.errors import Refusal, bad_request, not_found
from sagsbud.service.indexing import reindex
from sagsbud.service.journal import JournalChange, add_posts, end_posts, read_posts
from sagsbud.service.merging import merge
from sagsbud.service.rows import Held, NewRegistrering, body_of, change, hold, make, register
from sagsbud.service.uploads import hold_paths, keep_named, known_paths, name_paths, own, release, settle

Json = dict[str, Any]
Received = Mapping[str, Incoming]
"""Contents by the name of the request's part they came in."""

_LIVE = frozenset({"Opstaaet", "Importeret", "Rettet"})


def now_micros() -> int:
    """The time of a registrering: microseconds since 1970."""
    return time.time_ns() // 1000


@frozen
class Author:
    """Who writes, and the version of the object they have seen, if they said so."""

    brugerref: str
    expected: str | None = None


@frozen
class Given:
    """What a request gives: the object in canonical form and the contents it names."""

    spec: ObjectType
    body: Json
    kept: Mapping[str, Stored]
    author: Author

    @property
    def posts(self) -> list[Json]:
        """The journalposter in it."""
        posts: list[Json] = self.body["relationer"].get("journalpost", [])
        return posts

    def registrering(self, code: str, at: int, body: Json, highest: int) -> NewRegistrering:
        """The registrering it makes."""
        return NewRegistrering(code, at, self.author.brugerref, self.body.get("note"), body, highest)


@frozen
class Writer:
    """All writing verbs on one database."""

    database: Database
    content: ContentStore
    now: Callable[[], int] = now_micros

    def create(self, spec: ObjectType, body: object, incoming: Received, author: Author) -> str:
        """POST: the uuid the service chose."""
        uuid = str(uuid4())
        checked = checked_body(spec, body)
        with self._contents(checked, incoming) as kept:
            given = Given(spec, checked, kept, author)
            self.database.write(lambda connection: self._begin(connection, uuid, given, "Opstaaet"))
        return uuid

    def put(self, spec: ObjectType, uuid: str, body: object, incoming: Received, author: Author) -> None:
        """PUT: everything is replaced; the same again changes nothing; what is deleted stays deleted."""
        checked = checked_body(spec, body)
        with self._contents(checked, incoming) as kept:
            given = Given(spec, checked, kept, author)
            self.database.write(lambda connection: self._begin_or_replace(connection, uuid, given))

    def patch(self, spec: ObjectType, uuid: str, body: object, incoming: Received, author: Author) -> None:
        """PATCH: merged into what is there; what changes nothing makes no registrering."""
        if isinstance(body, dict) and "livscyklus" in body:
            return self._passivate(spec, uuid, body, author)
        checked = checked_body(spec, body, partial=True)
        with self._contents(checked, incoming) as kept:
            given = Given(spec, checked, kept, author)
            self.database.write(
                lambda connection: self._merge(connection, _live(connection, spec, uuid, author), given)
            )
        return None

    def delete(self, spec: ObjectType, uuid: str, author: Author, note: str | None = None) -> None:
        """DELETE: a last registrering `Slettet`; contents nobody else uses are removed. Again is fine."""

        def end(connection: Connection) -> set[str]:
            held = hold(connection, spec.name, uuid)
            if held is None:
                raise not_found()
            if held.livscyklus == "Slettet":
                return set()
            _expect(held, author.expected)
            self._end(connection, held, "Slettet", author, note)
            return release(connection, held.id)

        given_up = self.database.write(end)
        with suppress(SQLAlchemyError, OSError):  # it is deleted; contents that remain are found by the next check
            Cleaner(self.database, self.content).discard_unowned(given_up)

    @contextmanager
    def _contents(self, body: Json, incoming: Received) -> Iterator[dict[str, Stored]]:
        """The contents the body names, durable; removed again when the block fails and nobody else owns them."""
        kept = keep_named(body, incoming)
        try:
            yield kept
        except CommitUnclear:
            raise  # they may have an owner; otherwise the next check finds them
        except BaseException:
            if kept:
                with suppress(SQLAlchemyError):  # with the store gone too, the next check finds them
                    Cleaner(self.database, self.content).discard_unowned({one.sha256 for one in kept.values()})
            raise

    def _begin_or_replace(self, connection: Connection, uuid: str, given: Given) -> None:
        if given.author.expected is None and self._begin(connection, uuid, given, "Importeret"):
            return
        held = hold(connection, given.spec.name, uuid)
        _expect(held, given.author.expected)
        assert held is not None
        self._replace(connection, held, given)

    def _begin(self, connection: Connection, uuid: str, given: Given, code: str) -> bool:
        """Make the object; False when there is one with this uuid."""
        checked, new = name_paths(given.body, given.kept, {})
        body, at = without_journal(given.spec, checked), self.now()
        first = given.registrering(code, at, body, len(given.posts))
        number = make(connection, given.spec.name, uuid, first)
        if number is None:
            return False
        hold_paths(connection, number, checked, new)
        with self.database.together(connection):
            register(connection, number, first)
            own(connection, number, new)
            add_posts(connection, number, given.posts, at)
            reindex(connection, self.database.fields, given.spec, number, body, fresh=True)
        settle(connection, self.content, new)
        return True

    def _replace(self, connection: Connection, held: Held, given: Given) -> None:
        if held.livscyklus == "Slettet":
            raise Refusal(409, "This object has been deleted and is not brought back by a PUT.")
        checked, new = name_paths(given.body, given.kept, known_paths(connection, held.id, given.kept))
        hold_paths(connection, held.id, checked, new)
        live = held.livscyklus in _LIVE
        body = without_journal(given.spec, checked)
        if live and body_of(connection, held) == body and _same_posts(connection, held, given):
            return
        at = self._after(held)
        code = "Rettet" if live else "Importeret"
        change(connection, held, given.registrering(code, at, body, len(given.posts)))
        own(connection, held.id, new)
        settle(connection, self.content, new)
        if given.spec.appends_relations:
            end_posts(connection, held.id, at)
            add_posts(connection, held.id, given.posts, at)
        reindex(connection, self.database.fields, given.spec, held.id, body, fresh=False)

    def _merge(self, connection: Connection, held: Held, given: Given) -> None:
        checked, new = name_paths(given.body, given.kept, known_paths(connection, held.id, given.kept))
        hold_paths(connection, held.id, checked, new)
        journal = JournalChange(connection, held.id, held.journal_max)
        journal.take(given.posts)
        before = body_of(connection, held)
        relations = {name: entries for name, entries in checked["relationer"].items() if name != "journalpost"}
        after = merge(given.spec, before, {**checked, "relationer": relations})
        if after == before and not journal.changes and not _is_note_only(checked):
            return
        at = self._after(held)
        journal.write(at)
        change(connection, held, given.registrering("Rettet", at, after, journal.highest))
        own(connection, held.id, new)
        settle(connection, self.content, new)
        if after != before:
            reindex(connection, self.database.fields, given.spec, held.id, after, fresh=False)

    def _passivate(self, spec: ObjectType, uuid: str, body: Json, author: Author) -> None:
        if body["livscyklus"] != "Passiv" or set(body) - {"livscyklus", "note"}:
            raise bad_request("livscyklus: only Passiv can be asked for, with a note at most")
        note = checked_note(body.get("note"))
        self.database.write(
            lambda connection: self._end(connection, _live(connection, spec, uuid, author), "Passiveret", author, note)
        )

    def _end(self, connection: Connection, held: Held, code: str, author: Author, note: str | None) -> None:
        body, at = body_of(connection, held), self._after(held)
        change(connection, held, NewRegistrering(code, at, author.brugerref, note, body, held.journal_max))

    def _after(self, held: Held) -> int:
        return max(self.now(), held.fra + 1)


def _live(connection: Connection, spec: ObjectType, uuid: str, author: Author) -> Held:
    held = hold(connection, spec.name, uuid)
    if held is None:
        raise not_found()
    _expect(held, author.expected)
    if held.livscyklus not in _LIVE:
        raise bad_request(f"Invalid livscyklus transition: the object is {held.livscyklus}.")
    return held


def _same_posts(connection: Connection, held: Held, given: Given) -> bool:
    if not given.spec.appends_relations:
        return True
    known = read_posts(connection, held.id, INFINITY.micros - 1)
    return [{**post, "indeks": None} for post in known] == [{**post, "indeks": None} for post in given.posts]


def _is_note_only(checked: Json) -> bool:
    parts = ("attributter", "tilstande", "relationer", "varianter")
    return "note" in checked and not any(checked.get(part) for part in parts)


def _expect(held: Held | None, expected: str | None) -> None:
    """Optimistic locking: the version the client last saw, as a quoted tag or a bare time."""
    if expected is None:
        return
    tag = expected.strip().strip('"')
    try:
        wanted: Moment | None = parse_moment(tag)
    except ValueError:
        wanted = None
    if held is None or wanted is None or wanted.micros != held.fra:
        raise Refusal(412, "The object is another version than the one the request was made for.")
