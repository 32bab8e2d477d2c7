"""What the simulated week is made of: the hours, the requests behind one Dokument, and what they cost."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from tests.bench._serving import Crowd, PlainClient, filed, multipart
from tests.support.oio import journalpost, sag

Json = dict[str, Any]

HOURS = (3, 8, 13, 14, 12, 7, 12, 13, 11, 5, 1, 1)
"""Per cent of a day's Dokumenter from 7 to 19."""
WEEKDAYS = (23, 21, 20, 20, 16)
"""Per cent of a week's Dokumenter, Monday first."""
SIZES = ((12_000, 40), (50_000, 30), (200_000, 20), (700_000, 9), (4_000_000, 1))
"""Bytes of contents, with how many of a hundred have them: mails, letters, scans, scanned files, pictures."""
MEAN_SIZE = sum(size * share for size, share in SIZES) / 100
PER_DOKUMENT: Mapping[str, float] = {
    "put dokument": 1.0,
    "add journalpost": 1.0,
    "search journalpost": 1.0,
    "search sha256": 1.0,
    "search part": 1.0,
    "search titel": 1.0,
    "search sagsnummer": 2.0,
    "read dokument": 2.0,
    "read sag": 1.0,
    "list 20": 1.0,
    "head content": 1.0,
    "fetch content": 0.5,
    "put sag": 0.1,
    "read changes": 0.02,
}
"""Requests for each Dokument: filing looks before it sends and reads back afterwards, people look for Sager and read."""


@dataclass
class Town:
    """What requests refer to; it grows as the week goes on. Used by several threads: each list is only added to."""

    crowd: Crowd
    sager: list[UUID] = field(default_factory=list)
    dokumenter: list[UUID] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    bytes_sent: int = 0

    def recent(self, chance: random.Random, known: Sequence[Any]) -> Any:
        """What was made lately is asked for most."""
        return known[-1 - min(int(chance.expovariate(1 / 200)), len(known) - 1)]


@dataclass
class Caller:
    """One client that carries requests out."""

    client: PlainClient
    town: Town
    chance: random.Random
    feed: int = 0

    def carry_out(self, name: str) -> None:
        """One request of this kind."""
        actions: dict[str, Callable[[], object]] = {
            "put dokument": self._put_dokument,
            "put sag": self._put_sag,
            "add journalpost": self._add_journalpost,
            "search journalpost": lambda: self._get(f"/sag/sag?journalpost={self._dokument()}"),
            "search sha256": lambda: self._get(f"/dokument/dokument?sha256={self.chance.getrandbits(256):064x}"),
            "search part": lambda: self._get(f"/dokument/dokument?parter={self.chance.choice(self.town.crowd.parter)}"),
            "search titel": self._search_titel,
            "search sagsnummer": self._search_sagsnummer,
            "read dokument": lambda: self._get(f"/dokument/dokument/{self._dokument()}"),
            "read sag": lambda: self._get(f"/sag/sag/{self._sag()}"),
            "list 20": self._list,
            "head content": lambda: self.client.request("HEAD", self._content()),
            "fetch content": lambda: self._get(self._content()),
            "read changes": self._read_changes,
        }
        actions[name]()

    def _get(self, path: str) -> bytes:
        return self.client.request("GET", path)

    def _dokument(self) -> UUID:
        found: UUID = self.town.recent(self.chance, self.town.dokumenter)
        return found

    def _sag(self) -> UUID:
        found: UUID = self.town.recent(self.chance, self.town.sager)
        return found

    def _content(self) -> str:
        found: str = self.town.recent(self.chance, self.town.contents)
        return found

    def _put_dokument(self) -> None:
        uuid = uuid4()
        sizes, shares = zip(*SIZES, strict=True)
        content = self.chance.randbytes(self.chance.choices(sizes, shares)[0])
        body = filed(self.town.crowd, self.chance.randrange(10**6), self.chance)
        body["varianter"] = with_content()
        path = f"/dokument/dokument/{uuid}"
        self.client.request("PUT", path, multipart(body, content), "multipart/form-data; boundary=bench-boundary")
        self.town.bytes_sent += len(content)
        self.town.dokumenter.append(uuid)
        if len(self.town.contents) < 50 or self.chance.random() < 0.05:
            self.town.contents.append(_path_of(json.loads(self._get(path))))

    def _put_sag(self) -> None:
        uuid, body = uuid4(), sag()
        names = body["attributter"]["sagegenskaber"][0]
        names["sagsnummer"] = names["brugervendtnoegle"] = _sagsnummer(uuid)
        self.client.request("PUT", f"/sag/sag/{uuid}", json.dumps(body).encode())
        self.town.sager.append(uuid)

    def _add_journalpost(self) -> None:
        change = {"relationer": {"journalpost": [journalpost(self._dokument())]}}
        self.client.request("PATCH", f"/sag/sag/{self._sag()}", json.dumps(change).encode())

    def _search_titel(self) -> None:
        begin = quote(self.chance.choice(self.town.crowd.titles)[:-1] + "%")
        self._get(f"/dokument/dokument?titel={begin}&maximalantalresultater=20")

    def _search_sagsnummer(self) -> None:
        self._get(f"/sag/sag?sagsnummer={_sagsnummer(self._sag())}&maximalantalresultater=20")

    def _list(self) -> None:
        self._get("/dokument/dokument?" + "&".join(f"uuid={self._dokument()}" for _ in range(20)))

    def _read_changes(self) -> None:
        answer = json.loads(self._get(f"/changes?after={self.feed}&limit=200"))
        self.feed = answer["last"]


def _sagsnummer(uuid: UUID) -> str:
    return f"26/{uuid.int % 10**9}"


def with_content() -> list[Json]:
    """The one variant of a Dokument whose content comes as the part `brev`."""
    always = {"from": "2026-01-01T00:00:00+01:00", "to": "infinity"}
    egenskaber = [{"indhold": "field:brev", "mimetype": "application/pdf", "virkning": always}]
    return [
        {
            "varianttekst": "produktion",
            "egenskaber": [{"produktion": True, "virkning": always}],
            "dele": [{"deltekst": "brev", "egenskaber": egenskaber}],
        }
    ]


def _path_of(answer: Json) -> str:
    (objects,) = answer.values()
    (variant,) = objects[0]["registreringer"][0]["varianter"]
    indhold: str = variant["dele"][0]["egenskaber"][0]["indhold"]
    return "/dokument/dokument/" + indhold.removeprefix("store:")


def cpu_seconds(processes: Sequence[int]) -> float:
    """What processes and their children, living and waited for, have used so far."""
    used = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        number, parent = int(stat.parent.name), int(fields[1])
        if number in processes or parent in processes:
            used += int(fields[11]) + int(fields[12])
        if number in processes:
            used += int(fields[13]) + int(fields[14])
    return used / 100
