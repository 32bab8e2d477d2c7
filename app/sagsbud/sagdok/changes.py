"""The change feed of a service that has one: what was registered, in the service's own order, once each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sagsbud.domain.errors import Busy
from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import Moment, parse_moment


@frozen
class Change:
    """One registrering."""

    sequence: int
    """Its place in the feed: 1, 2, 3, … without gaps."""
    service: str
    objekttype: str
    """Service and class as they stand in the path."""
    uuid: UUID
    registreringstid: Moment
    livscykluskode: str
    brugerref: UUID


@frozen
class Changes:
    """A page of the feed."""

    feed: UUID
    """Which feed it is: another one after the service's store was restored from a backup."""
    changes: tuple[Change, ...]
    last: int
    """What to ask `after` next."""


def changes_of(answer: Mapping[str, Any]) -> Changes:
    """The page in an answer. Raises Busy for what is none."""
    try:
        changes = tuple(_change(given) for given in answer["changes"])
        return Changes(UUID(answer["feed"]), changes, int(answer["last"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Busy(None, cause="unintelligible") from None


def _change(given: Mapping[str, Any]) -> Change:
    return Change(
        sequence=int(given["sequence"]),
        service=str(given["service"]),
        objekttype=str(given["objekttype"]),
        uuid=UUID(given["uuid"]),
        registreringstid=parse_moment(given["registreringstid"]),
        livscykluskode=str(given["livscykluskode"]),
        brugerref=UUID(given["brugerref"]),
    )
