"""The object types: attributes, states and relations with their cardinality (STANDARDS 2; reference 1.3.0)."""

from collections.abc import Mapping
from enum import StrEnum

from sagsbud.domain.frozen import frozen


class Value(StrEnum):
    """The kinds of value an attribute field can have."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    EXEMPTION = "exemption"
    """`offentlighedundtaget`: `{alternativtitel, hjemmel}`, both or nothing."""
    KEYWORDS = "keywords"
    """`soegeord`: a list of lists of texts."""


@frozen
class AttributeField:
    """One field of an object's attributes."""

    value: Value = Value.TEXT
    required: bool = False


@frozen
class ObjectType:
    """One class of one service. Relations map to whether they hold many targets."""

    service: str
    name: str
    attributes: Mapping[str, AttributeField]
    state: str
    state_field: str
    states: frozenset[str]
    relations: Mapping[str, bool]
    attribute_required: bool = True
    state_required: bool = False
    appends_relations: bool = False
    """Whether a PATCHed 0..n relation is numbered and appended (Sag) instead of replaced."""
    has_variants: bool = False

    @property
    def attribute(self) -> str:
        """The key of the attributes, as `dokumentegenskaber`."""
        return f"{self.name}egenskaber"


def _required(*names: str) -> dict[str, AttributeField]:
    return {name: AttributeField(required=True) for name in names}


def _optional(*names: str, value: Value = Value.TEXT) -> dict[str, AttributeField]:
    return {name: AttributeField(value) for name in names}


def _one(*names: str) -> dict[str, bool]:
    return dict.fromkeys(names, False)


def _many(*names: str) -> dict[str, bool]:
    return dict.fromkeys(names, True)


DOKUMENT = ObjectType(
    service="dokument",
    name="dokument",
    attributes={
        **_required("brugervendtnoegle", "beskrivelse", "titel", "dokumenttype"),
        "brevdato": AttributeField(Value.DATE, required=True),
        **_optional("kassationskode", "integrationsdata"),
        **_optional("major", "minor", value=Value.INTEGER),
        **_optional("offentlighedundtaget", value=Value.EXEMPTION),
    },
    state="dokumentfremdrift",
    state_field="fremdrift",
    states=frozenset(
        {"Modtaget", "Fordelt", "Underudarbejdelse", "Underreview", "Publiceret", "Endeligt", "Afleveret"}
    ),
    relations={
        **_one("nyrevision", "primaerklasse", "ejer", "ansvarlig", "primaerbehandler", "fordelttil"),
        **_many("arkiver", "besvarelser", "udgangspunkter", "kommentarer", "bilag", "andredokumenter"),
        **_many("andreklasser", "andrebehandlere", "parter", "kopiparter", "tilknyttedesager"),
    },
    state_required=True,
    has_variants=True,
)

SAG = ObjectType(
    service="sag",
    name="sag",
    attributes={
        **_required("brugervendtnoegle", "sagsnummer", "titel", "beskrivelse", "kassationskode"),
        **_optional("hjemmel", "integrationsdata"),
        **_optional("afleveret", "principiel", value=Value.BOOLEAN),
        **_optional("offentlighedundtaget", value=Value.EXEMPTION),
    },
    state="sagfremdrift",
    state_field="fremdrift",
    states=frozenset({"Opstaaet", "Oplyst", "Afgjort", "Bestilt", "Udfoert", "Afsluttet"}),
    relations={
        **_one("behandlingarkiv", "afleveringsarkiv", "primaerklasse", "opgaveklasse", "handlingsklasse"),
        **_one("kontoklasse", "sikkerhedsklasse", "foelsomhedsklasse", "indsatsklasse", "ydelsesklasse"),
        **_one("ejer", "ansvarlig", "primaerbehandler", "udlaanttil", "primaerpart", "ydelsesmodtager"),
        **_one("oversag", "praecedens", "afgiftsobjekt", "ejendomsskat"),
        **_many("andetarkiv", "andrebehandlere", "sekundaerpart", "andresager", "byggeri", "fredning"),
        **_many("journalpost"),
    },
    state_required=True,
    appends_relations=True,
)

FACET = ObjectType(
    service="klassifikation",
    name="facet",
    attributes={
        **_required("brugervendtnoegle"),
        **_optional("beskrivelse", "opbygning", "ophavsret", "plan", "supplement", "retskilde", "integrationsdata"),
    },
    state="facetpubliceret",
    state_field="publiceret",
    states=frozenset({"Publiceret", "IkkePubliceret"}),
    relations={**_one("ansvarlig", "ejer", "facettilhoerer"), **_many("redaktoerer")},
)

