"""The lists of a pane, each made when its view is first shown, and what stands there while one has no rows."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.inbox.model import RowModel
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

    def __init__(self, models: Mapping[View, RowModel], theme: Theme) -> None:
        super().__init__()
        self._models = models
        self._theme = theme
        self._lists: dict[View, RowsView] = {}
        self._pages: dict[View, QWidget] = {}
        self._steps: list[Step] = []
        self.nothing = Late(_nothing(theme))
        self.nothing.then(self.addWidget)

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

    def show_list(self, view: View) -> None:
        """Its rows."""
        self.of(view)
        self.setCurrentWidget(self._pages[view])

    def show_nothing(self) -> None:
        """Why there are no rows."""
        self.setCurrentWidget(self.nothing.get())


def _nothing(theme: Theme) -> "Making[NothingListed]":
    yield "sagsbud.ui.inbox.nothing_listed"
    from sagsbud.ui.inbox.nothing_listed import NothingListed

    return NothingListed(theme)
