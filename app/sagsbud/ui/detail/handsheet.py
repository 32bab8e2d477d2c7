"""A card in which documents are handed over to a colleague: whom, and a word if one likes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from sagsbud.domain.handing import HANDING_NOTE_LIMIT
from sagsbud.domain.ids import ItemId
from sagsbud.domain.parties import Aktoer
from sagsbud.i18n import tr, trn
from sagsbud.ui.detail.card import PromiseCard, is_enter
from sagsbud.ui.detail.controls import ChoiceField
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.hints import Hint
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine import Engine

FOUND = 40


class HandSheet(PromiseCard):
    """`promised` brings the Outcome: what is handed over, and what was left."""

    def __init__(
        self, theme: Theme, operations: Operations, engine: "Engine", items: Sequence[ItemId], over: QWidget
    ) -> None:
        super().__init__(
            theme,
            operations,
            over,
            tr("Hand over to a colleague"),
            trn(
                "The document goes to the colleague's inbox. You can take it back until something is done with it.",
                "The {count} documents go to the colleague's inbox. You can take them back until something is done with them.",
                len(items),
            ),
            tr("Hand over"),
        )
        self._engine = engine
        self._items = tuple(items)
        self._to: Aktoer | None = None
        self.to = ChoiceField(theme, tr("Colleague"), "user")
        self.to.show_choice("", "", tr("Choose a colleague"))
        self.note = QLineEdit(maxLength=HANDING_NOTE_LIMIT)
        Hint(theme, self.note, tr("Why it is theirs, if you like"))
        for block in (
            FieldBlock(theme, None, tr("Colleague"), self.to),
            FieldBlock(theme, None, tr("Message"), self.note),
        ):
            self.fields.addWidget(block)
        self.to.clicked.connect(self.search)
        self.note.returnPressed.connect(self.press)
        for field in (self.to, self.note):
            field.installEventFilter(self)

    def open(self) -> None:
        """To whom, first."""
        super().open()
        self.to.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, to: Aktoer) -> None:
        """This colleague."""
        self._to = to
        self.to.show_choice(to.navn, "", tr("Choose a colleague"))
        self.wrong.hide()

    def search(self) -> None:
        """Look for the colleague."""
        handing = self._engine.handing

        def find(text: str) -> list[Option]:
            found = handing.colleagues(text)[:FOUND] if handing else []
            return [Option(one, one.navn, "", None, "", sign="user") for one in found]

        def picked(to: Aktoer) -> None:
            self.choose(to)
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

        popup = SearchPopup(self._theme, self._operations, find, tr("Name of the colleague"), self.window())
        popup.picked.connect(picked)
        popup.open_under(self.to)

    def press(self) -> None:
        """Promise it."""
        to, note, items = self._to, self.note.text(), self._items
        if to is None:
            self.refuse(tr("Choose who should have it."), self.to)
        else:
            self.promise(lambda: self._engine.hand_over(items, to, note), self.to)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on the colleague begins the search."""
        if watched is self.to and is_enter(event, with_control=False):
            self.search()
            return True
        return super().eventFilter(watched, event)