KLASSE = ObjectType(
    service="klassifikation",
    name="klasse",
    attributes={
        **_required("brugervendtnoegle", "titel"),
        **_optional("beskrivelse", "eksempel", "omfang", "retskilde", "aendringsnotat", "integrationsdata"),
        **_optional("soegeord", value=Value.KEYWORDS),
    },
    state="klassepubliceret",
    state_field="publiceret",
    states=frozenset({"Publiceret", "IkkePubliceret"}),
    relations={
        **_one("ejer", "ansvarlig", "overordnetklasse", "facet"),
        **_many("redaktoerer", "sideordnede", "mapninger", "tilfoejelser", "erstatter", "lovligekombinationer"),
    },
)

KLASSIFIKATION = ObjectType(
    service="klassifikation",
    name="klassifikation",
    attributes={
        **_required("brugervendtnoegle"),
        **_optional("beskrivelse", "kaldenavn", "ophavsret", "integrationsdata"),
    },
    state="klassifikationpubliceret",
    state_field="publiceret",
    states=frozenset({"Publiceret", "IkkePubliceret"}),
    relations=_one("ansvarlig", "ejer"),
)

_GYLDIGHED = frozenset({"Aktiv", "Inaktiv"})

ORGANISATION = ObjectType(
    service="organisation",
    name="organisation",
    attributes={**_required("brugervendtnoegle"), **_optional("organisationsnavn", "integrationsdata")},
    state="organisationgyldighed",
    state_field="gyldighed",
    states=_GYLDIGHED,
    relations={
        **_one("branche", "myndighed", "myndighedstype", "overordnet", "produktionsenhed", "skatteenhed"),
        **_one("tilhoerer", "virksomhed", "virksomhedstype"),
        **_many("adresser", "ansatte", "opgaver", "tilknyttedebrugere", "tilknyttedeenheder"),
        **_many("tilknyttedefunktioner", "tilknyttedeinteressefaellesskaber", "tilknyttedeitsystemer"),
        **_many("tilknyttedeorganisationer", "tilknyttedepersoner"),
    },
)

ORGANISATIONENHED = ObjectType(
    service="organisation",
    name="organisationenhed",
    attributes={**_required("brugervendtnoegle"), **_optional("enhedsnavn", "integrationsdata")},
    state="organisationenhedgyldighed",
    state_field="gyldighed",
    states=_GYLDIGHED,
    relations={
        **_one("branche", "enhedstype", "overordnet", "produktionsenhed", "skatteenhed", "tilhoerer"),
        **_many("adresser", "ansatte", "opgaver", "tilknyttedebrugere", "tilknyttedeenheder", "tilknyttedefunktioner"),
        **_many("tilknyttedeinteressefaellesskaber", "tilknyttedeitsystemer", "tilknyttedeorganisationer"),
        **_many("tilknyttedepersoner"),
    },
)

BRUGER = ObjectType(
    service="organisation",
    name="bruger",
    attributes={**_required("brugervendtnoegle"), **_optional("brugernavn", "brugertype", "integrationsdata")},
    state="brugergyldighed",
    state_field="gyldighed",
    states=_GYLDIGHED,
    relations={
        **_one("tilhoerer"),
        **_many("adresser", "brugertyper", "opgaver", "tilknyttedeenheder", "tilknyttedefunktioner"),
        **_many("tilknyttedepersoner"),
        **_many("tilknyttedeinteressefaellesskaber", "tilknyttedeitsystemer", "tilknyttedeorganisationer"),
    },
)

OBJECT_TYPES: Mapping[tuple[str, str], ObjectType] = {
    (spec.service, spec.name): spec
    for spec in (
        DOKUMENT, SAG, FACET, KLASSE, KLASSIFIKATION, ORGANISATION, ORGANISATIONENHED, BRUGER,
    )
}  # fmt: skip
"""By service and class, as they stand in the path."""

VARIANT_FLAGS = ("arkivering", "delvisscannet", "offentliggoerelse", "produktion")
PART_FIELDS: Mapping[str, AttributeField] = {
    "indeks": AttributeField(Value.INTEGER),
    **_optional("indhold", "lokation", "mimetype"),
}
JOURNALPOST_CODES = frozenset({"journalnotat", "vedlagtdokument", "tilakteretdokument"})
