"""The intake against its goals: `python3 dev.py bench intake [--only reading] [--mails N] [--burst N] [--files N]`.

A reader's price is its CPU time over that of reading the warm file and its sha256, both measured in turns in one run,
as the machine's own speed drifts. Rates are plain; the load of the machine is said with them.
"""

import argparse
import hashlib
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sagsbud.bootstrap import House, open_house
from sagsbud.domain.arrival import Sighting, Source, SourceKind
from sagsbud.domain.errors import ExtractError
from sagsbud.domain.states import OrderState
from sagsbud.extract.limits import Limits
from sagsbud.extract.reading import read
from sagsbud.extract.rendering import render
from sagsbud.intake import FolderRule, FolderWatcher, QuietSettler
from sagsbud.intake.listing import list_files

from tests.support.mailboxes import write_mbox

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
NOBODY = "http://127.0.0.1:9"
"""A service that does not answer: nothing here needs one."""
RECEIVED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROUNDS = 3
GOALS = {"pdf": 35.0, "eml": 30.0, "msg": 100.0, "docx": 100.0}
THUMBNAIL_MS = 40.0
THUMBNAIL_WIDTH = 500
FILES_A_SECOND, MAILS_A_SECOND = 60.0, 150.0
SUGGESTION_MS = 300.0
IMPORT_MB = 250.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `reached` says whether the goal was; None where there is none."""

    what: str
    found: str
    goal: str = ""
    note: str = ""
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How much is measured."""

    mails: int
    burst: int
    files: int


def corpus(kind: str) -> list[Path]:
    """The files of one folder of the corpus."""
    return sorted((CORPUS / kind).iterdir()) if CORPUS.is_dir() else []


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU milliseconds of one call in this process."""
    began = time.process_time_ns()
    work()
    return (time.process_time_ns() - began) / 1e6


def read_file(path: Path) -> bool:
    """Everything the file says; False when it is refused by name."""
    try:
        read(path.name, path.read_bytes(), RECEIVED, Limits())
    except (ExtractError, ValueError, RecursionError):
        return False
    return True


def warm_read(path: Path) -> str:
    """What nobody who takes a file in can do without."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


# -- one file ---------------------------------------------------------------------------------------------


def reading(_: Options) -> Iterator[Line]:
    """CPU per file by format, against a warm read and sha256 of the same file."""
    for kind in ("pdf", "eml", "msg", "docx", "odt", "xlsx", "pptx", "rtf", "html", "xls", "doc"):
        paths = [path for path in corpus(kind) if read_file(path)]
        if not paths:
            yield Line(f"{kind}: the shared corpus is not here", "–")
            continue
        ours, plain = [], []
        for path in paths:
            pairs = [(cpu_ms(partial(read_file, path)), cpu_ms(partial(warm_read, path))) for _ in range(ROUNDS)]
            ours.append(statistics.median(pair[0] for pair in pairs))
            plain.append(statistics.median(pair[1] for pair in pairs))
        ratio = statistics.median(ours) / statistics.median(plain)
        tail = sorted(ours)[int(len(ours) * 0.95)]
        note = f"{statistics.median(ours):.2f} ms, p95 {tail:.1f} ms, plain {statistics.median(plain):.3f} ms, {len(ours)} files"
        goal = GOALS.get(kind)
        yield Line(f"{kind}: text and fields, median", f"{ratio:.1f}×", f"≤ {goal:.0f}×" if goal else "", note,
                   ratio <= goal if goal else None)  # fmt: skip


def thumbnails(_: Options) -> Iterator[Line]:
    """Text, fields and a picture of the first page, for documents of one to ten pages."""
    spent = []
    for path in corpus("pdf"):
        content = path.read_bytes()
        try:
            if not 1 <= read(path.name, content, RECEIVED, Limits()).pages <= 10:
                continue
            spent.append(cpu_ms(partial(read_and_draw, path.name, content)))
        except ExtractError:
            continue
    if spent:
        spent.sort()
        median, tail = statistics.median(spent), spent[int(len(spent) * 0.95)]
        note = f"p95 {tail:.0f} ms, {len(spent)} files"
        yield Line("pdf of 1–10 pages with a thumbnail, median", f"{median:.1f} ms", f"≤ {THUMBNAIL_MS:.0f} ms", note,
                   median <= THUMBNAIL_MS)  # fmt: skip


