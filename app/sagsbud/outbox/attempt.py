"""One try at one order: every write guarded by a read, every step kept before it is sent."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sagsbud.domain.errors import Conflict, NotThere, Refused, ServiceError, Trouble
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.orders import (
    DokumentDraft,
    FilingOrder,
    FilingReceipt,
    OutboxEntry,
    Step,
    StepKind,
    StepState,
)
from sagsbud.domain.ports import Clock, FilingService, Vault
from sagsbud.domain.sagsobjekter import FiledDokument

T = TypeVar("T")


class Marker(Protocol):
    """Keeps how far one write has come; the entry with it."""

    def __call__(self, entry: OutboxEntry, kind: StepKind, dokument: DokumentId, state: StepState) -> OutboxEntry:
        """Durable when it returns."""


class Attempt:
    """Sends, looks up and proves orders against one service. Holds no state between calls."""

    def __init__(self, service: FilingService, vault: Vault, clock: Clock, mark: Marker) -> None:
        self._service = service
        self._vault = vault
        self._clock = clock
        self._mark = mark

    def send(self, entry: OutboxEntry) -> OutboxEntry:
        """Make every write that is not done. Raises ServiceError, StoreError."""
        order = _order(entry)
        if entry.untouched:
            self._check_sag(order)
        for step in entry.steps:
            if step.state is not StepState.DONE:
                entry = self._write(entry, order, step)
        return entry

    def look_up(self, entry: OutboxEntry) -> OutboxEntry:
        """Find out which started writes were carried out: they become DONE, the others PENDING. Raises ServiceError."""
        order = _order(entry)
        for step in entry.steps:
            if step.state is StepState.STARTED:
                found = self._is_there(order, step)
                state = StepState.DONE if found else StepState.PENDING
                entry = self._mark(entry, step.kind, step.dokument, state)
        return entry

    def prove(self, entry: OutboxEntry) -> FilingReceipt | None:
        """Read everything back; None when something is missing. Raises ServiceError, Conflict for other bytes."""
        order = _order(entry)
        main: FiledDokument | None = None
        for draft in order.drafts:
            filed = self._service.dokument(draft.dokument)
            if filed is None or not self._service.has_journalpost(order.sag.id, draft.dokument):
                return None
            if order.sag.id not in filed.sager:
                raise Conflict(Trouble.DOKUMENT_CHANGED)
            if self._service.content_digest(filed) != draft.digest:
                raise Conflict(Trouble.CONTENT_DIFFERS)
            main = main or filed
        assert main is not None
        return FilingReceipt(
            dokument=order.main.dokument,
            sag=order.sag.id,
            digest=order.main.digest,
            proven_at=self._clock(),
            fratidspunkt=main.fratidspunkt,
            bilag=tuple(draft.dokument for draft in order.bilag),
        )

    def _check_sag(self, order: FilingOrder) -> None:
        sag = _deleted_is(Trouble.SAG_GONE, lambda: self._service.sag(order.sag.id))
        if sag is None:
            raise Conflict(Trouble.SAG_GONE, sag=order.sag.sagsnummer)
        if not sag.is_open:
            raise Conflict(Trouble.SAG_CLOSED, sag=order.sag.sagsnummer)

    def _write(self, entry: OutboxEntry, order: FilingOrder, step: Step) -> OutboxEntry:
        draft = _draft(order, step.dokument)
        if not self._is_there(order, step):
            entry = self._mark(entry, step.kind, step.dokument, StepState.STARTED)
            if step.kind is StepKind.DOKUMENT:
                self._put(order, draft)
            else:
                _deleted_is(Trouble.SAG_GONE, lambda: self._service.add_journalpost(draft, order))
        return self._mark(entry, step.kind, step.dokument, StepState.DONE)

    def _is_there(self, order: FilingOrder, step: Step) -> bool:
        if step.kind is StepKind.JOURNALPOST:
            return self._service.has_journalpost(order.sag.id, step.dokument)
        filed = _deleted_is(Trouble.DOKUMENT_GONE, lambda: self._service.dokument(step.dokument))
        if filed is None:
            return False
        if filed.digest != _draft(order, step.dokument).digest or order.sag.id not in filed.sager:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        return True

    def _put(self, order: FilingOrder, draft: DokumentDraft) -> None:
        klasse = self._service.klasse(order.kle)
        if klasse is None:
            raise Refused(Trouble.KLASSE_UNKNOWN_IN_SERVICE, kle=str(order.kle))
        bilag = [bilag.dokument for bilag in order.bilag] if draft is order.main else []
        with self._vault.open(draft.digest) as content:
            self._service.put_dokument(draft, content, sag=order.sag, klasse=klasse, bilag=bilag, order=order)


def _deleted_is(trouble: Trouble, ask: Callable[[], T]) -> T:
    try:
        return ask()
    except NotThere:
        raise Conflict(trouble) from None


def _order(entry: OutboxEntry) -> FilingOrder:
    if entry.order is None:
        raise ServiceError(Trouble.DEFECT)
    return entry.order


def _draft(order: FilingOrder, dokument: DokumentId) -> DokumentDraft:
    return next(draft for draft in order.drafts if draft.dokument == dokument)
