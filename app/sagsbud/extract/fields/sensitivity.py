"""How sensitive a document looks; a hint, which the caseworker may raise or lower."""

import re
from collections.abc import Iterable

from sagsbud.domain.extract import Found
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import Foelsomhed
from sagsbud.extract.fields.place import Place

SENSITIVE = re.compile(
    r"\b(?:diagnos\w+|helbred\w*|lægeerklæring\w*|sygdom\w*|psykiat\w+|psykisk\w*|misbrug\w*|alkohol\w*misbrug|handicap\w*|"
    r"funktionsnedsættelse\w*|straffeattest\w*|børneattest\w*|strafbar\w*|dom for|underretning\w*|anbring\w+|fagforening\w*|"
    r"religiøs\w*|seksuel\w*|etnisk\w*|vold i hjemmet|overgreb\w*|demens\w*|statusattest\w*|journaloplysning\w*|"
    r"medicin\w*|abort\w*|hiv)\b",
    re.IGNORECASE,
)
PRIVATE = re.compile(r"\b(?:fortrolig\w*|personfølsom\w*|tavshedspligt\w*|kontanthjælp\w*|gæld|inkasso|lønseddel\w*|skilsmisse\w*|"
                     r"forældremyndighed\w*|hemmelig adresse|beskyttet adresse)\b", re.IGNORECASE)  # fmt: skip


def sensitivity_of(place: Place, parties: Iterable[Found[Part]]) -> Foelsomhed:
    """FOELSOM for a named citizen with words of health and the like; FORTROLIG for a CPR number or private matters."""
    holds_cpr = any(found.value.holds_cpr for found in parties)
    sensitive = len({found[0].lower() for found in SENSITIVE.finditer(place.searched)})
    if sensitive >= (1 if holds_cpr else 2):
        return Foelsomhed.FOELSOM
    if holds_cpr or sensitive or PRIVATE.search(place.searched):
        return Foelsomhed.FORTROLIG
    return Foelsomhed.IKKE_FORTROLIG
