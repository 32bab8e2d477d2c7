"""One document under review in sentences: what is to be looked at, who sent it, what has happened to it."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from sagsbud.domain.errors import Retry, SagsbudError, ServiceError
from sagsbud.domain.review import ReviewRow, ReviewStep
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Dokumenttype, Foelsomhed
from sagsbud.domain.secondlook import FieldName, ReviewTiming
from sagsbud.domain.verdicts import Refusal
from sagsbud.domain.workdays import danish_date
from sagsbud.i18n import N_, tr, trn
from sagsbud.reviewtexts import reason_sentence, reason_text, refusal_text, timing_text
from sagsbud.suggestiontexts import DOCUMENT_TYPES
from sagsbud.texts import trouble_text
from sagsbud.ui.inbox.happenings import Happening
from sagsbud.ui.review.rowwords import LEADING, asked_text, first_name, own_words, person_text, place_text, small, why
from sagsbud.ui.texts import count_text, date_text, moment_text

REASONS_TOLD = 4
STATES = {
    DokumentFremdrift.MODTAGET: N_("Received"),
    DokumentFremdrift.FORDELT: N_("Assigned"),
    DokumentFremdrift.UNDERUDARBEJDELSE: N_("Being written"),
    DokumentFremdrift.UNDERREVIEW: N_("Sent to review"),
    DokumentFremdrift.PUBLICERET: N_("Published"),
    DokumentFremdrift.ENDELIGT: N_("Approved and final"),
    DokumentFremdrift.AFLEVERET: N_("Handed over to the archive"),
}

SENSITIVITY = {
    Foelsomhed.IKKE_FORTROLIG: N_("Not confidential"),
    Foelsomhed.FORTROLIG: N_("Confidential personal data"),
    Foelsomhed.FOELSOM: N_("Sensitive personal data"),
    Foelsomhed.VIP: N_("Protected case"),
}


def value_text(name: FieldName, value: str) -> str:
    """A field's value as people here write it; what another program wrote is shown as it is."""
    if name is FieldName.DATO:
        with suppress(ValueError):
            return date_text(date.fromisoformat(value))
    if name is FieldName.DOKUMENTTYPE and value in set(Dokumenttype):
        return tr(DOCUMENT_TYPES[Dokumenttype(value)])
    if name is FieldName.FOELSOMHED and value in set(Foelsomhed):
        return tr(SENSITIVITY[Foelsomhed(value)])
    return value


def case_title(row: ReviewRow) -> str:
    """What there is to look at, in a few words."""
    if row.changed:
        return trn("{count} field was changed", "{count} fields were changed", len(row.changed))
    if row.uncertain:
        return tr("The suggestion was unsure")
    reasons = sorted(row.reasons, key=LEADING.index)
    return reason_text(reasons[0]) if reasons else tr("Sent by another program")


def case_sentence(row: ReviewRow) -> str:
    """Who sent it when, when it came where that was on another day, whether it is filed, and why it is here."""
    parts = [f"{asked_text(row)}."]
    if danish_date(row.received_at) != danish_date(row.asked_at):
        parts.append(tr("The document was received {time}.", time=moment_text(row.received_at)))
    if row.filed:
        parts.append(timing_text(ReviewTiming.AFTER))
    elif row.timing is ReviewTiming.BEFORE:
        parts.append(timing_text(ReviewTiming.BEFORE))
    else:
        parts.append(tr("It is not on a case yet."))
    if row.sag_closed:
        parts.append(tr("The case is closed, but the document is not final."))
    if row.edited and row.edited.content:
        parts.append(tr("The file is a different one."))
    parts += [reason_sentence(reason) for reason in sorted(row.reasons, key=LEADING.index)]
    return " ".join(parts)


def eyes_text(row: ReviewRow) -> str:
    """Whether the person here may approve it, and why not."""
    if row.refusal is not None:
        return refusal_text(row.refusal)
    name = first_name(person_text(row))
    if row.edited and name:
        return tr("Second pair of eyes: {name} changed it, so you can approve it.", name=name)
    if name:
        return tr("Second pair of eyes: {name} sent it, so you can approve it.", name=name)
    return tr("You can approve it.")


