"""Who writes and who is written to in a letter: by where their addresses stand."""

from collections.abc import Sequence
from dataclasses import replace

from sagsbud.domain.extract import EvidenceSource, Found
from sagsbud.domain.parties import Part, PartRolle
from sagsbud.domain.sagsobjekter import Retning

HEAD = 900
"""Characters in which the addresses of a letter stand."""


def with_roles(parties: Sequence[Found[Part]], direction: Found[Retning] | None) -> tuple[Found[Part], ...]:
    """The parties, of whom one may be the sender or the receiver.

    In a letter to us the sender stands above our address; in one of ours the receiver is the first one named. The
    others are what they were.
    """
    if direction is None or direction.evidence.source is not EvidenceSource.TEXT:
        return tuple(parties)
    incoming = direction.value is Retning.IND
    reach = min(direction.evidence.start, HEAD) if incoming else HEAD
    top = [found for found in parties if found.evidence.source is EvidenceSource.TEXT and found.evidence.start < reach]
    if direction.value is Retning.INTERN or not top:
        return tuple(parties)
    first = min(top, key=lambda found: found.evidence.start)
    rolle = PartRolle.AFSENDER if incoming else PartRolle.MODTAGER
    return tuple(
        Found(replace(found.value, rolle=rolle), found.evidence) if found is first else found for found in parties
    )
