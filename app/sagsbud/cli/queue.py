"""`sagsbud queue`: the outbox with reason and next try; its check, and its making anew."""

from argparse import Namespace

from sagsbud.bootstrap import open_house
from sagsbud.bootstrap.upkeep import rebuild_outbox, verify_outbox
from sagsbud.cli import answering
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.rows import needs_person, record_of, say
from sagsbud.domain.errors import Trouble
from sagsbud.domain.states import OrderState
from sagsbud.i18n import tr, trn
from sagsbud.texts import trouble_text

PAGE = 500


def run(args: Namespace, out: Output) -> Exit:
    """A line per document in the asked-for state, or in every state; or what was asked for instead."""
    if args.verify:
        return _verify(args, out)
    if args.rebuild:
        return _rebuild(args, out)
    if args.conflicts:
        return answering.show(args, out)
    if args.answer:
        return answering.answer(args, out)
    if args.move:
        return answering.move(args, out)
    if args.state and args.state not in OrderState.__members__:
        out.warn("--state: " + ", ".join(OrderState.__members__))
        return Exit.USAGE
    if args.batches:
        return _batches(args, out)
    states = [OrderState(args.state)] if args.state else list(OrderState)
    code, before = Exit.DONE, None
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        page = house.ports.outbox.page
        while entries := page(states, before=before, limit=PAGE, batch=args.batch):
            before = entries[-1].seq
            for entry in entries:
                out.record(record_of(entry))
                say(out, entry)
                code = Exit.NEEDS_PERSON if needs_person(entry) else code
    return code


def _batches(args: Namespace, out: Output) -> Exit:
    """A line per bulk import: how far it has come, and what nobody has decided on yet."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        for status in house.engine.imports.all():
            batch = status.batch
            whole = {"batch": str(batch.id), "label": batch.label, "finished": not batch.unfinished}
            out.record(whole | {"documents": batch.tally.seen, "new": batch.tally.new, "undecided": status.undecided})
            out.line(f"{batch.id}  {batch.label}: " + trn("{count} undecided", "{count} undecided", status.undecided))
    return Exit.DONE


def _verify(args: Namespace, out: Output) -> Exit:
    found = verify_outbox(args.profile, args.data)
    out.record({"rows": found.rows, "broken_at": found.broken_at, "problems": list(found.problems)})
    if found.whole:
        out.line(trn("The history is intact: {count} row.", "The history is intact: {count} rows.", found.rows))
        return Exit.DONE
    if found.broken_at is not None:
        out.line(tr("The history was changed from row {row} on.", row=str(found.broken_at)))
    if found.problems:
        out.line(trouble_text(Trouble.STORE_DAMAGED, {}).whole)
    return Exit.NEEDS_PERSON


def _rebuild(args: Namespace, out: Output) -> Exit:
    made = rebuild_outbox(args.profile, args.data)
    out.record(
        {
            "aside": str(made.aside) if made.aside else None,
            "items": made.items,
            "promised": made.promised,
            "nameless": made.nameless,
            "unreadable": made.unreadable,
            "decisions": made.decisions,
        }
    )
    if made.aside:
        out.line(tr("The old store is now at {path}.", path=str(made.aside)))
    out.line(trn("{count} document came back.", "{count} documents came back.", made.items + made.nameless))
    if made.decisions:
        out.line(trn("{count} decision came back.", "{count} decisions came back.", made.decisions))
    if made.promised or made.decisions:
        out.line(tr("What was queued is looked up in Sag og Dokument before anything is sent."))
    return Exit.NEEDS_PERSON if made.nameless or made.unreadable else Exit.DONE
