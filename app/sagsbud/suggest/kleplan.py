"""The subject plan as read from any of its published forms, before it is indexed."""

from dataclasses import field
from enum import StrEnum

from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleNummer


@frozen
class Noegleord:
    """A keyword and the weight its publisher gave it; 900 and more mark codes that only count when met exactly."""

    text: str
    weight: int = 5

    @property
    def is_code(self) -> bool:
        """Whether this is an account code rather than a word."""
        return self.weight >= 900


@frozen
class Retskilde:
    """A law reference: the act's title and the paragraphs or chapters, as written."""

    titel: str
    paragraf: str = ""


@frozen
class Emne:
    """One subject with all that is known of it.

    `bevaring` is the published value (`B`, `K`, `tom` ...), `sletning` the published duration (`P1825D`, from case
    closure); both are empty when the source does not say. `uuid` is the Klasse's published id.
    """

    nummer: KleNummer
    titel: str
    noegleord: tuple[Noegleord, ...] = ()
    vejledning: str = ""
    retskilder: tuple[Retskilde, ...] = ()
    bevaring: str = ""
    sletning: str = ""
    udgaaet: bool = False
    afloest_af: tuple[KleNummer, ...] = ()
    uuid: str = ""


@frozen
class Facet:
    """One handlingsfacet with its title and disposal value (`B`, `K`, `K5` ...; empty when not known)."""

    nummer: Handlingsfacet
    titel: str
    bevaring: str = ""
    udgaaet: bool = False


class Flaw(StrEnum):
    """What can be wrong with one entry of an imported file."""

    NOT_A_SUBJECT = "not_a_subject"
    BAD_KEYWORD = "bad_keyword"
    BAD_NUMBER = "bad_number"
    NO_TITLE = "no_title"
    REPEATED = "repeated"


@frozen
class Malformed:
    """A place in an imported file that could not be read: line (from 1, 0 when unknown) and what was wrong."""

    line: int
    code: Flaw


@frozen
class KlePlan:
    """A whole edition of the plan, and what could not be read of it."""

    edition: str
    emner: tuple[Emne, ...] = ()
    facetter: tuple[Facet, ...] = ()
    malformed: tuple[Malformed, ...] = field(default=())


class KleFormatError(ValueError):
    """The file is none of the forms the plan is published in; `str` says what was looked for."""


def kassationskode(emne: str, facet: str) -> Kassationskode:
    """Keep or destroy by subject and facet: only K together with K may be destroyed; unknown counts as keep.

    Source: cirkulæreskrivelse to BEK 183/2018. Facet values may carry years (`K5`).
    """
    both = emne.strip().upper() == "K" and facet.strip().upper().rstrip("0123456789 ") == "K"
    return Kassationskode.KASSERES if both else Kassationskode.BEVARES
