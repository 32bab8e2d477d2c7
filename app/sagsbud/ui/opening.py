"""From the command to the window: it is there at once, in its place and colours, while everything else is loaded.

Nothing heavy is imported here. The rooms come up in one thread, the panes are loaded in another, and the window
is furnished when both have come.
"""

import logging
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from sagsbud.domain.errors import SagsbudError, Trouble
from sagsbud.ui.collecting import RestingCollector
from sagsbud.ui.ending import Ending
from sagsbud.ui.icons import app_icon
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_SIDE, QUEUE_LINE

if TYPE_CHECKING:
    from sagsbud.bootstrap import House
    from sagsbud.ui.app import Program

log = logging.getLogger(__name__)

SIGNAL_CHECK = 250
"""Milliseconds between looks for Ctrl+C, which Python only handles while Python runs."""
FIRST_SIZE = QSize(1440, 868)


@dataclass(frozen=True, slots=True)
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
    app.setWindowIcon(app_icon())
    return app


class Frame(QWidget):
    """The window itself: remembers its place, paints its ground until it is filled."""

    def __init__(self, theme: Theme, state_file: Path | None) -> None:
        super().__init__()
        self._theme = theme
        self._state_file = state_file
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.setWindowTitle("Sagsbud")
        self._restore()

    def fill(self, content: QWidget) -> None:
        """Show this from now on, in place of what was there."""
        self.empty()
        content.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(content.windowTitle())
        self._inside.addWidget(content)
        content.show()
        if content.focusProxy():
            content.setFocus()

    def dress(self, theme: Theme) -> None:
        """Paint the ground in these colours from now on."""
        self._theme = theme
        self.update()

    def empty(self) -> None:
        """Nothing is shown until it is filled again."""
        while (item := self._inside.takeAt(0)) is not None:
            if gone := item.widget():
                gone.windowTitleChanged.disconnect(self.setWindowTitle)
                gone.hide()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where side bar, panes and queue line will be."""
        if self._inside.count():
            super().paintEvent(event)
            return
        painter, t = QPainter(self), self._theme
        side, foot = t.px(PANE_SIDE), self.height() - t.px(QUEUE_LINE)
        painter.fillRect(self.rect(), t.color("win"))
        painter.fillRect(side, 0, self.width() - side, foot, t.color("surf"))
        painter.fillRect(side, 0, 1, foot, t.color("line"))
        painter.fillRect(0, foot, self.width(), 1, t.color("line"))

    def come_forward(self) -> None:
        """To the front, with the keyboard."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place."""
        if self._state_file and self._state_file.parent.is_dir():
            kept = _kept(self._state_file)
            kept.setValue("window", self.saveGeometry())
            kept.setValue("appearance", self._theme.appearance)
            kept.sync()
        super().closeEvent(event)

    def _restore(self) -> None:
        screen = QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen else FIRST_SIZE
        self.resize(FIRST_SIZE.boundedTo(room))
        geometry = _kept(self._state_file).value("window") if self._state_file else None
        if geometry:
            self.restoreGeometry(geometry)


class _Bell(QObject):
    """Rings on the main thread."""

    rang = Signal(object)


class _Door:
    """Carries what later starts of the program bring from their thread to the main one.

    No QObject itself: whoever listens may drop the last reference to it, in a thread of its own.
    """

    def __init__(self, came: Callable[[list[Path]], None]) -> None:
        self._lock = threading.Lock()
        self._bell: _Bell | None = _Bell()
        self._bell.rang.connect(came)

    def ring(self, paths: list[Path]) -> None:
        """Somebody started the program again, with these files. Raises RuntimeError when it is ending."""
        with self._lock:
            if self._bell is None:
                raise RuntimeError("the window is closed")
            self._bell.rang.emit(paths)

    def close(self) -> None:
        """Take nothing any more."""
        with self._lock:
            self._bell = None


