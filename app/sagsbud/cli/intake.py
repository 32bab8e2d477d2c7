"""`sagsbud intake`: secure files into the inbox, and mailboxes and large folders as batches of their own."""

from argparse import Namespace
from pathlib import Path

from sagsbud.bootstrap import House, open_house
from sagsbud.cli.exits import Exit
from sagsbud.cli.importing import Report, import_batch, is_bulk, plan, write_reports
from sagsbud.cli.output import Output
from sagsbud.cli.rows import record_of, say
from sagsbud.cli.taking import refuse, refuse_path, take
from sagsbud.domain.errors import IntakeError
from sagsbud.domain.twins import Twin
from sagsbud.suggestiontexts import likeness_text


def run(args: Namespace, out: Output) -> Exit:
    """A line per file: where it is now, and whether it was there already; for a batch its report at the end."""
    with open_house(args.profile, args.data, args.service) as house:
        house.say_warnings(out.warn)
        if args.dry_run:
            return _plan_all(house, args.paths, out)
        bulk = [path for path in args.paths if is_bulk(path, args)]
        plain = [path for path in args.paths if path not in bulk]
        code = _take_plain(house, plain, out) if plain else Exit.DONE
        return max(code, _import_all(house, bulk, args.report, out))


def _plan_all(house: House, paths: list[Path], out: Output) -> Exit:
    code = Exit.DONE
    for path in paths:
        try:
            plan(house, path, out)
        except IntakeError as error:
            refuse_path(out, path, error.trouble)
            code = Exit.NEEDS_PERSON
    return code


def _import_all(house: House, paths: list[Path], report_file: Path | None, out: Output) -> Exit:
    code = Exit.DONE
    reports: list[Report] = []
    for path in paths:
        try:
            reports.append(import_batch(house, path, out))
        except IntakeError as error:
            refuse_path(out, path, error.trouble)
            code = Exit.NEEDS_PERSON
        if reports and reports[-1].batch.unfinished:
            break
    if report_file is not None:
        write_reports(report_file, reports)
    return Exit.NEEDS_PERSON if any(report.needs_person for report in reports) else code


def _take_plain(house: House, paths: list[Path], out: Output) -> Exit:
    code = Exit.DONE
    answers = list(take(house.engine, paths))
    house.engine.read_now()
    for answer in answers:
        entry = house.ports.outbox.entry(answer.item) if answer.item else None
        if entry is None or answer.taken is None:
            refuse(out, answer)
            code = Exit.NEEDS_PERSON
            continue
        record = record_of(entry, path=str(answer.path))
        twins = house.engine.kin.twins(entry.item.id).here
        out.record({**record, "taken": answer.taken.value, "twins": [_twin(twin) for twin in twins]})
        say(out, entry, path=str(answer.path), note=likeness_text(twins[0].likeness) if twins else "")
        code = code if entry.problem is None else Exit.NEEDS_PERSON
    return code


def _twin(twin: Twin) -> dict[str, str | None]:
    order = twin.entry.order
    return {
        "likeness": twin.likeness.value,
        "item": str(twin.entry.item.id),
        "state": twin.entry.state.value,
        "sag": order.sag.sagsnummer if order else None,
    }
