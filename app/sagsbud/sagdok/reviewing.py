"""What review needs of a Sag/Dokument service, over the client: the domain's ReviewService.

Only searches and reads any client of the standard can make. A change is made for the version that was read: with a
service that locks, by If-Match; with the reference, by a look just before.
"""

import logging
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from sagsbud.domain.clienthealth import ClientHealth
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import Conflict, NotThere, Refused, ServiceError, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import AktoerId, DokumentId, KlasseId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import DokumentFremdrift, SagFremdrift, SagRef
from sagsbud.domain.secondlook import FieldName
from sagsbud.domain.verdicts import ReviewOrder, ReviewVerb
from sagsbud.sagdok.client import ALL_TIME, SagDokumentClient
from sagsbud.sagdok.clientreports import put_report, read_reports
from sagsbud.sagdok.edited import edit_of
from sagsbud.sagdok.mapping import sag_ref
from sagsbud.sagdok.models import parse_moment
from sagsbud.sagdok.seen import holding, seen_dokument
from sagsbud.sagdok.verdicts import change_body, comment_body, companion_body, post_body, reason_note

log = logging.getLogger(__name__)

Json = dict[str, Any]

DOKUMENT = ("dokument", "dokument")
_NAMED = (("bruger", "brugernavn", AktoerTypeKode.BRUGER), ("organisationenhed", "enhedsnavn", AktoerTypeKode.ENHED))


