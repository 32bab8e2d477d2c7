"""Parse, run the verb, answer with its exit code."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.parser import build_parser
from sagsbud.cli.starting import begin, report, report_defect
from sagsbud.domain.errors import SagsbudError
from sagsbud.system.folders import is_profile_name

_VERBS: dict[str | None, str] = {
    None: "window",
    "open": "window",
    "demo": "demo",
    "practice": "practice",
    "inspect": "inspect",
    "intake": "intake",
    "file": "file",
    "hand-over": "hand_over",
    "sync": "sync",
    "queue": "queue",
    "classify": "classify",
    "key": "key",
    "kle": "kle",
    "review": "review",
    "serve": "serve",
    "agent": "agent",
    "recipe": "recipe",
    "selftest": "selftest",
    "diagnostics": "diagnostics",
    "explain-config": "explain_config",
    "unsent": "unsent",
}
"""Verb to module; a module is imported only when its verb is asked for, so that each starts quickly."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    parser = build_parser()
    args = parser.parse_args(arguments)
    for name, default in {"profile": None, "data": None, "service": None, "json": False}.items():
        if not hasattr(args, name):
            setattr(args, name, default)
    if args.profile and not is_profile_name(args.profile):
        parser.error(f"--profile {args.profile}: a name is made of a-z, 0-9, - and _")
    out = Output(json=args.json)
    try:
        begin(args)
        run: Callable[[Namespace, Output], Exit] = import_module(f"sagsbud.cli.{_VERBS[args.command]}").run
        return run(args, out)
    except SagsbudError as error:
        return report(error, out)
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.DONE
    except KeyboardInterrupt:
        return Exit.NEEDS_PERSON
    except Exception as error:  # noqa: BLE001 - a person must not meet a traceback; the log has its type and place
        return report_defect(error, args, out)
