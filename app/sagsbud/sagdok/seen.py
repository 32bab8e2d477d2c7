"""A Dokument as review sees it, from what the service answered. Another client's objects are shown as they are."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.ids import AktoerId, DokumentId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewDokument, ReviewStep
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Dokumenttype, Foelsomhed
from sagsbud.sagdok.gennemsyn import intended_of, main_of, request_of, suggestion_of
from sagsbud.sagdok.models.moments import INFINITY, MINUS_INFINITY, Moment, parse_moment

Json = dict[str, Any]
E = TypeVar("E")

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def seen_dokument(
    dokument: DokumentId, registreringer: list[Json], klasser: Mapping[UUID, KleNummer]
) -> ReviewDokument:
    """From its newest registrering with all periods; of several registreringer the last tells who registered it."""
    newest = registreringer[0]
    attributes = holding(newest.get("attributter", {}).get("dokumentegenskaber", []))
    relations = newest.get("relationer", {})
    steps = _steps(newest.get("tilstande", {}).get("dokumentfremdrift", []))
    data = integrationsdata(attributes)
    holder = _aktoer(relations, "fordelttil")
    stamp = newest.get("fratidspunkt", {}).get("tidsstempeldatotid", "")
    suggested, promised = suggestion_of(data)
    part = _part(newest)
    return ReviewDokument(
        id=dokument,
        titel=mask_cpr(attributes.get("titel", "")),
        fremdrift=steps[-1].fremdrift if steps else None,
        steps=steps,
        version=stamp,
        received_at=_received(steps) or _when(stamp) or _EARLIEST,
        filed_at=_since(relations, "tilknyttedesager"),
        registered_by=_id(registreringer[-1].get("brugerref")) if len(registreringer) > 1 or _first(newest) else None,
        written_by=_id(attributes.get("virkning", {}).get("aktoerref")),
        holder=holder,
        caseworker=_aktoer(relations, "primaerbehandler"),
        others=tuple(
            _aktoer_of(entry) for entry in relations.get("andrebehandlere", []) if entry.get("uuid") and goes_on(entry)
        ),
        unit=_aktoer(relations, "ansvarlig"),
        sager=tuple(SagId(uuid) for uuid in _targets(relations, "tilknyttedesager")),
        kle=next((klasser[uuid] for uuid in _targets(relations, "primaerklasse") if uuid in klasser), None),
        dokumenttype=_one_of(Dokumenttype, attributes.get("dokumenttype")),
        brevdato=_date(attributes.get("brevdato")),
        sensitivity=_one_of(Foelsomhed, data.get("foelsomhed")) or Foelsomhed.IKKE_FORTROLIG,
        request=request_of(data, holder),
        intended=intended_of(data),
        main=main_of(data),
        suggested_kle=suggested,
        suggested_confidence=promised,
        bilag=tuple(DokumentId(uuid) for uuid in _targets(relations, "bilag")),
        comments=tuple(DokumentId(uuid) for uuid in _targets(relations, "kommentarer")),
        parties=_parties(relations),
        successor=next((DokumentId(uuid) for uuid in _targets(relations, "nyrevision")), None),
        passive=newest.get("livscykluskode") == "Passiveret",
        content_url=part.get("indhold"),
        file_name=_file_name(data, part),
        mime=part.get("mimetype", ""),
        size=_size(data),
        text=mask_cpr(attributes.get("beskrivelse", "")),
    )


def holding(periods: list[Json]) -> Json:
    """The period that goes on longest: what holds now or last held."""
    return max(periods, key=lambda given: _ends(given)[::-1], default={})


def integrationsdata(attributes: Json) -> Json:
    """What the filing program wrote beside the standard's fields; empty for what is no JSON object."""
    try:
        data = json.loads(attributes.get("integrationsdata", "") or "{}")
    except (ValueError, TypeError):
        return {}
    return data if isinstance(data, dict) else {}


