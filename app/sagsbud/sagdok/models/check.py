"""One strict check of an object in wire form; what passes comes back in canonical form.

Canonical: text in NFC, virkning times as microseconds (`Moment.micros`), journalposter under the names they are
written with, uuids in lower case, unset values left out. Messages name the place, never the value.
"""

from sagsbud.sagdok.models.checkedrelations import as_relations
from sagsbud.sagdok.models.checkedvalues import (
    InvalidObject,
    Json,
    as_fields,
    as_list,
    as_mapping,
    as_text,
    as_virkning,
    no_overlap,
    only,
)
from sagsbud.sagdok.models.checkedvariants import as_variant
from sagsbud.sagdok.models.limits import STANDARD_ONLY, Limits, TextLimit
from sagsbud.sagdok.models.specs import ObjectType


def check_object(spec: ObjectType, body: object, *, partial: bool = False, limits: Limits = STANDARD_ONLY) -> Json:
    """The object in canonical form. `partial` for a PATCH: nothing is required, journalposter may be cleared.

    Raises InvalidObject, also for what is outside the limits.
    """
    given = as_mapping("object", body)
    allowed = {"note", "attributter", "tilstande", "relationer"} | ({"varianter"} if spec.has_variants else set())
    only("object", given, allowed)
    checked: Json = {}
    if given.get("note") is not None:
        checked["note"] = as_text("note", given["note"])
    checked["attributter"] = _attributes(spec, given.get("attributter"), partial)
    checked["tilstande"] = _states(spec, given.get("tilstande"), partial)
    checked["relationer"] = as_relations(spec, given.get("relationer"), partial)
    if given.get("varianter") is not None:
        checked["varianter"] = [
            as_variant(f"varianter[{n}]", variant) for n, variant in enumerate(as_list("varianter", given["varianter"]))
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
    body = as_mapping("attributter", given)
    only("attributter", body, {spec.attribute})
    path = f"attributter.{spec.attribute}"
    periods = [
        _attribute(f"{path}[{n}]", spec, period, partial)
        for n, period in enumerate(as_list(path, body.get(spec.attribute) or []))
    ]
    if not periods and spec.attribute_required and not partial:
        raise InvalidObject(path, "is missing")
    no_overlap(path, periods)
    return periods


def _attribute(path: str, spec: ObjectType, given: object, partial: bool) -> Json:
    body = as_mapping(path, given)
    only(path, body, {*spec.attributes, "virkning"})
    period = as_fields(path, body, spec.attributes)
    missing = [name for name, rule in spec.attributes.items() if rule.required and name not in period]
    if missing and not partial:
        raise InvalidObject(f"{path}.{missing[0]}", "is missing")
    period["virkning"] = as_virkning(path, body)
    period["virkning"].pop("notetekst", None)  # the reference never keeps it here, and clients expect that
    return period


def _states(spec: ObjectType, given: object, partial: bool) -> list[Json]:
    if given is None:
        given = {}
    body = as_mapping("tilstande", given)
    only("tilstande", body, {spec.state})
    path = f"tilstande.{spec.state}"
    periods = []
    for n, entry in enumerate(as_list(path, body.get(spec.state) or [])):
        place = f"{path}[{n}]"
        state = as_mapping(place, entry)
        only(place, state, {spec.state_field, "virkning"})
        if state.get(spec.state_field) not in spec.states:
            raise InvalidObject(f"{place}.{spec.state_field}", "is not one of " + ", ".join(sorted(spec.states)))
        periods.append({spec.state_field: state[spec.state_field], "virkning": as_virkning(place, state)})
    if not periods and spec.state_required and not partial:
        raise InvalidObject(path, "is missing")
    no_overlap(path, periods)
    return periods
