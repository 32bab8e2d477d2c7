"""The rule that decides in place of a person: what was given, else what is suggested surely enough."""

from dataclasses import replace

from sagsbud.bootstrap import House
from sagsbud.cli.output import Output
from sagsbud.cli.rows import needs_person, record_of, say
from sagsbud.cli.taking import Answer, refuse
from sagsbud.domain.errors import Trouble
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import OutboxEntry, Priority
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import Band
from sagsbud.engine import Detail, Proposal
from sagsbud.texts import trouble_text


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
        if known := self._house.engine.kin.known_mail(entry.item.id):
            return entry, known.value
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
        """Why the form is not filled in: what stands in the way, from the document outwards."""
        suggested = detail.suggestions
        if detail.entry.problem:
            return detail.entry.problem.trouble
        if proposal.sag is None and not suggested.sager:
            named = detail.extract and detail.extract.case_numbers
            return Trouble.SAG_UNKNOWN if named else Trouble.NO_SUGGESTION
        if proposal.sag is None and suggested.sager[0].band in self._bands:
            return Trouble.SAG_CLOSED
        return Trouble.UNSURE if proposal.sag is None or suggested.kle else Trouble.KLE_UNKNOWN
