"""The page of a conflict: both versions side by side, and one answer for this document or for all that are alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QVBoxLayout,
    QWidget,
)

from sagsbud.domain.conflicts import Choice, Conflict, FieldDifference
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import SagsbudError, ServiceError
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import HistoryRow
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine.conflicts import Answered
from sagsbud.i18n import tr, trn
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId
from sagsbud.ui.announce import announce
from sagsbud.ui.choicecard import RadioCard
from sagsbud.ui.detail.conflictparts import ConflictParts
from sagsbud.ui.detail.conflictwords import (
    choice_words,
    equal_text,
    field_text,
    headline,
    lead,
    outcome_text,
    value_text,
)
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.happenings import happenings_of
from sagsbud.ui.labels import TextLabel, frame
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import now
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_M

if TYPE_CHECKING:
    from sagsbud.engine import Engine

LABEL = 130
FOUND = 20
BOX = 10
"""px between a box and its words, above and below."""


@frozen
class Read:
    """What the page shows of one conflict."""

    conflict: Conflict
    titel: str
    alike: tuple[ItemId, ...]
    """The item itself and the others one answer fits."""
    history: tuple[HistoryRow, ...]


def read_conflict(engine: "Engine", item: ItemId) -> Read:
    """From the service when it answers, else what is known here. Raises KeyError when there is no conflict any more."""
    try:
        conflict = engine.conflicts.of(item)
    except ServiceError:
        conflict = engine.conflicts.bare(item)
    entry = engine.entry(item)
    titel = entry.order.main.titel if entry and entry.order else ""
    alike = next((group.items for group in engine.conflicts.groups() if item in group.items), (item,))
    return Read(conflict, mask_cpr(titel), alike, tuple(engine.history(item)))


class ConflictPage(ConflictParts):
    """Shown beside the side bar. `answered` brings the ItemIds that were decided."""

    beside = True
    keys = frozenset({ActionId.FILE})
    answered = Signal(object)
    details_asked = Signal(object)
    """The ItemId whose details are wanted for IT."""

    def __init__(self, theme: Theme, engine: "Engine", operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._engine = engine
        self._operations = operations
        self._item: ItemId | None = None
        self._read: Read | None = None
        self.back.clicked.connect(self.left)
        self.primary.clicked.connect(self.decide)
        self.story.copy_asked.connect(lambda: self.details_asked.emit(self._item))
        self._group.buttonToggled.connect(lambda _card, on: self._chosen() if on else None)

    # -- as an aside --------------------------------------------------------------------------------------

    def title(self) -> str:
        """What it is about."""
        return self.heading.text() or tr("Needs you")

    def parts(self) -> list[QWidget]:
        """One."""
        return [self]

    def opened(self) -> None:
        """Read it anew."""
        self._ask()

    def take_focus(self) -> None:
        """To the answers."""
        chosen = self._group.checkedButton()
        (chosen or self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def slots(self) -> Mapping[ActionId, Callable[[], object]]:
        """Ctrl+Enter decides."""
        return {ActionId.FILE: self.decide}

    def go_to_search(self) -> None:
        """There is nothing to search."""

    def step_back(self) -> None:
        """To »Needs you«."""
        self.left.emit()

    def end(self) -> None:
        """Nothing is listened to."""

    # -- showing ------------------------------------------------------------------------------------------

    def show_item(self, item: ItemId) -> None:
        """This conflict, from now on."""
        self._item = item

    def _ask(self) -> None:
        item = self._item
        if item is not None:
            self._operations.run(self, lambda: _read_or_none(self._engine, item), self._arrived, key="conflict")

    def _arrived(self, read: Read | None) -> None:
        if read is None:
            self.answered.emit(())
            self.left.emit()
            return
        self._read = read
        self._show(read.conflict)
        self.story.show_story(read.titel, happenings_of(read.history, now().date()))
        others = len(read.alike) - 1
        self.all.setVisible(others > 0)
        self.all.setChecked(False)
        self.all.say(
            trn("The same for {count} other document", "The same for {count} other documents", others),
            trn("It stopped for the same reason.", "They stopped for the same reason.", others),
        )
        self.titled.emit()

    def _show(self, conflict: Conflict) -> None:
        self.heading.setText(headline(conflict))
        self.lead.setText(lead(conflict))
        equal = equal_text(conflict)
        self.equal.setText(equal)
        self.equal.setVisible(bool(equal))
        self._show_fields(conflict.differences)
        for card in self.cards.values():
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for choice in conflict.choices:
            card = RadioCard(self._theme, *choice_words(choice))
            self.cards[choice] = card
            self._group.addButton(card)
            self._choices.addWidget(card)
        if conflict.choices:
            self.cards[conflict.choices[0]].setChecked(True)
        self.take_focus()

    def _show_fields(self, differences: Sequence[FieldDifference]) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            if gone := item.widget():
                gone.hide()
                gone.deleteLater()
        if not differences:
            return
        for column, words in ((1, tr("Your version")), (2, tr("The version on the case"))):
            self.grid.addWidget(TextLabel(self._theme, words, "strong"), 0, column)
        for at, one in enumerate(differences, start=1):
            name = TextLabel(self._theme, field_text(one.name), "medium")
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            name.setMinimumWidth(self._theme.px(LABEL))
            above = self._theme.border + self._theme.px(BOX)  # on one line with the words in the boxes
            name.setContentsMargins(0, above, 0, 0)
            self.grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            for column, ours in ((1, True), (2, False)):
                self.grid.addWidget(self._value(one, ours=ours), at, column)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(2, 1)

    def _value(self, one: FieldDifference, *, ours: bool) -> QWidget:
        box = frame("group")
        inside = QVBoxLayout(box)
        px = self._theme.px
        inside.setContentsMargins(px(SPACE_M), px(BOX), px(SPACE_M), px(BOX))
        text = TextLabel(self._theme, value_text(one, ours=ours))
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        side = tr("Your version") if ours else tr("The version on the case")
        text.setAccessibleName(f"{field_text(one.name)}, {side}: {text.text()}")
        inside.addWidget(text)
        return box

    @property
    def choice(self) -> Choice | None:
        """The answer that is chosen."""
        return next((choice for choice, card in self.cards.items() if card.isChecked()), None)

    def _chosen(self) -> None:
        choice = self.choice
        if choice is None:
            return
        self.primary.setText(choice_words(choice)[0])
        self.said.setText(outcome_text(choice))
        self.said.set_role("tx2")

    # -- deciding -----------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Do what is chosen; for another case, look for it first."""
        choice = self.choice
        if choice is None or self._read is None:
            return
        if choice is Choice.OTHER_SAG:
            self._search()
        else:
            self._answer(choice, None)

    def _search(self) -> None:
        def find(text: str) -> list[Option]:
            found = self._engine.sager(text, FOUND)
            return [Option(sag, sag.sagsnummer, sag.titel, None, "", sign="folder") for sag in found if sag.is_open]

        popup = SearchPopup(
            self._theme, self._operations, find, tr("Number, title or party of the case"), self.window()
        )
        popup.picked.connect(lambda sag: self._answer(Choice.OTHER_SAG, sag))
        popup.open_under(self.cards[Choice.OTHER_SAG])

    def _answer(self, choice: Choice, sag: SagRef | None) -> None:
        read = self._read
        if read is None:
            return
        own = read.conflict.item
        items = read.alike if self.all.isChecked() else (own,)
        seen = read.conflict if read.conflict.fields else None
        self._operations.run(
            self,
            lambda: self._engine.conflicts.answer(items, choice, sag=sag, seen=seen),
            self._done,
            self._stopped,
            key="answer",
        )

    def _done(self, answered: Answered) -> None:
        if answered.again is not None and self._read is not None:
            self._read = Read(answered.again, self._read.titel, self._read.alike, self._read.history)
            self._show(answered.again)
            self._say(tr("It has changed again. This is how it is now."))
            return
        self.answered.emit(tuple(entry.item.id for entry in answered.done))
        self.left.emit()

    def _stopped(self, error: SagsbudError) -> None:
        self._say(trouble_text(error.trouble, error.params).whole)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.set_role("warn")
        announce(self, words)


def _read_or_none(engine: "Engine", item: ItemId) -> Read | None:
    try:
        return read_conflict(engine, item)
    except KeyError:
        return None
