"""What happens in the window when documents come in: taken, told, and filed where they were dropped."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from sagsbud.domain.arrival import Taken
from sagsbud.domain.changes import OfferAnswered
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.domain.twins import Likeness
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.suggestiontexts import likeness_text
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.direct import DirectFiling
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.imports_desk import ImportsDesk
from sagsbud.ui.inbox.taking import LONG, Batch, Intake
from sagsbud.ui.inbox.verdicts import Verdict, verdict_of
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.places import begin_in

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.detail.pane import DetailPane
    from sagsbud.ui.inbox.empty import EmptyInbox


class ArrivalsDesk(QObject):
    """Connects the panes with the intake. `filed` brings the OutboxEntry of what was dropped on a Sag."""

    filed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        engine: "Engine",
        operations: Operations,
        bridge: EngineBridge,
        imports: ImportsDesk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._engine = engine
        self._operations = operations
        self._imports = imports
        self._files_from: Path | None = None
        """Where the file chooser begins: among one's documents, later where the last files came from."""
        self._intake = Intake(engine, operations, bridge, self)
        self._direct = DirectFiling(engine, operations, bridge, self)
        self._touched: datetime | None = None
        """When somebody last did something in the inbox."""
        self._intake.progressed.connect(window.progress.take)
        self._intake.finished.connect(self._taken)
        self._intake.stray.connect(self._stray)
        self._direct.filed.connect(self.filed)
        self._direct.left.connect(self._left)
        self._direct.known.connect(self._known)
        window.drop.dropped.connect(self.take)
        window.side.list.dropped_on_sag.connect(lambda sag, dropped: self.take(dropped, sag))
        window.progress.cancelled.connect(self._intake.cancel)
        window.pages.empty.then(self._connect_empty)
        window.list.rows.handled.connect(self._touch)
        window.document.detail.then(self._connect_detail)

    def _connect_detail(self, detail: "DetailPane") -> None:
        for signal in (detail.filed, detail.withdrawn, detail.moved):
            signal.connect(lambda *_told: self._touch())
        for signal in (detail.form.edited, detail.form.opened, detail.header.opened):
            signal.connect(lambda: self._touch_document(detail))

    def _connect_empty(self, page: "EmptyInbox") -> None:
        page.files_asked.connect(self.choose_files)

    def take(self, dropped: Dropped, sag: SagRef | None = None) -> None:
        """Take what was dropped or chosen; straight on to a Sag when one is given."""
        self._intake.take(dropped, sag, in_detail=self._window.panes.in_detail())

    def _touch(self) -> None:
        self._touched = datetime.now(UTC)

    def _touch_document(self, detail: "DetailPane") -> None:
        self._touch()
        self._window.list.rows.wait_for_no_other(detail.item)

    def _is_worked_on(self, batch: Batch | None) -> bool:
        """Whether somebody has begun on another document since: a key meant for that one must not meet a newer one.

        While many are taken the one in hand is read, without a touch; so it is where nobody asked for anything.
        """
        in_hand = self._window.list.rows.item() is not None
        if batch is None or (in_hand and self._is_asked_something()):
            return in_hand
        if self._touched and self._touched > batch.begun:
            return True
        if batch.total >= LONG and in_hand:
            return True
        return self._window.panes.in_detail() and not batch.in_detail

    def _is_asked_something(self) -> bool:
        """Whether a search, a menu or a card is open: what is chosen there is meant for the one in hand."""
        cards = self._window.findChildren(Overlay)
        return QApplication.activePopupWidget() is not None or any(card.isVisible() for card in cards)

    def choose_files(self) -> None:
        """Files by the file chooser."""
        from PySide6.QtWidgets import QFileDialog

        chosen, _filter = QFileDialog.getOpenFileNames(self._window, tr("Add files"), begin_in(self._files_from))
        if chosen:
            self._files_from = Path(chosen[0]).parent
            self.take(Dropped(tuple(Path(name) for name in chosen)))

    def _taken(self, batch: Batch) -> None:
        """Everything was answered: say it, show it, and go on with what was meant for a Sag."""
        window = self._window
        window.progress.hide()
        here = frozenset(a.item for a in batch.answers if a.item and a.taken is Taken.ALREADY_HERE)
        fresh = [a.item for a in batch.answers if a.item and a.taken is Taken.NEW]
        in_sight = window.view is View.INBOX and not window.list.listing.narrowed
        if fresh and in_sight and not batch.sag and not self._is_worked_on(batch):
            window.list.rows.choose(fresh[-1])  # the newest stands above the others, from where one goes down
        if batch.sag:
            self._file(batch, batch.sag, here)
        else:
            self._say(tuple(batch.answers), batch)

    def _file(self, batch: Batch, sag: SagRef, here: frozenset[ItemId]) -> None:
        """What lay here already and is not decided yet, is filed like what is new; of the rest it is said where it is."""
        engine, answers = self._engine, tuple(batch.answers)

        def decided() -> frozenset[ItemId]:
            entries = engine.lists.among(here, limit=len(here)) if here else []
            return frozenset(entry.item.id for entry in entries if entry.state is not OrderState.DRAFT)

        def go_on(before: frozenset[ItemId]) -> None:
            wanted = [a.item for a in answers if a.item and a.taken in (Taken.NEW, Taken.ALREADY_HERE)]
            self._direct.file([item for item in wanted if item not in before], sag, batch)
            told = tuple(a for a in answers if a.taken is not Taken.ALREADY_HERE or a.item in before)
            self._say(told, batch)

        def unknown(error: SagsbudError) -> None:
            self._operations.failed.emit(error)
            go_on(frozenset())

        self._operations.run(self, decided, go_on, unknown)

    def _say(self, answers: tuple[OfferAnswered, ...], batch: Batch | None = None) -> None:
        engine, stopped = self._engine, batch is not None and batch.stopped
        self._operations.run(
            self,
            lambda: verdict_of(engine, answers, stopped=stopped),
            lambda verdict: self._tell(verdict, batch),
        )

    def _tell(self, verdict: Verdict, batch: Batch | None) -> None:
        if not verdict.text:
            return
        window, item, view = self._window, verdict.item, verdict.view
        in_hand = item is not None and view is window.view and self._bring(item, batch)
        window.notice.say(
            verdict.text,
            icon=verdict.icon,
            role=verdict.role,
            action=tr("Show") if verdict.imports or (item and not in_hand) else "",
            do=self._imports.open if verdict.imports else lambda: self._show(view, item) if item and view else None,
            stays=verdict.role == "warn",
        )

    def _show(self, view: View, item: ItemId) -> None:
        """Somebody asks for it, wherever they are."""
        if self._window.aside:
            self._window.show_view(view)
        self._window.show_items(view, (item,), far=view is View.INBOX)

    def _bring(self, item: ItemId, batch: Batch | None) -> bool:
        """Have it in hand unless somebody works on another, or what is asked for may not show it. Whether it is."""
        rows, narrowed = self._window.list.rows, self._window.list.listing.narrowed
        if rows.item() != item and not narrowed and not self._is_worked_on(batch):
            rows.choose(item)
        return rows.item() == item

    def _stray(self, answer: OfferAnswered) -> None:
        self._say((answer,))

    def _left(self, item: ItemId, batch: Batch | None) -> None:
        """Dropped on a Sag, but something is missing: a person completes it."""
        self._hold(item, batch, tr("Something is still missing, so it waits here. Fill it in and file it."), "info")

    def _known(self, item: ItemId, batch: Batch | None) -> None:
        """Dropped on a Sag, but the same mail was decided on before: a person says what becomes of this one."""
        self._hold(item, batch, likeness_text(Likeness.SAME_MAIL), "copy")

    def _hold(self, item: ItemId, batch: Batch | None, words: str, icon: str) -> None:
        """It waits for a person and says why; it is in hand at once unless they are busy with something else."""
        window = self._window
        in_sight = window.view is View.INBOX and not window.aside and not window.list.listing.narrowed
        shown = in_sight and (window.list.rows.item() == item or not self._is_worked_on(batch))
        if shown and window.list.rows.item() != item:
            window.show_item(View.INBOX, item)
        window.notice.say(
            words,
            icon=icon,
            action="" if shown else tr("Show"),
            do=lambda: self._show(View.INBOX, item),
            stays=not shown,
            about=(item,),
        )
