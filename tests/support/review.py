"""A Dokument under review in a real service, and independent eyes on what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sagsbud.bootstrap import open_house
from sagsbud.domain.ids import AktoerId, DokumentId, new_dokument_id, new_order_id
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import Retning
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewReason, ReviewRequest, ReviewTiming
from sagsbud.domain.suggestions import Band
from sagsbud.domain.verdicts import ReviewDecision, ReviewOrder, ReviewVerb
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.sagdok.mapping import Belonging
from sagsbud.sagdok.reviewing import SagDokumentReview

from tests.support.orders import KLE, make_item, make_order, make_sag
from tests.support.profiles import begun

Json = dict[str, Any]

SUPERVISOR = Aktoer(AktoerId(UUID(int=8)))
COLLEAGUE = Aktoer(AktoerId(UUID(int=11)))
UNIT = Aktoer(AktoerId(UUID(int=9)), AktoerTypeKode.ENHED)
SAG = make_sag(1)
CHANGED_KLE = ReviewField(FieldName.KLE, str(KLE), "02.00.05", Band.LIKELY, 0.61, "Byggesager", "Rådighed")
ALL_TIME = {"virkningfra": "-infinity", "virkningtil": "infinity"}


def asked(timing: ReviewTiming = ReviewTiming.AFTER, to: Aktoer = SUPERVISOR) -> ReviewRequest:
    """For the supervisor to look at, since the subject was changed."""
    return ReviewRequest(to, timing, (ReviewReason.CHANGED_CLASS,), (CHANGED_KLE,))


@dataclass
class ReviewWorld:
    """A service with a Sag, as our program sees it and as any other client does."""

    client: SagDokumentClient
    outside: httpx.Client
    filing: SagDokumentFiling
    review: SagDokumentReview

    @classmethod
    def over(cls, client: SagDokumentClient, outside: httpx.Client) -> "ReviewWorld":
        """On a service that has the Klasse and the Sag."""
        filing = SagDokumentFiling(client, Belonging(unit=str(UNIT.id)))
        return cls(client, outside, filing, SagDokumentReview(client, filing))

    def file(
        self,
        request: ReviewRequest | None = None,
        *,
        bilag: int = 0,
        retning: Retning = Retning.IND,
        since: timedelta = timedelta(minutes=5),
        titel: str = "Nabobemærkninger",
        name: str = "brev.txt",
        content: bytes = b"Kaere kommune",
    ) -> FilingOrder:
        """What the clerk's delivery does: the Dokumenter, and the journalposter where review comes after."""
        item = make_item(content, name)
        order = make_order(item, sag=SAG, bilag=bilag, titel=titel, decided_at=datetime.now(UTC) - since)
        received = order.decided_at - timedelta(hours=2)
        order = replace(
            order,
            main=replace(order.main, retning=retning, received_at=received),
            bilag=tuple(replace(draft, received_at=received) for draft in order.bilag),
            review=request or asked(),
        )
        klasse = self.filing.klasse(KLE)
        assert klasse
        for draft in (*order.bilag, order.main):
            belonging = [part.dokument for part in order.bilag] if draft is order.main else []
            self.filing.put_dokument(draft, BytesIO(content), klasse=klasse, bilag=belonging, order=order)
        if order.review and order.review.timing is ReviewTiming.AFTER:
            for draft in order.drafts:
                self.filing.add_journalpost(draft, order)
        return order

    def seen(self, dokument: DokumentId) -> ReviewDokument:
        """As our program reads it."""
        found = self.review.dokument(dokument)
        assert found
        return found

    def order(self, dokument: DokumentId, verb: ReviewVerb, by: Aktoer = SUPERVISOR, **said: Any) -> ReviewOrder:
        """A decision about the Dokument as it is now."""
        made = new_dokument_id() if said.get("comment") else None
        decision = ReviewDecision(dokument, verb, self.seen(dokument).version, **said)
        return ReviewOrder(new_order_id(), decision, by, datetime.now(UTC), made)

    # -- independent eyes ---------------------------------------------------------------------------------

    def registreringer(self, dokument: UUID) -> list[Json]:
        """All that was ever registered, newest first, as any client reads it."""
        times: Mapping[str, str] = {**ALL_TIME, "registreretfra": "-infinity"}
        (objects,) = self.outside.get(f"/dokument/dokument/{dokument}", params=times).raise_for_status().json().values()
        found: list[Json] = objects[0]["registreringer"]
        return found

    def states(self, dokument: UUID) -> list[tuple[str, str]]:
        """Each state with who said it, oldest first."""
        periods = self.registreringer(dokument)[0]["tilstande"]["dokumentfremdrift"]
        ordered = sorted(periods, key=lambda period: str(period["virkning"]["from"]))
        return [(period["fremdrift"], period["virkning"]["aktoerref"]) for period in ordered]

    def now(self, dokument: UUID) -> Json:
        """The relations that hold now, each as its targets."""
        (objects,) = self.outside.get(f"/dokument/dokument/{dokument}").raise_for_status().json().values()
        relations = objects[0]["registreringer"][0].get("relationer", {})
        return {name: [entry.get("uuid") for entry in entries] for name, entries in relations.items()}

    def note(self, dokument: UUID) -> str:
        """The note of the state that holds now."""
        (objects,) = self.outside.get(f"/dokument/dokument/{dokument}").raise_for_status().json().values()
        (period,) = objects[0]["registreringer"][0]["tilstande"]["dokumentfremdrift"]
        return str(period["virkning"].get("notetekst", ""))

    def posts(self, dokument: UUID) -> list[tuple[str, str]]:
        """The Sager whose journal has it, with the role."""
        found = []
        sager = self.outside.get("/sag/sag", params={"journalpost": str(dokument)}).raise_for_status().json()
        for sag in sager["results"][0]:
            (objects,) = self.outside.get(f"/sag/sag/{sag}").raise_for_status().json().values()
            for post in objects[0]["registreringer"][0]["relationer"]["journalpost"]:
                if post["uuid"] == str(dokument):
                    found.append((sag, post["reltypespec"]))
        return found

    def queue(self, holder: Aktoer = SUPERVISOR) -> list[str]:
        """What any client finds waiting for this person."""
        terms = {"fremdrift": "Underreview", f"fordelttil:{holder.type.value}": str(holder.id)}
        found: list[str] = self.outside.get("/dokument/dokument", params=terms).raise_for_status().json()["results"][0]
        return found

    def patch(self, dokument: UUID, body: Json) -> None:
        """What another program writes, with nothing of ours."""
        whole = {"note": "af andet program", "varianter": None, **body}
        self.outside.patch(f"/dokument/dokument/{dokument}", json=whole).raise_for_status()


def belong_to_supervisor(folder: Path, url: str) -> None:
    """Make the demo profile in the folder the supervisor's, in the unit."""
    begun(folder / "demo")
    with open_house("demo", folder, url) as first:
        for key, value in {"user": str(SUPERVISOR.id), "unit": str(UNIT.id), "reviewers": [str(SUPERVISOR.id)]}.items():
            first.preferences.change(key, value)


def since_now(by: Aktoer, note: str = "") -> Json:
    """A period from now on, said by somebody."""
    start = datetime.now(UTC).isoformat()
    virkning = {"from": start, "to": "infinity", "aktoerref": str(by.id), "aktoertypekode": "Bruger"}
    return virkning | ({"notetekst": note} if note else {})
