"""Carries decisions about documents under review to the service: read, judged on the object, written, read back.

An approval writes the journalpost first and Endeligt last, so that a crash between leaves a filed document that is
still seen in the queue, never a final one that is filed nowhere. Every try begins with a look at the Dokument, so a
repeat finds what an earlier one left; what somebody else changed meanwhile is never written over.
"""

import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from filelock import FileLock

from sagsbud.domain.errors import (
    AnswerLost,
    Conflict,
    NotThere,
    Retry,
    SagsbudError,
    ServiceError,
    StoreError,
    Trouble,
)
from sagsbud.domain.ids import SagId
from sagsbud.domain.orders import Problem
from sagsbud.domain.ports import Clock, ServiceStatus
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.reviewports import ReviewService
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState
from sagsbud.domain.verdicts import Refusal, ReviewOrder, ReviewVerb, Verdict
from sagsbud.domain.workflow import is_done, refusal
from sagsbud.outbox.durability import owns
from sagsbud.outbox.health import pause_after, retry_after
from sagsbud.outbox.verdicts import SealedVerdicts

log = logging.getLogger(__name__)

LOOK_INTERVAL = 2.0
"""Seconds between looks for decisions whose time has come."""
REST_AFTER_TROUBLE = 2.0
SETTLING = timedelta(seconds=2)
"""How long after a lost answer the Dokument is looked at again."""
TOGETHER = frozenset({ReviewVerb.ASK, ReviewVerb.APPROVE, ReviewVerb.RETURN, ReviewVerb.NOT_TO_BE_FILED})
"""Decisions that hold for the attachments that are reviewed together with a document."""


class Settler:
    """Carries out one decision. Raises ServiceError."""

    def __init__(self, service: ReviewService) -> None:
        self._service = service

    def carry(self, order: ReviewOrder) -> str:
        """Everything the order wants; the version stamp that was read back. What is so already is not written again."""
        seen = self._service.dokument(order.decision.dokument)
        if seen is None or not is_done(order, seen):
            self._judge(order, seen)
            assert seen is not None
            self._write(order, seen)
            seen = self._service.dokument(order.decision.dokument)
        if not is_done(order, seen):
            raise Conflict(Trouble.DOKUMENT_CHANGED, refusal=Refusal.CHANGED.value)
        return seen.version if seen else ""

    def _judge(self, order: ReviewOrder, seen: ReviewDokument | None) -> None:
        """On the object itself, by nobody's memory."""
        found = refusal(order.decision, seen, order.decided_by)
        if found is None and order.decision.verb is ReviewVerb.NOT_TO_BE_FILED and seen:
            found = Refusal.ON_SAG if self._service.standing_on(seen.id) else None
        if found:
            trouble = Trouble.DOKUMENT_GONE if found is Refusal.NOT_THERE else Trouble.DOKUMENT_CHANGED
            if found is not Refusal.CHANGED and found is not Refusal.NOT_THERE:
                trouble = Trouble.REVIEW_REFUSED
            raise Conflict(trouble, refusal=found.value)

    def _write(self, order: ReviewOrder, seen: ReviewDokument) -> None:
        verb = order.decision.verb
        sag = self._file(order, seen) if verb is ReviewVerb.APPROVE else None
        for companion in self._companions(seen) if verb in TOGETHER and not seen.edited else []:
            if verb is ReviewVerb.NOT_TO_BE_FILED:
                self._service.passivate(companion, order)
                continue
            if sag:
                self._post(order, companion, sag)
            self._service.change_companion(companion, seen, order, sag=sag)
        if verb is ReviewVerb.NOT_TO_BE_FILED:
            self._service.passivate(seen, order)
            return
        if verb is ReviewVerb.RETURN and order.made:
            self._service.put_comment(seen, order)
        self._service.change(seen, order, sag=sag)

    def _file(self, order: ReviewOrder, seen: ReviewDokument) -> SagId | None:
        """On the Sag first. Which one: the one it says it belongs to, else the one it was meant for."""
        sag = seen.sager[0] if seen.sager else seen.intended
        if sag is None or self._service.standing_on(seen.id):
            return sag
        self._open(sag)
        self._service.add_journalpost(seen, sag, order)
        return sag

    def _post(self, order: ReviewOrder, companion: ReviewDokument, sag: SagId) -> None:
        if not self._service.standing_on(companion.id):
            self._service.add_journalpost(companion, sag, order)

    def _open(self, sag: SagId) -> None:
        try:
            found = self._service.sag(sag)
        except NotThere:
            found = None
        if found is None:
            raise Conflict(Trouble.SAG_GONE)
        if not found.is_open:
            raise Conflict(Trouble.SAG_CLOSED, sag=found.sagsnummer)

    def _companions(self, seen: ReviewDokument) -> list[ReviewDokument]:
        """Attachments that wait together with it, and were not moved by an earlier try."""
        found = self._service.dokumenter(seen.bilag) if seen.bilag else []
        return [one for one in found if one.main == seen.id and one.fremdrift is seen.fremdrift and not one.passive]


