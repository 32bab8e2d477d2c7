"""Keys and mouse as the X server gets them from a keyboard and a mouse (XTEST), counted."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field

PATIENCE = 60.0
STEPS = 12
"""Movements of one way of the mouse: a window that takes drops must hear of more than its end."""
_NAMES = {"/": "slash", ".": "period", "-": "minus", " ": "space", ",": "comma"}


@dataclass
class Count:
    """What the hands did."""

    keys: int = 0
    """A key together with Ctrl or Shift is one."""
    clicks: int = 0
    drags: int = 0


@dataclass
class Hands:
    """Two hands at one desktop."""

    environment: Mapping[str, str]
    count: Count = field(default_factory=Count)
    _at: tuple[int, int] = (0, 0)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by their X names: `s`, `Return`, `ctrl+Return`."""
        self._do("key", "--clearmodifiers", *keys)
        self.count.keys += len(keys)

    def write(self, text: str) -> None:
        """Press the key of each letter."""
        self.press(*(_NAMES.get(letter, letter) for letter in text))

    def click(self, where: tuple[int, int]) -> None:
        """The first button, there."""
        self._move(where)
        self._do("click", "1")
        self.count.clicks += 1

    def point(self, where: tuple[int, int]) -> None:
        """Move the mouse there."""
        self._move(where)

    def turn_wheel(self) -> None:
        """One notch towards oneself."""
        self._do("click", "5")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Take hold at one place and carry to another; `carry_on` goes further, `let_go` ends it."""
        self._move(start)
        self._do("mousedown", "1")
        self.carry_on(end)
        self.count.drags += 1

    def carry_on(self, end: tuple[int, int]) -> None:
        """From where the mouse is to another place."""
        (x, y), (to_x, to_y) = self._at, end
        for step in range(1, STEPS + 1):
            self._move((x + (to_x - x) * step // STEPS, y + (to_y - y) * step // STEPS))

    def tremble(self) -> None:
        """A hand that holds something never stands quite still, and whoever is below hears of it again."""
        x, y = self._at
        self._move((x + 1 - 2 * (x % 2), y))

    def let_go(self) -> None:
        """End a drag where the mouse is; a little movement tells the window below that it is there."""
        x, y = self._at
        self._move((x + 1, y + 1))
        self._do("mouseup", "1")

    def _move(self, to: tuple[int, int]) -> None:
        self._do("mousemove", str(to[0]), str(to[1]))
        self._at = to

    def _do(self, *what: str) -> None:
        subprocess.run(["xdotool", *what], env=self.environment, check=True, timeout=PATIENCE, capture_output=True)
