"""The settings: their own side bar at the left, one section at a time or what was searched at the right."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sagsbud.domain.checks import Check
from sagsbud.domain.frozen import frozen
from sagsbud.domain.settings import Preferences
from sagsbud.i18n import tr
from sagsbud.ui.aside import Aside
from sagsbud.ui.edges import PageEdges
from sagsbud.ui.hotkey.hotkey import HotKey
from sagsbud.ui.inbox.notice import Notice
from sagsbud.ui.labels import edge, wall
from sagsbud.ui.nothing import NothingHere
from sagsbud.ui.operations import Operations
from sagsbud.ui.settings.folders import Folders, HealthOf
from sagsbud.ui.settings.head import Head
from sagsbud.ui.settings.keeper import Keeper
from sagsbud.ui.settings.nav import Nav, Place
from sagsbud.ui.settings.rows import Row
from sagsbud.ui.settings.sections import Section, sections_of
from sagsbud.ui.settings.status import Facts, StatusPage
from sagsbud.ui.texts import practice_note
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import NARROW, SPACE_XL
from sagsbud.ui.viewport import scrolled

PAGE = 696
"""Width in px at 100 % text beyond which rows do not grow."""


@frozen
class House:
    """What the pages know of the running program."""

    preferences: Preferences
    health: HealthOf
    checks: Callable[[], Sequence[Check]]
    """The self-test; blocks."""
    facts: Facts
    running_on: str
    """The service's address in use; empty for the embedded one."""
    authority: str = ""
    unit: str = ""
    """What those are called for whom is filed; empty where nobody said."""
    practising: bool = False
    """Whether this is the window of practice, which has settings of its own."""


