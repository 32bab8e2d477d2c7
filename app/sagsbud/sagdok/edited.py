"""What was changed in a Dokument after it had been approved, from all its registreringer.

Any client may write to a final Dokument, and no service says no. So what it says now is held against what it said in
the registrering that made it Endeligt: what was approved then is what somebody has looked at.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import Edit
from sagsbud.domain.secondlook import FieldName, ReviewField
from sagsbud.sagdok.models.moments import parse_moment
from sagsbud.sagdok.seen import goes_on, holding, integrationsdata

Json = dict[str, Any]
Klasser = Mapping[UUID, KleNummer]

_FINAL = ("Endeligt", "Publiceret", "Afleveret")
_FIELDS = (
    FieldName.TITEL,
    FieldName.DATO,
    FieldName.DOKUMENTTYPE,
    FieldName.FOELSOMHED,
    FieldName.KLE,
    FieldName.SAG,
    FieldName.PARTER,
)
_BESIDE = ("beskrivelse", "kassationskode", "offentlighedundtaget")
_ATTACHED = ("bilag", "kopiparter", "andreklasser")


def edit_of(registreringer: list[Json], klasser: Klasser) -> Edit | None:
    """The last change since the approval that holds, with everything that is other than it was then; None without."""
    newest = registreringer[0]
    states = sorted(newest.get("tilstande", {}).get("dokumentfremdrift", []), key=_begins)
    approvals = [state for state in states if state.get("fremdrift") == "Endeligt"]
    if not approvals or states[-1].get("fremdrift") not in _FINAL or newest.get("livscykluskode") == "Passiveret":
        return None
    since = [one for one in registreringer if _has(one, approvals[-1])]
    approved, dated = since[-1], states[-1]["fremdrift"] != "Publiceret"
    then, now = _said(approved, klasser, dated=dated), _said(newest, klasser, dated=dated)
    if then == now or _targets(newest, "nyrevision"):  # a newer version has taken its place, and is looked at itself
        return None
    last, before = next(
        (after, before)
        for after, before in pairwise(since)
        if _said(after, klasser, dated=dated) != _said(before, klasser, dated=dated)
    )
    return Edit(
        by=_by(last, before),
        at=_when(last),
        fields=tuple(ReviewField(name, now[name], then[name]) for name in _FIELDS if now[name] != then[name]),
        content=now["content"] != then["content"],
    )


def _said(registrering: Json, klasser: Klasser, *, dated: bool) -> dict[str, str]:
    """What a reviewer approves. Without `dated` the date is left out: sending sets it, and is no change of content."""
    attributes = _attributes(registrering)
    kle = [str(klasser.get(UUID(one), one)) for one in _targets(registrering, "primaerklasse")]
    parts = [part for variant in registrering.get("varianter") or [] for part in variant.get("dele", [])]
    return {
        FieldName.TITEL: mask_cpr(attributes.get("titel", "")),
        FieldName.DATO: str(attributes.get("brevdato", ""))[:10] if dated else "",
        FieldName.DOKUMENTTYPE: mask_cpr(attributes.get("dokumenttype", "")),
        FieldName.FOELSOMHED: str(integrationsdata(attributes).get("foelsomhed", "")),
        FieldName.KLE: ", ".join(kle),
        FieldName.SAG: ", ".join(_targets(registrering, "tilknyttedesager")),
        FieldName.PARTER: ", ".join(mask_cpr(one.rsplit(":", 1)[-1]) for one in _targets(registrering, "parter")),
        "content": ", ".join(str(holding(part.get("egenskaber", [])).get("indhold", "")) for part in parts),
        "beside": str([attributes.get(name) for name in _BESIDE]),
        "attached": str([_targets(registrering, name) for name in _ATTACHED]),
    }


def _attributes(registrering: Json) -> Json:
    return holding(registrering.get("attributter", {}).get("dokumentegenskaber", []))


def _targets(registrering: Json, name: str) -> list[str]:
    entries = registrering.get("relationer", {}).get(name, [])
    return sorted(str(entry.get("uuid") or entry.get("urn") or "") for entry in entries if goes_on(entry))


def _has(registrering: Json, state: Json) -> bool:
    """Whether the approval stands in it already: the same state, from the same moment, by the same person."""
    periods = registrering.get("tilstande", {}).get("dokumentfremdrift", [])
    return any(_approval(one) == _approval(state) for one in periods)


def _approval(state: Json) -> tuple[str, Any, str]:
    return state.get("fremdrift", ""), _begins(state), str(state.get("virkning", {}).get("aktoerref"))


def _begins(state: Json) -> Any:
    return parse_moment(state.get("virkning", {}).get("from", "-infinity"))


def _by(registrering: Json, before: Json) -> Aktoer | None:
    """Who the fields say wrote them where they are others, else who the service says was logged in."""
    fields = _attributes(registrering)
    wrote = fields.get("virkning", {}).get("aktoerref") if fields != _attributes(before) else None
    try:
        return Aktoer(AktoerId(UUID(wrote or registrering["brugerref"])))
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _when(registrering: Json) -> datetime:
    moment = parse_moment(registrering.get("fratidspunkt", {}).get("tidsstempeldatotid", "-infinity"))
    return moment.datetime() if moment.finite else datetime(1970, 1, 1, tzinfo=UTC)
