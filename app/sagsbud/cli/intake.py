"""`sagsbud intake`: secure files into the inbox."""

from argparse import Namespace

from sagsbud.bootstrap import open_house
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.rows import record_of, say
from sagsbud.cli.taking import refuse, take


def run(args: Namespace, out: Output) -> Exit:
    """A line per file: where it is now, and whether it was there already."""
    code = Exit.DONE
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        answers = list(take(house.engine, args.paths))
        house.engine.read_now()
        for answer in answers:
            entry = house.ports.outbox.entry(answer.item) if answer.item else None
            if entry is None or answer.taken is None:
                refuse(out, answer)
                code = Exit.NEEDS_PERSON
                continue
            record = record_of(entry, path=str(answer.path))
            out.record({**record, "taken": answer.taken.value})
            say(out, entry, path=str(answer.path))
            code = code if entry.problem is None else Exit.NEEDS_PERSON
    return code
