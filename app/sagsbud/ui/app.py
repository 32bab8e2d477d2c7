"""The program with a face: a House, its window, and what runs between them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

from sagsbud.i18n import tr
from sagsbud.ui.bridge import EngineBridge
from sagsbud.ui.inbox.desk import Desk
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.side_model import Health, SourceLine
from sagsbud.ui.inbox.window import MainWindow, Surroundings
from sagsbud.ui.opening import Names, application
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.bootstrap import House


class _Listening(QObject):
    """Carries the settings' word from their thread to the main one."""

    changed = Signal(frozenset)


class Program:
    """Everything of one window, made over a House and taken down in the order that loses nothing."""

    def __init__(
        self,
        house: "House",
        *,
        theme: Theme,
        names: Names = Names(),  # noqa: B008 - frozen
        examples: Sequence[Path] = (),
        state_file: Path | None = None,
    ) -> None:
        """`theme` has been applied."""
        self.app = application()
        self.house = house
        self.theme = theme
        self.operations = Operations()
        self.bridge = EngineBridge(house.engine)
        around = surroundings_of(house, names, examples, state_file)
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
        self.window.keep_sizes()
        self.bridge.close()
        self.operations.close()
        self.window.deleteLater()
        self.theme.deleteLater()
        self.house.close()


def surroundings_of(
    house: "House", names: Names, examples: Sequence[Path] = (), state_file: Path | None = None
) -> Surroundings:
    """What the window knows beside the engine."""

    def sources() -> list[SourceLine]:
        known = house.ports.watcher.health()
        folders = {Path(folder.path): folder.label or Path(folder.path).name for folder in house.settings.folders}
        return [SourceLine(label, _health(known.get(path, ""))) for path, label in folders.items()]

    practice = tr("Practice on this machine")
    return Surroundings(
        title=names.unit or "Sagsbud",
        subtitle=names.authority or (practice if house.embedded else urlsplit(house.service_url).hostname or ""),
        sources=sources,
        examples=tuple(examples),
        state_file=state_file,
    )


def _health(told: str) -> Health:
    return Health(told) if told in set(Health) else Health.AWAY
