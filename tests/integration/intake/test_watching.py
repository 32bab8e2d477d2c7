"""Real folders, real events: nothing missed, nothing given twice, and folders that come and go."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sagsbud.domain.arrival import Sighting
from sagsbud.domain.arrivalports import WATCHED
from sagsbud.intake import FolderRule, FolderWatcher, OwnMoves, QuietSettler
from watchdog.observers.api import BaseObserver

BOUND = 90.0


class Intake:
    """The engine's part in short: sightings into the settler, what rests is counted by content."""

    def __init__(self, rule: FolderRule, own_moves: OwnMoves | None = None) -> None:
        self.watcher = FolderWatcher([rule])
        self.settler = QuietSettler(quiet=timedelta(milliseconds=300), own_moves=own_moves)
        self.taken: Counter[bytes] = Counter()
        self._lock = threading.Lock()

    def sink(self, sighting: Sighting) -> None:
        with self._lock:
            self.settler.offer(sighting)

    def turn(self) -> int:
        for file in list(self.settler.due(datetime.now(UTC))):
            self.taken[file.path.read_bytes()] += 1
        return sum(self.taken.values())

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + BOUND
        while not condition():
            assert time.monotonic() < deadline, (
                f"{sum(self.taken.values())} taken, {len(self.settler.waiting())} waiting"
            )
            self.turn()
            time.sleep(0.02)


@contextmanager
def watching(rule: FolderRule, own_moves: OwnMoves | None = None) -> Iterator[Intake]:
    intake = Intake(rule, own_moves)
    intake.watcher.start(intake.sink)
    try:
        intake.until(lambda: intake.watcher.health()[rule.path] in WATCHED)
        yield intake
    finally:
        intake.watcher.stop()


def test_events_alone_bring_files_in_every_way_they_arrive(tmp_path: Path) -> None:
    folder, outside = tmp_path / "scan", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    with watching(FolderRule(folder, listing_interval=3600)) as intake:
        (folder / "written.pdf").write_bytes(b"written")
        (folder / "download.pdf.part").write_bytes(b"renamed")
        (folder / "download.pdf.part").rename(folder / "download.pdf")
        (outside / "moved.pdf").write_bytes(b"moved in")
        (outside / "moved.pdf").rename(folder / "moved.pdf")
        (folder / "a" / "b").mkdir(parents=True)
        (folder / "a" / "b" / "nested.pdf").write_bytes(b"nested")
        (outside / "tree").mkdir()
        (outside / "tree" / "inside.pdf").write_bytes(b"moved with its folder")
        (outside / "tree").rename(folder / "tree")
        intake.until(lambda: len(intake.taken) == 5)
    assert intake.taken == Counter([b"written", b"renamed", b"moved in", b"nested", b"moved with its folder"])