def read_and_draw(name: str, content: bytes) -> None:
    """What the list and the page beside it need of a document."""
    read(name, content, RECEIVED, Limits())
    render(content, 1, THUMBNAIL_WIDTH, ())


# -- the whole way ----------------------------------------------------------------------------------------


def mixed(_: Options) -> Iterator[Line]:
    """The corpus from disk into the store, read by child processes: as a batch, and one by one with suggestions."""
    if not CORPUS.is_dir():
        yield Line("mixed corpus: the shared corpus is not here", "–")
        return
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as running:
        began, cpu = time.monotonic(), time.process_time()
        batch = running.engine.imports.run(CORPUS, lambda _: True)
        rate = batch.tally.seen / (time.monotonic() - began)
        note = f"{batch.tally.seen} documents, {(time.process_time() - cpu) * 1000 / batch.tally.seen:.1f} ms CPU each in main"
        yield rate_line("mixed corpus: take, read and store", rate, "files", FILES_A_SECOND, note)
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as running:
        paths = [path for kind in sorted(CORPUS.iterdir()) if kind.is_dir() for path in sorted(kind.iterdir())]
        began = time.monotonic()
        for path in paths:
            running.engine.take_now(path, Source(SourceKind.COMMAND))
        running.engine.read_now()
        rate = len(paths) / (time.monotonic() - began)
        yield rate_line(
            "the same one by one, with suggestions", rate, "files", None, f"{len(paths)} files and all attachments"
        )


def mailbox(options: Options) -> Iterator[Line]:
    """A mailbox imported whole, and the memory of the main process meanwhile."""
    with tempfile.TemporaryDirectory() as folder, house(Path(folder) / "data") as running:
        box = write_mbox(Path(folder) / "post.mbox", options.mails, attachments_every=5)
        forget_peak()
        first, last = [0], [0]

        def follow(progress: object) -> bool:
            last[0] = memory()
            first[0] = first[0] or last[0]
            return True

        began, cpu = time.monotonic(), time.process_time()
        batch = running.engine.imports.run(box, follow)
        passed = time.monotonic() - began
        assert batch.tally.new == options.mails
        note = f"{options.mails} mails, every fifth with an attachment, {(time.process_time() - cpu) * 1000 / options.mails:.1f} ms CPU in main"
        yield rate_line("mailbox: take, read and store", options.mails / passed, "mails", MAILS_A_SECOND, note)
        peak = peak_memory() / 1e6
        note = f"{first[0] / 1e6:.0f} MB after the first piece, {last[0] / 1e6:.0f} MB after the last"
        yield Line(
            "memory of the main process meanwhile, peak",
            f"{peak:.0f} MB",
            f"≤ {IMPORT_MB:.0f} MB",
            note,
            peak <= IMPORT_MB,
        )


def suggestion(_: Options) -> Iterator[Line]:
    """From a file at rest to its suggestions in the row, one document after another, as somebody works."""
    paths = [path for kind in ("pdf", "eml", "docx") for path in corpus(kind)]
    random.Random(7).shuffle(paths)
    if not paths:
        yield Line("suggestion: the shared corpus is not here", "–")
        return
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as running:
        ready = threading.Event()
        running.engine.subscribe(lambda change: ready.set())
        running.start()
        spent = []
        for path in paths[:150]:
            began = time.monotonic()
            running.engine.offer([path], Source(SourceKind.DROP))
            if wait_read(running, ready, path.name):
                spent.append((time.monotonic() - began) * 1000)
        spent.sort()
        tail = spent[int(len(spent) * 0.95)]
        note = f"median {statistics.median(spent):.0f} ms, {len(spent)} documents"
        yield Line(
            "file at rest → suggestion, p95", f"{tail:.0f} ms", f"≤ {SUGGESTION_MS:.0f} ms", note, tail <= SUGGESTION_MS
        )


