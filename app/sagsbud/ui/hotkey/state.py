"""How it stands with the key, and what each desktop's way to it must do."""

from enum import StrEnum
from typing import Protocol

from sagsbud.domain.strokes import Stroke


class KeyState(StrEnum):
    """Whether the key works, or why not."""

    OFF = "off"
    COMING = "coming"
    HELD = "held"
    TAKEN = "taken"
    """Another program has it."""
    MISSING = "missing"
    """This keyboard has no such key."""
    UNABLE = "unable"
    """The desktop gives programs no key that works everywhere."""
    LOST = "lost"
    """It worked until the desktop took it away."""


class KeyHolder(Protocol):
    """One desktop's way to a key that works in every program."""

    def hold(self, stroke: Stroke | None) -> None:
        """Hold this key instead of the one before; None holds none. How that went is told later."""

    def bring_forward(self, window: int, time: int) -> None:
        """Have the window before the others, as the key pressed at `time` asks."""

    def close(self) -> None:
        """Give the key back and tell nothing more."""
