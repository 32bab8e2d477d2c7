"""From the command to the window: it is there at once, in its place and colours, while everything else is loaded.

Nothing heavy is imported here. The rooms come up in one thread, the panes are loaded in another, and the window
is furnished when both have come.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.practice import Practice
from sagsbud.ending import Ending
from sagsbud.ui.collecting import RestingCollector
from sagsbud.ui.crossings import Bell, Door, Opener, unexpected
from sagsbud.ui.frame import Frame, kept
from sagsbud.ui.icons import app_icon
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine.front import House
    from sagsbud.ui.app import Program

SIGNAL_CHECK = 250
"""Milliseconds between looks for Ctrl+C, which Python only handles while Python runs."""
LONG = 3000
"""Milliseconds after which a window that is still empty says what it waits for."""
LOSSES = 3
"""How many times in one window a house that was lost is opened anew."""


@frozen
class Names:
    """What stands at the top of the side bar; empty for what the House knows of itself."""

    unit: str = ""
    authority: str = ""


def application() -> QApplication:
    """The one QApplication, made when there is none."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    app = QApplication([sys.argv[0] if sys.argv else "sagsbud"])
    app.setApplicationName("sagsbud")
    app.setApplicationDisplayName("Sagsbud")
    app.setDesktopFileName("sagsbud")
    app.setWindowIcon(app_icon(32))
    return app


class _Session:
    """One window from its first picture to its end, over one house after the other."""

    def __init__(
        self,
        opening: "Callable[[], House]",
        state_file: Path | None,
        names: Names,
        offer: Sequence[Path],
        copied: bool,
        welcome: bool,
        practice: Practice | None = None,
    ) -> None:
        self._opening = opening
        self._state_file = state_file
        self._names = names
        self._waiting = list(offer)
        self._copied = copied
        """Whether what is copied is to be taken in, too."""
        self._welcome = welcome
        self._practice = practice
        self._app = application()
        self._collector = RestingCollector()
        self._theme = Theme(appearance=self._kept_appearance() or "system")
        self._theme.apply(self._app)
        self._opener: Opener | None = None
        self._unopened: Opener | None = None
        """The one whose failure is being told."""
        self._program: Program | None = None
        self._losses = 0
        self._loss = Bell()
        self._loss.rang.connect(self._lost)
        self.frame = Frame(self._theme, state_file)
        self.trouble: SagsbudError | None = None

    def begin(self) -> None:
        """Open a house; it is shown when it is there."""
        self._opener = Opener(self._opening)
        self._opener.opened.connect(self._opened)
        self._opener.failed.connect(self._failed)
        self._opener.start()
        if self._practice and self._practice.made() < 1:
            from sagsbud.ui.practising import MakingPage

            self.frame.fill(MakingPage(self._theme, self._practice.made))
        else:
            opener = self._opener
            QTimer.singleShot(LONG, self._loss, lambda: self._say_what_is_awaited(opener))

    def _say_what_is_awaited(self, opener: Opener) -> None:
        """The window must not stay empty without a word while somebody is asked for a password."""
        if opener is self._opener and self.frame.is_empty:
            from sagsbud.ui.awaiting import AwaitingPage

            self.frame.fill(AwaitingPage(self._theme))

    def came(self, paths: list[Path] | None) -> None:
        """The program was started once more, with these files; None for those that are copied."""
        self.frame.come_forward()
        if paths is None:
            self._take_copied()
        elif self._program is None:
            self._waiting.extend(paths)
        else:
            self._program.offer(paths)

    def _take_copied(self) -> None:
        self._copied = self._program is None
        if self._program is not None:
            self._program.ways.send_copied()

    def rest(self) -> None:
        """Nothing is shown any more."""
        self._collector.end()

    def end(self) -> None:
        """Close the house, also one that has just come."""
        opener, self._opener = self._opener, None
        assert opener is not None, "it was begun"
        opener.thread_.join()
        if self._program is not None:
            self._program.close()
        elif opener.house is not None:
            opener.house.close()

    def _opened(self, house: "House") -> None:
        if self._opener is None:
            return  # it came when all was at its end
        try:
            self._furnish(house)
        except Exception as defect:  # noqa: BLE001 - said in the window, which would stay empty without a word
            self._failed(unexpected(defect))

    def _furnish(self, house: "House") -> None:
        from sagsbud.ui.app import Program

        house.on_loss(lambda: self._loss.rang.emit(house))
        self._theme.choose(house.preferences.value("appearance"))
        with self._theme.undressed():
            program = self._program = Program(
                house, theme=self._theme, names=self._names, state_file=self._state_file, practice=self._practice
            )
            self.frame.fill(program.window)
        program.furnished.connect(self.frame.fill)
        program.forward_asked.connect(self.frame.come_forward)
        program.quit_asked.connect(self.frame.close)
        program.reopen_asked.connect(self._reopen, Qt.ConnectionType.QueuedConnection)
        program.unfit.connect(self._failed)
        program.begun.connect(self._make_up_for)
        program.offer(self._waiting)
        self._waiting.clear()
        if self._copied:
            program.begun.connect(self._take_copied)
        if self._losses:
            program.tell_of_loss()
        elif self._welcome and not program.window.isHidden():
            self._offer_welcome(program)

    def _offer_welcome(self, program: "Program") -> None:
        from sagsbud.ui.firstrun.welcome import is_due

        if is_due(self._state_file):
            program.welcome()

    def _failed(self, error: SagsbudError) -> None:
        if self._opener is None:
            return
        from sagsbud.texts import trouble_text
        from sagsbud.ui.trouble import TroublePage

        self.trouble, self._unopened = error, self._opener
        self._make_up_for()
        page = TroublePage(self._theme, trouble_text(error.trouble, error.params))
        page.closed.connect(self.frame.close)
        page.again_asked.connect(self._try_again, Qt.ConnectionType.QueuedConnection)
        page.again_asked.connect(page.deleteLater)
        self.frame.fill(page)

    def _try_again(self) -> None:
        """Whoever read why it did not open has seen to it: everything from the beginning."""
        if self._opener is None or self._opener is not self._unopened:
            return  # it is being opened already
        self.trouble, self._losses = None, 0
        if self._program is not None:
            self._leave(self._program)
        else:
            self.frame.empty()
            if self._opener.house is not None:
                self._opener.house.close()
        self.begin()

    def _make_up_for(self) -> None:
        """What the first picture did not wait for."""
        self._collector.go_on()
        self._app.setWindowIcon(app_icon())

    def _reopen(self) -> None:
        if self._program is not None:
            self._leave(self._program)
            self.begin()

    def _lost(self, house: object) -> None:
        """The house's process is gone: what it kept is kept, so it is opened anew; not again and again, though."""
        if self._program is None or self._program.house is not house:
            return
        self._losses += 1
        if self._losses <= LOSSES:
            self._reopen()
        else:
            self._leave(self._program)
            self._failed(StoreError(Trouble.HOUSE_ENDED))

    def _leave(self, program: "Program") -> None:
        self.frame.empty()
        program.close()
        self._program = None
        self._theme = Theme(appearance=self._theme.appearance)
        self._theme.apply(self._app)
        self.frame.dress(self._theme)

    def _kept_appearance(self) -> str:
        return str(kept(self._state_file).value("appearance") or "") if self._state_file else ""


