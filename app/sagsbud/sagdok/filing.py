"""What filing needs of a Sag/Dokument service, over the client: the domain's FilingService."""

import io
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO
from uuid import UUID

from sagsbud.domain.errors import NotThere, Refused, ServiceError, Trouble
from sagsbud.domain.ids import Digest, DokumentId, KlasseId, SagId
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder, SagDraft
from sagsbud.domain.sagsobjekter import DokumentProof, FiledDokument, SagFremdrift, SagRef
from sagsbud.sagdok.client import ALL_TIME, SagDokumentClient
from sagsbud.sagdok.downloading import PieceStream
from sagsbud.sagdok.mapping import (
    CONTENT_PART,
    NOBODYS,
    Belonging,
    Json,
    adopted_body,
    dokument_body,
    emptied_journalpost_body,
    filed_dokument,
    journalpost_body,
    nyrevision_body,
    sag_ref,
    targets,
)
from sagsbud.sagdok.models import parse_moment
from sagsbud.sagdok.sagmapping import filed_note, note_body, note_urn, sag_body

log = logging.getLogger(__name__)

_OPEN = tuple(state for state in SagFremdrift if state is not SagFremdrift.AFSLUTTET)


class SagDokumentFiling:
    """Files through a SagDokumentClient. Safe to use from several threads."""

    def __init__(self, client: SagDokumentClient, belonging: Belonging = NOBODYS) -> None:
        self._client = client
        self._belonging = belonging
        self._lock = threading.Lock()
        self._klasser: dict[KleNummer | Handlingsfacet, KlasseId] = {}
        self._numbers: dict[UUID, KleNummer] = {}
        self._facets: dict[UUID, Handlingsfacet] = {}

    def probe(self) -> None:
        """One cheap search that needs a working login."""
        self._client.search("sag", "sag", brugervendtnoegle="-", maximalantalresultater="1")

    def klasse(self, kle: KleNummer | Handlingsfacet) -> KlasseId | None:
        """The Klasse of a KLE number or facet; what was found once is remembered."""
        with self._lock:
            known = self._klasser.get(kle)
        if known:
            return known
        found = self._client.search("klassifikation", "klasse", brugervendtnoegle=str(kle))
        if not found:
            return None
        klasse = KlasseId(found[0])
        with self._lock:
            self._klasser[kle] = klasse
            self._remember(klasse, str(kle))
        return klasse

    def dokument(self, dokument: DokumentId) -> FiledDokument | None:
        """What the service holds under our uuid."""
        registration = self._client.newest("dokument", "dokument", dokument)
        return filed_dokument(dokument, registration) if registration else None

    def absent(self, dokumenter: Sequence[DokumentId]) -> set[DokumentId]:
        """Those of the Dokumenter that the service never had, asked for many at a time."""
        found = {UUID(one["id"]) for one in self._client.objects("dokument", "dokument", dokumenter)}
        return {dokument for dokument in dokumenter if dokument not in found}

    def put_dokument(
        self,
        draft: DokumentDraft,
        content: IO[bytes],
        *,
        klasse: KlasseId,
        bilag: Sequence[DokumentId],
        order: FilingOrder,
    ) -> None:
        """Make the Dokument; only after `dokument` answered None."""
        body = dokument_body(draft, order, klasse, bilag, self._belonging)
        self._client.put("dokument", "dokument", draft.dokument, body, {CONTENT_PART: content})

    def adopt_dokument(
        self,
        draft: DokumentDraft,
        seen: FiledDokument,
        *,
        klasse: KlasseId,
        bilag: Sequence[DokumentId],
        order: FilingOrder,
    ) -> None:
        """The PATCH of a Dokument that was handed over. Raises Conflict for another version than was `seen`."""
        body = adopted_body(draft, order, klasse, bilag, self._belonging)
        self._client.patch("dokument", "dokument", draft.dokument, body, expected=parse_moment(seen.fratidspunkt))

    def content_digest(self, filed: FiledDokument) -> Digest:
        """The sha256 of the content as it is kept. Raises NotThere when the Dokument has none.

        A service that says by its capabilities that it tags what it keeps with the sha256 is asked for the tag; of any
        other the bytes are read.
        """
        if filed.content_url is None:
            raise NotThere(Trouble.CONTENT_DIFFERS, state="unknown")
        tag = self._client.content_tag(filed.content_url) if self._client.capabilities.sha256_tags else None
        return Digest(tag or self._client.content_digest(filed.content_url))

    def proofs(self, dokumenter: Sequence[DokumentId]) -> Mapping[DokumentId, DokumentProof]:
        """What proves their filing, of a service that tells of many at once."""
        return self._client.proofs(dokumenter) if dokumenter and self._client.capabilities.proofs else {}

    @contextmanager
    def content(self, filed: FiledDokument) -> Iterator[IO[bytes]]:
        """The bytes of the content as a stream. Raises NotThere when the Dokument has none."""
        if filed.content_url is None:
            raise NotThere(Trouble.CONTENT_MISSING, state="unknown")
        with self._client.content(filed.content_url) as pieces:
            yield io.BufferedReader(PieceStream(pieces))

    def sag(self, sag: SagId) -> SagRef | None:
        """The Sag as it is now. Raises NotThere also for one that was taken out of use: nothing can be filed on it."""
        registration = self._client.newest("sag", "sag", sag)
        if registration and registration.get("livscykluskode") == "Passiveret":
            raise NotThere(Trouble.SAG_GONE, state="passive")
        return self._ref(sag, registration) if registration else None

    def put_sag(self, sag: SagDraft, order: FilingOrder) -> None:
        """Make the Sag; only after `sag` answered None and no other has its number. Raises Refused for its subject."""
        klasse = self.klasse(sag.kle)
        if klasse is None:
            raise Refused(Trouble.KLASSE_UNKNOWN_IN_SERVICE, kle=str(sag.kle))
        handling = self.klasse(sag.facet) if sag.facet else None
        self._client.put("sag", "sag", sag.id, sag_body(sag, order, klasse, handling, self._belonging))

    def note(self, sag: SagId, dokument: DokumentId) -> FiledDokument | None:
        """The journalnotat under our uuid on the Sag, its digest that of its text; None when it is not there."""
        if sag not in self._client.search("sag", "sag", journalpost=note_urn(dokument), **ALL_TIME):
            return None
        registration = self._client.newest("sag", "sag", sag)
        return filed_note(sag, dokument, registration) if registration else None

    def add_note(self, draft: DokumentDraft, text: str, order: FilingOrder) -> None:
        """Append a journalnotat; only after `note` answered None."""
        self._client.patch("sag", "sag", order.sag.id, note_body(draft, text, order))

    def has_journalpost(self, sag: SagId, dokument: DokumentId) -> bool:
        """Whether the Sag's journal points at the Dokument, now or (by a clock that is ahead of ours) soon."""
        return sag in self._client.search("sag", "sag", journalpost=str(dokument), **ALL_TIME)

    def add_journalpost(self, draft: DokumentDraft, order: FilingOrder) -> None:
        """Append the journalpost; only after `has_journalpost` said no."""
        self._client.patch("sag", "sag", order.sag.id, journalpost_body(draft, order))

    def single_journalpost(self, sag: SagId, dokument: DokumentId) -> int:
        """Empty journalposter that repeat an earlier one of the Dokument word for word; how many there were."""
        registration = self._client.newest("sag", "sag", sag) or {}
        posts = registration.get("relationer", {}).get("journalpost", [])
        ours = sorted(
            (post for post in posts if post.get("uuid") == str(dokument)), key=lambda post: int(post["indeks"])
        )
        seen: list[Json] = []
        repeated = 0
        for post in ours:
            bare = {name: value for name, value in post.items() if name != "indeks"}
            if bare in seen:
                self._client.patch("sag", "sag", sag, emptied_journalpost_body(post))
                repeated += 1
            seen.append(bare)
        return repeated

    def is_journalised(self, dokument: DokumentId) -> bool:
        """Whether any Sag's journal points at the Dokument."""
        return bool(self._client.search("sag", "sag", journalpost=str(dokument), **ALL_TIME))

    def passivate(self, dokument: DokumentId, version: str = "") -> None:
        """Take a Dokument out of use; only after `is_journalised` said no. Raises Conflict for another version."""
        self._client.passivate("dokument", "dokument", dokument, expected=parse_moment(version) if version else None)

    def set_nyrevision(
        self, dokument: DokumentId, successor: DokumentId, order: FilingOrder, version: str = ""
    ) -> None:
        """Say of a Dokument which one is the newer. Raises Conflict for another version."""
        expected = parse_moment(version) if version else None
        self._client.patch("dokument", "dokument", dokument, nyrevision_body(successor, order), expected=expected)

    def find_dokumenter_by_digest(self, digest: Digest) -> list[DokumentId]:
        """Dokumenter that hold these bytes, or with a service that cannot tell, whose record names them."""
        if self._client.capabilities.sha256_search:
            found = self._client.search("dokument", "dokument", sha256=digest)
        else:
            found = self._client.search("dokument", "dokument", integrationsdata=f"%{digest}%")
        return [DokumentId(uuid) for uuid in found]

    def sager(self, sagsnummer: str | None = None, limit: int = 1000) -> list[SagRef]:
        """Open Sager, or all with this number."""
        if sagsnummer is not None:
            uuids = self._client.search("sag", "sag", sagsnummer=sagsnummer.replace("%", ""))
        else:
            uuids = [
                uuid
                for state in _OPEN
                for uuid in self._client.search("sag", "sag", fremdrift=state.value, maximalantalresultater=str(limit))
            ][:limit]
        objects = self._client.objects("sag", "sag", uuids)
        registrations = {UUID(found["id"]): found["registreringer"][0] for found in objects}
        self._learn_klasser(registrations.values())
        return [self._ref(SagId(uuid), registration) for uuid, registration in registrations.items()]

    def _ref(self, sag: SagId, registration: dict[str, object]) -> SagRef:
        self._learn_klasser([registration])
        return sag_ref(sag, registration, self._numbers, self._facets)

    def _learn_klasser(self, registrations: Iterable[dict[str, object]]) -> None:
        """Look up the KLE numbers behind uuids not met before, all at once."""
        wanted: set[UUID] = set()
        for registration in registrations:
            relations = registration.get("relationer", {})
            assert isinstance(relations, dict)
            wanted.update(targets(relations, "primaerklasse"), targets(relations, "handlingsklasse"))
        wanted -= self._numbers.keys() | self._facets.keys()
        if not wanted:
            return
        try:
            klasser = self._client.objects("klassifikation", "klasse", sorted(wanted))
        except ServiceError as error:
            log.info("the subjects of Sager were not read: %s", error.trouble.value)
            return
        with self._lock:
            for klasse in klasser:
                periods = klasse["registreringer"][0].get("attributter", {}).get("klasseegenskaber", [])
                for key in {period.get("brugervendtnoegle", "") for period in periods}:
                    self._remember(UUID(klasse["id"]), key)

    def _remember(self, klasse: UUID, key: str) -> None:
        try:
            self._numbers[klasse] = KleNummer(key)
        except ValueError:
            try:
                self._facets[klasse] = Handlingsfacet(key)
            except ValueError:
                return  # a Klasse of another plan
