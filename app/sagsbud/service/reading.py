"""Reading objects at any virkningstid and registreringstid, in the wire's read form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, select

from sagsbud.sagdok.models import INFINITY, MINUS_INFINITY, Moment, ObjectType
from sagsbud.service.journal import read_posts
from sagsbud.service.tables import registrering

Json = dict[str, Any]

_READ_NAMES = {"journalpostkode": "reltypespec", "journaldokument": "journaldokumentattr"}


@dataclass(frozen=True, slots=True)
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


def read_object(
    connection: Connection, spec: ObjectType, uuid: str, virkning: Window, registrations: Window
) -> Json | None:
    """`{id, registreringer}` with the newest registrering first; None when none is in the window."""
    rows = (
        connection.execute(
            select(registrering)
            .where(
                registrering.c.klasse == spec.name,
                registrering.c.uuid == uuid,
                registrering.c.fra < registrations.end,
                registrering.c.til > registrations.start,
            )
            .order_by(registrering.c.fra.desc())
        )
        .mappings()
        .all()
    )
    if not rows:
        return None
    return {"id": uuid, "registreringer": [_registration(connection, spec, row, virkning) for row in rows]}


def _registration(connection: Connection, spec: ObjectType, row: RowMapping, virkning: Window) -> Json:
    body: Json = msgspec.json.decode(row["body"])
    relations = body["relationer"]
    if spec.appends_relations:
        relations = {**relations, "journalpost": read_posts(connection, row["uuid"], row["fra"])}
    shown: Json = {
        "attributter": {spec.attribute: _visible(body["attributter"], virkning)},
        "tilstande": {spec.state: _visible(body["tilstande"], virkning)},
        "relationer": {name: [_renamed(e) for e in _visible(es, virkning)] for name, es in relations.items()},
        "varianter": [_variant(variant, virkning) for variant in body.get("varianter", [])],
        "livscykluskode": row["livscyklus"],
        "brugerref": row["brugerref"],
        "note": row["note"],
        "fratidspunkt": {"tidsstempeldatotid": Moment(row["fra"]).iso(), "graenseindikator": True},
        "tiltidspunkt": {"tidsstempeldatotid": Moment(row["til"]).iso()},
    }
    cleaned: Json = _without_empty(shown)
    return cleaned


def _visible(periods: Iterable[Json], window: Window) -> list[Json]:
    return [
        {**period, "virkning": _virkning(period["virkning"])} for period in periods if window.shows(period["virkning"])
    ]


def _virkning(virkning: Json) -> Json:
    start, end = Moment(virkning["from"]), Moment(virkning["to"])
    return {
        **virkning,
        "from": start.wire(),
        "to": end.wire(),
        "from_included": start != MINUS_INFINITY,
        "to_included": False,
    }


def _renamed(entry: Json) -> Json:
    return {_READ_NAMES.get(name, name): value for name, value in entry.items()}


def _variant(variant: Json, window: Window) -> Json:
    return {
        **variant,
        "egenskaber": _visible(variant["egenskaber"], window),
        "dele": [_part(part, window) for part in variant["dele"]],
    }


def _part(part: Json, window: Window) -> Json:
    editors = part.get("relationer", {}).get("underredigeringaf", [])
    relations = {"underredigeringaf": _visible(editors, window)} if editors else {}
    return {**part, "egenskaber": _visible(part["egenskaber"], window), "relationer": relations}


def _without_empty(value: Any) -> Any:
    """As the reference does it: false, zero, empty text and empty lists are not sent, but for `to_included`."""
    if isinstance(value, dict):
        cleaned = {name: _without_empty(inner) for name, inner in value.items()}
        return {name: inner for name, inner in cleaned.items() if inner or name == "to_included"}
    if isinstance(value, list):
        return [cleaned for inner in value if (cleaned := _without_empty(inner))]
    return value


ALL_TIME = Window(MINUS_INFINITY.micros, INFINITY.micros + 1)
