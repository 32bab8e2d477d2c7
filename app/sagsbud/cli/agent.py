"""`sagsbud agent`: the program without a window, for messages: it tells, hears, and does what other systems ask for."""

import os
import signal
import threading
from argparse import Namespace

from sagsbud.bootstrap import House, open_house
from sagsbud.bootstrap.messaging import AGENT
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.i18n import tr

STOPS = (signal.SIGTERM, signal.SIGINT)


def run(args: Namespace, out: Output) -> Exit:
    """Go on until stopped. USAGE without a broker."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        if house.messaging.broker is None:
            out.warn(tr("No broker is set. Name one in the setting »broker_url«."))
            return Exit.USAGE
        stopped = _stopped_by_signal()
        house.start(AGENT)
        _also(house, args)
        out.record({"ready": True, "pid": os.getpid()})
        out.line(tr("The agent runs. Stop it with Ctrl+C."))
        stopped.wait()
    return Exit.DONE


def _also(house: House, args: Namespace) -> None:
    """What the options ask for besides telling and hearing."""
    if not args.no_commands:
        house.messaging.serve()


def _stopped_by_signal() -> threading.Event:
    stopped = threading.Event()
    for number in STOPS:
        signal.signal(number, lambda *_: stopped.set())
    return stopped