def open_window(
    opening: "Callable[[], House]",
    *,
    state_file: Path | None = None,
    names: Names = Names(),  # noqa: B008 - frozen
    offer: Sequence[Path] = (),
    copied: bool = False,
    listen: Callable[[Callable[[list[Path]], None], Callable[[], None]], None] | None = None,
    welcome: bool = False,
    practice: Practice | None = None,
    ending: Ending | None = None,
) -> SagsbudError | None:
    """Show the window until it is closed; the error when the House could not be opened, after it was shown.

    `opening` makes the House, in a thread; it is closed here, and one that is lost is opened anew. `state_file` is where
    the window's place is remembered, `offer` are files to take at once, with `copied` also those that are copied; `listen`
    is told whom to call, from any thread, with the files a later start of the program brings, and for those that are
    copied; with `welcome` whoever opens a profile for the first time is led in. `practice` is the way there, or what its
    own window knows. Whoever asks for the `ending` ends it like closing the window.
    """
    app = application()
    session = _Session(opening, state_file, names, offer, copied, welcome, practice)
    session.begin()
    session.frame.show()
    session.frame.activateWindow()
    (ending or Ending()).then(lambda: QTimer.singleShot(0, app.closeAllWindows))
    _stay_awake(app)
    door = Door(session.came)
    if listen:
        listen(door.ring, door.ring)
    try:
        app.exec()
    finally:
        session.rest()
    door.close()
    session.end()
    return session.trouble


def _stay_awake(app: QApplication) -> None:
    """Let Python run now and then, which alone hears of signals."""
    awake = QTimer(app)
    awake.setInterval(SIGNAL_CHECK)
    awake.timeout.connect(lambda: None)
    awake.start()