def test_what_was_there_before_is_found_by_the_listing(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.pdf").write_bytes(b"%d" % number)
    with watching(FolderRule(tmp_path)) as intake:
        intake.until(lambda: intake.turn() == 5)


def test_a_burst_is_taken_whole_and_once(tmp_path: Path) -> None:
    count = int(os.environ.get("SAGSBUD_BURST", "2000"))
    with watching(FolderRule(tmp_path, listing_interval=2)) as intake:
        writer = threading.Thread(target=write_burst, args=(tmp_path, count))
        writer.start()
        intake.until(lambda: not writer.is_alive() and len(intake.taken) >= count)
        writer.join()
        intake.watcher.look_now()
        intake.until(lambda: not intake.settler.waiting())
    assert set(intake.taken.values()) == {1}
    assert len(intake.taken) == count


def write_burst(folder: Path, count: int) -> None:
    """Files written at once, in two halves, under a name they lose, and some over an empty one."""
    slow = []
    for number in range(count):
        inside = folder / str(number % 20)
        inside.mkdir(exist_ok=True)
        path, content = inside / f"{number}.pdf", b"document %d" % number
        match number % 10:
            case 7:
                unfinished = path.with_suffix(".part")
                unfinished.write_bytes(content)
                unfinished.rename(path)
            case 8:
                path.touch()
                slow.append((path, content))
            case _:
                path.write_bytes(content)
    for path, content in slow:
        path.write_bytes(content)


def test_a_folder_that_goes_away_and_comes_back_is_caught_up(tmp_path: Path) -> None:
    folder, hidden = tmp_path / "scan", tmp_path / "unmounted"
    folder.mkdir()
    (folder / "first.pdf").write_bytes(b"first")
    with watching(FolderRule(folder, listing_interval=3600)) as intake:
        intake.until(lambda: intake.taken[b"first"] == 1)
        folder.rename(hidden)
        intake.until(lambda: intake.watcher.health()[folder] == "away")
        (hidden / "second.pdf").write_bytes(b"second")
        hidden.rename(folder)
        intake.until(lambda: intake.taken[b"second"] == 1)
        (folder / "third.pdf").write_bytes(b"third")
        intake.until(lambda: intake.taken[b"third"] == 1)
    assert set(intake.taken.values()) == {1}


def end_all(observer: BaseObserver) -> None:
    observer.unschedule_all()
    observer.stop()


def end_the_reader(observer: BaseObserver) -> None:
    reader = getattr(observer, "_inotify_fd", None)
    if not isinstance(reader, threading.Thread):
        pytest.skip("only inotify has a reader of its own")
    vars(observer)["_inotify_fd"].stop()
    reader.join()


@pytest.mark.parametrize("kill", [end_all, end_the_reader])
def test_a_dead_event_watch_is_begun_anew(tmp_path: Path, kill: Callable[[BaseObserver], None]) -> None:
    with watching(FolderRule(tmp_path, listing_interval=3600)) as intake:
        watched = intake.watcher._folders[0]
        assert watched._observer is not None
        kill(watched._observer)
        (tmp_path / "late.pdf").write_bytes(b"late")
        intake.until(lambda: intake.taken[b"late"] == 1)
        intake.until(lambda: intake.watcher.restarts()[tmp_path] >= 1)
        (tmp_path / "later.pdf").write_bytes(b"later")
        intake.until(lambda: intake.taken[b"later"] == 1)


def test_a_polled_folder_needs_no_events(tmp_path: Path) -> None:
    with watching(FolderRule(tmp_path, polled=True, polling_interval=0.2)) as intake:
        assert intake.watcher.health() == {tmp_path: "polling"}
        (tmp_path / "on-share.pdf").write_bytes(b"on a share")
        intake.until(lambda: intake.taken[b"on a share"] == 1)


def test_a_folder_is_looked_at_before_anything_is_said_of_it(tmp_path: Path) -> None:
    watcher = FolderWatcher([FolderRule(tmp_path)])
    assert watcher.health() == {tmp_path: "looking"}
    watcher._folders[0]._began -= 60  # its first look hangs in the operating system
    assert watcher.health() == {tmp_path: "away"}


def test_a_missing_folder_is_away_and_taken_up_when_it_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    intake = Intake(FolderRule(folder))
    intake.watcher.start(intake.sink)
    try:
        intake.until(lambda: intake.watcher.health() == {folder: "away"})
        folder.mkdir()
        (folder / "brev.pdf").write_bytes(b"brev")
        intake.until(lambda: intake.taken[b"brev"] == 1)
    finally:
        intake.watcher.stop()


def may_mount() -> bool:
    """Whether this user may bind one folder over another."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        done = subprocess.run(["mount", "--bind", one, other], capture_output=True, check=False)
        if done.returncode == 0:
            subprocess.run(["umount", other], check=True)
        return done.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="needs the right to mount")
def test_a_share_that_is_unmounted_and_mounted_again_is_caught_up(tmp_path: Path) -> None:
    share, folder = tmp_path / "server", tmp_path / "share"
    share.mkdir()
    folder.mkdir()
    (share / "first.pdf").write_bytes(b"first")
    subprocess.run(["mount", "--bind", share, folder], check=True)
    try:
        with watching(FolderRule(folder, listing_interval=3600)) as intake:
            intake.until(lambda: intake.taken[b"first"] == 1)
            subprocess.run(["umount", "--lazy", folder], check=True)
            (share / "second.pdf").write_bytes(b"second")
            intake.until(lambda: intake.watcher.restarts()[folder] >= 1)
            subprocess.run(["mount", "--bind", share, folder], check=True)
            intake.until(lambda: intake.taken[b"second"] == 1)
            (folder / "third.pdf").write_bytes(b"third")
            intake.until(lambda: intake.taken[b"third"] == 1)
        assert set(intake.taken.values()) == {1}
    finally:
        subprocess.run(["umount", "--lazy", folder], capture_output=True, check=False)


def test_names_that_are_not_finished_hidden_or_empty_are_left_until_they_are_something(tmp_path: Path) -> None:
    with watching(FolderRule(tmp_path, listing_interval=3600)) as intake:
        for name in ("brev.pdf.part", "~$brev.docx", ".skjult.pdf", "film.crdownload", "Thumbs.db", "tom.pdf"):
            (tmp_path / name).write_bytes(b"" if name == "tom.pdf" else name.encode())
        (tmp_path / "sidst.pdf").write_bytes(b"sidst")
        intake.until(lambda: intake.taken[b"sidst"] == 1)
        assert set(intake.taken) == {b"sidst"}
        intake.until(lambda: intake.settler.waiting() == {tmp_path / "tom.pdf": "empty"})
        (tmp_path / "tom.pdf").write_bytes(b"ikke mere")
        (tmp_path / "brev.pdf.part").rename(tmp_path / "brev.pdf")
        intake.until(lambda: len(intake.taken) == 3)
    assert intake.taken == Counter([b"sidst", b"ikke mere", b"brev.pdf.part"])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file that refuses its reader")
def test_a_file_that_may_not_be_read_waits_and_is_named(tmp_path: Path) -> None:
    with watching(FolderRule(tmp_path, listing_interval=3600)) as intake:
        path = tmp_path / "laast.pdf"
        path.write_bytes(b"laast")
        path.chmod(0)
        intake.until(lambda: intake.settler.waiting() == {path: "not_readable"})
        path.chmod(0o600)
        intake.until(lambda: intake.taken[b"laast"] == 1)


def test_a_file_written_slowly_is_taken_once_and_whole(tmp_path: Path) -> None:
    with watching(FolderRule(tmp_path, listing_interval=1)) as intake:
        with (tmp_path / "scan.pdf").open("wb") as scanner:
            for page in range(12):
                scanner.write(b"side %d " % page)
                scanner.flush()
                until = time.monotonic() + 0.1
                while time.monotonic() < until:
                    intake.turn()
                    time.sleep(0.01)
        intake.until(lambda: sum(intake.taken.values()) >= 1 and not intake.settler.waiting())
    whole = b"".join(b"side %d " % page for page in range(12))
    assert intake.taken[whole] == 1
