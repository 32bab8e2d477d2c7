"""The program with a face: one QApplication, one window, and the engine started and stopped around them."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from sagsbud.domain.errors import SagsbudError
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.icons import app_icon
from sagsbud.ui.inbox.desk import Desk
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.side_model import Health, SourceLine
from sagsbud.ui.inbox.window import MainWindow, Surroundings
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.trouble import TroubleWindow

if TYPE_CHECKING:
    from sagsbud.bootstrap import House

SIGNAL_CHECK = 250
"""Milliseconds between looks for Ctrl+C, which Python only handles while Python runs."""


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


class _Listening(QObject):
    """Carries the settings' word from their thread to the main one."""

    changed = Signal(frozenset)


class Program:
    """Everything of one window, made over a House and taken down in the order that loses nothing."""

    def __init__(self, house: "House", *, theme: Theme | None = None, examples: Sequence[Path] = ()) -> None:
        self.app = application()
        self.house = house
        self.theme = theme or Theme(appearance=house.settings.appearance)
        self.theme.apply(self.app)
        self.operations = Operations()
        self.bridge = EngineBridge(house.engine)
        around = surroundings_of(house, examples)
        self.window = MainWindow(house.engine, self.theme, self.operations, self.bridge, around)
        self.desk = Desk(self.window, house.engine, self.operations, self.bridge)
        self._listening = _Listening()
        self._listening.changed.connect(self._settings_changed)
        self._end_listening = house.preferences.subscribe(self._listening.changed.emit)
        self.operations.run(self.window, house.start, lambda _none: None)

    def offer(self, paths: Sequence[Path]) -> None:
        """Take these files as if they had been dropped."""
        if paths:
            self.desk.take(Dropped(tuple(paths)))

    def _settings_changed(self, keys: frozenset[str]) -> None:
        if "appearance" in keys:
            self.theme.choose(self.house.settings.appearance)

    def close(self) -> None:
        """Stop hearing, then reading, then working; what is promised stays promised."""
        self._end_listening()
        self.bridge.close()
        self.operations.close()
        self.window.deleteLater()
        self.theme.deleteLater()
        self.house.close()


def open_window(house: "House", *, offer: Sequence[Path] = (), examples: Sequence[Path] = ()) -> int:
    """Show the window until it is closed; the exit code. `offer` are files to take at once.

    Closes the House. Ctrl+C in the terminal ends it like closing the window.
    """
    program = Program(house, examples=examples)
    app = program.app
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    awake = QTimer()
    awake.setInterval(SIGNAL_CHECK)
    awake.timeout.connect(lambda: None)
    awake.start()
    program.window.show()
    program.offer(offer)
    try:
        return app.exec()
    finally:
        program.close()


def show_trouble(error: SagsbudError) -> None:
    """The program cannot start: say it in a small window, since there may be no terminal to say it in."""
    app = application()
    theme = Theme()
    theme.apply(app)
    window = TroubleWindow(theme, trouble_text(error.trouble, error.params))
    window.show()
    app.exec()


def surroundings_of(house: "House", examples: Sequence[Path] = ()) -> Surroundings:
    """What the window knows beside the engine."""
    folders = house.settings.folders
    labels = {Path(folder.path): folder.label or Path(folder.path).name for folder in folders}

    def sources() -> list[SourceLine]:
        known = house.ports.watcher.health()
        return [SourceLine(label, _health(known.get(path, ""))) for path, label in labels.items()]

    host = urlsplit(house.service_url).hostname or ""
    practice = tr("Practice on this machine")
    return Surroundings(
        title=tr("Sagsbud"),
        subtitle=practice if house.embedded else host,
        sources=sources,
        examples=tuple(examples),
        state_file=house.folders.data / "window.ini",
    )


def _health(told: str) -> Health:
    return Health(told) if told in set(Health) else Health.AWAY
