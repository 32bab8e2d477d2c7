"""What each decision about a Dokument under review says on the wire, as one PATCH (STANDARDS 3.2)."""

import json
from datetime import datetime
from typing import Any

from sagsbud.domain.ids import KlasseId, SagId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.secondlook import FieldName, ReviewReason
from sagsbud.domain.verdicts import ReviewOrder, ReviewVerb
from sagsbud.domain.workdays import danish_date
from sagsbud.domain.workflow import target
from sagsbud.sagdok.gennemsyn import aktoer_entry, note_text, period
from sagsbud.sagdok.seen import holding, integrationsdata

Json = dict[str, Any]

COMMENT_TITLE = "Bemærkning til gennemsyn"
_NOTES = {
    ReviewVerb.ASSIGN: "Fordelt",
    ReviewVerb.ASK: "Sendt til gennemsyn",
    ReviewVerb.APPROVE: "Godkendt",
    ReviewVerb.RETURN: "Returneret",
    ReviewVerb.REASSIGN: "Omfordelt",
    ReviewVerb.NOT_TO_BE_FILED: "Skal ikke journaliseres",
    ReviewVerb.SEND: "Sendt",
}
"""The registrering's note; why stands in `notetekst`, since notes travel in notifications."""
_ATTRIBUTES = {FieldName.TITEL: "titel", FieldName.DATO: "brevdato", FieldName.DOKUMENTTYPE: "dokumenttype"}


def reason_note(order: ReviewOrder) -> str:
    """Why, for `notetekst`: the chosen reason first, so that it can be counted, then the person's own words."""
    decision = order.decision
    parts = [decision.reason.value if decision.reason else "", decision.note]
    return note_text(": ".join(part for part in parts if part.strip()))


def change_body(
    registration: Json, seen: ReviewDokument, order: ReviewOrder, sag: SagId | None, klasse: KlasseId | None
) -> Json:
    """The PATCH of the Dokument itself, from its newest registrering as it was just read."""
    by, at, decision = order.decided_by, order.decided_at, order.decision
    said = period(at, by, reason_note(order))
    body: Json = {"note": _NOTES[decision.verb], "relationer": {}}
    state = target(decision.verb, seen)
    if state:
        body["tilstande"] = {"dokumentfremdrift": [{"fremdrift": state.value, "virkning": said}]}
    holder = _next_holder(seen, order)
    relations: Json = {"fordelttil": [aktoer_entry(holder, said)]} if holder else {}
    if decision.verb is ReviewVerb.APPROVE:
        relations |= _approved(registration, seen, by, at, sag)
    if decision.verb is ReviewVerb.RETURN and order.made:
        note = {"uuid": str(order.made), "objekttype": "Dokument", "virkning": period(at, by)}
        relations["kommentarer"] = [*_kept(registration, "kommentarer"), note]
    if klasse:
        relations["primaerklasse"] = [{"uuid": str(klasse), "objekttype": "Klasse", "virkning": period(at, by)}]
    attributes = _attributes(registration, order)
    if attributes:
        body["attributter"] = {"dokumentegenskaber": [{**attributes, "virkning": period(at, by)}]}
    return body | {"relationer": relations}


def companion_body(
    registration: Json, companion: ReviewDokument, main: ReviewDokument, order: ReviewOrder, sag: SagId | None
) -> Json:
    """The same state for an attachment; it is given to nobody."""
    said = period(order.decided_at, order.decided_by, reason_note(order))
    state = target(order.decision.verb, main)
    body: Json = {"note": _NOTES[order.decision.verb], "relationer": {}}
    if state:
        body["tilstande"] = {"dokumentfremdrift": [{"fremdrift": state.value, "virkning": said}]}
    if order.decision.verb is ReviewVerb.APPROVE:
        body["relationer"] = _approved(registration, companion, order.decided_by, order.decided_at, sag)
    return body


def post_body(seen: ReviewDokument, order: ReviewOrder, titel: str) -> Json:
    """The journalpost an approval writes."""
    post = {
        "uuid": str(seen.id),
        "objekttype": "Dokument",
        "journalpostkode": "tilakteretdokument",
        "journaldokument": {"dokumenttitel": titel},
        "virkning": period(order.decided_at, order.decided_by),
    }
    return {"relationer": {"journalpost": [post]}}


