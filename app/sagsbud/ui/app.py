"""The program with a face: a House, its window, and what runs between them."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.domain.practice import Practice
from sagsbud.i18n import language, tr
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.desk import Desk
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.side_model import IMPORTS
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.knowing import settings_house, start_of, surroundings_of
from sagsbud.ui.lateparts import read_ahead
from sagsbud.ui.mishaps import Mishaps
from sagsbud.ui.opening import Names, application
from sagsbud.ui.operations import Operations
from sagsbud.ui.qtwords import QtWords
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine.front import House
    from sagsbud.ui.firstrun.welcome import Welcome
    from sagsbud.ui.practising import PracticeDoor
    from sagsbud.ui.review.corner import ReviewCorner
    from sagsbud.ui.settings.page import SettingsPage
    from sagsbud.ui.waysin import WaysIn


class _Listening(QObject):
    """Carries the settings' word from their thread to the main one."""

    changed = Signal(frozenset)


class Program(QObject):
    """Everything of one window, made over a House and taken down in the order that loses nothing."""

    furnished = Signal(object)
    """The window was made anew, as another language is spoken: this one takes the place of the one before."""

    forward_asked = Signal()
    quit_asked = Signal()
    reopen_asked = Signal()
    """Another service was chosen: close this program, and open it on that one."""
    begun = Signal()
    """The rows are painted: now everything else may take its time."""
    unfit = Signal(object)
    """A StoreError: part of what was kept cannot be opened, so that nothing can be done here."""

    def __init__(
        self,
        house: "House",
        *,
        theme: Theme,
        names: Names = Names(),  # noqa: B008 - frozen
        state_file: Path | None = None,
        practice: Practice | None = None,
    ) -> None:
        """`theme` has been applied."""
        super().__init__()
        self.app = application()
        self.house = house
        self.theme = theme
        self.operations = Operations()
        self.operations.hold()
        self._names, self._state_file, self._practice = names, state_file, practice
        self._language = language()
        self._started = False
        self._qt_words = QtWords()
        self._corner: ReviewCorner | None = None
        self._ways: WaysIn | None = None
        with theme.undressed():
            self._furnish()
        self.mishaps = Mishaps(lambda: self.window.notice)
        self._listening = _Listening()
        self._listening.changed.connect(self._settings_changed)
        self._end_listening = house.preferences.subscribe(self._listening.changed.emit)
        self.window.list.model.loaded.connect(self._start_soon)
        self.window.list.model.failed.connect(self._start_soon)
        self.operations.failed.connect(self._start_soon)

    def _start_soon(self) -> None:
        """Let the threads run once the rows are painted, or cannot be read: they would only keep both waiting."""
        if not self._started:
            self._started = True
            QTimer.singleShot(0, self, self._start)

    def _start(self) -> None:
        def failed(error: SagsbudError) -> None:
            if error.trouble is Trouble.HOUSE_ENDED:
                return  # who opened the house hears of that
            (self.unfit if isinstance(error, StoreError) else self.operations.failed).emit(error)

        self.begun.emit()
        if self._practice:
            self.operations.run(self, self._practice.tidy, lambda _none: None)
        self.operations.let_go()
        self.ways.open()
        self.operations.run(self, self._load_corner, self._offer_review)
        self.operations.run(self, self.house.start, lambda _none: self.desk.imports.take_up(), failed)
        QTimer.singleShot(0, self, self._read_binding)

    def _read_binding(self) -> None:
        if read_ahead():
            QTimer.singleShot(0, self, self._read_binding)

    def _load_corner(self) -> None:
        """What few need and all would wait for: the supervisor's corner is loaded when the rows are painted."""
        if self.house.engine.review:
            import_module("sagsbud.ui.review.corner")

    def _offer_review(self, _none: None) -> None:
        self._corner = self._corner or self._make_corner()

    def _furnish(self) -> None:
        self._qt_words.speak()
        engine = self.house.engine
        around = surroundings_of(self.house, self._names, self._state_file, self._practice)
        self.bridge = EngineBridge(engine)
        self.window = MainWindow(engine, self.theme, self.operations, around)
        self._use_letter_keys()
        self.desk = Desk(self.window, engine, self.operations, self.bridge)
        self._corner = self._make_corner() if self._started else None
        self.settings: SettingsPage | None = None
        self.practice = self._offer_practice()
        self.window.settings_asked.connect(self.show_settings)
        self.window.pages.empty.then(
            lambda page: page.source_asked.connect(lambda: self.show_settings().show_folders())
        )
        if self._started:
            self.ways.lead_anew()

    def _offer_practice(self) -> "PracticeDoor | None":
        """The way into practice; its own window leads out instead."""
        if self._practice is None:
            return None
        if self._practice.remove:
            self._lead_out(self._practice.remove)
            return None
        from sagsbud.ui.practising import PracticeDoor

        door = PracticeDoor(self._practice, self.operations, self.window)
        self.window.pages.empty.then(lambda page: page.practice_asked.connect(door.enter))
        return door

    def _lead_out(self, remove: Callable[[], None]) -> None:
        self.app.setApplicationDisplayName(tr("Sagsbud: practice"))  # which a window's title ends with

        def leave() -> None:
            remove()
            self.quit_asked.emit()

        if self.window.practice:
            self.window.practice.removal_asked.connect(leave)

    @property
    def review(self) -> "ReviewCorner | None":
        """The supervisor's corner, which comes once the rows are painted or somebody asks for it."""
        self._corner = self._corner or self._make_corner()
        return self._corner

    def _make_corner(self) -> "ReviewCorner | None":
        """The supervisor's pages, where the profile has a queue to look at."""
        if self.house.engine.review is None:
            return None
        from sagsbud.ui.review.corner import ReviewCorner

        return ReviewCorner(
            self.window, self.house.engine.review, self.theme, self.operations, self.bridge, self._state_file
        )

    def welcome(self) -> "Welcome":
        """The three steps of the first run, over the window."""
        from sagsbud.ui.firstrun.welcome import Welcome, remember

        def finished(moved: bool) -> None:
            remember(self._state_file)
            self.desk.look()
            if moved:
                self.reopen_asked.emit()
            else:
                self.window.take_list_focus()

        self.window.back_from_aside()
        card = Welcome(self.theme, self.window, start_of(self.house, self._practice), self.operations)
        card.finished.connect(finished)
        card.closed.connect(card.deleteLater)
        if self.practice:
            card.offer_practice(self.practice.enter)
        card.open()
        return card

    @property
    def ways(self) -> "WaysIn":
        """The icon in the task bar and the key that works in every program; opened once the rows are painted."""
        from sagsbud.ui.waysin import WaysIn

        if self._ways is None:
            self._ways = WaysIn(self, closed=self._practice is not None and self._practice.is_here)
        return self._ways

    def offer(self, paths: Sequence[Path]) -> None:
        """Take these files as if they had been dropped."""
        if self.practice:
            self.practice.look()
        if paths:
            self.window.back_from_aside()
            self.desk.take(Dropped(tuple(paths)))

    def tell_of_loss(self) -> None:
        """The house was lost and is open anew: what the person sees may be what they saw before, so it is said."""
        words = tr("A part of Sagsbud stopped and was started again. Everything you took in and decided is kept.")
        self.window.notice.say(words, icon="circle-alert", role="warn", stays=True)

    def show_settings(self) -> "SettingsPage":
        """The settings in place of the panes; made when they are asked for, so that they cost the start nothing."""
        from sagsbud.ui.settings.page import SettingsPage

        if self.settings is None:
            known = settings_house(self.house, self._names, self._practice)
            self.settings = SettingsPage(self.theme, known, self.operations, self.window, hot_key=self.ways.hot_key)
            self.settings.welcome_asked.connect(self.welcome)
            if self.practice:
                self.settings.offer_practice(self.practice.enter)
        self.window.show_aside(self.settings)
        return self.settings

    def _settings_changed(self, keys: frozenset[str]) -> None:
        if "appearance" in keys:
            self.theme.choose(self.house.preferences.value("appearance"))
        if "letter_keys" in keys:
            self._use_letter_keys()
        if keys & {"send_key", "send_key_stroke"} and self._started:
            self.ways.hold_key()
        if "folders" in keys:
            self.desk.look()
        if keys & {"amber_days", "red_days"}:
            self.desk.nudge.take_ages()
        if self._language != language():
            self._language = language()
            self._speak_anew()

    def _use_letter_keys(self) -> None:
        on = self.house.preferences.value("letter_keys") == "on"
        self.window.actions_.use_single_keys(on)
        self.theme.name_letter_keys(on)

    def _speak_anew(self) -> None:
        """The same window in another language: the words in a widget do not change by themselves."""
        before, bridge, page = self.window, self.bridge, self.settings
        before.keep_state()
        size, at = before.size(), page.nav.list.currentRow() if page else 0
        bridge.close()
        if self._ways:
            self._ways.close_tray()
        if page:
            page.end()
        if self._corner:
            self._corner.end()
        with self.theme.undressed():
            self._furnish()
        self.window.resize(size)
        self.window.show_view(before.view)
        if before.aside and before.aside.name == IMPORTS:
            self.desk.imports.open()
        elif before.aside and before.aside.beside and self.review:
            self.review.open(before.aside.name)
        elif before.aside:
            self.show_settings().nav.show_place(at)
        self.furnished.emit(self.window)
        before.hide()
        before.deleteLater()
        bridge.deleteLater()

    def close(self) -> None:
        """Stop hearing, then reading, then working; what is promised stays promised."""
        self._end_listening()
        self.mishaps.close()
        if popup := QApplication.activePopupWidget():
            popup.close()  # a window of its own, which would outlive the one it belongs to
        if self._ways:
            self._ways.close()
        if self.settings:
            self.settings.end()
        if self._corner:
            self._corner.end()
        self.window.keep_state()
        self.bridge.close()
        self.operations.close()
        self.window.deleteLater()
        self.theme.deleteLater()
        self._qt_words.fall_silent()
        self.house.close()
