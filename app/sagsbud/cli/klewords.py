"""`sagsbud kle words`: the unit's own keywords, and which past filings a change would move."""

from argparse import Namespace

from sagsbud.bootstrap import open_catalogue
from sagsbud.bootstrap.workbench import Trial, try_words, unit_words, use_words
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.i18n import tr
from sagsbud.suggest.unitwords import UnitWords
from sagsbud.suggest.workbench import Move

LISTED = 50
"""Moves shown to a person; `--json` has them all."""


def run(args: Namespace, out: Output) -> Exit:
    """List the words, or try a change; it is kept with `--save` alone."""
    words = unit_words(args.profile, args.data)
    if not args.number:
        return _list(words, out)
    try:
        nummer = KleNummer(args.number)
    except ValueError:
        out.warn(tr("“{number}” is not a KLE number. It has the form 00.00.00.", number=args.number))
        return Exit.USAGE
    if open_catalogue(args.profile, args.data).emne(nummer) is None:
        out.warn(tr("The subject plan in use has no {number}. Nothing is changed.", number=str(nummer)))
        return Exit.NEEDS_PERSON
    for word in args.add:
        words = words.with_word(nummer, word)
    for word in args.remove:
        words = words.without_word(nummer, word)
    _tell(try_words(args.profile, args.data, words), out)
    if args.save:
        use_words(args.profile, args.data, words)
        out.line(tr("The words are in use from now on."))
    else:
        out.line(tr("Nothing is changed yet. With --save the words are kept."))
    return Exit.DONE


def _list(words: UnitWords, out: Output) -> Exit:
    for nummer in sorted({*words.added, *words.removed}):
        added, removed = sorted(words.added.get(nummer, ())), sorted(words.removed.get(nummer, ()))
        out.record({"kle": str(nummer), "added": added, "removed": removed})
        out.line(f"{nummer}  " + "  ".join([f"+{word}" for word in added] + [f"-{word}" for word in removed]))
    return Exit.DONE


def _tell(trial: Trial, out: Output) -> None:
    better, worse = sum(move.better for move in trial.moves), sum(move.worse for move in trial.moves)
    out.record({"judged": trial.judged, "moved": len(trial.moves), "better": better, "worse": worse})
    out.line(
        tr(
            "Of {judged} past filings {moved} would get a different first suggestion: {better} the right one, "
            "{worse} a wrong one.",
            judged=trial.judged,
            moved=len(trial.moves),
            better=better,
            worse=worse,
        )
    )
    for at, move in enumerate(trial.moves):
        record = _record(move, trial)
        out.record(record)
        if at < LISTED:
            out.line(f"  {record['sag']:14} {record['filed']}  {record['before'] or '–'} → {record['after'] or '–'}")


def _record(move: Move, trial: Trial) -> dict[str, str | None]:
    return {
        "sag": trial.sagsnumre.get(move.sag, move.sag),
        "filed": str(move.nummer),
        "before": str(move.before) if move.before else None,
        "after": str(move.after) if move.after else None,
    }
