"""`sagsbud hand-over`: give documents to a colleague."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sagsbud.bootstrap import House, open_house
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.rows import record_of, say
from sagsbud.cli.taking import Answer, refuse, take
from sagsbud.domain.ids import AktoerId, ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.states import OrderState


def run(args: Namespace, out: Output) -> Exit:
    """A line per document: `path item state reason dokument to`. It is sent by `sync` or the window."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        if args.to == house.ports.aktoer.id:
            out.warn("--to names yourself")
            return Exit.USAGE
        to = _named(house, AktoerId(args.to))
        code = Exit.DONE
        for path, item, answer in list(_wanted(house, args.documents)):
            entry = house.engine.entry(item) if item else None
            if entry is None:
                refuse(out, answer or Answer(Path(path), None, None, None))
                code = Exit.NEEDS_PERSON
                continue
            entry = _given(house, entry, to, args.note or "")
            handed = house.engine.handing.of(entry.item.id) if house.engine.handing else None
            ours = handed is not None and entry.state is OrderState.HANDED and handed.order.to.id == to.id
            record = record_of(entry, path=path) | {"to": str(handed.order.to.id) if handed else None}
            if handed:
                record["dokument"] = str(handed.order.draft.dokument)
            out.record(record)
            say(out, entry, path=path)
            code = code if ours else Exit.NEEDS_PERSON
        return code


def _named(house: House, person: AktoerId) -> Aktoer:
    """With the name the Organisation has, when it is known here or the service answers."""
    colleagues = house.engine.handing.colleagues() if house.engine.handing else []
    return next((one for one in colleagues if one.id == person), Aktoer(person))


def _wanted(house: House, documents: list[str]) -> Iterator[tuple[str, ItemId | None, Answer | None]]:
    """Items by their uuid; anything else is a path whose files are taken in."""
    for document in documents:
        try:
            yield document, ItemId(UUID(document)), None
        except ValueError:
            for answer in take(house.engine, [Path(document)]):
                yield str(answer.path), answer.item, answer


def _given(house: House, entry: OutboxEntry, to: Aktoer, note: str) -> OutboxEntry:
    """What stands in the inbox is handed over; anything else stays as it is."""
    if entry.state is not OrderState.DRAFT:
        return entry
    outcome = house.engine.hand_over([entry.item.id], to, note, hold=False)
    return outcome.done[0] if outcome.done else house.engine.entry(entry.item.id) or entry
