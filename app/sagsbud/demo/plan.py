"""What the demo consists of, as `resources/demo/demo.json` says it, and when its documents came."""

from datetime import datetime, time, timedelta
from pathlib import Path

import msgspec

from sagsbud.decoding import json_decoder
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.parties import Part, PartArt
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef
from sagsbud.sagdok.setup import sag_id

TODAY_SPAN = timedelta(hours=4)
"""Early in the morning the minutes since arrival shrink, so that what came today did not come yesterday."""


class DemoPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party of a case."""

    navn: str
    urn: str
    art: PartArt = PartArt.PERSON


class DemoSag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case in the service."""

    sagsnummer: str
    titel: str
    kle: str
    facet: str
    fremdrift: SagFremdrift
    parter: tuple[DemoPart, ...] = ()

    @property
    def ref(self) -> SagRef:
        """The case in the domain's words."""
        parter = tuple(Part(part.navn, part.urn, part.art) for part in self.parter)
        kle, facet = KleNummer(self.kle), Handlingsfacet(self.facet)
        return SagRef(sag_id(self.sagsnummer), self.sagsnummer, self.titel, self.fremdrift, kle, facet, parter)


class DemoDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the folder, under the name and from the source people would know it by.

    It came `minutes` ago, or so many working days before today at a clock time (`09.14`). With `sag` it was filed
    there before the demo begins.
    """

    file: str
    name: str
    source: str
    minutes: int = 0
    days: int = 0
    at: str = ""
    sag: str = ""

    def arrived(self, now: datetime) -> datetime:
        """When it came, aware, for somebody who looks at the list at `now` (aware, in local time)."""
        if not self.days:
            midnight = datetime.combine(now.date(), time(), now.tzinfo)
            share = min(1.0, (now - midnight) / TODAY_SPAN)
            return now - timedelta(minutes=self.minutes) * share
        hour, minute = self.at.split(".")
        day = now.date()
        for _ in range(self.days):
            day -= timedelta(days=3 if day.weekday() == 0 else 2 if day.weekday() == 6 else 1)
        return datetime.combine(day, time(int(hour), int(minute)), now.tzinfo)


class DemoPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole demo."""

    authority: str
    unit: str
    people: tuple[str, ...]
    """The unit's caseworkers; the first is whoever sits at this machine."""
    own_domains: tuple[str, ...]
    sources: tuple[str, ...]
    sager: tuple[DemoSag, ...]
    filed: tuple[DemoDocument, ...]
    inbox: tuple[DemoDocument, ...]


def load_plan(folder: Path) -> DemoPlan:
    """The plan in the folder of the demo's files."""
    return json_decoder(DemoPlan).decode((folder / "demo.json").read_bytes())
