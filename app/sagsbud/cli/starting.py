"""What surrounds every verb: the log and the language before it, and a sentence instead of a traceback after it."""

import contextlib
import errno
import logging
import sys
from argparse import Namespace

from sagsbud import i18n
from sagsbud.cli.exits import Exit, exit_of
from sagsbud.cli.output import Output
from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.shipped import resources
from sagsbud.system.folders import DEMO, PRACTICE, Folders
from sagsbud.system.logs import log_to_files, log_to_stream
from sagsbud.system.neutral import place_of
from sagsbud.system.places import standard_places
from sagsbud.system.profiles import choose_profile
from sagsbud.system.pseudonyms import FILE, Pseudonyms
from sagsbud.texts import trouble_text

log = logging.getLogger(__name__)

LONG_RUNNING = frozenset({None, "agent"})
"""Verbs that stay: where the interpreter itself crashed is written down for them."""
_TROUBLES = {
    errno.ENOENT: Trouble.NOT_FOUND,
    errno.EISDIR: Trouble.NOT_A_FILE,
    errno.EACCES: Trouble.NOT_READABLE,
    errno.ENOSPC: Trouble.DISK_FULL,
    errno.EROFS: Trouble.STORE_READ_ONLY,
}


def begin(args: Namespace) -> None:
    """Set up language and log. Raises PolicyError for a profile that is not allowed.

    The language is the usual one until the profile's settings are read.
    """
    with contextlib.suppress(OSError):
        i18n.use_language("da", resources() / "translations")
    if args.command == "unsent":  # asks of everybody's folders, and makes none
        return
    if args.command == "serve":  # whoever started it keeps what it says
        log_to_stream(sys.stderr, Pseudonyms.beside(args.ready_file) if args.ready_file else None)
        return
    trial = DEMO if args.command == "demo" and not args.data else None
    profile = PRACTICE if args.command == "practice" else args.profile or trial
    folders = choose_profile(profile, args.data, standard_places())
    log_to_files(folders.logs, Pseudonyms(folders.data / FILE), crashes=args.command in LONG_RUNNING)


def report(error: SagsbudError, out: Output) -> Exit:
    """Say in a sentence why a command ended."""
    out.warn(trouble_text(error.trouble, error.params).whole)
    out.record({"error": {"code": error.trouble.value, **error.params}})
    return exit_of(error)


def report_defect(error: Exception, args: Namespace, out: Output) -> Exit:
    """Say what an unexpected exception means. What the operating system refused has a sentence of its own."""
    trouble = _TROUBLES.get(error.errno or 0) if isinstance(error, OSError) else None
    if trouble:
        return report(StoreError(trouble), out)
    place = place_of(error)
    log.error("“%s” ended unexpectedly", args.command or "window", exc_info=error)
    written = Folders.of(args.profile, args.data).logs / "sagsbud.log"
    out.warn(trouble_text(Trouble.DEFECT, {}).whole)
    out.warn(i18n.tr("For IT: {place}. The log is {file}.", place=place, file=written))
    out.record({"error": {"code": Trouble.DEFECT.value, "place": place}})
    return Exit.NEEDS_PERSON
