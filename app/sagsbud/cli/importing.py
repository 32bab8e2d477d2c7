"""Bulk imports from the command line: what is one, how it goes, and the report at its end."""

import signal
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from sagsbud.bootstrap import House
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.rows import record_of
from sagsbud.domain.arrival import Taken
from sagsbud.domain.batches import Batch, Piece, Tally
from sagsbud.domain.errors import Trouble
from sagsbud.domain.filenames import readable
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine.imports import ImportProgress
from sagsbud.i18n import percent, tr, trn
from sagsbud.intake.containers import files_below, mailbox_kind
from sagsbud.texts import trouble_text

FOLDER_IS_BATCH_FROM = 1000
"""A folder with so many files is a batch of its own; a smaller one goes into the inbox file by file."""
SAY_EVERY = 1.0
"""Seconds between words on progress."""


def is_bulk(path: Path, args: Namespace) -> bool:
    """Whether a path is imported as a batch: mailboxes always, folders when they are large or hold a mailbox."""
    if args.batch or args.inbox:
        return bool(args.batch)
    try:
        if not path.is_dir():
            return mailbox_kind(path) is not None
        for number, file in enumerate(files_below(path), start=1):
            if number >= FOLDER_IS_BATCH_FROM or mailbox_kind(file) is not None:
                return True
    except OSError:
        return False
    return False


@dataclass
class Report:
    """What an import brought, for the file of `--report` and the last line."""

    source: Path
    batch: Batch
    seconds: float
    undecided: int = 0
    unreadable: list[tuple[int, str, Trouble]] = field(default_factory=list)
    """Place, name and why, of what was taken but could not be read."""

    @property
    def needs_person(self) -> bool:
        """Whether something could not be taken or read, or the import did not come to its end."""
        return bool(self.batch.tally.refused or self.unreadable or self.batch.unfinished)

    def record(self) -> dict[str, Any]:
        """As one JSON object."""
        tally = self.batch.tally
        return {
            "path": readable(str(self.source)),
            "batch": str(self.batch.id),
            "label": self.batch.label,
            "finished": not self.batch.unfinished,
            "documents": tally.seen,
            "new": tally.new,
            "already_here": tally.already_here,
            "already_filed": tally.already_filed,
            "refused": {trouble.value: count for trouble, count in tally.refused.items()},
            "unreadable": [{"place": p, "name": n, "reason": t.value} for p, n, t in self.unreadable],
            "refusals": [{"place": r.position, "reason": r.trouble.value} for r in self.batch.refusals],
            "undecided": self.undecided,
            "bytes": tally.bytes,
            "begun": self.batch.begun_at.isoformat(),
            "ended": self.batch.ended_at.isoformat() if self.batch.ended_at else None,
            "seconds": round(self.seconds, 3),
        }

    def lines(self) -> Iterator[str]:
        """As a person reads it."""
        tally = self.batch.tally
        yield tr("Import of {name}", name=self.batch.label)
        if self.batch.unfinished:
            yield tr("Not finished. Run the same command again; it goes on where it stopped.")
        yield trn("{count} document in all.", "{count} documents in all.", tally.seen)
        yield from _tally_lines(tally)
        for place, name, trouble in self.unreadable:
            yield f"{place:>8}  {name}  {trouble_text(trouble, {}).title}"
        for refusal in self.batch.refusals:
            yield f"{refusal.position:>8}  {trouble_text(refusal.trouble, {}).title}"


def _tally_lines(tally: Tally) -> Iterator[str]:
    yield trn("{count} new document.", "{count} new documents.", tally.new)
    if tally.already_here:
        yield trn("{count} was already here.", "{count} were already here.", tally.already_here)
    if tally.already_filed:
        yield trn("{count} is already filed.", "{count} are already filed.", tally.already_filed)
    for trouble, count in sorted(tally.refused.items()):
        sentence = trouble_text(trouble, {}).title
        yield trn("{count} was not taken in: {why}", "{count} were not taken in: {why}", count, why=sentence)


