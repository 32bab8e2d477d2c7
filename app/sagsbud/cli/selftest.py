"""`sagsbud selftest`: prove that the installation works, one line a check."""

from argparse import Namespace

from sagsbud.bootstrap.selftest import self_checks
from sagsbud.checktexts import check_name_text, finding_text, remedy_text
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.checks import Check, CheckName, CheckState
from sagsbud.i18n import N_, tr

MARKS = {
    CheckState.OK: N_("ok"),
    CheckState.NOTE: N_("note"),
    CheckState.SKIPPED: N_("skipped"),
    CheckState.FAILED: N_("FAILED"),
}
MARGIN = 14
"""Columns the mark takes."""
UNREACHABLE = frozenset({CheckName.SERVICE, CheckName.CERTIFICATE, CheckName.LOGIN, CheckName.STANDARD})
"""Checks whose failure means that nothing can be delivered."""


def run(args: Namespace, out: Output) -> Exit:
    """Every check as it is done, with what to do about those that failed; the exit code is that of the worst."""
    done = []
    for check in self_checks(args.profile, args.data, args.service):
        done.append(check)
        _say(out, check)
    code = max(exit_for(check) for check in done)
    worst = max((check.state for check in done), key=list(CheckState).index)
    out.record({"ok": code is Exit.DONE, "state": worst.value, "checks": [_record(check) for check in done]})
    return code


def _say(out: Output, check: Check) -> None:
    subject = f" {check.subject}" if check.subject else ""
    out.line(f"{tr(MARKS[check.state]):<{MARGIN}}{check_name_text(check.name)}{subject}: {finding_text(check)}")
    remedy = remedy_text(check)
    if remedy and check.state is not CheckState.OK:
        out.line(f"{'':<{MARGIN}}→ {remedy}")


def exit_for(check: Check) -> Exit:
    """What one check means for the exit code."""
    if check.state is not CheckState.FAILED:
        return Exit.DONE
    if check.name is CheckName.KEY:
        return Exit.POLICY
    return Exit.UNREACHABLE if check.name in UNREACHABLE else Exit.NEEDS_PERSON


def _record(check: Check) -> dict[str, object]:
    return {
        "name": check.name.value,
        "state": check.state.value,
        "ok": check.state in (CheckState.OK, CheckState.NOTE),
        "code": check.code,
        "subject": check.subject or None,
        "finding": finding_text(check),
        "remedy": remedy_text(check) or None,
        "params": dict(check.params),
    }
