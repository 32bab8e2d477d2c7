"""The change feed: every registrering once, under a number that only grows, so that a reader who slept misses nothing.

A writer only announces its registrering, in its own transaction. The number is given when somebody reads, one reader
after another, to what is committed by then: transactions that run side by side are never numbered in one order and
seen in another, and no writer waits for the feed. Registreringer of one object stand in their own order.
"""

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import OBJECT_TYPES, Moment
from sagsbud.service.database import Database
from sagsbud.service.errors import Refusal
from sagsbud.service.tables import aendring, aendringsliste, objekt, registrering, ventende

Json = dict[str, Any]

MOST_CHANGES = 1000
"""Entries in one answer."""
NUMBERED_AT_ONCE = 5000
_LOCK = text("SELECT pg_advisory_xact_lock(7241003)")
"""On PostgreSQL one process at a time gives numbers."""
_SERVICES = {spec.name: spec.service for spec in OBJECT_TYPES.values()}

_FEED = select(aendringsliste.c.uuid)
_LAST = select(func.max(aendring.c.nummer))
_WAITS = select(ventende.c.id).limit(1)
_WAITING = select(ventende.c.id, ventende.c.objekt, ventende.c.fra).order_by(ventende.c.id).limit(bindparam("many"))
_NUMBER = insert(aendring)
_DONE = delete(ventende).where(ventende.c.id.in_(bindparam("done", expanding=True)))
_AFTER = (
    select(
        aendring.c.nummer,
        objekt.c.klasse,
        objekt.c.uuid,
        registrering.c.fra,
        registrering.c.livscyklus,
        registrering.c.brugerref,
    )
    .join(objekt, objekt.c.id == aendring.c.objekt)
    .join(registrering, (registrering.c.objekt == aendring.c.objekt) & (registrering.c.fra == aendring.c.fra))
    .where(aendring.c.nummer > bindparam("after"))
    .order_by(aendring.c.nummer)
    .limit(bindparam("many"))
)


@frozen
class Asked:
    """What a reader asks for. Without `after`: nothing but where the feed ends now."""

    after: int | None = None
    limit: int = 100
    feed: str | None = None
    """The feed the reader has read so far."""
    wait: int = 0
    """Seconds to wait when there is nothing yet."""


def read_changes(database: Database, asked: Asked) -> Json:
    """`{feed, changes, last}`; `last` is what to ask after next.

    Raises Refusal 412 when the reader knows another feed, or more of this one than there is.
    """
    with database.reading() as connection:
        feed = connection.execute(_FEED).scalar_one()
        waits = connection.execute(_WAITS).first() is not None  # first: what has just got its number is found below
        found = [] if asked.after is None else _after(connection, asked.after, asked.limit)
    if asked.feed is not None and asked.feed != feed:
        raise Refusal(412, "This is another feed than the one that was read before. Begin again at 0.")
    if waits and len(found) < asked.limit:
        _number(database, None if asked.after is None else asked.limit)
        if asked.after is not None:
            with database.reading() as connection:
                found = _after(connection, asked.after, asked.limit)
    last = found[-1]["sequence"] if found else _end(database, asked.after)
    return {"feed": feed, "changes": found, "last": last}


def begin_another_feed(database: Database) -> None:
    """Readers who have read further than what a restored store knows must not take what comes next for read."""
    with database.writing() as connection:
        connection.execute(update(aendringsliste).values(uuid=str(uuid4())))


def _after(connection: Connection, after: int, limit: int) -> list[Json]:
    return [
        {
            "sequence": row.nummer,
            "service": _SERVICES[row.klasse],
            "objekttype": row.klasse,
            "uuid": row.uuid,
            "registreringstid": Moment(row.fra).iso(),
            "livscykluskode": row.livscyklus,
            "brugerref": row.brugerref,
        }
        for row in connection.execute(_AFTER, {"after": after, "many": limit})
    ]


def _end(database: Database, after: int | None) -> int:
    with database.reading() as connection:
        last: int = connection.execute(_LAST).scalar() or 0
    if after is None:
        return last
    if after > last:
        raise Refusal(412, "The feed has not come so far: it is another one. Begin again at 0.")
    return after


def _number(database: Database, wanted: int | None) -> None:
    """Give numbers to so many of the registreringer that wait, to all of them for None."""
    at_once = NUMBERED_AT_ONCE if wanted is None else wanted
    while _number_some(database, at_once) == at_once and wanted is None:
        pass


def _number_some(database: Database, many: int) -> int:
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(_LOCK)
        waiting = connection.execute(_WAITING, {"many": many}).all()
        if waiting:
            next_one = (connection.execute(_LAST).scalar() or 0) + 1
            rows = [
                {"nummer": number, "objekt": row.objekt, "fra": row.fra}
                for number, row in enumerate(waiting, start=next_one)
            ]
            connection.execute(_NUMBER, rows)
            # these and no others: one that is committed meanwhile may stand before the last of them
            connection.execute(_DONE, {"done": [row.id for row in waiting]})
    return len(waiting)