class _Opening(QObject):
    """Opens the House and loads the panes in threads; `opened` or `failed` comes on the main one."""

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, opening: "Callable[[], House]") -> None:
        super().__init__()
        self._opening = opening
        self.house: House | None = None
        self.thread_ = threading.Thread(target=self._run, name="sagsbud-open", daemon=True)
        self._loading = threading.Thread(
            target=import_module, args=["sagsbud.ui.app"], name="sagsbud-load", daemon=True
        )

    def start(self) -> None:
        """Begin."""
        self._loading.start()
        self.thread_.start()

    def _run(self) -> None:
        try:
            import_module("sagsbud.engine")  # whole: two threads that load parts of it find one another's halves
            self.house = self._opening()
            self._loading.join()
        except SagsbudError as error:
            self._loading.join()
            self.failed.emit(error)
        except Exception as defect:  # noqa: BLE001 - said in the window, since nothing else can say it
            from sagsbud.engine.workers import describe

            log.error("the program could not be opened: %s", describe(defect))
            self.failed.emit(SagsbudError(Trouble.DEFECT, kind=type(defect).__name__))
        else:
            self.opened.emit(self.house)


def open_window(
    opening: "Callable[[], House]",
    *,
    state_file: Path | None = None,
    names: Names = Names(),
    offer: Sequence[Path] = (),
    listen: Callable[[Callable[[list[Path]], None]], None] | None = None,
    welcome: bool = False,
    ending: Ending | None = None,
) -> SagsbudError | None:
    """Show the window until it is closed; the error when the House could not be opened, after it was shown.

    `opening` makes the House, in a thread; it is closed here. `state_file` is where the window's place is remembered,
    `offer` are files to take at once; `listen` is told whom to call, from any thread, with the files a later start of
    the program brings; with `welcome` whoever opens a profile for the first time is led in. Whoever asks for the
    `ending` ends it like closing the window.
    """
    collector = RestingCollector()
    app = application()
    kept = str(_kept(state_file).value("appearance") or "") if state_file else ""
    theme = Theme(appearance=kept or "system")
    theme.apply(app)
    frame = Frame(theme, state_file)
    program: Program | None = None
    trouble: SagsbudError | None = None
    opener: _Opening | None = None
    waiting = list(offer)

    def came(paths: list[Path]) -> None:
        frame.come_forward()
        if program is None:
            waiting.extend(paths)
        else:
            program.offer(paths)

    def opened(house: "House") -> None:
        nonlocal program
        from sagsbud.ui.app import Program

        theme.choose(house.settings.appearance)
        with theme.undressed():
            program = Program(house, theme=theme, names=names, state_file=state_file)
            frame.fill(program.window)
        program.furnished.connect(frame.fill)
        program.forward_asked.connect(frame.come_forward)
        program.quit_asked.connect(frame.close)
        program.reopen_asked.connect(reopen, Qt.ConnectionType.QueuedConnection)
        program.unfit.connect(failed)
        program.begun.connect(collector.go_on)
        program.offer(waiting)
        waiting.clear()
        if welcome and not program.window.isHidden():
            from sagsbud.ui.firstrun.welcome import is_due

            if is_due(state_file):
                program.welcome()

    def failed(error: SagsbudError) -> None:
        nonlocal trouble
        from sagsbud.texts import trouble_text
        from sagsbud.ui.trouble import TroublePage

        trouble = error
        collector.go_on()
        page = TroublePage(theme, trouble_text(error.trouble, error.params))
        page.closed.connect(frame.close)
        frame.fill(page)

    def begin() -> None:
        nonlocal opener
        opener = _Opening(opening)
        opener.opened.connect(opened)
        opener.failed.connect(failed)
        opener.start()

    def reopen() -> None:
        nonlocal program, theme
        if program is not None:
            frame.empty()
            program.close()
            program = None
            theme = Theme(appearance=theme.appearance)
            theme.apply(app)
            frame.dress(theme)
            begin()

    begin()
    frame.show()
    frame.activateWindow()
    (ending or Ending()).then(lambda: QTimer.singleShot(0, app.closeAllWindows))
    _stay_awake(app)
    door = _Door(came)
    if listen:
        listen(door.ring)
    try:
        app.exec()
    finally:
        collector.end()
    door.close()
    assert opener is not None, "it was begun above"
    opener.thread_.join()
    if program is not None:
        program.close()
    elif opener.house is not None:
        opener.house.close()
    return trouble


def _kept(state_file: Path) -> QSettings:
    return QSettings(str(state_file), QSettings.Format.IniFormat)


def _stay_awake(app: QApplication) -> None:
    """Let Python run now and then, which alone hears of signals."""
    awake = QTimer(app)
    awake.setInterval(SIGNAL_CHECK)
    awake.timeout.connect(lambda: None)
    awake.start()