class SettingsPage(Aside):
    """Every section, and how the system is. `welcome_asked` asks for the three steps of the first run again."""

    welcome_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        house: House,
        operations: Operations,
        parent: QWidget | None = None,
        *,
        hot_key: HotKey | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.keeper = Keeper(house.preferences, operations, self, practising=house.practising)
        self.folders = Folders(theme, self.keeper, operations, house.health, self)
        self.sections = sections_of(
            theme, self.keeper, self.folders.group, hot_key or HotKey(self),
            running_on=house.running_on, names={"authority": house.authority, "unit": house.unit},
            welcome=self.welcome_asked.emit,
        )  # fmt: skip
        self.status = StatusPage(theme, house.checks, house.facts, operations)
        places = [Place(section.title, section.icon) for section in self.sections]
        self.nav = Nav(theme, [*places, Place(tr("System status"), "activity", apart=True)])
        self._head = Head(theme)
        self.problems = Notice(theme)
        self.nothing = NothingHere(
            theme, "search", tr("Nothing found"), tr("Nothing here is called that. Try another word."), inset=0
        )
        self.nothing.button.setText(tr("Clear the search"))
        self._stack = QStackedWidget()
        self._lay_out()
        self.nav.back_asked.connect(self.left)
        self.nav.field_asked.connect(self.go_to_search)
        self.nav.chosen.connect(self._choose)
        self.nav.searched.connect(lambda _text: self._arrange())
        self.nav.searched.connect(lambda _text: self._fit_nav())
        self.nav.search.left.connect(self._fit_nav, Qt.ConnectionType.QueuedConnection)  # a press is where it was made
        self.nothing.asked.connect(self.step_back)
        self.keeper.saved.connect(lambda _key: self._head.say_kept())
        self.keeper.refused.connect(self._refused)
        self.keeper.changed.connect(self._tell_problems)
        self.keeper.changed.connect(self._tell_rest)
        self.nav.show_place(0)

    def offer_practice(self, enter: Callable[[], None]) -> None:
        """Beside the first three steps: what one can try first."""
        row = Row(self._theme, tr("Practise with examples"), practice_note())
        open_it = QPushButton(tr("Open practice"))
        open_it.clicked.connect(enter)
        row.put(open_it)
        service = next(section for section in self.sections if section.title == tr("Service"))
        service.groups[0].add(row)

    def _lay_out(self) -> None:
        px = self._theme.px
        page = QWidget()
        page.setObjectName("page")
        inside = QVBoxLayout(page)
        self._scroll = scrolled(page)
        above = edge(self._scroll)
        inside.setContentsMargins(0, 0, 0, px(SPACE_XL))
        inside.setSpacing(0)
        beside = QHBoxLayout()
        beside.addWidget(self._rows(), stretch=1)
        beside.addStretch(0)
        inside.addLayout(beside)
        inside.addWidget(self.nothing, stretch=100)
        inside.addStretch(1)
        PageEdges(self, self._theme, self._head.row, inside=inside, scrolled=self._scroll)
        settings = QWidget()
        settings.setObjectName("pane")
        settings.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(settings)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(above)
        column.addWidget(self._scroll, stretch=1)
        self._stack.addWidget(settings)
        self._stack.addWidget(self.status)
        self._stack.setMinimumSize(1, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.nav)
        row.addWidget(wall())
        row.addWidget(self._stack, stretch=1)

    def _rows(self) -> QWidget:
        """Everything that is scrolled. Only this is kept narrow: room is made by the width of lines as they stand."""
        rows = QWidget()
        rows.setMaximumWidth(self._theme.px(PAGE))
        inside = QVBoxLayout(rows)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(self._theme.px(SPACE_XL))
        inside.addWidget(self.problems)
        for section in self.sections:
            for group in section.groups:
                inside.addWidget(group)
        return rows

    # -- as an aside --------------------------------------------------------------------------------------

    def title(self) -> str:
        """The settings, or how the system is."""
        return tr("System status") if self._stack.currentWidget() is self.status else tr("Settings")

    def parts(self) -> list[QWidget]:
        """The side bar, and what is open."""
        return [self.nav, self._stack]

    def opened(self) -> None:
        """Everything as it is now."""
        self.keeper.look()
        self._tell_problems()
        self.folders.ask()
        self.nav.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_search(self) -> None:
        """To the field; a narrow window makes room for it."""
        self.nav.set_rail(False)
        self.nav.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.nav.search.selectAll()

    def step_back(self) -> None:
        """Out of the search, then back to the panes."""
        if self.nav.search.text():
            self.nav.search.clear()
            self.nav.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()

    def end(self) -> None:
        """Hear of no more changes."""
        self.keeper.end()

    def show_folders(self) -> None:
        """To the folders that are watched."""
        self.nav.show_place(next(at for at, one in enumerate(self.sections) if self.folders.group in one.groups))

    def show_status(self) -> None:
        """To the last line of the side bar."""
        self.nav.show_place(len(self.sections))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A rail where there is little room."""
        super().resizeEvent(event)
        self._fit_nav()

    def _fit_nav(self) -> None:
        self.nav.set_rail(self.width() < NARROW * self._theme.scale and not self.nav.searching)

    # -- what is shown ------------------------------------------------------------------------------------

    def _choose(self, at: int) -> None:
        if at < 0:
            return
        self.nav.search.clear()
        if at == len(self.sections):
            self.status.begin()
        self._arrange()

    def _arrange(self) -> None:
        """The open section, or every row with the words that are searched."""
        at, words = self.nav.list.currentRow(), self.nav.search.text().casefold().split()
        on_status = at == len(self.sections) and not words
        self._stack.setCurrentIndex(1 if on_status else 0)
        found = [self._show(section, words, open_=number == at) for number, section in enumerate(self.sections)]
        self.nothing.setVisible(bool(words) and not any(found))
        if not on_status:
            self._head.name(tr("Settings") if words else self.sections[max(0, at)].title)
            self._scroll.verticalScrollBar().setValue(0)
        self._tell_rest()
        self.titled.emit()

    def _show(self, section: Section, words: Sequence[str], *, open_: bool) -> bool:
        found = [group.show_matches(words) for group in section.groups]
        if not words:
            for group in section.groups:
                group.setVisible(open_)
        return any(found)

    def _tell_rest(self) -> None:
        """Whether anything that is shown can be changed here, and what happens then."""
        groups = [group for section in self.sections for group in section.groups if not group.isHidden()]
        rows = [row for group in groups for row in group.rows if not row.isHidden()]
        changes = (
            tr("Changes are saved at once") if any(row.changeable for row in rows) else tr("Cannot be changed here")
        )
        self._head.rest_with(changes if rows else "")

    def _refused(self, _key: str, sentence: str) -> None:
        self._head.rest()
        self.problems.say(sentence, icon="circle-alert", role="warn", stays=True)

    def _tell_problems(self) -> None:
        rows = [row for section in self.sections for group in section.groups for row in group.rows]
        wrong = self.keeper.problems({row.key: row.title.text() for row in rows if row.key})
        if wrong:
            sentence = tr("Something in the settings cannot be used. The last good value applies.")
            self.problems.say("\n".join([sentence, *wrong]), icon="circle-alert", role="warn", stays=True)
        elif self.problems.text:
            self.problems.hide()
