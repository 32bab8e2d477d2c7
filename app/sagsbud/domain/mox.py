"""What is told to other systems and what is heard from them: MOX messages as the rooms pass them on (STANDARDS 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID, uuid5

from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, ItemId, SagId
from sagsbud.domain.orders import FilingOrder, Problem
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Dokumenttype, Journalpostkode
from sagsbud.domain.verdicts import ReviewOrder, ReviewVerb

Json = dict[str, Any]


class Objekttype(StrEnum):
    """The objects that messages are about."""

    SAG = "sag"
    DOKUMENT = "dokument"


class Livscyklus(StrEnum):
    """The technical state of a registrering, as it stands in a message."""

    OPSTAAET = "Opstaaet"
    IMPORTERET = "Importeret"
    RETTET = "Rettet"
    PASSIVERET = "Passiveret"
    SLETTET = "Slettet"


class Told(StrEnum):
    """What an announcement says."""

    CREATED = "created"
    UPLOADED = "uploaded"
    FILED = "filed"
    STATE = "state"
    FAILED = "failed"


@frozen
class Announcement:
    """One thing others are to hear of. Ids and codes only, so that no message can hold personal data.

    `id` is the message's beskedID: the same event is announced under the same id, however often.
    """

    id: UUID
    at: datetime
    what: Told
    dokument: DokumentId
    sag: SagId | None = None
    kode: Journalpostkode | None = None
    fremdrift: DokumentFremdrift | None = None
    trouble: Trouble | None = None


def of_filing(order: FilingOrder, at: datetime) -> list[Announcement]:
    """What a proven filing says: each Dokument made, its file ready, and that it stands on the Sag.

    A note has no Dokument; what was taken back is filed nowhere.
    """
    found: list[Announcement] = []
    if order.taken_back:
        return found
    for draft in order.drafts:
        for what in () if order.is_note else (Told.CREATED, Told.UPLOADED):
            found.append(Announcement(_id(order, what, draft.dokument), at, what, draft.dokument))
        identity = _id(order, Told.FILED, draft.dokument)
        found.append(Announcement(identity, at, Told.FILED, draft.dokument, order.sag.id, order.kode))
    if order.review and not order.is_note:
        dokument, state = order.main.dokument, DokumentFremdrift.UNDERREVIEW
        found.append(Announcement(_id(order, Told.STATE, dokument), at, Told.STATE, dokument, fremdrift=state))
    return found


def of_failure(order: FilingOrder, trouble: Trouble, at: datetime) -> Announcement:
    """That an order needs a person; each time it comes to that is an event of its own."""
    identity = _id(order, Told.FAILED, f"{order.main.dokument} {at.isoformat()}")
    return Announcement(identity, at, Told.FAILED, order.main.dokument, trouble=trouble)


_LEADS_TO = {
    ReviewVerb.ASK: DokumentFremdrift.UNDERREVIEW,
    ReviewVerb.APPROVE: DokumentFremdrift.ENDELIGT,
    ReviewVerb.SEND: DokumentFremdrift.PUBLICERET,
    ReviewVerb.ASSIGN: None,
    ReviewVerb.RETURN: None,
    ReviewVerb.REASSIGN: None,
}
"""The state a decision leads to, None where that depends on the Dokument: then it has to be read."""


def of_decision(order: ReviewOrder, at: datetime) -> list[Announcement]:
    """What a decision about a Dokument under review says when it was carried out."""
    verb, dokument = order.decision.verb, order.decision.dokument
    if verb not in _LEADS_TO:
        return []
    return [Announcement(uuid5(order.id, Told.STATE), at, Told.STATE, dokument, fremdrift=_LEADS_TO[verb])]


def _id(order: FilingOrder, what: Told, about: object) -> UUID:
    return uuid5(order.id, f"{what} {about}")


@frozen
class Heard:
    """A hint that an object is other than before. What it is now is always read from the service."""

    message: UUID
    objekttype: Objekttype
    objekt: UUID
    livscyklus: Livscyklus


@frozen
class ObjectChange:
    """One registrering that a service made, as a bridge passes it on."""

    objekttype: Objekttype
    objekt: UUID
    livscyklus: Livscyklus
    registrering: str
    """The stamp it began at, as the service writes it."""

    @property
    def id(self) -> UUID:
        """The message's beskedID: the same registrering is passed on under the same id, however often."""
        return uuid5(self.objekt, f"registrering {self.registrering} {self.livscyklus}")


