"""A document under review in words: how old, whose, why it is here, where a decision about it stands."""

from collections.abc import Sequence

from sagsbud.domain.ids import AktoerId
from sagsbud.domain.review import AMBER_DAYS, RED_DAYS, ReviewRow
from sagsbud.domain.secondlook import NOTED, NOTED_FIRST, FieldName, ReviewReason
from sagsbud.domain.verdicts import ReviewVerb
from sagsbud.i18n import N_, tr, trn
from sagsbud.reviewtexts import field_text, reason_text
from sagsbud.texts import trouble_text
from sagsbud.ui.texts import begun_large, count_text, moment_text

LEADING = (
    ReviewReason.CORRECTED,
    ReviewReason.THIRD_PARTY_CPR,
    ReviewReason.CHANGED_CLASS,
    ReviewReason.UNSURE,
    ReviewReason.RETURNED_BEFORE,
    ReviewReason.ASKED,
    ReviewReason.AUTO_FILED,
    ReviewReason.NEW_EMPLOYEE,
    ReviewReason.SENSITIVE,
    ReviewReason.KLE_GROUP,
    ReviewReason.SAMPLE,
)
"""Which of several reasons is named first."""
STOPPED = {
    ReviewVerb.APPROVE: N_("Approval did not go through"),
    ReviewVerb.RETURN: N_("Return did not go through"),
    ReviewVerb.REASSIGN: N_("Reassignment did not go through"),
    ReviewVerb.NOT_TO_BE_FILED: N_("It could not be taken out of use"),
}
STOPPED_OTHERWISE = N_("The decision did not go through")


def age_text(days: int) -> str:
    """`I dag`, `1 dag`, `3 dage`."""
    return trn("{count} day", "{count} days", days) if days else tr("Today")


def age_kind(days: int) -> str:
    """The chip it stands in: plain, warn or err, by the limits of the filing duty."""
    return "err" if days >= RED_DAYS else "warn" if days >= AMBER_DAYS else "plain"


def listed(words: Sequence[str]) -> str:
    """`KLE-emne, dato og titel`."""
    if len(words) < 2:
        return "".join(words)
    return tr("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def field_names(names: Sequence[FieldName]) -> str:
    """The fields inside a sentence, short: small letters, but for what is written large."""
    return listed([tr("KLE") if name is FieldName.KLE else small(field_text(name)) for name in names])


def own_words(note: str) -> str:
    """What a person wrote in a state's note, without the reasons that a rule put before it: here they are told anyway."""
    if not note.startswith(NOTED_FIRST):
        return note
    reasons, stop, rest = note.removeprefix(NOTED_FIRST).partition(".")
    by_rule = bool(stop) and {reason.strip() for reason in reasons.split(",")} <= set(NOTED.values())
    return rest.strip() if by_rule else note


def why(row: ReviewRow) -> tuple[str, str]:
    """Why it is here, in a line, and what more there is to say in a second."""
    if row.pending is not None and row.pending.stopped:
        told = trouble_text(row.pending.problem.trouble, {}).title if row.pending.problem else ""
        return tr(STOPPED.get(row.pending.verb, STOPPED_OTHERWISE)), told
    reasons = sorted(row.reasons, key=LEADING.index)
    if not reasons:
        if row.changed:
            return tr("Changed {fields}", fields=field_names(row.changed)), ""
        return tr("Sent by another program"), row.question
    first, rest = reasons[0], reasons[1:]
    if first is ReviewReason.CHANGED_CLASS:
        others = [name for name in row.changed if name is not FieldName.KLE]
        second = tr("and {fields}", fields=field_names(others)) if others else _rest(rest)
    elif first is ReviewReason.UNSURE:
        second = begun_large(field_names(row.uncertain)) if row.uncertain else _rest(rest)
    elif first is ReviewReason.ASKED and own_words(row.question):
        second = own_words(row.question)
    elif first is ReviewReason.CORRECTED:
        second = field_names(row.changed)
    elif row.changed:
        second = tr("changed {fields}", fields=field_names(row.changed))
    else:
        second = _rest(rest)
    return reason_text(first), second


def _rest(reasons: Sequence[ReviewReason]) -> str:
    return listed([small(reason_text(reason)) for reason in reasons])


def place_text(row: ReviewRow) -> str:
    """`Byg · 26/1182, closed`: whose it is, and on which Sag it stands or belongs."""
    sag = tr("{case}, closed", case=row.sagsnummer) if row.sag_closed and row.sagsnummer else row.sagsnummer
    return " · ".join(part for part in (row.unit_name, sag) if part) or tr("No case yet")


def named(id_: AktoerId, name: str) -> str:
    """The name, or the beginning of the uuid where the service's Organisation has none."""
    return name or tr("User {number}", number=str(id_)[:8])


def person_text(row: ReviewRow) -> str:
    """Who asked, by name; empty when nobody knows."""
    return row.person.navn if row.person else ""


def first_name(name: str) -> str:
    """What colleagues call each other."""
    return name.split(" ")[0] if name else ""


def asked_text(row: ReviewRow) -> str:
    """`Sofie Thorup, fredag 15.20`."""
    return ", ".join(part for part in (person_text(row), moment_text(row.asked_at)) if part)


def spoken(row: ReviewRow) -> str:
    """The whole row for a screen reader."""
    first, second = why(row)
    age = trn("{count} working day old", "{count} working days old", row.age) if row.age else tr("from today")
    kle = tr("KLE {number}", number=row.kle) if row.kle else ""
    return ", ".join(part for part in (row.titel, age, place_text(row), kle, first, second) if part)


def counted(total: int, oldest: int, *, whole: bool) -> str:
    """`38, op til 3 arbejdsdage gamle`: beside the title."""
    shown = count_text(total) if whole else tr("more than {count}", count=count_text(total))
    if not total or not oldest:
        return shown if total else ""
    if total == 1:
        return trn(
            "{shown} document, {count} working day old",
            "{shown} document, {count} working days old",
            oldest,
            shown=shown,
        )
    return trn("{shown}, up to {count} working day old", "{shown}, up to {count} working days old", oldest, shown=shown)


def small(words: str) -> str:
    """Inside a sentence: with a small letter first, unless the word is written large throughout."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
