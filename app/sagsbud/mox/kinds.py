"""Every kind of message as data: where it goes, its headers, its body, an example. docs/mox.md and the contract kit use it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.mox import Announcement, Livscyklus, ObjectChange, Objekttype, Told
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Journalpostkode
from sagsbud.mox import wire
from sagsbud.mox.announcing import FEJL, NOTIFICATION, UPLOAD, change_message, message_of, reference_message
from sagsbud.mox.bodies import (
    Body,
    Done,
    Failure,
    Filed,
    Found,
    Fremdrift,
    Nothing,
    Object,
    ReferenceNotification,
    Search,
    Upload,
    Uuid,
    Wire,
    encode,
)
from sagsbud.mox.commands import SVAR
from sagsbud.mox.kind import UUID_RULE, Kind
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
    Malformed,
    Message,
    word_in,
)

ANSWER = "the queue in `reply_to`"
_SAG = UUID("5f0c2c34-7b0c-4f0e-9d3e-1a2b3c4d5e6f")
_DOKUMENT = UUID("0d9a3b7e-51c2-4c86-8f0a-6b5c4d3e2f10")
_MESSAGE = UUID("a3f1c9d2-0b4e-4d5f-8a6b-7c8d9e0f1a2b")
_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _told(what: Told, **about: Any) -> Message:
    return message_of(Announcement(_MESSAGE, _AT, what, DokumentId(_DOKUMENT), **about))


def _sent(headers: Mapping[str, str], body: Body | dict[str, Any]) -> Message:
    common = {BESKED_ID: str(_MESSAGE), BESKEDVERSION: wire.VERSION}
    return Message({**common, **headers}, encode(body), "", str(_MESSAGE), _AT)


_COMMON = {BESKED_ID: UUID_RULE, BESKEDVERSION: (wire.VERSION,)}
_TYPES = tuple(kind.value for kind in Objekttype)
_TOPIC = f"exchange `{wire.TOPIC}`, key "
_COMMANDS = f"exchange `{wire.COMMANDS}`"


def _notification(objekttype: tuple[str, ...], *livscyklus: str) -> dict[str, tuple[str, ...]]:
    return {
        **_COMMON,
        BESKEDTYPE: (NOTIFICATION,),
        OBJEKTTYPE: objekttype,
        OBJEKT_ID: UUID_RULE,
        LIVSCYKLUSKODE: livscyklus,
    }


def _command(
    operation: str, body: type[Body], text: str, example: Body | dict[str, Any], *, about: bool = True
) -> Kind:
    headers = {**_COMMON, OPERATION: (operation,), OBJEKTTYPE: _TYPES, OBJEKT_ID: UUID_RULE}
    sent = {OPERATION: operation, OBJEKTTYPE: "dokument"} | ({OBJEKT_ID: str(_DOKUMENT)} if about else {})
    optional = frozenset() if about else frozenset({OBJEKT_ID})
    return Kind(f"command-{operation}", text, _COMMANDS, headers, body, _sent(sent, example), optional)


_VIRKNING = {"from": "2026-11-23T09:00:00+01:00", "to": "infinity"}
_STATE = {"dokumentfremdrift": [{"fremdrift": "Fordelt", "virkning": _VIRKNING}]}
KINDS: tuple[Kind, ...] = (
    Kind(
        "dokument-created",
        "A Dokument was made, with its content, and read back.",
        _TOPIC + "`dokument.Opstaaet`",
        _notification(("dokument",), "Opstaaet"),
        Uuid,
        _told(Told.CREATED),
    ),
    Kind(
        "dokument-uploaded",
        "The file of a Dokument can be fetched by REST. Compatible with the agents of the reference.",
        _TOPIC + "`dokument.upload`",
        {**_COMMON, OPERATION: (UPLOAD,), OBJEKTTYPE: ("dokument",), TYPE: ("Manuel",), OBJEKTREFERENCE: UUID_RULE},
        Uuid,
        _told(Told.UPLOADED),
    ),
    Kind(
        "dokument-filed",
        "The Dokument in `objektreference` stands in the journal of the Sag in `objektID`: said after the proof. Sagsbud does not "
        "fill `indeks`: the proof looks by the Dokument's uuid, and the number stands only in the whole Sag, which costs a service "
        "seconds to give where the journal is long; it is also another one after a PUT of the Sag. Who needs it reads the Sag "
        "and finds the journalpost by that uuid.",
        _TOPIC + "`sag.Rettet`",
        {**_notification(("sag",), "Rettet"), OBJEKTREFERENCE: UUID_RULE},
        Filed,
        _told(Told.FILED, sag=SagId(_SAG), kode=Journalpostkode.TILAKTERET),
    ),
    Kind(
        "dokument-state",
        "A Dokument's fremdrift changed: asked for review, returned, approved.",
        _TOPIC + "`dokument.Rettet`",
        _notification(("dokument",), "Rettet"),
        Fremdrift,
        _told(Told.STATE, fremdrift=DokumentFremdrift.UNDERREVIEW),
    ),
    Kind(
        "filing-failed",
        "A Dokument could not be filed and waits for a person.",
        _TOPIC + "`dokument.fejl`",
        {**_COMMON, BESKEDTYPE: (FEJL,), OBJEKTTYPE: ("dokument",), OBJEKT_ID: UUID_RULE},
        Failure,
        _told(Told.FAILED, trouble=Trouble.SAG_CLOSED),
    ),
    Kind(
        "object-changed",
        "From the bridge: a service made a registrering of a Sag or Dokument, whoever asked it to.",
        _TOPIC + "`<objekttype>.<livscykluskode>`",
        _notification(_TYPES, *Livscyklus),
        Nothing,
        change_message(
            ObjectChange(Objekttype.SAG, _SAG, Livscyklus.RETTET, "2026-11-23 10:00:00.000001+01"), lambda: _AT
        ),
    ),
    Kind(
        "reference-notification",
        "From the bridge, where it is told to feed it: the body the reference's own relay writes. No headers.",
        f"queue `{wire.REFERENCE_QUEUE}`",
        {},
        ReferenceNotification,
        reference_message(ObjectChange(Objekttype.SAG, _SAG, Livscyklus.RETTET, "2026-11-23 10:00:00.000001+01")),
    ),
    _command(
        "create",
        Wire,
        "Make an object. Without `objektID` its uuid follows from `beskedID`, so that a repeat makes no second one.",
        {
            "attributter": {
                "dokumentegenskaber": [
                    {
                        "brugervendtnoegle": "26/1182-7",
                        "titel": "Notat",
                        "beskrivelse": "Notat",
                        "dokumenttype": "Internt Notat",
                        "brevdato": "2026-11-23",
                        "virkning": _VIRKNING,
                    }
                ]
            },
            "tilstande": _STATE,
        },
        about=False,
    ),
    _command("update", Wire, "Change an object, as PATCH does.", {"tilstande": _STATE}),
    _command("read", Nothing, "Read the newest registrering.", Nothing()),
    _command(
        "search",
        Search,
        "Find uuids. The standard's header `query` is understood too, but everybody can read headers: use the body.",
        Search(query={"fremdrift": "Modtaget"}),
        about=False,
    ),
    _command("passivate", Nothing, "Take an object out of use without deleting it.", Nothing()),
    Kind(
        "command-upload",
        "File a document on a Sag: with its bytes, or one that is in the service already.",
        _COMMANDS,
        {**_COMMON, OPERATION: (UPLOAD,), OBJEKTTYPE: ("dokument",), TYPE: ("Manuel",), OBJEKTREFERENCE: UUID_RULE},
        Upload,
        _sent(
            {OPERATION: UPLOAD, OBJEKTTYPE: "dokument", TYPE: "Manuel", OBJEKTREFERENCE: str(_DOKUMENT)},
            {
                "uuid": str(_DOKUMENT),
                "sagsnummer": "26/1182",
                "titel": "Aflæsning af vandmåler",
                "brevdato": "2026-11-23",
                "filnavn": "aflaesning.txt",
                "mimetype": "text/plain",
                "indhold": "TcOlbGVyIDQ3MTE6IDEyMyBtMw==",
            },
        ),
        frozenset({TYPE, OBJEKTREFERENCE}),
    ),
    Kind(
        "answer-done",
        "Answer to create, update, passivate and upload: it was done.",
        ANSWER,
        {**_COMMON, BESKEDTYPE: (SVAR,), OPERATION: ("create", "update", "passivate", UPLOAD), OBJEKTTYPE: _TYPES},
        Done,
        _sent(
            {BESKEDTYPE: SVAR, OPERATION: "upload", OBJEKTTYPE: "dokument", OBJEKT_ID: str(_DOKUMENT)},
            Done(uuid=_DOKUMENT, sag=_SAG, sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ),
    ),
    Kind(
        "answer-object",
        "Answer to read: the object.",
        ANSWER,
        {**_COMMON, BESKEDTYPE: (SVAR,), OPERATION: ("read",), OBJEKTTYPE: _TYPES, OBJEKT_ID: UUID_RULE},
        Object,
        _sent(
            {BESKEDTYPE: SVAR, OPERATION: "read", OBJEKTTYPE: "dokument", OBJEKT_ID: str(_DOKUMENT)},
            Object(uuid=_DOKUMENT, registrering={"livscykluskode": "Importeret", "tilstande": _STATE}),
        ),
    ),
    Kind(
        "answer-found",
        "Answer to search: the uuids.",
        ANSWER,
        {**_COMMON, BESKEDTYPE: (SVAR,), OPERATION: ("search",), OBJEKTTYPE: _TYPES},
        Found,
        _sent({BESKEDTYPE: SVAR, OPERATION: "search", OBJEKTTYPE: "dokument"}, Found(results=[_DOKUMENT])),
    ),
    Kind(
        "answer-failure",
        "Answer to any command: it was not done, and why.",
        ANSWER,
        {**_COMMON, BESKEDTYPE: (FEJL,)},
        Failure,
        _sent({BESKEDTYPE: FEJL}, Failure(kode="bad_message", tekst="titel is missing.", felt="titel")),
    ),
)
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}


def published_kind(headers: Mapping[str, object], routing_key: str) -> Kind:
    """The kind of a message met on the topic exchange. Raises Malformed for one that should not be there."""
    if headers.get(OPERATION) == UPLOAD:
        return BY_NAME["dokument-uploaded"]
    beskedtype = word_in(headers, BESKEDTYPE, NOTIFICATION, FEJL)
    if beskedtype == FEJL:
        return BY_NAME["filing-failed"]
    if OBJEKTREFERENCE in headers:
        return BY_NAME["dokument-filed"]
    key = f"{str(headers.get(OBJEKTTYPE)).lower()}.{headers.get(LIVSCYKLUSKODE)}"
    if routing_key != key:
        raise Malformed("routing key", "is not <objekttype>.<livscykluskode>")
    return BY_NAME["object-changed"]
