"""Several documents at once: where each goes, one choice for all, one button, one undo."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.engine.together import Planned
from sagsbud.i18n import tr, trn
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.choices import sag_option
from sagsbud.ui.detail.making import PROVIDED
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.many_parts import ManyParts
from sagsbud.ui.inbox.many_plan import ManyPlan
from sagsbud.ui.inbox.many_words import going_text, staying_text
from sagsbud.ui.menus import close_popups_of
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine import Engine

PORTION = 100
"""Documents looked at in one go, so that what is known is shown while the rest is read."""
FOUND = 20


def _nothing() -> None:
    """A key that has nothing to do with documents that were put away."""


class ManyPane(ManyParts):
    """Stands where the document stands while several are chosen."""

    filing_asked = Signal(list)
    """Pairs of ItemId and SagRef."""
    withdrawal_asked = Signal(tuple, str)
    """ItemIds, and a code of REASONS_AGAINST."""
    return_asked = Signal(tuple)
    """ItemIds that were put away and are to be in the inbox again."""
    handing_asked = Signal(tuple)
    """ItemIds that are to be handed over to a colleague."""
    one_asked = Signal()
    """Only the row in hand, please."""

    def __init__(self, engine: "Engine", theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._engine = engine
        self._operations = operations
        self._plan = ManyPlan()
        self.withdraw.chosen.connect(lambda code: self.withdrawal_asked.emit(self.items, code))
        self.one.clicked.connect(self.one_asked)
        self.hand.clicked.connect(self.hand_over)
        self.options.picked.connect(self._pick)
        self.search.clicked.connect(self.search_sag)
        self.footer.pressed.connect(self._go)

    def slots(self) -> Mapping[ActionId, Callable[[], object]]:
        """What the keys of the document's form do meanwhile."""
        if self._plan.back:
            return dict.fromkeys(PROVIDED, _nothing) | {ActionId.FILE: self.move_back}
        return {
            ActionId.FILE: self.file,
            ActionId.SAG: self.search_sag,
            ActionId.WITHDRAW: self.withdraw.showMenu,
            ActionId.HAND_OVER: self.hand_over,
            ActionId.CHOOSE_1: lambda: self._press(0),
            ActionId.CHOOSE_2: lambda: self._press(1),
            ActionId.CHOOSE_3: lambda: self._press(2),
        }

    def hand_over(self) -> None:
        """All of them, to a colleague."""
        self.handing_asked.emit(self.items)

    # -- which documents ----------------------------------------------------------------------------------

    @property
    def items(self) -> tuple[ItemId, ...]:
        """The documents that are chosen now."""
        return self._plan.items

    def show_items(self, items: tuple[ItemId, ...], *, back: bool = False) -> None:
        """These are chosen now; with `back` they were put away, and can only be moved back to the inbox."""
        if not {*items} & {*self.items}:
            close_popups_of(self)
        self._plan.take(items, back=back)
        if items:
            self.offer_ways(back=back)
            self._show()
            self._read()

    def note(self, items: frozenset[ItemId]) -> None:
        """These are other than before."""
        if self._plan.forget(items):
            self._read()

    def _read(self) -> None:
        """Look at those that are not known yet, a portion at a time."""
        unknown = self._plan.unknown()[:PORTION]
        if not unknown:
            return

        def read(found: list[Planned]) -> None:
            self._plan.learn(unknown, found)
            self._show()
            self._read()

        state = OrderState.WITHDRAWN if self._plan.back else OrderState.DRAFT
        self._operations.run(self, lambda: self._engine.together.plan(unknown, state), read, key="plan")

    # -- what is shown ------------------------------------------------------------------------------------

    def choices(self) -> list[tuple[ItemId, SagRef]]:
        """Where each would go now; without those for which something is missing."""
        return self._plan.going()

    def _show(self) -> None:
        count = len(self.items)
        self.title.setText(trn("{shown} document chosen", "{shown} documents chosen", count, shown=count_text(count)))
        together = tr("They are filed together and can be taken back together.")
        away = tr("They are not to be filed and can be moved back together.")
        self.subtitle.setText(away if self._plan.back else together)
        self.options.show_options(self._plan.options())
        self.table.rows.show(self._plan.targets())
        self._say()

    def _say(self) -> None:
        total = len(self.items)
        known, going = total - len(self._plan.unknown()), self.choices()
        sager = {str(sag.id) for _item, sag in going}
        left = total - len(going)
        if known < total:
            looked = tr("Checked {done} of {total} …", done=count_text(known), total=count_text(total))
            self.heading.say(tr("Looking at the documents"), looked, sign="search")
            self.footer.say(tr("Move back to the inbox") if self._plan.back else tr("File"), "", missing=looked)
            return
        if self._plan.back:
            self._say_back()
            return
        if self._plan.choice is None:
            self.heading.say(tr("No likely case"), tr("Search for the case they all belong to."), sign="circle-dashed")
            self.footer.say(tr("File"), "", missing=tr("Choose a case first."))
            return
        title = trn("To one case", "To {count} cases", len(sager))
        self.heading.say(
            title, staying_text(left) if left else tr("Everything has a place."), sign="folder-check", role="acctx"
        )
        self.footer.say(
            tr("File {count}", count=count_text(len(going))),
            going_text(going, left),
            missing="" if going else tr("None of it can be filed yet."),
        )

    def _say_back(self) -> None:
        count = len(self._plan.returning())
        words = trn("{shown} document goes back.", "{shown} documents go back.", count, shown=count_text(count))
        self.heading.say(tr("Back to the inbox"), tr("You can undo it for all of them."), sign="inbox", role="acctx")
        self.footer.say(
            tr("Move {count} back", count=count_text(count)),
            words,
            missing="" if count else tr("None of it can be moved back any more."),
        )

    # -- choosing -----------------------------------------------------------------------------------------

    def _press(self, at: int) -> None:
        """The option with this key."""
        keyed = [option for option in self.options.rows.options if option.key]
        if at < len(keyed):
            self._pick(keyed[at].value)

    def _pick(self, value: object) -> None:
        if self._plan.choose(value):
            self._show()

    def search_sag(self) -> None:
        """Any Sag for all of them."""
        engine = self._engine

        def find(text: str) -> list[Option]:
            return [sag_option(sag) for sag in engine.sager(text, FOUND)]

        popup = SearchPopup(self._theme, self._operations, find, tr("Case number, title or party"), self.search)
        popup.picked.connect(self._other_sag)
        popup.open_under(self.search)

    def _other_sag(self, sag: object) -> None:
        if isinstance(sag, SagRef):
            self._plan.choose_other(sag)
            self._show()

    def _go(self) -> None:
        """What the button says."""
        (self.move_back if self._plan.back else self.file)()

    def move_back(self) -> None:
        """To the inbox, all that were put away."""
        if self._plan.returning() and not self._plan.unknown():
            self.return_asked.emit(self._plan.returning())

    def file(self) -> None:
        """File those that have a place."""
        choices = self.choices()
        if self._plan.unknown():
            return
        if choices:
            self.filing_asked.emit(choices)
        else:
            self.search_sag()
