"""`sagsbud unsent`: whether documents or decisions wait on this machine that taking the program away would leave behind."""

from argparse import Namespace

from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.i18n import tr, trn
from sagsbud.system.unsent import Held, all_folders, held_in, own_folder


def run(args: Namespace, out: Output) -> Exit:
    """One line a profile that holds something; NEEDS_PERSON when something promised is among it. Opens no store."""
    folders = [args.data.absolute()] if args.data else all_folders() if args.all_users else [own_folder()]
    found = list(held_in(folders))
    for held in found:
        if held.matters or held.inbox:
            out.line(f"{held.folder}: {_said(held)}")
    if not any(held.matters for held in found):
        out.line(tr("Nothing waits to be sent."))
    out.record({"profiles": [_record(held) for held in found]})
    return Exit.NEEDS_PERSON if any(held.matters for held in found) else Exit.DONE


def _said(held: Held) -> str:
    decisions = trn("{count} decision is not sent.", "{count} decisions are not sent.", held.decisions)
    if held.unsent is None:
        cut_off = tr("Sagsbud was cut off here, and documents may not be sent.")
        return f"{cut_off} {decisions}" if held.decisions else cut_off
    unsent = trn("{count} document is not sent.", "{count} documents are not sent.", held.unsent)
    inbox = trn("{count} document is in the inbox.", "{count} documents are in the inbox.", held.inbox)
    told = ((unsent, held.unsent), (decisions, held.decisions), (inbox, held.inbox))
    return " ".join(text for text, count in told if count)


def _record(held: Held) -> dict[str, object]:
    return {"folder": str(held.folder), "unsent": held.unsent, "decisions": held.decisions, "inbox": held.inbox}
