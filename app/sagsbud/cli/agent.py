"""`sagsbud agent`: the program without a window, for messages: it tells, hears, and does what other systems ask for."""

import os
import signal
import threading
from argparse import Namespace
from collections.abc import Sequence

from sagsbud.bootstrap import House, open_house
from sagsbud.bootstrap.gateway import missing
from sagsbud.bootstrap.messaging import AGENT
from sagsbud.bootstrap.sources import FeedSource, ReferenceSource
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.i18n import tr
from sagsbud.mox.recipes import Recipe, read_recipe
from sagsbud.mox.wire import Malformed

STOPS = (signal.SIGTERM, signal.SIGINT)


def run(args: Namespace, out: Output) -> Exit:
    """Go on until stopped. USAGE without a broker."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        if house.messaging.broker is None:
            out.warn(tr("No broker is set. Name one in the setting “broker_url”."))
            return Exit.USAGE
        if args.bridge and not house.client.capabilities.changes:
            out.warn(tr("The service has no change feed. For the reference name its database."))
            return Exit.USAGE
        if args.gateway and (keys := missing(house.messaging.settings)):
            out.warn(tr("The gateway needs the settings {keys}. The authority is a CVR number.", keys=", ".join(keys)))
            return Exit.USAGE
        try:
            recipes = [read_recipe(path) for path in args.recipe]
        except (Malformed, OSError) as error:
            out.warn(str(error))
            return Exit.USAGE
        stopped = _stopped_by_signal()
        house.start(AGENT)
        _also(house, args, recipes)
        out.record({"ready": True, "pid": os.getpid()})
        out.line(tr("The agent runs. Stop it with Ctrl+C."))
        stopped.wait()
    return Exit.DONE


def _also(house: House, args: Namespace, recipes: Sequence[Recipe]) -> None:
    """What the options ask for besides telling and hearing."""
    messaging = house.messaging
    if not args.no_commands:
        messaging.serve()
    for recipe in recipes:
        messaging.follow(recipe)
    if args.bridge:
        messaging.bridge(FeedSource(house.client), feed_reference_queue=args.feed_reference_queue)
    if args.gateway:
        messaging.pass_on(house.client)
    if args.reference_database and messaging.messages:
        source = ReferenceSource(args.reference_database, house.client, messaging.messages)
        messaging.bridge(source, feed_reference_queue=args.feed_reference_queue)


def _stopped_by_signal() -> threading.Event:
    stopped = threading.Event()
    for number in STOPS:
        signal.signal(number, lambda *_: stopped.set())
    return stopped
