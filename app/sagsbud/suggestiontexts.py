"""Words for what is found out about a document: how sure a suggestion is and why, its kind, and what it is the same as."""

from collections.abc import Mapping

from sagsbud.domain.sagsobjekter import Dokumenttype
from sagsbud.domain.suggestions import Band, Reason, ReasonCode
from sagsbud.domain.twins import Likeness
from sagsbud.i18n import N_, quoted, tr

BANDS: Mapping[Band, str] = {
    Band.SURE: N_("Sure"),
    Band.LIKELY: N_("Likely"),
    Band.UNSURE: N_("Unsure"),
    Band.NONE: N_("No suggestion"),
}

DOCUMENT_TYPES: Mapping[Dokumenttype, str] = {
    Dokumenttype.BREV_IND: N_("Letter, incoming"),
    Dokumenttype.BREV_UD: N_("Letter, outgoing"),
    Dokumenttype.INTERNT_NOTAT: N_("Internal note"),
    Dokumenttype.EKSTERNT_NOTAT: N_("External note"),
    Dokumenttype.RAPPORT: N_("Report"),
    Dokumenttype.DAGSORDEN: N_("Agenda"),
    Dokumenttype.FAKTURA: N_("Invoice"),
    Dokumenttype.PLAN: N_("Plan"),
    Dokumenttype.ANDET: N_("Other"),
}

REASONS: Mapping[ReasonCode, str] = {
    ReasonCode.CASE_NUMBER_IN_SUBJECT: N_("the case number is in the subject line"),
    ReasonCode.CASE_NUMBER_IN_TEXT: N_("the case number is in the text"),
    ReasonCode.CASE_NUMBER_IN_FILE_NAME: N_("the case number is in the file name"),
    ReasonCode.REPLY_TO_FILED: N_("answers something that is on the case"),
    ReasonCode.PARTY_ON_SAG: N_("a party of the case is named"),
    ReasonCode.PLACE_ON_SAG: N_("the case is about {words}"),
    ReasonCode.SENDER_BEFORE: N_("the sender has written to the case before"),
    ReasonCode.SAME_SUBJECT: N_("same subject as before"),
    ReasonCode.SIMILAR_TO_FILED: N_("resembles what was filed this way"),
    ReasonCode.SAG_TEXT_ALIKE: N_("the text is like the case's title"),
    ReasonCode.WORDS_IN_TITLE: N_("the title says {words}"),
    ReasonCode.WORDS_IN_TEXT: N_("the text says {words}"),
    ReasonCode.LAW_CITATION: N_("the text cites {words}"),
    ReasonCode.LEARNED_WORDS: N_("you filed {words} this way before"),
    ReasonCode.KLE_OF_SAG: N_("the subject of the case"),
    ReasonCode.FACET_OF_SAG: N_("follows the facet of the case"),
    ReasonCode.SENDER_IS_OUTSIDE: N_("the sender is from outside"),
    ReasonCode.SENDER_IS_US: N_("the sender is one of us"),
    ReasonCode.FROM_HEADER: N_("from the email's header"),
    ReasonCode.FROM_TEXT: N_("from the text"),
    ReasonCode.FROM_FILE_NAME: N_("from the file name"),
    ReasonCode.USUAL_FOR_TYPE: N_("usual for this kind"),
}

LIKENESSES: Mapping[Likeness, str] = {
    Likeness.SAME_FILE: N_("The same file is already here."),
    Likeness.SAME_MAIL: N_("The same email is already here."),
    Likeness.SAME_TEXT: N_("A document with nearly the same text is already here."),
}


def band_text(band: Band) -> str:
    """What the confidence is called."""
    return tr(BANDS[band])


def document_type_text(kind: Dokumenttype) -> str:
    """What the document type is called."""
    return tr(DOCUMENT_TYPES[kind])


def likeness_text(likeness: Likeness) -> str:
    """How two documents are the same, as a sentence."""
    return tr(LIKENESSES[likeness])


WORDS_NAMED = 2
"""Of the words that decided: so many have room beside a suggestion."""


def reason_text(reason: Reason) -> str:
    """The reason as half a sentence, with the words that decided."""
    return tr(REASONS[reason.code], words=deciding_words(reason))


def deciding_words(reason: Reason) -> str:
    """The words that decided, in quotes, each once."""
    return ", ".join(quoted(word) for word in list(dict.fromkeys(reason.words))[:WORDS_NAMED])
