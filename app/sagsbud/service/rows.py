"""The rows of objects and registreringer. Statements are built once: building one costs more than running it."""

from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import INFINITY
from sagsbud.service.indexing import fold
from sagsbud.service.tables import objekt, registrering, ventende

Json = dict[str, Any]


@frozen
class Held:
    """An object as its row says; nobody else changes it before the end of the transaction."""

    id: int
    uuid: str
    livscyklus: str
    fra: int
    journal_max: int


@frozen
class NewRegistrering:
    """What begins to be known of an object at `fra`."""

    livscyklus: str
    fra: int
    brugerref: str
    note: str | None
    body: Json
    journal_max: int


_WANTED = (objekt.c.klasse == bindparam("klasse")) & (objekt.c.uuid == bindparam("uuid"))
_HELD = select(objekt.c.id, objekt.c.uuid, objekt.c.livscyklus, objekt.c.fra, objekt.c.journal_max).where(_WANTED)
_HELD_LOCKED = _HELD.with_for_update()
_MAKE = {
    "sqlite": sqlite.insert(objekt).on_conflict_do_nothing().returning(objekt.c.id),
    "postgresql": postgresql.insert(objekt).on_conflict_do_nothing().returning(objekt.c.id),
}
_CHANGE = update(objekt).where(objekt.c.id == bindparam("number"))
_BODY = select(registrering.c.body).where(
    registrering.c.objekt == bindparam("number"), registrering.c.fra == bindparam("fra")
)
_END = (
    update(registrering)
    .where(registrering.c.objekt == bindparam("number"), registrering.c.fra == bindparam("before"))
    .values(til=bindparam("now"))
)
_REGISTER = insert(registrering)
_ANNOUNCE = insert(ventende).inline()  # nobody asks for its number here


def hold(connection: Connection, klasse: str, uuid: str) -> Held | None:
    """The object, if there ever was one."""
    query = _HELD if connection.dialect.name == "sqlite" else _HELD_LOCKED
    found = connection.execute(query, {"klasse": klasse, "uuid": uuid}).first()
    return Held(found.id, found.uuid, found.livscyklus, found.fra, found.journal_max) if found else None


def make(connection: Connection, klasse: str, uuid: str, new: NewRegistrering) -> int | None:
    """The number of a new object, whose registrering is still to be added; None when there is one with this uuid."""
    row = {"klasse": klasse, "uuid": uuid, **_objekt(new)}
    made: int | None = connection.execute(_MAKE[connection.dialect.name], row).scalar()
    return made


def register(connection: Connection, number: int, new: NewRegistrering) -> None:
    """Add a registrering to an object, and announce it."""
    connection.execute(_REGISTER, _row(number, new))
    connection.execute(_ANNOUNCE, {"objekt": number, "fra": new.fra})


def change(connection: Connection, held: Held, new: NewRegistrering) -> None:
    """Give an object its next registrering."""
    connection.execute(_END, {"number": held.id, "before": held.fra, "now": new.fra})
    register(connection, held.id, new)
    connection.execute(_CHANGE, {"number": held.id, **_objekt(new)})


def body_of(connection: Connection, held: Held) -> Json:
    """The newest registrering's body."""
    body: Json = msgspec.json.decode(connection.execute(_BODY, {"number": held.id, "fra": held.fra}).scalar_one())
    return body


def _objekt(new: NewRegistrering) -> Json:
    keys = [period["brugervendtnoegle"] for period in new.body["attributter"]]
    key = keys[0] if keys else ""
    return {"livscyklus": new.livscyklus, "noegle": key, "fra": new.fra, "journal_max": new.journal_max}


def _row(number: int, new: NewRegistrering) -> Json:
    return {
        "objekt": number,
        "fra": new.fra,
        "til": INFINITY.micros,
        "livscyklus": new.livscyklus,
        "brugerref": new.brugerref,
        "note": new.note,
        "note_foldet": None if new.note is None else fold(new.note),
        "body": msgspec.json.encode(new.body).decode(),
    }
