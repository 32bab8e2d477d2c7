"""`sagsbud review`: the supervisor's queue, what is said about its documents, samples and figures."""

import time
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sagsbud.bootstrap import House, open_house
from sagsbud.bootstrap.reviewing import desk_as
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.errors import NotThere, PolicyError
from sagsbud.domain.figures import OverviewFilter
from sagsbud.domain.ids import AktoerId, DokumentId
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewFilter, ReviewRow, Scope
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import Decided, Refusal, ReturnReason, ReviewDecision, ReviewVerb, Verdict
from sagsbud.domain.workdays import danish_date
from sagsbud.engine.review import Review
from sagsbud.i18n import tr, trn
from sagsbud.reviewtexts import reason_text, refusal_text, verb_text
from sagsbud.texts import trouble_text

PAGE = 500
CARRIED_WITHIN = 60.0
"""Seconds for which decisions are waited for when the window of this profile carries them."""
_ENDED = frozenset({OrderState.FILED, OrderState.CONFLICT, OrderState.REJECTED, OrderState.WITHDRAWN})
_VERBS = {
    "approve": ReviewVerb.APPROVE,
    "return": ReviewVerb.RETURN,
    "reassign": ReviewVerb.REASSIGN,
    "not-to-be-filed": ReviewVerb.NOT_TO_BE_FILED,
    "assign": ReviewVerb.ASSIGN,
    "ask": ReviewVerb.ASK,
    "send": ReviewVerb.SEND,
}
_REASONS = {reason.name.lower().replace("_", "-"): reason for reason in ReturnReason}


def run(args: Namespace, out: Output) -> Exit:
    """One of the actions, for the person this profile belongs to, or the one `--as` names."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        desk = _desk(house, args.user)
        actions: Mapping[str, Callable[[House, Review, Namespace, Output], Exit]] = {
            "list": _list,
            "sample": _sample,
            "report": _report,
        }
        return actions.get(args.action, _decide)(house, desk, args, out)


def _desk(house: House, user: UUID | None) -> Review:
    if user is None:
        assert house.engine.review
        return house.engine.review
    if house.preferences.locked("user"):
        raise PolicyError(key="user")
    return desk_as(house.ports, Aktoer(AktoerId(user)))


def _list(_house: House, desk: Review, args: Namespace, out: Output) -> Exit:
    """A line per document that waits; NEEDS_PERSON when one does."""
    wanted = ReviewFilter(scope=Scope(args.scope), kle=args.kle or "", youngest=args.older, text=args.text or "")
    desk.page(wanted, limit=0)
    if not desk.refresh():
        return _unreachable(desk, wanted, out)
    while desk.look_after():
        pass
    after, found = 0, 0
    while rows := desk.page(wanted, after=after, limit=PAGE).rows:
        after += len(rows)
        found += len(rows)
        for row in rows:
            out.record(record_of(row))
            reasons = ", ".join(reason_text(reason) for reason in row.reasons)
            kle = str(row.kle or "")
            if row.sag_closed:
                reasons += ", " + tr("the case is closed")
            out.line(f"{row.dokument}  {row.age:>3}  {row.sagsnummer:<10} {kle:<9} {row.titel}  · {reasons}")
    out.line(trn("{count} document waits for review.", "{count} documents wait for review.", found))
    return Exit.NEEDS_PERSON if found else Exit.DONE


def _unreachable(desk: Review, wanted: ReviewFilter, out: Output) -> Exit:
    problem = desk.page(wanted, limit=0).problem
    if problem:
        out.record({"reason": problem.value})
        out.line(trouble_text(problem, {}).whole)
    return Exit.UNREACHABLE


def _decide(house: House, desk: Review, args: Namespace, out: Output) -> Exit:
    """Say it about each document, carry it out, and tell what came of it."""
    verb = _VERBS[args.action]
    code = Exit.DONE
    for dokument in args.dokumenter:
        answer = _on_its_way(house, _decided(desk, DokumentId(dokument), verb, args), verb)
        verdict = _carried(house, answer) if answer.pending else None
        code = max(code, _tell(answer, verdict, verb, out))
    return code


def _decided(desk: Review, dokument: DokumentId, verb: ReviewVerb, args: Namespace) -> Decided:
    try:
        version = desk.case(dokument).row.version
    except NotThere:
        return Decided(dokument, refusal=Refusal.NOT_THERE)
    to = getattr(args, "to", None)
    kind = AktoerTypeKode.ENHED if getattr(args, "unit", False) else AktoerTypeKode.BRUGER
    reason = getattr(args, "reason", None)
    decision = ReviewDecision(
        dokument,
        verb,
        version,
        reason=_REASONS[reason] if reason else None,
        note=getattr(args, "note", None) or "",
        comment=getattr(args, "comment", None) or "",
        to=Aktoer(AktoerId(to), kind) if to else None,
        sampled=getattr(args, "sampled", False),
    )
    return desk.decide([decision])[0]


def _on_its_way(house: House, answer: Decided, verb: ReviewVerb) -> Decided:
    """The same decision as one that an earlier command left is that one: it is carried on, not refused."""
    assert house.ports.review
    left = house.ports.review.verdicts.open().get(answer.dokument) if answer.refusal is Refusal.PENDING else None
    same = left is not None and left.order.decision.verb is verb
    return Decided(answer.dokument, left.pending) if left and same else answer


def _carried(house: House, answer: Decided) -> Verdict | None:
    """Carry it now, or wait for the program that carries this store's decisions."""
    assert house.ports.review
    assert answer.pending
    review, deadline = house.ports.review, time.monotonic() + CARRIED_WITHIN
    while True:
        review.delivery.settle()
        verdict = review.verdicts.get(answer.pending.id)
        if verdict is None or verdict.state in _ENDED or verdict.problem or time.monotonic() > deadline:
            return verdict
        time.sleep(0.05)


