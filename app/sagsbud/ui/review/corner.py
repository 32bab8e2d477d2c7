"""The supervisor's corner of the window: its lines in the side bar, and its pages, loaded and made when asked for.

Few are reviewers, and everybody waits for the window.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt

from sagsbud.domain.frozen import frozen
from sagsbud.domain.review import AMBER_DAYS, RED_DAYS, ReviewFilter, SavedFilter, Scope
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.side_model import Line, LineKind
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.menus import Menu
from sagsbud.ui.operations import Operations
from sagsbud.ui.review.lines import OVERVIEW, REVIEW, age_band_text
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.ui.review.overview import OverviewPage
    from sagsbud.ui.review.page import ReviewQueuePage

BANDS: tuple[tuple[int | None, int | None, str], ...] = (
    (RED_DAYS, None, "clock-alert"), (AMBER_DAYS, RED_DAYS - 1, "clock"), (None, AMBER_DAYS - 1, "circle"),
)  # fmt: skip
"""The ages in the side bar, oldest first: least and greatest working days, and the drawing."""


@frozen
class Counts:
    """What the side bar says, read in one go."""

    reviewer: bool
    total: int = 0
    bands: tuple[int, ...] = ()
    saved: tuple[tuple[SavedFilter, int], ...] = ()


def read_counts(desk: ReviewDesk, scope: Scope, *, offered: bool) -> Counts:
    """From what this machine knows; does not ask the service. What is `offered` already stays, also with nothing in it."""
    if not offered and not desk.is_reviewer:
        return Counts(reviewer=False)
    page = desk.page(ReviewFilter(scope=scope), limit=1)
    bands = tuple(
        sum(count for days, count in page.ages if days >= (least or 0) and (greatest is None or days <= greatest))
        for least, greatest, _icon in BANDS
    )
    saved = tuple((one, desk.count(one.filter)) for one in desk.filters())
    return Counts(True, sum(count for _days, count in page.ages), bands, saved)


class ReviewCorner(QObject):
    """Offers review in the window while the person at this machine is a reviewer."""

    def __init__(
        self, window: MainWindow, desk: ReviewDesk, theme: Theme, operations: Operations, bridge: EngineBridge,
        state_file: Path | None,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._theme = theme
        self._operations = operations
        self._state_file = state_file
        self._counts = Counts(reviewer=False)
        self._provided = False
        self._page: ReviewQueuePage | None = None
        self._overview: OverviewPage | None = None
        window.side.page_asked.connect(self.open)
        window.line.decisions_asked.connect(lambda: self.open(REVIEW))
        window.side.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        window.side.list.customContextMenuRequested.connect(self._menu)
        window.view_shown.connect(lambda _view: self._show_lines())
        bridge.review_changed.connect(self._changed)
        self.look()

    # -- side bar -----------------------------------------------------------------------------------------

    @property
    def open_page(self) -> str:
        """Which of its pages is shown; empty for none."""
        aside = self._window.aside
        own = any(aside is page for page in (self._page, self._overview))
        return aside.name if aside is not None and own else ""

    def look(self) -> None:
        """Read the counts and show them."""
        desk, scope, offered = self._desk, self._page.model.wanted.scope if self._page else Scope.MINE, self._provided
        self._operations.run(self, lambda: read_counts(desk, scope, offered=offered), self._show, key="review counts")

    def _show(self, counts: Counts) -> None:
        self._counts = counts
        if counts.reviewer and not self._provided:
            self._provide()
        self._show_lines()

    def _show_lines(self) -> None:
        counts = self._counts
        if not counts.reviewer:
            self._window.side_model.take_pages(())
            return
        pages = (
            Line(LineKind.PAGE, tr("For review"), "eye", count=counts.total, page=REVIEW),
            Line(LineKind.PAGE, tr("Overview"), "chart-column", page=OVERVIEW),
        )
        self._window.side_model.take_pages(pages, self._more_lines() if self.open_page else ())

    def _more_lines(self) -> list[Line]:
        """Ages and saved filters, while one of its pages is open."""
        lines = [Line(LineKind.SECTION, tr("Review by age"))]
        for (least, greatest, icon), count in zip(BANDS, self._counts.bands, strict=True):
            words, late = age_band_text(least, greatest), (least or 0) >= RED_DAYS and count > 0
            name = filter_name("age", str(least))
            lines.append(Line(LineKind.FILTER, words, icon, count=count, needs_you=late, page=name))
        if self._counts.saved:
            lines.append(Line(LineKind.SECTION, tr("Saved filters")))
        for saved, count in self._counts.saved:
            name = filter_name("saved", saved.name)
            lines.append(Line(LineKind.FILTER, saved.name, "list-filter", count=count, page=name))
        return lines

    def _provide(self) -> None:
        self._provided = True
        provide = self._window.actions_.provide
        provide(ActionId.TO_REVIEW, lambda: self.open(REVIEW))
        provide(ActionId.OVERVIEW, lambda: self.open(OVERVIEW))
        provide(ActionId.RETURN, lambda: self._on_page(lambda page: page.return_own()))
        provide(ActionId.REASSIGN, lambda: self._on_page(lambda page: page.reassign()))
        for id_ in (ActionId.APPROVE, ActionId.RETURN_REASON):
            provide(id_, lambda: None)  # only a line of the overview of keys: the keys themselves are lent

    def _on_page(self, do: "Callable[[ReviewQueuePage], None]") -> None:
        page = self._page
        if page is not None and self._window.aside is page:
            do(page)

    # -- pages --------------------------------------------------------------------------------------------

    def open(self, name: str) -> None:
        """Open the page, or the queue with the filter, of that name in the side bar."""
        if name == OVERVIEW:
            self._window.show_aside(self.overview)
        else:
            wanted = self._filter_of(name)
            page = self.page
            if self._window.aside is not page:
                page.model.wanted = wanted
                page.list.show_filter(wanted)
                self._window.show_aside(page)
            elif page.model.wanted != wanted:
                page.show_filter(wanted)
        self._show_lines()
        self._window.side.show_page(name)

    @property
    def page(self) -> "ReviewQueuePage":
        """The queue."""
        if self._page is None:
            from sagsbud.ui.review.page import ReviewQueuePage

            page = ReviewQueuePage(self._desk, self._theme, self._operations, self._state_file, self._window)
            page.decided.connect(self.look)
            page.filters_changed.connect(self.look)
            line, try_now = self._window.line, page.list.connection.try_
            try_now.clicked.connect(lambda _checked=False: line.try_now_asked.emit())
            line.try_now_asked.connect(page.refresh)
            line.leave_trying_to(try_now)
            self._page = page
        return self._page

    @property
    def overview(self) -> "OverviewPage":
        """The figures."""
        if self._overview is None:
            from sagsbud.ui.review.overview import OverviewPage

            self._overview = OverviewPage(self._desk, self._theme, self._operations, self._window)
        return self._overview

    def _filter_of(self, name: str) -> ReviewFilter:
        """What a line of the side bar shows; ages keep whose queue it is."""
        kind, _colon, which = name.partition(":")
        scope = self._page.model.wanted.scope if self._page else Scope.MINE
        if kind == "age":
            least, greatest, _icon = next(band for band in BANDS if str(band[0]) == which)
            return ReviewFilter(scope=scope, youngest=least, oldest=greatest)
        if kind == "saved":
            return next((one.filter for one, _count in self._counts.saved if one.name == which), ReviewFilter())
        return ReviewFilter(scope=scope)

    def _changed(self) -> None:
        self.look()
        if self._page is not None and self._window.aside is self._page:
            self._page.look()
        elif self._overview is not None and self._window.aside is self._overview:
            self._overview.look()

    def _menu(self, at: QPoint) -> None:
        """A saved filter can be taken out."""
        line = self._window.side_model.line(self._window.side.list.indexAt(at).row())
        if line is None or line.kind is not LineKind.FILTER or not line.page.startswith("saved:"):
            return
        menu = Menu(self._window.side.list)
        menu.addAction(tr("Delete the filter"), lambda: self.page.forget_filter(line.text))
        menu.exec(self._window.side.list.viewport().mapToGlobal(at))

    def end(self) -> None:
        """The window ends."""
        if self._page is not None:
            self._page.keep_sizes()
            self._page.end()


def filter_name(kind: str, which: str) -> str:
    """A filter's name among the side bar's lines."""
    return f"{kind}:{which}"
