"""The object types as JSON schemas, for writing and for reading, made from the same tables that the checks are made from."""

from collections.abc import Mapping
from typing import Any

from sagsbud.sagdok.models import OBJECT_TYPES, ObjectType
from sagsbud.sagdok.models.specs import JOURNALPOST_CODES, PART_FIELDS, VARIANT_FLAGS, AttributeField, Value
from sagsbud.service.bounds import LONGEST_KEY, MOST_DELE, MOST_PERIODS, MOST_TARGETS

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
UUID: Json = {"type": "string", "format": "uuid"}
TIME: Json = {"type": "string", "description": "ISO 8601 with an offset, infinity or -infinity"}
_URN: Json = {"type": "string", "pattern": "^urn:.", "maxLength": LONGEST_KEY}
_INDEX: Json = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
_PERIOD: Json = {"$ref": "#/components/schemas/Virkning"}


def closed(properties: Json, required: tuple[str, ...] = ()) -> Json:
    """An object with these properties and no others."""
    shape: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return shape | ({"required": list(required)} if required else {})


def many(items: Json, most: int | None = None) -> Json:
    """A list."""
    return {"type": "array", "items": items} | ({"maxItems": most} if most else {})


_EXEMPTION = closed({"alternativtitel": TEXT, "hjemmel": TEXT}, ("alternativtitel", "hjemmel"))
_VALUES: dict[Value, Json] = {
    Value.TEXT: TEXT,
    Value.INTEGER: _INDEX,
    Value.BOOLEAN: {"type": "boolean"},
    Value.DATE: {"type": "string", "format": "date"},
    Value.EXEMPTION: _EXEMPTION,
    Value.KEYWORDS: many(many(TEXT)),
}

