"""What happens in the window about what needs a person: its story, its next action, the two versions of a conflict."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId
from sagsbud.ui.inbox.causes import Cause, Step, cause_of
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.inbox.solving import Solving
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import now

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.detail.conflict import ConflictPage
    from sagsbud.ui.inbox.trouble_page import TroublePage

WAITING_SHOWN = 3
FIELDS: Mapping[Step, ActionId] = {Step.FILL_IN: ActionId.SAG, Step.CHOOSE_KLE: ActionId.KLE}
"""The field that is gone to in the form."""


class TroublesDesk(QObject):
    """Connects »Kræver dig« with the engine. `answered` tells that a conflict was, `take_again` brings what was Dropped."""

    answered = Signal()
    take_again = Signal(object)

    def __init__(self, window: MainWindow, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._engine = engine
        self._operations = operations
        self._snapshot: Snapshot | None = None
        self._solving = Solving(engine, operations, window)
        self.conflict: ConflictPage | None = None
        window.pages.troubles.then(self._connect)
        self._solving.to_form.connect(self._to_form)
        self._solving.take_again.connect(self.take_again)
        self._solving.to_compare.connect(self.compare)
        self._solving.said.connect(lambda text: window.notice.say(text, icon="copy"))

    def _connect(self, page: "TroublePage") -> None:
        page.needs_you.list.chosen.connect(self._tell_story)
        page.needs_you.list.acted.connect(self._solving.solve)
        page.story.queue_asked.connect(lambda: self._window.show_view(View.QUEUE))
        page.story.copy_asked.connect(lambda: self._copy_details(page.needs_you.list.cause()))
        if self._snapshot:
            page.needs_you.take(self._snapshot)

    def take(self, snapshot: Snapshot) -> None:
        """How the queue is now."""
        self._snapshot = snapshot
        if page := self._window.pages.troubles.there:
            page.needs_you.take(snapshot)

    def compare(self, item: ItemId) -> None:
        """The two versions of a document side by side; made when it is asked for."""
        from sagsbud.ui.detail.conflict import ConflictPage

        if self.conflict is None:
            self.conflict = ConflictPage(self._window.theme, self._engine, self._operations)
            self.conflict.answered.connect(lambda _items: self.answered.emit())
            self.conflict.details_asked.connect(self._copy_details_of)
        self.conflict.show_item(item)
        self._window.show_aside(self.conflict)
        self.conflict.take_focus()

    def _to_form(self, item: ItemId, step: Step) -> None:
        """In a narrow window the form comes alone. A Sag that does not do any more is not left standing in it."""
        window = self._window
        window.show_item(View.INBOX, item)
        window.detail.show_item(item)
        window.open_document()
        if step is Step.CHOOSE_SAG:
            window.detail.then(window.detail.choose_another_sag)
        elif key := FIELDS.get(step):
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
        from sagsbud.ui.inbox.happenings import Happening, happenings_of

        item = cause.item

        def read() -> list[Happening]:
            return happenings_of(engine.history(item), today)

        def told(happenings: list[Happening]) -> None:
            comes = Happening(cause.button, tr("The line goes away by itself after that"), "open")
            self._window.story.show_story(cause.name, [*happenings, comes])

        self._operations.run(self, read, told, key="story")

    def _tell_story_of_queue(self, cause: Cause, snapshot: Snapshot, today: date) -> None:
        from sagsbud.ui.inbox.happenings import happenings_of_queue

        engine = self._engine
        happenings = happenings_of_queue(snapshot, cause.problem, today)

        def read() -> list[OutboxEntry]:
            return engine.lists.page(View.QUEUE, limit=WAITING_SHOWN)

        def told(entries: list[OutboxEntry]) -> None:
            waiting = [
                (entry.order.main.titel, entry.order.sag.sagsnummer)
                for entry in entries
                if entry.order and entry.state is not OrderState.FILED
            ]
            self._window.story.show_story(
                tr("The queue to Sag og Dokument"), happenings, tr("Waiting"), waiting, snapshot.status.queued
            )

        self._operations.run(self, read, told, key="story")

    def _copy_details_of(self, item: ItemId) -> None:
        def read() -> Cause | None:
            entry = self._engine.entry(item)
            return cause_of(entry, now().date()) if entry else None

        self._operations.run(self, read, self._copy_details, key="details")

    def _copy_details(self, cause: Cause | None) -> None:
        """Codes and times for IT; nothing that names a person or a document."""
        if cause is None:
            return
        lines = [f"trouble: {cause.problem.trouble.value}", f"since: {cause.problem.since.isoformat()}"]
        lines += [f"{key}: {value}" for key, value in cause.problem.params]
        if cause.item:
            lines += [f"item: {cause.item}", f"state: {cause.state.value}"]
        if self._snapshot:
            lines.append(f"service: {self._snapshot.status.service.url}")
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._window.notice.say(tr("The details are on the clipboard. They name no person."), icon="copy")