@frozen
class Paper:
    """A document that came in a message, to be filed on a Sag; without `content` it is in the service already."""

    uuid: DokumentId
    sag: SagId | None = None
    sagsnummer: str = field(default="", repr=False)
    titel: str = field(default="", repr=False)
    brevdato: date | None = None
    dokumenttype: Dokumenttype = Dokumenttype.BREV_IND
    filnavn: str = field(default="", repr=False)
    mimetype: str = "application/octet-stream"
    content: bytes | None = field(default=None, repr=False)


@frozen
class PaperFiled:
    """A document from a message, on its Sag and read back; `digest` is that of the bytes as they came back."""

    sag: SagId
    digest: str


class ObjectDesk(Protocol):
    """What commands of other systems need of a service, with the rights of whoever `authorization` names.

    That is the header as it came, or None; our own login is never lent out. Every method raises ServiceError and may be
    called again for the same message. Implemented in `bootstrap`.
    """

    def create(self, kind: Objekttype, uuid: UUID, body: Json, authorization: str | None) -> None:
        """Make the object under this uuid, unless it is there."""

    def update(self, kind: Objekttype, uuid: UUID, body: Json, authorization: str | None) -> None:
        """PATCH; a journalpost that stands there already is not made twice."""

    def read(self, kind: Objekttype, uuid: UUID, authorization: str | None) -> Json | None:
        """The newest registrering, None when there never was one. Raises NotThere when it is deleted."""

    def search(self, kind: Objekttype, terms: Mapping[str, str], authorization: str | None) -> list[UUID]:
        """The uuids that fit all terms."""

    def passivate(self, kind: Objekttype, uuid: UUID, authorization: str | None) -> None:
        """Take the object out of use; fine when it is so already."""

    def file(self, paper: Paper, at: datetime, authorization: str | None) -> PaperFiled:
        """File the document, and read it back."""


class AnnouncementBox(Protocol):
    """The announcements that wait to be published. Implemented in `outbox`."""

    def announce(self, announcements: Sequence[Announcement]) -> None:
        """Keep them durably; one that is there already stays once."""

    def waiting(self, limit: int) -> list[Announcement]:
        """The oldest that are not published yet."""

    def announced(self, announcements: Sequence[Announcement]) -> None:
        """The broker confirmed these."""

    def backlog(self) -> int:
        """How many wait."""


class OrdersAbout(Protocol):
    """Finds our orders by what they are about. Implemented in `outbox`."""

    def of_dokument(self, dokument: DokumentId) -> list[ItemId]:
        """The items whose order made this Dokument as its main one."""

    def on_sag(self, sag: SagId) -> list[ItemId]:
        """The items promised to the Sag and not filed yet."""

    def sager(self) -> list[SagId]:
        """The Sager that something is promised to."""

    def stop(self, sag: SagId, problem: Problem) -> list[ItemId]:
        """Put what is promised to the Sag, and not just being sent, before a person; what was put there."""


class Acted(Protocol):
    """Which messages were acted on, so that none is acted on twice. Implemented in `outbox`."""

    def met(self, message: UUID) -> str | None:
        """What was kept about it, or None for a message never met."""

    def keep(self, message: UUID, outcome: str = "") -> None:
        """It was acted on: committed, and with an outcome durably, since that is what a repeat is answered with."""


class MessageLedger(Acted, Protocol):
    """Beside that, how far readers of changes have come. Implemented in `outbox`."""

    def mark(self, name: str) -> str | None:
        """How far a reader of changes has come."""

    def move_mark(self, name: str, mark: str) -> None:
        """It has come so far, durably."""

    def marks(self, prefix: str) -> dict[str, str]:
        """All marks whose name begins so."""
