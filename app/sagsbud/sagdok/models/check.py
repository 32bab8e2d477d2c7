"""One strict check of an object in wire form; what passes comes back in canonical form.

Canonical: text in NFC, virkning times as microseconds (`Moment.micros`), journalposter under the names they are
written with, uuids in lower case, unset values left out. Messages name the place, never the value.
"""

import itertools
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sagsbud.sagdok.models.limits import STANDARD_ONLY, Limits, TextLimit
from sagsbud.sagdok.models.moments import parse_moment
from sagsbud.sagdok.models.specs import (
    JOURNALPOST_CODES,
    PART_FIELDS,
    VARIANT_FLAGS,
    AttributeField,
    ObjectType,
    Value,
)

Json = dict[str, Any]

_ACTOR_TEXTS = ("aktoertypekode", "notetekst")
_READ_NAMES = {"reltypespec": "journalpostkode", "journaldokumentattr": "journaldokument"}


class InvalidObject(ValueError):
    """The object breaks the model at `path`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


def check_object(spec: ObjectType, body: object, *, partial: bool = False, limits: Limits = STANDARD_ONLY) -> Json:
    """The object in canonical form. `partial` for a PATCH: nothing is required, journalposter may be cleared.

    Raises InvalidObject, also for what is outside the limits.
    """
    given = _mapping("object", body)
    allowed = {"note", "attributter", "tilstande", "relationer"} | ({"varianter"} if spec.has_variants else set())
    _only("object", given, allowed)
    checked: Json = {}
    if given.get("note") is not None:
        checked["note"] = _text("note", given["note"])
    checked["attributter"] = _attributes(spec, given.get("attributter"), partial)
    checked["tilstande"] = _states(spec, given.get("tilstande"), partial)
    checked["relationer"] = _relations(spec, given.get("relationer"), partial)
    if given.get("varianter") is not None:
        checked["varianter"] = [
            _variant(f"varianter[{n}]", variant) for n, variant in enumerate(_list("varianter", given["varianter"]))
        ]
    if limits is not STANDARD_ONLY:
        _hold_limits(spec, checked, limits)
    return checked


def _hold_limits(spec: ObjectType, checked: Json, limits: Limits) -> None:
    for n, period in enumerate(checked["attributter"]):
        found = limits.of_attribute(spec.name, period)
        if found:
            raise InvalidObject(f"attributter.{spec.attribute}[{n}].{found[0]}", found[1])
    if spec.name not in limits.names:
        return
    _hold_text("note", checked.get("note"), limits.note)
    for place, entries in (("tilstande", checked["tilstande"]), *checked["relationer"].items()):
        for entry in entries:
            _hold_text(f"{place}.virkning.notetekst", entry["virkning"].get("notetekst"), limits.note)
            _hold_text(f"{place}.journalnotat.notat", entry.get("journalnotat", {}).get("notat"), limits.notat)


def _hold_text(path: str, text: str | None, limit: TextLimit | None) -> None:
    reason = limit.broken_by(text) if text and limit else ""
    if reason:
        raise InvalidObject(path, reason)


def _attributes(spec: ObjectType, given: object, partial: bool) -> list[Json]:
    if given is None:
        given = {}
    body = _mapping("attributter", given)
    _only("attributter", body, {spec.attribute})
    path = f"attributter.{spec.attribute}"
    periods = [
        _attribute(f"{path}[{n}]", spec, period, partial)
        for n, period in enumerate(_list(path, body.get(spec.attribute) or []))
    ]
    if not periods and spec.attribute_required and not partial:
        raise InvalidObject(path, "is missing")
    _no_overlap(path, periods)
    return periods


def _attribute(path: str, spec: ObjectType, given: object, partial: bool) -> Json:
    body = _mapping(path, given)
    _only(path, body, {*spec.attributes, "virkning"})
    period = _fields(path, body, spec.attributes)
    missing = [name for name, rule in spec.attributes.items() if rule.required and name not in period]
    if missing and not partial:
        raise InvalidObject(f"{path}.{missing[0]}", "is missing")
    period["virkning"] = _virkning(path, body)
    period["virkning"].pop("notetekst", None)  # the reference never keeps it here, and clients expect that
    return period


def _states(spec: ObjectType, given: object, partial: bool) -> list[Json]:
    if given is None:
        given = {}
    body = _mapping("tilstande", given)
    _only("tilstande", body, {spec.state})
    path = f"tilstande.{spec.state}"
    periods = []
    for n, entry in enumerate(_list(path, body.get(spec.state) or [])):
        place = f"{path}[{n}]"
        state = _mapping(place, entry)
        _only(place, state, {spec.state_field, "virkning"})
        if state.get(spec.state_field) not in spec.states:
            raise InvalidObject(f"{place}.{spec.state_field}", "is not one of " + ", ".join(sorted(spec.states)))
        periods.append({spec.state_field: state[spec.state_field], "virkning": _virkning(place, state)})
    if not periods and spec.state_required and not partial:
        raise InvalidObject(path, "is missing")
    _no_overlap(path, periods)
    return periods


def _relations(spec: ObjectType, given: object, partial: bool) -> dict[str, list[Json]]:
    if given is None:
        return {}
    body = _mapping("relationer", given)
    _only("relationer", body, set(spec.relations))
    checked: dict[str, list[Json]] = {}
    for name, entries in body.items():
        path = f"relationer.{name}"
        items = _list(path, entries if entries is not None else [])
        if name == "journalpost":
            checked[name] = [_journalpost(f"{path}[{n}]", item, partial) for n, item in enumerate(items)]
            continue
        checked[name] = [_relation(f"{path}[{n}]", item, spec, partial) for n, item in enumerate(items)]
        if not spec.relations[name]:
            if spec.appends_relations and len(items) > 1:
                raise InvalidObject(path, "holds one at most")
            _no_overlap(path, checked[name])
    return checked


def _relation(path: str, given: object, spec: ObjectType, partial: bool) -> Json:
    body = _mapping(path, given)
    allowed = {"uuid", "urn", "objekttype", "virkning"} | ({"indeks"} if spec.appends_relations else set())
    _only(path, body, allowed)
    return _target(path, body, may_clear=partial) | _index(path, body) | {"virkning": _virkning(path, body)}


def _journalpost(path: str, given: object, partial: bool) -> Json:
    body = {_READ_NAMES.get(name, name): value for name, value in _mapping(path, given).items()}
    _only(
        path,
        body,
        {"uuid", "urn", "objekttype", "virkning", "indeks", "journalpostkode", "journalnotat", "journaldokument"},
    )
    post = _target(path, body, may_clear=partial and "indeks" in body) | _index(path, body)
    code = body.get("journalpostkode")
    if code not in JOURNALPOST_CODES:
        raise InvalidObject(f"{path}.journalpostkode", "is not one of " + ", ".join(sorted(JOURNALPOST_CODES)))
    post["journalpostkode"] = code
    if body.get("journalnotat"):
        note = _mapping(f"{path}.journalnotat", body["journalnotat"])
        _only(f"{path}.journalnotat", note, {"titel", "notat", "format"})
        post["journalnotat"] = _texts(f"{path}.journalnotat", note, ("titel", "notat", "format"), required=True)
    if body.get("journaldokument"):
        post["journaldokument"] = _journaldokument(f"{path}.journaldokument", body["journaldokument"], partial)
    post["virkning"] = _virkning(path, body)
    return post


def _journaldokument(path: str, given: object, partial: bool) -> Json:
    body = _mapping(path, given)
    _only(path, body, {"dokumenttitel", "offentlighedundtaget"})
    checked = _texts(path, body, ("dokumenttitel",), required=True)
    if body.get("offentlighedundtaget"):
        checked["offentlighedundtaget"] = _exemption(f"{path}.offentlighedundtaget", body["offentlighedundtaget"])
    elif not partial:
        raise InvalidObject(f"{path}.offentlighedundtaget", "is missing")
    return checked


def _target(path: str, body: Mapping[str, Any], *, may_clear: bool) -> Json:
    uuid, urn = body.get("uuid") or None, body.get("urn") or None
    if uuid and urn:
        raise InvalidObject(path, "has both uuid and urn")
    if not uuid and not urn and not may_clear:
        raise InvalidObject(path, "has neither uuid nor urn")
    checked: Json = {}
    if uuid:
        checked["uuid"] = _uuid(f"{path}.uuid", uuid)
    if urn:
        checked["urn"] = _text(f"{path}.urn", urn)
        if not checked["urn"].startswith("urn:") or len(checked["urn"]) < len("urn:x"):
            raise InvalidObject(f"{path}.urn", "does not begin with urn:")
    if body.get("objekttype"):
        checked["objekttype"] = _text(f"{path}.objekttype", body["objekttype"])
    return checked


def _index(path: str, body: Mapping[str, Any]) -> Json:
    if body.get("indeks") is None:
        return {}
    return {"indeks": _integer(f"{path}.indeks", body["indeks"])}


def _variant(path: str, given: object) -> Json:
    body = _mapping(path, given)
    _only(path, body, {"varianttekst", "egenskaber", "dele"})
    checked = _texts(path, body, ("varianttekst",), required=True)
    flags = {name: AttributeField(Value.BOOLEAN) for name in VARIANT_FLAGS}
    checked["egenskaber"] = _property_periods(f"{path}.egenskaber", body.get("egenskaber"), flags)
    checked["dele"] = [
        _part(f"{path}.dele[{n}]", part) for n, part in enumerate(_list(f"{path}.dele", body.get("dele") or []))
    ]
    return checked


def _part(path: str, given: object) -> Json:
    body = _mapping(path, given)
    _only(path, body, {"deltekst", "egenskaber", "relationer"})
    checked = _texts(path, body, ("deltekst",), required=True)
    checked["egenskaber"] = _property_periods(f"{path}.egenskaber", body.get("egenskaber"), PART_FIELDS)
    relations = _mapping(f"{path}.relationer", body.get("relationer") or {})
    _only(f"{path}.relationer", relations, {"underredigeringaf"})
    if relations.get("underredigeringaf"):
        where = f"{path}.relationer.underredigeringaf"
        editors = []
        for n, entry in enumerate(_list(where, relations["underredigeringaf"])):
            body_of = _mapping(f"{where}[{n}]", entry)
            _only(f"{where}[{n}]", body_of, {"uuid", "urn", "objekttype", "virkning"})
            target = _target(f"{where}[{n}]", body_of, may_clear=False)
            editors.append(target | {"virkning": _virkning(f"{where}[{n}]", body_of)})
        checked["relationer"] = {"underredigeringaf": editors}
    return checked


def _property_periods(path: str, given: object, fields: Mapping[str, AttributeField]) -> list[Json]:
    periods = []
    for n, entry in enumerate(_list(path, given or [])):
        body = _mapping(f"{path}[{n}]", entry)
        _only(f"{path}[{n}]", body, {*fields, "virkning"})
        periods.append(_fields(f"{path}[{n}]", body, fields) | {"virkning": _virkning(f"{path}[{n}]", body)})
    _no_overlap(path, periods)
    return periods


def _fields(path: str, body: Mapping[str, Any], fields: Mapping[str, AttributeField]) -> Json:
    return {
        name: _value(f"{path}.{name}", rule.value, body[name])
        for name, rule in fields.items()
        if body.get(name) is not None
    }


def _value(path: str, kind: Value, given: object) -> Any:
    if kind is Value.INTEGER:
        return _integer(path, given)
    if kind is Value.BOOLEAN:
        if not isinstance(given, bool):
            raise InvalidObject(path, "is not true or false")
        return given
    if kind is Value.EXEMPTION:
        return _exemption(path, given)
    if kind is Value.KEYWORDS:
        rows = _list(path, given)
        return [[_text(path, cell) for cell in _list(path, row)] for row in rows]
    text = _text(path, given)
    if kind is Value.DATE:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise InvalidObject(path, "is not a date of the form 2026-11-23") from None
    return text


def _exemption(path: str, given: object) -> Json:
    body = _mapping(path, given)
    _only(path, body, {"alternativtitel", "hjemmel"})
    return _texts(path, body, ("alternativtitel", "hjemmel"), required=True)


def _virkning(path: str, body: Mapping[str, Any]) -> Json:
    place = f"{path}.virkning"
    if body.get("virkning") is None:
        raise InvalidObject(place, "is missing")
    given = _mapping(place, body["virkning"])
    _only(place, given, {"from", "to", "from_included", "to_included", "aktoerref", *_ACTOR_TEXTS})
    checked: Json = {}
    for name in ("from", "to"):
        try:
            checked[name] = parse_moment(given.get(name)).micros
        except (ValueError, OverflowError):
            raise InvalidObject(f"{place}.{name}", "is not a time") from None
    if checked["from"] >= checked["to"]:
        raise InvalidObject(place, "does not begin before it ends")
    if given.get("aktoerref"):
        checked["aktoerref"] = _uuid(f"{place}.aktoerref", given["aktoerref"])
    for name in _ACTOR_TEXTS:
        if given.get(name):
            checked[name] = _text(f"{place}.{name}", given[name])
    return checked


def _no_overlap(path: str, periods: list[Json]) -> None:
    spans = sorted((p["virkning"]["from"], p["virkning"]["to"]) for p in periods)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise InvalidObject(path, "has two values for the same time")


def _texts(path: str, body: Mapping[str, Any], names: tuple[str, ...], *, required: bool) -> Json:
    for name in names:
        if required and not body.get(name):
            raise InvalidObject(f"{path}.{name}", "is missing")
    return {name: _text(f"{path}.{name}", body[name]) for name in names if body.get(name) is not None}


def _text(path: str, given: object) -> str:
    if not isinstance(given, str):
        raise InvalidObject(path, "is not text")
    if "\x00" in given:
        raise InvalidObject(path, "holds a NUL character")
    try:
        given.encode()
    except UnicodeEncodeError:
        raise InvalidObject(path, "holds half a character") from None
    return unicodedata.normalize("NFC", given)


def _integer(path: str, given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not -(2**31) <= given < 2**31:
        raise InvalidObject(path, "is not a whole number")
    return given


def _uuid(path: str, given: object) -> str:
    try:
        if isinstance(given, str) and len(given) == len("00000000-0000-0000-0000-000000000000"):
            return str(UUID(given))
    except ValueError:
        pass
    raise InvalidObject(path, "is not a uuid")


def _mapping(path: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise InvalidObject(path, "is not an object")
    return given


def _list(path: str, given: object) -> list[Any]:
    if not isinstance(given, list):
        raise InvalidObject(path, "is not a list")
    return given


def _only(path: str, given: Mapping[str, Any], allowed: set[str]) -> None:
    for name in given:
        if name not in allowed:
            shown = name if name.isidentifier() and len(name) <= 40 else "a key"
            raise InvalidObject(f"{path}.{shown}", "is not known here")
