"""The lists of a pane, each made when its view is first shown, and what stands there while one has no rows."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sagsbud.domain.listing import Listing
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.put_away_matches import PutAwayMatches
from sagsbud.ui.inbox.rows_view import RowsView
from sagsbud.ui.inbox.side_model import VIEW_NAMES
from sagsbud.ui.labels import below_edge
from sagsbud.ui.late import Late, Making
from sagsbud.ui.theme import Theme
from sagsbud.ui.viewport import RestOfPane

if TYPE_CHECKING:
    from sagsbud.ui.inbox.nothing_listed import NothingListed

Step = Callable[[View, RowsView], object]


class RowsStack(RestOfPane):
    """Shows one of them at a time."""

    all_asked = Signal()
    again_asked = Signal()
    inbox_asked = Signal()
    elsewhere_asked = Signal(object, str)
    """What leads on where there are no rows: to all of them, to another try, to the inbox, to a View and words to look
    for in it."""

    def __init__(self, models: Mapping[View, RowModel], theme: Theme, put_away: PutAwayMatches) -> None:
        super().__init__()
        self._models = models
        self._theme = theme
        self._put_away = put_away
        self._shown: RowModel | None = None
        self._had: dict[View, Listing] = {}
        """For what there last were rows."""
        self._lists: dict[View, RowsView] = {}
        self._pages: dict[View, QWidget] = {}
        self._steps: list[Step] = []
        self.nothing = Late(_nothing(theme))
        self.nothing.then(self._lead_on)
        put_away.found.connect(self._say_put_away)

    def each(self, step: Step) -> None:
        """Do this with every list, those too that are made later."""
        self._steps.append(step)
        for view, rows in self._lists.items():
            step(view, rows)

    def of(self, view: View) -> RowsView:
        """The view's list; made now unless it is there."""
        if view not in self._lists:
            rows = self._lists[view] = RowsView(self._models[view], self._theme)
            rows.setAccessibleName(tr(VIEW_NAMES[view]))
            self._pages[view] = below_edge(rows)
            self.addWidget(self._pages[view])
            for step in self._steps:
                step(view, rows)
        return self._lists[view]

    def show_view(self, view: View, put_away: int) -> bool:
        """Its rows, or why there are none, which it answers with; `put_away` are those not for filing, to be looked in."""
        model = self._shown = self._models[view]
        empty = not model.rowCount() and model.whole
        if model.failure:
            self.nothing.get().show_failure(model.failure, trying=model.is_reading)
        elif empty:
            self.nothing.get().show_for(view, model.listing, was_last=self._had.get(view) == model.listing)
            self._put_away.look(model.listing.text if view is not View.PUT_AWAY else "", put_away)
        elif model.is_read:
            self._had[view] = model.listing
        absent = empty or model.failure is not None
        self.of(view)
        self.setCurrentWidget(self.nothing.get() if absent else self._pages[view])
        return absent

    def _lead_on(self, nothing: "NothingListed") -> None:
        self.addWidget(nothing)
        nothing.all_asked.connect(self.all_asked)
        nothing.again_asked.connect(self.again_asked)
        nothing.asked.connect(self.inbox_asked)
        for link, view in ((nothing.elsewhere, View.FILED), (nothing.in_put_away, View.PUT_AWAY)):
            link.clicked.connect(lambda _checked=False, to=view: self._look_in(to))

    def _look_in(self, view: View) -> None:
        if self._shown:
            self.elsewhere_asked.emit(view, self._shown.listing.text)

    def _say_put_away(self, count: int) -> None:
        """Not while it is said that the list cannot be read."""
        if self._shown:
            self.nothing.get().say_put_away(0 if self._shown.failure else count)


def _nothing(theme: Theme) -> "Making[NothingListed]":
    yield "sagsbud.ui.inbox.nothing_listed"
    from sagsbud.ui.inbox.nothing_listed import NothingListed

    return NothingListed(theme)
