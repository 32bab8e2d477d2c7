"""Two caseworkers' whole programs on one service, and independent eyes on what lies there."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import AktoerId, DokumentId, ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Aktoer

from tests.support.oio import ALWAYS
from tests.support.orders import KLE, make_sag
from tests.support.profiles import begun

Json = dict[str, Any]

GIVER = Aktoer(AktoerId(UUID(int=0x21)), navn="Lone Prøvesen")
TAKER = Aktoer(AktoerId(UUID(int=0x22)), navn="Bo Prøvesen")
THIRD = Aktoer(AktoerId(UUID(int=0x23)), navn="Ida Prøvesen")
SAG = make_sag(1)
LETTER = b"Kaere kommune\n\nJeg soeger om lov til at bygge et skur paa min grund.\n"


def put_people(url: str) -> None:
    """The colleagues in the service's Organisation."""
    for person in (GIVER, TAKER, THIRD):
        body = {
            "attributter": {
                "brugeregenskaber": [
                    {"brugervendtnoegle": person.navn[:3].lower(), "brugernavn": person.navn, "virkning": ALWAYS}
                ]
            },
            "tilstande": {"brugergyldighed": [{"gyldighed": "Aktiv", "virkning": ALWAYS}]},
            "relationer": {},
        }
        httpx.put(f"{url}/organisation/bruger/{person.id}", json=body, timeout=60).raise_for_status()


@contextmanager
def house_of(person: Aktoer, folder: Path, url: str, **settings: object) -> Iterator[House]:
    """Somebody's program, with no thread running."""
    begun(folder)
    given = {"user": str(person.id), "undo_seconds": 0, **settings}
    (folder / "settings.json").write_text(json.dumps(given), encoding="utf-8")
    with (
        patch.dict(os.environ, PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring"),
        open_house(None, folder, url) as house,
    ):
        yield house


def take(house: House, content: bytes = LETTER, name: str = "brev.txt") -> ItemId:
    """A document in the inbox, read."""
    entry, _taken = house.ports.taker.take_bytes(name, content, Source(SourceKind.DROP), datetime.now(UTC))
    house.engine.read_now()
    return entry.item.id


def deliver_handed(house: House) -> None:
    """What is to be handed over or taken back, here and now."""
    assert house.ports.handing
    house.ports.handing.delivery.settle()


def receive(house: House) -> list[OutboxEntry]:
    """What colleagues gave, taken and read."""
    assert house.engine.trays
    taken = house.engine.trays.look()
    house.engine.read_now()
    return taken


@dataclass(frozen=True)
class Eyes:
    """What any client of the service sees."""

    url: str

    def dokumenter(self) -> list[str]:
        """Everything that was ever made."""
        found = httpx.get(f"{self.url}/dokument/dokument?brugervendtnoegle=%25", timeout=60).raise_for_status()
        uuids: list[str] = found.json()["results"][0]
        return uuids

    def registration(self, dokument: DokumentId) -> Json:
        """The newest registrering with all periods."""
        params = {"virkningfra": "-infinity", "virkningtil": "infinity"}
        answer = httpx.get(f"{self.url}/dokument/dokument/{dokument}", params=params, timeout=60).raise_for_status()
        (objects,) = answer.json().values()
        found: Json = objects[0]["registreringer"][0]
        return found

    def states(self, dokument: DokumentId) -> list[tuple[str, str]]:
        """Each state with who said it, oldest first."""
        periods = self.registration(dokument)["tilstande"]["dokumentfremdrift"]
        ordered = sorted(periods, key=lambda period: str(period["virkning"]["from"]))
        return [(period["fremdrift"], period["virkning"]["aktoerref"]) for period in ordered]

    def posts(self) -> list[str]:
        """The Dokumenter on the Sag's journal."""
        answer = httpx.get(f"{self.url}/sag/sag/{SAG.id}", timeout=60).raise_for_status()
        (objects,) = answer.json().values()
        relations = objects[0]["registreringer"][0].get("relationer", {})
        return [post["uuid"] for post in relations.get("journalpost", [])]


def file_on_sag(house: House, item: ItemId) -> None:
    """Decide it and deliver it."""
    detail = house.engine.detail(item)
    assert detail
    house.engine.decide(replace(detail.proposal, sag=SAG, kle=KLE), hold=False)
