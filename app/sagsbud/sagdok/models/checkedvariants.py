"""The variants of a Dokument with their parts in wire form, checked and brought into canonical form."""

from collections.abc import Mapping

from sagsbud.sagdok.models.checkedrelations import as_target
from sagsbud.sagdok.models.checkedvalues import (
    Json,
    as_fields,
    as_list,
    as_mapping,
    as_texts,
    as_virkning,
    no_overlap,
    only,
)
from sagsbud.sagdok.models.specs import PART_FIELDS, VARIANT_FLAGS, AttributeField, Value


def as_variant(path: str, given: object) -> Json:
    """One variant with all of its parts."""
    body = as_mapping(path, given)
    only(path, body, {"varianttekst", "egenskaber", "dele"})
    checked = as_texts(path, body, ("varianttekst",), required=True)
    flags = {name: AttributeField(Value.BOOLEAN) for name in VARIANT_FLAGS}
    checked["egenskaber"] = _property_periods(f"{path}.egenskaber", body.get("egenskaber"), flags)
    checked["dele"] = [
        _part(f"{path}.dele[{n}]", part) for n, part in enumerate(as_list(f"{path}.dele", body.get("dele") or []))
    ]
    return checked


def _part(path: str, given: object) -> Json:
    body = as_mapping(path, given)
    only(path, body, {"deltekst", "egenskaber", "relationer"})
    checked = as_texts(path, body, ("deltekst",), required=True)
    checked["egenskaber"] = _property_periods(f"{path}.egenskaber", body.get("egenskaber"), PART_FIELDS)
    relations = as_mapping(f"{path}.relationer", body.get("relationer") or {})
    only(f"{path}.relationer", relations, {"underredigeringaf"})
    if relations.get("underredigeringaf"):
        where = f"{path}.relationer.underredigeringaf"
        editors = []
        for n, entry in enumerate(as_list(where, relations["underredigeringaf"])):
            body_of = as_mapping(f"{where}[{n}]", entry)
            only(f"{where}[{n}]", body_of, {"uuid", "urn", "objekttype", "virkning"})
            target = as_target(f"{where}[{n}]", body_of, may_clear=False)
            editors.append(target | {"virkning": as_virkning(f"{where}[{n}]", body_of)})
        checked["relationer"] = {"underredigeringaf": editors}
    return checked


def _property_periods(path: str, given: object, fields: Mapping[str, AttributeField]) -> list[Json]:
    periods = []
    for n, entry in enumerate(as_list(path, given or [])):
        body = as_mapping(f"{path}[{n}]", entry)
        only(f"{path}[{n}]", body, {*fields, "virkning"})
        periods.append(as_fields(f"{path}[{n}]", body, fields) | {"virkning": as_virkning(f"{path}[{n}]", body)})
    no_overlap(path, periods)
    return periods
