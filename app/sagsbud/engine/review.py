"""The supervisor's desk: the queue, what is said about its documents, and the figures of the unit."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sagsbud.domain.changes import Change, QueueChanged, ReviewChanged
from sagsbud.domain.clienthealth import QueueHealth
from sagsbud.domain.errors import NotThere, ServiceError, Trouble
from sagsbud.domain.extract import Extract, MailPage, PageImage
from sagsbud.domain.figures import Overview, OverviewFilter, SampleReport
from sagsbud.domain.ids import DokumentId, OrderId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import (
    ReviewCase,
    ReviewDokument,
    ReviewFilter,
    ReviewOrdering,
    ReviewPage,
    SavedFilter,
    Scope,
)
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import Decided, ReviewDecision, TrayMove, Verdict
from sagsbud.engine import reviewfigures
from sagsbud.engine.afterapproval import AfterApproval
from sagsbud.engine.lastlook import LastLook
from sagsbud.engine.ports import Ports, ReviewPorts
from sagsbud.engine.reviewdeciding import ReviewDecisions
from sagsbud.engine.reviewfiles import ReviewFiles

USED_FOR = 60.0
"""Seconds for which a queue somebody looked at is still asked for."""
COLLEAGUES_KNOWN = 300.0
"""Seconds for which the list of people is not asked for again."""
_DRAWN = "sample_drawn"


class Review:
    """The domain's ReviewDesk. Safe to call from any thread."""

    def __init__(self, ports: Ports, review: ReviewPorts, tell: Callable[[Change], None]) -> None:
        self._ports = ports
        self._review = review
        self._tell = tell
        self._watched: tuple[DokumentId, ...] | None = None
        self._scopes: dict[Scope, float] = {Scope.MINE: 0.0}
        self.last = LastLook()
        """How the last look at the queue went."""
        self._settled: dict[DokumentId, Verdict] = {}
        self._files = ReviewFiles(ports, review, self._read)
        self._people: tuple[float, list[Aktoer]] = (float("-inf"), [])
        self._after = AfterApproval(review.verdicts, review.service, review.queue, ports.clock)
        self._decisions = ReviewDecisions(ports, review, tell)
        self._lock = threading.Lock()
        self.wake: Callable[[], None] = lambda: None
        """Asks for a look soon; set by who owns the thread."""

    # -- who ----------------------------------------------------------------------------------------------

    @property
    def me(self) -> Aktoer:
        """Who decides here."""
        return self._ports.aktoer

    @property
    def is_reviewer(self) -> bool:
        """Named as one; where nobody is named, whoever something was given to."""
        named = self._review.reviewers()
        return self.me.id in named if named else self.count() > 0

    # -- the queue ----------------------------------------------------------------------------------------

    def watch(self, dokumenter: Sequence[DokumentId] | None) -> None:
        """These are on the screen now."""
        opened = self._watched is None and dokumenter is not None
        self._watched = tuple(dokumenter) if dokumenter is not None else None
        if opened:
            self.wake()

    @property
    def watched(self) -> tuple[DokumentId, ...] | None:
        """What is on the screen, None when the queue is not."""
        return self._watched

    def look(self) -> bool:
        """One look at the service, and whether there is more to read at once. Raises ServiceError."""
        with self._lock:
            settled = set(self._settled)
            used = dict(self._scopes)
        scopes = [scope for scope, until in used.items() if scope is Scope.MINE or until > time.monotonic()]
        try:
            changed = self._review.queue.ask(scopes, [*(self._watched or ()), *settled])
        except ServiceError as error:
            if self.last.failed(error, self._ports.clock()):
                self._tell(ReviewChanged())
                self._tell(QueueChanged())
            raise
        recovered = self.last.went_well(self._ports.clock())
        with self._lock:
            for dokument in settled:
                self._settled.pop(dokument, None)
        if changed or recovered:
            self._tell(ReviewChanged())
        if recovered:
            self._tell(QueueChanged())
        return changed

    def refresh(self) -> bool:
        """Look until everything is read; False when the service does not answer, which is looked into soon."""
        try:
            while self.look():
                pass
        except ServiceError:
            self.wake()
            return False
        return True

    def look_after(self) -> bool:
        """One look at what was approved here, for what was changed since; whether there is more of it to look at.

        Raises ServiceError, StoreError. For one thread.
        """
        if self._after.look():
            self._tell(ReviewChanged())
        return not self._after.at_the_end

    def page(
        self,
        wanted: ReviewFilter = ReviewFilter(),  # noqa: B008 - frozen
        *,
        after: int = 0,
        limit: int = 100,
        ordering: ReviewOrdering = ReviewOrdering.AGE,
    ) -> ReviewPage:
        """Rows of what is known now."""
        self._use(wanted.scope)
        page = self._review.queue.page(
            wanted, after=after, limit=limit, ordering=ordering, open_verdicts=self._verdicts()
        )
        problem = self.last.problem
        return replace(page, problem=problem.trouble if problem else None)

    def count(self, wanted: ReviewFilter = ReviewFilter()) -> int:  # noqa: B008 - frozen
        """How many fit."""
        self._use(wanted.scope)
        return len(self._review.queue.matching(wanted, self._verdicts()))

    def case(self, dokument: DokumentId) -> ReviewCase:
        """Read anew."""
        seen = self._read(dokument)
        return self._review.queue.case(seen, self._verdicts().get(dokument))

    def _read(self, dokument: DokumentId) -> ReviewDokument:
        seen = self._review.service.dokument(dokument)
        if seen is None:
            raise NotThere(Trouble.DOKUMENT_GONE, state="unknown")
        return seen

    def _verdicts(self) -> dict[DokumentId, Verdict]:
        """Decisions on their way, and those just carried out that the queue has not seen yet."""
        with self._lock:
            settled = dict(self._settled)
        return settled | self._review.verdicts.open()

    def _use(self, scope: Scope) -> None:
        """The scope is asked for as long as somebody looks at it."""
        with self._lock:
            new = scope not in self._scopes
            self._scopes[scope] = time.monotonic() + USED_FOR
        if new:
            self.wake()

    # -- the document -------------------------------------------------------------------------------------

    def content(self, dokument: DokumentId) -> tuple[str, bytes]:
        """The file's name and bytes."""
        file = self._files.of(dokument)
        return file.name, file.content

    def extract(self, dokument: DokumentId) -> Extract:
        """What the file says, without the words on scans."""
        return self._files.extract(dokument)

    def page_image(
        self, dokument: DokumentId, page: int, width: int, ranges: Sequence[tuple[int, int]] = ()
    ) -> PageImage:
        """A rendered page, with where it has these ranges of the text."""
        return self._files.page_image(dokument, page, width, ranges)

    def mail_page(self, dokument: DokumentId) -> MailPage:
        """A mail's HTML."""
        return self._files.mail_page(dokument)

    # -- decisions ----------------------------------------------------------------------------------------

    def decide(self, decisions: Sequence[ReviewDecision]) -> list[Decided]:
        """Promise what can be promised; what is known to be impossible is refused at once."""
        return self._decisions.decide(decisions)

    def unsettled(self) -> int:
        """How many decisions are on their way or stopped."""
        return len(self._review.verdicts.open())

    def undo(self, order: OrderId) -> bool:
        """Take it back; False when it is under way already."""
        return self._decisions.undo(order)

    def drop(self, order: OrderId) -> None:
        """Forget what was stopped."""
        self._decisions.drop(order)

    def retry(self, order: OrderId) -> None:
        """Try what was stopped again."""
        self._decisions.retry(order)

    def settled(self, verdict: Verdict) -> None:
        """The delivery's word that a decision moved. Called from its thread."""
        if verdict.state is OrderState.FILED:
            with self._lock:
                self._settled[verdict.order.decision.dokument] = verdict
            self._review.queue.drop_edited(verdict.order.decision.dokument)
            self.wake()
        self._tell(ReviewChanged())
        self._tell(QueueChanged())

    # -- people -------------------------------------------------------------------------------------------

    def colleagues(self, text: str = "") -> list[Aktoer]:
        """People and units with a name first; those of the Organisation are asked for now and then."""
        asked, people = self._people
        if time.monotonic() - asked > COLLEAGUES_KNOWN:
            people = self._review.service.people()
            self._people = (time.monotonic(), people)
        known = {one.id: one for one in [*self._review.queue.met(), *people] if one.id != self.me.id}
        words = text.casefold().split()
        found = [one for one in known.values() if all(word in one.navn.casefold() for word in words)]
        return sorted(found, key=lambda one: (not one.navn, one.navn.casefold(), str(one.id)))

    def move_tray(self, colleague: Aktoer, to: Aktoer, reason: str) -> TrayMove:
        """Everything a colleague has, to somebody else."""
        return self._decisions.move_tray(colleague, to, reason)

    # -- filters and samples ------------------------------------------------------------------------------

    def filters(self) -> list[SavedFilter]:
        """The saved filters."""
        return self._review.verdicts.filters()

    def save_filters(self, filters: Sequence[SavedFilter]) -> None:
        """Keep these instead."""
        self._review.verdicts.save_filters(filters)
        self._tell(ReviewChanged())

    def draw_sample(self, wanted: ReviewFilter, size: int) -> list[DokumentId]:
        """By chance, without preference."""
        fitting = self._review.queue.matching(wanted, self._verdicts())
        drawn = random.SystemRandom().sample(fitting, min(size, len(fitting)))
        before = int(self._review.verdicts.noted(_DRAWN) or 0)
        self._review.verdicts.note(_DRAWN, str(before + len(drawn)))
        return drawn

    def sample_report(self, since: datetime | None = None) -> SampleReport:
        """The share that had to go back."""
        n, errors = self._review.verdicts.sampled(since)
        low, high = self._review.counting.interval(errors, n)
        drawn = max(n, int(self._review.verdicts.noted(_DRAWN) or 0))
        return SampleReport(n, errors, drawn, errors / n if n else None, low, high, since)

    # -- figures ------------------------------------------------------------------------------------------

    def harvest(self) -> bool:
        """Count a little more. Raises ServiceError, StoreError."""
        return self._review.counting.harvest()

    def overview(self, wanted: OverviewFilter) -> Overview:
        """The figures as they are kept."""
        return self._review.counting.overview(wanted, reviewfigures.ages(self._ports, self._review))

    def export_rows(self, wanted: OverviewFilter) -> list[tuple[str, ...]]:
        """The figures as a table."""
        return self._review.counting.table(wanted)

    # -- the unit's queues --------------------------------------------------------------------------------

    def health(self) -> QueueHealth:
        """As the unit's programs reported it; when the service does not answer, everybody is to know soon."""
        health = reviewfigures.health(self._ports, self._review)
        if health.problem:
            self.wake()
        return health

    def report(self) -> None:
        """Say how this program's queue is. Raises ServiceError, StoreError."""
        reviewfigures.report(self._ports, self._review)
