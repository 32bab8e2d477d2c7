"""What a PATCH makes of an object: canonical form in, canonical form out, nothing written."""

from typing import Any

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
    merged = list(current)
    for entry in entries:
        if "indeks" not in entry:
            if not any({**known, "indeks": None} == {**entry, "indeks": None} for known in merged):
                merged.append({**entry, "indeks": max((known.get("indeks", 0) for known in merged), default=0) + 1})
            continue
        places = [n for n, known in enumerate(merged) if known.get("indeks") == entry["indeks"]]
        if not places:
            raise bad_request(f"relationer.{name}.indeks: nothing has this indeks")
        kept = [known for known in merged if known.get("indeks") != entry["indeks"]]
        merged = kept + merge_values([merged[n] for n in places], [entry])
    return merged


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
        if before:
            part = {**before, **part, "egenskaber": merge_fields(before["egenskaber"], part["egenskaber"])}
        parts[part["deltekst"]] = part
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
