"""One try at one order: every write guarded by a read, every step kept before it is sent."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol, TypeVar

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import (
    AnswerLost,
    Busy,
    Conflict,
    NotThere,
    Refused,
    SagsbudError,
    ServiceError,
    Trouble,
    Unreachable,
)
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import Digest, DokumentId, KlasseId, OrderId, SagId
from sagsbud.domain.orders import (
    DokumentDraft,
    FilingOrder,
    FilingReceipt,
    OutboxEntry,
    Retired,
    SagDraft,
    Step,
    StepKind,
    StepState,
)
from sagsbud.domain.sagsobjekter import DokumentFremdrift, DokumentProof, FiledDokument, SagRef
from sagsbud.domain.secondlook import ReviewTiming
from sagsbud.domain.storeports import Vault
from sagsbud.domain.workflow import FINAL
from sagsbud.outbox.health import is_no_connection

log = logging.getLogger(__name__)
T = TypeVar("T")
Proofs = Mapping[DokumentId, DokumentProof]
Begins = Generator[tuple[Step, ...], OutboxEntry, OutboxEntry]
"""Gives the steps that are to be kept before it goes on, and is given the entry as it is kept then."""
Sends = Generator[tuple[Step, ...], OutboxEntry, tuple[OutboxEntry, tuple[Step, ...]]]
"""The same; in the end the steps whose DONE is still to be kept."""

FORESEEN = 60.0
"""Seconds for which a Dokument that was not there is taken to be absent: only this store knows its uuid."""
SAG_KNOWN_OPEN = 30.0
"""Seconds for which a Sag that was open is taken to be: reading one with a long journal costs the service seconds."""


class Marker(Protocol):
    """Keeps how far writes have come; the entry with it."""

    def __call__(self, entry: OutboxEntry, *moved: Step) -> OutboxEntry:
        """Durable when it returns."""


class AwaitsReview(Exception):
    """The Dokumenter are there for the reviewer to see; the journal waits for the approval."""


class Attempt:
    """Sends, looks up and proves orders against one service. Safe to use from several threads."""

    def __init__(self, service: FilingService, vault: Vault, clock: Clock, mark: Marker) -> None:
        self._service = service
        self._vault = vault
        self._clock = clock
        self._mark = mark
        self._open_sager: dict[SagId, tuple[float, SagRef]] = {}
        self._proven: dict[OrderId, dict[DokumentId, str]] = {}
        """Of proofs that were cut short: what was read back and equal, with its version."""
        self._absent: dict[DokumentId, float] = {}
        self._lock = threading.Lock()
        self._foreseeing = threading.Lock()

    def foresee(self, entry: OutboxEntry, coming: Callable[[], Iterable[OutboxEntry]]) -> None:
        """Ask for the Dokumenter of this order, and of those that come next, all at once: who was never begun to be sent
        is only looked for in case an earlier life of this store sent it. Raises ServiceError.
        """
        with self._foreseeing:
            known = self._foreseen()
            if known.issuperset(_unbegun(entry)):
                return
            wanted = [dokument for one in (entry, *coming()) for dokument in _unbegun(one)]
            asked = [one for one in dict.fromkeys(wanted) if one not in known]
            at, absent = time.monotonic(), _twice(lambda: self._service.absent(asked))
            with self._lock:
                self._absent.update(dict.fromkeys(absent, at))

    def _foreseen(self) -> set[DokumentId]:
        """What was absent a moment ago."""
        before = time.monotonic() - FORESEEN
        with self._lock:
            for old in [one for one, at in self._absent.items() if at <= before]:
                del self._absent[old]
            return set(self._absent)

    def _is_foreseen(self, dokument: DokumentId) -> bool:
        """Whether it was absent a moment ago, which counts once."""
        with self._lock:
            return self._absent.pop(dokument, float("-inf")) > time.monotonic() - FORESEEN

    def send(self, entry: OutboxEntry) -> Sends:
        """Make every write that is not done. Whoever drives it keeps, before each, the steps it gives.

        Raises ServiceError, StoreError; what was done until then is kept.
        """
        order = order_of(entry)
        if entry.untouched and not order.taken_back:
            self._check_sag(order)
        done: list[Step] = []
        made: set[DokumentId] = set()
        try:
            for step in entry.steps:
                if step.state is StepState.DONE:
                    continue
                if step.kind is StepKind.JOURNALPOST and self._awaits_review(order):
                    self._mark(entry, *done)
                    done.clear()
                    raise AwaitsReview
                new = step.kind is StepKind.JOURNALPOST and step.dokument in made
                if new or not self._is_there(order, step):  # nobody can have filed what was not there a moment ago
                    entry = yield from self._write(order, step, done)
                    if step.kind is StepKind.DOKUMENT and not _adopts(order, step):
                        made.add(step.dokument)
                done.append(replace(step, state=StepState.DONE))
        except SagsbudError:
            self._mark(entry, *done)
            raise
        return entry, tuple(done)

    def look_up(self, entry: OutboxEntry) -> OutboxEntry:
        """Find out which started writes were carried out: these become DONE. Raises ServiceError."""
        order = order_of(entry)
        started = [step for step in entry.steps if step.state is StepState.STARTED]
        found = [replace(step, state=StepState.DONE) for step in started if self._is_there(order, step)]
        return self._mark(entry, *found)

    def give_up_on_started(self, entry: OutboxEntry) -> OutboxEntry:
        """What was started and is not there will not come any more."""
        started = [step for step in entry.steps if step.state is StepState.STARTED]
        return self._mark(entry, *(replace(step, state=StepState.PENDING) for step in started))

    def doubt(self, entry: OutboxEntry) -> OutboxEntry:
        """Everything is to be looked at again before it counts as done."""
        self._proven.pop(order_of(entry).id, None)
        return self._mark(entry, *(replace(step, state=StepState.STARTED) for step in entry.steps))

    def come_so_far(self, entry: OutboxEntry) -> int:
        """How many writes were answered and Dokumenter proven: when it grows between tries, the order gets on."""
        proven = self._proven.get(entry.order.id, {}) if entry.order else {}
        return sum(step.state is StepState.DONE for step in entry.steps) + len(proven)

    def ask_for_proofs(self, orders: Iterable[FilingOrder]) -> Proofs:
        """What the service says of all that these orders sent, where it tells of many at once. Raises ServiceError."""
        wanted = [draft.dokument for order in orders if not order.is_note for draft in order.drafts]
        return _twice(lambda: self._service.proofs(wanted)) if wanted else {}

    def receipt(self, entry: OutboxEntry, told: Proofs) -> FilingReceipt | None:
        """The proof of an order of whose Dokumenter what is `told` leaves nothing open; None for any other."""
        order = order_of(entry)
        versions: dict[DokumentId, str] = {}
        for draft in order.drafts:
            proof = told.get(draft.dokument)
            if proof is None or not _leaves_nothing_open(proof, order, draft):
                return None
            versions[draft.dokument] = proof.fratidspunkt
        return self._receipt(order, versions)

    def prove(
        self, entry: OutboxEntry, perhaps_twice: Collection[DokumentId] = (), told: Proofs = MappingProxyType({})
    ) -> FilingReceipt | None:
        """Everything is there and equal; None when something is missing. Raises ServiceError, Conflict for other bytes.

        What is `told` of a Dokument counts when it leaves nothing open; anything else is read back. For Dokumenter in
        `perhaps_twice` it also sees to it that they stand on the Sag only once. A proof that was cut short goes on where
        it was, so that a mail with many attachments gets through a bad net too.
        """
        order = order_of(entry)
        with self._lock:
            proven = self._proven.setdefault(order.id, {})
        try:
            for draft in order.drafts:
                if draft.dokument in proven:
                    continue
                seen = self._seen(order, draft, told.get(draft.dokument), draft.dokument in perhaps_twice)
                if seen is None:
                    self._proven.pop(order.id, None)
                    return None
                proven[draft.dokument] = seen.fratidspunkt
        except Conflict:
            self._proven.pop(order.id, None)
            raise
        self._proven.pop(order.id, None)
        return self._receipt(order, proven)

    def _receipt(self, order: FilingOrder, versions: Mapping[DokumentId, str]) -> FilingReceipt:
        return FilingReceipt(
            dokument=order.main.dokument,
            sag=order.sag.id,
            digest=order.main.digest,
            proven_at=self._clock(),
            fratidspunkt=versions[order.main.dokument],
            bilag=tuple(draft.dokument for draft in order.bilag),
        )

    def _seen(
        self, order: FilingOrder, draft: DokumentDraft, told: DokumentProof | None, perhaps_twice: bool
    ) -> DokumentProof | FiledDokument | None:
        if told and not perhaps_twice and _leaves_nothing_open(told, order, draft):
            return told
        return self._read_back(order, draft, perhaps_twice)

    def _read_back(self, order: FilingOrder, draft: DokumentDraft, perhaps_twice: bool) -> FiledDokument | None:
        if order.is_note:
            note = self._note(order)
            if note and note.digest != draft.digest:
                raise Conflict(Trouble.CONTENT_DIFFERS)
            return note
        filed = self._dokument(draft.dokument)
        if filed is None or not self._has_journalpost(order, draft.dokument):
            return None
        if order.sag.id not in filed.sager and not _is_reviewed_first(order):
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        self._check_content(filed, draft)
        if perhaps_twice:
            self._service.single_journalpost(order.sag.id, draft.dokument)
        return filed

    # -- reads --------------------------------------------------------------------------------------------

    def _check_sag(self, order: FilingOrder) -> None:
        found = self._sag_lately(order.sag.id)
        if found is None:
            if order.new_sag:
                return
            raise Conflict(Trouble.SAG_GONE, sag=order.sag.sagsnummer)
        if not found.is_open and Trouble.SAG_CLOSED not in order.despite:
            raise Conflict(Trouble.SAG_CLOSED, sag=order.sag.sagsnummer)
        if order.sag.behandler not in (None, found.behandler) and Trouble.SAG_REASSIGNED not in order.despite:
            raise Conflict(Trouble.SAG_REASSIGNED, sag=order.sag.sagsnummer)

    def _sag_lately(self, sag: SagId) -> SagRef | None:
        """The Sag as it is, or as it was a moment ago when it was open then."""
        now = time.monotonic()
        with self._lock:
            self._open_sager = {one: kept for one, kept in self._open_sager.items() if kept[0] > now - SAG_KNOWN_OPEN}
            if sag in self._open_sager:
                return self._open_sager[sag][1]
        found = _twice(lambda: _deleted_is(Trouble.SAG_GONE, lambda: self._service.sag(sag)))
        if found and found.is_open:
            with self._lock:
                self._open_sager[sag] = now, found
        return found

    def _is_there(self, order: FilingOrder, step: Step) -> bool:
        """Whether what the step is to bring about is so already."""
        if step.kind is StepKind.SAG:
            return self._sag_lately(order.sag.id) is not None
        if step.kind is StepKind.JOURNALPOST and order.is_note:
            return self._note(order) is not None
        if step.kind is StepKind.JOURNALPOST:
            return self._has_journalpost(order, step.dokument)
        if step.kind is StepKind.RETIRE:
            return self._is_retired(order, _retired(order, step.dokument))
        if _adopts(order, step):
            return self._is_adopted(order) is None
        if step.state is StepState.PENDING and self._is_foreseen(step.dokument):
            return False
        filed = self._dokument(step.dokument)
        if filed is None:
            return False
        on_sag = order.sag.id in filed.sager or _is_reviewed_first(order)
        if filed.digest != _draft(order, step.dokument).digest or not on_sag:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        return True

    def _is_adopted(self, order: FilingOrder) -> FiledDokument | None:
        """None when what a colleague handed over says already what the order wants; else the version to be changed.

        Raises Conflict when it is no longer who decided's to file.
        """
        filed = self._dokument(order.main.dokument)
        if filed is None or filed.passive:
            raise Conflict(Trouble.TAKEN_BACK)
        if filed.digest not in (None, order.main.digest):
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        given = filed.fremdrift == DokumentFremdrift.FORDELT
        if order.sag.id in filed.sager or (_is_reviewed_first(order) and not given):
            return None
        if filed.holder != order.decided_by.id:
            raise Conflict(Trouble.PASSED_ON)
        if filed.sager or not given:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        return filed

    def _awaits_review(self, order: FilingOrder) -> bool:
        """Whether it is to be approved before it stands on the Sag, and is not yet."""
        if not _is_reviewed_first(order):
            return False
        filed = self._dokument(order.main.dokument)
        return filed is not None and filed.fremdrift not in FINAL

    def _is_retired(self, order: FilingOrder, retired: Retired) -> bool:
        """Whether nothing of ours is left there that could be taken for the Dokument that holds."""
        try:
            filed = _twice(lambda: self._service.dokument(retired.dokument))
        except NotThere:
            return True
        if filed is None or filed.passive or filed.nyrevision:
            return True
        if order.given and filed.id == order.given.dokument and filed.fremdrift == DokumentFremdrift.FORDELT:
            return True  # it was never made ours
        if filed.digest != retired.digest or not filed.sager <= {retired.sag}:
            return True  # somebody else made something of it
        return retired.successor is None and _twice(lambda: self._service.is_journalised(retired.dokument))

    def _dokument(self, dokument: DokumentId) -> FiledDokument | None:
        return _twice(lambda: _deleted_is(Trouble.DOKUMENT_GONE, lambda: self._service.dokument(dokument)))

    def _note(self, order: FilingOrder) -> FiledDokument | None:
        return _twice(
            lambda: _deleted_is(Trouble.SAG_GONE, lambda: self._service.note(order.sag.id, order.main.dokument))
        )

    def _has_journalpost(self, order: FilingOrder, dokument: DokumentId) -> bool:
        return _twice(lambda: self._service.has_journalpost(order.sag.id, dokument))

    def _check_content(self, filed: FiledDokument, draft: DokumentDraft) -> None:
        """Other bytes twice in a row are other bytes; once may have been the way back."""

        def read() -> Digest | None:
            try:
                return _twice(lambda: self._service.content_digest(filed))
            except NotThere:
                return None

        if read() != draft.digest and read() != draft.digest:
            raise Conflict(Trouble.CONTENT_DIFFERS)

    # -- writes -------------------------------------------------------------------------------------------

    def _write(self, order: FilingOrder, step: Step, done: list[Step]) -> Begins:
        """One write, its step kept as STARTED (and those before it as DONE) in the moment before it leaves."""
        if step.kind is StepKind.RETIRE:
            begun = yield from _begin(step, done)
            self._retire(order, _retired(order, step.dokument))
            return begun
        if step.kind is StepKind.SAG and order.new_sag:
            return (yield from self._make_sag(order, order.new_sag, _begin(step, done)))
        draft = _draft(order, step.dokument)
        if step.kind is StepKind.JOURNALPOST and order.is_note:
            text = self._vault.read(draft.digest).decode()
            begun = yield from _begin(step, done)
            _deleted_is(Trouble.SAG_GONE, lambda: self._service.add_note(draft, text, order))
            return begun
        if step.kind is StepKind.JOURNALPOST:
            begun = yield from _begin(step, done)
            _deleted_is(Trouble.SAG_GONE, lambda: self._service.add_journalpost(draft, order))
            return begun
        klasse = self._klasse(order)
        bilag = [bilag.dokument for bilag in order.bilag] if draft is order.main else []
        if order.adopts and draft is order.main:
            return (yield from self._adopt(order, step, done, klasse, bilag))
        with self._vault.open(draft.digest) as content:
            begun = yield from _begin(step, done)
            self._service.put_dokument(draft, content, sag=order.sag, klasse=klasse, bilag=bilag, order=order)
        return begun

    def _adopt(
        self, order: FilingOrder, step: Step, done: list[Step], klasse: KlasseId, bilag: Sequence[DokumentId]
    ) -> Begins:
        """Make what a colleague handed over ours, by the version that was looked at just now.

        Who was faster, the giver who took it back or somebody who passed it on, is named and nothing is written over.
        """
        seen = self._is_adopted(order)
        begun = yield from _begin(step, done)
        if seen is None:
            return begun
        try:
            self._service.adopt_dokument(order.main, seen, sag=order.sag, klasse=klasse, bilag=bilag, order=order)
        except Conflict:
            if self._is_adopted(order) is not None:
                raise AnswerLost(cause="changed") from None
        return begun

    def _make_sag(self, order: FilingOrder, sag: SagDraft, begin: Begins) -> Begins:
        """The Sag before what is filed on it, unless its number was given to another meanwhile."""
        if any(other.id != sag.id for other in _twice(lambda: self._service.sager(sag.sagsnummer))):
            raise Conflict(Trouble.SAG_NUMBER_TAKEN, sag=sag.sagsnummer)
        begun = yield from begin
        self._service.put_sag(sag, order)
        return begun

    def _retire(self, order: FilingOrder, retired: Retired) -> None:
        """Take out of use what nobody filed; what was filed stays, and points to what is newer.

        Only the version that was looked at just now is changed, and what came of it is read: a version of somebody else
        is looked at anew instead.
        """
        seen = self._dokument(retired.dokument)
        version = seen.fratidspunkt if seen else ""
        try:
            if not _twice(lambda: self._service.is_journalised(retired.dokument)):
                self._service.passivate(retired.dokument, version)
            elif retired.successor:
                self._service.set_nyrevision(retired.dokument, retired.successor, order, version)
        except Conflict:
            log.info("what was to be retired is another version by now")
        if not self._is_retired(order, retired):
            raise AnswerLost(cause="changed")

    def _klasse(self, order: FilingOrder) -> KlasseId:
        klasse = _twice(lambda: self._service.klasse(order.kle))
        if klasse is None:
            raise Refused(Trouble.KLASSE_UNKNOWN_IN_SERVICE, kle=str(order.kle))
        return klasse


def order_of(entry: OutboxEntry) -> FilingOrder:
    """The entry's order. Raises ServiceError DEFECT when it has none."""
    if entry.order is None:
        raise ServiceError(Trouble.DEFECT)
    return entry.order


