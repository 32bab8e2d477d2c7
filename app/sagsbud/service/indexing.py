"""The search index of an object's newest registrering."""

import unicodedata
from typing import Any

from sqlalchemy import Connection, delete, insert

from sagsbud.sagdok.models import ObjectType
from sagsbud.service.tables import START_CHARACTERS, attribut, relation

Json = dict[str, Any]


def fold(text: str) -> str:
    """The form in which texts are compared: NFC and without case."""
    return unicodedata.normalize("NFC", text).casefold()


def reindex(connection: Connection, spec: ObjectType, uuid: str, body: Json, *, fresh: bool) -> None:
    """Make the rows of one object anew. `fresh` when it had none."""
    if not fresh:
        connection.execute(delete(attribut).where(attribut.c.klasse == spec.name, attribut.c.uuid == uuid))
        connection.execute(delete(relation).where(relation.c.klasse == spec.name, relation.c.uuid == uuid))
    owner = {"klasse": spec.name, "uuid": uuid}
    attributes = [
        {**owner, "felt": name, **_indexed(text), **_period(period)}
        for period in (*body["attributter"], *body["tilstande"])
        for name, value in period.items()
        if name != "virkning"
        for text in _texts(value)
    ]
    relations = [
        {
            **owner,
            "felt": name,
            "target": fold(entry.get("uuid") or entry.get("urn") or ""),
            "objekttype": entry.get("objekttype"),
            **_period(entry),
        }
        for name, entries in body["relationer"].items()
        for entry in entries
    ]
    for variant in body.get("varianter") or []:
        attributes.append({**owner, "felt": "varianttekst", **_indexed(variant["varianttekst"]), **_ALWAYS})
        attributes += [
            {**owner, "felt": "deltekst", **_indexed(part["deltekst"]), **_ALWAYS} for part in variant["dele"]
        ]
    if attributes:
        connection.execute(insert(attribut), attributes)
    if relations:
        connection.execute(insert(relation), relations)


_ALWAYS = {"virkning_fra": -(2**62), "virkning_til": 2**62}


def _indexed(text: str) -> dict[str, str]:
    folded = fold(text)
    return {"start": folded[:START_CHARACTERS], "vaerdi": folded}


def _period(value: Json) -> dict[str, int]:
    return {"virkning_fra": value["virkning"]["from"], "virkning_til": value["virkning"]["to"]}


def _texts(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [str(value)]