class VerdictDeliverer:
    """The domain's VerdictDelivery. `settled` hears of each decision that moved."""

    def __init__(
        self,
        verdicts: SealedVerdicts,
        service: ReviewService,
        *,
        url: str,
        lock_file: Path,
        clock: Clock,
        settled: Callable[[Verdict], None],
        chance: random.Random | None = None,
    ) -> None:
        self._verdicts = verdicts
        self._settler = Settler(service)
        self._clock = clock
        self._told = settled
        self._chance = chance or random.Random()
        self._lock = FileLock(lock_file)
        self._status = ServiceStatus(url)
        self._recovered = False
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sagsbud-verdicts", daemon=True)

    def start(self) -> None:
        """Begin; waits in its own thread while another process of this store does it."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way, then end."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._lock.release()

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    def settle(self) -> None:
        """What is due here and now; nothing while another process does it. Raises StoreError."""
        if owns(self._lock):
            while self._turn():
                pass

    def status(self) -> ServiceStatus:
        """What is known of the connection."""
        return self._status

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = LOOK_INTERVAL
            try:
                if owns(self._lock) and self._turn():
                    pause = 0.0
            except StoreError as error:
                log.error("decisions cannot go on: %s", error.trouble.value)
                pause = REST_AFTER_TROUBLE
            except Exception as error:  # noqa: BLE001 - the loop must not end unheard, and quotes nothing it worked on
                log.error("carrying decisions stopped short: %s", type(error).__name__)
                pause = REST_AFTER_TROUBLE
            if pause:
                self._woken.wait(pause)
            self._woken.clear()

    def _turn(self) -> bool:
        """Carry what is due; whether there may be more at once."""
        if not self._recovered:
            self._verdicts.recover()
            self._recovered = True
        due = self._verdicts.due()
        for verdict in due:
            if self._stopping.is_set():
                return False
            with suppress(IllegalTransition):  # a person was faster and took it back
                if not self._carry(verdict):
                    return False
        return bool(due)

    def _carry(self, verdict: Verdict) -> bool:
        """One try; False when the service as a whole does not answer, so that the others wait too."""
        order = verdict.order
        claimed = self._claim(verdict)
        try:
            version = self._settler.carry(order)
        except SagsbudError as error:
            return self._failed(claimed, error)
        except Exception as error:  # noqa: BLE001 - a defect: named on the decision, never lost
            log.error("a decision failed unexpectedly: %s", type(error).__name__)
            return self._failed(claimed, SagsbudError(Trouble.DEFECT, kind=type(error).__name__))
        self._status = ServiceStatus(self._status.url, self._clock())
        self._verdicts.apply(order.id, OrderEvent.ACCEPTED)
        self._told(self._verdicts.apply(order.id, OrderEvent.PROVEN, version=version))
        return True

    def _claim(self, verdict: Verdict) -> Verdict:
        """SENDING, by the moves the table has from where it stands."""
        order = verdict.order.id
        if verdict.state is OrderState.UNCERTAIN:  # every try looks first, so it may simply be tried again
            self._verdicts.apply(order, OrderEvent.FOUND_MISSING)
        if verdict.state is OrderState.BLOCKED:
            self._verdicts.apply(order, OrderEvent.LET_IN)
        return self._verdicts.apply(order, OrderEvent.CLAIMED, tried=True)

    def _failed(self, verdict: Verdict, error: SagsbudError) -> bool:
        retry = error.retry if isinstance(error, ServiceError) else Retry.NEVER
        if isinstance(error, StoreError):
            retry = Retry.LATER
        problem = Problem.of(error, self._clock())
        event = _event(retry, conflict=isinstance(error, Conflict))
        due = None
        if isinstance(error, AnswerLost):
            due = self._clock() + SETTLING
        elif retry is not Retry.NEVER:
            due = self._clock() + (retry_after(error) or pause_after(verdict.attempts - 1, self._chance))
        self._told(self._verdicts.apply(verdict.order.id, event, problem=problem, due=due))
        if retry in (Retry.LATER, Retry.AFTER_LOGIN):
            self._status = ServiceStatus(self._status.url, self._status.last_contact, problem)
            return False
        return True


def _event(retry: Retry, *, conflict: bool) -> OrderEvent:
    if conflict:
        return OrderEvent.CONFLICTED
    return {
        Retry.LATER: OrderEvent.NOT_SENT,
        Retry.VERIFY_FIRST: OrderEvent.MAYBE_SENT,
        Retry.AFTER_LOGIN: OrderEvent.SHUT_OUT,
        Retry.NEVER: OrderEvent.REFUSED,
    }[retry]
