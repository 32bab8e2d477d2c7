"""Handing over and receiving on the wire: the domain's HandingService over the client.

A document that is handed over is a received Dokument without a Sag: Modtaget since its receipt, Fordelt since it was
handed over, `fordelttil` the colleague. Any client of the standard finds it in the colleague's tray.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, Any

from sagsbud.domain.errors import Conflict, NotThere, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.handing import HandOver
from sagsbud.domain.ids import AktoerId, Digest, DokumentId, SagId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import DokumentFremdrift, FiledDokument, SagRef
from sagsbud.sagdok.client import SagDokumentClient
from sagsbud.sagdok.gennemsyn import aktoer_entry, note_text, period
from sagsbud.sagdok.mapping import (
    CONTENT_PART,
    NOBODYS,
    Belonging,
    attributes_of,
    parties_of,
    variant_of,
    virkning,
)
from sagsbud.sagdok.models import parse_moment
from sagsbud.sagdok.reviewing import SagDokumentReview

Json = dict[str, Any]

DOKUMENT = ("dokument", "dokument")
TAKEN_BACK = "Taget tilbage"
_INSTANT = timedelta(microseconds=1)


class SagDokumentHanding:
    """Hands over through a SagDokumentClient. Safe to use from several threads."""

    def __init__(
        self,
        client: SagDokumentClient,
        filing: FilingService,
        review: SagDokumentReview,
        belonging: Belonging = NOBODYS,
    ) -> None:
        self._client = client
        self._filing = filing
        self._review = review
        self._belonging = belonging

    # -- reading ------------------------------------------------------------------------------------------

    def tray(self, holder: Aktoer) -> list[DokumentId]:
        """Fordelt to this person."""
        terms = {"fremdrift": DokumentFremdrift.FORDELT.value, f"fordelttil:{holder.type.value}": str(holder.id)}
        return [DokumentId(uuid) for uuid in self._client.search(*DOKUMENT, **terms)]

    def dokument(self, dokument: DokumentId) -> ReviewDokument | None:
        """As it is now, or None."""
        return next(iter(self._review.dokumenter([dokument])), None)

    def dokumenter(self, wanted: Sequence[DokumentId]) -> list[ReviewDokument]:
        """Those that exist and are not deleted."""
        return self._review.dokumenter(wanted)

    def sager(self, wanted: Collection[SagId]) -> Mapping[SagId, SagRef]:
        """By number and title."""
        return self._review.sager(wanted)

    def names(self, wanted: Collection[AktoerId]) -> Mapping[AktoerId, Aktoer]:
        """People the Organisation knows."""
        return self._review.names(wanted)

    def people(self) -> list[Aktoer]:
        """Everybody the Organisation has."""
        return self._review.people()

    def claimed_digest(self, dokument: DokumentId) -> Digest | None:
        """What its record says."""
        filed = self._filing.dokument(dokument)
        return filed.digest if filed else None

    def content_digest(self, seen: ReviewDokument) -> Digest:
        """Of the content as it is kept."""
        return self._filing.content_digest(self._filed(seen.id))

    @contextmanager
    def content(self, seen: ReviewDokument) -> Iterator[IO[bytes]]:
        """The bytes of the content."""
        with self._filing.content(self._filed(seen.id)) as content:
            yield content

    # -- writing ------------------------------------------------------------------------------------------

    def put(self, order: HandOver, content: IO[bytes]) -> None:
        """Make the Dokument; only after `dokument` answered None."""
        body = handed_body(order, self._belonging)
        self._client.put(*DOKUMENT, order.draft.dokument, body, {CONTENT_PART: content})

    def pass_on(self, order: HandOver, seen: ReviewDokument) -> None:
        """To the next colleague."""
        self._give(seen, order.to, order.decided_by, order.decided_at, order.note)

    def take_back(self, order: HandOver, seen: ReviewDokument, at: datetime) -> None:
        """To who passed it on, never earlier than that was said."""
        self._give(seen, order.decided_by, order.decided_by, max(at, order.decided_at + _INSTANT), TAKEN_BACK)

    def take_out(self, seen: ReviewDokument) -> None:
        """Out of use."""
        self._client.passivate(*DOKUMENT, seen.id, TAKEN_BACK, expected=parse_moment(seen.version))

    # -- helpers ------------------------------------------------------------------------------------------

    def _give(self, seen: ReviewDokument, to: Aktoer, by: Aktoer, at: datetime, note: str) -> None:
        said = period(at, by, note_text(note))
        body = {
            "note": "Fordelt",
            "tilstande": {"dokumentfremdrift": [{"fremdrift": DokumentFremdrift.FORDELT.value, "virkning": said}]},
            "relationer": {"fordelttil": [aktoer_entry(to, said)]},
        }
        if not self._client.patch(*DOKUMENT, seen.id, body, expected=parse_moment(seen.version)):
            raise Conflict(Trouble.DOKUMENT_CHANGED)

    def _filed(self, dokument: DokumentId) -> FiledDokument:
        filed = self._filing.dokument(dokument)
        if filed is None:
            raise NotThere(Trouble.DOKUMENT_GONE, state="unknown")
        return filed


def handed_body(order: HandOver, belonging: Belonging = NOBODYS) -> Json:
    """The whole Dokument as it is PUT. All times come from the hand-over, so that a repeat is the same to the letter."""
    draft, by, at = order.draft, order.decided_by, order.decided_at
    since = virkning(at, order)
    given = period(at, by, note_text(order.note))
    received = period(min(draft.received_at, at - _INSTANT), by, end=at)
    return {
        "note": "Fordelt",
        "attributter": {"dokumentegenskaber": [attributes_of(draft, {}, since)]},
        "tilstande": {
            "dokumentfremdrift": [
                {"fremdrift": DokumentFremdrift.MODTAGET.value, "virkning": received},
                {"fremdrift": DokumentFremdrift.FORDELT.value, "virkning": given},
            ]
        },
        "relationer": {
            "primaerbehandler": [aktoer_entry(by, since)],
            "fordelttil": [aktoer_entry(order.to, given)],
            **belonging.relations(since),
            **parties_of(draft, since),
        },
        "varianter": [variant_of(draft, since)],
    }
