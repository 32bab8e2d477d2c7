"""`sagsbud kle import` and `sagsbud kle search`."""

from argparse import Namespace

from sagsbud.bootstrap import import_kle, open_catalogue
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.klassifikation import KleEmne

FOUND_SHOWN = 20


def run(args: Namespace, out: Output) -> Exit:
    """Do the action."""
    return _import(args, out) if args.action == "import" else _search(args, out)


def _import(args: Namespace, out: Output) -> Exit:
    result = import_kle(args.profile, args.data, args.file)
    out.record(
        {
            "edition": result.edition,
            "subjects": result.subjects,
            "problems": [{"line": problem.line, "code": problem.code} for problem in result.problems],
        }
    )
    out.line(f"{result.edition}: {result.subjects}")
    for problem in result.problems:
        out.line(f"{args.file}:{problem.line}: {problem.code}")
    return Exit.NEEDS_PERSON if result.problems or not result.subjects else Exit.DONE


def _search(args: Namespace, out: Output) -> Exit:
    catalogue = open_catalogue(args.profile, args.data)
    found = catalogue.search(" ".join(args.text), FOUND_SHOWN)
    for emne in found:
        out.record(_record(emne))
        out.line(f"{emne.nummer}  {emne.titel}")
    return Exit.DONE if found else Exit.NEEDS_PERSON


def _record(emne: KleEmne) -> dict[str, object]:
    successors = [str(nummer) for nummer in emne.afloest_af]
    return {"kle": str(emne.nummer), "title": emne.titel, "retired": emne.udgaaet, "successors": successors}
