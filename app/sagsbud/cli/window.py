"""`sagsbud` without a verb: the window."""

from argparse import Namespace
from typing import TYPE_CHECKING

from sagsbud.cli.exits import Exit, exit_of
from sagsbud.cli.output import Output
from sagsbud.i18n import tr
from sagsbud.system.places import standard_places
from sagsbud.system.profiles import choose_profile

if TYPE_CHECKING:
    from sagsbud.bootstrap import House


def run(args: Namespace, out: Output) -> Exit:
    """Open the window; say in one sentence when there is no screen to open it on."""
    from sagsbud.ui.display import has_display

    if not has_display():
        out.warn(tr("There is no screen to open a window on. “sagsbud --help” shows what works without one."))
        return Exit.NEEDS_PERSON
    from sagsbud.ui.opening import open_window

    def opening() -> "House":
        from sagsbud.bootstrap import open_house

        house = open_house(args.profile, args.data, args.service)
        house.say_warnings(out.warn)
        return house

    folders = choose_profile(args.profile, args.data, standard_places())
    state_file = folders.data / "window.ini"
    error = open_window(opening, state_file=state_file)
    return exit_of(error) if error else Exit.DONE
