"""The writes of an order, each begun in the moment before it leaves."""

import logging
from collections.abc import Generator, Sequence
from dataclasses import replace

from sagsbud.domain.errors import AnswerLost, Conflict, Refused, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import DokumentId, KlasseId
from sagsbud.domain.orders import FilingOrder, OutboxEntry, Retired, SagDraft, Step, StepKind, StepState
from sagsbud.domain.storeports import Vault
from sagsbud.outbox.asking import deleted_is, twice
from sagsbud.outbox.lookout import Lookout

log = logging.getLogger(__name__)

Begins = Generator[tuple[Step, ...], OutboxEntry, OutboxEntry]
"""Gives the steps that are to be kept before it goes on, and is given the entry as it is kept then."""


class Writer:
    """Writes to one service, contents from the vault. Safe to use from several threads."""

    def __init__(self, service: FilingService, vault: Vault, lookout: Lookout) -> None:
        self._service = service
        self._vault = vault
        self._lookout = lookout

    def write(self, order: FilingOrder, step: Step, done: list[Step]) -> Begins:
        """One write, its step kept as STARTED (and those before it as DONE) in the moment before it leaves."""
        if step.kind is StepKind.RETIRE:
            begun = yield from _begin(step, done)
            self._retire(order, order.retired(step.dokument))
            return begun
        if step.kind is StepKind.SAG and order.new_sag:
            return (yield from self._make_sag(order, order.new_sag, _begin(step, done)))
        draft = order.draft_of(step.dokument)
        if step.kind is StepKind.JOURNALPOST and order.is_note:
            text = self._vault.read(draft.digest).decode()
            begun = yield from _begin(step, done)
            deleted_is(Trouble.SAG_GONE, lambda: self._service.add_note(draft, text, order))
            return begun
        if step.kind is StepKind.JOURNALPOST:
            begun = yield from _begin(step, done)
            deleted_is(Trouble.SAG_GONE, lambda: self._service.add_journalpost(draft, order))
            return begun
        klasse = self._klasse(order)
        bilag = [bilag.dokument for bilag in order.bilag] if draft is order.main else []
        if order.adopts and draft is order.main:
            return (yield from self._adopt(order, step, done, klasse, bilag))
        with self._vault.open(draft.digest) as content:
            begun = yield from _begin(step, done)
            self._service.put_dokument(draft, content, klasse=klasse, bilag=bilag, order=order)
        return begun

    def _adopt(
        self, order: FilingOrder, step: Step, done: list[Step], klasse: KlasseId, bilag: Sequence[DokumentId]
    ) -> Begins:
        """Make what a colleague handed over ours, by the version that was looked at just now.

        Who was faster, the giver who took it back or somebody who passed it on, is named and nothing is written over.
        """
        seen = self._lookout.to_adopt(order)
        begun = yield from _begin(step, done)
        if seen is None:
            return begun
        try:
            self._service.adopt_dokument(order.main, seen, klasse=klasse, bilag=bilag, order=order)
        except Conflict:
            if self._lookout.to_adopt(order) is not None:
                raise AnswerLost(cause="changed") from None
        return begun

    def _make_sag(self, order: FilingOrder, sag: SagDraft, begin: Begins) -> Begins:
        """The Sag before what is filed on it, unless its number was given to another meanwhile."""
        if any(other.id != sag.id for other in twice(lambda: self._service.sager(sag.sagsnummer))):
            raise Conflict(Trouble.SAG_NUMBER_TAKEN, sag=sag.sagsnummer)
        begun = yield from begin
        self._service.put_sag(sag, order)
        return begun

    def _retire(self, order: FilingOrder, retired: Retired) -> None:
        """Take out of use what nobody filed; what was filed stays, and points to what is newer.

        Only the version that was looked at just now is changed, and what came of it is read: a version of somebody else
        is looked at anew instead.
        """
        seen = self._lookout.dokument(retired.dokument)
        version = seen.fratidspunkt if seen else ""
        try:
            if not twice(lambda: self._service.is_journalised(retired.dokument)):
                self._service.passivate(retired.dokument, version)
            elif retired.successor:
                self._service.set_nyrevision(retired.dokument, retired.successor, order, version)
        except Conflict:
            log.info("what was to be retired is another version by now")
        if not self._lookout.is_retired(order, retired):
            raise AnswerLost(cause="changed")

    def _klasse(self, order: FilingOrder) -> KlasseId:
        klasse = twice(lambda: self._service.klasse(order.kle))
        if klasse is None:
            raise Refused(Trouble.KLASSE_UNKNOWN_IN_SERVICE, kle=str(order.kle))
        return klasse


def _begin(step: Step, done: list[Step]) -> Begins:
    begun = yield (*done, replace(step, state=StepState.STARTED))
    done.clear()
    return begun
