"""Why a filing is looked at again, and what the reviewer is told of it: a part of the order, and of the Dokument."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from sagsbud.domain.frozen import frozen
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.suggestions import Band


class ReviewReason(StrEnum):
    """Why a document is looked at again. The values go on the wire, in `integrationsdata`."""

    UNSURE = "usikkert_forslag"
    CHANGED_CLASS = "aendret_klasse"
    SENSITIVE = "foelsom"
    THIRD_PARTY_CPR = "andres_cpr"
    KLE_GROUP = "kle_gruppe"
    NEW_EMPLOYEE = "ny_medarbejder"
    AUTO_FILED = "lagt_af_regel"
    SAMPLE = "stikproeve"
    CORRECTED = "rettet_efter_godkendelse"
    """A final document was changed, so that what was approved no longer holds."""
    RETURNED_BEFORE = "returneret_foer"
    ASKED = "bedt_om"
    """A person, or another program, asked; the question is the case's `question`."""


NOTED_FIRST = "Til gennemsyn:"
"""How a state's note begins that names the reasons for other programs; they follow, to the first full stop."""
NOTED: Mapping[ReviewReason, str] = {
    ReviewReason.UNSURE: "usikkert forslag",
    ReviewReason.CHANGED_CLASS: "ændret KLE-emne",
    ReviewReason.SENSITIVE: "følsomme oplysninger",
    ReviewReason.THIRD_PARTY_CPR: "andres cpr-nummer",
    ReviewReason.KLE_GROUP: "udvalgt emnegruppe",
    ReviewReason.NEW_EMPLOYEE: "ny medarbejder",
    ReviewReason.AUTO_FILED: "lagt op af en regel",
    ReviewReason.SAMPLE: "stikprøve",
    ReviewReason.CORRECTED: "rettet efter godkendelse",
    ReviewReason.RETURNED_BEFORE: "returneret før",
    ReviewReason.ASKED: "bedt om",
}
"""The reasons in such a note: always Danish, whatever language this one speaks."""


class ReviewTiming(StrEnum):
    """Whether a document is filed before or after the second look."""

    AFTER = "efter"
    """Filed first: the duty to file »snarest muligt« beats the review. The rule for everything received."""
    BEFORE = "foer"
    """Filed only when approved, where the organisation wants it so."""


class FieldName(StrEnum):
    """The fields of a filing, as the wire's `gennemsyn` names them."""

    SAG = "sag"
    KLE = "kle"
    FACET = "facet"
    TITEL = "titel"
    DATO = "dato"
    DOKUMENTTYPE = "dokumenttype"
    PARTER = "parter"
    FOELSOMHED = "foelsomhed"


@frozen
class ReviewField:
    """One field: what was suggested and what was chosen, both as a person reads them, CPR masked."""

    name: FieldName
    chosen: str = field(repr=False)
    suggested: str | None = field(default=None, repr=False)
    """None when nothing was suggested."""
    band: Band = Band.NONE
    confidence: float | None = None
    """The calibrated probability of the suggestion, where there is one."""
    chosen_title: str = field(default="", repr=False)
    suggested_title: str = field(default="", repr=False)
    """What a KLE number or a Sag is called, for the two above."""

    @property
    def changed(self) -> bool:
        """Whether the person chose something else than was suggested."""
        return self.suggested is not None and self.suggested != self.chosen

    @property
    def uncertain(self) -> bool:
        """Whether the suggestion was a weak one."""
        return self.band in (Band.UNSURE, Band.NONE) and self.name in (FieldName.KLE, FieldName.SAG)

    @property
    def open(self) -> bool:
        """Whether a reviewer is shown it unasked; the rest is folded away."""
        return self.changed or self.uncertain


@frozen
class ReviewRequest:
    """That a filing is to be looked at again: by whom, before or after it stands on the Sag, and why."""

    to: Aktoer
    timing: ReviewTiming = ReviewTiming.AFTER
    reasons: tuple[ReviewReason, ...] = ()
    fields: tuple[ReviewField, ...] = ()
    question: str = field(default="", repr=False)
