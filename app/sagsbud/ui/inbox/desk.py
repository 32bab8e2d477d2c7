"""What happens in the window: statuses read, decisions followed, files taken, troubles shown."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from sagsbud.domain.arrival import Taken
from sagsbud.domain.changes import OfferAnswered
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.engine import Engine, View
from sagsbud.engine.views import VIEW_STATES
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.causes import Cause
from sagsbud.ui.inbox.direct import DirectFiling
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.handing_desk import HandingDesk
from sagsbud.ui.inbox.happenings import Happening, happenings_of, happenings_of_queue
from sagsbud.ui.inbox.imports_desk import ImportsDesk
from sagsbud.ui.inbox.many_desk import ManyDesk
from sagsbud.ui.inbox.nudge import Nudge
from sagsbud.ui.inbox.sager_desk import SagerDesk
from sagsbud.ui.inbox.search_desk import SearchDesk
from sagsbud.ui.inbox.side_model import SourceLine
from sagsbud.ui.inbox.snapshot import Snapshot, read_snapshot
from sagsbud.ui.inbox.solving import Solving
from sagsbud.ui.inbox.taking import Batch, Intake
from sagsbud.ui.inbox.verdicts import Verdict, verdict_of
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import now

if TYPE_CHECKING:
    from sagsbud.ui.detail.conflict import ConflictPage
    from sagsbud.ui.detail.pane import DetailPane

CALM, ALERT = 5000, 1000
"""Milliseconds between looks at the status: usually, and while something counts down or is out of reach."""
WAITING_SHOWN = 3


class Desk(QObject):
    """Connects the window with the engine. `shown` brings each Snapshot that is shown."""

    shown = Signal(object)

    def __init__(self, window: MainWindow, engine: Engine, operations: Operations, bridge: EngineBridge) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._operations = operations
        self._snapshot: Snapshot | None = None
        self._sources: tuple[SourceLine, ...] = ()
        self._last_decided: ItemId | None = None
        self._today = now().date()
        self._intake = Intake(engine, operations, bridge, self)
        self._direct = DirectFiling(engine, operations, bridge, self)
        self.many = ManyDesk(window, engine, operations, self)
        self.handing = HandingDesk(window, engine, operations, self)
        self.searches = SearchDesk(window, engine, operations, self)
        self.nudge = Nudge(window, engine, operations, self)
        self.sager = SagerDesk(window, engine, operations, bridge, self)
        self.imports = ImportsDesk(window, engine, operations, bridge, self)
        self._solving = Solving(engine, operations, window)
        self.conflict: ConflictPage | None = None
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
        self._intake.progressed.connect(self._window.progress.take)
        self._intake.finished.connect(self._taken)
        self._intake.stray.connect(self._stray)
        self._direct.filed.connect(self._filed)
        self._direct.left.connect(self._left)

    def _connect_panes(self) -> None:
        window = self._window
        window.list.chosen.connect(self._chosen)
        window.list.several.connect(lambda items: None if items else self._chosen(window.list.rows.item()))
        self.many.decided.connect(self._decided)
        self.handing.handed.connect(self._handed_over)
        window.view_shown.connect(lambda _view: self.look())
        window.document.detail.then(self._connect_detail)
        window.line.undo_asked.connect(self.undo)
        window.line.try_now_asked.connect(self.try_now)
        window.queue.try_now_asked.connect(self.try_now)
        window.queue.undo_asked.connect(self._undo)
        window.queue.try_asked.connect(self._retry)
        window.needs_you.list.chosen.connect(self._tell_story)
        window.needs_you.list.acted.connect(self._solving.solve)
        window.story.queue_asked.connect(lambda: window.show_view(View.QUEUE))
        window.story.copy_asked.connect(self._copy_details)
        window.drop.dropped.connect(self.take)
        window.side.list.dropped_on_sag.connect(lambda sag, dropped: self.take(dropped, sag))
        window.side.list.carried_to_sag.connect(self.many.file_on)
        window.progress.cancelled.connect(self._intake.cancel)
        window.empty.files_asked.connect(self.choose_files)
        window.empty.examples_asked.connect(lambda: self.take(Dropped(window.around.examples)))
        self._solving.to_form.connect(self._to_form)
        self._solving.take_again.connect(self.take)
        self._solving.to_compare.connect(self.compare)
        self._solving.said.connect(lambda text: self._say(text, "copy"))

    def _connect_detail(self, detail: "DetailPane") -> None:
        window = self._window
        detail.filed.connect(self._filed)
        detail.withdrawn.connect(self._gone)
        detail.moved.connect(self._gone)
        detail.together.connect(lambda items: window.show_items(View.INBOX, items, far=True))
        self._chosen(window.list.rows.item())

    def compare(self, item: ItemId) -> None:
        """The two versions of a document side by side; made when it is asked for."""
        from sagsbud.ui.detail.conflict import ConflictPage

        if self.conflict is None:
            self.conflict = ConflictPage(self._window.theme, self._engine, self._operations)
            self.conflict.answered.connect(lambda _items: self.look())
        self.conflict.show_item(item)
        self._window.show_aside(self.conflict)
        self.conflict.take_focus()

    def _provide(self) -> None:
        provide = self._window.actions_.provide
        provide(ActionId.UNDO, self.undo)
        provide(ActionId.ADD_FILES, self.choose_files)

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
        window.queue.take(snapshot)
        window.needs_you.take(snapshot)
        window.line.take(snapshot)
        inbox = window.list.models[View.INBOX]
        nothing = status.inbox == 0 and not inbox.rowCount() and not inbox.listing.narrowed
        done = bool(status.filed) and not status.queued and not snapshot.needs_you
        window.empty.take(all_filed=done, sources=sources)
        window.show_inbox_empty(nothing)
        self._say_place()
        self.shown.emit(snapshot)
        urgent = status.undo_until is not None or status.service.problem is not None
        self._look_again.setInterval(ALERT if urgent else CALM)

    def _tick(self) -> None:
        """Time passes: the status again, and at midnight every row."""
        self.look()
        if now().date() != self._today:
            self._today = now().date()
            for model in self._window.list.models.values():
                model.restart()
            self.nudge.look()

    def _failed(self, error: SagsbudError) -> None:
        self._say(trouble_text(error.trouble, error.params).whole, "circle-alert", role="warn")

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

    def _say_place(self) -> None:
        window = self._window
        count = max(window.list.count, window.list.model.rowCount())
        window.stepper.say(window.list.rows.currentIndex().row() + 1, count)

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

    def _gone(self, item: ItemId) -> None:
        window = self._window
        had_focus = window.panes.in_detail()
        for model in window.list.models.values():
            row = model.row(model.place_of(item))
            if row and row.state in VIEW_STATES[model.view]:
                model.drop(item)
        self.look()
        if had_focus and not window.narrow:
            window.take_list_focus()

    def undo(self) -> None:
        """Take the last decision back, while it can be."""
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
                self._say(tr("It was on its way already and cannot be undone. Correct it on the case."), "info")
            self.look()

        self._operations.run(self, lambda: self._engine.undo(item), undone)

    def _retry(self, item: ItemId) -> None:
        self._operations.run(self, lambda: self._engine.retry(item), lambda _none: self.look())

    def try_now(self) -> None:
        """Ask the service at once."""
        self._operations.run(self, self._engine.try_now, lambda _none: self.look())

    # -- arrivals -----------------------------------------------------------------------------------------

    def take(self, dropped: Dropped, sag: SagRef | None = None) -> None:
        """Take what was dropped or chosen; straight on to a Sag when one is given."""
        self._intake.take(dropped, sag)

    def choose_files(self) -> None:
        """Files by the file chooser."""
        chosen, _filter = QFileDialog.getOpenFileNames(self._window, tr("Add files"))
        if chosen:
            self.take(Dropped(tuple(Path(name) for name in chosen)))

    def _taken(self, batch: Batch) -> None:
        """Everything was answered: say it, show it, and go on with what was meant for a Sag."""
        window = self._window
        window.progress.hide()
        here = frozenset(a.item for a in batch.answers if a.item and a.taken is Taken.ALREADY_HERE)
        for model in window.list.models.values():
            model.note_copies(here)
        if batch.sag:
            open_ones = [a.item for a in batch.answers if a.item and a.taken is not Taken.ALREADY_FILED]
            self._direct.file(open_ones, batch.sag)
        fresh = [a.item for a in batch.answers if a.item and a.taken is Taken.NEW]
        if fresh and window.view is View.INBOX and not batch.sag:
            window.list.rows.choose(fresh[0])
        engine, answers = self._engine, tuple(batch.answers)
        if batch.sag:  # what lay here already is filed like the rest
            answers = tuple(answer for answer in answers if answer.taken is not Taken.ALREADY_HERE)
        self._operations.run(self, lambda: verdict_of(engine, answers, stopped=batch.stopped), self._tell)

    def _tell(self, verdict: Verdict) -> None:
        if not verdict.text:
            return
        window, item, view = self._window, verdict.item, verdict.view
        if item and view is window.view:
            window.list.rows.choose(item)
        window.notice.say(
            verdict.text,
            icon=verdict.icon,
            role=verdict.role,
            action=tr("Show") if verdict.imports or (item and view is not window.view) else "",
            do=self.imports.open
            if verdict.imports
            else lambda: window.show_item(view, item) if item and view else None,
            stays=verdict.role == "warn",
        )

    def _stray(self, answer: OfferAnswered) -> None:
        engine = self._engine
        self._operations.run(self, lambda: verdict_of(engine, [answer]), self._tell)

    def _left(self, item: ItemId) -> None:
        """Dropped on a Sag, but something is missing: a person completes it."""
        self._window.show_item(View.INBOX, item)
        self._say(tr("Something is still missing, so it waits here. Fill it in and file it."), "info")

    def _say(self, text: str, icon: str, role: str = "acctx") -> None:
        self._window.notice.say(text, icon=icon, role=role, stays=role == "warn")

    # -- what needs a person ------------------------------------------------------------------------------

    def _to_form(self, item: ItemId, key: ActionId | None) -> None:
        window = self._window
        window.show_item(View.INBOX, item)
        window.detail.show_item(item)
        window.open_document()
        if key:
            window.detail.then(window.actions_[key].trigger)

    def _tell_story(self, cause: Cause | None) -> None:
        snapshot, engine, today = self._snapshot, self._engine, now().date()
        if cause is None:
            self._window.story.show_story("", [])
            return
        if cause.item is None:
            if snapshot:
                self._tell_story_of_queue(cause, snapshot, today)
            return
        item = cause.item

        def read() -> list[Happening]:
            return happenings_of(engine.history(item), today)

        def told(happenings: list[Happening]) -> None:
            comes = Happening(cause.button, tr("The line goes away by itself after that"), "open")
            self._window.story.show_story(cause.title, [*happenings, comes])

        self._operations.run(self, read, told, key="story")

    def _tell_story_of_queue(self, cause: Cause, snapshot: Snapshot, today: date) -> None:
        engine = self._engine
        happenings = happenings_of_queue(snapshot, cause.problem, today)

        def read() -> list[OutboxEntry]:
            return engine.rows(View.QUEUE, limit=WAITING_SHOWN)

        def told(entries: list[OutboxEntry]) -> None:
            waiting = [
                (entry.order.main.titel, entry.order.sag.sagsnummer)
                for entry in entries
                if entry.order and entry.state is not OrderState.FILED
            ]
            self._window.story.show_story(
                tr("The queue to Sag and Dokument"), happenings, tr("Waits"), waiting, snapshot.status.queued
            )

        self._operations.run(self, read, told, key="story")

    def _copy_details(self) -> None:
        """Codes and times for IT; nothing that names a person or a document."""
        cause = self._window.needs_you.list.cause()
        if cause is None:
            return
        lines = [f"trouble: {cause.problem.trouble.value}", f"since: {cause.problem.since.isoformat()}"]
        lines += [f"{key}: {value}" for key, value in cause.problem.params]
        if cause.item:
            lines += [f"item: {cause.item}", f"state: {cause.state.value}"]
        if self._snapshot:
            lines.append(f"service: {self._snapshot.status.service.url}")
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._say(tr("The details are on the clipboard. They name no person."), "copy")