def back_text(row: ReviewRow) -> str:
    """To whom it goes back."""
    to = row.caseworker or row.person
    name = first_name(to.navn) if to else ""
    return tr("Return to {name} with", name=name) if name else tr("Return with")


def several_title(rows: Sequence[ReviewRow]) -> str:
    """What they have in common: the one reason that they are here, or that there are several."""
    reasons = {why(row)[0] for row in rows}
    return reasons.pop() if len(reasons) == 1 else tr("Several reasons")


def several_sentence(rows: Sequence[ReviewRow]) -> str:
    """Why they are here, the commonest reason first and the rare ones as one: `Ændret KLE-emne: 12, stikprøve: 3.`"""
    counts = Counter(why(row)[0] for row in rows).most_common()
    told = counts if len(counts) <= REASONS_TOLD + 1 else counts[:REASONS_TOLD]
    others = len(rows) - sum(count for _words, count in told)
    if others:
        told = [*told, (tr("Other reasons"), others)]
    words = [f"{reason if at == 0 else small(reason)}:\N{NO-BREAK SPACE}{count_text(count)}"
             for at, (reason, count) in enumerate(told)]  # fmt: skip
    return f"{', '.join(words)}." if words else ""


def refused_sentence(refused: int) -> str:
    """How many of several the person here may not approve; empty for none."""
    if not refused:
        return ""
    return trn("You cannot approve {shown} of them. It stays.", "You cannot approve {shown} of them. They stay.",
               refused, shown=count_text(refused))  # fmt: skip


def missing_text(rows: Sequence[ReviewRow]) -> str:
    """Why the approval cannot be given to one document; empty when it can. Of several, only some may be refused."""
    if len(rows) != 1:
        refused = sum(row.refusal is not None for row in rows)
        return tr("You cannot approve any of them.") if rows and refused == len(rows) else ""
    refusal: Refusal | None = rows[0].refusal
    return refusal_text(refusal) if refusal else ""


def subtitle_text(row: ReviewRow) -> str:
    """Whose it is, and what its Sag is called."""
    titles = (place_text(row), row.sag_titel)
    return " · ".join(part for part in titles if part)


def above_button_text(rows: Sequence[ReviewRow]) -> str:
    """Above the buttons: what stands in the way of each of them."""
    said = missing_text(rows) or refused_sentence(sum(row.refusal is not None for row in rows))
    return " ".join(part for part in (said, final_text(rows)) if part)


def not_withdrawn_text(rows: Sequence[ReviewRow]) -> str:
    """Why it cannot be said of them that they are not to be filed; empty where it can."""
    if len(rows) > 1:
        return tr("Not to be filed: choose one document at a time.")
    return final_text(rows)


def final_text(rows: Sequence[ReviewRow]) -> str:
    """Why they can neither be reassigned nor taken out of use; empty where none was changed after it became final."""
    if not any(row.edited for row in rows):
        return ""
    if len(rows) == 1:
        return tr("It is final, so it can neither be reassigned nor taken out of use.")
    return tr("Some of them are final, so they cannot be reassigned together.")


def happenings(steps: Sequence[ReviewStep]) -> list[Happening]:
    """The states it has been in, oldest first, as points of a time line."""
    told = []
    for step in sorted(steps, key=lambda one: one.since):
        notes = [moment_text(step.since), step.by.navn if step.by else "", own_words(step.note)]
        told.append(Happening(tr(STATES[step.fremdrift]), " · ".join(note for note in notes if note)))
    return told


def comes_later(error: SagsbudError) -> bool:
    """Whether what could not be fetched may be had when it is asked for again."""
    return not (isinstance(error, ServiceError) and error.retry is Retry.NEVER)


def no_past_text(error: SagsbudError) -> str:
    """Why the states it has been in are not told, and when they will be."""
    what = trouble_text(error.trouble, error.params).title
    if not comes_later(error):
        return what
    return tr("{what} What has happened is shown as soon as it can be fetched.", what=what)
