"""What the reference tells of itself at `fields`, `schema`, `classes` and `site-map`: the object types, open to all."""

from collections.abc import Iterable
from typing import Any

from sagsbud.sagdok.models import OBJECT_TYPES, ObjectType
from sagsbud.sagdok.models.specs import Value
from sagsbud.service import schemas

Json = dict[str, Any]

_TYPES = {
    Value.INTEGER: "int",
    Value.BOOLEAN: "boolean",
    Value.DATE: "date",
    Value.EXEMPTION: "offentlighedundtagettype",
    Value.KEYWORDS: "soegeord",
}


def fields_of(spec: ObjectType) -> Json:
    """The structure of one object type."""
    metadata = {}
    for name, rule in spec.attributes.items():
        told = ({"mandatory": True} if rule.required else {}) | (
            {"type": _TYPES[rule.value]} if rule.value in _TYPES else {}
        )
        if told:
            metadata[name] = told
    return {
        "attributter": {"egenskaber": list(spec.attributes)},
        "attributter_metadata": {"egenskaber": metadata},
        "tilstande": {spec.state_field: sorted(spec.states)},
        "relationer_nul_til_en": [name for name, many in spec.relations.items() if not many],
        "relationer_nul_til_mange": [name for name, many in spec.relations.items() if many],
    }


def schema_of(spec: ObjectType) -> Json:
    """The JSON schema of what a PUT or POST may say, complete in itself."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schemas.written(spec, whole=True),
        "components": {"schemas": {"Virkning": schemas.SHARED["Virkning"]}},
    }


def classes_of(service: str) -> Json:
    """The object types of one service."""
    return {spec.name: fields_of(spec) for spec in OBJECT_TYPES.values() if spec.service == service}


def site_map(paths: Iterable[str]) -> Json:
    """All addresses that answer."""
    return {"site-map": sorted(set(paths))}
