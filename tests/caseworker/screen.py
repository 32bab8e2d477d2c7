"""Sagsbud's window as a caseworker reads it: the chosen row, its document, what is suggested, what the line says."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.caseworker.eyes import Eyes, Gone, Seen

PATIENCE = 60.0
"""Seconds something may take to be seen."""
LOOK = 0.02
CHOSEN = "Valgt: "
_SAG = re.compile(r"\d\d/\d{4}")
T = TypeVar("T")


class NotSeen(AssertionError):
    """What must come did not come."""


@dataclass(frozen=True)
class Shown:
    """The document one is at."""

    row: str
    title: str
    sag: str
    """The number of the Sag that is filled in, if any."""
    subjects: tuple[str, ...]
    """The ranked subjects as they are read out, the chosen one with a word before it."""

    @property
    def kle(self) -> str:
        """The subject that is chosen, if any."""
        return next((number_of(one) for one in self.subjects if one.startswith(CHOSEN)), "")

    def place_of(self, kle: str) -> int:
        """The key that chooses a subject; 0 when it is not among the first three."""
        numbers = [number_of(one) for one in self.subjects[:3]]
        return numbers.index(kle) + 1 if kle in numbers else 0


def number_of(said: str) -> str:
    """The number a row of a list begins with."""
    return said.removeprefix(CHOSEN).split(" ")[0]


def place_among(rows: Sequence[Seen], number: str) -> int:
    """How far down the row with a number stands, from 0; -1 where there is none."""
    numbers = [number_of(row.name) for row in rows]
    return numbers.index(number) if number in numbers else -1


def until(what: str, look: Callable[[], T | None]) -> T:
    """What `look` finds, once it finds something. Raises NotSeen."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            found = look()
        except Gone:
            found = None
        if found:
            return found
        if time.monotonic() > deadline:
            raise NotSeen(what)
        time.sleep(LOOK)


class Screen:
    """The window whose name ends like this."""

    def __init__(self, eyes: Eyes, called: str = "Sagsbud") -> None:
        self.eyes = eyes
        self._called = called
        self.window = until("the window", self._window)
        self._known: dict[tuple[str, str], Seen] = {}

    def _window(self) -> Seen | None:
        for program in self.eyes.programs():
            for window in program.children:
                if window.name.endswith(self._called):
                    return window
        return None

    def part(self, role: str, name: str) -> Seen | None:
        """A control by the beginning of its name; where it was found is remembered while it is there."""
        known = self._known.get((role, name))
        try:
            if known and "showing" in known.states and known.name.startswith(name):
                return known
        except Gone:
            pass
        found = self.window.find(role, name)
        if found:
            self._known[role, name] = found
        return found

    def row(self) -> Seen | None:
        """The row of the inbox one is at."""
        rows = self.part("list", "Indbakke")
        return rows.selected if rows else None

    def rows(self) -> list[str]:
        """All rows of the inbox as they are read out."""
        rows = self.part("list", "Indbakke")
        return [row.name for row in rows.children] if rows else []

    def document(self) -> Shown | None:
        """What is shown of the row one is at; None until all of it is there."""
        row = self.row()
        note = self.part("push button", "Skriv et notat på en sag")
        sag = self.part("push button", "Sag: ")
        subjects = self.part("list", "KLE-emne")
        asked = subjects or self.part("push button", "KLE-emne: ")
        if not (row and note and sag and asked and self.part("push button", "Journalisér")):
            return None
        title = next((one.name for one in note.parent.children if one.role == "label"), "")
        said = row.name
        if not title or not said.startswith(title):
            return None
        number = _SAG.search(sag.name)
        names = tuple(one.name for one in subjects.children) if subjects else ()
        return Shown(said, title, number[0] if number else "", names)

    def hits(self) -> list[Seen]:
        """The rows of the search that is open."""
        focus = self.eyes.focus
        if focus is None or focus.role != "text":
            return []
        found = next((one for one in focus.parent.children if one.role == "list"), None)
        return found.children if found else []

    def line(self) -> str:
        """What the line at the bottom says."""
        words = self.part("label", "Forbundet")
        return " ".join(one.name for one in words.parent.children if "showing" in one.states) if words else ""
