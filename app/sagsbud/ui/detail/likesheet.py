"""A card with the documents that are most like the one in hand: to look at, and to be filed together with it."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.domain.alike import Alike, Resemblance
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState
from sagsbud.i18n import N_, quoted, tr
from sagsbud.texts import state_text
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.choicecard import CheckCard
from sagsbud.ui.detail.card import FieldCard
from sagsbud.ui.inbox.row import Row, row_of
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.texts import begun_large, now
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S

BECAUSE: Mapping[Resemblance, str] = {
    Resemblance.SAME_FILE: N_("the same file"),
    Resemblance.SAME_MAIL: N_("the same email"),
    Resemblance.SAME_TEXT: N_("nearly the same text"),
    Resemblance.THREAD: N_("the same email thread"),
    Resemblance.WORDS: N_("also names {words}"),
    Resemblance.SENDER: N_("the same sender"),
}


class LikeSheet(FieldCard):
    """`show_wanted` brings the ItemId to look at, `together` the ItemIds that were ticked."""

    show_wanted = Signal(object)
    together = Signal(tuple)

    def __init__(self, theme: Theme, over: QWidget, alike: Sequence[Alike]) -> None:
        super().__init__(theme, over, tr("More like this"), _lead(alike), tr("Choose them together"))
        self.cards: dict[ItemId, CheckCard] = {}
        self.shows: dict[ItemId, LinkButton] = {}
        self.fields.setSpacing(theme.px(SPACE_S))
        today = now().date()
        for one in alike:
            self.fields.addLayout(self._line(one, today))
        self.primary.setVisible(bool(self.cards))
        if not self.cards:
            self.cancel.setText(tr("Close"))

    def _line(self, one: Alike, today: date) -> QHBoxLayout:
        row = row_of(one.entry, today)
        line = QHBoxLayout()
        line.setSpacing(self._theme.px(SPACE_S))
        if one.entry.state is OrderState.DRAFT:
            card = self.cards[row.item] = CheckCard(self._theme, row.title, _about(one, row))
            line.addWidget(card, stretch=1)
        else:
            line.addWidget(self._told(row.title, _about(one, row)), stretch=1)
        show = LinkButton(self._theme, tr("Show"))
        show.setAccessibleDescription(row.title)
        self.shows[row.item] = show
        show.clicked.connect(lambda _checked=False, item=row.item: self._show(item))
        line.addLayout(show.flush_right())
        return line

    def _told(self, title: str, about: str) -> QWidget:
        """What is decided already, which nothing can be ticked for."""
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(self._theme.px(40), 0, 0, 0)
        column.setSpacing(0)
        for text, font, role in ((title, "medium", "tx"), (about, "caption", "tx2")):
            label = TextLabel(self._theme, text, font, role)
            label.setWordWrap(True)
            column.addWidget(label)
        return told

    def open(self) -> None:
        """To the first that can be ticked."""
        super().open()
        first: QWidget = next(iter(self.cards.values()), self.cancel)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self) -> None:
        """Choose what is ticked."""
        ticked = tuple(item for item, card in self.cards.items() if card.isChecked())
        if not ticked:
            self.refuse(tr("Tick at least one document."), next(iter(self.cards.values())))
            return
        self.close_overlay()
        self.together.emit(ticked)

    def _show(self, item: ItemId) -> None:
        self.close_overlay()
        self.show_wanted.emit(item)


def _lead(alike: Sequence[Alike]) -> str:
    """What can be done with what is listed."""
    if not alike:
        return tr("Nothing here is like this document.")
    waiting = [one.entry.state is OrderState.DRAFT for one in alike]
    tick = tr("Tick what belongs on the same case.") if any(waiting) else ""
    view = "" if all(waiting) else tr("What is no longer in the inbox can only be viewed.")
    return f"{tick} {view}".strip()


def _about(one: Alike, row: Row) -> str:
    """`Samme afsender`, and in a line of its own `Karina Holst · 12. nov. · i indbakken`."""
    where = " · ".join(part for part in (row.sender, row.time, _where(one, row)) if part)
    return "\n".join(part for part in (_because(one), where) if part)


def _because(one: Alike) -> str:
    words = ", ".join(quoted(word) for word in one.words)
    reasons = [tr(BECAUSE[by], words=words) if by is Resemblance.WORDS else tr(BECAUSE[by]) for by in one.by]
    return begun_large(", ".join(reasons))


def _where(one: Alike, row: Row) -> str:
    if one.entry.state is OrderState.DRAFT:
        return tr("in the inbox")
    if one.entry.state is OrderState.FILED:
        return tr("filed on {sag}", sag=row.sagsnummer)
    return state_text(one.entry.state)
