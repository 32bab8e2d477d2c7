"""What was approved here is looked at again now and then: one that somebody changes is shown in the queue once more."""

from collections.abc import Sequence
from datetime import timedelta

from sagsbud.domain.clock import Clock
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.reviewports import ReviewQueue, ReviewService, Verdicts

AT_ONCE = 50
"""Approvals looked at in one go, the latest first, round and round."""
LOOKED_AFTER = timedelta(days=90)


class AfterApproval:
    """`look` asks the service. For one thread."""

    def __init__(self, verdicts: Verdicts, service: ReviewService, queue: ReviewQueue, clock: Clock) -> None:
        self._verdicts = verdicts
        self._service = service
        self._queue = queue
        self._clock = clock
        self._place: int | None = None
        self._known: dict[DokumentId, str] = {}
        """Versions that were read whole already."""

    @property
    def at_the_end(self) -> bool:
        """Whether the next look begins a new round."""
        return self._place is None

    def look(self) -> bool:
        """Those that are shown and some of the approvals; whether the queue is another one now. Raises ServiceError."""
        approved = self._verdicts.approved(self._clock() - LOOKED_AFTER, before=self._place, limit=AT_ONCE)
        shown = self._queue.edited()
        versions = {one.dokument: one.version for one in approved}
        found = {seen.id: seen for seen in self._service.dokumenter(list(dict.fromkeys([*shown, *versions])))}
        changed = self._drop([dokument for dokument in shown if dokument not in found])
        other = [one.id for one in found.values() if one.version not in (versions.get(one.id), self._known.get(one.id))]
        changed = self._read(other) or changed
        self._place = approved[-1].seq if len(approved) == AT_ONCE else None
        return changed

    def _drop(self, gone: Sequence[DokumentId]) -> bool:
        return sum(self._queue.drop_edited(dokument) for dokument in gone) > 0

    def _read(self, dokumenter: Sequence[DokumentId]) -> bool:
        """With their history, which says whether anything of what was approved is other than it was."""
        changed = False
        for dokument in dokumenter:
            seen = self._service.dokument(dokument)
            if seen is not None:
                self._known[dokument] = seen.version
            if seen is not None and seen.edited:
                changed = self._queue.keep_edited(seen) or changed
            else:
                changed = self._queue.drop_edited(dokument) or changed
        return changed
