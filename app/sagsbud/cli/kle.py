"""`sagsbud kle import` and `sagsbud kle search`."""

from argparse import Namespace
from textwrap import wrap

from sagsbud.bootstrap import import_kle, import_kle_from_service, import_published_kle, open_catalogue
from sagsbud.cli import klewords
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.klassifikation import KleEmne
from sagsbud.i18n import tr
from sagsbud.suggest.catalogue import KleImport
from sagsbud.suggest.kleplan import KleFormatError

FOUND_SHOWN = 20
GUIDANCE_LINES = 3
WIDTH = 90


def run(args: Namespace, out: Output) -> Exit:
    """Do the action."""
    actions = {"import": _import, "search": _search, "words": klewords.run}
    return actions[args.action](args, out)


def _import(args: Namespace, out: Output) -> Exit:
    try:
        result = _taken(args)
    except (KleFormatError, OSError) as error:
        out.warn(_refused(args, unread=isinstance(error, OSError)))
        return Exit.NEEDS_PERSON
    out.record(
        {
            "edition": result.edition,
            "subjects": result.subjects,
            "problems": [{"line": problem.line, "code": problem.code} for problem in result.problems],
        }
    )
    out.line(f"{result.edition}: {result.subjects}")
    for problem in result.problems:
        out.line(f"{args.file or result.edition}:{problem.line}: {problem.code}")
    return Exit.NEEDS_PERSON if result.problems or not result.subjects else Exit.DONE


def _taken(args: Namespace) -> KleImport:
    if args.download:
        return import_published_kle(args.profile, args.data)
    if args.from_service:
        return import_kle_from_service(args.profile, args.data, args.service)
    return import_kle(args.profile, args.data, args.file)


def _refused(args: Namespace, *, unread: bool) -> str:
    edition = open_catalogue(args.profile, args.data).edition
    if unread:
        return tr(
            "The file cannot be read. The edition in use is still {edition}. Check the file's name.", edition=edition
        )
    return tr(
        "This is not a subject plan: OS2KLE as text or JSON, KLE as XML or a table of numbers and titles. "
        "The edition in use is still {edition}. Fetch the file again, or use a different one.",
        edition=edition,
    )


def _search(args: Namespace, out: Output) -> Exit:
    catalogue = open_catalogue(args.profile, args.data)
    found = catalogue.search(" ".join(args.text), FOUND_SHOWN)
    for emne in found:
        out.record(_record(emne))
        out.line(f"{emne.nummer}  {emne.titel}")
        for line in wrap(emne.vejledning, WIDTH)[:GUIDANCE_LINES]:
            out.line(f"          {line}")
    return Exit.DONE if found else Exit.NEEDS_PERSON


def _record(emne: KleEmne) -> dict[str, object]:
    return {
        "kle": str(emne.nummer),
        "title": emne.titel,
        "guidance": emne.vejledning,
        "retired": emne.udgaaet,
        "successors": [str(nummer) for nummer in emne.afloest_af],
    }
