"""Bulk imports in the window: a line in the side bar while there are any, their page, and progress wherever one is."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.domain.listing import Filters, Listing
from sagsbud.engine.views import View
from sagsbud.i18n import percent, tr, trn
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.imports_words import ImportState, called_apart, pace_text, report_lines, tally_text
from sagsbud.ui.inbox.progress import Progress
from sagsbud.ui.inbox.side_model import IMPORTS
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import count_text

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.inbox.imports_page import ImportsPage

LOOK = 1000
"""Milliseconds between looks while one is under way."""


def read_imports(engine: "Engine") -> list[ImportState]:
    """Every import as it stands. Blocks on the store."""
    progress = engine.imports.progress
    return [
        ImportState(
            status,
            progress if progress and progress.batch.id == status.batch.id else None,
            engine.imports.waits(status.batch.id),
        )
        for status in engine.imports.all()
    ]


class ImportsDesk(QObject):
    """Connects the page and the progress with the engine."""

    def __init__(
        self, window: MainWindow, engine: "Engine", operations: Operations, bridge: EngineBridge, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._engine = engine
        self._operations = operations
        self._states: list[ImportState] = []
        self._page: ImportsPage | None = None
        self._again = QTimer(self, interval=LOOK, singleShot=True)
        self._again.timeout.connect(self.look)
        bridge.batches_changed.connect(self.look)
        bridge.queue_changed.connect(self.look)
        window.side.imports_asked.connect(self.open)
        window.imports.cancelled.connect(self._stop_running)
        self.look()

    @property
    def page(self) -> "ImportsPage":
        """Where they all stand; made now unless it is there."""
        if self._page is None:
            self._page = self._make_page()
        return self._page

    def _make_page(self) -> "ImportsPage":
        from sagsbud.ui.inbox.imports_page import ImportsPage

        page = ImportsPage(self._window.theme, self._window)
        page.hide()
        page.stop_asked.connect(self._stop)
        page.go_on_asked.connect(self._go_on)
        page.documents_asked.connect(self._show_documents)
        page.release_asked.connect(self._release)
        page.report_asked.connect(self._save_report)
        page.take(self._states)
        return page

    def open(self) -> None:
        """Show the page, whose cards tell what the panel told."""
        self._window.show_aside(self.page)
        self._window.imports.hide()

    def take_up(self) -> None:
        """Let those that waited when the program ended begin by themselves."""
        self._operations.run(self, self._engine.imports.take_up, lambda _none: self.look())

    def look(self) -> None:
        """Read how they stand and show it."""
        self._operations.run(self, lambda: read_imports(self._engine), self._show, key="imports")

    def _show(self, states: list[ImportState]) -> None:
        self._states = states
        self._window.side_model.take_imports(sum(state.status.undecided for state in states), bool(states))
        if self._page:
            self._page.take(states)
        running = next((state for state in states if state.progress), None)
        if running and running.progress and not (self._page and self._window.aside is self._page):
            share = round(running.share * 1000)
            self._window.imports.say(
                Progress(
                    title=tr("Importing “{name}”", name=running.status.batch.label),
                    counted=percent(running.share),
                    done=share,
                    total=1000,
                    per_minute=0,
                    pace=pace_text(running.progress),
                    sum=tally_text(running),
                )
            )
        else:
            self._window.put_down(self._window.imports)
        if any(state.runs for state in states):
            self._again.start()

    def _stop_running(self) -> None:
        for state in self._states:
            if state.progress:
                self._stop(state)

    def _stop(self, state: ImportState) -> None:
        self._operations.run(
            self, lambda: self._engine.imports.cancel(state.status.batch.id), lambda _none: self.look()
        )

    def _go_on(self, state: ImportState) -> None:
        self._operations.run(self, lambda: self._engine.imports.resume(state.status.batch), lambda _answer: self.look())

    def _show_documents(self, state: ImportState) -> None:
        """What is undecided in it, as a list of its own that is worked on as the inbox is."""
        window, batch = self._window, state.status.batch
        window.show_view(View.INBOX)
        called = called_apart(state, self._states)
        window.list.show_listing(Listing(filters=Filters(batch=batch.id)), {str(batch.id): called})
        window.side.show_kept(IMPORTS)
        window.take_list_focus()

    def _release(self, state: ImportState) -> None:
        def released(count: int) -> None:
            text = trn("{shown} document is in the inbox now.", "{shown} documents are in the inbox now.", count,
                       shown=count_text(count))  # fmt: skip
            self._window.notice.say(text, icon="inbox")
            self._window.list.models[View.INBOX].restart()
            self.look()

        self._operations.run(self, lambda: self._engine.imports.release(state.status.batch.id), released)

    def _save_report(self, state: ImportState) -> None:
        name = tr("Report of {name}.txt", name=state.status.batch.label)
        from PySide6.QtWidgets import QFileDialog

        path, _filter = QFileDialog.getSaveFileName(self._window, tr("Save the report"), name)
        if path:
            self.write_report(state, Path(path))

    def write_report(self, state: ImportState, path: Path) -> None:
        """Write it, off the main thread."""
        text = "\n".join(report_lines(state)) + "\n"

        def write() -> None:
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise StoreError(Trouble.STORE_READ_ONLY) from error

        def written(_none: None) -> None:
            self._window.notice.say(tr("The report is written."), icon="circle-check", role="ok")

        def refused(_error: SagsbudError) -> None:
            self._window.notice.say_not_saved()

        self._operations.run(self, write, written, refused)
