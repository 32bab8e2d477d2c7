"""`sagsbud` without a verb, and `sagsbud open`: the window, one for each profile and session."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sagsbud.cli.exits import Exit, exit_of
from sagsbud.cli.output import Output
from sagsbud.domain.errors import StoreError
from sagsbud.i18n import tr
from sagsbud.system.instance import Instance, hand_over
from sagsbud.system.memory import share_one_heap
from sagsbud.system.places import standard_places
from sagsbud.system.profiles import choose_profile

if TYPE_CHECKING:
    from sagsbud.bootstrap import House
    from sagsbud.ui.ending import Ending
    from sagsbud.ui.opening import Names

TRIES = 2
"""The first window may end while files are on their way to it; then this start is the one."""


def run(args: Namespace, out: Output) -> Exit:
    """Open the window; say in one sentence when there is no screen to open it on."""
    from sagsbud.ui.display import has_display

    if getattr(args, "at_login", False) and not _wanted_at_login(args):
        return Exit.DONE
    if not has_display():
        out.warn(tr("There is no screen to open a window on. “sagsbud --help” shows what works without one."))
        return Exit.NEEDS_PERSON

    def opening() -> "House":
        from sagsbud.bootstrap import open_house

        house = open_house(args.profile, args.data, args.service, whole=False)
        house.say_warnings(out.warn)
        return house

    folders = choose_profile(args.profile, args.data, standard_places())
    return show(folders.data, opening, out, offer=getattr(args, "paths", ()), welcome=True)


def _wanted_at_login(args: Namespace) -> bool:
    from sagsbud.bootstrap.profile import prepare

    _, preferences = prepare(args.profile, args.data)
    return preferences.current.at_login == "window"


def show(
    data: Path,
    opening: "Callable[[], House]",
    out: Output,
    *,
    names: "Names | None" = None,
    offer: Sequence[Path] = (),
    welcome: bool = False,
) -> Exit:
    """Show the window over this folder of data until it is closed.

    When one is open already it comes to the front, takes the files in `offer`, and this start is done.
    With `welcome` the first who opens a profile is led in.
    """
    from sagsbud.ui.ending import Ending

    share_one_heap()
    with Ending() as ending:
        from sagsbud.ui.opening import open_window as _loaded  # noqa: F401 - Qt, which must not be broken off

        if ending.asked:
            out.warn(tr("Stopped before the window was open."))
            return Exit.DONE
        return _show(data, opening, out, ending, names=names, offer=offer, welcome=welcome)


def _show(
    data: Path,
    opening: "Callable[[], House]",
    out: Output,
    ending: "Ending",
    *,
    names: "Names | None",
    offer: Sequence[Path],
    welcome: bool,
) -> Exit:
    from sagsbud.ui.opening import Names, open_window

    for _ in range(TRIES):
        try:
            claimed = Instance.claim(data)
        except StoreError:
            claimed = None  # opening the store says in the window what is wrong with it
            break
        if claimed:
            break
        if hand_over(data, offer):
            return Exit.DONE
    else:
        out.warn(tr("Sagsbud is open already and does not answer. Close it, and start it again."))
        return Exit.NEEDS_PERSON
    try:
        error = open_window(
            opening,
            state_file=data / "window.ini",
            names=names or Names(),
            offer=[path.absolute() for path in offer],
            listen=claimed.listen if claimed else None,
            welcome=welcome,
            ending=ending,
        )
    finally:
        if claimed:
            claimed.close()
    return exit_of(error) if error else Exit.DONE
