"""The workflow of review in the standard's states (STANDARDS 3.2): what may follow what, and who may say it.

No service enforces any of it, so the client does, on the object as it was just read. What another client made of a
Dokument is shown as it is and never repaired.
"""

from sagsbud.domain.ids import AktoerId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.verdicts import Refusal, ReviewDecision, ReviewOrder, ReviewVerb

_S, _V = DokumentFremdrift, ReviewVerb

FOLLOWS: dict[DokumentFremdrift, frozenset[DokumentFremdrift]] = {
    _S.MODTAGET: frozenset({_S.FORDELT, _S.UNDERREVIEW}),
    _S.FORDELT: frozenset({_S.UNDERUDARBEJDELSE, _S.UNDERREVIEW, _S.ENDELIGT}),
    _S.UNDERUDARBEJDELSE: frozenset({_S.FORDELT, _S.UNDERREVIEW, _S.ENDELIGT}),
    _S.UNDERREVIEW: frozenset({_S.FORDELT, _S.UNDERUDARBEJDELSE, _S.ENDELIGT}),
    _S.ENDELIGT: frozenset({_S.PUBLICERET, _S.AFLEVERET}),
    _S.PUBLICERET: frozenset({_S.ENDELIGT, _S.AFLEVERET}),
    _S.AFLEVERET: frozenset(),
}
"""The moves of the workflow; AFLEVERET is never set from a desktop."""

FINAL = frozenset({_S.ENDELIGT, _S.PUBLICERET, _S.AFLEVERET})
UNFINISHED = frozenset({_S.MODTAGET, _S.FORDELT, _S.UNDERUDARBEJDELSE, _S.UNDERREVIEW})

REVIEWERS_ONLY = frozenset({_V.APPROVE, _V.RETURN, _V.REASSIGN, _V.NOT_TO_BE_FILED})
"""What a caseworker cannot do to a document that waits for somebody else's look."""


_LEADS_TO: dict[ReviewVerb, frozenset[DokumentFremdrift]] = {
    _V.ASSIGN: frozenset({_S.FORDELT}),
    _V.ASK: frozenset({_S.UNDERREVIEW}),
    _V.APPROVE: frozenset({_S.ENDELIGT}),
    _V.RETURN: frozenset({_S.FORDELT, _S.UNDERUDARBEJDELSE}),
    _V.SEND: frozenset({_S.PUBLICERET}),
}


def target(verb: ReviewVerb, seen: ReviewDokument) -> DokumentFremdrift | None:
    """The state a decision leads to; None when it leaves the state alone."""
    if verb is _V.RETURN:
        return _S.FORDELT if seen.is_incoming else _S.UNDERUDARBEJDELSE
    if verb is _V.ASSIGN:
        return None if seen.fremdrift is _S.FORDELT else _S.FORDELT
    return next(iter(_LEADS_TO.get(verb, ())), None)


def refusal(decision: ReviewDecision, seen: ReviewDokument | None, by: Aktoer) -> Refusal | None:
    """Why the decision cannot be carried out on the Dokument as it is; None when it can."""
    if seen is None or seen.passive:
        return Refusal.NOT_THERE
    if seen.version != decision.version:
        return Refusal.CHANGED
    return incomplete(decision) or _out_of_place(decision.verb, seen) or _not_by(decision.verb, seen, by.id)


def incomplete(decision: ReviewDecision) -> Refusal | None:
    """What the decision itself lacks."""
    if decision.verb in (_V.ASSIGN, _V.ASK, _V.REASSIGN) and decision.to is None:
        return Refusal.NO_TARGET
    if decision.verb in (_V.RETURN, _V.NOT_TO_BE_FILED) and not (decision.reason or decision.note.strip()):
        return Refusal.NO_REASON
    return None


def four_eyes(seen: ReviewDokument) -> frozenset[AktoerId]:
    """Who cannot approve it: who registered it, wrote what it says now, asked for the review or changed it since."""
    asked = seen.asked.by.id if seen.asked and seen.asked.by else None
    edited = seen.edited.by.id if seen.edited and seen.edited.by else None
    return frozenset(one for one in (seen.registered_by, seen.written_by, asked, edited) if one)


def is_done(order: ReviewOrder, seen: ReviewDokument | None) -> bool:
    """Whether the Dokument already says what the order wanted, because an earlier try arrived."""
    verb, to = order.decision.verb, order.decision.to
    if seen is None:
        return False
    if verb is _V.NOT_TO_BE_FILED:
        return seen.passive
    if verb is _V.REASSIGN:
        return seen.fremdrift is _S.UNDERREVIEW and to is not None and seen.holder == to
    if verb is _V.ASSIGN and seen.fremdrift is _S.FORDELT and to is not None and seen.holder == to:
        return True
    return any(
        step.fremdrift in _LEADS_TO[verb]
        and step.since == order.decided_at
        and step.by is not None
        and step.by.id == order.decided_by.id
        for step in seen.steps
    )


def _out_of_place(verb: ReviewVerb, seen: ReviewDokument) -> Refusal | None:
    now = seen.fremdrift
    if seen.edited and verb in REVIEWERS_ONLY:  # final, so there is no way back; what it says now can be approved
        return None if verb is _V.APPROVE else Refusal.FINAL
    if verb in (_V.APPROVE, _V.RETURN, _V.REASSIGN) and now is not _S.UNDERREVIEW:
        return Refusal.NOT_IN_REVIEW
    if verb is _V.APPROVE and not seen.sager and seen.intended is None:
        return Refusal.NO_SAG
    if verb is _V.NOT_TO_BE_FILED:
        return Refusal.ON_SAG if seen.sager else None if now in UNFINISHED else Refusal.STATE
    after = target(verb, seen)
    if after is not None and (now is None or after not in FOLLOWS[now]):
        return Refusal.STATE
    return None


def _not_by(verb: ReviewVerb, seen: ReviewDokument, by: AktoerId) -> Refusal | None:
    return Refusal.OWN if verb is _V.APPROVE and by in four_eyes(seen) else None
