"""What happens in the window when documents are handed over: the card, the rows that go, the word that takes back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.ids import ItemId
from sagsbud.i18n import tr, trn
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import count_text

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.engine.together import Outcome
    from sagsbud.ui.detail.pane import DetailPane


class HandingDesk(QObject):
    """Connects the panes with the engine. `handed` tells each ItemId that was promised."""

    handed = Signal(object)

    def __init__(self, window: MainWindow, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._engine = engine
        self._operations = operations
        window.document.detail.then(self._connect_detail)
        window.document.many.then(lambda many: many.handing_asked.connect(self.ask))

    def _connect_detail(self, detail: "DetailPane") -> None:
        detail.handing_asked.connect(self.ask)
        detail.taking_back_asked.connect(self.take_back)
        detail.given_back.connect(self.handed)

    def ask(self, items: tuple[ItemId, ...]) -> None:
        """To whom?"""
        from sagsbud.ui.detail.handsheet import HandSheet

        window = self._window
        if self._engine.handing is None or not items:
            return
        sheet = HandSheet(window.theme, self._operations, self._engine, items, window)
        sheet.closed.connect(sheet.deleteLater)
        sheet.promised.connect(self._handed)
        sheet.open()

    def take_back(self, item: ItemId) -> None:
        """Have it back, unless the colleague has done something with it."""
        handing = self._engine.handing
        if handing is None:
            return

        def taken(done: bool) -> None:
            if not done:
                words = tr("The colleague has done something with it already, so it stays there.")
                self._window.notice.say(words, icon="info")
            self._window.detail.refresh()

        self._operations.run(self, lambda: handing.take_back(item), taken)

    def _handed(self, outcome: "Outcome") -> None:
        for entry in outcome.done:
            self.handed.emit(entry.item.id)
        if outcome.left:
            text = trn(
                "{shown} was decided otherwise meanwhile and stays as it is.",
                "{shown} were decided otherwise meanwhile and stay as they are.",
                len(outcome.left),
                shown=count_text(len(outcome.left)),
            )
            self._window.notice.say(text, icon="info")
