"""The OpenAPI document, made from the same tables that the checks are made from."""

from functools import cache
from typing import Any

from sagsbud import __version__
from sagsbud.sagdok.models import OBJECT_TYPES, ObjectType
from sagsbud.sagdok.models.specs import Value

Json = dict[str, Any]

_VALUES: dict[Value, Json] = {
    Value.TEXT: {"type": "string"},
    Value.INTEGER: {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    Value.BOOLEAN: {"type": "boolean"},
    Value.DATE: {"type": "string", "format": "date"},
    Value.EXEMPTION: {
        "type": "object",
        "required": ["alternativtitel", "hjemmel"],
        "properties": {"alternativtitel": {"type": "string"}, "hjemmel": {"type": "string"}},
        "additionalProperties": False,
    },
    Value.KEYWORDS: {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
}
_VIRKNING: Json = {
    "type": "object",
    "required": ["from", "to"],
    "properties": {
        "from": {"type": "string"},
        "to": {"type": "string"},
        "aktoerref": {"type": "string", "format": "uuid"},
        "aktoertypekode": {"type": "string"},
        "notetekst": {"type": "string"},
        "from_included": {"type": "boolean"},
        "to_included": {"type": "boolean"},
    },
}
_MESSAGE: Json = {
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": "string"}},
}
_UUID: Json = {"type": "object", "required": ["uuid"], "properties": {"uuid": {"type": "string", "format": "uuid"}}}
_CAPABILITIES = (
    "optimistic_locking", "silent_repeats", "single_journalposter", "keeps_varianter", "sha256_search", "sha256_tags",
    "ranges", "deletes_contents",
)  # fmt: skip
"""What this service does beyond the reference, by the names clients know."""
_REFUSALS = ("400", "401", "403", "404", "405", "409", "410", "412", "413", "415", "503")


@cache
def openapi_document() -> Json:
    """The whole document."""
    paths: Json = {"/healthz": {"get": {"responses": {"200": {"description": "The service answers."}}}}}
    schemas: Json = {"Message": _MESSAGE, "Virkning": _VIRKNING}
    for spec in OBJECT_TYPES.values():
        schemas[spec.name] = _schema(spec)
        base = f"/{spec.service}/{spec.name}"
        paths[base] = {"get": _search(spec), "post": _write(spec, "201")}
        paths[base + "/{uuid}"] = {
            "parameters": [{"name": "uuid", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": _answers("200", {"type": "object"}),
            "put": _write(spec, "200"),
            "patch": _write(spec, "200"),
            "delete": _answers("202", _UUID),
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sag and Dokument", "version": __version__, "license": {"name": "MPL-2.0"}},
        "x-capabilities": dict.fromkeys(_CAPABILITIES, True),
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _schema(spec: ObjectType) -> Json:
    virkning = {"virkning": {"$ref": "#/components/schemas/Virkning"}}
    fields = {name: _VALUES[rule.value] for name, rule in spec.attributes.items()}
    required = [name for name, rule in spec.attributes.items() if rule.required]
    state = {spec.state_field: {"enum": sorted(spec.states)}, **virkning}
    target = {"uuid": {"type": "string"}, "urn": {"type": "string"}, "objekttype": {"type": "string"}, **virkning}
    properties: Json = {
        "note": {"type": "string"},
        "attributter": _holder({spec.attribute: _periods({**fields, **virkning}, [*required, "virkning"])}),
        "tilstande": _holder({spec.state: _periods(state, [spec.state_field, "virkning"])}),
        "relationer": _holder({name: _periods(target, ["virkning"]) for name in spec.relations}),
    }
    if spec.has_variants:
        properties["varianter"] = {"type": ["array", "null"], "items": {"type": "object"}}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _holder(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _periods(properties: Json, required: list[str]) -> Json:
    return {"type": "array", "items": {"type": "object", "properties": properties, "required": required}}


def _search(spec: ObjectType) -> Json:
    names = [
        "uuid",
        *spec.attributes,
        spec.state_field,
        *spec.relations,
        "livscykluskode",
        "virkningfra",
        "virkningtil",
    ]
    names += ["virkningstid", "registreretfra", "registrerettil", "registreringstid"]
    texts = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]
    counts = [
        {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0}}
        for name in ("maximalantalresultater", "foersteresultat")
    ]
    results = {"type": "object", "required": ["results"], "properties": {"results": {"type": "array"}}}
    return {"parameters": texts + counts, **_answers("200", results)}


def _write(spec: ObjectType, status: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{spec.name}"}
    content: Json = {"application/json": {"schema": schema}}
    if spec.has_variants:
        fields = {"json": schema}
        content["multipart/form-data"] = {
            "schema": {"type": "object", "properties": fields, "required": ["json"], "additionalProperties": True}
        }
    return {"requestBody": {"required": True, "content": content}, **_answers(status, _UUID)}


def _answers(status: str, schema: Json) -> Json:
    refusal = {
        "description": "Not carried out; nothing was stored.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}},
    }
    done = {"description": "Carried out.", "content": {"application/json": {"schema": schema}}}
    return {"responses": {status: done, **dict.fromkeys(_REFUSALS, refusal)}}
