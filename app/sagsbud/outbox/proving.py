"""Proves that what an order sent is in the service, whole and equal, and stands where it was to stand."""

import threading
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Conflict, NotThere, Trouble
from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import Digest, DokumentId, OrderId
from sagsbud.domain.orders import DokumentDraft, FilingOrder, FilingReceipt
from sagsbud.domain.sagsobjekter import DokumentProof, FiledDokument
from sagsbud.outbox.asking import twice
from sagsbud.outbox.lookout import Lookout

Proofs = Mapping[DokumentId, DokumentProof]


class Prover:
    """Reads back from one service. Safe to use from several threads."""

    def __init__(self, service: FilingService, lookout: Lookout, clock: Clock) -> None:
        self._service = service
        self._lookout = lookout
        self._clock = clock
        self._proven: dict[OrderId, dict[DokumentId, str]] = {}
        """Of proofs that were cut short: what was read back and equal, with its version."""
        self._lock = threading.Lock()

    def ask(self, orders: Iterable[FilingOrder]) -> Proofs:
        """What the service says of all that these orders sent, where it tells of many at once. Raises ServiceError."""
        wanted = [draft.dokument for order in orders if not order.is_note for draft in order.drafts]
        return twice(lambda: self._service.proofs(wanted)) if wanted else {}

    def receipt(self, order: FilingOrder, told: Proofs) -> FilingReceipt | None:
        """The proof of an order of whose Dokumenter what is `told` leaves nothing open; None for any other."""
        versions: dict[DokumentId, str] = {}
        for draft in order.drafts:
            proof = told.get(draft.dokument)
            if proof is None or not _leaves_nothing_open(proof, order, draft):
                return None
            versions[draft.dokument] = proof.fratidspunkt
        return self._receipt(order, versions)

    def prove(
        self, order: FilingOrder, perhaps_twice: Collection[DokumentId] = (), told: Proofs = MappingProxyType({})
    ) -> FilingReceipt | None:
        """Everything is there and equal; None when something is missing. Raises ServiceError, Conflict for other bytes.

        What is `told` of a Dokument counts when it leaves nothing open; anything else is read back. For Dokumenter in
        `perhaps_twice` it also sees to it that they stand on the Sag only once. A proof that was cut short goes on where
        it was, so that a mail with many attachments gets through a bad net too.
        """
        with self._lock:
            proven = self._proven.setdefault(order.id, {})
        try:
            for draft in order.drafts:
                if draft.dokument in proven:
                    continue
                seen = self._seen(order, draft, told.get(draft.dokument), draft.dokument in perhaps_twice)
                if seen is None:
                    self.forget(order)
                    return None
                proven[draft.dokument] = seen.fratidspunkt
        except Conflict:
            self.forget(order)
            raise
        self.forget(order)
        return self._receipt(order, proven)

    def count(self, order: FilingOrder) -> int:
        """How many Dokumenter of a proof that was cut short are proven."""
        return len(self._proven.get(order.id, {}))

    def forget(self, order: FilingOrder) -> None:
        """Everything is to be proven again."""
        self._proven.pop(order.id, None)

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
            note = self._lookout.note(order)
            if note and note.digest != draft.digest:
                raise Conflict(Trouble.CONTENT_DIFFERS)
            return note
        filed = self._lookout.dokument(draft.dokument)
        if filed is None or not self._lookout.has_journalpost(order, draft.dokument):
            return None
        if order.sag.id not in filed.sager and not order.is_reviewed_first:
            raise Conflict(Trouble.DOKUMENT_CHANGED)
        self._check_content(filed, draft)
        if perhaps_twice:
            self._service.single_journalpost(order.sag.id, draft.dokument)
        return filed

    def _check_content(self, filed: FiledDokument, draft: DokumentDraft) -> None:
        """Other bytes twice in a row are other bytes; once may have been the way back."""

        def read() -> Digest | None:
            try:
                return twice(lambda: self._service.content_digest(filed))
            except NotThere:
                return None

        if read() != draft.digest and read() != draft.digest:
            raise Conflict(Trouble.CONTENT_DIFFERS)


def _leaves_nothing_open(proof: DokumentProof, order: FilingOrder, draft: DokumentDraft) -> bool:
    """Whether the order's bytes, and no others, are kept under the Dokument, and it stands where it was to stand."""
    belongs = order.sag.id in proof.sager or order.is_reviewed_first
    return proof.contents == {draft.digest} and belongs and order.sag.id in proof.journals
