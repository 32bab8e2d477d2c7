"""What the screens and commands call about review."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sagsbud.domain.clienthealth import QueueHealth
from sagsbud.domain.extract import Extract, MailPage, PageImage
from sagsbud.domain.figures import Overview, OverviewFilter, SampleReport
from sagsbud.domain.ids import DokumentId, OrderId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewCase, ReviewFilter, ReviewOrdering, ReviewPage, SavedFilter
from sagsbud.domain.verdicts import Decided, ReviewDecision, TrayMove


class ReviewDesk(Protocol):
    """Everything a screen or a command asks about review: `engine.review`. Safe to call from any thread.

    Reads block on the net only where they say so; everything else answers from what is known on this machine. What
    changes is told by the change `ReviewChanged`.
    """

    @property
    def is_reviewer(self) -> bool:
        """Whether the person at this machine reviews for others, so that the folder is shown."""

    @property
    def me(self) -> Aktoer:
        """Who decides here."""

    def watch(self, dokumenter: Sequence[DokumentId] | None) -> None:
        """These are on the screen now: the queue is asked for every second, these rows first. None when it is closed."""

    def refresh(self) -> bool:
        """Ask the service here and now (blocks); False when it does not answer."""

    def page(
        self,
        wanted: ReviewFilter = ...,
        *,
        after: int = 0,
        limit: int = 100,
        ordering: ReviewOrdering = ReviewOrdering.AGE,
    ) -> ReviewPage:
        """Rows of the queue from place `after` on. Those with a decision on its way are left out unless it stopped."""

    def count(self, wanted: ReviewFilter = ...) -> int:
        """How many fit, for the side bar."""

    def case(self, dokument: DokumentId) -> ReviewCase:
        """One Dokument, read anew (blocks on the net). Raises ServiceError; NotThere when it is gone."""

    def content(self, dokument: DokumentId) -> tuple[str, bytes]:
        """The file's name and bytes (blocks on the net; the last few are kept in memory). Raises ServiceError."""

    def extract(self, dokument: DokumentId) -> Extract:
        """What the file says, for the text beside it. Raises ServiceError, ExtractError."""

    def page_image(
        self, dokument: DokumentId, page: int, width: int, ranges: Sequence[tuple[int, int]] = ()
    ) -> PageImage:
        """A rendered page (from 1), with where it has these ranges of the text. Raises ServiceError, ExtractError."""

    def mail_page(self, dokument: DokumentId) -> MailPage:
        """A mail's HTML as it may be shown. Raises ServiceError, ExtractError."""

    def decide(self, decisions: Sequence[ReviewDecision]) -> list[Decided]:
        """Promise these decisions; durable when it returns, carried out in the background, also later when offline.

        An answer for each, in order. Raises StoreError.
        """

    def unsettled(self) -> int:
        """How many decisions are on their way or stopped."""

    def undo(self, order: OrderId) -> bool:
        """Take a decision back; False when it is under way already."""

    def drop(self, order: OrderId) -> None:
        """Forget a decision that was stopped; the Dokument is decided anew."""

    def retry(self, order: OrderId) -> None:
        """Try a stopped decision again; what is there already is looked up first."""

    def colleagues(self, text: str = "") -> list[Aktoer]:
        """To whom something can be given: people and units met in the queue or known to the service's Organisation."""

    def filters(self) -> list[SavedFilter]:
        """The saved filters, in their order."""

    def save_filters(self, filters: Sequence[SavedFilter]) -> None:
        """Keep these instead."""

    def draw_sample(self, wanted: ReviewFilter, size: int) -> list[DokumentId]:
        """So many Dokumenter of those that fit, by chance; decide them with `sampled=True`."""

    def sample_report(self, since: datetime | None = None) -> SampleReport:
        """What the samples decided on this machine say."""

    def overview(self, wanted: OverviewFilter) -> Overview:
        """The figures. Does not ask the service; `harvest` does that in the background while it is watched."""

    def export_rows(self, wanted: OverviewFilter) -> list[tuple[str, ...]]:
        """The figures as a table with a heading row, for csv: `day group filed suggested used …`."""

    def move_tray(self, colleague: Aktoer, to: Aktoer, reason: str) -> TrayMove:
        """Give everything a colleague has (Fordelt and Underreview) to somebody else (blocks on the net).

        `reason` is a short note that says why. Raises ServiceError, StoreError.
        """

    def health(self) -> QueueHealth:
        """The unit's queues as its programs have reported them (blocks on the net)."""
