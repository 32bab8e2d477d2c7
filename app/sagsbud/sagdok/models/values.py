"""The parts of an object as types: periods are periods, dates are dates, and what cannot be is not.

    since = Virkning.since(datetime.now(UTC), aktoerref=me)
    Relation(since, uuid=sag, objekttype="Sag")

Values read back may be absent although they were written: a service does not send false, zero or empty texts.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models.moments import INFINITY, MINUS_INFINITY, Moment


@frozen
class Virkning:
    """The time for which something holds in the world: from `start` up to and without `end`, said by `aktoerref`."""

    start: Moment
    end: Moment = INFINITY
    aktoerref: UUID | None = None
    aktoertypekode: str | None = None
    notetekst: str | None = None

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a virkning begins before it ends")

    @classmethod
    def since(cls, start: datetime, *, aktoerref: UUID | None = None, aktoertypekode: str | None = None) -> "Virkning":
        """From an aware time on, without an end."""
        if aktoerref and not aktoertypekode:
            aktoertypekode = "Bruger"
        return cls(Moment.of(start), aktoerref=aktoerref, aktoertypekode=aktoertypekode)


ALWAYS = Virkning(MINUS_INFINITY)
"""At all times."""


@frozen
class Tilstand:
    """A state for a time. `value` is one of the object type's states."""

    value: str
    virkning: Virkning


@frozen
class Relation:
    """To one target, by uuid or by urn. `indeks` is the service's number of it, where there are many on a Sag."""

    virkning: Virkning
    uuid: UUID | None = None
    urn: str | None = None
    objekttype: str | None = None
    indeks: int | None = None

    def __post_init__(self) -> None:
        if self.uuid and self.urn:
            raise ValueError("a relation has a uuid or a urn, not both")


@frozen
class OffentlighedUndtaget:
    """Exempt from public access: the title that is not public, and by which law."""

    alternativtitel: str
    hjemmel: str


@frozen
class JournalNotat:
    """A note in the journal that has no Dokument."""

    titel: str
    notat: str
    format: str = "text/plain"


@frozen
class JournalDokument:
    """How a Dokument is called on this Sag."""

    dokumenttitel: str
    offentlighedundtaget: OffentlighedUndtaget | None = None


@frozen
class Journalpost(Relation):
    """A Relation from a Sag to a Dokument or a note: the act of filing."""

    journalpostkode: str = "tilakteretdokument"
    journalnotat: JournalNotat | None = None
    journaldokument: JournalDokument | None = None


@frozen
class VariantEgenskaber:
    """What a variant is for."""

    virkning: Virkning
    produktion: bool | None = None
    arkivering: bool | None = None
    offentliggoerelse: bool | None = None
    delvisscannet: bool | None = None


@frozen
class DelEgenskaber:
    """Where the bytes of a del are: `field:NAME` when they come with the request, `store:…` when the service has them."""

    virkning: Virkning
    indhold: str | None = None
    mimetype: str | None = None
    lokation: str | None = None
    indeks: int | None = None


@frozen
class Del:
    """A file of a variant."""

    deltekst: str
    egenskaber: tuple[DelEgenskaber, ...] = ()
    underredigeringaf: tuple[Relation, ...] = ()


@frozen
class Variant:
    """A rendering of a Dokument."""

    varianttekst: str
    egenskaber: tuple[VariantEgenskaber, ...] = ()
    dele: tuple[Del, ...] = ()


@frozen
class Egenskaber:
    """The attributes of an object for a time; what they are depends on its type."""

    virkning: Virkning
    brugervendtnoegle: str
    type: ClassVar[tuple[str, str]]
    """Service and class, as they stand in the path."""


@frozen
class DokumentEgenskaber(Egenskaber):
    """Of a Dokument."""

    titel: str
    beskrivelse: str
    dokumenttype: str
    brevdato: date | None
    kassationskode: str | None = None
    major: int | None = None
    minor: int | None = None
    offentlighedundtaget: OffentlighedUndtaget | None = None
    integrationsdata: str | None = None
    type = "dokument", "dokument"


@frozen
class SagEgenskaber(Egenskaber):
    """Of a Sag."""

    sagsnummer: str
    titel: str
    beskrivelse: str
    kassationskode: str
    hjemmel: str | None = None
    afleveret: bool | None = None
    principiel: bool | None = None
    offentlighedundtaget: OffentlighedUndtaget | None = None
    integrationsdata: str | None = None
    type = "sag", "sag"


@frozen
class KlasseEgenskaber(Egenskaber):
    """Of a Klasse, as a KLE number is one."""

    titel: str
    beskrivelse: str | None = None
    eksempel: str | None = None
    omfang: str | None = None
    retskilde: str | None = None
    aendringsnotat: str | None = None
    soegeord: tuple[tuple[str, ...], ...] = ()
    integrationsdata: str | None = None
    type = "klassifikation", "klasse"


@frozen
class FacetEgenskaber(Egenskaber):
    """Of a Facet."""

    beskrivelse: str | None = None
    opbygning: str | None = None
    ophavsret: str | None = None
    plan: str | None = None
    supplement: str | None = None
    retskilde: str | None = None
    integrationsdata: str | None = None
    type = "klassifikation", "facet"


@frozen
class KlassifikationEgenskaber(Egenskaber):
    """Of a Klassifikation."""

    kaldenavn: str | None = None
    beskrivelse: str | None = None
    ophavsret: str | None = None
    integrationsdata: str | None = None
    type = "klassifikation", "klassifikation"


@frozen
class OrganisationEgenskaber(Egenskaber):
    """Of an Organisation."""

    organisationsnavn: str | None = None
    integrationsdata: str | None = None
    type = "organisation", "organisation"


@frozen
class OrganisationEnhedEgenskaber(Egenskaber):
    """Of an OrganisationEnhed."""

    enhedsnavn: str | None = None
    integrationsdata: str | None = None
    type = "organisation", "organisationenhed"


@frozen
class BrugerEgenskaber(Egenskaber):
    """Of a Bruger."""

    brugernavn: str | None = None
    brugertype: str | None = None
    integrationsdata: str | None = None
    type = "organisation", "bruger"


E = TypeVar("E", bound=Egenskaber)


@frozen
class Registrering(Generic[E]):
    """All that is known of an object, or what a change says of it.

    The last four fields are the service's: who said it with which code, and from when until when it was the newest.
    """

    egenskaber: tuple[E, ...] = ()
    tilstande: tuple[Tilstand, ...] = ()
    relationer: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    varianter: tuple[Variant, ...] | None = None
    note: str | None = None
    livscyklus: str = ""
    brugerref: UUID | None = None
    fra: Moment | None = None
    til: Moment | None = None
