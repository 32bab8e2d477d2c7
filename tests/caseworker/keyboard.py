"""Filing by keyboard alone: one key when everything is right, more where something must be said."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.caseworker.documents import Paper
from tests.caseworker.hands import Hands
from tests.caseworker.screen import Screen, Shown, place_among, until

FEW = 3
"""Rows down that are sooner reached by arrow than by typing."""


@dataclass(frozen=True)
class Filed:
    """One document that was filed, and what it took."""

    paper: Paper
    seconds: float
    """From the moment it is there to be read until the next one is."""
    keys: int = 0
    clicks: int = 0
    drags: int = 0
    why: tuple[str, ...] = ()
    """What had to be said beyond the one key."""


def pass_the_first_run(screen: Screen, hands: Hands) -> None:
    """Through the three questions, with the answers that are filled in."""
    for step in ("Trin 1", "Trin 2", "Trin 3"):
        until(step, lambda step=step: screen.window.find("label", step))  # type: ignore[misc]
        hands.press("Return")
    until("the inbox", lambda: screen.window.find("label", "Trin") is None)


class Typist:
    """A caseworker who does not touch the mouse."""

    def __init__(self, screen: Screen, hands: Hands, papers: Sequence[Paper]) -> None:
        self._screen = screen
        self._hands = hands
        self._left = list(papers)

    def file_next(self) -> Filed:
        """Read the document one is at, put right what is not, file it, and wait for the next."""
        shown = until("a document that can be filed", self._screen.document)
        paper = self._recognise(shown)
        begun, before = time.monotonic(), self._hands.count.keys
        why = [*self._see_to_sag(paper, shown.sag)]
        why += self._see_to_subject(paper)
        self._hands.press("ctrl+Return")
        self._left.remove(paper)
        until(f"the document after »{shown.title}«", lambda: self._next(shown))
        return Filed(paper, time.monotonic() - begun, keys=self._hands.count.keys - before, why=tuple(why))

    def _recognise(self, shown: Shown) -> Paper:
        known = [paper for paper in self._left if paper.is_called(shown.title)]
        assert len(known) == 1, f"»{shown.title}« is {[paper.name for paper in known]}"
        return known[0]

    def _next(self, before: Shown) -> bool:
        """Whether the next document is there to be read, or nothing is left."""
        if not self._left:
            return self._screen.window.find("label", "Indbakken er tom") is not None
        shown = self._screen.document()
        return shown is not None and shown.row != before.row

    def _see_to_sag(self, paper: Paper, given: str) -> tuple[str, ...]:
        if given == paper.sag:
            return ()
        self._search("s", paper.sag, paper.sag.partition("/")[2])
        until(f"{paper.sag} in the form", lambda: (s := self._screen.document()) and s.sag == paper.sag)
        return ("another case" if given else "no case",)

    def _see_to_subject(self, paper: Paper) -> tuple[str, ...]:
        shown = until("the subjects", self._screen.document)
        if shown.kle == paper.kle:
            return ()
        place = shown.place_of(paper.kle)
        if place:
            self._hands.press(str(place))
        else:
            self._search("k", paper.kle, paper.kle)
        until(f"{paper.kle} in the form", lambda: (s := self._screen.document()) and s.kle == paper.kle)
        return ("subject by its number key" if place else "subject searched for",)

    def _search(self, key: str, wanted: str, typed: str) -> None:
        """Open a search and take what is wanted: by arrow when it is near, else by typing."""
        self._hands.press(key)
        down = place_among(until(f"the search after {key}", self._screen.hits), wanted)
        if not 0 <= down < FEW:
            self._hands.write(typed)
            until(f"{wanted} as the first hit", lambda: place_among(self._screen.hits(), wanted) == 0)
            down = 0
        self._hands.press(*["Down"] * down, "Return")
