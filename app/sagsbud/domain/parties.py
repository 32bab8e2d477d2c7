"""Who a matter is about or corresponds with (Part), and who acts inside the administration (Aktoer)."""

from dataclasses import field
from enum import StrEnum

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId


class PartRolle(StrEnum):
    """What a Part is to the Dokument."""

    AFSENDER = "afsender"
    MODTAGER = "modtager"
    PART = "part"
    KOPIPART = "kopipart"


class PartArt(StrEnum):
    """The objekttype of a Part on the wire."""

    PERSON = "Person"
    VIRKSOMHED = "Virksomhed"


@frozen
class Part:
    """A person or company. `urn` as in STANDARDS 2.7 (`urn:oio:cpr-nr:…`, `urn:oio:cvr-nr:…`, `urn:mailto:…`).

    The urn may hold a CPR number, so it is left out of `repr`; show `label` instead.
    """

    navn: str
    urn: str = field(repr=False)
    art: PartArt = PartArt.PERSON
    rolle: PartRolle = PartRolle.PART

    @property
    def label(self) -> str:
        """What may be shown: the name, or the masked id when there is no name."""
        return self.navn or mask_cpr(self.urn.rsplit(":", 1)[-1])

    @property
    def holds_cpr(self) -> bool:
        """Whether the urn names a citizen by CPR number."""
        return self.urn.startswith("urn:oio:cpr-nr:")


class AktoerTypeKode(StrEnum):
    """Kinds of actor of the standard."""

    ORGANISATION = "Organisation"
    ENHED = "OrganisationEnhed"
    FUNKTION = "OrganisationFunktion"
    BRUGER = "Bruger"
    ITSYSTEM = "ItSystem"


@frozen
class Aktoer:
    """Someone in the administration."""

    id: AktoerId
    type: AktoerTypeKode = AktoerTypeKode.BRUGER
    navn: str = ""
