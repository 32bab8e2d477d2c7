"""Several documents at once: where each goes, one choice for all, one button, one undo."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.engine.together import Planned
from sagsbud.i18n import tr, trn
from sagsbud.ui.actions import ActionId, key_hint, with_key
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.detail.against import AgainstButton
from sagsbud.ui.detail.choices import sag_option
from sagsbud.ui.detail.controls import ChoiceField
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.detail.making import PROVIDED
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.edges import room_behind
from sagsbud.ui.heading import Heading
from sagsbud.ui.icons import GAP, put_sign
from sagsbud.ui.inbox.many_plan import ManyPlan
from sagsbud.ui.inbox.many_table import TargetList
from sagsbud.ui.inbox.many_words import going_text, staying_text
from sagsbud.ui.labels import CutLabel, rule, wall
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_HEADER, PANE_PADDING, PANE_PREVIEW_LEAST, PANE_SUGGESTIONS, SPACE_S
from sagsbud.ui.viewport import end_still

if TYPE_CHECKING:
    from sagsbud.engine import Engine

PORTION = 100
"""Documents looked at in one go, so that what is known is shown while the rest is read."""
FOUND = 20


def _nothing() -> None:
    """A key that has nothing to do with documents that were put away."""


class ManyPane(QWidget):
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
        super().__init__(parent)
        self._engine = engine
        self._theme = theme
        self._operations = operations
        self._plan = ManyPlan()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = CutLabel(theme, "", "detail_title")
        self._subtitle = CutLabel(theme, "", "caption", "tx2")
        self.withdraw = AgainstButton()
        self.withdraw.chosen.connect(lambda code: self.withdrawal_asked.emit(self.items, code))
        self.one = LinkButton(theme, tr("Choose only one"))
        self.one.clicked.connect(self.one_asked)
        self.hand = QToolButton()
        self.hand.setText(tr("Hand over …"))
        self.hand.setAccessibleName(self.hand.text())
        self.hand.clicked.connect(self.hand_over)
        self.table = TargetList(theme)
        self.table.setAccessibleName(tr("Where each document goes"))
        self.heading = Heading(theme)
        self.options = OptionList(theme)
        self.options.setAccessibleName(tr("Where they go"))
        self.search = ChoiceField(theme, tr("Another case"), "search", key_hint(ActionId.SAG))
        self.search.show_choice("", "", tr("Search for another case"))
        self.footer = Footer(theme, key_hint(ActionId.FILE))
        self._lay_out()
        self.options.picked.connect(self._pick)
        self.search.clicked.connect(self.search_sag)
        self.footer.pressed.connect(self._go)
        theme.changed.connect(self._dress)
        self._dress()

    # -- building -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self._subtitle)
        words.addStretch(1)
        head = self._head = QHBoxLayout()
        head.setSpacing(px(6))
        head.addLayout(words, 1)
        head.addWidget(self.one)
        head.addWidget(self.hand)
        head.addWidget(self.withdraw)
        panel = QWidget()
        panel.setObjectName("page")
        column = self._column = QVBoxLayout(panel)
        column.setContentsMargins(px(PANE_PADDING), px(14), px(PANE_PADDING), px(14))
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.heading)
        self._places = FieldBlock(self._theme, None, tr("Where do they go?"), self.options)
        column.addWidget(self._places)
        column.addWidget(self.search)
        column.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(panel)
        end_still(column, self._scroll)
        self._wall = wall()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addLayout(head, 0, 0, 1, 3)
        grid.addWidget(rule(), 1, 0, 1, 3)
        grid.addWidget(self.table, 2, 0, 2, 1)
        grid.addWidget(self._wall, 2, 1, 2, 1)
        grid.addWidget(self._scroll, 2, 2)
        grid.addWidget(self.footer, 3, 2)
        grid.setRowStretch(2, 1)
        self._grid = grid

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
        self._plan.take(items, back=back)
        if items:
            for part in (self.hand, self.withdraw, self._places, self.search):
                part.setVisible(not back)
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
        away = tr("They are not for filing and can be moved back together.")
        self._subtitle.setText(away if self._plan.back else together)
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

    # -- size ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Only the choice and the button where there is no room beside them."""
        super().resizeEvent(event)
        self._dress()

    def _dress(self) -> None:
        theme, px = self._theme, self._theme.px
        side = px(ICON_ROW)
        self.hand.setToolTip(with_key(tr("Hand over to a colleague"), ActionId.HAND_OVER, letters=theme.letter_keys))
        roomy = self.width() >= px(PANE_PREVIEW_LEAST + PANE_SUGGESTIONS)
        style = Qt.ToolButtonStyle
        for button, sign in ((self.hand, "users"), (self.withdraw, "archive-x")):
            put_sign(button, sign, theme, side, "tx", gap=GAP if roomy else 0)
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly)
        self.one.setMinimumHeight(self.hand.sizeHint().height())  # or its words stand lower than theirs
        edge = px(PANE_PADDING)
        self._head.setContentsMargins(edge, 0, edge - room_behind(self.withdraw, theme), 0)
        margins = self._column.contentsMargins()
        margins.setTop(px(14 if roomy else SPACE_S))
        self._column.setContentsMargins(margins)
        self._grid.setRowMinimumHeight(0, px(PANE_HEADER))
        self.table.setVisible(roomy)
        self._wall.setVisible(roomy)
        self.footer.lie_flat(not roomy)
        for part in (self._scroll, self.footer):
            part.setMinimumWidth(px(PANE_SUGGESTIONS) if roomy else 0)
            part.setMaximumWidth(px(PANE_SUGGESTIONS) if roomy else 16_777_215)
        self._grid.setColumnStretch(0, int(roomy))
        self._grid.setColumnStretch(2, int(not roomy))
