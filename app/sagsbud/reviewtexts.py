"""Words for review: why a document is looked at again, what can be said about it, and why something cannot."""

from collections.abc import Mapping

from sagsbud.domain.secondlook import FieldName, ReviewReason, ReviewTiming
from sagsbud.domain.verdicts import Refusal, ReturnReason, ReviewVerb
from sagsbud.i18n import N_, tr

REASONS: Mapping[ReviewReason, str] = {
    ReviewReason.UNSURE: N_("Unsure suggestion"),
    ReviewReason.CHANGED_CLASS: N_("Changed KLE"),
    ReviewReason.SENSITIVE: N_("Sensitive"),
    ReviewReason.THIRD_PARTY_CPR: N_("Other people's CPR numbers"),
    ReviewReason.KLE_GROUP: N_("Selected subject group"),
    ReviewReason.NEW_EMPLOYEE: N_("New employee"),
    ReviewReason.AUTO_FILED: N_("Filed by a rule"),
    ReviewReason.SAMPLE: N_("Sample"),
    ReviewReason.CORRECTED: N_("Corrected after approval"),
    ReviewReason.RETURNED_BEFORE: N_("Returned before"),
    ReviewReason.ASKED: N_("Asked for"),
}
"""Short, for a column."""

REASON_SENTENCES: Mapping[ReviewReason, str] = {
    ReviewReason.UNSURE: N_("The suggestion was weak, so the caseworker had little to go by."),
    ReviewReason.CHANGED_CLASS: N_("The KLE subject is not the one suggested."),
    ReviewReason.SENSITIVE: N_("It holds sensitive personal data."),
    ReviewReason.THIRD_PARTY_CPR: N_("It holds a CPR number of somebody who is not a party on the case."),
    ReviewReason.KLE_GROUP: N_("Everything in this subject group is looked at."),
    ReviewReason.NEW_EMPLOYEE: N_("The caseworker is new, so everything is looked at for a while."),
    ReviewReason.AUTO_FILED: N_("A rule filed it, and nobody has looked at it yet."),
    ReviewReason.SAMPLE: N_("The document was drawn at random."),
    ReviewReason.CORRECTED: N_("It was changed after it had been approved."),
    ReviewReason.RETURNED_BEFORE: N_("It was returned before and has been corrected."),
    ReviewReason.ASKED: N_("Somebody asked for a second look."),
}

FIELDS: Mapping[FieldName, str] = {
    FieldName.SAG: N_("Case"),
    FieldName.KLE: N_("KLE subject"),
    FieldName.FACET: N_("Facet of the case"),
    FieldName.TITEL: N_("Title"),
    FieldName.DATO: N_("Date"),
    FieldName.DOKUMENTTYPE: N_("Type"),
    FieldName.PARTER: N_("Parties"),
    FieldName.FOELSOMHED: N_("Sensitivity"),
}

VERBS: Mapping[ReviewVerb, str] = {
    ReviewVerb.ASSIGN: N_("Assign"),
    ReviewVerb.ASK: N_("Ask for review"),
    ReviewVerb.APPROVE: N_("Approve"),
    ReviewVerb.RETURN: N_("Return"),
    ReviewVerb.REASSIGN: N_("Reassign"),
    ReviewVerb.NOT_TO_BE_FILED: N_("Not to be filed"),
    ReviewVerb.SEND: N_("Mark as sent"),
}

RETURNS: Mapping[ReturnReason, str] = {
    ReturnReason.WRONG_KLE: N_("Wrong KLE subject"),
    ReturnReason.TITLE_SAYS_LITTLE: N_("The title says too little"),
    ReturnReason.PARTY_MISSING: N_("A party is missing"),
    ReturnReason.WRONG_SAG: N_("Wrong case"),
    ReturnReason.SENSITIVITY_MISSING: N_("The sensitivity is missing"),
    ReturnReason.NOT_TO_BE_FILED: N_("It is not to be filed"),
    ReturnReason.OTHER: N_("Something else"),
}

REFUSALS: Mapping[Refusal, str] = {
    Refusal.OWN: N_("Second pair of eyes: you filed it or asked for the review, so somebody else approves it."),
    Refusal.NOT_IN_REVIEW: N_("It no longer waits for review."),
    Refusal.FINAL: N_("It is final, so it cannot go back. Approve what it says now, or have it corrected."),
    Refusal.STATE: N_("That cannot be done in its current state."),
    Refusal.ON_SAG: N_("It is already on a case. Return it instead."),
    Refusal.NO_SAG: N_("Nobody has said which case it belongs on. Return it instead."),
    Refusal.NO_TARGET: N_("Choose who should have it."),
    Refusal.NO_REASON: N_("Say why."),
    Refusal.NOT_THERE: N_("It is not there any more."),
    Refusal.CHANGED: N_("Somebody else has changed it meanwhile. Look again."),
    Refusal.PENDING: N_("A decision about it is already on its way."),
    Refusal.NO_RIGHT: N_("Only the reviewers your organisation has named may do it."),
}

TIMINGS: Mapping[ReviewTiming, str] = {
    ReviewTiming.AFTER: N_("The document is already filed."),
    ReviewTiming.BEFORE: N_("The document is filed when you approve it."),
}


def reason_text(reason: ReviewReason) -> str:
    """Why it is looked at, in a word or two."""
    return tr(REASONS[reason])


def reason_sentence(reason: ReviewReason) -> str:
    """Why it is looked at, as a sentence."""
    return tr(REASON_SENTENCES[reason])


def field_text(name: FieldName) -> str:
    """What the field is called."""
    return tr(FIELDS[name])


def verb_text(verb: ReviewVerb) -> str:
    """What the decision is called."""
    return tr(VERBS[verb])


def return_text(reason: ReturnReason) -> str:
    """Why it goes back."""
    return tr(RETURNS[reason])


def refusal_text(refusal: Refusal) -> str:
    """Why it cannot be done, and what can."""
    return tr(REFUSALS[refusal])


def timing_text(timing: ReviewTiming) -> str:
    """Whether it is filed already."""
    return tr(TIMINGS[timing])
