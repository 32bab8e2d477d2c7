"""Writing objects: each change is one new registrering, and nothing is half stored."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sagsbud.sagdok.models import INFINITY, InvalidObject, Moment, ObjectType, check_object, parse_moment
from sagsbud.service.bounds import hold_bounds
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.errors import Refusal, bad_request, not_found
from sagsbud.service.indexing import fold, reindex
from sagsbud.service.journal import JournalChange, read_posts, replace_posts
from sagsbud.service.merging import merge
from sagsbud.service.tables import indhold, objekt, registrering
from sagsbud.service.uploads import Uploads, resolve

Json = dict[str, Any]

_LIVE = frozenset({"Opstaaet", "Importeret", "Rettet"})


def now_micros() -> int:
    """The time of a registrering: microseconds since 1970."""
    return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class Writer:
    """All writing verbs on one database. `user` is the brugerref of the registrering."""

    database: Database
    content: ContentStore
    now: Callable[[], int] = now_micros

    def create(self, spec: ObjectType, body: object, uploads: Uploads, user: str) -> str:
        """POST: the uuid the service chose."""
        uuid = str(uuid4())
        checked = checked_body(spec, body)
        with self.database.writing() as connection:
            _claim(connection, spec, uuid, self.database.is_sqlite)
            resolve(connection, self.content, uuid, checked, uploads)
            self._register(connection, spec, uuid, None, "Opstaaet", checked, user)
        return uuid

    def put(
        self, spec: ObjectType, uuid: str, body: object, uploads: Uploads, user: str, expected: str | None = None
    ) -> None:
        """PUT: everything is replaced; the same again changes nothing; what is deleted stays deleted."""
        checked = checked_body(spec, body)
        with self.database.writing() as connection:
            current = _claim(connection, spec, uuid, self.database.is_sqlite)
            _expect(current, expected)
            if current and current["livscyklus"] == "Slettet":
                raise Refusal(409, "This object has been deleted and is not brought back by a PUT.")
            resolve(connection, self.content, uuid, checked, uploads)
            live = current is not None and current["livscyklus"] in _LIVE
            if current and live and self._same(connection, spec, current, checked):
                return
            self._register(connection, spec, uuid, current, "Rettet" if live else "Importeret", checked, user)

    def patch(
        self, spec: ObjectType, uuid: str, body: object, uploads: Uploads, user: str, expected: str | None = None
    ) -> None:
        """PATCH: merged into what is there; what changes nothing makes no registrering."""
        if isinstance(body, dict) and "livscyklus" in body:
            return self._passivate(spec, uuid, body, user, expected)
        change = checked_body(spec, body, partial=True)
        with self.database.writing() as connection:
            current = self._live(connection, spec, uuid, expected)
            resolve(connection, self.content, uuid, change, uploads)
            posts = change["relationer"].pop("journalpost", [])
            journal = JournalChange(connection, uuid, current["journal_max"])
            journal.take(posts)
            before = _body(connection, current)
            after = merge(spec, before, change)
            only_note = "note" in change and not any(
                change.get(part) for part in ("attributter", "tilstande", "relationer", "varianter")
            )
            if after == before and not journal.changes and not (only_note and not posts):
                return None
            at = self._time(current)
            journal.write(at)
            self._store(connection, spec, uuid, current, "Rettet", after, change.get("note"), user, at, journal.highest)
        return None

    def delete(self, spec: ObjectType, uuid: str, user: str, note: str | None = None) -> None:
        """DELETE: a last registrering `Slettet`; contents nobody else uses are removed. Again is fine."""
        with self.database.writing() as connection:
            current = _current(connection, spec, uuid)
            if current is None:
                raise not_found()
            if current["livscyklus"] == "Slettet":
                return
            before = _body(connection, current)
            at = self._time(current)
            self._store(
                connection, spec, uuid, current, "Slettet", before, note, user, at, current["journal_max"]
            )
            unused = _release(connection, uuid)
        if unused:
            self._discard(unused)

    def _discard(self, candidates: list[str]) -> None:
        """Remove contents nobody uses, while no request can begin to use them."""
        with self.database.writing() as connection:
            if not self.database.is_sqlite:
                connection.exec_driver_sql("LOCK TABLE indhold IN SHARE ROW EXCLUSIVE MODE")
            used = connection.execute(
                select(indhold.c.sha256).where(indhold.c.sha256.in_(candidates), indhold.c.slettet == 0)
            ).scalars()
            for sha256 in set(candidates) - set(used):
                self.content.discard(sha256)

    def _passivate(self, spec: ObjectType, uuid: str, body: Json, user: str, expected: str | None) -> None:
        if body["livscyklus"] != "Passiv" or set(body) - {"livscyklus", "note"}:
            raise bad_request("livscyklus: only Passiv can be asked for, with a note at most")
        note = body.get("note")
        with self.database.writing() as connection:
            current = self._live(connection, spec, uuid, expected)
            before = _body(connection, current)
            at, highest = self._time(current), current["journal_max"]
            note = note if isinstance(note, str) else None
            self._store(connection, spec, uuid, current, "Passiveret", before, note, user, at, highest)

    def _live(self, connection: Connection, spec: ObjectType, uuid: str, expected: str | None) -> RowMapping:
        current = _claim_existing(connection, spec, uuid, self.database.is_sqlite)
        if current is None:
            raise not_found()
        _expect(current, expected)
        if current["livscyklus"] not in _LIVE:
            raise bad_request(f"Invalid livscyklus transition: the object is {current['livscyklus']}.")
        return current

    def _same(self, connection: Connection, spec: ObjectType, current: RowMapping, checked: Json) -> bool:
        posts = checked["relationer"].get("journalpost", [])
        if spec.appends_relations:
            known = read_posts(connection, current["uuid"], INFINITY.micros - 1)
            if [{**p, "indeks": None} for p in known] != [{**p, "indeks": None} for p in posts]:
                return False
        return _body(connection, current) == _without_journal(spec, checked)

    def _register(
        self,
        connection: Connection,
        spec: ObjectType,
        uuid: str,
        current: RowMapping | None,
        livscyklus: str,
        checked: Json,
        user: str,
    ) -> None:
        at = self._time(current)
        posts = checked["relationer"].get("journalpost", [])
        highest = replace_posts(connection, uuid, posts, at) if spec.appends_relations else 0
        body = _without_journal(spec, checked)
        self._store(connection, spec, uuid, current, livscyklus, body, checked.get("note"), user, at, highest)

    def _store(
        self,
        connection: Connection,
        spec: ObjectType,
        uuid: str,
        current: RowMapping | None,
        livscyklus: str,
        body: Json,
        note: str | None,
        user: str,
        at: int,
        highest: int,
    ) -> None:
        same = (registrering.c.klasse == spec.name) & (registrering.c.uuid == uuid)
        if current is not None:
            connection.execute(update(registrering).where(same, registrering.c.til == INFINITY.micros).values(til=at))
        connection.execute(
            insert(registrering).values(
                klasse=spec.name,
                uuid=uuid,
                fra=at,
                til=INFINITY.micros,
                livscyklus=livscyklus,
                brugerref=user,
                note=note,
                note_foldet=None if note is None else fold(note),
                body=msgspec.json.encode(body).decode(),
            )
        )
        keys = [period["brugervendtnoegle"] for period in body["attributter"]]
        connection.execute(
            update(objekt)
            .where(objekt.c.klasse == spec.name, objekt.c.uuid == uuid)
            .values(livscyklus=livscyklus, fra=at, journal_max=highest, noegle=keys[0] if keys else "")
        )
        reindex(connection, spec, uuid, body, fresh=current is None)

    def _time(self, current: RowMapping | None) -> int:
        return self.now() if current is None else max(self.now(), current["fra"] + 1)


def checked_body(spec: ObjectType, body: object, *, partial: bool = False) -> Json:
    """The body in canonical form and within bounds. Raises Refusal."""
    if body == {} or body is None:
        raise bad_request("The body is an empty object: attributter and tilstande are missing.")
    try:
        checked = check_object(spec, body, partial=partial)
    except InvalidObject as error:
        raise bad_request(str(error)) from None
    hold_bounds(spec, checked)
    return checked


def _without_journal(spec: ObjectType, checked: Json) -> Json:
    relations = {name: entries for name, entries in checked["relationer"].items() if name != "journalpost" and entries}
    if spec.appends_relations:
        relations = {name: _numbered(spec, name, entries) for name, entries in relations.items()}
    body = {"attributter": checked["attributter"], "tilstande": checked["tilstande"], "relationer": relations}
    return body | ({"varianter": checked.get("varianter", [])} if spec.has_variants else {})


def _numbered(spec: ObjectType, name: str, entries: list[Json]) -> list[Json]:
    if not spec.relations[name]:
        return entries
    return [{**entry, "indeks": number} for number, entry in enumerate(entries, start=1)]


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


def _release(connection: Connection, dokument: str) -> list[str]:
    mine = connection.execute(select(indhold.c.sha256).where(indhold.c.dokument == dokument)).scalars().all()
    connection.execute(update(indhold).where(indhold.c.dokument == dokument).values(slettet=1))
    used = connection.execute(
        select(indhold.c.sha256).where(indhold.c.sha256.in_(set(mine)), indhold.c.slettet == 0)
    ).scalars()
    return sorted(set(mine) - set(used))
