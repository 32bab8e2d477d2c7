"""Filing by mouse: files dropped on the window or on a Sag, rows dragged onto a Sag, and a press on the button."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.caseworker.desktop import Desktop
from tests.caseworker.documents import Paper
from tests.caseworker.eyes import Seen
from tests.caseworker.filemanager import NAME
from tests.caseworker.hands import Hands
from tests.caseworker.keyboard import Filed
from tests.caseworker.screen import Screen, Shown, place_among, until

MANAGER = Path(__file__).with_name("filemanager.py")
DROP = "Slip, så lægges det i indbakken"
ASIDE = 40
"""Pixels after which a press has become a drag."""
MISSING = ("Der mangler stadig noget", "1 bliver i indbakken")
"""What is said when a drop on a Sag did not file by itself."""


def open_folder(desk: Desktop, screen: Screen, files: Sequence[Path]) -> Seen:
    """A file manager beside the window, with these files."""
    desk.start(sys.executable, MANAGER, *files, log="filemanager.log")

    def window() -> Seen | None:
        windows = [window for program in screen.eyes.programs() for window in program.children]
        return next((window for window in windows if window.name == NAME), None)

    return until("the file manager", window)


class Mouser:
    """A caseworker who does not touch the keyboard. `files` is the list of a file manager."""

    def __init__(self, screen: Screen, hands: Hands, files: Seen) -> None:
        self._screen = screen
        self._hands = hands
        self._files = files
        self.shown_drop: Callable[[], None] = lambda: None
        """Called while a file is over the window."""

    def file(self, paper: Paper, number: int) -> Filed:
        """Put a document on its Sag in one of the three ways, in turn where its Sag is in the side bar."""
        begun, clicks, drags = time.monotonic(), self._hands.count.clicks, self._hands.count.drags
        way = number % 3
        on_sag = self._carry(paper, to_sag=way == 1)
        if way == 2:
            on_sag = self._drag_row(paper)
        why = self._complete(paper) if on_sag else self._press_through(paper)
        until(f"»{paper.title}« under way", lambda: self._under_way(paper))
        counted = self._hands.count
        return Filed(
            paper, time.monotonic() - begun, clicks=counted.clicks - clicks, drags=counted.drags - drags,
            why=(WAYS[way if on_sag else 0], *why),
        )  # fmt: skip

    # -- drags --------------------------------------------------------------------------------------------

    def _carry(self, paper: Paper, *, to_sag: bool) -> bool:
        """A file from the file manager, let go once the window says that it may be; whether on its Sag."""
        file = until(f"{paper.name} in the folder", lambda: self._file(paper))
        self._hands.drag(file.middle, until("the window", lambda: self._screen.window.middle))
        until("where it can be dropped", self._place_to_drop)
        on_sag = to_sag and self._carry_on_to_sag(paper)
        self.shown_drop()
        self._hands.let_go()
        return on_sag

    def _place_to_drop(self) -> Seen | None:
        place = self._screen.window.find("filler", DROP)
        if place is None:
            self._hands.tremble()
        return place

    def _drag_row(self, paper: Paper) -> bool:
        row = until(f"the row of »{paper.title}«", lambda: self._row(paper))
        if self._sag(paper) is None:
            return False
        x, y = row.middle
        self._hands.drag((x, y), (x - ASIDE, y + ASIDE))
        on_sag = self._carry_on_to_sag(paper)
        self._hands.let_go()
        return on_sag

    def _carry_on_to_sag(self, paper: Paper) -> bool:
        """If it is among those used last: to where it stands now, for it stays there only during a drag."""
        sag = self._sag(paper)
        if sag:
            self._hands.carry_on(sag.middle)
        return sag is not None

    def _file(self, paper: Paper) -> Seen | None:
        return next((one for one in self._files.children if one.name == paper.name), None)

    def _row(self, paper: Paper) -> Seen | None:
        rows = self._screen.part("list", "Indbakke")
        return next((row for row in rows.children if paper.is_called(row.name)), None) if rows else None

    def _sag(self, paper: Paper) -> Seen | None:
        """Its Sag in the side bar, if it is one of those in use."""
        side = self._screen.part("list", "Mapper")
        return side.find("list item", f"Sag {paper.sag},") if side else None

    # -- presses ------------------------------------------------------------------------------------------

    def _press_through(self, paper: Paper) -> list[str]:
        """See that all is right in the form, and press the button."""
        shown = until(f"»{paper.title}« in the form", lambda: self._shows(paper))
        why = []
        if shown.sag != paper.sag:
            why.append("another case" if shown.sag else "no case")
            self._choose("push button", "Sag: ", paper.sag)
            until(f"{paper.sag} in the form", lambda: (s := self._shows(paper)) and s.sag == paper.sag)
        why += self._see_to_subject(paper)
        self._press("push button", "Journalisér")
        return why

    def _see_to_subject(self, paper: Paper) -> list[str]:
        shown = until("the subjects", lambda: self._shows(paper))
        if shown.kle == paper.kle:
            return []
        place = shown.place_of(paper.kle)
        if place:
            subjects = until("the subjects", lambda: self._screen.part("list", "KLE-emne"))
            self._hands.click(subjects.children[place - 1].middle)
        else:
            self._choose("push button", "Søg i alle", paper.kle)
        until(f"{paper.kle} in the form", lambda: (s := self._shows(paper)) and s.kle == paper.kle)
        return ["another subject"]

    def _complete(self, paper: Paper) -> list[str]:
        """What was let go on a Sag files itself; where something is missing, the form says what."""
        until(f"an answer to »{paper.title}«", lambda: self._under_way(paper) or self._misses())
        if self._under_way(paper):
            return []
        return ["something was missing", *self._press_through(paper)]

    def _press(self, role: str, name: str) -> None:
        self._hands.click(until(name, lambda: self._screen.part(role, name)).middle)

    def _choose(self, role: str, name: str, wanted: str) -> None:
        """Open a search by its button, turn the wheel until the row is there, and press it."""
        self._press(role, name)
        hits = until(f"the search of {name}", self._screen.hits)
        at = place_among(hits, wanted)
        assert at >= 0, f"{wanted} is not among {[hit.name for hit in hits]}"
        row, seen = hits[at], hits[0].parent
        self._hands.point(hits[0].middle)
        while (before := row.box)[3] > seen.box[3]:
            self._hands.turn_wheel()
            until("the rows further down", lambda before=before: row.box != before)  # type: ignore[misc]
        self._hands.click(row.middle)

    # -- looks --------------------------------------------------------------------------------------------

    def _shows(self, paper: Paper) -> Shown | None:
        shown = self._screen.document()
        return shown if shown and paper.is_called(shown.title) else None

    def _under_way(self, paper: Paper) -> bool:
        said = self._screen.line()
        return f"til {paper.sag}: »" in said and paper.is_called(said)

    def _misses(self) -> bool:
        return any(self._screen.window.find("label", words) for words in MISSING)


WAYS = ("dropped on the inbox, button pressed", "dropped on its case", "row dragged to its case")
