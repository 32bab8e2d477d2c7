"""What a service can do beyond the standard, as data: looked up once, so that nobody asks for a service by name."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sagsbud.domain.errors import Busy, NotThere, Refused, Unreachable
from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.session import Session

KEY = "x-capabilities"
"""Where a service that publishes an OpenAPI document says what it can do."""


@frozen
class Capabilities:
    """All false for the reference (oio_rest 1.3.0) and for a service nobody knows."""

    optimistic_locking: bool = False
    """`If-Match` with the version stamp is looked at; a change of another version is refused."""
    silent_repeats: bool = False
    """A write that changes nothing is answered as done and makes no registrering."""
    single_journalposter: bool = False
    """A journalpost that is sent again is not doubled."""
    keeps_varianter: bool = False
    """A PATCH without `varianter` leaves them as they are."""
    sha256_search: bool = False
    """Dokumenter can be searched by the digest of a content."""
    sha256_tags: bool = False
    """The ETag of a content is its sha256, so that a HEAD proves what is kept."""
    ranges: bool = False
    """A part of a content can be asked for, so that a download can be resumed."""
    deletes_contents: bool = False
    """Contents of a deleted Dokument are gone."""
    changes: bool = False
    """There is a change feed: every registrering once, in order."""
    proofs: bool = False
    """What proves filings is told of many Dokumenter at once."""


REFERENCE = Capabilities()


def capabilities_of(document: Mapping[str, Any]) -> Capabilities:
    """What an OpenAPI document says; what it does not say is not there."""
    said = document.get(KEY)
    if not isinstance(said, Mapping):
        return REFERENCE
    return Capabilities(**{one.name: said.get(one.name) is True for one in fields(Capabilities)})


def ask_capabilities(session: Session) -> Capabilities:
    """What the service says of itself. Raises ServiceError when it does not answer."""
    try:
        return capabilities_of(session.json("GET", "/openapi.json"))
    except (NotThere, Refused, Busy):
        return REFERENCE
    except Unreachable as error:
        if error.params.get("cause") == "address":  # it answers, and has no such thing
            return REFERENCE
        raise
