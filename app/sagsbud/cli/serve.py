"""`sagsbud serve`: the embedded Sag/Dokument service on its own, and the upkeep of its store."""

import json
import os
import signal
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

from sagsbud.bootstrap.keeping import proven_key
from sagsbud.bootstrap.profile import prepare
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.i18n import tr, trn
from sagsbud.service.main import (
    BadDatabase,
    CannotOpen,
    FolderBusy,
    NewerSchema,
    NotABackup,
    NotEmpty,
    Options,
    OwnStore,
    UnsafeOptions,
    backup,
    check,
    is_loopback,
    options_of,
    restore,
    serve,
)
from sagsbud.system.embedded import store_key
from sagsbud.system.folders import Folders
from sagsbud.system.memory import leave_no_core

CANNOT = (CannotOpen, FolderBusy, NewerSchema, NotABackup, NotEmpty, OSError)
"""What may be wrong with the place and not with the options; the text holds no contents."""
_INPUT = 0
"""Standard input, as the system has it."""


def run(args: Namespace, out: Output) -> Exit:
    """Serve until stopped, or look after the store and end. USAGE for options that cannot be or would be unsafe.

    Raises StoreError for a profile's own store without its key, or with another's.
    """
    if args.remove and not args.check:
        out.warn("--remove goes with --check")
        return Exit.USAGE
    if args.content and not args.database:
        out.warn("--content goes with --database")
        return Exit.USAGE
    try:
        if args.database:
            return _job(args)(args, options_of(args), out)
        return _on_own_store(args, out)
    except (UnsafeOptions, BadDatabase) as error:
        out.warn(str(error))
        return Exit.USAGE
    except CANNOT as error:
        out.warn((str(error) or type(error).__name__).splitlines()[0])
        return Exit.NEEDS_PERSON


def _on_own_store(args: Namespace, out: Output) -> Exit:
    """The same on the store that the program's own service uses, sealed with the profile's key."""
    folders = None if args.own_store else prepare(args.profile, args.data)[0]
    own = OwnStore(folders.service if folders else args.own_store)
    args.database, args.content = own.url, own.content
    options = options_of(args)
    options.gate()  # what would be unsafe is said before anybody is asked for a passphrase
    leave_no_core()
    key = _key_of(folders, on_loopback=is_loopback(args.host)) if folders else _handed_key()
    with own.opened(key):
        return _job(args)(args, replace(options, store_key=key), out)


def _key_of(folders: Folders, *, on_loopback: bool) -> bytes:
    return store_key(proven_key(folders, on_loopback=on_loopback).key)


def _handed_key() -> bytes:
    """From the first line of standard input, and not a byte more. Raises StoreError when there is none."""
    handed = b""
    while not handed.endswith(b"\n"):
        more = os.read(_INPUT, 1)
        if not more:
            raise StoreError(Trouble.WRONG_KEY)
        handed += more
    return bytes.fromhex(handed.decode())


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
        out.line(tr("Sag og Dokument answers at {url}. Stop it with Ctrl+C.", url=url))

    serve(options, ready)
    return Exit.DONE


def _end_with_input(ready_file: Path | None) -> None:
    """Whoever started us has ended, or let go of us: end too, in good order, and let nobody lean on us meanwhile.

    Read from the system: a thread inside `sys.stdin` would hold its lock while the interpreter shuts down.
    """
    while os.read(_INPUT, 4096):
        pass
    with suppress(OSError, ValueError, KeyError):
        if ready_file and json.loads(ready_file.read_text())["pid"] == os.getpid():
            ready_file.unlink()
    signal.raise_signal(signal.SIGTERM)


def _check(args: Namespace, options: Options, out: Output) -> Exit:
    found = check(options.database, options.content, remove=args.remove, store_key=options.store_key)
    out.record({"stray": found.stray, "missing": found.missing, "removed": found.removed})
    for name in found.stray:
        out.line(tr("Nobody owns {name}.", name=name))
    for name in found.missing:
        out.line(tr("{name} is missing or incomplete.", name=name))
    if found.clean:
        out.line(tr("The store is in order."))
    return Exit.DONE if found.clean else Exit.NEEDS_PERSON


def _backup(args: Namespace, options: Options, out: Output) -> Exit:
    saved = backup(options.database, options.content, args.backup, store_key=options.store_key)
    if options.store_key:
        out.warn(tr("The backup is not encrypted. Keep it only where these documents may be stored."))
    out.record({"contents": saved})
    out.line(trn("{count} content saved.", "{count} contents saved.", saved))
    return Exit.DONE


def _restore(args: Namespace, options: Options, out: Output) -> Exit:
    restored = restore(args.restore, options.database, options.content, store_key=options.store_key)
    out.record({"contents": restored})
    out.line(trn("{count} content restored.", "{count} contents restored.", restored))
    return Exit.DONE
