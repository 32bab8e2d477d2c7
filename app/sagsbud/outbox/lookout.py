"""Looks in the service whether what an order wants is so already: the read before every write."""

import threading
import time

from sagsbud.domain.errors import Conflict, NotThere, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.orders import FilingOrder, Retired, Step, StepKind, StepState
from sagsbud.domain.sagsobjekter import DokumentFremdrift, FiledDokument, SagRef
from sagsbud.domain.workflow import FINAL
from sagsbud.outbox.asking import deleted_is, twice
from sagsbud.outbox.foresight import Foresight

SAG_KNOWN_OPEN = 30.0
"""Seconds for which a Sag that was open is taken to be: reading one with a long journal costs the service seconds."""


class Lookout:
    """Reads one service; every method raises ServiceError, of which Conflict says that a person has to look. Safe to use from several threads."""

    def __init__(self, service: FilingService, foresight: Foresight) -> None:
        self._service = service
        self._foresight = foresight
        self._open_sager: dict[SagId, tuple[float, SagRef]] = {}
        self._lock = threading.Lock()

    def check_sag(self, order: FilingOrder) -> None:
        """Whether the order's Sag still is as who decided knew it. Raises Conflict."""
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
        found = twice(lambda: deleted_is(Trouble.SAG_GONE, lambda: self._service.sag(sag)))
        if found and found.is_open:
            with self._lock:
                self._open_sager[sag] = now, found
        return found

    def is_there(self, order: FilingOrder, step: Step) -> bool:
        """Whether what the step is to bring about is so already. Raises Conflict when it is otherwise."""
        if step.kind is StepKind.SAG:
            return self._sag_lately(order.sag.id) is not None
        if step.kind is StepKind.JOURNALPOST and order.is_note:
            return self.note(order) is not None
        if step.kind is StepKind.JOURNALPOST:
            return self.has_journalpost(order, step.dokument)
        if step.kind is StepKind.RETIRE:
            return self.is_retired(order, order.retired(step.dokument))
        if adopts(order, step):
            return self.to_adopt(order) is None
        if step.state is StepState.PENDING and self._foresight.holds(step.dokument):
            return False
        filed = self.dokument(step.dokument)
        if filed is None:
            return False
        on_sag = order.sag.id in filed.sager or order.is_reviewed_first
        if filed.digest != order.draft_of(step.dokument).digest or not on_sag:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        return True

    def to_adopt(self, order: FilingOrder) -> FiledDokument | None:
        """None when what a colleague handed over says already what the order wants; else the version to be changed.

        Raises Conflict when it is no longer who decided's to file.
        """
        filed = self.dokument(order.main.dokument)
        if filed is None or filed.passive:
            raise Conflict(Trouble.TAKEN_BACK)
        if filed.digest not in (None, order.main.digest):
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        given = filed.fremdrift == DokumentFremdrift.FORDELT
        if order.sag.id in filed.sager or (order.is_reviewed_first and not given):
            return None
        if filed.holder != order.decided_by.id:
            raise Conflict(Trouble.PASSED_ON)
        if filed.sager or not given:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        return filed

    def awaits_review(self, order: FilingOrder) -> bool:
        """Whether it is to be approved before it stands on the Sag, and is not yet."""
        if not order.is_reviewed_first:
            return False
        filed = self.dokument(order.main.dokument)
        return filed is not None and filed.fremdrift not in FINAL

    def is_retired(self, order: FilingOrder, retired: Retired) -> bool:
        """Whether nothing of ours is left there that could be taken for the Dokument that holds."""
        try:
            filed = twice(lambda: self._service.dokument(retired.dokument))
        except NotThere:
            return True
        if filed is None or filed.passive or filed.nyrevision:
            return True
        if order.given and filed.id == order.given.dokument and filed.fremdrift == DokumentFremdrift.FORDELT:
            return True  # it was never made ours
        if filed.digest != retired.digest or not filed.sager <= {retired.sag}:
            return True  # somebody else made something of it
        return retired.successor is None and twice(lambda: self._service.is_journalised(retired.dokument))

    def dokument(self, dokument: DokumentId) -> FiledDokument | None:
        """What the service holds. Raises Conflict when it was deleted."""
        return twice(lambda: deleted_is(Trouble.DOKUMENT_GONE, lambda: self._service.dokument(dokument)))

    def note(self, order: FilingOrder) -> FiledDokument | None:
        """The order's note on its Sag."""
        return twice(
            lambda: deleted_is(Trouble.SAG_GONE, lambda: self._service.note(order.sag.id, order.main.dokument))
        )

    def has_journalpost(self, order: FilingOrder, dokument: DokumentId) -> bool:
        """Whether the Dokument stands on the order's Sag."""
        return twice(lambda: self._service.has_journalpost(order.sag.id, dokument))


def adopts(order: FilingOrder, step: Step) -> bool:
    """Whether the step is about what a colleague handed over, which is there already."""
    return order.adopts and step.dokument == order.main.dokument