LIVSCYKLUS: Json = {"enum": ["Opstaaet", "Importeret", "Rettet", "Passiveret", "Slettet"]}
_SEQUENCE: Json = {"type": "integer", "minimum": 0}
_CHANGED: Json = {
    "sequence": _SEQUENCE,
    "service": {"enum": sorted({service for service, _ in OBJECT_TYPES})},
    "objekttype": {"enum": sorted(name for _, name in OBJECT_TYPES)},
    "uuid": UUID,
    "registreringstid": TIME,
    "livscykluskode": LIVSCYKLUS,
    "brugerref": UUID,
}
_CHANGE = closed(_CHANGED, tuple(_CHANGED))
_PROVEN: Json = {
    "uuid": UUID,
    "registreringstid": TIME,
    "sha256": many({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    "tilknyttedesager": many(UUID),
    "journaliseret": many(UUID),
}
_PROOF = closed(_PROVEN, tuple(_PROVEN))

SHARED: Json = {
    "Message": closed({"message": TEXT}, ("message",)),
    "Made": closed({"uuid": UUID}, ("uuid",)),
    "Found": closed({"results": many(many(UUID))}, ("results",)),
    "Virkning": closed(
        {
            "from": TIME,
            "to": TIME,
            "aktoerref": UUID,
            "aktoertypekode": TEXT,
            "notetekst": TEXT,
            "from_included": {"type": "boolean"},
            "to_included": {"type": "boolean"},
        },
        ("from", "to"),
    ),
    "Changes": closed({"feed": UUID, "changes": many(_CHANGE), "last": _SEQUENCE}, ("feed", "changes", "last")),
    "Proofs": closed({"proofs": many(_PROOF)}, ("proofs",)),
    "Passivering": closed({"livscyklus": {"enum": ["Passiv"]}, "note": TEXT}, ("livscyklus",)),
}


def written(spec: ObjectType, *, whole: bool) -> Json:
    """What a PUT or POST (`whole`) or a PATCH may say."""
    state = closed(
        {spec.state_field: {"enum": sorted(spec.states)}, "virkning": _PERIOD}, (spec.state_field, "virkning")
    )
    required = tuple(name for name, rule in spec.attributes.items() if rule.required) if whole else ()
    properties: Json = {
        "note": TEXT,
        "attributter": closed({spec.attribute: many(_fields(spec.attributes, required), MOST_PERIODS)}),
        "tilstande": closed({spec.state: many(state, MOST_PERIODS)}),
        "relationer": closed({name: _relation(spec, name, whole=whole) for name in spec.relations}),
    }
    if spec.has_variants:
        properties["varianter"] = {"anyOf": [{"type": "null"}, many(_variant(), MOST_DELE)]}
    return closed(properties, ("attributter", "tilstande") if whole else ())


def read(spec: ObjectType) -> Json:
    """One object as it is read: what is false, zero or empty is not there."""
    stamp = {"tidsstempeldatotid": TIME, "graenseindikator": {"type": "boolean"}}
    registrering: Json = {
        "attributter": closed({spec.attribute: many(_fields(spec.attributes, ()))}),
        "tilstande": closed({spec.state: many(closed({spec.state_field: TEXT, "virkning": _PERIOD}))}),
        "relationer": closed({name: many(_read_relation(name)) for name in spec.relations}),
        "livscykluskode": LIVSCYKLUS,
        "brugerref": UUID,
        "note": TEXT,
        "fratidspunkt": closed(stamp),
        "tiltidspunkt": closed(stamp),
    }
    if spec.has_variants:
        registrering["varianter"] = many(_variant())
    whole = closed(registrering, ("livscykluskode", "brugerref", "fratidspunkt", "tiltidspunkt"))
    return closed({"id": UUID, "registreringer": many(whole)}, ("id", "registreringer"))


def _fields(fields: Mapping[str, AttributeField], required: tuple[str, ...]) -> Json:
    properties = {name: _VALUES[rule.value] for name, rule in fields.items()}
    return closed({**properties, "virkning": _PERIOD}, (*required, "virkning"))


def _relation(spec: ObjectType, name: str, *, whole: bool) -> Json:
    target: Json = {"uuid": UUID, "urn": _URN, "objekttype": TEXT, "virkning": _PERIOD}
    if spec.appends_relations:
        target["indeks"] = _INDEX
    if name == "journalpost":
        return many(_journalpost(target, whole=whole), MOST_TARGETS)
    return many(closed(target, ("virkning",)), MOST_TARGETS if spec.relations[name] else MOST_PERIODS)


def _journalpost(target: Json, *, whole: bool) -> Json:
    """With an empty uuid and urn a PATCH takes the target out of a journalpost it names by its indeks."""
    empty = {} if whole else {"uuid": {"anyOf": [UUID, {"enum": [""]}]}, "urn": {"anyOf": [_URN, {"enum": [""]}]}}
    notat = closed({"titel": TEXT, "notat": TEXT, "format": TEXT}, ("titel", "notat", "format"))
    required = ("dokumenttitel", "offentlighedundtaget") if whole else ("dokumenttitel",)
    own = {
        "journalpostkode": {"enum": sorted(JOURNALPOST_CODES)},
        "journalnotat": notat,
        "journaldokument": closed({"dokumenttitel": TEXT, "offentlighedundtaget": _EXEMPTION}, required),
    }
    return closed({**target, **own, **empty}, ("journalpostkode", "virkning"))


def _read_relation(name: str) -> Json:
    target: Json = {"uuid": UUID, "urn": TEXT, "objekttype": TEXT, "virkning": _PERIOD, "indeks": _INDEX}
    if name == "journalpost":
        target["reltypespec"] = {"enum": sorted(JOURNALPOST_CODES)}
        target["journalnotat"] = closed({"titel": TEXT, "notat": TEXT, "format": TEXT})
        target["journaldokumentattr"] = closed({"dokumenttitel": TEXT, "offentlighedundtaget": _EXEMPTION})
    return closed(target, ("virkning",))


def _variant() -> Json:
    flags = {name: AttributeField(Value.BOOLEAN) for name in VARIANT_FLAGS}
    editors = closed({"uuid": UUID, "urn": _URN, "objekttype": TEXT, "virkning": _PERIOD}, ("virkning",))
    part = {
        "deltekst": TEXT,
        "egenskaber": many(_fields(PART_FIELDS, ()), MOST_PERIODS),
        "relationer": closed({"underredigeringaf": many(editors)}),
    }
    variant = {
        "varianttekst": TEXT,
        "egenskaber": many(_fields(flags, ()), MOST_PERIODS),
        "dele": many(closed(part, ("deltekst",)), MOST_DELE),
    }
    return closed(variant, ("varianttekst",))
