"""KLE numbers and facets: the municipal subject plan, as values."""

import re
from enum import StrEnum
from functools import total_ordering

from sagsbud.domain.frozen import frozen

_NUMMER = re.compile(r"\d\d\.\d\d\.\d\d")
_FACET = re.compile(r"[A-ZÆØÅ]\d\d")


@total_ordering
@frozen
class KleNummer:
    """A KLE subject number `hh.gg.ee`: main group, group, subject.

    Raises ValueError when the text has another form.
    """

    text: str

    def __post_init__(self) -> None:
        if not _NUMMER.fullmatch(self.text):
            raise ValueError("a KLE number has the form 00.00.00")

    def __lt__(self, other: object) -> bool:
        return self.text < other.text if isinstance(other, KleNummer) else NotImplemented

    def __str__(self) -> str:
        return self.text

    @property
    def hovedgruppe(self) -> str:
        """The main group, two digits."""
        return self.text[:2]

    @property
    def gruppe(self) -> str:
        """The group, `hh.gg`."""
        return self.text[:5]


@total_ordering
@frozen
class Handlingsfacet:
    """KLE's second axis, what kind of act: a letter and two digits, as `G01`.

    Raises ValueError when the text has another form.
    """

    text: str

    def __post_init__(self) -> None:
        if not _FACET.fullmatch(self.text):
            raise ValueError("a handlingsfacet has the form G01")

    def __lt__(self, other: object) -> bool:
        return self.text < other.text if isinstance(other, Handlingsfacet) else NotImplemented

    def __str__(self) -> str:
        return self.text


class Kassationskode(StrEnum):
    """Disposal code: keep for ever or may be destroyed."""

    BEVARES = "B"
    KASSERES = "K"


@frozen
class KleFacet:
    """One handlingsfacet of the plan with its title."""

    nummer: Handlingsfacet
    titel: str


@frozen
class KleEmne:
    """One subject of the plan: its number, its title and the guidance shown beside it."""

    nummer: KleNummer
    titel: str
    vejledning: str = ""
    udgaaet: bool = False
    afloest_af: tuple[KleNummer, ...] = ()
