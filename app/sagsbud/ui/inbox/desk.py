"""What happens in the window: statuses read, rows and decisions followed; other desks do the rest."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.engine.views import VIEW_STATES, View
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.arrivals_desk import ArrivalsDesk
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.handing_desk import HandingDesk
from sagsbud.ui.inbox.imports_desk import ImportsDesk
from sagsbud.ui.inbox.many_desk import ManyDesk
from sagsbud.ui.inbox.notice import Notice
from sagsbud.ui.inbox.nudge import Nudge
from sagsbud.ui.inbox.sager_desk import SagerDesk
from sagsbud.ui.inbox.search_desk import SearchDesk
from sagsbud.ui.inbox.side_model import Health, SourceLine
from sagsbud.ui.inbox.snapshot import Snapshot, read_snapshot
from sagsbud.ui.inbox.troubles_desk import TroublesDesk
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import now

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.detail.pane import DetailPane
    from sagsbud.ui.inbox.queue_page import QueuePage

CALM, ALERT = 5000, 1000
"""Milliseconds between looks at the status: usually, and while something counts down or is out of reach."""


class Desk(QObject):
    """Connects the window with the engine. `shown` brings each Snapshot that is shown."""

    shown = Signal(object)

    def __init__(self, window: MainWindow, engine: "Engine", operations: Operations, bridge: EngineBridge) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._operations = operations
        self._snapshot: Snapshot | None = None
        self._sources: tuple[SourceLine, ...] = ()
        self._last_decided: ItemId | None = None
        self._held_notice: Notice | None = None
        self._today = now().date()
        self.many = ManyDesk(window, engine, operations, self)
        self.handing = HandingDesk(window, engine, operations, self)
        self.searches = SearchDesk(window, engine, operations, self)
        self.nudge = Nudge(window, engine, operations, self)
        self.sager = SagerDesk(window, engine, operations, bridge, self)
        self.imports = ImportsDesk(window, engine, operations, bridge, self)
        self.arrivals = ArrivalsDesk(window, engine, operations, bridge, self.imports, self)
        self.troubles = TroublesDesk(window, engine, operations, self)
        self._look_again = QTimer(self)
        self._look_again.setInterval(CALM)
        self._look_again.timeout.connect(self._tick)
        self._look_again.start()
        self._connect_engine(bridge)
        self._connect_panes()
        self._provide()
        self.look()

    def _connect_engine(self, bridge: EngineBridge) -> None:
        bridge.queue_changed.connect(self.look)
        bridge.items_changed.connect(self._items_changed)
        self._operations.failed.connect(self._failed)

    def _connect_panes(self) -> None:
        window = self._window
        window.list.chosen.connect(self._chosen)
        window.list.several.connect(self._several)
        self.many.decided.connect(self._decided)
        self.handing.handed.connect(self._handed_over)
        self.arrivals.filed.connect(self._filed)
        self.troubles.answered.connect(self.look)
        self.troubles.take_again.connect(self.take)
        window.view_shown.connect(lambda _view: self.look())
        window.document.detail.then(self._connect_detail)
        window.line.undo_asked.connect(self._undo_promised)
        window.line.try_now_asked.connect(self.try_now)
        window.pages.queue.then(self._connect_queue)
        window.pages.troubles.then(lambda page: window.line.leave_causes_to(page.needs_you.list))
        window.pages.empty.then(lambda _page: self._tell_empty())
        window.side.list.carried_to_sag.connect(self.many.file_on)

    def _connect_detail(self, detail: "DetailPane") -> None:
        window = self._window
        detail.filed.connect(self._filed)
        detail.withdrawn.connect(self._put_away)
        detail.moved.connect(self._gone)
        detail.needed.connect(self._show_document)
        detail.known_copy.connect(lambda item: window.list.models[View.INBOX].note_copies(frozenset({item})))
        detail.promoted.connect(window.list.models[View.INBOX].note_promoted)
        detail.saved.connect(self._saved)
        detail.not_saved.connect(self._not_saved)
        window.line.own_change = lambda: detail.roles.latest
        detail.together.connect(lambda items: window.show_items(View.INBOX, items, far=True))
        self._chosen(window.list.rows.item())

    def _show_document(self) -> None:
        """In a narrow window the list makes room for the form that a key asked for."""
        if self._window.narrow and self._window.list.isVisible():
            self._window.open_document()

    def _connect_queue(self, page: "QueuePage") -> None:
        page.try_now_asked.connect(self.try_now)
        self._window.line.leave_trying_to(page.try_)
        page.undo_asked.connect(self._undo)
        page.try_asked.connect(self._retry)
        if self._snapshot:
            page.take(self._snapshot)

    def _provide(self) -> None:
        provide = self._window.actions_.provide
        provide(ActionId.UNDO, self.undo)
        provide(ActionId.ADD_FILES, self.choose_files)

    def take(self, dropped: Dropped) -> None:
        """Take what was dropped or chosen."""
        self.arrivals.take(dropped)

    def choose_files(self) -> None:
        """Files by the file chooser."""
        self.arrivals.choose_files()

    # -- status -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read the status and show it."""
        last, sources = self._last_decided, self._window.around.sources

        def read() -> tuple[Snapshot, tuple[SourceLine, ...]]:
            return read_snapshot(self._engine, last), tuple(sources())

        self._operations.run(self, read, lambda answer: self._show(*answer), key="status")

    def _show(self, snapshot: Snapshot, sources: tuple[SourceLine, ...]) -> None:
        self._snapshot, self._sources = snapshot, sources
        window, status = self._window, snapshot.status
        window.side_model.take_status(status, snapshot.needs_you)
        window.side_model.take_sources(sources)
        window.list.take_status(status)
        if queue := window.pages.queue.there:
            queue.take(snapshot)
        self.troubles.take(snapshot)
        window.line.take(snapshot)
        inbox = window.list.models[View.INBOX]
        nothing = status.inbox == 0 and not inbox.rowCount() and not inbox.listing.narrowed
        self._tell_empty()
        window.show_inbox_empty(nothing)
        self._say_place()
        self._say_held(held=status.store_held)
        self.shown.emit(snapshot)
        new = any(source.health is Health.LOOKING for source in sources)
        urgent = status.undo_until is not None or status.service.problem is not None or status.store_held or new
        self._look_again.setInterval(ALERT if urgent else CALM)

    def _tell_empty(self) -> None:
        page, snapshot = self._window.pages.empty.there, self._snapshot
        if page and snapshot:
            done = bool(snapshot.status.filed) and not snapshot.status.queued and not snapshot.needs_you
            page.take(all_filed=done, sources=self._sources)

    def _tick(self) -> None:
        """Time passes: the status again, and at midnight every row."""
        self.look()
        if now().date() != self._today:
            self._today = now().date()
            for model in self._window.list.models.values():
                model.restart()
            self.nudge.look()

    def _failed(self, error: SagsbudError) -> None:
        words = trouble_text(error.trouble, error.params).whole
        self._window.notice.say(words, icon="circle-alert", role="warn", stays=True)

    def _saved(self, path: Path) -> None:
        self._window.notice.say(tr("Saved as “{name}”.", name=mask_cpr(path.name)), icon="check", role="ok")

    def _not_saved(self) -> None:
        self._window.notice.say_not_saved()

    def _say_held(self, *, held: bool) -> None:
        """What waits for another program to let go of the store is told as long as it waits."""
        words = tr("Another program is using the store. Sagsbud keeps trying, and nothing is lost.")
        if held and self._held_notice is None:
            self._held_notice = self._window.notice
            self._held_notice.say(words, icon="clock", role="warn", stays=True)
        elif not held and self._held_notice:
            if self._held_notice.text == words:
                self._held_notice.hide()
            self._held_notice = None

    # -- rows ---------------------------------------------------------------------------------------------

    def _items_changed(self, items: frozenset[ItemId]) -> None:
        window = self._window
        window.list.note(items)
        window.queue_model.note(items)
        window.trouble_rows.note(items)
        detail, many = window.document.detail.there, window.document.many.there
        if many:
            many.note(items)
        if detail and detail.item in items:
            detail.refresh()

    def _chosen(self, item: ItemId | None) -> None:
        detail = self._window.document.detail.there
        if detail and len(self._window.list.rows.selected()) < 2:
            detail.show_item(item)
        self._say_place()

    def _several(self, items: tuple[ItemId, ...]) -> None:
        if items:
            self._say_place()
        else:
            self._chosen(self._window.list.rows.item())

    def _say_place(self) -> None:
        """Which document of how many is shown; of several together none."""
        window = self._window
        count = max(window.list.count, window.list.model.rowCount())
        window.stepper.say(0 if window.document.items else window.list.rows.currentIndex().row() + 1, count)

    # -- decisions ----------------------------------------------------------------------------------------

    def _filed(self, entry: OutboxEntry) -> None:
        """It is promised: its row goes, the next is there, and the line says what can be undone."""
        self._last_decided = entry.item.id
        self._gone(entry.item.id)

    def _decided(self, item: ItemId) -> None:
        """Of many the last, about which the line tells."""
        self._last_decided = item
        self.look()

    def _handed_over(self, item: ItemId) -> None:
        """It goes to a colleague: its row goes, and the line says what can be undone."""
        self._last_decided = item
        self._gone(item)

    def _put_away(self, item: ItemId) -> None:
        """It is not to be filed: its row goes, and the notice fetches it back."""
        self._gone(item)
        self.many.say_put_away((item,))

    def _gone(self, item: ItemId) -> None:
        window = self._window
        had_focus = window.panes.in_detail()
        for model in window.list.models.values():
            row = model.row(model.place_of(item))
            if row is None or row.state in VIEW_STATES[model.view]:
                model.leave({item})
        window.notice.settle((item,))
        self.look()
        if had_focus and not window.narrow:
            window.take_list_focus()

    def undo(self) -> None:
        """Take back the latest thing done, while it can be: promised, handed over or put away."""
        self.many.undo_latest(self.look)

    def _undo_promised(self) -> None:
        """Take back what the line tells of."""
        status = self._snapshot.status if self._snapshot else None
        if status and len(status.undo_items) > 1:
            self.many.undo(status.undo_items)
        elif status and status.undo_item:
            self._undo(status.undo_item)

    def _undo(self, item: ItemId) -> None:
        def undone(done: bool) -> None:
            if done:
                self._window.show_item(View.INBOX, item)
            else:
                words = tr("It was already on its way and cannot be undone. Correct it when it is filed.")
                self._window.notice.say(words, icon="info")
            self.look()

        self._operations.run(self, lambda: self._engine.undo(item), undone)

    def _retry(self, item: ItemId) -> None:
        self._operations.run(self, lambda: self._engine.retry(item), lambda _none: self.look())

    def try_now(self) -> None:
        """Ask the service at once."""
        self._operations.run(self, self._engine.try_now, lambda _none: self.look())
