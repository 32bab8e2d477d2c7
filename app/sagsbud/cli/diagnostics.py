"""`sagsbud diagnostics FILE.zip`: a bundle for support without personal data, and with `--list` a look at it first."""

from argparse import Namespace
from pathlib import Path

from sagsbud.bootstrap.diagnostics import Bundle
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.i18n import N_, tr
from sagsbud.system.diagnostics import Part

HOLDS = {
    "readme": N_("what the bundle is"),
    "versions": N_("versions of the program, its libraries and the system"),
    "settings": N_("which settings apply and who decided them, with pseudonyms for names"),
    "selftest": N_("what the self-test found"),
    "queue": N_("how many documents are where, and the state of those not delivered"),
    "files": N_("names and sizes of the program's own files"),
    "log": N_("neutral lines of the log"),
    "crashes": N_("where in the program a crash happened"),
}


def run(args: Namespace, out: Output) -> Exit:
    """Write the bundle, or with `--list` show what would be in it, whole, and write nothing."""
    if args.file is None and not args.list:
        out.warn(tr("Name the file to write, or look with “--list”."))
        return Exit.USAGE
    bundle = Bundle(args.profile, args.data, args.service)
    if args.list:
        parts = bundle.preview()
        _show(out, parts)
        out.record({"file": None, "parts": [_record(part, whole=True) for part in parts]})
        return Exit.DONE
    path: Path = args.file
    parts = bundle.write(path)
    for part in parts:
        out.line(f"{part.size:>9} B  {part.name:<18} {tr(HOLDS[part.holds])}")
    out.line(tr("Written: {file}.", file=path))
    out.record({"file": str(path), "parts": [_record(part) for part in parts]})
    return Exit.DONE


def _show(out: Output, parts: list[Part]) -> None:
    for part in parts:
        out.line(f"── {part.name} · {part.size} B · {tr(HOLDS[part.holds])}")
        out.line(part.text)


def _record(part: Part, *, whole: bool = False) -> dict[str, object]:
    record: dict[str, object] = {"name": part.name, "bytes": part.size, "holds": part.holds}
    return record | ({"text": part.text} if whole else {})
