"""Single values in wire form, each checked and brought into canonical form: text, numbers, uuids, periods of validity.

Each function is told the place (`path`) with what is given there, and raises InvalidObject for anything else.
"""

import itertools
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sagsbud.sagdok.models.moments import parse_moment
from sagsbud.sagdok.models.specs import AttributeField, Value

Json = dict[str, Any]

_ACTOR_TEXTS = ("aktoertypekode", "notetekst")


class InvalidObject(ValueError):
    """The object breaks the model at `path`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


def as_fields(path: str, body: Mapping[str, Any], fields: Mapping[str, AttributeField]) -> Json:
    """The fields that are given, by their rules."""
    return {
        name: as_value(f"{path}.{name}", rule.value, body[name])
        for name, rule in fields.items()
        if body.get(name) is not None
    }


def as_value(path: str, kind: Value, given: object) -> Any:
    """A value of this kind."""
    if kind is Value.INTEGER:
        return as_integer(path, given)
    if kind is Value.BOOLEAN:
        if not isinstance(given, bool):
            raise InvalidObject(path, "is not true or false")
        return given
    if kind is Value.EXEMPTION:
        return as_exemption(path, given)
    if kind is Value.KEYWORDS:
        rows = as_list(path, given)
        return [[as_text(path, cell) for cell in as_list(path, row)] for row in rows]
    text = as_text(path, given)
    if kind is Value.DATE:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise InvalidObject(path, "is not a date of the form 2026-11-23") from None
    return text


def as_exemption(path: str, given: object) -> Json:
    """Why something is exempt from public access."""
    body = as_mapping(path, given)
    only(path, body, {"alternativtitel", "hjemmel"})
    return as_texts(path, body, ("alternativtitel", "hjemmel"), required=True)


def as_virkning(path: str, body: Mapping[str, Any]) -> Json:
    """The period in which what stands beside it holds, with who said so."""
    place = f"{path}.virkning"
    if body.get("virkning") is None:
        raise InvalidObject(place, "is missing")
    given = as_mapping(place, body["virkning"])
    only(place, given, {"from", "to", "from_included", "to_included", "aktoerref", *_ACTOR_TEXTS})
    checked: Json = {}
    for name in ("from", "to"):
        try:
            checked[name] = parse_moment(given.get(name)).micros
        except (ValueError, OverflowError):
            raise InvalidObject(f"{place}.{name}", "is not a time") from None
    if checked["from"] >= checked["to"]:
        raise InvalidObject(place, "does not begin before it ends")
    if given.get("aktoerref"):
        checked["aktoerref"] = as_uuid(f"{place}.aktoerref", given["aktoerref"])
    for name in _ACTOR_TEXTS:
        if given.get(name):
            checked[name] = as_text(f"{place}.{name}", given[name])
    return checked


def no_overlap(path: str, periods: list[Json]) -> None:
    """No two periods hold at the same time."""
    spans = sorted((p["virkning"]["from"], p["virkning"]["to"]) for p in periods)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise InvalidObject(path, "has two values for the same time")


def as_texts(path: str, body: Mapping[str, Any], names: tuple[str, ...], *, required: bool) -> Json:
    """The texts of these names that are given."""
    for name in names:
        if required and not body.get(name):
            raise InvalidObject(f"{path}.{name}", "is missing")
    return {name: as_text(f"{path}.{name}", body[name]) for name in names if body.get(name) is not None}


def as_text(path: str, given: object) -> str:
    """Text that every store can keep, in NFC."""
    if not isinstance(given, str):
        raise InvalidObject(path, "is not text")
    if "\x00" in given:
        raise InvalidObject(path, "holds a NUL character")
    try:
        given.encode()
    except UnicodeEncodeError:
        raise InvalidObject(path, "holds half a character") from None
    return unicodedata.normalize("NFC", given)


def as_integer(path: str, given: object) -> int:
    """A whole number of 32 bits."""
    if not isinstance(given, int) or isinstance(given, bool) or not -(2**31) <= given < 2**31:
        raise InvalidObject(path, "is not a whole number")
    return given


def as_uuid(path: str, given: object) -> str:
    """A uuid in lower case, written with its dashes."""
    try:
        if isinstance(given, str) and len(given) == len("00000000-0000-0000-0000-000000000000"):
            return str(UUID(given))
    except ValueError:
        pass
    raise InvalidObject(path, "is not a uuid")


def as_mapping(path: str, given: object) -> Mapping[str, Any]:
    """An object."""
    if not isinstance(given, dict):
        raise InvalidObject(path, "is not an object")
    return given


def as_list(path: str, given: object) -> list[Any]:
    """A list."""
    if not isinstance(given, list):
        raise InvalidObject(path, "is not a list")
    return given


def only(path: str, given: Mapping[str, Any], allowed: set[str]) -> None:
    """Nothing but these keys."""
    for name in given:
        if name not in allowed:
            shown = name if name.isidentifier() and len(name) <= 40 else "a key"
            raise InvalidObject(f"{path}.{shown}", "is not known here")