def _ends(given: Json) -> tuple[Moment, Moment]:
    virkning = given.get("virkning", {})
    try:
        return parse_moment(virkning.get("from", "-infinity")), parse_moment(virkning.get("to", "infinity"))
    except ValueError:
        return MINUS_INFINITY, INFINITY


def goes_on(given: Json) -> bool:
    """Whether the period has no end."""
    return _ends(given)[1] == INFINITY


def _steps(periods: list[Json]) -> tuple[ReviewStep, ...]:
    """In order of time; a state nobody knows is left out."""
    found = []
    for given in sorted(periods, key=_ends):
        state = _one_of(DokumentFremdrift, given.get("fremdrift"))
        start = _ends(given)[0]
        if state:
            virkning = given.get("virkning", {})
            by = _id(virkning.get("aktoerref"))
            kind = _one_of(AktoerTypeKode, virkning.get("aktoertypekode")) or AktoerTypeKode.BRUGER
            since = start.datetime() if start.finite else _EARLIEST
            found.append(
                ReviewStep(state, since, Aktoer(by, kind) if by else None, mask_cpr(virkning.get("notetekst") or ""))
            )
    return tuple(found)


def _received(steps: tuple[ReviewStep, ...]) -> datetime | None:
    received = [step.since for step in steps if step.fremdrift is DokumentFremdrift.MODTAGET]
    earliest = min(received or [step.since for step in steps], default=None)
    return earliest if earliest != _EARLIEST else None


def _first(newest: Json) -> bool:
    """Whether the newest registrering is the one that made the object."""
    return newest.get("livscykluskode") in ("Opstaaet", "Importeret")


def _since(relations: Json, name: str) -> datetime | None:
    starts = [_ends(entry)[0] for entry in relations.get(name, []) if entry.get("uuid")]
    return min((start.datetime() for start in starts if start.finite), default=None)


def _targets(relations: Json, name: str) -> list[UUID]:
    """What a relation points at now: what has an end is over, or will be."""
    return [UUID(entry["uuid"]) for entry in relations.get(name, []) if entry.get("uuid") and goes_on(entry)]


def _aktoer(relations: Json, name: str) -> Aktoer | None:
    entry = holding(relations.get(name, []))
    return _aktoer_of(entry) if entry.get("uuid") else None


def _aktoer_of(entry: Json) -> Aktoer:
    kind = _one_of(AktoerTypeKode, entry.get("objekttype")) or AktoerTypeKode.BRUGER
    return Aktoer(AktoerId(UUID(entry["uuid"])), kind)


def _parties(relations: Json) -> tuple[str, ...]:
    entries = [*relations.get("parter", []), *relations.get("kopiparter", [])]
    return tuple(mask_cpr(entry["urn"].rsplit(":", 1)[-1]) for entry in entries if entry.get("urn"))


def _part(newest: Json) -> Json:
    for variant in newest.get("varianter", []):
        for part in variant.get("dele", []):
            found = holding(part.get("egenskaber", []))
            if str(found.get("indhold", "")).startswith("store:"):
                return found | {"deltekst": part.get("deltekst", "")}
    return {}


def _file_name(data: Json, part: Json) -> str:
    files = data.get("filer")
    told = files[0].get("deltekst") if isinstance(files, list) and files and isinstance(files[0], dict) else None
    name = str(told or part.get("deltekst") or str(part.get("lokation", "")).removeprefix("file:") or "")
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _size(data: Json) -> int:
    files = data.get("filer")
    size = files[0].get("bytes") if isinstance(files, list) and files and isinstance(files[0], dict) else 0
    return size if isinstance(size, int) else 0


def _id(value: Any) -> AktoerId | None:
    try:
        return AktoerId(UUID(value)) if value else None
    except (ValueError, TypeError, AttributeError):
        return None


def _when(stamp: str) -> datetime | None:
    try:
        return parse_moment(stamp).datetime()
    except (ValueError, OverflowError):
        return None


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _one_of(kind: type[E], value: Any) -> E | None:
    try:
        return kind(value)  # type: ignore[call-arg]
    except ValueError:
        return None
