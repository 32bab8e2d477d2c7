"""`sagsbud serve`: the embedded Sag/Dokument service on its own, and the upkeep of its store."""

import json
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.i18n import tr, trn
from sagsbud.service.main import (
    BadDatabase,
    CannotOpen,
    FolderBusy,
    NewerSchema,
    NotABackup,
    NotEmpty,
    Options,
    UnsafeOptions,
    backup,
    check,
    options_of,
    restore,
    serve,
)
from sagsbud.system.folders import Folders

CANNOT = (CannotOpen, FolderBusy, NewerSchema, NotABackup, NotEmpty, OSError)
"""What may be wrong with the place and not with the options; the text holds no contents."""


def run(args: Namespace, out: Output) -> Exit:
    """Serve until stopped, or look after the store and end. USAGE for options that cannot be or would be unsafe."""
    if args.remove and not args.check:
        out.warn("--remove goes with --check")
        return Exit.USAGE
    try:
        args.database = args.database or _default_database(args)
        options = options_of(args)
        return _job(args)(args, options, out)
    except (UnsafeOptions, BadDatabase) as error:
        out.warn(str(error))
        return Exit.USAGE
    except CANNOT as error:
        out.warn((str(error) or type(error).__name__).splitlines()[0])
        return Exit.NEEDS_PERSON


def _default_database(args: Namespace) -> str:
    """The store the program's own service uses."""
    folder = Folders.of(args.profile, args.data).service
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    args.content = args.content or folder / "content"
    return f"sqlite:///{folder / 'service.db'}"


def _job(args: Namespace) -> Callable[[Namespace, Options, Output], Exit]:
    if args.check:
        return _check
    if args.backup:
        return _backup
    return _restore if args.restore else _serve


def _serve(args: Namespace, options: Options, out: Output) -> Exit:
    def ready(url: str) -> None:
        if args.with_parent:
            Thread(target=_end_with_input, args=[args.ready_file], name="sagsbud-parent", daemon=True).start()
        out.record({"url": url, "pid": os.getpid()})
        out.line(tr("Sag and Dokument answers at {url}. Stop it with Ctrl+C.", url=url))

    serve(options, ready)
    return Exit.DONE


def _end_with_input(ready_file: Path | None) -> None:
    """Whoever started us has ended, or let go of us: end too, in good order, and let nobody lean on us meanwhile.

    Read from the system: a thread inside `sys.stdin` would hold its lock while the interpreter shuts down.
    """
    while os.read(sys.stdin.fileno(), 4096):
        pass
    with suppress(OSError, ValueError, KeyError):
        if ready_file and json.loads(ready_file.read_text())["pid"] == os.getpid():
            ready_file.unlink()
    signal.raise_signal(signal.SIGTERM)


def _check(args: Namespace, options: Options, out: Output) -> Exit:
    found = check(options.database, options.content, remove=args.remove)
    out.record({"stray": found.stray, "missing": found.missing, "removed": found.removed})
    for name in found.stray:
        out.line(tr("Nobody owns {name}.", name=name))
    for name in found.missing:
        out.line(tr("{name} is missing or not whole.", name=name))
    if found.clean:
        out.line(tr("The store is in order."))
    return Exit.DONE if found.clean else Exit.NEEDS_PERSON


def _backup(args: Namespace, options: Options, out: Output) -> Exit:
    saved = backup(options.database, options.content, args.backup)
    out.record({"contents": saved})
    out.line(trn("{count} content saved.", "{count} contents saved.", saved))
    return Exit.DONE


def _restore(args: Namespace, options: Options, out: Output) -> Exit:
    restored = restore(args.restore, options.database, options.content)
    out.record({"contents": restored})
    out.line(trn("{count} content restored.", "{count} contents restored.", restored))
    return Exit.DONE
