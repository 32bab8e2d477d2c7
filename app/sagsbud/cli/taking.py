"""Taking files from the command line: shared by `intake`, `file` and the demo."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sagsbud.cli.output import Output
from sagsbud.domain.arrival import Source, SourceKind, Taken
from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.engine import Engine
from sagsbud.engine.arrivals import files_under
from sagsbud.texts import trouble_text


@frozen
class Answer:
    """What became of one path."""

    path: Path
    item: ItemId | None
    taken: Taken | None
    trouble: Trouble | None


def take(engine: Engine, paths: Sequence[Path], kind: SourceKind = SourceKind.COMMAND) -> Iterator[Answer]:
    """Secure every file at or below the paths, one answer a file."""
    for path in paths:
        for file in files_under(path):
            for told in engine.take_now(file, Source(kind)):
                yield Answer(file, told.item, told.taken, told.trouble)


def refuse(out: Output, answer: Answer) -> None:
    """Say that a path could not be taken, and why."""
    refuse_path(out, answer.path, answer.trouble)


def refuse_path(out: Output, path: Path, trouble: Trouble | None) -> None:
    """As `refuse`, for a path that was to be imported."""
    code = trouble.value if trouble else None
    out.record({"path": str(path), "item": None, "order": None, "state": None, "reason": code, "dokument": None})
    if trouble:
        out.line(f"{'–':<22} {path} · {trouble_text(trouble, {}).whole}")