def comment_body(registration: Json, order: ReviewOrder) -> Json:
    """The long reason of a return, as a Dokument of its own; its one del comes as `field:indhold`."""
    by, at = order.decided_by, order.decided_at
    said = period(at, by)
    relations = {name: entries for name in ("ejer", "ansvarlig") if (entries := _belonging(registration, name, said))}
    part = {"indeks": 1, "indhold": "field:indhold", "mimetype": "text/plain", "virkning": said}
    return {
        "note": COMMENT_TITLE,
        "attributter": {
            "dokumentegenskaber": [
                {
                    "brugervendtnoegle": str(order.made),
                    "titel": COMMENT_TITLE,
                    "beskrivelse": order.decision.comment[:4096],
                    "dokumenttype": "Internt Notat",
                    "brevdato": danish_date(at).isoformat(),
                    "virkning": said,
                }
            ]
        },
        "tilstande": {"dokumentfremdrift": [{"fremdrift": "Endeligt", "virkning": said}]},
        "relationer": relations | {"primaerbehandler": [aktoer_entry(by, said)]},
        "varianter": [
            {
                "varianttekst": "produktion",
                "egenskaber": [{"produktion": True, "virkning": said}],
                "dele": [{"deltekst": "bemaerkning.txt", "egenskaber": [part]}],
            }
        ],
    }


def _next_holder(seen: ReviewDokument, order: ReviewOrder) -> Aktoer | None:
    verb = order.decision.verb
    if verb in (ReviewVerb.ASSIGN, ReviewVerb.ASK, ReviewVerb.REASSIGN):
        return order.decision.to
    asker = seen.asked.by if seen.asked else None
    if verb is ReviewVerb.RETURN:
        return asker or seen.caseworker
    return (seen.caseworker or asker) if verb is ReviewVerb.APPROVE else None


def _approved(registration: Json, seen: ReviewDokument, by: Aktoer, at: datetime, sag: SagId | None) -> Json:
    """Who looked, and on which Sag it stands now. A list that is PATCHed replaces the whole, so what was there goes along."""
    relations: Json = {}
    if by.id not in {other.id for other in seen.others}:
        relations["andrebehandlere"] = [*_kept(registration, "andrebehandlere"), aktoer_entry(by, period(at, by))]
    if sag and sag not in seen.sager:
        entry = {"uuid": str(sag), "objekttype": "Sag", "virkning": period(at, by)}
        relations["tilknyttedesager"] = [*_kept(registration, "tilknyttedesager"), entry]
    return relations


def _kept(registration: Json, name: str) -> list[Json]:
    """A relation's entries as they may be written again."""
    entries: list[Json] = registration.get("relationer", {}).get(name, [])
    return [_written(entry) for entry in entries]


def _belonging(registration: Json, name: str, virkning: Json) -> list[Json]:
    entry = holding(registration.get("relationer", {}).get(name, []))
    return [{**_written(entry), "virkning": virkning}] if entry else []


def _written(entry: Json) -> Json:
    """Without the flags only a read has."""
    virkning = {name: value for name, value in entry["virkning"].items() if not name.endswith("_included")}
    return {**entry, "virkning": virkning}


def _attributes(registration: Json, order: ReviewOrder) -> Json:
    """What is mended with an ASK; the reviewer is told that it was returned before."""
    if order.decision.verb is ReviewVerb.SEND:
        return {"brevdato": danish_date(order.decided_at).isoformat()}
    if order.decision.verb is not ReviewVerb.ASK:
        return {}
    found = {_ATTRIBUTES[name]: value for name, value in order.decision.changes if name in _ATTRIBUTES}
    data = integrationsdata(holding(registration.get("attributter", {}).get("dokumentegenskaber", [])))
    told = data.get("gennemsyn")
    if isinstance(told, dict) and isinstance(told.get("grunde"), list):
        reasons = [*told["grunde"], ReviewReason.RETURNED_BEFORE.value]
        data["gennemsyn"] = told | {"grunde": list(dict.fromkeys(reasons))}
        found["integrationsdata"] = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return found
