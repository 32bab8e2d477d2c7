"""The run: a service, a desktop, the program as its user starts it, and a caseworker who files everything."""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sagsbud.domain.klassifikation import KleEmne, KleNummer
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_klasser, put_sag
from sagsbud.shipped import resources

from tests.caseworker.desktop import Desktop, desktop
from tests.caseworker.documents import PLAN, Paper, papers
from tests.caseworker.eyes import Eyes
from tests.caseworker.hands import Hands
from tests.caseworker.judge import wrong_in
from tests.caseworker.keyboard import Filed, Typist, pass_the_first_run
from tests.caseworker.mouse import WAYS, Mouser, open_folder
from tests.caseworker.screen import Screen, until
from tests.support.program import Service

EVERY = 10
"""Documents between two pictures."""


@dataclass(frozen=True)
class Options:
    """How much of everything."""

    keyboard: int = 50
    mouse: int = 20
    pictures: Path | None = None
    """Where a picture of every tenth document goes."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """What the user changed of the settings."""


@dataclass
class Result:
    """What came of it."""

    filed: list[Filed] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    start: float = 0.0
    """Seconds from the start of the program until the first document can be filed."""


class Day:
    """One caseworker's day at one desktop."""

    def __init__(self, desk: Desktop, service: Service, options: Options, tell: Callable[[str], None]) -> None:
        self.desk = desk
        self.service = service
        self.options = options
        self.tell = tell
        self.hands = Hands(desk.environment)
        self.result = Result()
        self._folder = desk.home / "Dokumenter"
        self._pictures = 0

    def put(self, wanted: list[Paper]) -> list[Path]:
        """Documents in a folder of one's own."""
        self._folder.mkdir(exist_ok=True)
        for paper in wanted:
            (self._folder / paper.name).write_bytes(paper.content)
        return [self._folder / paper.name for paper in wanted]

    def open(self, files: list[Path]) -> None:
        """The program with these files, as »Send til Sagsbud« hands them over."""
        data = self.desk.home / "sagsbud"
        data.mkdir()
        (data / "settings.json").write_text(json.dumps(self.options.settings))
        where = ("--data", data, "--service", self.service.url)
        self.desk.start(sys.executable, "-m", "sagsbud", "open", *files, *where, log="sagsbud.log")

    def note(self, filed: Filed) -> None:
        """One more."""
        self.result.filed.append(filed)
        done = ", ".join(f"{count} {what}" for count, what in _counted(filed) if count)
        self.tell(
            f"{len(self.result.filed):3} {filed.seconds:6.2f} s  {done}  {filed.paper.name}  {'; '.join(filed.why)}"
        )

    def picture(self, name: str) -> None:
        """What is seen now, if pictures are wanted."""
        if self.options.pictures:
            self._pictures += 1
            self.desk.picture(self.options.pictures / f"{self._pictures:02}-{name}.png")


def _counted(filed: Filed) -> tuple[tuple[int, str], ...]:
    return (filed.keys, "keys"), (filed.clicks, "clicks"), (filed.drags, "drags")


def run(options: Options, tell: Callable[[str], None] = lambda line: None) -> Result:
    """One whole day. What the program said and a picture are kept with what could not be done."""
    with ExitStack() as ending:
        desk = ending.enter_context(desktop())
        service = Service(desk.home / "service").start()
        ending.callback(service.stop)
        set_up(service)
        day = Day(desk, service, options, tell)
        try:
            work(day, ending)
        except BaseException:
            day.picture("stopped")
            tell(desk.said("sagsbud.log") if (desk.home / "sagsbud.log").exists() else "")
            raise
        return day.result


def set_up(service: Service) -> None:
    """The demo's Sager with their parties in the service, and its subjects."""
    shipped = (resources() / "kle" / "starter.tsv").read_text(encoding="utf-8").splitlines()
    titles = dict(line.split("\t")[:2] for line in shipped if not line.startswith("#"))
    with SagDokumentClient(service.url) as client:
        put_klasser(client, [KleEmne(KleNummer(sag.kle), titles[sag.kle]) for sag in PLAN.sager])
        for sag in PLAN.sager:
            put_sag(client, sag.ref)


def work(day: Day, ending: ExitStack) -> None:
    """Keyboard first, then mouse, then what the service holds."""
    options = day.options
    everything = papers(options.keyboard + options.mouse)
    files = day.put(everything)
    began = time.monotonic()
    day.open(files[: options.keyboard])
    eyes = Eyes(day.desk.environment)
    ending.callback(eyes.close)
    screen = Screen(eyes)
    pass_the_first_run(screen, day.hands)
    if options.keyboard:
        until("the first document", screen.document)
    day.result.start = time.monotonic() - began
    by_keyboard(day, screen, everything[: options.keyboard])
    by_mouse(day, screen, everything[options.keyboard :], files[options.keyboard :])
    until("everything delivered", lambda: "alt er leveret" in screen.line())
    day.picture("delivered")
    day.result.wrong = wrong_in(day.service, everything)


def by_keyboard(day: Day, screen: Screen, typed: Sequence[Paper]) -> None:
    """All of these, in the order of the list."""
    typist = Typist(screen, day.hands, typed)
    for number in range(len(typed)):
        if number % EVERY == 0:
            day.picture(f"keyboard-{number}")
        day.note(typist.file_next())


def by_mouse(day: Day, screen: Screen, dropped: Sequence[Paper], files: Sequence[Path]) -> None:
    """All of these, from a file manager beside the window."""
    if not dropped:
        return
    mouser = Mouser(screen, day.hands, open_folder(day.desk, screen, files))
    for number, paper in enumerate(dropped):
        wanted = number % EVERY < len(WAYS)
        mouser.shown_drop = partial(day.picture, f"drop-{number}") if wanted else lambda: None
        day.note(mouser.file(paper, number))
        if wanted:
            day.picture(f"mouse-{number}")
