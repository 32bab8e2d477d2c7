"""`sagsbud selftest`: prove that the installation works, one line a check."""

from argparse import Namespace

from sagsbud.bootstrap import self_checks
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output


def run(args: Namespace, out: Output) -> Exit:
    """Every check, passed or not; the first thing to do about those that did not."""
    checks = self_checks(args.profile, args.data, args.service)
    for check in checks:
        mark = "ok " if check.ok else "-- "
        out.line(f"{mark}{check.name}: {check.finding}" + ("" if check.ok else f" · {check.remedy}"))
    passed = all(check.ok for check in checks)
    rows = [{"name": c.name, "ok": c.ok, "finding": c.finding, "remedy": c.remedy} for c in checks]
    out.record({"ok": passed, "checks": rows})
    return Exit.DONE if passed else Exit.NEEDS_PERSON
