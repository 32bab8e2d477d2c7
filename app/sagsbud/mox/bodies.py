"""The bodies of messages as types: what is decoded is checked, and the JSON schemas of docs/mox.md come from here."""

from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sagsbud.decoding import json_decoder
from sagsbud.mox.wire import Malformed

T = TypeVar("T")

MOST_BODY = 32 << 20
"""Bytes of a body that are looked at; a content inside is a third smaller. Larger files go by REST."""

Line = Annotated[str, Meta(max_length=255, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$")]
"""One line of text that says something."""
FileName = Annotated[str, Meta(max_length=255, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f/\\]+$")]
"""The same, and no path."""


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fields that are not known are ignored, so that others may add some."""


class Uuid(Body, frozen=True, kw_only=True):
    """The object the message is about."""

    uuid: UUID


class JournalpostTold(Body, frozen=True, kw_only=True):
    """How a Dokument stands on the Sag. `indeks` is the Sag's number for it, where the sender knows it."""

    kode: Literal["tilakteretdokument", "vedlagtdokument", "journalnotat"]
    indeks: int | UnsetType = UNSET


class Filed(Body, frozen=True, kw_only=True):
    """A Dokument was put into the Sag's journal."""

    journalpost: JournalpostTold


class Fremdrift(Body, frozen=True, kw_only=True):
    """A Dokument's new state, where the sender knows it. Only a hint: read the object."""

    fremdrift: (
        Literal["Modtaget", "Fordelt", "Underudarbejdelse", "Underreview", "Publiceret", "Endeligt", "Afleveret"]
        | UnsetType
    ) = UNSET


class Failure(Body, frozen=True, kw_only=True):
    """What went wrong: a stable code, a sentence, and the header or field it is about. Never a value."""

    kode: str
    tekst: str
    felt: str | UnsetType = UNSET


class Nothing(Body, frozen=True, kw_only=True):
    """An empty object."""


class ReferenceNotification(Body, frozen=True, kw_only=True, rename={"objekt_id": "objektID"}):
    """The body on the queue `mox.notifications`, as the reference's own relay writes it; it has no headers."""

    beskedtype: Literal["Notification"]
    objekt_id: UUID
    objekttype: str
    livscykluskode: Literal["Opstaaet", "Importeret", "Rettet", "Passiveret", "Slettet"]


class Upload(Body, frozen=True, kw_only=True):
    """File a document on a Sag. The Sag either by `sag` or by `sagsnummer`.

    With `indhold` (base64) the Dokument is made under `uuid` with these bytes; without, it must be in the service already.
    """

    uuid: UUID
    sag: UUID | UnsetType = UNSET
    sagsnummer: Line | UnsetType = UNSET
    titel: Line | UnsetType = UNSET
    brevdato: date | UnsetType = UNSET
    dokumenttype: (
        Literal[
            "Brev, indgaaende",
            "Brev, udgaaende",
            "Internt Notat",
            "Eksternt Notat",
            "Rapport",
            "Dagsorden",
            "Faktura",
            "Plan",
            "Andet",
        ]
        | UnsetType
    ) = UNSET
    filnavn: FileName | UnsetType = UNSET
    mimetype: Annotated[str, Meta(pattern=r"^[\w.+-]+/[\w.+-]+$")] | UnsetType = UNSET
    indhold: bytes | UnsetType = UNSET


class Wire(Body, frozen=True, kw_only=True):
    """An object as the service's REST takes it: create and update."""

    attributter: dict[str, Any] | UnsetType = UNSET
    tilstande: dict[str, Any] | UnsetType = UNSET
    relationer: dict[str, Any] | UnsetType = UNSET
    varianter: list[Any] | UnsetType = UNSET
    note: str | UnsetType = UNSET


class Search(Body, frozen=True, kw_only=True):
    """Terms by name, each of which must fit. In the body rather than in the header, where everybody can read them."""

    query: dict[str, str]


class Done(Body, frozen=True, kw_only=True):
    """What was done: the object, and for an upload the Sag and the sha256 that was read back."""

    uuid: UUID
    sag: UUID | UnsetType = UNSET
    sha256: str | UnsetType = UNSET


class Found(Body, frozen=True, kw_only=True):
    """The uuids a search found."""

    results: list[UUID]


class Object(Body, frozen=True, kw_only=True):
    """An object as the service holds it now: its newest registrering, as REST gives it."""

    uuid: UUID
    registrering: dict[str, Any]


def encode(body: Body | dict[str, Any]) -> bytes:
    """The body as JSON."""
    return msgspec.json.encode(body)


def decode(kind: type[T], body: bytes) -> T:
    """The body as this type. Raises Malformed, naming the field."""
    if len(body) > MOST_BODY:
        raise Malformed("body", f"is larger than {MOST_BODY} bytes")
    try:
        return json_decoder(kind).decode(body or b"{}")
    except msgspec.ValidationError as error:
        raise _malformed(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("body", "is no JSON") from None


def _malformed(said: str) -> Malformed:
    """msgspec's sentence without the value it may quote: what was expected, and at which path."""
    what, _, path = said.partition(" - at `$.")
    place = path.rstrip("`") or "body"
    if "missing required field" in what:
        return Malformed(what.rsplit("`", 2)[-2], "is missing")
    for beginning, wrong in _WRONG.items():
        if what.startswith(beginning):
            return Malformed(place, wrong)
    expected = what.split(", got")[0] if what.startswith("Expected") else "is not what the schema says"
    return Malformed(place, expected[:1].lower() + expected[1:])


_WRONG = {
    "Invalid UUID": "is no uuid",
    "Invalid RFC3339 encoded date": "is no date as 2026-11-23",
    "Invalid base64": "is no base64",
    "Invalid enum value": "is none of the words in the schema",
    "Expected `str` matching regex": "has not the form the schema says",
}
"""What msgspec says, in words for whoever wrote the message."""
