"""Several documents at once: where each goes, one choice for all, one button, one undo."""

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine import Engine
from sagsbud.engine.together import Planned
from sagsbud.i18n import tr, trn
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.detail.fields import ChoiceField
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.detail.happened import REASONS_AGAINST
from sagsbud.ui.detail.heading import Heading, section
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.icons import GAP, put_sign
from sagsbud.ui.inbox.many_table import Target, TargetList
from sagsbud.ui.inbox.row import icon_of
from sagsbud.ui.labels import CutLabel, LinkButton, rule, wall
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_PREVIEW_LEAST, PANE_SUGGESTIONS

PORTION = 100
"""Documents looked at in one go, so that what is known is shown while the rest is read."""
EACH = "each"
"""The choice that each goes where its own suggestion says."""
FOUND = 20
KEYS = 3


class ManyPane(QWidget):
    """Stands where the document stands while several are chosen."""

    filing_asked = Signal(list)
    """Pairs of ItemId and SagRef."""
    withdrawal_asked = Signal(tuple, str)
    """ItemIds, and a code of REASONS_AGAINST."""
    handing_asked = Signal(tuple)
    """ItemIds that are to be handed over to a colleague."""
    one_asked = Signal()
    """Only the row in hand, please."""

    def __init__(self, engine: Engine, theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._theme = theme
        self._operations = operations
        self._items: tuple[ItemId, ...] = ()
        self._planned: dict[ItemId, Planned | None] = {}
        """None for what cannot be filed any more."""
        self._choice: SagRef | str | None = None
        self._chosen_by_hand = False
        self._other: SagRef | None = None
        """A Sag that was searched for."""
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = CutLabel(theme, "", "detail_title")
        self._subtitle = CutLabel(theme, "", "caption", "tx2")
        self.withdraw = self._withdraw_button()
        self.one = LinkButton(theme, tr("Choose only one"))
        self.one.clicked.connect(self.one_asked)
        self.hand = LinkButton(theme, tr("Hand over …"))
        self.hand.setToolTip(tr("Hand over to a colleague (V)"))
        self.hand.clicked.connect(self.hand_over)
        self.table = TargetList(theme)
        self.table.setAccessibleName(tr("Where each document goes"))
        self.heading = Heading(theme)
        self.options = OptionList(theme)
        self.options.setAccessibleName(tr("Where they go"))
        self.search = ChoiceField(theme, tr("Another case"), "search", key_hint(ActionId.SAG))
        self.search.show_choice("", "", tr("Search another case"))
        self.footer = Footer(theme, key_hint(ActionId.FILE))
        self._lay_out()
        self.options.picked.connect(self._pick)
        self.search.clicked.connect(self.search_sag)
        self.footer.pressed.connect(self.file)
        theme.changed.connect(self._dress)
        self._dress()

    # -- building -----------------------------------------------------------------------------------------

    def _withdraw_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Not to be filed"))
        button.setAccessibleName(tr("Not to be filed"))
        button.setToolTip(tr("Not to be filed (Ctrl+Del)"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(button)
        for code, words in REASONS_AGAINST.items():
            menu.addAction(tr(words)).triggered.connect(
                lambda _checked=False, one=code: self.withdrawal_asked.emit(self._items, one)
            )
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        px = self._theme.px
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(self.title)
        words.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.setContentsMargins(px(20), px(9), px(12), px(9))
        head.setSpacing(px(6))
        head.addLayout(words, 1)
        head.addWidget(self.hand)
        head.addWidget(self.one)
        head.addWidget(self.withdraw)
        panel = QWidget()
        panel.setObjectName("page")
        column = QVBoxLayout(panel)
        side = px(18)
        column.setContentsMargins(side, px(14), side, side)
        column.setSpacing(px(14))
        column.addWidget(self.heading)
        column.addWidget(section(self._theme, tr("Where do they go?"), self.options, self.search))
        column.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(panel)
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
        self.handing_asked.emit(self._items)

    # -- which documents ----------------------------------------------------------------------------------

    @property
    def items(self) -> tuple[ItemId, ...]:
        """The documents that are chosen now."""
        return self._items

    def show_items(self, items: tuple[ItemId, ...]) -> None:
        """These are chosen now."""
        if not self._items:
            self._planned.clear()
            self._choice, self._chosen_by_hand, self._other = None, False, None
        self._items = items
        if items:
            self._show()
            self._read()

    def note(self, items: frozenset[ItemId]) -> None:
        """These are other than before."""
        if items & self._planned.keys():
            for item in items:
                self._planned.pop(item, None)
            self._read()

    def _read(self) -> None:
        """Look at those that are not known yet, a portion at a time."""
        unknown = [item for item in self._items if item not in self._planned][:PORTION]
        if not unknown:
            return

        def read(found: list[Planned]) -> None:
            self._planned |= dict.fromkeys(unknown)
            self._planned |= {one.item: one for one in found}
            self._show()
            self._read()

        self._operations.run(self, lambda: self._engine.together.plan(unknown), read, key="plan")

    # -- what is shown ------------------------------------------------------------------------------------

    def choices(self) -> list[tuple[ItemId, SagRef]]:
        """Where each would go now; without those for which something is missing."""
        chosen = []
        for item in self._items:
            planned = self._planned.get(item)
            sag = self._sag_of(planned) if planned else None
            if planned and sag and planned.fits(sag):
                chosen.append((item, sag))
        return chosen

    def _sag_of(self, planned: Planned) -> SagRef | None:
        return planned.sag if self._choice == EACH else self._choice if isinstance(self._choice, SagRef) else None

    def _suggested(self) -> list[tuple[SagRef, int]]:
        """The Sager that are suggested, the most often first."""
        sager: dict[str, SagRef] = {}
        counts: Counter[str] = Counter()
        for item in self._items:
            planned = self._planned.get(item)
            if planned and planned.sag:
                sager[str(planned.sag.id)] = planned.sag
                counts[str(planned.sag.id)] += 1
        return [(sager[id_], count) for id_, count in counts.most_common()]

    def _show(self) -> None:
        suggested = self._suggested()
        if not self._chosen_by_hand:
            self._choice = EACH if suggested else None
        count = len(self._items)
        self.title.setText(trn("{shown} document chosen", "{shown} documents chosen", count, shown=count_text(count)))
        self._subtitle.setText(tr("They are filed together and can be taken back together."))
        self.options.show_options(self._options(suggested))
        self.table.rows.show([self._target(item) for item in self._items])
        self._say(suggested)

    def _options(self, suggested: list[tuple[SagRef, int]]) -> list[Option]:
        with_own = sum(count for _sag, count in suggested)
        total = len(self._items)
        options = []
        if suggested:
            own = tr("{count} of {total} have one", count=count_text(with_own), total=count_text(total))
            options.append(
                Option(EACH, "", tr("Each on its own suggestion"), reason=own, key="1", chosen=self._choice == EACH)
            )
        for sag, count in suggested[: KEYS - 1]:
            reason = tr("suggested for {count} of {total}", count=count_text(count), total=count_text(total))
            key = str(len(options) + 1)
            options.append(self._option(sag, reason, key))
        if self._other and not any(option.value == self._other for option in options):
            options.append(self._option(self._other, tr("chosen by you"), "", sign="check"))
        return options

    def _option(self, sag: SagRef, reason: str, key: str, sign: str = "") -> Option:
        return Option(sag, sag.sagsnummer, sag.titel, reason=reason, key=key, sign=sign, chosen=self._choice == sag)

    def _target(self, item: ItemId) -> Target:
        planned = self._planned.get(item)
        if planned is None:
            known = item in self._planned
            return Target("" if not known else "–", "file", "", tr("Already decided") if known else "…", goes=False)
        sag = self._sag_of(planned)
        icon_name = icon_of(planned.entry)
        if sag and planned.fits(sag):
            return Target(planned.titel, icon_name, sag.sagsnummer, sag.titel, goes=True)
        why = tr("Stays: the subject is missing") if sag else tr("Stays: no likely case")
        return Target(planned.titel, icon_name, "", why, goes=False)

    def _say(self, suggested: list[tuple[SagRef, int]]) -> None:
        known, total = sum(item in self._planned for item in self._items), len(self._items)
        going = self.choices()
        sager = {str(sag.id) for _item, sag in going}
        left = total - len(going)
        if known < total:
            looked = tr("Looked at {done} of {total} …", done=count_text(known), total=count_text(total))
            self.heading.say(tr("Looking at the documents"), looked, sign="search")
            self.footer.say(tr("File"), "", missing=looked)
            return
        if self._choice is None:
            self.heading.say(tr("No likely case"), tr("Search the case they all belong to."), sign="circle-dashed")
            self.footer.say(tr("File"), "", missing=tr("Choose a case first."))
            return
        title = trn("To one case", "To {count} cases", len(sager))
        stay = trn("{shown} stays in the inbox.", "{shown} stay in the inbox.", left, shown=count_text(left))
        self.heading.say(title, stay if left else tr("Everything has a place."), sign="folder-check", role="acctx")
        self.footer.say(
            tr("File {count}", count=count_text(len(going))),
            self._sentence(going, left),
            missing="" if going else tr("Nothing of it can be filed yet."),
        )

    def _sentence(self, going: list[tuple[ItemId, SagRef]], left: int) -> str:
        count = len(going)
        if isinstance(self._choice, SagRef):
            sag = f"<b>{escape(self._choice.sagsnummer)}</b>"
            first = trn("{shown} document is put on {sag}.", "{shown} documents are put on {sag}.", count,
                        shown=count_text(count), sag=sag)  # fmt: skip
        else:
            first = trn("{shown} document is put on its case.", "{shown} documents are put on their cases.", count,
                        shown=count_text(count))  # fmt: skip
        if not left:
            return first
        return (
            first + " " + trn("{shown} stays in the inbox.", "{shown} stay in the inbox.", left, shown=count_text(left))
        )

    # -- choosing -----------------------------------------------------------------------------------------

    def _press(self, at: int) -> None:
        """The option with this key."""
        keyed = [option for option in self.options.rows.options if option.key]
        if at < len(keyed):
            self._pick(keyed[at].value)

    def _pick(self, value: object) -> None:
        if isinstance(value, SagRef) or value == EACH:
            self._choice, self._chosen_by_hand = value, True
            self._show()

    def search_sag(self) -> None:
        """Any Sag for all of them."""
        engine = self._engine

        def find(text: str) -> list[Option]:
            return [
                Option(
                    sag, sag.sagsnummer, sag.titel, None, "" if sag.is_open else tr("the case is closed"), sign="folder"
                )
                for sag in engine.sager(text, FOUND)
            ]

        popup = SearchPopup(self._theme, self._operations, find, tr("Case number, title or party"), self.search)
        popup.picked.connect(self._other_sag)
        popup.open_under(self.search)

    def _other_sag(self, sag: object) -> None:
        if isinstance(sag, SagRef):
            self._other = sag
            self._pick(sag)

    def file(self) -> None:
        """File those that have a place."""
        choices = self.choices()
        if any(item not in self._planned for item in self._items):
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
        roomy = self.width() >= px(PANE_PREVIEW_LEAST + PANE_SUGGESTIONS)
        put_sign(self.withdraw, "archive-x", theme, side, "tx", gap=GAP if roomy else 0)
        style = Qt.ToolButtonStyle
        self.withdraw.setToolButtonStyle(style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly)
        self.table.setVisible(roomy)
        self._wall.setVisible(roomy)
        self.footer.lie_flat(not roomy)
        for part in (self._scroll, self.footer):
            part.setMinimumWidth(px(PANE_SUGGESTIONS) if roomy else 0)
            part.setMaximumWidth(px(PANE_SUGGESTIONS) if roomy else 16_777_215)
        self._grid.setColumnStretch(0, int(roomy))
        self._grid.setColumnStretch(2, int(not roomy))
