"""Reading objects at any virkningstid and registreringstid, in the wire's read form.

As the reference does it, false, zero, empty texts and empty lists are not sent.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import MINUS_INFINITY, Moment, ObjectType
from sagsbud.service.journal import read_posts
from sagsbud.service.tables import objekt, registrering

Json = dict[str, Any]

_READ_NAMES = {"journalpostkode": "reltypespec", "journaldokument": "journaldokumentattr"}
_OBJECTS = (
    select(
        objekt.c.uuid,
        registrering.c.objekt,
        registrering.c.fra,
        registrering.c.til,
        registrering.c.livscyklus,
        registrering.c.brugerref,
        registrering.c.note,
        registrering.c.body,
    )
    .join(registrering, registrering.c.objekt == objekt.c.id)
    .where(
        objekt.c.klasse == bindparam("klasse"),
        objekt.c.uuid.in_(bindparam("uuids", expanding=True)),
        registrering.c.fra < bindparam("end"),
        registrering.c.til > bindparam("start"),
    )
    .order_by(registrering.c.fra.desc())
)


@frozen
class Window:
    """From when to when (micros): what is valid at some time in it is shown. A point has `end == start + 1`."""

    start: int
    end: int

    @classmethod
    def at(cls, moment: int) -> "Window":
        """One point in time."""
        return cls(moment, moment + 1)

    def shows(self, virkning: Json) -> bool:
        """Whether the period touches the window."""
        return bool(virkning["from"] < self.end and virkning["to"] > self.start)


def read_objects(
    connection: Connection, spec: ObjectType, uuids: Sequence[str], virkning: Window, registrations: Window
) -> list[Json]:
    """`{id, registreringer}` in the order asked for, newest registrering first; those that have one in the window."""
    values = {"klasse": spec.name, "uuids": list(uuids), "start": registrations.start, "end": registrations.end}
    found: dict[str, list[Json]] = {}
    for row in connection.execute(_OBJECTS, values).all():
        found.setdefault(row.uuid, []).append(_registration(connection, spec, row, virkning))
    return [{"id": uuid, "registreringer": found[uuid]} for uuid in dict.fromkeys(uuids) if uuid in found]


def _registration(connection: Connection, spec: ObjectType, row: Any, virkning: Window) -> Json:
    body: Json = msgspec.json.decode(row.body)
    relations = {name: [_relation(e, virkning) for e in entries] for name, entries in body["relationer"].items()}
    if spec.appends_relations:
        posts = read_posts(connection, row.objekt, row.fra)
        relations["journalpost"] = [_relation(post, virkning) for post in posts]
    shown: Json = {
        "attributter": _holder(spec.attribute, [_visible(period, virkning) for period in body["attributter"]]),
        "tilstande": _holder(spec.state, [_visible(period, virkning) for period in body["tilstande"]]),
        "relationer": _only({name: [e for e in entries if e] for name, entries in relations.items()}),
        "varianter": [_variant(variant, virkning) for variant in body.get("varianter", ())],
        "livscykluskode": row.livscyklus,
        "brugerref": row.brugerref,
        "note": row.note,
        "fratidspunkt": {"tidsstempeldatotid": Moment(row.fra).iso(), "graenseindikator": True},
        "tiltidspunkt": {"tidsstempeldatotid": Moment(row.til).iso()},
    }
    return _only(shown)


def _holder(name: str, periods: Iterable[Json | None]) -> Json:
    return _only({name: [period for period in periods if period]})


def _visible(period: Json, window: Window) -> Json | None:
    """The period as it is read, or None outside the window. `to_included` is the one false that is sent."""
    virkning = period["virkning"]
    if not window.shows(virkning):
        return None
    shown = {name: value for name, value in period.items() if value}
    shown["virkning"] = {**virkning, **_ends(virkning["from"], virkning["to"])}
    return shown


@lru_cache(maxsize=4096)
def _ends(start: int, end: int) -> Json:
    included = {"from_included": True} if start != MINUS_INFINITY.micros else {}
    return {"from": Moment(start).wire(), "to": Moment(end).wire(), **included, "to_included": False}


def _relation(entry: Json, window: Window) -> Json | None:
    shown = _visible(entry, window)
    if shown and "journalpostkode" in shown:
        for written, read in _READ_NAMES.items():
            if written in shown:
                shown[read] = shown.pop(written)
    return shown


def _only(given: Json) -> Json:
    return {name: value for name, value in given.items() if value}


def _variant(variant: Json, window: Window) -> Json:
    return _only(
        {
            "varianttekst": variant["varianttekst"],
            "egenskaber": [shown for period in variant["egenskaber"] if (shown := _visible(period, window))],
            "dele": [_part(part, window) for part in variant["dele"]],
        }
    )


def _part(part: Json, window: Window) -> Json:
    editors = part.get("relationer", {}).get("underredigeringaf", ())
    visible = [shown for editor in editors if (shown := _visible(editor, window))]
    return _only(
        {
            "deltekst": part["deltekst"],
            "egenskaber": [shown for period in part["egenskaber"] if (shown := _visible(period, window))],
            "relationer": {"underredigeringaf": visible} if visible else None,
        }
    )