def _begin(step: Step, done: list[Step]) -> Begins:
    begun = yield (*done, replace(step, state=StepState.STARTED))
    done.clear()
    return begun


def _twice(ask: Callable[[], T]) -> T:
    """A read whose connection broke, or that somebody else's page answered, is simply asked again, once."""
    try:
        return ask()
    except Unreachable as error:
        if is_no_connection(error):
            raise
    except Busy as error:
        if error.params.get("cause") != "unintelligible":
            raise
    return ask()


def _deleted_is(trouble: Trouble, ask: Callable[[], T]) -> T:
    try:
        return ask()
    except NotThere:
        raise Conflict(trouble) from None


def _leaves_nothing_open(proof: DokumentProof, order: FilingOrder, draft: DokumentDraft) -> bool:
    """Whether the order's bytes, and no others, are kept under the Dokument, and it stands where it was to stand."""
    belongs = order.sag.id in proof.sager or _is_reviewed_first(order)
    return proof.contents == {draft.digest} and belongs and order.sag.id in proof.journals


def _is_reviewed_first(order: FilingOrder) -> bool:
    return order.review is not None and order.review.timing is ReviewTiming.BEFORE


def _adopts(order: FilingOrder, step: Step) -> bool:
    """Whether the step is about what a colleague handed over, which is there already."""
    return order.adopts and step.dokument == order.main.dokument


def _unbegun(entry: OutboxEntry) -> list[DokumentId]:
    """The Dokumenter of an order of which nothing was ever sent."""
    return [step.dokument for step in entry.steps if step.kind is StepKind.DOKUMENT] if entry.untouched else []


def _retired(order: FilingOrder, dokument: DokumentId) -> Retired:
    return next(retired for retired in order.retires if retired.dokument == dokument)


def _draft(order: FilingOrder, dokument: DokumentId) -> DokumentDraft:
    return next(draft for draft in order.drafts if draft.dokument == dokument)