def wait_read(running: House, ready: threading.Event, name: str) -> bool:
    """Wait until the newest row is this one and has been read; whether it could be read."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ready.clear()
        rows = running.ports.outbox.page([OrderState.DRAFT], limit=1)
        if rows and rows[0].item.name == name and (rows[0].summary or rows[0].problem):
            drained = not running.ports.outbox.unread(1)
            if drained:
                return rows[0].summary is not None
        ready.wait(0.05)
    return False


# -- folders ----------------------------------------------------------------------------------------------


def watching(options: Options) -> Iterator[Line]:
    """A burst of new files, some slow, some renamed, some replaced: each taken once; and a large tree listed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given: dict[bytes, int] = {}
        settler = QuietSettler()
        lock = threading.Lock()

        def sink(sighting: Sighting) -> None:
            with lock:
                settler.offer(sighting)

        watcher = FolderWatcher([FolderRule(folder, listing_interval=5)])
        watcher.start(sink)
        writer = threading.Thread(target=write_burst, args=(folder, options.burst))
        began = time.monotonic()
        writer.start()
        while writer.is_alive() or len(given) < options.burst or settler.waiting():
            for file in settler.due(datetime.now(UTC)):
                content = file.path.read_bytes()
                given[content] = given.get(content, 0) + 1
            if time.monotonic() - began > 600:
                break
            time.sleep(0.02)
        passed = time.monotonic() - began
        watcher.stop()
        twice = sum(times > 1 for times in given.values())
        whole = len(given) == options.burst and not twice
        note = f"{len(given)} given, {twice} twice, {options.burst / passed:.0f} a second until the last is at rest"
        yield Line(f"burst of {options.burst} files", "exact" if whole else "not exact", "exact", note, whole)
    yield from listing(options)


def write_burst(folder: Path, count: int) -> None:
    """As scanners and people write: at once, in two goes, under another name first, over an empty file."""
    late = []
    for number in range(count):
        inside = folder / f"{number % 200}" / f"{number % 7}"
        inside.mkdir(parents=True, exist_ok=True)
        path, content = inside / f"{number}.pdf", b"document %d" % number
        if number % 10 == 7:
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(content)
            unfinished.rename(path)
        elif number % 10 == 8:
            path.touch()
            late.append((path, content))
        else:
            path.write_bytes(content)
    for path, content in late:
        path.write_bytes(content)


def listing(options: Options) -> Iterator[Line]:
    """How long a folder with very many files takes to list, and to be watched."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folders = max(1, options.files // 10)
        for number in range(folders):
            (folder / f"{number % 100}" / f"{number}").mkdir(parents=True)
            for file in range(10):
                (folder / f"{number % 100}" / f"{number}" / f"{file}.pdf").touch()
        rule = FolderRule(folder)
        began = time.monotonic()
        found = sum(1 for _ in list_files(rule))
        listed = time.monotonic() - began
        yield Line(f"listing {found} files in {folders} folders", f"{listed:.2f} s", note="warm")
        watcher = FolderWatcher([rule])
        began = time.monotonic()
        watcher.start(lambda _: None)
        while watcher.health()[folder] != "watching":
            time.sleep(0.01)
        yield Line("watching them", f"{time.monotonic() - began:.2f} s", note="until events are heard")
        watcher.stop()


# -- what all share ---------------------------------------------------------------------------------------


def house(data: Path) -> House:
    """The whole program on an empty profile, with a service that does not answer."""
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    return open_house(None, data, NOBODY)


def rate_line(what: str, rate: float, unit: str, goal: float | None, note: str) -> Line:
    """A rate with its goal."""
    return Line(what, f"{rate:.0f} {unit}/s", f"≥ {goal:.0f}/s" if goal else "", note, rate >= goal if goal else None)


def memory() -> int:
    """Bytes of this process in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def peak_memory() -> int:
    """The most bytes since `forget_peak`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def forget_peak() -> None:
    """Measure the peak anew from here."""
    Path("/proc/self/clear_refs").write_text("5")


PARTS: dict[str, Callable[[Options], Iterator[Line]]] = {
    "mailbox": mailbox,
    "reading": reading,
    "thumbnails": thumbnails,
    "mixed": mixed,
    "suggestion": suggestion,
    "watching": watching,
}
"""The mailbox first: it measures this process's memory, before the readers are loaded into it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every goal was reached."""
    parser = argparse.ArgumentParser(prog="bench intake")
    parser.add_argument("--only", choices=sorted(PARTS), action="append")
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--burst", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=100_000, help="in the folder that is listed")
    given = parser.parse_args(arguments)
    options = Options(given.mails, given.burst, given.files)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    reached = True
    for name in PARTS if not given.only else [part for part in PARTS if part in given.only]:
        for line in PARTS[name](options):
            mark = "!" if line.reached is False else " "
            print(f"{mark} {line.what:<46}{line.found:>14}{line.goal:>12}   {line.note}", flush=True)
            reached &= line.reached is not False
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
