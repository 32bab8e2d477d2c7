"""`sagsbud classify`: JSON lines in, ranked KLE numbers out."""

import sys
from argparse import Namespace
from contextlib import ExitStack

from sagsbud.bootstrap import classifier
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output


def run(args: Namespace, out: Output) -> Exit:
    """`{id,text,title}` a line in; `{id,ranked[],scores[],reasons[]}` a line out, whether or not `--json` is given."""
    with ExitStack() as files:
        source = files.enter_context(args.input.open(encoding="utf-8")) if args.input else sys.stdin
        learn = files.enter_context(args.learn.open(encoding="utf-8")) if args.learn else None
        problems = classifier(args.profile, args.data, args.kle)(source, sys.stdout, learn)
    for problem in problems:
        out.warn(problem)
    return Exit.NEEDS_PERSON if problems else Exit.DONE
