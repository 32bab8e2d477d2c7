"""Commands of other systems: what they want done for a user, read strictly, and the answer they get.

A wrong command is answered as surely as a right one: with what is wrong, and with nothing out of the message.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from msgspec import UNSET, to_builtins

from sagsbud.domain.errors import LoginNeeded, NotThere, Refused, Retry, ServiceError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.mox import ObjectDesk, Objekttype, Paper
from sagsbud.domain.sagsobjekter import Dokumenttype
from sagsbud.mox.announcing import FEJL, NOTIFICATION, UPLOAD
from sagsbud.mox.bodies import Body, Done, Failure, Found, Object, Search, Upload, Wire, decode, encode
from sagsbud.mox.wire import (
    AUTORISATION,
    BESKED_ID,
    BESKEDTYPE,
    BESKEDVERSION,
    OBJEKT_ID,
    OBJEKTREFERENCE,
    OBJEKTTYPE,
    OPERATION,
    QUERY,
    VERSION,
    Malformed,
    Message,
    uuid_in,
    word_in,
)

OPERATIONS = ("create", "update", "read", "search", "passivate", UPLOAD)
SVAR = "svar"


@frozen
class Command:
    """A command as it came."""

    id: UUID
    operation: str
    objekttype: Objekttype
    headers: Mapping[str, object]
    body: bytes
    at: datetime

    @property
    def authorization(self) -> str | None:
        """On whose behalf: the Authorization header the service will see. Raises Malformed for what cannot be one."""
        given = str(self.headers.get(AUTORISATION) or "")
        if not (given.isascii() and given.isprintable()):
            raise Malformed(AUTORISATION, "holds what no header can")
        return given or None

    @property
    def objekt(self) -> UUID:
        """The object it names. Raises Malformed."""
        return uuid_in(self.headers, OBJEKT_ID)


@frozen
class Trade:
    """What a consumer of commands is there for: which messages it takes, how it reads one, and how it carries it out.

    `read` raises Malformed; `do` raises Malformed and ServiceError, and may be called again for the same command.
    """

    takes: Callable[[Mapping[str, object]], bool]
    read: Callable[[Mapping[str, object], bytes, datetime], Command]
    do: Callable[[Command], Body]


def trade_of(desk: ObjectDesk) -> Trade:
    """Carrying out the standard's commands at this desk."""
    return Trade(is_command, command_of, lambda command: carry_out(command, desk))


def is_command(headers: Mapping[str, object]) -> bool:
    """Whether it asks for something: not news, nor an answer somebody sent to the wrong place."""
    return str(headers.get(BESKEDTYPE, "")).lower() not in (NOTIFICATION, "effectupdate", SVAR, FEJL)


def command_of(headers: Mapping[str, object], body: bytes, at: datetime) -> Command:
    """What the message asks for. Raises Malformed."""
    if headers.get(BESKEDVERSION):
        word_in(headers, BESKEDVERSION, VERSION)
    operation = word_in(headers, OPERATION, *OPERATIONS)
    objekttype = Objekttype(word_in(headers, OBJEKTTYPE, *Objekttype))
    if operation == UPLOAD and objekttype is not Objekttype.DOKUMENT:
        raise Malformed(OBJEKTTYPE, "is not dokument")
    return Command(uuid_in(headers, BESKED_ID), operation, objekttype, headers, body, at)


def carry_out(command: Command, desk: ObjectDesk) -> Body:
    """Do it; the body of the answer. Raises Malformed, ServiceError."""
    return _DOING[command.operation](command, desk)


def _create(command: Command, desk: ObjectDesk) -> Body:
    given = command.headers.get(OBJEKT_ID)
    uuid = command.objekt if given else uuid5(command.id, "create")  # the same message again is the same object
    desk.create(command.objekttype, uuid, _wire(command), command.authorization)
    return Done(uuid=uuid)


def _update(command: Command, desk: ObjectDesk) -> Body:
    desk.update(command.objekttype, command.objekt, _wire(command), command.authorization)
    return Done(uuid=command.objekt)


def _read(command: Command, desk: ObjectDesk) -> Body:
    found = desk.read(command.objekttype, command.objekt, command.authorization)
    if found is None:
        raise Malformed(OBJEKT_ID, "names no object in the service")
    return Object(uuid=command.objekt, registrering=found)


def _search(command: Command, desk: ObjectDesk) -> Body:
    if given := command.headers.get(QUERY):  # as the standard's agents send it
        query = decode(Search, json.dumps({"query": _terms(str(given))}).encode()).query
    else:
        query = decode(Search, command.body).query
    try:
        return Found(results=desk.search(command.objekttype, query, command.authorization))
    except Refused:
        raise Refused(cause="model", path=QUERY) from None


