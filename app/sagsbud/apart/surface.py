"""What of the house can be asked over the line: its rooms by name, and the public names of each."""

from collections.abc import Mapping

from sagsbud.domain.frozen import frozen
from sagsbud.domain.settings import Explained, SettingProblem
from sagsbud.engine.front import About


@frozen
class Surface:
    """The public names of a room: what is called, and what is read."""

    methods: frozenset[str]
    values: frozenset[str]


def surface_of(kind: type) -> Surface:
    """The public names of a class."""
    public = {name: getattr(kind, name) for name in dir(kind) if not name.startswith("_")}
    values = frozenset(name for name, part in public.items() if isinstance(part, property))
    return Surface(frozenset(name for name in public if name not in values and callable(public[name])), values)


@frozen
class Choices:
    """The settings as they hold now, told anew whenever one changes; `changed` names those that are other than before."""

    explained: tuple[Explained, ...]
    problems: tuple[SettingProblem, ...]
    changed: frozenset[str] = frozenset()


@frozen
class Opened:
    """The first word of a house that is open: what it is, and what can be asked of it."""

    surfaces: Mapping[str, Surface]
    choices: Choices
    about: About


@frozen
class Failed:
    """The first word of a house that could not be opened."""

    error: Exception
