"""`sagsbud queue`: the outbox with reason and next try."""

from argparse import Namespace

from sagsbud.bootstrap import open_house
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.rows import needs_person, record_of, say
from sagsbud.domain.states import OrderState

PAGE = 500


def run(args: Namespace, out: Output) -> Exit:
    """A line per document in the asked-for state, or in every state."""
    if args.state and args.state not in OrderState.__members__:
        out.warn("--state: " + ", ".join(OrderState.__members__))
        return Exit.USAGE
    states = [OrderState(args.state)] if args.state else list(OrderState)
    code, before = Exit.DONE, None
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        while entries := house.ports.outbox.page(states, before=before, limit=PAGE):
            before = entries[-1].seq
            for entry in entries:
                out.record(record_of(entry))
                say(out, entry)
                code = Exit.NEEDS_PERSON if needs_person(entry) else code
    return code
