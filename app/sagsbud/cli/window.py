"""`sagsbud` without a verb: the window."""

from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor

from sagsbud.bootstrap import open_house
from sagsbud.cli.exits import Exit, exit_of
from sagsbud.cli.output import Output
from sagsbud.domain.errors import SagsbudError
from sagsbud.i18n import tr


def run(args: Namespace, out: Output) -> Exit:
    """Open the window; say in one sentence when there is no screen to open it on.

    The store and the service come up in a thread while Qt is loaded: both take their time.
    """
    from sagsbud.ui.display import has_display

    if not has_display():
        out.warn(tr("There is no screen to open a window on. “sagsbud --help” shows what works without one."))
        return Exit.NEEDS_PERSON
    with ThreadPoolExecutor(1, "sagsbud-open") as opener:
        opening = opener.submit(open_house, args.profile, args.data, args.service)
        from sagsbud.ui.app import application, open_window, show_trouble

        application()
        try:
            house = opening.result()
        except SagsbudError as error:
            show_trouble(error)
            return exit_of(error)
    house.say_warnings(out.warn)
    return Exit(open_window(house))
