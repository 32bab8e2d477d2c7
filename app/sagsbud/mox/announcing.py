"""Announcements and changes as messages, exactly as STANDARDS 4.4 has them, and back."""

from collections.abc import Mapping

from msgspec import UNSET

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Trouble
from sagsbud.domain.mox import Announcement, Heard, Livscyklus, ObjectChange, Objekttype, Told
from sagsbud.mox.bodies import (
    Body,
    Failure,
    Filed,
    Fremdrift,
    JournalpostTold,
    Nothing,
    ReferenceNotification,
    Uuid,
    encode,
)
from sagsbud.mox.wire import (
    BESKED_ID,
    BESKEDTYPE,
    BESKEDVERSION,
    LIVSCYKLUSKODE,
    OBJEKT_ID,
    OBJEKTREFERENCE,
    OBJEKTTYPE,
    OPERATION,
    TYPE,
    VERSION,
    Malformed,
    Message,
    uuid_in,
    word_in,
)

NOTIFICATION = "notification"
FEJL = "fejl"
UPLOAD = "upload"

_FAILED = {
    Trouble.SAG_CLOSED: "Sagen er afsluttet. Dokumentet er ikke journaliseret.",
    Trouble.SAG_GONE: "Sagen findes ikke længere. Dokumentet er ikke journaliseret.",
    Trouble.KLASSE_UNKNOWN_IN_SERVICE: "Emnet findes ikke i klassifikationen. Dokumentet er ikke journaliseret.",
}
_FAILED_OTHERWISE = "Dokumentet er ikke journaliseret. Et menneske skal tage stilling."


def message_of(told: Announcement) -> Message:
    """The message that says it."""
    headers, body = _BUILDERS[told.what](told)
    kept = {BESKED_ID: str(told.id), BESKEDVERSION: VERSION, **headers}
    return Message(kept, encode(body), _key(kept), str(told.id), told.at).check()


def change_message(change: ObjectChange, clock: Clock) -> Message:
    """What a bridge says of a registrering."""
    headers = {
        BESKED_ID: str(change.id),
        BESKEDVERSION: VERSION,
        **_notification(change.objekttype, str(change.objekt), change.livscyklus),
    }
    return Message(headers, encode(Nothing()), _key(headers), str(change.id), clock()).check()


def reference_message(change: ObjectChange) -> Message:
    """The same as the reference's own relay writes it, for the queue that is there already."""
    body = ReferenceNotification(
        beskedtype="Notification",
        objekt_id=change.objekt,
        objekttype=change.objekttype.value,
        livscykluskode=change.livscyklus.value,
    )
    return Message({}, encode(body))


def heard_of(headers: Mapping[str, object]) -> Heard | None:
    """The hint in a message from the topic; None for one that says nothing about a Sag or Dokument. Raises Malformed."""
    if BESKEDTYPE not in headers and OPERATION not in headers:
        raise Malformed(BESKEDTYPE, "is missing")
    if headers.get(OPERATION) == UPLOAD:
        return None  # the creation of the same Dokument is a message of its own
    if str(headers.get(BESKEDTYPE)).lower() != NOTIFICATION:
        return None
    objekttype = str(headers.get(OBJEKTTYPE) or "").lower()
    if objekttype and objekttype not in set(Objekttype):
        return None
    return Heard(
        message=uuid_in(headers, BESKED_ID),
        objekttype=Objekttype(word_in(headers, OBJEKTTYPE, *Objekttype)),
        objekt=uuid_in(headers, OBJEKT_ID),
        livscyklus=Livscyklus(word_in(headers, LIVSCYKLUSKODE, *Livscyklus)),
    )


def _created(told: Announcement) -> tuple[dict[str, str], Body]:
    headers = _notification(Objekttype.DOKUMENT, str(told.dokument), Livscyklus.OPSTAAET)
    return headers, Uuid(uuid=told.dokument)


def _uploaded(told: Announcement) -> tuple[dict[str, str], Body]:
    headers = {
        OPERATION: UPLOAD,
        OBJEKTTYPE: Objekttype.DOKUMENT.value,
        TYPE: "Manuel",
        OBJEKTREFERENCE: str(told.dokument),
    }
    return headers, Uuid(uuid=told.dokument)


def _filed(told: Announcement) -> tuple[dict[str, str], Body]:
    assert told.sag is not None
    assert told.kode is not None
    headers = _notification(Objekttype.SAG, str(told.sag), Livscyklus.RETTET)
    headers[OBJEKTREFERENCE] = str(told.dokument)
    return headers, Filed(journalpost=JournalpostTold(kode=told.kode.value))


def _state(told: Announcement) -> tuple[dict[str, str], Body]:
    headers = _notification(Objekttype.DOKUMENT, str(told.dokument), Livscyklus.RETTET)
    return headers, Fremdrift(fremdrift=told.fremdrift.value if told.fremdrift else UNSET)


def _failed(told: Announcement) -> tuple[dict[str, str], Body]:
    trouble = told.trouble or Trouble.DEFECT
    headers = {BESKEDTYPE: FEJL, OBJEKTTYPE: Objekttype.DOKUMENT.value, OBJEKT_ID: str(told.dokument)}
    return headers, Failure(kode=trouble.value, tekst=_FAILED.get(trouble, _FAILED_OTHERWISE))


_BUILDERS = {
    Told.CREATED: _created,
    Told.UPLOADED: _uploaded,
    Told.FILED: _filed,
    Told.STATE: _state,
    Told.FAILED: _failed,
}


def _notification(objekttype: Objekttype, objekt: str, livscyklus: Livscyklus) -> dict[str, str]:
    return {
        BESKEDTYPE: NOTIFICATION,
        OBJEKTTYPE: objekttype.value,
        OBJEKT_ID: objekt,
        LIVSCYKLUSKODE: livscyklus.value,
    }


def _key(headers: Mapping[str, str]) -> str:
    """The routing key: what kind of object, and what happened to it."""
    return f"{headers[OBJEKTTYPE]}.{headers.get(LIVSCYKLUSKODE) or headers.get(OPERATION) or FEJL}"
