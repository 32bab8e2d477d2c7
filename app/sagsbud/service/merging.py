"""What a PATCH makes of an object: canonical form in, canonical form out, nothing written."""

from typing import Any

import msgspec

from sagsbud.sagdok.models import ObjectType
from sagsbud.service.errors import bad_request
from sagsbud.service.periods import merge_fields, merge_values

Json = dict[str, Any]


def merge(spec: ObjectType, current: Json, change: Json) -> Json:
    """The object after the change. Journalposter are not among the relations here."""
    merged = {
        "attributter": merge_fields(current["attributter"], change["attributter"]),
        "tilstande": merge_values(current["tilstande"], change["tilstande"]),
        "relationer": _relations(spec, current["relationer"], change["relationer"]),
    }
    if spec.has_variants:
        merged["varianter"] = _variants(current.get("varianter", []), change.get("varianter"))
    _complete(spec, merged)
    return merged


def _relations(spec: ObjectType, current: Json, change: Json) -> Json:
    merged = dict(current)
    for name, entries in change.items():
        if not spec.relations[name]:
            cleared = [entry for entry in entries if "uuid" in entry or "urn" in entry]
            merged[name] = merge_values(current.get(name, []), entries) if cleared else []
        elif spec.appends_relations:
            merged[name] = _append(name, current.get(name, []), entries)
        else:
            merged[name] = entries
        if not merged[name]:
            del merged[name]
    return merged


def _append(name: str, current: list[Json], entries: list[Json]) -> list[Json]:
    merged: dict[int, list[Json]] = {}
    for known in current:
        merged.setdefault(known["indeks"], []).append(known)
    forms = {_form(known) for known in current}
    highest = max(merged, default=0)
    for entry in entries:
        if "indeks" in entry:
            if entry["indeks"] not in merged:
                raise bad_request(f"relationer.{name}.indeks: nothing has this indeks")
            merged[entry["indeks"]] = merge_values(merged[entry["indeks"]], [entry])
        elif (form := _form(entry)) not in forms:
            forms.add(form)
            highest += 1
            merged[highest] = [{**entry, "indeks": highest}]
    return [known for number in sorted(merged) for known in merged[number]]


def _form(entry: Json) -> bytes:
    """What two entries share when they say the same, whatever their numbers."""
    return msgspec.json.encode({**entry, "indeks": None}, order="deterministic")


def _variants(current: list[Json], change: list[Json] | None) -> list[Json]:
    if change is None:
        return current
    if not change:
        return []
    merged = {variant["varianttekst"]: variant for variant in current}
    for variant in change:
        known = merged.get(variant["varianttekst"])
        merged[variant["varianttekst"]] = _variant(known, variant) if known else variant
    return list(merged.values())


def _variant(known: Json, change: Json) -> Json:
    parts = {part["deltekst"]: part for part in known["dele"]}
    for part in change["dele"]:
        before = parts.get(part["deltekst"])
        merged = (
            {**before, **part, "egenskaber": merge_fields(before["egenskaber"], part["egenskaber"])} if before else part
        )
        parts[part["deltekst"]] = merged
    return {
        **known,
        "egenskaber": merge_fields(known["egenskaber"], change["egenskaber"]),
        "dele": list(parts.values()),
    }


def _complete(spec: ObjectType, merged: Json) -> None:
    required = [name for name, rule in spec.attributes.items() if rule.required]
    for period in merged["attributter"]:
        missing = [name for name in required if name not in period]
        if missing:
            raise bad_request(f"attributter.{spec.attribute}.{missing[0]}: is missing in a part of the time")
