"""`sagsbud key`: the key everything at rest is sealed with, changed, got back by IT, or destroyed with all it opens."""

import sys
from argparse import Namespace
from getpass import getpass

from sagsbud.bootstrap.rotation import recover_key, rotate_key, wipe
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.i18n import tr, trn


def run(args: Namespace, out: Output) -> Exit:
    """One line and one record of what was done."""
    return {"rotate": _rotate, "recover": _recover, "wipe": _wipe}[args.action](args, out)


def _rotate(args: Namespace, out: Output) -> Exit:
    done = rotate_key(args.profile, args.data)
    out.record({"contents": done.contents, "key": done.origin.value})
    out.line(
        trn("{count} document is sealed with a new key.", "{count} documents are sealed with a new key.", done.contents)
    )
    return Exit.DONE


def _recover(args: Namespace, out: Output) -> Exit:
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    passphrase = getpass(tr("Passphrase of the private key: ")) if at_terminal else None
    origin = recover_key(args.profile, args.data, args.private_key, passphrase or None)
    out.record({"key": origin.value})
    out.line(tr("The documents on this machine can be opened again."))
    return Exit.DONE


def _wipe(args: Namespace, out: Output) -> Exit:
    done = wipe(args.profile, args.data, also_unsent=args.also_unsent)
    out.record({"wiped": done})
    if done:
        out.line(tr("The key is destroyed and the documents are removed from this machine."))
        return Exit.DONE
    out.line(tr("There are documents here that are not filed, or decisions that are not sent. Nothing was removed."))
    return Exit.NEEDS_PERSON
