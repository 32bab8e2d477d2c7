"""Parse, run the verb, answer with its exit code."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from sagsbud.cli.exits import Exit, exit_of
from sagsbud.cli.output import Output
from sagsbud.cli.parser import build_parser
from sagsbud.domain.errors import SagsbudError

_VERBS: dict[str | None, str] = {
    None: "window",
    "demo": "demo",
    "inspect": "inspect",
    "intake": "intake",
    "file": "file",
    "sync": "sync",
    "queue": "queue",
    "classify": "classify",
    "kle": "kle",
    "serve": "serve",
    "selftest": "selftest",
    "diagnostics": "diagnostics",
    "explain-config": "explain_config",
}
"""Verb to module; a module is imported only when its verb is asked for, so that each starts quickly."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    args = build_parser().parse_args(arguments)
    for name, default in {"profile": None, "data": None, "service": None, "json": False}.items():
        if not hasattr(args, name):
            setattr(args, name, default)
    out = Output(json=args.json)
    run: Callable[[Namespace, Output], Exit] = import_module(f"sagsbud.cli.{_VERBS[args.command]}").run
    try:
        return run(args, out)
    except SagsbudError as error:
        return _report(error, out)
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.DONE
    except KeyboardInterrupt:
        return Exit.NEEDS_PERSON


def _report(error: SagsbudError, out: Output) -> Exit:
    from sagsbud.texts import trouble_text

    out.warn(trouble_text(error.trouble, error.params).whole)
    out.record({"error": {"code": error.trouble.value, **error.params}})
    return exit_of(error)
