"""Writing objects: each change is one new registrering, and nothing is half stored."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from sagsbud.sagdok.models import INFINITY, Moment, ObjectType, parse_moment
from sagsbud.service.checking import checked_body, checked_note, without_journal
from sagsbud.service.cleaning import Cleaner
from sagsbud.service.content import ContentStore, Incoming, Stored
from sagsbud.service.database import Database
from sagsbud.service.errors import Refusal, bad_request, not_found
from sagsbud.service.indexing import fold, reindex
from sagsbud.service.journal import JournalChange, read_posts, replace_posts
from sagsbud.service.merging import merge
from sagsbud.service.tables import objekt, registrering
from sagsbud.service.uploads import keep_named, release, resolve

Json = dict[str, Any]
Received = Mapping[str, Incoming]
"""Contents by the name of the request's part they came in."""

_LIVE = frozenset({"Opstaaet", "Importeret", "Rettet"})


def now_micros() -> int:
    """The time of a registrering: microseconds since 1970."""
    return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and the version of the object they have seen, if they said so."""

    brugerref: str
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """All writing verbs on one database."""

    database: Database
    content: ContentStore
    now: Callable[[], int] = now_micros

    def create(self, spec: ObjectType, body: object, incoming: Received, author: Author) -> str:
        """POST: the uuid the service chose."""
        uuid = str(uuid4())
        checked = checked_body(spec, body)
        with self._contents(checked, incoming) as kept, self.database.writing() as connection:
            _claim(connection, spec, uuid, self.database.is_sqlite)
            resolve(connection, self.content, uuid, checked, kept)
            self._replace(connection, Change(spec, uuid, None, "Opstaaet", author), checked)
        return uuid

    def put(self, spec: ObjectType, uuid: str, body: object, incoming: Received, author: Author) -> None:
        """PUT: everything is replaced; the same again changes nothing; what is deleted stays deleted."""
        checked = checked_body(spec, body)
        with self._contents(checked, incoming) as kept, self.database.writing() as connection:
            current = _claim(connection, spec, uuid, self.database.is_sqlite)
            _expect(current, author.expected)
            if current and current["livscyklus"] == "Slettet":
                raise Refusal(409, "This object has been deleted and is not brought back by a PUT.")
            resolve(connection, self.content, uuid, checked, kept)
            live = current is not None and current["livscyklus"] in _LIVE
            if current and live and self._same(connection, spec, current, checked):
                return
            code = "Rettet" if live else "Importeret"
            self._replace(connection, Change(spec, uuid, current, code, author), checked)

    def patch(self, spec: ObjectType, uuid: str, body: object, incoming: Received, author: Author) -> None:
        """PATCH: merged into what is there; what changes nothing makes no registrering."""
        if isinstance(body, dict) and "livscyklus" in body:
            return self._passivate(spec, uuid, body, author)
        change = checked_body(spec, body, partial=True)
        with self._contents(change, incoming) as kept, self.database.writing() as connection:
            current = self._live(connection, spec, uuid, author)
            resolve(connection, self.content, uuid, change, kept)
            posts = change["relationer"].pop("journalpost", [])
            journal = JournalChange(connection, uuid, current["journal_max"])
            journal.take(posts)
            before = _body(connection, current)
            after = merge(spec, before, change)
            if after == before and not journal.changes and not (_is_note_only(change) and not posts):
                return None
            made = Change(spec, uuid, current, "Rettet", author)
            at = self._time(current)
            journal.write(at)
            self._store(connection, made, after, change.get("note"), at, journal.highest, reindexed=after != before)
        return None

    def delete(self, spec: ObjectType, uuid: str, author: Author, note: str | None = None) -> None:
        """DELETE: a last registrering `Slettet`; contents nobody else uses are removed. Again is fine."""
        with self.database.writing() as connection:
            current = _claim_existing(connection, spec, uuid, self.database.is_sqlite)
            if current is None:
                raise not_found()
            if current["livscyklus"] == "Slettet":
                return
            _expect(current, author.expected)
            self._end(connection, Change(spec, uuid, current, "Slettet", author), note)
            given_up = release(connection, uuid)
        if given_up:
            Cleaner(self.database, self.content).discard_unowned(given_up)

    @contextmanager
    def _contents(self, body: Json, incoming: Received) -> Iterator[dict[str, Stored]]:
        """The contents the body names, durable; removed again when the block fails and nobody else owns them."""
        kept = keep_named(body, incoming)
        try:
            yield kept
        except BaseException:
            if kept:
                with suppress(SQLAlchemyError):  # with the store gone too, the next check finds them
                    Cleaner(self.database, self.content).discard_unowned({one.sha256 for one in kept.values()})
            raise

    def _passivate(self, spec: ObjectType, uuid: str, body: Json, author: Author) -> None:
        if body["livscyklus"] != "Passiv" or set(body) - {"livscyklus", "note"}:
            raise bad_request("livscyklus: only Passiv can be asked for, with a note at most")
        note = checked_note(body.get("note"))
        with self.database.writing() as connection:
            current = self._live(connection, spec, uuid, author)
            self._end(connection, Change(spec, uuid, current, "Passiveret", author), note)

    def _end(self, connection: Connection, change: "Change", note: str | None) -> None:
        assert change.current is not None
        before, highest = _body(connection, change.current), change.current["journal_max"]
        self._store(connection, change, before, note, self._time(change.current), highest, reindexed=False)

    def _live(self, connection: Connection, spec: ObjectType, uuid: str, author: Author) -> RowMapping:
        current = _claim_existing(connection, spec, uuid, self.database.is_sqlite)
        if current is None:
            raise not_found()
        _expect(current, author.expected)
        if current["livscyklus"] not in _LIVE:
            raise bad_request(f"Invalid livscyklus transition: the object is {current['livscyklus']}.")
        return current

    def _same(self, connection: Connection, spec: ObjectType, current: RowMapping, checked: Json) -> bool:
        posts = checked["relationer"].get("journalpost", [])
        if spec.appends_relations:
            known = read_posts(connection, current["uuid"], INFINITY.micros - 1)
            if [{**p, "indeks": None} for p in known] != [{**p, "indeks": None} for p in posts]:
                return False
        return _body(connection, current) == without_journal(spec, checked)

    def _replace(self, connection: Connection, change: "Change", checked: Json) -> None:
        at = self._time(change.current)
        posts = checked["relationer"].get("journalpost", [])
        highest = 0
        if change.spec.appends_relations:
            highest = replace_posts(connection, change.uuid, posts, at, fresh=change.current is None)
        body = without_journal(change.spec, checked)
        self._store(connection, change, body, checked.get("note"), at, highest)

    def _store(
        self,
        connection: Connection,
        change: "Change",
        body: Json,
        note: str | None,
        at: int,
        highest: int,
        *,
        reindexed: bool = True,
    ) -> None:
        spec, uuid = change.spec, change.uuid
        if change.current is not None:
            same = (registrering.c.klasse == spec.name) & (registrering.c.uuid == uuid)
            connection.execute(update(registrering).where(same, registrering.c.til == INFINITY.micros).values(til=at))
        connection.execute(insert(registrering).values(_row(change, body, note, at)))
        keys = [period["brugervendtnoegle"] for period in body["attributter"]]
        connection.execute(
            update(objekt)
            .where(objekt.c.klasse == spec.name, objekt.c.uuid == uuid)
            .values(livscyklus=change.livscyklus, fra=at, journal_max=highest, noegle=keys[0] if keys else "")
        )
        if reindexed:
            reindex(connection, spec, uuid, body, fresh=change.current is None)

    def _time(self, current: RowMapping | None) -> int:
        return self.now() if current is None else max(self.now(), current["fra"] + 1)


@dataclass(frozen=True, slots=True)
class Change:
    """One registrering to be: of which object, after which row of `objekt`, with which code, by whom."""

    spec: ObjectType
    uuid: str
    current: RowMapping | None
    livscyklus: str
    author: Author


def _row(change: Change, body: Json, note: str | None, at: int) -> Json:
    return {
        "klasse": change.spec.name,
        "uuid": change.uuid,
        "fra": at,
        "til": INFINITY.micros,
        "livscyklus": change.livscyklus,
        "brugerref": change.author.brugerref,
        "note": note,
        "note_foldet": None if note is None else fold(note),
        "body": msgspec.json.encode(body).decode(),
    }


def _is_note_only(change: Json) -> bool:
    parts = ("attributter", "tilstande", "relationer", "varianter")
    return "note" in change and not any(change.get(part) for part in parts)


def _current(connection: Connection, spec: ObjectType, uuid: str, *, lock: bool = False) -> RowMapping | None:
    query = select(objekt).where(objekt.c.klasse == spec.name, objekt.c.uuid == uuid)
    found = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return found if found and found["livscyklus"] else None


def _claim_existing(connection: Connection, spec: ObjectType, uuid: str, is_sqlite: bool) -> RowMapping | None:
    return _current(connection, spec, uuid, lock=not is_sqlite)


def _claim(connection: Connection, spec: ObjectType, uuid: str, is_sqlite: bool) -> RowMapping | None:
    """Hold the object, existing or to be, until the end of the transaction."""
    dialect = sqlite if is_sqlite else postgresql
    row = {"klasse": spec.name, "uuid": uuid, "livscyklus": "", "noegle": "", "fra": 0, "journal_max": 0}
    connection.execute(dialect.insert(objekt).values(row).on_conflict_do_nothing())
    return _claim_existing(connection, spec, uuid, is_sqlite)


def _body(connection: Connection, current: RowMapping) -> Json:
    query = select(registrering.c.body).where(
        registrering.c.klasse == current["klasse"],
        registrering.c.uuid == current["uuid"],
        registrering.c.fra == current["fra"],
    )
    body: Json = msgspec.json.decode(connection.execute(query).scalar_one())
    return body


def _expect(current: RowMapping | None, expected: str | None) -> None:
    """Optimistic locking: the version the client last saw, as a quoted tag or a bare time."""
    if expected is None:
        return
    tag = expected.strip().strip('"')
    try:
        wanted: Moment | None = parse_moment(tag)
    except ValueError:
        wanted = None
    if current is None or wanted is None or wanted.micros != current["fra"]:
        raise Refusal(412, "The object is another version than the one the request was made for.")
