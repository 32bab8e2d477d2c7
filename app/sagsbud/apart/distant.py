"""What stands in the window for a house that runs elsewhere: its engine, its settings, its front."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sagsbud.apart.line import Line
from sagsbud.apart.surface import Choices, Opened, Surface
from sagsbud.apart.wire import Close, LineEnded, Wire
from sagsbud.domain.settings import Explained, SettingProblem
from sagsbud.engine.front import Front, Subjects

if TYPE_CHECKING:
    from sagsbud.domain.changes import Change
    from sagsbud.domain.checks import Check
    from sagsbud.engine.engine import Engine

Listener = Callable[[frozenset[str]], None]


class Distant:
    """A room of the house: its methods and values are asked over the line, its own rooms are stand-ins too."""

    def __init__(self, line: Line, room: str, surfaces: Mapping[str, Surface]) -> None:
        self._line = line
        self._room = room
        self._surfaces = surfaces

    def __getattr__(self, name: str) -> Any:
        if f"{self._room}.{name}" in self._surfaces:
            inner = Distant(self._line, f"{self._room}.{name}", self._surfaces)
            setattr(self, name, inner)
            return inner
        surface = self._surfaces[self._room]
        if name in surface.methods:
            method = _Method(self._line, self._room, name)
            setattr(self, name, method)
            return method
        if name in surface.values:
            return self._line.ask(self._room, name)
        raise AttributeError(f"{self._room} has no {name}")


class _Method:
    """A method of a room, called over the line."""

    def __init__(self, line: Line, room: str, name: str) -> None:
        self._line = line
        self._room = room
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._line.ask(self._room, self._name, args, kwargs)


class DistantEngine(Distant):
    """The engine. Listeners are kept here and called from the line's thread; they must return at once."""

    def __init__(self, line: Line, surfaces: Mapping[str, Surface]) -> None:
        super().__init__(line, "engine", surfaces)
        self._listeners: list[Callable[[Change], None]] = []
        for name in ("handing", "review"):
            if f"engine.{name}" not in surfaces:
                setattr(self, name, None)

    def subscribe(self, listener: Callable[["Change"], None]) -> Callable[[], None]:
        """Hear of every change; answers with the function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def pass_on(self, change: "Change") -> None:
        """Tell everybody who listens."""
        for listener in tuple(self._listeners):
            listener(change)


class DistantPreferences:
    """The settings as they were last told; only a change goes over the line."""

    def __init__(self, line: Line, choices: Choices) -> None:
        self._line = line
        self._listeners: list[Listener] = []
        self._take(choices)

    def value(self, key: str) -> Any:
        """The value that holds now, as JSON has it."""
        return self._known[key].value

    def locked(self, key: str) -> bool:
        """Whether the organisation decided it."""
        return self._known[key].locked

    def explain(self) -> list[Explained]:
        """Every setting with its winner."""
        return list(self._known.values())

    def problems(self) -> tuple[SettingProblem, ...]:
        """What is wrong in the files."""
        return self._problems

    def change(self, key: str, value: Any) -> None:
        """The user's choice, kept at once. The news of it comes before the answer."""
        self._line.ask("preferences", "change", (key, value), {})

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear which keys changed, from the line's thread."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def hear(self, choices: Choices) -> None:
        """Something changed."""
        self._take(choices)
        for listener in tuple(self._listeners):
            listener(choices.changed)

    def _take(self, choices: Choices) -> None:
        self._known = {one.key: one for one in choices.explained}
        self._problems = choices.problems


class DistantHouse:
    """The house as a window sees it, over the wire. Made when its first word has come."""

    def __init__(self, wire: Wire, opened: Opened, *, ended: Callable[[], None], speak: Callable[[str], None]) -> None:
        """`ended` waits for the other process to be gone; `speak` is told which language is chosen."""
        self.about = opened.about
        self._wire = wire
        self._wait = ended
        self._speak = speak
        self._lock = threading.Lock()
        self._closing = self._is_lost = False
        self._lost: Callable[[], None] | None = None
        self._line = Line(wire, self._told, self._ended)
        self._engine = DistantEngine(self._line, opened.surfaces)
        self.preferences = DistantPreferences(self._line, opened.choices)
        self._front = cast(Front, Distant(self._line, "front", opened.surfaces))
        self.engine = cast("Engine", self._engine)
        self._line.begin()

    def start(self) -> None:
        """Start every thread there."""
        self._front.start()

    def health(self) -> Mapping[Path, str]:
        """How each watched folder is."""
        return self._front.health()

    def checks(self) -> list["Check"]:
        """The self-test."""
        return self._front.checks()

    def try_service(self, address: str | None) -> list["Check"]:
        """Whether filing would work at this address."""
        return self._front.try_service(address)

    def try_folders(self, folders: Sequence[Mapping[str, Any]]) -> list["Check"]:
        """Whether these folders can be watched."""
        return self._front.try_folders(folders)

    def subjects(self) -> Subjects:
        """How the subject plan is."""
        return self._front.subjects()

    def install_plan(self, path: Path) -> int:
        """Take an edition of the subject plan into use."""
        return self._front.install_plan(path)

    def on_loss(self, lost: Callable[[], None]) -> None:
        """Hear of it when the house ends without having been asked, also when it did already."""
        with self._lock:
            self._lost = lost
            happened = self._is_lost
        if happened:
            lost()

    def close(self) -> None:
        """Have the house closed, and wait until its process is gone."""
        with self._lock:
            self._closing = True
        with suppress(LineEnded):  # it is gone already
            self._wire.send(Close())
        self._line.join()
        self._wait()

    def _told(self, news: object) -> None:
        if isinstance(news, Choices):
            if "language" in news.changed:
                self._speak(next(one.value for one in news.explained if one.key == "language"))
            self.preferences.hear(news)
        else:
            self._engine.pass_on(cast("Change", news))

    def _ended(self) -> None:
        with self._lock:
            self._is_lost = not self._closing
            lost = self._lost if self._is_lost else None
        if lost:
            lost()
