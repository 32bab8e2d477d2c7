"""What programs say of their own queues: one Dokument a program, kept up to date, with numbers and times only.

    integrationsdata {"sagsbud": {"kontakt": "…", "ikke_afleveret": 4, "aeldste": "…", "kraever": 1, "ubesluttet": 7}}

It names no person and no document; a program is told apart by a uuid of its own that says nothing.
"""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sagsbud.domain.clienthealth import ClientHealth
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.parties import AktoerTypeKode
from sagsbud.sagdok.client import SagDokumentClient
from sagsbud.sagdok.seen import holding, integrationsdata

Json = dict[str, Any]

DOKUMENT = ("dokument", "dokument")
_KEY = "sagsbud-koe-"
_TITLE = "Tilstanden i en kø af dokumenter"
_MOST = 1000


def put_report(client: SagDokumentClient, program: AktoerId, unit: AktoerId | None, health: ClientHealth) -> None:
    """Keep what a program says; the earlier word stays in the history of registreringer."""
    said = {"from": health.last_contact.astimezone(UTC).isoformat(timespec="microseconds"), "to": "infinity"}
    data = json.dumps({"sagsbud": _told(health)}, sort_keys=True)
    if client.newest(*DOKUMENT, program) is not None:
        change = {"attributter": {"dokumentegenskaber": [{"integrationsdata": data, "virkning": said}]}}
        client.patch(*DOKUMENT, program, change)
        return
    attributes = {
        "brugervendtnoegle": f"{_KEY}{program}"[:50],
        "titel": _TITLE,
        "beskrivelse": _TITLE,
        "dokumenttype": "Andet",
        "brevdato": date(2000, 1, 1).isoformat(),
        "integrationsdata": data,
        "virkning": said,
    }
    relations: Json = {}
    if unit:
        relations["ansvarlig"] = [{"uuid": str(unit), "objekttype": AktoerTypeKode.ENHED.value, "virkning": said}]
    body: Json = {
        "note": _TITLE,
        "attributter": {"dokumentegenskaber": [attributes]},
        "tilstande": {"dokumentfremdrift": [{"fremdrift": "Underudarbejdelse", "virkning": said}]},
        "relationer": relations,
    }
    client.put(*DOKUMENT, program, body)


def read_reports(client: SagDokumentClient, unit: AktoerId | None) -> list[ClientHealth]:
    """What the unit's programs said last, the longest silent first."""
    terms = {"brugervendtnoegle": f"{_KEY}%", "maximalantalresultater": str(_MOST)}
    terms |= {"ansvarlig": str(unit)} if unit else {}
    found = []
    for one in client.objects(*DOKUMENT, client.search(*DOKUMENT, **terms)):
        attributes = holding(one["registreringer"][0].get("attributter", {}).get("dokumentegenskaber", []))
        told = integrationsdata(attributes).get("sagsbud")
        health = _health(UUID(one["id"]), told) if isinstance(told, dict) else None
        if health:
            found.append(health)
    return sorted(found, key=lambda health: health.last_contact)


def _told(health: ClientHealth) -> Json:
    told: Json = {
        "kontakt": health.last_contact.astimezone(UTC).isoformat(),
        "ikke_afleveret": health.undelivered,
        "kraever": health.needs_person,
        "ubesluttet": health.undecided,
        "version": health.version,
    }
    if health.oldest_undelivered:
        told["aeldste"] = health.oldest_undelivered.astimezone(UTC).isoformat()
    if health.oldest_undecided:
        told["aeldste_ubesluttet"] = health.oldest_undecided.astimezone(UTC).isoformat()
    return told


def _health(program: UUID, told: Json) -> ClientHealth | None:
    contact = _when(told.get("kontakt"))
    if contact is None:
        return None
    return ClientHealth(
        client=str(program),
        last_contact=contact,
        undelivered=_number(told.get("ikke_afleveret")),
        oldest_undelivered=_when(told.get("aeldste")),
        needs_person=_number(told.get("kraever")),
        undecided=_number(told.get("ubesluttet")),
        oldest_undecided=_when(told.get("aeldste_ubesluttet")),
        version=str(told.get("version", "")),
    )


def _when(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
