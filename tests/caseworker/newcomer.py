"""Somebody new: an empty profile, the first-run screen, and a document from their own folder on a Sag of its own."""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.caseworker.desktop import desktop, end
from tests.caseworker.documents import Paper
from tests.caseworker.eyes import Eyes
from tests.caseworker.hands import Hands
from tests.caseworker.keyboard import pass_the_first_run
from tests.caseworker.mouse import DROP, open_folder
from tests.caseworker.screen import Screen, until
from tests.support.program import Program

LIMIT = 120.0
"""Seconds that are promised."""
FIRST = "brev-10.pdf"
"""One that names no Sag, and for whose words there is no subject."""
WORDS = "olietank"
"""What somebody would search for when no subject is suggested."""


@dataclass(frozen=True)
class Settled:
    """What it took."""

    seconds: float
    keys: int
    clicks: int
    drags: int
    state: str
    """What the command line says of the document afterwards."""


def settle_in(paper: Paper, pictures: Path | None = None, tell: Callable[[str], None] = lambda line: None) -> Settled:
    """The whole way, without a service and without a Sag to begin with."""
    with ExitStack() as ending:
        desk = ending.enter_context(desktop())
        folder, data = desk.home / "Dokumenter", desk.home / "sagsbud"
        folder.mkdir()
        (folder / paper.name).write_bytes(paper.content)
        hands, begun = Hands(desk.environment), time.monotonic()
        program = desk.start(sys.executable, "-m", "sagsbud", "--data", data, log="sagsbud.log")
        eyes = Eyes(desk.environment)
        ending.callback(eyes.close)

        def reached(what: str) -> None:
            tell(f"{time.monotonic() - begun:5.1f} s  {what}")
            if pictures:
                desk.picture(pictures / f"newcomer-{what.replace(' ', '-')}.png")

        screen = Screen(eyes)
        reached("the first question")
        pass_the_first_run(screen, hands)
        until("the empty inbox", lambda: screen.part("label", "Indbakken er tom"))
        reached("the empty inbox")
        files = open_folder(desk, screen, [folder / paper.name])
        hands.drag(until("the file", lambda: files.find("list item", paper.name)).middle, screen.window.middle)
        until("where it can be dropped", lambda: screen.window.find("filler", DROP))
        hands.let_go()
        until("the document", screen.document)
        reached("the document")
        _make_sag(screen, hands, reached)
        hands.press("ctrl+Return")
        until("the receipt", lambda: "Journaliseret på" in screen.line())
        seconds = time.monotonic() - begun
        reached("filed")
        end(program)
        (row,) = Program(data, environment=dict(desk.environment)).run("queue").records
        counted = hands.count
        return Settled(seconds, counted.keys, counted.clicks, counted.drags, str(row["state"]))


def _make_sag(screen: Screen, hands: Hands, reached: Callable[[str], None]) -> None:
    """A new Sag, as the document says it; its subject is searched for when none is suggested."""
    hands.click(until("»Ny sag«", lambda: screen.part("push button", "Ny sag")).middle)
    use = until("the card", lambda: screen.window.find("push button", "Brug denne sag"))
    subject = until("its subject", lambda: screen.window.children[-1].find("push button", "KLE-emne: "))
    if subject.name.endswith("Søg efter et emne"):
        hands.click(subject.middle)
        until("the search", lambda: (focus := screen.eyes.focus) and focus.role == "text")
        hands.write(WORDS)
        until("a subject", screen.hits)
        hands.press("Return")
        until("the subject", lambda: not subject.name.endswith("Søg efter et emne"))
    reached("the new case")
    hands.click(use.middle)
    until("the new case in the form", lambda: (shown := screen.document()) and shown.sag)
    reached("ready to be filed")
