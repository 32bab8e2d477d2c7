"""`sagsbud queue --conflicts`, `--answer` and `--move`: what a person decides about what is stuck or stands wrong."""

from argparse import Namespace

from sagsbud.bootstrap import House, open_house
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.rows import record_of, say
from sagsbud.domain.conflicts import Choice, Conflict
from sagsbud.domain.errors import ServiceError, Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import IllegalTransition
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text


def show(args: Namespace, out: Output) -> Exit:
    """A line per conflict with what differs and what can be chosen, those that are alike under one another."""
    code = Exit.DONE
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        for group in house.engine.conflicts.groups():
            out.line(trouble_text(group.kind, {}).whole)
            for item in group.items:
                _show(out, _looked_at(house, item))
            code = Exit.NEEDS_PERSON
    return code


def _looked_at(house: House, item: ItemId) -> Conflict:
    try:
        return house.engine.conflicts.of(item)
    except ServiceError:
        return house.engine.conflicts.bare(item)


def _show(out: Output, conflict: Conflict) -> None:
    choices = [choice.value for choice in conflict.choices]
    fields = [{"name": one.name.value, "ours": one.ours, "theirs": one.theirs} for one in conflict.fields]
    out.record({"item": str(conflict.item), "reason": conflict.kind.value, "choices": choices, "fields": fields})
    differing = ", ".join(one.name.value for one in conflict.differences)
    out.line(f"  {conflict.item}  {conflict.sag.sagsnummer}  {differing}  [{' | '.join(choices)}]")


def answer(args: Namespace, out: Output) -> Exit:
    """Do what was chosen for the named items, with `--alike` also for all that are like them."""
    try:
        choice = Choice(args.answer)
    except ValueError:
        out.warn("--answer: " + ", ".join(Choice))
        return Exit.USAGE
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        sag = _sag(house, args.sag)
        if not args.item or (choice is Choice.OTHER_SAG and sag is None):
            out.warn("--item ID, --sag NR" if choice is Choice.OTHER_SAG else "--item ID")
            return Exit.USAGE
        items = [ItemId(item) for item in args.item]
        if args.alike:
            groups = house.engine.conflicts.groups()
            items = [item for group in groups if set(group.items) & set(items) for item in group.items]
        answered = house.engine.conflicts.answer(items, choice, sag=sag)
        for entry in answered.done:
            _said(out, entry)
        for item in answered.left:
            out.warn(tr("{item} has no conflict that can be answered this way.", item=str(item)))
    return Exit.NEEDS_PERSON if answered.left else Exit.DONE


def move(args: Namespace, out: Output) -> Exit:
    """Put a filed document on another Sag."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        sag = _sag(house, args.sag)
        if sag is None:
            out.warn(trouble_text(Trouble.SAG_UNKNOWN, {}).whole)
            return Exit.USAGE
        try:
            _said(out, house.engine.corrections.move(ItemId(args.move), sag))
        except (KeyError, IllegalTransition, ValueError):
            out.warn(tr("Only a filed document can be moved, and only to another case."))
            return Exit.NEEDS_PERSON
    return Exit.DONE


def _sag(house: House, number: str | None) -> SagRef | None:
    if not number:
        return None
    return house.ports.sager.by_number(number) or next(iter(house.ports.service.sager(number)), None)


def _said(out: Output, entry: OutboxEntry) -> None:
    out.record(record_of(entry))
    say(out, entry)
