"""The search index of an object's newest registrering."""

import unicodedata
from typing import Any

from sqlalchemy import Connection, bindparam, delete

from sagsbud.sagdok.models import INFINITY, MINUS_INFINITY, ObjectType
from sagsbud.service.fields import Fields
from sagsbud.service.manyrows import add_rows
from sagsbud.service.tables import START_CHARACTERS, attribut, relation

Json = dict[str, Any]
_Period = tuple[int, int]

_FORGET = [delete(table).where(table.c.objekt == bindparam("number")) for table in (attribut, relation)]
_ALWAYS = (MINUS_INFINITY.micros, INFINITY.micros)


def fold(text: str) -> str:
    """The form in which texts are compared: NFC and without case."""
    return unicodedata.normalize("NFC", text).casefold()


def reindex(connection: Connection, fields: Fields, spec: ObjectType, number: int, body: Json, *, fresh: bool) -> None:
    """Make the rows of one object anew. `fresh` when it had none."""
    if not fresh:
        for statement in _FORGET:
            connection.execute(statement, {"number": number})
    texts = [(fields.of(spec, name), *_start_and_rest(text), *period) for name, text, period in _all_texts(body)]
    targets = [
        (
            fields.of(spec, name),
            fold(entry.get("uuid") or entry.get("urn") or ""),
            entry.get("objekttype"),
            *_period(entry),
        )
        for name, entries in body["relationer"].items()
        for entry in entries
    ]
    add_rows(connection, attribut, number, texts)
    add_rows(connection, relation, number, targets)


def _all_texts(body: Json) -> list[tuple[str, str, _Period]]:
    found = [
        (name, text, _period(period))
        for period in (*body["attributter"], *body["tilstande"])
        for name, value in period.items()
        if name != "virkning"
        for text in _texts(value)
    ]
    for variant in body.get("varianter") or []:
        found.append(("varianttekst", variant["varianttekst"], _ALWAYS))
        found += [("deltekst", part["deltekst"], _ALWAYS) for part in variant["dele"]]
    return found


def _start_and_rest(text: str) -> tuple[str, str | None]:
    folded = fold(text)
    return folded[:START_CHARACTERS], folded if len(folded) > START_CHARACTERS else None


def _period(value: Json) -> _Period:
    return value["virkning"]["from"], value["virkning"]["to"]


def _texts(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [str(value)]