def _tell(answer: Decided, verdict: Verdict | None, verb: ReviewVerb, out: Output) -> Exit:
    problem = verdict.problem if verdict else None
    refusal = answer.refusal or (_refusal(dict(problem.params)) if problem else None)
    state = verdict.state.value if verdict else None
    reason = refusal.value if refusal else problem.trouble.value if problem else None
    out.record({"dokument": str(answer.dokument), "verb": verb.value, "state": state, "reason": reason})
    why = (
        refusal_text(refusal)
        if refusal
        else trouble_text(problem.trouble, dict(problem.params)).in_row
        if problem
        else ""
    )
    out.line(f"{answer.dokument}  {verb_text(verb)}" + (f" · {why}" if why else ""))
    if refusal is Refusal.NO_RIGHT:
        return Exit.POLICY
    if verdict and verdict.state is OrderState.FILED:
        return Exit.DONE
    waits = verdict is not None and verdict.state in (OrderState.WAITING, OrderState.BLOCKED, OrderState.UNCERTAIN)
    return Exit.UNREACHABLE if waits else Exit.NEEDS_PERSON


def _refusal(params: Mapping[str, str]) -> Refusal | None:
    return Refusal(params["refusal"]) if params.get("refusal") in set(Refusal) else None


def _sample(_house: House, desk: Review, args: Namespace, out: Output) -> Exit:
    """With `--draw`, documents drawn by chance; always what the samples say so far."""
    if args.draw:
        if not desk.refresh():
            return _unreachable(desk, ReviewFilter(), out)
        for dokument in desk.draw_sample(ReviewFilter(kle=args.kle or ""), args.draw):
            out.record({"dokument": str(dokument)})
            out.line(str(dokument))
    report = desk.sample_report()
    out.record(plain(asdict(report)))
    shares = {"low": f"{report.low:.0%}", "high": f"{report.high:.0%}", "errors": report.errors, "count": report.n}
    out.line(tr("{errors} of {count} had to go back: between {low} and {high} of all.", **shares))
    return Exit.DONE


def _report(house: House, desk: Review, args: Namespace, out: Output) -> Exit:
    """The figures of the last days, counted anew from the service."""
    while desk.harvest():
        pass
    today = danish_date(house.ports.clock())
    unit = AktoerId(args.unit) if args.unit else None
    wanted = OverviewFilter(today - timedelta(days=args.days - 1), today, unit)
    told = desk.overview(wanted)
    out.record(plain(asdict(told)))
    for row in desk.export_rows(wanted):
        out.line("\t".join(row))
    return Exit.DONE


def record_of(row: ReviewRow) -> dict[str, Any]:
    """`dokument titel age reasons changed …` of one row."""
    return {
        "dokument": str(row.dokument),
        "titel": row.titel,
        "fremdrift": row.fremdrift.value,
        "version": row.version,
        "received": row.received_at.isoformat(),
        "asked": row.asked_at.isoformat(),
        "age": row.age,
        "reasons": [reason.value for reason in row.reasons],
        "changed": [name.value for name in row.changed],
        "question": row.question,
        "sag": row.sagsnummer or None,
        "sag_closed": row.sag_closed,
        "kle": str(row.kle) if row.kle else None,
        "unit": str(row.unit) if row.unit else None,
        "person": str(row.person.id) if row.person else None,
        "holder": str(row.holder.id) if row.holder else None,
        "filed": row.filed,
        "refusal": row.refusal.value if row.refusal else None,
    }


def plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else str(value) if isinstance(value, UUID) else value
