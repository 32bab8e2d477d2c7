"""A conflict in plain words: what happened, what each field is called and says, what each answer does."""

from collections.abc import Mapping
from datetime import date

from sagsbud.domain.conflicts import Choice, Conflict, ConflictField, FieldDifference
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import Trouble
from sagsbud.domain.sagsobjekter import Dokumenttype, SagFremdrift
from sagsbud.i18n import N_, tr, trn
from sagsbud.suggestiontexts import document_type_text
from sagsbud.texts import trouble_text
from sagsbud.ui.texts import date_text

FIELDS: Mapping[ConflictField, str] = {
    ConflictField.EXISTENCE: N_("The document"),
    ConflictField.TITEL: N_("Title"),
    ConflictField.BREVDATO: N_("Date"),
    ConflictField.DOKUMENTTYPE: N_("Document type"),
    ConflictField.SAG: N_("Case"),
    ConflictField.CONTENT: N_("The file's content"),
    ConflictField.SAG_STATE: N_("State of the case"),
    ConflictField.SAG_HANDLER: N_("Who handles the case"),
}
FREMDRIFT: Mapping[SagFremdrift, str] = {
    SagFremdrift.OPSTAAET: N_("Opened"),
    SagFremdrift.OPLYST: N_("Informed"),
    SagFremdrift.AFGJORT: N_("Decided"),
    SagFremdrift.BESTILT: N_("Ordered"),
    SagFremdrift.UDFOERT: N_("Carried out"),
    SagFremdrift.AFSLUTTET: N_("Closed"),
}
_EXISTENCE: Mapping[str, str] = {
    "there": N_("Is there"),
    "passive": N_("Taken out of use"),
    "gone": N_("Deleted"),
}
CHOICES: Mapping[Choice, tuple[str, str]] = {
    Choice.OTHER_SAG: (N_("File it on another case"), N_("You choose the case in the next step.")),
    Choice.ANYWAY: (N_("File it as you decided"), N_("Even though the case has changed.")),
    Choice.AS_NEW: (N_("File yours beside it"), N_("As a document of its own. The one on the case is left alone.")),
    Choice.KEEP_THEIRS: (N_("Keep the one on the case"), N_("Yours is not filed. Both stay in the history.")),
    Choice.WITHDRAW: (N_("Do not file it"), N_("It can be moved back to the inbox later.")),
}
OUTCOMES: Mapping[Choice, str] = {
    Choice.OTHER_SAG: N_("Result: your version, on another case."),
    Choice.ANYWAY: N_("Result: your version, on the case as it is now."),
    Choice.AS_NEW: N_("Result: both versions, as two documents."),
    Choice.KEEP_THEIRS: N_("Result: the version on the case."),
    Choice.WITHDRAW: N_("Result: your document is not filed."),
}
_ABOUT_THE_CASE = frozenset({Trouble.SAG_CLOSED, Trouble.SAG_GONE, Trouble.SAG_REASSIGNED, Trouble.SAG_NUMBER_TAKEN})


def headline(conflict: Conflict) -> str:
    """What the page is called."""
    if conflict.kind in _ABOUT_THE_CASE:
        return tr("The case has changed")
    return tr("Two versions of the same document")


def lead(conflict: Conflict) -> str:
    """What happened, and how much differs."""
    words = trouble_text(conflict.kind, {})
    count = len(conflict.differences)
    if not conflict.fields:
        return f"{words.title} {words.meaning} " + tr(
            "Sag og Dokument does not answer, so they cannot be compared now."
        )
    differing = trn("One field is different.", "{count} fields are different.", count)
    return f"{words.title} {words.meaning} {differing}"


def field_text(field: ConflictField) -> str:
    """What the field is called."""
    return tr(FIELDS[field])


def value_text(difference: FieldDifference, *, ours: bool) -> str:
    """What one side says, as people write it."""
    value = difference.ours if ours else difference.theirs
    match difference.name:
        case ConflictField.EXISTENCE:
            return tr(_EXISTENCE.get(value, N_("Is there")))
        case ConflictField.CONTENT:
            return tr("As it was taken in") if ours else tr("Different content") if value else tr("No content")
        case ConflictField.SAG_STATE:
            return tr(FREMDRIFT[SagFremdrift(value)]) if value in set(SagFremdrift) else value
        case ConflictField.SAG_HANDLER:
            return tr("As when you decided") if ours else tr("Somebody else")
        case ConflictField.BREVDATO:
            return date_text(date.fromisoformat(value)) if value else tr("Nothing")
        case ConflictField.DOKUMENTTYPE:
            return document_type_text(Dokumenttype(value)) if value in set(Dokumenttype) else value or tr("Nothing")
        case _:
            return mask_cpr(value) or tr("Nothing")


def equal_text(conflict: Conflict) -> str:
    """`3 fields are the same: date, document type and case`; nothing when none are."""
    equal = [one.name for one in conflict.fields if one.equal and one.name is not ConflictField.EXISTENCE]
    names = [field_text(name).lower() for name in equal]
    if not names:
        return ""
    listed = tr("{first} and {last}", first=", ".join(names[:-1]), last=names[-1]) if names[1:] else names[0]
    return trn(
        "{count} field is the same: {fields}", "{count} fields are the same: {fields}", len(names), fields=listed
    )


def choice_words(choice: Choice) -> tuple[str, str]:
    """What the answer does, and what that means."""
    name, note = CHOICES[choice]
    return tr(name), tr(note)


def outcome_text(choice: Choice) -> str:
    """What the answer comes to, beside the button: `Gælder: udgaven på sagen.`"""
    return tr(OUTCOMES[choice])
