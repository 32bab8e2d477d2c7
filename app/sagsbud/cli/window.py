"""`sagsbud` without a verb, and `sagsbud open`: the window, one for each profile and session."""

from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sagsbud.cli.exits import Exit, exit_of
from sagsbud.cli.output import Output
from sagsbud.display import has_display
from sagsbud.domain.errors import StoreError
from sagsbud.domain.practice import Practice
from sagsbud.ending import Ending
from sagsbud.i18n import tr
from sagsbud.ownprogram import start_apart
from sagsbud.system.folders import PRACTICE, Folders
from sagsbud.system.instance import Instance, hand_over
from sagsbud.system.memory import leave_no_core, share_one_heap, unsearched
from sagsbud.system.places import standard_places
from sagsbud.system.profiles import choose_profile
from sagsbud.system.turns import take_short_turns

if TYPE_CHECKING:
    from sagsbud.bootstrap.apart import HouseProcess
    from sagsbud.engine.front import House
    from sagsbud.ui.opening import Names

TRIES = 2
"""The first window may end while files are on their way to it; then this start is the one."""


def run(args: Namespace, out: Output) -> Exit:
    """Open the window; say in one sentence when there is no screen to open it on."""
    if getattr(args, "at_login", False) and not _wanted_at_login(args):
        return Exit.DONE
    if not has_display():
        out.warn(tr("There is no screen to open a window on. “sagsbud --help” shows what works without one."))
        return Exit.NEEDS_PERSON

    folders = choose_profile(args.profile, args.data, standard_places())
    houses = Houses(args.profile, args.data, args.service, out)
    door = practice_door(args, folders)
    return show(
        folders.data,
        houses,
        out,
        offer=getattr(args, "paths", ()),
        copied=getattr(args, "copied", False),
        welcome=True,
        practice=door,
    )


def practice_door(args: Namespace, folders: Folders) -> Practice | None:
    """The way into practice from this window; from the window of practice itself there is none."""
    if folders.profile == PRACTICE:
        return None
    there = Folders.of(PRACTICE, args.data)
    given = [*(["--profile", args.profile] if args.profile else []), *(["--data", str(args.data)] if args.data else [])]

    def tidy() -> None:
        if there.leaving.exists():
            from sagsbud.system.practice import finish_removal_unless_busy

            finish_removal_unless_busy(there)

    def is_there() -> bool:
        return there.data.is_dir() or there.leaving.exists()

    return Practice(enter=lambda: start_apart([*given, "practice"]), is_there=is_there, tidy=tidy)


def _wanted_at_login(args: Namespace) -> bool:
    from sagsbud.bootstrap.profile import prepare

    _, preferences = prepare(args.profile, args.data)
    return preferences.current.at_login == "window"


class Houses:
    """The house of a window, in a process of its own; another one after it when that is lost or moves to another service."""

    def __init__(self, profile: str | None, data: Path | None, service: str | None, out: Output) -> None:
        self._given = (profile, data, service)
        self._out = out
        self._begun: HouseProcess | None = None

    def begin(self) -> None:
        """Have one opened while the window is made."""
        from sagsbud.bootstrap.apart import HouseProcess

        self._begun = HouseProcess(*self._given)

    def open(self) -> "House":
        """A house, waited for. Raises as `open_house`."""
        from sagsbud.bootstrap.apart import HouseProcess

        begun, self._begun = self._begun or HouseProcess(*self._given), None
        house = begun.open()
        for sentence in house.about.warnings:
            self._out.warn(sentence)
        return house

    def close(self) -> None:
        """Leave none behind that nobody came to open."""
        if self._begun is not None:
            self._begun.close()


def show(
    data: Path,
    houses: Houses,
    out: Output,
    *,
    names: "Names | None" = None,
    offer: Sequence[Path] = (),
    copied: bool = False,
    welcome: bool = False,
    practice: Practice | None = None,
) -> Exit:
    """Show the window over this folder of data until it is closed.

    When one is open already it comes to the front, takes the files in `offer` and what is `copied`, and this start is done.
    With `welcome` the first who opens a profile is led in.
    """
    share_one_heap()
    leave_no_core()
    take_short_turns()
    with ExitStack() as closing:
        ending = closing.enter_context(Ending())
        closing.enter_context(unsearched())  # the window searches at its own times
        claimed = _claim(data, offer, copied=copied)
        if isinstance(claimed, Exit):
            if claimed is not Exit.DONE:
                out.warn(tr("Sagsbud is open already and does not answer. Close it, and start it again."))
            return claimed
        if claimed:
            closing.callback(claimed.close)
        houses.begin()
        closing.callback(houses.close)
        from sagsbud.ui.opening import Names, open_window  # Qt, which must not be broken off while it is loaded

        if ending.asked:
            out.warn(tr("Stopped before the window was open."))
            return Exit.DONE
        error = open_window(
            houses.open,
            state_file=data / "window.ini",
            names=names or Names(),
            offer=[path.absolute() for path in offer],
            copied=copied,
            listen=claimed.listen if claimed else None,
            welcome=welcome,
            practice=practice,
            ending=ending,
        )
    return exit_of(error) if error else Exit.DONE


def _claim(data: Path, offer: Sequence[Path], *, copied: bool) -> Instance | Exit | None:
    """Be the one window of the profile, or how this start ends; None where no lock can be made."""
    for _ in range(TRIES):
        try:
            claimed = Instance.claim(data)
        except StoreError:
            return None  # opening the store says in the window what is wrong with it
        if claimed:
            return claimed
        if hand_over(data, offer, copied=copied):
            return Exit.DONE
    return Exit.NEEDS_PERSON
