"""The next action of each cause in »Kræver dig«."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import NEEDS_PERSON, OrderState
from sagsbud.i18n import tr
from sagsbud.ui.inbox.causes import Cause, Step
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.operations import Operations
from sagsbud.ui.places import begin_in

if TYPE_CHECKING:
    from sagsbud.engine import Engine


class Solving(QObject):
    """Does what a cause's button says. `to_form` asks for the document's form, and for what is to be done there."""

    to_form = Signal(object, object)
    """An ItemId and the Step that leads to it."""
    take_again = Signal(object)
    """What was Dropped by choosing a file."""
    to_compare = Signal(object)
    """The ItemId of a conflict."""
    said = Signal(str)

    def __init__(self, engine: "Engine", operations: Operations, window: QWidget) -> None:
        super().__init__(window)
        self._engine = engine
        self._operations = operations
        self._window = window

    def solve(self, cause: Cause) -> None:
        """The next action."""
        match cause.step:
            case Step.TRY_NOW:
                self._operations.run(self, self._engine.try_now, lambda _none: None)
            case Step.ASK_FOR_COPY:
                self._ask_for_copy(cause)
            case Step.TAKE_AGAIN:
                self._take_again()
            case _ if cause.item is not None:
                self._with_item(cause, cause.item)

    def _with_item(self, cause: Cause, item: ItemId) -> None:
        engine = self._engine
        if cause.step is Step.COMPARE and cause.state is OrderState.CONFLICT:
            self.to_compare.emit(item)
            return
        if cause.step is Step.TRY_AGAIN:
            self._operations.run(self, lambda: engine.retry(item), lambda _none: None)
            return
        if cause.step is Step.LET_GO:
            self._operations.run(self, lambda: engine.withdraw(item, "refused"), lambda _none: None)
            return

        def back_to_inbox() -> None:
            """With the service's list of Sager read anew: what is closed must not be suggested again."""
            if cause.state in NEEDS_PERSON:
                engine.revise(item)
            engine.try_now()

        self._operations.run(self, back_to_inbox, lambda _none: self.to_form.emit(item, cause.step))

    def _take_again(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen, _filter = QFileDialog.getOpenFileNames(self._window, tr("Take the original in again"), begin_in())
        if chosen:
            self.take_again.emit(Dropped(tuple(Path(name) for name in chosen)))

    def _ask_for_copy(self, cause: Cause) -> None:
        """A mail to the sender, ready to be sent; where no mail program answers, the words for one."""
        item = cause.item
        if item is None:
            return

        def name_of() -> str:
            entry = self._engine.entry(item)
            return mask_cpr(entry.item.name) if entry else ""

        def write(name: str) -> None:
            subject = tr("A readable copy of “{name}”", name=name)
            body = tr("We received “{name}”, but cannot open it. Please send it again without a password.", name=name)
            mail = QUrl(f"mailto:?subject={quote(subject)}&body={quote(body)}")
            if not QDesktopServices.openUrl(mail):
                QGuiApplication.clipboard().setText(f"{subject}\n\n{body}")
                self.said.emit(tr("The text for the sender is on the clipboard."))

        self._operations.run(self, name_of, write)