def plan(house: House, path: Path, out: Output) -> Exit:
    """A dry run: the tally of what an import would bring."""
    talker = _Talker(out)

    def follow(tally: Tally, share: float) -> bool:
        talker.say(lambda: tr("{done} looked at ({share})", done=tally.seen, share=percent(share)))
        return True

    tally = house.engine.imports.plan(path, follow)
    out.progress_done()
    refused = {trouble.value: count for trouble, count in tally.refused.items()}
    names = ("new", "already_here", "already_filed", "bytes")
    counts = {name: getattr(tally, name) for name in names}
    out.record({"path": str(path), "dry_run": True, "documents": tally.seen, **counts, "refused": refused})
    out.line(tr("{name}: nothing was taken in; this was a dry run.", name=path.name))
    for line in _tally_lines(tally):
        out.line("    " + line)
    return Exit.DONE


def import_batch(house: House, path: Path, out: Output) -> Report:
    """Import one source. Ctrl+C stops after what is under way; the same command goes on there. Raises IntakeError."""
    talker = _Talker(out)
    began = time.monotonic()
    with _interrupts() as stopped:

        def follow(progress: ImportProgress) -> bool:
            if progress.piece:
                _say_piece(out, path, progress.piece)
            talker.say(lambda: _progress(progress))
            return not stopped()

        batch = house.engine.imports.run(path, follow)
    out.progress_done()
    report = Report(path, batch, time.monotonic() - began)
    for entry in _undecided(house, batch):
        report.undecided += 1
        if entry.problem:
            report.unreadable.append((entry.item.position, entry.item.name, entry.problem.trouble))
    out.record(report.record())
    for line in report.lines():
        out.line(line)
    return report


def write_reports(target: Path, reports: list[Report]) -> None:
    """The closing report: JSON for a name that ends so, else text."""
    if target.suffix.lower() == ".json":
        whole = msgspec.json.format(msgspec.json.encode([report.record() for report in reports]), indent=2)
    else:
        whole = "\n\n".join("\n".join(report.lines()) for report in reports).encode() + b"\n"
    unfinished = target.with_name(target.name + ".part")
    unfinished.write_bytes(whole)
    unfinished.replace(target)


def _undecided(house: House, batch: Batch) -> Iterator[OutboxEntry]:
    """Every document of the batch nobody has decided on yet, in the source's order."""
    before: int | None = None
    page = house.ports.outbox.page
    while rows := page([OrderState.DRAFT], before=before, limit=500, newest_first=False, batch=batch.id):
        before = rows[-1].seq
        yield from rows


def _say_piece(out: Output, path: Path, piece: Piece) -> None:
    for entry, taken, member in piece.taken:
        reason = None if taken is Taken.NEW else taken.value
        record = record_of(entry, path=f"{path}#{member.position}", reason=reason)
        out.record({**record, "taken": taken.value, "batch": str(piece.batch.id)})
    for refusal in piece.refused:
        place = f"{path}#{refusal.position}"
        out.record({"path": place, "item": None, "state": None, "reason": refusal.trouble.value, "taken": None})


def _progress(progress: ImportProgress) -> str:
    if progress.piece is None:
        return trn("{count} attachment read", "{count} attachments read", progress.reading)
    share = percent(progress.batch.share)
    rate = f"{progress.rate:.0f}"
    if progress.left is None:
        return tr("{done} taken in ({share}), {rate} a second", done=progress.batch.tally.seen, share=share, rate=rate)
    return tr(
        "{done} taken in ({share}), {rate} a second, {left} left",
        done=progress.batch.tally.seen,
        share=share,
        rate=rate,
        left=_duration(progress.left),
    )


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Talker:
    """Says how it goes now and then, not at every document."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._next = 0.0

    def say(self, words: Callable[[], str]) -> None:
        """Say it when it is time."""
        now = time.monotonic()
        if now >= self._next:
            self._out.progress(words())
            self._next = now + SAY_EVERY


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Whether somebody pressed Ctrl+C meanwhile; a second time ends the program as ever."""
    pressed = False

    def press(_number: int, _frame: object) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)
