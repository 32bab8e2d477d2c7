"""Why: the reasons behind what stands in each field, as half a sentence."""

from collections.abc import Iterator, Sequence

from sagsbud.domain.errors import Trouble
from sagsbud.domain.extract import EvidenceSource
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.suggestions import Band, Reason, ReasonCode, Suggestion
from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import tr
from sagsbud.suggestiontexts import deciding_words, reason_text
from sagsbud.ui.detail.form import Form
from sagsbud.ui.detail.wording import is_mail

CLOSE = 0.6
"""A subject with this share of the best one's chance fits about as well."""
OF_THE_TEXT = {ReasonCode.LAW_CITATION, ReasonCode.WORDS_IN_TEXT}
"""Two that would each quote the text, one after the other."""


def reason_of(detail: Detail, reasons: Sequence[Reason], most: int = 1) -> str:
    """The strongest reasons in words."""
    return ", ".join(_reason(detail, reason) for reason in list(reasons)[:most])


def kle_reason(detail: Detail, suggestion: Suggestion[KleNummer], proposal: Proposal) -> str:
    """Why this subject: two reasons, unless the second only quotes the text again.

    That it is the case's is none once another case is chosen, which has another or is not there yet.
    """
    sag = proposal.sag
    of_sag = sag is None or (sag.kle == suggestion.value and proposal.new_sag is None)
    reasons = [one for one in suggestion.reasons if of_sag or one.code is not ReasonCode.KLE_OF_SAG]
    words = {word.casefold() for word in reasons[0].words} if reasons else set()
    again = len(reasons) > 1 and bool(words & {word.casefold() for word in reasons[1].words})
    both_quote = {one.code for one in reasons[:2]} == OF_THE_TEXT
    return reason_of(detail, reasons, 1 if again or both_quote else 2)


def sag_reason(detail: Detail, proposal: Proposal, form: Form | None) -> tuple[Band | None, str]:
    """How sure the case is, and why; what was found when none is chosen."""
    given = detail.suggestions.sager
    if proposal.sag is None:
        if not given:
            return Band.NONE, ""
        if not given[0].value.is_open:
            why = reason_of(detail, given[0].reasons)
            return None, tr("{reason}, but {sag} is closed", sag=given[0].value.sagsnummer, reason=why)
        return given[0].band, tr(
            "perhaps {sag}: {reason}", sag=given[0].value.sagsnummer, reason=reason_of(detail, given[0].reasons)
        )
    if not proposal.sag.is_open:
        return None, tr("the case is closed")
    own = next((one for one in given if one.value.id == proposal.sag.id), None)
    if own is not None:
        return own.band, reason_of(detail, own.reasons)
    mine = form is not None and "sag" in form.touched
    return None, tr("chosen by you") if mine else tr("as it was decided before")


def _reason(detail: Detail, reason: Reason) -> str:
    """A reason as it is true of this document: on which page the number stands, and what its title was taken from."""
    code, evidence = reason.code, reason.evidence
    starts = detail.extract.page_starts if detail.extract else ()
    if code is ReasonCode.CASE_NUMBER_IN_TEXT and evidence and evidence.source is EvidenceSource.TEXT and starts:
        page = sum(start <= evidence.start for start in starts)
        return tr("the case number is on page {page}", page=page)
    if code is ReasonCode.CASE_NUMBER_IN_SUBJECT and not is_mail(detail):
        return tr("the case number is in the title")
    if code is ReasonCode.WORDS_IN_TITLE and _is_named_by_its_file(detail):
        return tr("the file name says {words}", words=deciding_words(reason))
    if code is ReasonCode.SAG_TEXT_ALIKE and detail.extract and not detail.extract.text.strip():
        by_file = _is_named_by_its_file(detail)
        return tr("the file name is like the case's title") if by_file else tr("the title is like the case's title")
    return reason_text(reason)


def _is_named_by_its_file(detail: Detail) -> bool:
    titel = detail.suggestions.titel
    return titel is not None and any(reason.code is ReasonCode.FROM_FILE_NAME for reason in titel.reasons)


def why_unsure(detail: Detail, proposal: Proposal) -> str:
    """Why nothing sure is suggested, in a sentence or two."""
    extract, given = detail.extract, detail.suggestions
    if extract is None or not extract.text.strip():
        return tr("There is no text that could be read.")
    parts = []
    if detail.stopped and detail.entry.order:
        parts.append(_why_stopped(detail.stopped, detail.entry.order.sag.sagsnummer))
    elif not given.sager:
        mail = is_mail(detail)
        parts.append(
            tr("The email names no case that is known here.")
            if mail
            else tr("The document names no case that is known here.")
        )
    elif not given.sager[0].value.is_open:
        parts.append(_why_stopped(Trouble.SAG_CLOSED, given.sager[0].value.sagsnummer))
    elif given.sager[0].band not in (Band.SURE, Band.LIKELY):
        parts.append(tr("Several cases could be meant."))
    return " ".join([*parts, *_why_no_subject(detail, proposal)])


def _why_no_subject(detail: Detail, proposal: Proposal) -> Iterator[str]:
    kle, own = detail.suggestions.kle, proposal.sag.kle if proposal.sag else None
    close = [one for one in kle if one.confidence >= CLOSE * kle[0].confidence]
    unsure = not kle or kle[0].band is Band.UNSURE
    if unsure and own is not None and own == proposal.kle:
        yield tr("No subject fits its words well. The case's own is chosen.")
    elif not kle:
        yield tr("No subject fits its words.")
    elif unsure and len(close) > 1:
        yield tr("{count} subjects fit about equally well.", count=len(close))
    elif unsure:
        yield tr("No subject fits well.")


def _why_stopped(trouble: Trouble, sagsnummer: str) -> str:
    if trouble is Trouble.SAG_CLOSED:
        return tr("Case {sag} is closed.", sag=sagsnummer)
    return tr("Case {sag} does not exist any more.", sag=sagsnummer)
