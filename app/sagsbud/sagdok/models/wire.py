"""Objects as types, and the same objects as JSON of the wire; and back without loss."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from sagsbud.sagdok.models.moments import Moment, parse_moment
from sagsbud.sagdok.models.specs import ObjectType, Value
from sagsbud.sagdok.models.values import (
    BrugerEgenskaber,
    Del,
    DelEgenskaber,
    DokumentEgenskaber,
    Egenskaber,
    FacetEgenskaber,
    JournalDokument,
    JournalNotat,
    Journalpost,
    KlasseEgenskaber,
    KlassifikationEgenskaber,
    OffentlighedUndtaget,
    OrganisationEgenskaber,
    OrganisationEnhedEgenskaber,
    Registrering,
    Relation,
    SagEgenskaber,
    Tilstand,
    Variant,
    VariantEgenskaber,
    Virkning,
)

Json = dict[str, Any]
E = TypeVar("E", bound=Egenskaber)

EGENSKABER: Mapping[tuple[str, str], type[Egenskaber]] = {
    kind.type: kind
    for kind in (
        DokumentEgenskaber, SagEgenskaber, KlasseEgenskaber, FacetEgenskaber, KlassifikationEgenskaber,
        OrganisationEgenskaber, OrganisationEnhedEgenskaber, BrugerEgenskaber,
    )
}  # fmt: skip
"""The attributes of each object type."""


def to_wire(value: Any) -> Any:
    """Types become JSON, text becomes NFC, what is None or an empty tuple is left out. Raises TypeError, ValueError."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int | float):
        return value
    simple = _simple(value)
    if simple is not None:
        return simple
    if isinstance(value, Virkning):
        return _virkning_to_wire(value)
    if isinstance(value, Tilstand):
        raise TypeError("a state is written with its object's type")
    if isinstance(value, Del):
        edited = {"relationer": {"underredigeringaf": value.underredigeringaf}} if value.underredigeringaf else {}
        return to_wire({"deltekst": value.deltekst, "egenskaber": list(value.egenskaber), **edited})
    if is_dataclass(value) and not isinstance(value, type):
        given = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: to_wire(inner) for name, inner in given.items() if inner is not None and inner != ()}
    if isinstance(value, Mapping):
        return {str(name): to_wire(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [to_wire(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no form on the wire")


def body_of(spec: ObjectType, registrering: Registrering[Any]) -> Json:
    """The body of a writing request."""
    body: Json = {
        "attributter": {spec.attribute: list(registrering.egenskaber)} if registrering.egenskaber else {},
        "tilstande": {
            spec.state: [{spec.state_field: one.value, "virkning": one.virkning} for one in registrering.tilstande]
        }
        if registrering.tilstande
        else {},
        "relationer": {name: list(entries) for name, entries in registrering.relationer.items()},
    }
    if registrering.note:
        body["note"] = registrering.note
    if registrering.varianter is not None:
        body["varianter"] = list(registrering.varianter)
    wire: Json = to_wire(body)
    return wire


def registrering_of(kind: type[E], spec: ObjectType, data: Json) -> Registrering[E]:
    """A registrering as a service sends it. Raises ValueError, KeyError or TypeError for what nobody understands."""
    states = data.get("tilstande", {}).get(spec.state, [])
    varianter = data.get("varianter")
    stamps = [data.get(name, {}).get("tidsstempeldatotid") for name in ("fratidspunkt", "tiltidspunkt")]
    fra, til = (parse_moment(stamp) if stamp else None for stamp in stamps)
    return Registrering(
        egenskaber=tuple(_egenskaber(kind, spec, one) for one in data.get("attributter", {}).get(spec.attribute, [])),
        tilstande=tuple(Tilstand(one[spec.state_field], _virkning(one)) for one in states),
        relationer={name: _relations(name, entries) for name, entries in data.get("relationer", {}).items()},
        varianter=tuple(_variant(one) for one in varianter) if varianter else None,
        note=data.get("note"),
        livscyklus=data.get("livscykluskode", ""),
        brugerref=_uuid(data.get("brugerref")),
        fra=fra,
        til=til,
    )


def _simple(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return Moment.of(value).iso()
    if isinstance(value, date):
        return value.isoformat()
    return value.iso() if isinstance(value, Moment) else None


def _virkning_to_wire(value: Virkning) -> Json:
    given = {"aktoerref": value.aktoerref, "aktoertypekode": value.aktoertypekode, "notetekst": value.notetekst}
    ends = {"from": value.start.iso(), "to": value.end.iso()}
    return ends | {name: to_wire(inner) for name, inner in given.items() if inner is not None}


def _virkning(holder: Json) -> Virkning:
    given = holder["virkning"]
    return Virkning(
        parse_moment(given["from"]),
        parse_moment(given["to"]),
        _uuid(given.get("aktoerref")),
        given.get("aktoertypekode"),
        given.get("notetekst"),
    )


def _egenskaber(kind: type[E], spec: ObjectType, data: Json) -> E:
    values = {name: _value(rule.value, data.get(name)) for name, rule in spec.attributes.items()}
    for name, rule in spec.attributes.items():  # an empty text was left out
        if rule.required and values[name] is None and rule.value is Value.TEXT:
            values[name] = ""
    return kind(virkning=_virkning(data), **values)


def _value(kind: Value, given: Any) -> Any:
    if kind is Value.KEYWORDS:
        return tuple(tuple(row) for row in given or ())
    if given is None or given == "":
        return None
    if kind is Value.DATE:
        return date.fromisoformat(given[:10])
    if kind is Value.EXEMPTION:
        return _exemption(given)
    return given


def _exemption(given: Json | None) -> OffentlighedUndtaget | None:
    if not given:
        return None
    return OffentlighedUndtaget(given.get("alternativtitel", ""), given.get("hjemmel", ""))


def _relations(name: str, entries: Iterable[Json]) -> tuple[Relation, ...]:
    return tuple(_journalpost(one) if name == "journalpost" else Relation(**_target(one)) for one in entries)


def _target(given: Json) -> Json:
    return {
        "virkning": _virkning(given),
        "uuid": _uuid(given.get("uuid")),
        "urn": given.get("urn") or None,
        "objekttype": given.get("objekttype") or None,
        "indeks": given.get("indeks"),
    }


def _journalpost(given: Json) -> Journalpost:
    """It reads back under other names than it is written with."""
    notat = given.get("journalnotat")
    dokument = given.get("journaldokumentattr") or given.get("journaldokument")
    return Journalpost(
        **_target(given),
        journalpostkode=given.get("reltypespec") or given.get("journalpostkode") or "",
        journalnotat=JournalNotat(notat.get("titel", ""), notat.get("notat", ""), notat.get("format", ""))
        if notat
        else None,
        journaldokument=JournalDokument(
            dokument.get("dokumenttitel", ""), _exemption(dokument.get("offentlighedundtaget"))
        )
        if dokument
        else None,
    )


def _variant(given: Json) -> Variant:
    return Variant(
        given.get("varianttekst", ""),
        tuple(
            VariantEgenskaber(
                _virkning(one),
                **{name: one.get(name) for name in ("produktion", "arkivering", "offentliggoerelse", "delvisscannet")},
            )
            for one in given.get("egenskaber", [])
        ),
        tuple(_del(one) for one in given.get("dele", [])),
    )


def _del(given: Json) -> Del:
    editors = given.get("relationer", {}).get("underredigeringaf", [])
    return Del(
        given.get("deltekst", ""),
        tuple(
            DelEgenskaber(
                _virkning(one), **{name: one.get(name) for name in ("indhold", "mimetype", "lokation", "indeks")}
            )
            for one in given.get("egenskaber", [])
        ),
        tuple(Relation(**_target(one)) for one in editors),
    )


def _uuid(given: Any) -> UUID | None:
    return UUID(given) if given else None
