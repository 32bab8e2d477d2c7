"""What is suggested, how sure we are, and why; or silence."""

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from sagsbud.domain.extract import Evidence
from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import Dokumenttype, Foelsomhed, Retning, SagRef

T = TypeVar("T")


class Band(StrEnum):
    """Confidence as a word; screens never see thresholds."""

    SURE = "sikker"
    LIKELY = "sandsynlig"
    UNSURE = "usikker"
    NONE = "intet"


class ReasonCode(StrEnum):
    """Why something is suggested; the sentence is in the text catalogue, `words` fill it."""

    CASE_NUMBER_IN_SUBJECT = "case_number_in_subject"
    CASE_NUMBER_IN_TEXT = "case_number_in_text"
    CASE_NUMBER_IN_FILE_NAME = "case_number_in_file_name"
    REPLY_TO_FILED = "reply_to_filed"
    PARTY_ON_SAG = "party_on_sag"
    PLACE_ON_SAG = "place_on_sag"
    SENDER_BEFORE = "sender_before"
    SAME_SUBJECT = "same_subject"
    SIMILAR_TO_FILED = "similar_to_filed"
    SAG_TEXT_ALIKE = "sag_text_alike"
    WORDS_IN_TITLE = "words_in_title"
    WORDS_IN_TEXT = "words_in_text"
    LAW_CITATION = "law_citation"
    LEARNED_WORDS = "learned_words"
    KLE_OF_SAG = "kle_of_sag"
    FACET_OF_SAG = "facet_of_sag"
    SENDER_IS_OUTSIDE = "sender_is_outside"
    SENDER_IS_US = "sender_is_us"
    FROM_HEADER = "from_header"
    FROM_TEXT = "from_text"
    FROM_FILE_NAME = "from_file_name"
    USUAL_FOR_TYPE = "usual_for_type"


@frozen
class Reason:
    """One reason with the words that decided and, when it stands in the text, where."""

    code: ReasonCode
    words: tuple[str, ...] = field(default=(), repr=False)
    evidence: Evidence | None = None


@frozen
class Suggestion(Generic[T]):
    """A value, a calibrated probability that it is right, its word, and the reasons, strongest first."""

    value: T
    confidence: float
    band: Band
    reasons: tuple[Reason, ...] = ()


@frozen
class SuggestionSet:
    """All that is suggested for one document. An empty tuple or None is silence: nothing fits well enough."""

    kle: tuple[Suggestion[KleNummer], ...] = ()
    sager: tuple[Suggestion[SagRef], ...] = ()
    facet: Suggestion[Handlingsfacet] | None = None
    titel: Suggestion[str] | None = None
    dato: Suggestion[date] | None = None
    dokumenttype: Suggestion[Dokumenttype] | None = None
    retning: Suggestion[Retning] | None = None
    parter: tuple[Part, ...] = ()
    foelsomhed: Foelsomhed = Foelsomhed.IKKE_FORTROLIG
    edition: str = ""
    """The KLE edition the numbers come from."""
    bare: bool = False
    """More follows when there is time: it was read in bulk and not asked about, or its words are on a scan."""

    @property
    def likely_kle(self) -> KleNummer | None:
        """The best subject, unless it is unsure: what the form is filled with."""
        return self.kle[0].value if self.kle and self.kle[0].band is not Band.UNSURE else None

    @property
    def band(self) -> Band:
        """How sure the whole is: the weaker of the best Sag and the best subject; a closed Sag is nowhere to file."""
        if not self.sager or not self.kle:
            return Band.NONE if not self.sager and not self.kle else Band.UNSURE
        if not self.sager[0].value.is_open:
            return Band.UNSURE
        order = list(Band)
        return max(self.sager[0].band, self.kle[0].band, key=order.index)
