"""`sagsbud recipe`: run a recipe over a folder of files, or only count what it would do."""

from argparse import Namespace

from sagsbud.bootstrap import open_house
from sagsbud.bootstrap.recipes import Done, RecipeRun, RecipeTally
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.sync import deliver
from sagsbud.domain.states import NEEDS_PERSON
from sagsbud.i18n import tr
from sagsbud.mox.recipes import Outcome, read_recipe
from sagsbud.mox.wire import Malformed


def run(args: Namespace, out: Output) -> Exit:
    """A line for each row, then the tally. NEEDS_PERSON when a row is wrong or waits for a person."""
    try:
        recipe = read_recipe(args.recipe)
        if recipe.files is None:
            raise Malformed("kilde", "names no files")
    except (Malformed, OSError) as error:
        out.warn(str(error))
        return Exit.USAGE
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        if args.wait:
            house.ports.delivery.start()
        tally = RecipeRun(house, recipe).over(args.folder, dry=args.dry_run, follow=lambda done: _say(done, out))
        if args.wait and not args.dry_run:
            deliver(house, args.wait, out)
        counts = house.ports.outbox.counts()
        left = any(counts.get(state, 0) for state in NEEDS_PERSON)
    _sum_up(tally, out, dry=args.dry_run)
    person = left or tally.not_read or tally.counts[Outcome.REVIEW] or tally.counts[Outcome.WRONG]
    return Exit.NEEDS_PERSON if person else Exit.DONE


def _say(done: Done, out: Output) -> None:
    dokument = str(done.dokument) if done.dokument else None
    out.record({"place": done.place, "outcome": done.outcome.value, "dokument": dokument, "wrong": done.wrong or None})
    if done.wrong:
        out.line(f"{done.place}: {done.wrong}")


def _sum_up(tally: RecipeTally, out: Output, *, dry: bool) -> None:
    counts = {outcome.value: tally.counts[outcome] for outcome in Outcome}
    out.record({"rows": tally.rows, "counts": counts, "not_read": tally.not_read, "dry_run": dry})
    out.line(
        tr(
            "{rows} rows: {promised} to be filed, {already} already known, {review} to the inbox, {wrong} wrong.",
            rows=str(tally.rows),
            **{name: str(count) for name, count in counts.items()},
        )
    )
    for name in tally.not_read:
        out.line(tr("{name} cannot be read as a table.", name=name))
