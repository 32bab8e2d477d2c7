"""`sagsbud file`: take, decide, promise."""

from argparse import Namespace

from sagsbud.bootstrap import House, open_house
from sagsbud.cli.choosing import Chooser
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.taking import take
from sagsbud.domain.errors import ServiceError, Trouble
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.texts import trouble_text


def run(args: Namespace, out: Output) -> Exit:
    """A line per document: `path item order state reason dokument`."""
    code = Exit.DONE
    kle = None
    if args.kle:
        try:
            kle = KleNummer(args.kle)
        except ValueError:
            out.warn(trouble_text(Trouble.KLE_UNKNOWN, {"kle": args.kle}).whole)
            return Exit.USAGE
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        sag = sag_by_number(house, args.sag) if args.sag else None
        if args.sag and sag is None:
            out.warn(trouble_text(Trouble.SAG_UNKNOWN, {"sag": args.sag}).whole)
        if not args.sag:
            house.engine.refresh_sager()
        answers = list(take(house.engine, args.paths))
        house.engine.read_now()
        chooser = Chooser(house, sag, kle, auto=args.auto, wants_sag=bool(args.sag))
        for answer in answers:
            if not chooser.settle(answer, out):
                code = Exit.NEEDS_PERSON
    return code


def sag_by_number(house: House, sagsnummer: str) -> SagRef | None:
    """The Sag people call so: from this machine's list, else asked of the service."""
    known = house.ports.sager.by_number(sagsnummer)
    if known:
        return known
    try:
        found = house.ports.service.sager(sagsnummer)
    except ServiceError:
        return None
    return found[0] if found else None