class SagDokumentReview:
    """Reviews through a SagDokumentClient. Safe to use from several threads."""

    def __init__(self, client: SagDokumentClient, filing: FilingService) -> None:
        self._client = client
        self._filing = filing
        self._lock = threading.Lock()
        self._numbers: dict[UUID, KleNummer] = {}
        self._asked_about: set[UUID] = set()
        self._sager: dict[SagId, SagRef] = {}
        self._names: dict[AktoerId, Aktoer | None] = {}

    # -- searching ----------------------------------------------------------------------------------------

    def waiting(self, holder: Aktoer) -> list[DokumentId]:
        """Underreview and given to this person or unit."""
        return self._search(DokumentFremdrift.UNDERREVIEW, {f"fordelttil:{holder.type.value}": str(holder.id)})

    def waiting_of_unit(self, unit: AktoerId) -> list[DokumentId]:
        """Underreview in the unit, whoever has it."""
        return self._search(DokumentFremdrift.UNDERREVIEW, {"ansvarlig": str(unit)})

    def returned(self, holder: Aktoer) -> list[DokumentId]:
        """Given back to this person, to be mended."""
        term = {f"fordelttil:{holder.type.value}": str(holder.id)}
        states = (DokumentFremdrift.FORDELT, DokumentFremdrift.UNDERUDARBEJDELSE)
        return [dokument for state in states for dokument in self._search(state, term)]

    def of_day(self, unit: AktoerId | None, brevdato: date) -> list[DokumentId]:
        """Of the unit, with this date."""
        terms = {"brevdato": brevdato.isoformat()} | ({"ansvarlig": str(unit)} if unit else {})
        return [DokumentId(uuid) for uuid in self._client.search(*DOKUMENT, **terms)]

    def _search(self, state: DokumentFremdrift, terms: Mapping[str, str]) -> list[DokumentId]:
        return [DokumentId(uuid) for uuid in self._client.search(*DOKUMENT, fremdrift=state.value, **terms)]

    # -- reading ------------------------------------------------------------------------------------------

    def dokumenter(self, wanted: Sequence[DokumentId]) -> list[ReviewDokument]:
        """Those that exist and are not deleted."""
        objects = self._client.objects(*DOKUMENT, wanted, **ALL_TIME)
        alive = [found for found in objects if found["registreringer"][0].get("livscykluskode") != "Slettet"]
        self._learn_klasser(found["registreringer"][0] for found in alive)
        return [self._seen(DokumentId(UUID(found["id"])), found["registreringer"]) for found in alive]

    def dokument(self, dokument: DokumentId) -> ReviewDokument | None:
        """With its history, so that it is known who registered it, and what was changed after an approval."""
        try:
            found = self._client.read(*DOKUMENT, dokument, registreretfra="-infinity", **ALL_TIME)
        except NotThere:
            return None
        registreringer = found["registreringer"]
        if registreringer[0].get("livscykluskode") == "Slettet":
            return None
        self._learn_klasser(registreringer)
        seen = self._seen(dokument, registreringer)
        return replace(seen, edited=edit_of(registreringer, self._numbers))

    def sag(self, sag: SagId) -> SagRef | None:
        """As it is now."""
        return self._filing.sag(sag)

    def sager(self, wanted: Collection[SagId]) -> dict[SagId, SagRef]:
        """By number and title; what was found once is remembered."""
        with self._lock:
            missing = [sag for sag in wanted if sag not in self._sager]
        for one in self._client.objects("sag", "sag", missing):
            found = sag_ref(SagId(UUID(one["id"])), one["registreringer"][0], {}, {})
            with self._lock:
                self._sager[found.id] = found
        with self._lock:
            return {sag: self._sager[sag] for sag in wanted if sag in self._sager}

    def is_closed(self, sag: SagId) -> bool:
        """Afsluttet now."""
        return bool(self._client.search("sag", "sag", uuid=str(sag), fremdrift=SagFremdrift.AFSLUTTET.value))

    def standing_on(self, dokument: DokumentId) -> list[SagId]:
        """By search in the journals, now or (by a clock that is ahead of ours) soon."""
        return [SagId(uuid) for uuid in self._client.search("sag", "sag", journalpost=str(dokument), **ALL_TIME)]

    def content(self, seen: ReviewDokument) -> bytes:
        """The first file. Raises NotThere when it has none."""
        if seen.content_url is None:
            raise NotThere(Trouble.REFUSED, state="unknown")
        with self._client.content(seen.content_url) as chunks:
            return b"".join(chunks)

    # -- names --------------------------------------------------------------------------------------------

    def names(self, wanted: Collection[AktoerId]) -> Mapping[AktoerId, Aktoer]:
        """From the service's Organisation; without one nobody has a name."""
        with self._lock:
            missing = [one for one in wanted if one not in self._names]
        if missing:
            met = {one.id: one for kind in _NAMED for one in self._ask_names(kind, missing)}
            with self._lock:
                self._names |= {one: met.get(one) for one in missing}
        with self._lock:
            return {one: named for one in wanted if (named := self._names.get(one))}

    def people(self, limit: int = 500) -> list[Aktoer]:
        """Everybody the Organisation has, up to so many of each kind."""
        found: list[Aktoer] = []
        for kind in _NAMED:
            try:
                uuids = self._client.search(
                    "organisation", kind[0], brugervendtnoegle="%", maximalantalresultater=str(limit)
                )
            except ServiceError as error:
                log.info("people were not looked up: %s", error.trouble.value)
                continue
            found += self._ask_names(kind, [AktoerId(uuid) for uuid in uuids])
        return found

    def _ask_names(self, kind: tuple[str, str, AktoerTypeKode], wanted: Sequence[AktoerId]) -> list[Aktoer]:
        name, field, code = kind
        try:
            objects = self._client.objects("organisation", name, wanted)
        except ServiceError as error:
            log.info("names were not looked up: %s", error.trouble.value)
            return []
        found = []
        for one in objects:
            attributes = holding(one["registreringer"][0].get("attributter", {}).get(f"{name}egenskaber", []))
            called = attributes.get(field) or attributes.get("brugervendtnoegle", "")
            found.append(Aktoer(AktoerId(UUID(one["id"])), code, mask_cpr(called)))
        return found

    # -- writing ------------------------------------------------------------------------------------------

    def add_journalpost(self, seen: ReviewDokument, sag: SagId, order: ReviewOrder) -> None:
        """Only after `standing_on` said that it is not there."""
        self._client.patch("sag", "sag", sag, post_body(seen, order, seen.titel))

    def change(self, seen: ReviewDokument, order: ReviewOrder, *, sag: SagId | None = None) -> None:
        """The order's own PATCH, for the version that was seen."""
        registration = self._as_seen(seen)
        klasse = self._klasse(order)
        body = change_body(registration, seen, order, sag, klasse)
        self._client.patch(*DOKUMENT, seen.id, body, expected=parse_moment(seen.version))

    def change_companion(
        self, companion: ReviewDokument, main: ReviewDokument, order: ReviewOrder, *, sag: SagId | None = None
    ) -> None:
        """The same state for what is reviewed together with it."""
        registration = self._as_seen(companion)
        body = companion_body(registration, companion, main, order, sag)
        self._client.patch(*DOKUMENT, companion.id, body, expected=parse_moment(companion.version))

    def passivate(self, seen: ReviewDokument, order: ReviewOrder) -> None:
        """Out of use; the reason is the registrering's note."""
        note = reason_note(order) or "Skal ikke journaliseres"
        self._client.passivate(*DOKUMENT, seen.id, note, expected=parse_moment(seen.version))

    def put_comment(self, seen: ReviewDokument, order: ReviewOrder) -> None:
        """Under the order's own uuid, so that sending it again is no second one."""
        if order.made is None or self._client.newest(*DOKUMENT, order.made) is not None:
            return
        content = BytesIO(mask_cpr(order.decision.comment).encode())
        body = comment_body(self._client.newest(*DOKUMENT, seen.id) or {}, order)
        self._client.put(*DOKUMENT, order.made, body, {"indhold": content})

    # -- the unit's queues --------------------------------------------------------------------------------

    def report(self, client: AktoerId, unit: AktoerId | None, health: ClientHealth) -> None:
        """Keep what this program says of its queue."""
        put_report(self._client, client, unit, health)

    def reports(self, unit: AktoerId | None) -> list[ClientHealth]:
        """What the unit's programs said last."""
        return read_reports(self._client, unit)

    # -- helpers ------------------------------------------------------------------------------------------

    def _as_seen(self, seen: ReviewDokument) -> Json:
        """Its newest registrering. Raises Conflict when it is no longer the version that was seen."""
        registration = self._client.newest(*DOKUMENT, seen.id)
        stamp = (registration or {}).get("fratidspunkt", {}).get("tidsstempeldatotid", "")
        if registration is None or stamp != seen.version:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        return registration

    def _klasse(self, order: ReviewOrder) -> KlasseId | None:
        chosen = dict(order.decision.changes).get(FieldName.KLE) if order.decision.verb is ReviewVerb.ASK else None
        if chosen is None:
            return None
        klasse = self._filing.klasse(KleNummer(chosen))
        if klasse is None:
            raise Refused(Trouble.KLASSE_UNKNOWN_IN_SERVICE, kle=chosen)
        return klasse

    def _seen(self, dokument: DokumentId, registreringer: list[Json]) -> ReviewDokument:
        return seen_dokument(dokument, registreringer, self._numbers)

    def _learn_klasser(self, registrations: Iterable[Json]) -> None:
        """Look up the KLE numbers behind uuids not met before, all at once."""
        entries = [entry for one in registrations for entry in one.get("relationer", {}).get("primaerklasse", [])]
        with self._lock:
            wanted = sorted({UUID(entry["uuid"]) for entry in entries if entry.get("uuid")} - self._asked_about)
        if not wanted:
            return
        try:
            klasser = self._client.objects("klassifikation", "klasse", wanted)
        except ServiceError as error:
            log.info("subjects were not looked up: %s", error.trouble.value)
            return
        with self._lock:
            self._asked_about.update(wanted)
            for klasse in klasser:
                attributes = holding(klasse["registreringer"][0].get("attributter", {}).get("klasseegenskaber", []))
                number = _number(attributes.get("brugervendtnoegle", ""))
                if number:
                    self._numbers[UUID(klasse["id"])] = number


def _number(key: str) -> KleNummer | None:
    try:
        return KleNummer(key)
    except ValueError:
        return None  # a facet, or a Klasse of another plan
