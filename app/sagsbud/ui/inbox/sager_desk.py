"""Sager in the side bar and behind Ctrl+K: what lies on one, favourites, and documents let go on them."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QKeySequence

from sagsbud.domain.listing import Filters, Listing
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.side_model import LineKind
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.inbox.window_parts import VIEWS
from sagsbud.ui.menus import Menu
from sagsbud.ui.operations import Operations

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.inbox.jump import Jump

RECENT = 5
PAUSE = 1000
"""Milliseconds until the Sager are read again that came while something was dragged."""


class SagerDesk(QObject):
    """Connects the side bar's Sager and the jump with the engine."""

    def __init__(
        self, window: MainWindow, engine: "Engine", operations: Operations, bridge: EngineBridge, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._engine = engine
        self._operations = operations
        self.jump: Jump | None = None
        self._favourites: list[SagRef] = []
        bridge.sager_changed.connect(self.look)
        window.side.sag_asked.connect(self.open_sag)
        window.side.list.customContextMenuRequested.connect(self._menu)
        window.side.list.marked.connect(self._toggle)
        window.actions_.provide(ActionId.GO_TO_SAG, self.open_jump)
        self.look()

    def look(self) -> None:
        """Read the favourites and the Sager used last."""
        engine = self._engine

        def read() -> tuple[list[SagRef], list[SagRef]]:
            marked = engine.lists.favourites()
            return marked, [sag for sag in engine.sager("", RECENT + len(marked)) if sag not in marked][:RECENT]

        self._operations.run(self, read, lambda found: self._show(*found), key="sager")

    def _show(self, favourites: list[SagRef], recent: list[SagRef]) -> None:
        if self._window.side.list.dragging:  # whoever lets go must not hit a Sag that has just come there
            QTimer.singleShot(PAUSE, self, self.look)
            return
        self._favourites = favourites
        self._window.side_model.take_favourites(favourites)
        self._window.side_model.take_sager(recent)

    def open_sag(self, sag: SagRef) -> None:
        """What has been filed on it from here."""
        window = self._window
        if window.view is not View.FILED or window.aside:
            window.show_view(View.FILED)
        window.list.show_listing(Listing(filters=Filters(sag=sag.id)), {str(sag.id): f"{sag.sagsnummer} {sag.titel}"})
        window.side.show_kept(sag)

    # -- favourites ---------------------------------------------------------------------------------------

    def _menu(self, at: QPoint) -> None:
        side = self._window.side.list
        line = self._window.side_model.line(side.indexAt(at).row())
        if line is None or line.kind is not LineKind.SAG or line.sag is None:
            return
        sag, menu = line.sag, Menu(side)
        menu.addAction(tr("Show what is filed on it"), lambda: self.open_sag(sag))
        marked = sag in self._favourites
        words = tr("No longer a favourite") if marked else tr("Mark as a favourite")
        menu.addAction(words, QKeySequence("Space"), lambda: self._toggle(sag))
        menu.exec(side.viewport().mapToGlobal(at))

    def _toggle(self, sag: SagRef) -> None:
        favourite = sag not in self._favourites
        lists = self._engine.lists
        self._operations.run(self, lambda: lists.mark_sag(sag.id, favourite=favourite), lambda _none: self.look())

    # -- the jump -----------------------------------------------------------------------------------------

    def open_jump(self) -> None:
        """Ctrl+K."""
        from sagsbud.ui.inbox.jump import Jump, destinations

        window, engine = self._window, self._engine
        views = [view for view in VIEWS if window.side_model.place_of(view) >= 0]
        find = partial(destinations, engine, views=views, searches=window.side_model.searches)
        self.jump = Jump(window.theme, self._operations, find, window)
        self.jump.picked.connect(self.go)
        self.jump.open_over(window)

    def go(self, destination: object) -> None:
        """Where the row leads."""
        from sagsbud.ui.inbox.jump import Destination

        if not isinstance(destination, Destination):
            return
        window = self._window
        if destination.sag:
            self.open_sag(destination.sag)
        elif destination.search:
            window.side.search_asked.emit(destination.search)
        elif destination.view and destination.item:
            window.show_item(destination.view, destination.item)
        elif destination.view:
            window.show_view(destination.view)
        window.take_list_focus()
