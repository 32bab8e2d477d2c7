"""Watched folders: watchdog's events are hints, the periodic listing is the truth."""

import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from sagsbud.domain.arrival import Sighting
from sagsbud.domain.clock import Clock
from sagsbud.intake.listing import Stamp, list_files
from sagsbud.intake.rules import FolderRule
from sagsbud.intake.shares import on_share

log = logging.getLogger(__name__)
EVENTS: list[type[FileSystemEvent]] = [
    FileClosedEvent, FileMovedEvent, FileCreatedEvent, DirCreatedEvent, DirMovedEvent, FileDeletedEvent,
]  # fmt: skip
"""Asked for by name: unfiltered, watchdog also wants every open and drowns in its own listing."""
TICK = 0.5
"""Seconds between looks at a folder's health."""
ANSWERED_WITHIN = 10.0
"""Seconds after which a folder that has not answered yet counts as away."""
LISTING_SHARE = 10
"""A listing may take at most a tenth of the time, however long it lasts."""
Sink = Callable[[Sighting], None]
warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)  # harmless, and it would print folder names


class Health(StrEnum):
    """How a folder is being watched."""

    LOOKING = "looking"
    WATCHING = "watching"
    POLLING = "polling"
    AWAY = "away"


class FolderWatcher:
    """Implements the domain's `Watcher`: one thread a folder, so that a share that hangs holds up no other folder."""

    def __init__(self, rules: Iterable[FolderRule], clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._sink: Sink | None = None
        self._folders = [WatchedFolder(rule, clock) for rule in rules]

    def start(self, sink: Sink) -> None:
        """Begin; `sink` is called from several threads and must only enqueue."""
        self._sink = sink
        for folder in self._folders:
            folder.start(sink)

    def stop(self) -> None:
        """End and join; a folder that hangs in the operating system is left behind after a few seconds."""
        self._sink = None
        _end(self._folders)

    def follow(self, rules: Iterable[FolderRule]) -> None:
        """Watch by these rules from now on; folders whose rule is the same are not disturbed."""
        wanted = list(rules)
        kept = {folder.rule: folder for folder in self._folders if folder.rule in wanted}
        gone = [folder for folder in self._folders if folder.rule not in wanted]
        self._folders = [kept.get(rule) or WatchedFolder(rule, self._clock) for rule in wanted]
        _end(gone)
        for folder in self._folders:
            if self._sink and folder.rule not in kept:
                folder.start(self._sink)

    def health(self) -> Mapping[Path, str]:
        """Each folder's state: `looking` until its first look, then `watching`, `polling` or `away`."""
        return {folder.rule.path: folder.told().value for folder in self._folders}

    def restarts(self) -> Mapping[Path, int]:
        """How often each folder's event watch died or lost its folder and was begun anew."""
        return {folder.rule.path: folder.restarts for folder in self._folders}

    def look_now(self) -> None:
        """List all folders at the next tick."""
        for folder in self._folders:
            folder.look_now()


def _end(folders: Iterable["WatchedFolder"]) -> None:
    ending = list(folders)
    for folder in ending:
        folder.ask_to_stop()
    for folder in ending:
        folder.join(5.0)


class WatchedFolder(FileSystemEventHandler):
    """One folder: its event watch, its listings, and its comings and goings."""

    def __init__(self, rule: FolderRule, clock: Clock) -> None:
        self.rule = rule
        self.health = Health.LOOKING
        self.restarts = 0
        self._began = time.monotonic()
        self._clock = clock
        self._sink: Sink = lambda sighting: None
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None
        self._watched: tuple[int, int] | None = None
        self._seen: dict[str, Stamp] = {}
        self._new_folders: list[str] = []
        self._next_listing = 0.0
        self._polled = rule.polled
        self._thread = threading.Thread(target=self._run, name="watch-folder", daemon=True)

    def start(self, sink: Sink) -> None:
        """Begin in a thread of its own."""
        self._sink = sink
        self._began = time.monotonic()
        self._thread.start()

    def told(self) -> Health:
        """Its state as it is told: a folder whose first look does not end is away."""
        late = self.health is Health.LOOKING and time.monotonic() - self._began > ANSWERED_WITHIN
        return Health.AWAY if late else self.health

    def ask_to_stop(self) -> None:
        """End soon."""
        self._stop.set()
        self._wake.set()

    def join(self, timeout: float) -> None:
        """Wait for the end."""
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def look_now(self) -> None:
        """List at the next tick."""
        self._next_listing = 0.0
        self._wake.set()

    def dispatch(self, event: FileSystemEvent) -> None:
        """One hint from watchdog, in its thread: a file is sighted, a new folder is listed soon."""
        if isinstance(event, FileDeletedEvent):
            return
        path = event.dest_path if isinstance(event, FileMovedEvent | DirMovedEvent) else event.src_path
        name = path if isinstance(path, str) else bytes(path).decode(errors="surrogateescape")
        if isinstance(event, DirCreatedEvent | DirMovedEvent):
            self._new_folders.append(name)
            self._wake.set()
        elif self.rule.takes(Path(name)):
            self._sight(name)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._tick()
            except OSError:
                self._went_away()
            self._wake.wait(TICK)
            self._wake.clear()
        self._end_observer()

    def _tick(self) -> None:
        """One look: is the folder there, is its watch alive, is a listing due? Raises OSError when it is away."""
        status = self.rule.path.stat()
        identity = (status.st_dev, status.st_ino)
        if self._polled is None:
            self._polled = on_share(self.rule.path)
        if self.health in (Health.LOOKING, Health.AWAY) or identity != self._identity:
            self._identity = identity
            self._next_listing = 0.0
        self._watch_events(identity)
        self._list_new_folders()
        if time.monotonic() >= self._next_listing:
            self._list()

    def _watch_events(self, identity: tuple[int, int]) -> None:
        """Begin the event watch, or begin it anew when it died or watches a folder that was replaced."""
        if self._polled:
            self.health = Health.POLLING
            return
        if self._observer is not None and self._observer_alive() and self._watched == identity:
            return
        again = self._observer is not None
        self._end_observer()
        observer = Observer()
        try:
            observer.schedule(self, str(self.rule.path), recursive=self.rule.subfolders, event_filter=EVENTS)
            observer.start()
        except OSError:
            log.info("no event watch for a folder; listing it instead")
            self._end_observer()
            self.health = Health.POLLING
            return
        self._observer, self._watched = observer, identity
        self.health = Health.WATCHING
        if again:
            self.restarts += 1
            self._next_listing = 0.0
            log.info("event watch of a folder begun anew")

    def _observer_alive(self) -> bool:
        """Whether each of watchdog's threads lives; on Linux the one that reads the events shows in no public name."""
        observer = self._observer
        if observer is None:
            return False
        reader: threading.Thread | None = getattr(observer, "_inotify_fd", None)
        threads = [observer, *observer.emitters, *([reader] if reader else [])]
        return all(thread.is_alive() for thread in threads)

    def _end_observer(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            if observer.ident is not None:
                observer.join(5.0)

    def _went_away(self) -> None:
        if self.health is not Health.AWAY:
            log.info("a watched folder is away")
        self.health = Health.AWAY
        self._identity = None
        self._end_observer()

    def _list_new_folders(self) -> None:
        """Files made in a folder before its watch began give no event."""
        new, self._new_folders = self._new_folders, []
        for folder in dict.fromkeys(new):
            try:
                self._sight_listed(Path(folder), {})
            except OSError:
                continue

    def _list(self) -> None:
        began = time.monotonic()
        found: dict[str, Stamp] = {}
        self._sight_listed(self.rule.path, found)
        if not self._stop.is_set():
            self._seen = found
        interval = self.rule.listing_interval if self.health is Health.WATCHING else self.rule.polling_interval
        now = time.monotonic()
        self._next_listing = now + max(interval, (now - began) * LISTING_SHARE)

    def _sight_listed(self, start: Path, found: dict[str, Stamp]) -> None:
        for listed in list_files(self.rule, start, self._stop.is_set):
            found[listed.path] = listed.stamp
            if self._seen.get(listed.path) != listed.stamp:
                self._seen[listed.path] = listed.stamp
                self._sight(listed.path)

    def _sight(self, path: str) -> None:
        self._sink(Sighting(Path(path), self.rule.source, self._clock()))