def _terms(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed(QUERY, "is no JSON") from None


def _passivate(command: Command, desk: ObjectDesk) -> Body:
    desk.passivate(command.objekttype, command.objekt, command.authorization)
    return Done(uuid=command.objekt)


def _upload(command: Command, desk: ObjectDesk) -> Body:
    paper = _paper(decode(Upload, command.body))
    if command.headers.get(OBJEKTREFERENCE) and uuid_in(command.headers, OBJEKTREFERENCE) != paper.uuid:
        raise Malformed(OBJEKTREFERENCE, "is not the uuid in the body")
    filed = desk.file(paper, command.at, command.authorization)
    return Done(uuid=paper.uuid, sag=filed.sag, sha256=filed.digest)


def _paper(upload: Upload) -> Paper:
    if upload.sag is UNSET and upload.sagsnummer is UNSET:
        raise Malformed("sag", "is missing")
    if upload.sag is not UNSET and upload.sagsnummer is not UNSET:
        raise Malformed("sagsnummer", "is given beside sag: name the Sag in one of the two ways")
    needed = ("titel", "brevdato", "filnavn", "mimetype") if upload.indhold is not UNSET else ("titel",)
    missing = [name for name in needed if getattr(upload, name) is UNSET]
    if missing:
        raise Malformed(missing[0], "is missing")
    if upload.indhold == b"":
        raise Malformed("indhold", "is empty")
    given = {
        name: value
        for name in ("titel", "brevdato", "filnavn", "mimetype", "sagsnummer")
        if (value := getattr(upload, name)) is not UNSET
    }
    return Paper(
        uuid=DokumentId(upload.uuid),
        sag=None if upload.sag is UNSET else SagId(upload.sag),
        dokumenttype=Dokumenttype.BREV_IND if upload.dokumenttype is UNSET else Dokumenttype(upload.dokumenttype),
        content=None if upload.indhold is UNSET else upload.indhold,
        **given,
    )


def _wire(command: Command) -> dict[str, Any]:
    """The object in the body. Raises Malformed for one that says nothing."""
    body: dict[str, Any] = to_builtins(decode(Wire, command.body))
    if not body:
        raise Malformed("body", "holds nothing of an object")
    return body


_DOING: Mapping[str, Callable[[Command, ObjectDesk], Body]] = {
    "create": _create,
    "update": _update,
    "read": _read,
    "search": _search,
    "passivate": _passivate,
    UPLOAD: _upload,
}


# -- answers ------------------------------------------------------------------------------------------------------


def answer(command: Command, body: Body, identity: UUID, at: datetime) -> Message:
    """That it was done, and what came of it."""
    headers = {
        BESKED_ID: str(identity),
        BESKEDVERSION: VERSION,
        BESKEDTYPE: SVAR,
        OPERATION: command.operation,
        OBJEKTTYPE: command.objekttype.value,
    }
    about = getattr(body, "uuid", None)
    if about:
        headers[OBJEKT_ID] = str(about)
    return Message(headers, encode(body), "", str(identity), at).check()


def failure(failed: Failure, identity: UUID, at: datetime) -> Message:
    """That it was not done, and why."""
    headers = {BESKED_ID: str(identity), BESKEDVERSION: VERSION, BESKEDTYPE: FEJL}
    return Message(headers, encode(failed), "", str(identity), at).check()


def failure_of(error: Malformed | ServiceError) -> Failure:
    """What went wrong, in words for whoever wrote the other system."""
    if isinstance(error, Malformed):
        return Failure(kode=error.kode, tekst=f"{error.place} {error.wrong}.", felt=error.place)
    if isinstance(error, LoginNeeded):
        return Failure(kode=error.trouble.value, tekst="The user may not do this.", felt=AUTORISATION)
    if isinstance(error, NotThere):
        what = {Trouble.SAG_UNKNOWN: "Sag", Trouble.SAG_GONE: "Sag", Trouble.DOKUMENT_GONE: "Dokument"}.get(
            error.trouble
        )
        state = error.params.get("state", "unknown")
        kode = error.trouble.value if what else f"object_{state}"
        return Failure(kode=kode, tekst=f"The {what or 'object'} is {state} in the service.")
    if isinstance(error, Refused) and "path" in error.params:
        place = error.params["path"]
        return Failure(kode=error.trouble.value, tekst=f"{place} is not what the standard allows.", felt=place)
    if error.trouble is Trouble.SAG_CLOSED:
        return Failure(kode=error.trouble.value, tekst="The Sag is closed.")
    if error.trouble is Trouble.CONTENT_DIFFERS:
        return Failure(
            kode=error.trouble.value, tekst="The uuid is that of a Dokument with other content.", felt="uuid"
        )
    tekst = "The service does not answer. Send it again later." if error.retry is not Retry.NEVER else _refused(error)
    return Failure(kode=error.trouble.value, tekst=tekst)


def _refused(error: ServiceError) -> str:
    status = error.params.get("status", "")
    return f"The service refused it{f' with {status}' if status else ''}."
