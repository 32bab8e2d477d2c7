"""Lists somebody wants to come back to: kept from the list, opened from the side bar, forgotten when they are open."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.listing import Listing, SavedSearch
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId
from sagsbud.ui.inbox.narrowing import description_of
from sagsbud.ui.inbox.side_model import VIEW_NAMES
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.inbox.window_parts import LISTED
from sagsbud.ui.operations import Operations

if TYPE_CHECKING:
    from sagsbud.engine import Engine


class SearchDesk(QObject):
    """Connects the list's narrowing with what the store keeps."""

    def __init__(self, window: MainWindow, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._lists = engine.lists
        self._operations = operations
        self._searches: list[SavedSearch] = []
        window.list.listed.connect(self._listed)
        window.list.chips.keep_asked.connect(self._keep_or_forget)
        window.list.elsewhere_asked.connect(self._search_in)
        window.side.search_asked.connect(self.open)
        window.side.whole_asked.connect(self._show_whole)
        provide = window.actions_.provide
        provide(ActionId.FILTER, lambda: self._open_menu(sort=False))
        provide(ActionId.SORT, lambda: self._open_menu(sort=True))
        operations.run(self, self._lists.searches, self._take)

    @property
    def open_one(self) -> SavedSearch | None:
        """The search that is kept and shown just so."""
        view, listing = self._window.view, self._window.list.listing
        return next((one for one in self._searches if (one.view, one.listing) == (view.value, listing)), None)

    def open(self, search: SavedSearch) -> None:
        """Show it; the keyboard stays where it is."""
        view, window = _view_of(search), self._window
        if window.view is not view or window.aside:
            window.show_view(view)
        window.list.show_listing(search.listing, dict(search.names))
        window.side.show_kept(search)

    def _take(self, searches: list[SavedSearch]) -> None:
        self._searches = _told_apart([_in_this_language(search) for search in searches])
        self._window.side_model.take_searches(self._searches)
        self._listed(self._window.list.listing)

    def _listed(self, listing: Listing) -> None:
        """Another list is shown: the side bar says which, the link whether it is kept."""
        if listing.narrowed:
            self._window.show_inbox_empty(False)
        window, kept = self._window, self.open_one
        window.list.chips.say_kept(kept is not None)
        if kept:
            window.side.show_kept(kept)
        elif window.side.kept_open and not window.aside and not (listing.filters.sag or listing.filters.batch):
            window.side.show_view(window.view)

    def _keep_or_forget(self) -> None:
        window, kept, lists = self._window, self.open_one, self._lists
        if kept:
            self._operations.run(self, lambda: lists.forget_search(kept), self._take)
            return
        listing = window.list.listing
        names = window.list.names_in(listing.filters)
        search = SavedSearch(description_of(listing, names), window.view.value, listing, tuple(names.items()))
        self._operations.run(self, lambda: lists.keep_search(search), self._take)

    def _show_whole(self) -> None:
        """The folder as it is without the search; the keyboard stays where it is."""
        self._window.list.show_listing(Listing(self._window.list.listing.order))

    def _search_in(self, view: View, text: str) -> None:
        window = self._window
        window.list.search.clear_search()
        window.show_view(view)
        window.list.show_listing(Listing(text=text))
        window.take_list_focus()

    def _open_menu(self, *, sort: bool) -> None:
        tools = self._window.list.tools
        if self._window.view in LISTED and tools.isVisible():
            (tools.sort if sort else tools.filter).showMenu()


def _in_this_language(search: SavedSearch) -> SavedSearch:
    """Called by what it asks for; one whose Sag or batch nobody knows the name of stays called what it was."""
    names, filters = {id_: mask_cpr(name) for id_, name in search.names}, search.listing.filters
    search = replace(search, name=mask_cpr(search.name), names=tuple(names.items()))
    if any(id_ is not None and str(id_) not in names for id_ in (filters.sag, filters.batch)):
        return search
    return replace(search, name=description_of(search.listing, names))


def _told_apart(searches: list[SavedSearch]) -> list[SavedSearch]:
    """What is looked for in several folders is called after its folder too."""
    folders = {(one.name, _view_of(one)) for one in searches}
    names = Counter(name for name, _view in folders)
    return [
        replace(one, name=f"{one.name} · {tr(VIEW_NAMES[_view_of(one)])}") if names[one.name] > 1 else one
        for one in searches
    ]


def _view_of(search: SavedSearch) -> View:
    return next((view for view in LISTED if view.value == search.view), View.INBOX)
