"""Settings as screens and reports see them: which value holds, who decided it, and whether it may be changed."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from sagsbud.domain.frozen import frozen


class Layer(StrEnum):
    """Who decided a value, weakest first. A preset of a stronger layer stands below the user's own choice."""

    BUILT_IN = "built_in"
    USER = "user"
    MACHINE = "machine"
    POLICY = "policy"


class SettingTrouble(StrEnum):
    """What can be wrong with a settings file or one value in it."""

    UNKNOWN_KEY = "unknown_key"
    WRONG_VALUE = "wrong_value"
    MACHINE_ONLY = "machine_only"
    """A key that only the machine file and the policy may hold."""
    WRONG_SECTION = "wrong_section"
    """Machine files and policies have two sections, `preset` and `locked`, and nothing else."""
    NOT_JSON = "not_json"
    NOT_READABLE = "not_readable"


@frozen
class SettingProblem:
    """One thing wrong in one source; until it is mended the last good value holds.

    `expects` is the kind of value the key wants, with the bounds that belong to its sentence.
    """

    trouble: SettingTrouble
    layer: Layer
    source: str
    key: str = ""
    expects: tuple[tuple[str, str], ...] = ()


@frozen
class Explained:
    """The value of one setting and where it comes from; `source` is a file or a registry key, empty when built in."""

    key: str
    value: Any
    layer: Layer
    locked: bool
    source: str = ""


class Preferences(Protocol):
    """The settings of a running program. Implemented in `system`; safe to use from any thread."""

    def value(self, key: str) -> Any:
        """The value that holds now, as JSON has it. Raises KeyError for what is not a setting."""

    def locked(self, key: str) -> bool:
        """Whether the organisation decided it, so that a screen shows it and does not offer it."""

    def explain(self) -> list[Explained]:
        """Every setting with its winner."""

    def problems(self) -> tuple[SettingProblem, ...]:
        """What is wrong in the files right now."""

    def change(self, key: str, value: Any) -> None:
        """The user's choice, kept at once. Raises PolicyError when locked, ValueError when wrong, StoreError."""

    def subscribe(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Hear which keys changed, none when only what is wrong did; from a thread of the settings.

        Answers with the function that ends it.
        """
