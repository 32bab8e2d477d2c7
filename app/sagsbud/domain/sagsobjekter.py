"""Sag, Dokument and Journalpost as a filing assistant needs them; the whole wire models live in `sagdok`."""

from datetime import date, datetime
from enum import StrEnum

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId, Digest, DokumentId, SagId
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.parties import Part


class SagFremdrift(StrEnum):
    """Business state of a Sag."""

    OPSTAAET = "Opstaaet"
    OPLYST = "Oplyst"
    AFGJORT = "Afgjort"
    BESTILT = "Bestilt"
    UDFOERT = "Udfoert"
    AFSLUTTET = "Afsluttet"


class DokumentFremdrift(StrEnum):
    """Business state of a Dokument."""

    MODTAGET = "Modtaget"
    FORDELT = "Fordelt"
    UNDERUDARBEJDELSE = "Underudarbejdelse"
    UNDERREVIEW = "Underreview"
    PUBLICERET = "Publiceret"
    ENDELIGT = "Endeligt"
    AFLEVERET = "Afleveret"


class Dokumenttype(StrEnum):
    """The document types of Sags- og Dokumentindeks; the values are what goes on the wire."""

    BREV_IND = "Brev, indgaaende"
    BREV_UD = "Brev, udgaaende"
    INTERNT_NOTAT = "Internt Notat"
    EKSTERNT_NOTAT = "Eksternt Notat"
    RAPPORT = "Rapport"
    DAGSORDEN = "Dagsorden"
    FAKTURA = "Faktura"
    PLAN = "Plan"
    ANDET = "Andet"


class Retning(StrEnum):
    """Which way a document travels."""

    IND = "ind"
    UD = "ud"
    INTERN = "intern"


class Foelsomhed(StrEnum):
    """The four steps of sensitivity of Sags- og Dokumentindeks."""

    IKKE_FORTROLIG = "IKKE_FORTROLIGE_DATA"
    FORTROLIG = "FORTROLIGE_PERSONOPLYSNINGER"
    FOELSOM = "FOELSOMME_PERSONOPLYSNINGER"
    VIP = "VIP_SAGER"


class Journalpostkode(StrEnum):
    """The role of a Journalpost on the Sag, as PATCH takes it."""

    TILAKTERET = "tilakteretdokument"
    VEDLAGT = "vedlagtdokument"
    JOURNALNOTAT = "journalnotat"


@frozen
class SagRef:
    """A Sag as shown and chosen. `sagsnummer` is what people read aloud, as `26/1182`."""

    id: SagId
    sagsnummer: str
    titel: str
    fremdrift: SagFremdrift = SagFremdrift.OPSTAAET
    kle: KleNummer | None = None
    facet: Handlingsfacet | None = None
    parter: tuple[Part, ...] = ()
    aendret: datetime | None = None
    behandler: AktoerId | None = None
    """Who handles the Sag (primaerbehandler); None when nobody is named."""

    @property
    def is_open(self) -> bool:
        """Whether the Sag still takes documents."""
        return self.fremdrift is not SagFremdrift.AFSLUTTET


@frozen
class FiledDokument:
    """What the service holds under a Dokument uuid, as far as proof needs it."""

    id: DokumentId
    titel: str
    brevdato: date | None
    digest: Digest | None
    """The sha256 the record claims (`integrationsdata`), not one computed from bytes."""
    sager: frozenset[SagId]
    content_url: str | None
    """The first del's `indhold`, as `store:…`; None when the Dokument has no content."""
    fratidspunkt: str
    """The version stamp of the newest registrering, compared as written."""
    bilag: frozenset[DokumentId] = frozenset()
    passive: bool = False
    """Taken out of use without being deleted."""
    nyrevision: DokumentId | None = None
    """The Dokument that is the newer one."""
    dokumenttype: str = ""
    fremdrift: str = ""
    """Its state, as one of DokumentFremdrift."""
    holder: AktoerId | None = None
    """To whom it is given (fordelttil)."""


@frozen
class DokumentProof:
    """What a service says of a Dokument in use when it is asked for the proof of many at once."""

    dokument: DokumentId
    fratidspunkt: str
    """The version stamp of the newest registrering, compared as written."""
    contents: frozenset[Digest]
    """The sha256 of its contents as they are kept."""
    sager: frozenset[SagId]
    """The Sager it says it belongs to."""
    journals: frozenset[SagId]
    """The Sager on whose journal it stands, now or soon."""
