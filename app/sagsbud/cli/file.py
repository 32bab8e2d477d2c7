"""`sagsbud file`: take, decide, promise."""

from argparse import Namespace
from dataclasses import replace

from sagsbud.bootstrap import House, open_house
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.rows import needs_person, record_of, say
from sagsbud.cli.taking import Answer, refuse, take
from sagsbud.domain.errors import ServiceError, Trouble
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import OutboxEntry, Priority
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import Band
from sagsbud.engine import Detail, Proposal
from sagsbud.texts import trouble_text


def run(args: Namespace, out: Output) -> Exit:
    """A line per document: `path item order state reason dokument`."""
    code = Exit.DONE
    kle = None
    if args.kle:
        try:
            kle = KleNummer(args.kle)
        except ValueError:
            out.warn(trouble_text(Trouble.KLE_UNKNOWN, {"kle": args.kle}).whole)
            return Exit.USAGE
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        sag = sag_by_number(house, args.sag) if args.sag else None
        if args.sag and sag is None:
            out.warn(trouble_text(Trouble.SAG_UNKNOWN, {"sag": args.sag}).whole)
        answers = list(take(house.engine, args.paths))
        house.engine.read_now()
        chooser = Chooser(house, sag, kle, auto=args.auto, wants_sag=bool(args.sag))
        for answer in answers:
            if not chooser.settle(answer, out):
                code = Exit.NEEDS_PERSON
    return code


def sag_by_number(house: House, sagsnummer: str) -> SagRef | None:
    """The Sag people call so: from this machine's list, else asked of the service."""
    known = house.ports.sager.by_number(sagsnummer)
    if known:
        return known
    try:
        found = house.ports.service.sager(sagsnummer)
    except ServiceError:
        return None
    return found[0] if found else None


class Chooser:
    """Decides an item with what was given on the command line and, where allowed, what is suggested."""

    def __init__(
        self, house: House, sag: SagRef | None, kle: KleNummer | None, *, auto: bool, wants_sag: bool = False
    ) -> None:
        self._house = house
        self._sag = sag
        self._kle = kle
        self._bands = (Band.SURE, Band.LIKELY) if auto else (Band.SURE,)
        self._unknown_sag = wants_sag and sag is None

    def settle(self, answer: Answer, out: Output) -> bool:
        """Decide one answered path and say where it stands; whether nobody is needed."""
        entry = self._house.ports.outbox.entry(answer.item) if answer.item else None
        if entry is None:
            refuse(out, answer)
            return False
        reason: str | None = None
        if entry.state is OrderState.DRAFT:
            entry, reason = self.decide(entry)
        elif answer.taken:
            reason = answer.taken.value
        out.record(record_of(entry, path=str(answer.path), reason=reason))
        note = "" if reason is None or reason not in set(Trouble) else trouble_text(Trouble(reason), {}).whole
        say(out, entry, path=str(answer.path), note=note)
        return not needs_person(entry)

    def decide(self, entry: OutboxEntry) -> tuple[OutboxEntry, str | None]:
        """The entry after the decision, or as it is with the code of what is missing."""
        detail = self._house.engine.detail(entry.item.id)
        if detail is None or self._unknown_sag:
            return entry, Trouble.SAG_UNKNOWN.value
        proposal = self._fill(detail)
        if proposal.missing:
            return entry, self._missing(detail, proposal).value
        return self._house.engine.decide(proposal, priority=Priority.AUTOMATIC, hold=False), None

    def _fill(self, detail: Detail) -> Proposal:
        given, suggested = detail.proposal, detail.suggestions
        sag = self._sag
        if sag is None and suggested.sager and suggested.sager[0].band in self._bands:
            sag = suggested.sager[0].value if suggested.sager[0].value.is_open else None
        kle = self._kle
        if kle is None and sag is not None:
            kle = sag.kle
        if kle is None and suggested.kle and suggested.kle[0].band in self._bands:
            kle = suggested.kle[0].value
        facet = given.facet or (sag.facet if sag else None)
        return replace(given, sag=sag, kle=kle, facet=facet)

    def _missing(self, detail: Detail, proposal: Proposal) -> Trouble:
        if detail.entry.problem:
            return detail.entry.problem.trouble
        if not detail.suggestions.sager and not detail.suggestions.kle:
            return Trouble.NO_SUGGESTION
        return Trouble.SAG_UNKNOWN if "sag" in proposal.missing else Trouble.KLE_UNKNOWN
