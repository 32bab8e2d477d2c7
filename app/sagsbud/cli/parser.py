"""The verbs and their options, as argparse knows them."""

import argparse
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from sagsbud import __version__
from sagsbud.service.arguments import add_arguments

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def build_parser() -> argparse.ArgumentParser:
    """The whole command line. Without a verb it opens the window."""
    common = _common()
    parser = argparse.ArgumentParser(prog="sagsbud", description="File documents on the right Sag.", parents=[common])
    parser.add_argument("--version", action="version", version=f"sagsbud {__version__}")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND")

    for add in (_look, _take, _carry, _classify, _key, _kle, _review, _serve, _agent, _recipe, _care):
        add(verbs, common)
    return parser


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--profile", metavar="NAME", help="which set of data and settings")
    common.add_argument("--data", type=Path, metavar="DIR", help="keep everything below this folder")
    common.add_argument("--service", metavar="URL", help="Sag/Dokument service (default: the embedded one)")
    common.add_argument("--json", action="store_true", help="JSON on standard output, and nothing else there")
    return common


def _look(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    """The window, the demo, and what files say."""
    opened = verbs.add_parser("open", parents=[common], help="the window, with these files in the inbox")
    opened.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    opened.add_argument("--copied", action="store_true", help="take in the files that are copied in another program")
    opened.add_argument("--at-login", action="store_true", help="only where the setting “at_login” says so")

    demo = verbs.add_parser("demo", parents=[common], help="the main job on demo documents")
    demo.add_argument("--headless", action="store_true", help="no window; print what was filed where")

    verbs.add_parser(
        "practice", parents=[common], help="the window to practise in, on documents and a service of its own"
    )

    inspect = verbs.add_parser("inspect", parents=[common], help="what a file says; files nothing")
    inspect.add_argument("paths", nargs="+", type=Path, metavar="PATH")


def _take(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    """What brings documents in."""
    intake = verbs.add_parser("intake", parents=[common], help="secure files, folders and mail exports into the inbox")
    intake.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    intake.add_argument("--dry-run", action="store_true", help="only count what would be taken")
    intake.add_argument(
        "--report", type=Path, metavar="FILE", help="closing report of imports: text, or JSON for .json"
    )
    apart = intake.add_mutually_exclusive_group()
    apart.add_argument("--batch", action="store_true", help="as a batch of its own, also a zip or a small folder")
    apart.add_argument("--inbox", action="store_true", help="into the inbox, also a mailbox or a large folder")

    file = verbs.add_parser("file", parents=[common], help="take, decide and promise")
    file.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    file.add_argument("--kle", metavar="NR", help="KLE number for all of them")
    file.add_argument("--sag", metavar="NR", help="case number for all of them")
    file.add_argument("--auto", action="store_true", help="also take suggestions that are only likely")

    hand = verbs.add_parser("hand-over", parents=[common], help="give documents to a colleague")
    hand.add_argument("documents", nargs="+", metavar="PATH|ITEM", help="a file, a folder, or an item's uuid")
    hand.add_argument("--to", type=UUID, required=True, metavar="UUID", help="the colleague")
    hand.add_argument("--note", metavar="TEXT", help="a short word to the colleague")


def _carry(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    """What is promised, and how it gets on."""
    sync = verbs.add_parser("sync", parents=[common], help="deliver what is due")
    sync.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="go on until all is settled")

    queue = verbs.add_parser("queue", parents=[common], help="the outbox with reason and next try")
    queue.add_argument("--state", type=str.upper, metavar="S", help="only this state")
    queue.add_argument("--batches", action="store_true", help="the bulk imports, and what is undecided in each")
    queue.add_argument("--batch", type=UUID, metavar="ID", help="only what came with this bulk import")
    queue.add_argument("--conflicts", action="store_true", help="what changed meanwhile, with the choices there are")
    queue.add_argument("--answer", metavar="CHOICE", help="answer the conflicts of the items given with --item")
    queue.add_argument("--item", type=UUID, action="append", metavar="ID", help="for --answer; may be given again")
    queue.add_argument("--alike", action="store_true", help="with --answer: also all conflicts that are like them")
    queue.add_argument("--move", type=UUID, metavar="ID", help="put a filed document on the case given with --sag")
    queue.add_argument("--sag", metavar="NR", help="case number, for --move and --answer other_sag")
    queue.add_argument("--verify", action="store_true", help="check the history's chain")
    queue.add_argument("--rebuild", action="store_true", help="make the outbox anew from the vault")


def _classify(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    classify = verbs.add_parser("classify", parents=[common], help="rank KLE numbers for JSON lines")
    classify.add_argument("input", nargs="?", type=Path, metavar="IN.jsonl", help="default: standard input")
    classify.add_argument("--learn", type=Path, metavar="FILE.jsonl")
    classify.add_argument("--kle", type=Path, metavar="INDEX")


def _care(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    """What IT asks."""
    verbs.add_parser("selftest", parents=[common], help="prove that the installation works")
    diagnostics = verbs.add_parser("diagnostics", parents=[common], help="a bundle without personal data")
    diagnostics.add_argument("file", nargs="?", type=Path, metavar="FILE.zip")
    diagnostics.add_argument("--list", action="store_true", help="show everything that would go in; write nothing")
    verbs.add_parser("explain-config", parents=[common], help="each setting, its value and where it comes from")
    unsent = verbs.add_parser("unsent", parents=[common], help="what waits here and would be left behind")
    unsent.add_argument("--all-users", action="store_true", help="of everybody on this machine")


def _agent(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    agent = verbs.add_parser("agent", parents=[common], help="messages to and from other systems, without a window")
    agent.add_argument("--no-commands", action="store_true", help="do nothing that other systems ask for")
    agent.add_argument("--bridge", action="store_true", help="pass on what the service registers, from its change feed")
    agent.add_argument(
        "--gateway", action="store_true", help="pass on to the national distributor what is told on the broker"
    )
    agent.add_argument(
        "--reference-database", metavar="CONNINFO", help="pass on what the reference registers; no password in it"
    )
    agent.add_argument(
        "--recipe",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="file what comes in messages by this recipe",
    )
    agent.add_argument(
        "--feed-reference-queue", action="store_true", help="also the queue the reference's own relay writes to"
    )


def _recipe(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    recipe = verbs.add_parser("recipe", parents=[common], help="file the rows of many small files by a recipe")
    recipe.add_argument("recipe", type=Path, metavar="RECIPE.json")
    recipe.add_argument("folder", type=Path, metavar="FOLDER")
    recipe.add_argument("--dry-run", action="store_true", help="only count what would be done")
    recipe.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="deliver, until all is settled")


def _review(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    who = argparse.ArgumentParser(add_help=False)
    who.add_argument("--as", dest="user", type=UUID, metavar="UUID", help="the Bruger, where no login names one")
    review = verbs.add_parser("review", parents=[common], help="the supervisor's queue")
    actions = review.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", parents=[common, who], help="what waits, oldest first")
    listed.add_argument("--scope", choices=("mine", "unit", "returned"), default="mine")
    listed.add_argument("--kle", metavar="NR", help="the beginning of a KLE number")
    listed.add_argument("--older", type=int, metavar="DAYS", help="received so many working days ago or more")
    listed.add_argument("--text", help="words in title, case number or subject")
    for action, says in (
        ("approve", "on the Sag and final"),
        ("return", "back to who asked, with a reason"),
        ("reassign", "for somebody else to look at"),
        ("not-to-be-filed", "out of use, with a reason"),
        ("assign", "give it to somebody"),
        ("ask", "ask somebody to look at it"),
        ("send", "mark what is approved as sent today"),
    ):
        _verdict(actions.add_parser(action, parents=[common, who], help=says), action)
    sample = actions.add_parser("sample", parents=[common, who], help="documents by chance, and the rate they tell of")
    sample.add_argument("--draw", type=int, default=0, metavar="N")
    sample.add_argument("--kle", metavar="NR", help="the beginning of a KLE number")
    report = actions.add_parser("report", parents=[common, who], help="figures per unit and subject")
    report.add_argument("--days", type=int, default=30, metavar="N")
    report.add_argument("--unit", type=UUID, metavar="UUID")


def _verdict(said: argparse.ArgumentParser, action: str) -> None:
    said.add_argument("dokumenter", nargs="+", type=UUID, metavar="DOKUMENT")
    said.add_argument("--note", metavar="TEXT", help="a short word, kept with the state")
    if action in ("return", "not-to-be-filed"):
        reasons = ("wrong-kle", "title-says-little", "party-missing", "wrong-sag", "sensitivity-missing")
        said.add_argument("--reason", choices=(*reasons, "not-to-be-filed", "other"))
    if action == "return":
        said.add_argument("--comment", metavar="TEXT", help="the long reason, kept as an internal note")
    if action in ("reassign", "assign", "ask"):
        said.add_argument("--to", type=UUID, required=True, metavar="UUID")
        said.add_argument("--unit", action="store_true", help="--to names a unit, not a person")
    if action in ("approve", "return", "not-to-be-filed"):
        said.add_argument("--sampled", action="store_true", help="it was drawn as a sample")


def _kle(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    kle = verbs.add_parser("kle", parents=[common], help="the subject plan")
    actions = kle.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser("import", parents=[common], help="take over another edition")
    source = load.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?", type=Path, metavar="FILE", help="OS2KLE as text or JSON, or KLE as XML")
    source.add_argument("--download", action="store_true", help="OS2KLE from its public address")
    source.add_argument("--from-service", action="store_true", help="the numbers the service itself knows")
    words = actions.add_parser(
        "words", parents=[common], help="the unit's own keywords; a change is tried before it is kept"
    )
    words.add_argument(
        "number", nargs="?", metavar="NR", help="the subject whose words change; without one they are listed"
    )
    words.add_argument("--add", action="append", default=[], metavar="WORD")
    words.add_argument("--remove", action="append", default=[], metavar="WORD")
    words.add_argument("--save", action="store_true", help="keep the change")
    search = actions.add_parser("search", parents=[common], help="find a subject in everyday words")
    search.add_argument("text", nargs="+", metavar="TEXT")


def _key(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    key = verbs.add_parser("key", parents=[common], help="the key everything on this machine is sealed with")
    actions = key.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("rotate", parents=[common], help="seal everything anew with a new key")
    back = actions.add_parser("recover", parents=[common], help="get the key back with the organisation's private key")
    back.add_argument("private_key", type=Path, metavar="PRIVATE.pem")
    wiping = actions.add_parser("wipe", parents=[common], help="destroy the key and remove all documents")
    wiping.add_argument("--also-unsent", action="store_true", help="even when documents are not filed yet")


def _serve(verbs: Verbs, common: argparse.ArgumentParser) -> None:
    serve = verbs.add_parser("serve", parents=[common], help="the embedded Sag/Dokument service on its own")
    add_arguments(serve)
