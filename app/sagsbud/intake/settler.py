"""When is a file whole? When it was quiet, did not change in size or mtime, and can be opened."""

import heapq
import itertools
import stat
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sagsbud.domain.arrival import Sighting, StableFile
from sagsbud.domain.clock import Clock
from sagsbud.intake.listing import Stamp, stamp_of
from sagsbud.intake.ownmoves import OwnMoves
from sagsbud.intake.rules import NameVerdict, judge_name
from sagsbud.intake.wholeness import Look, look_at

GIVEN_REMEMBERED = 250_000


class Waiting(StrEnum):
    """Why a file is not taken yet."""

    GROWING = "growing"
    BEING_WRITTEN = "being_written"
    UNFINISHED = "unfinished"
    EMPTY = "empty"
    NOT_READABLE = "not_readable"


@dataclass(slots=True)
class _Pending:
    sighting: Sighting
    stamp: Stamp
    delay: timedelta
    since: datetime
    """When it was first seen with this stamp."""
    why: Waiting = Waiting.GROWING
    check: int = 0
    """Number of the look that is planned; others planned before it are void."""


class QuietSettler:
    """Turns sightings into files at rest. Each file is given once, and again only when it has changed since.

    `quiet` is how long a file must not change; one that lacks its end must not for `patience`, and is then taken as
    it is. A file that keeps changing, is empty or cannot be opened is looked at more and more rarely, up to `longest`.
    Safe to call from several threads.
    """

    def __init__(
        self,
        quiet: timedelta = timedelta(seconds=1),
        longest: timedelta = timedelta(seconds=30),
        patience: timedelta = timedelta(seconds=60),
        own_moves: OwnMoves | None = None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._quiet = quiet
        self._longest = longest
        self._patience = patience
        self._own_moves = own_moves or OwnMoves()
        self._clock = clock
        self._lock = threading.Lock()
        self._pending: dict[str, _Pending] = {}
        self._checks: list[tuple[datetime, int, str]] = []
        self._given: dict[str, tuple[Stamp, Sighting]] = {}
        self._order = itertools.count()

    def offer(self, sighting: Sighting) -> None:
        """Something was seen. Unfinished names, files given before and files we moved ourselves are dropped."""
        if judge_name(sighting.path.name) is not NameVerdict.TAKE:
            return
        stamp = _stamp(sighting.path)
        if stamp is None or self._own_moves.made(sighting.path, stamp[0], stamp[1]):
            return
        key = str(sighting.path)
        with self._lock:
            if key in self._pending:
                self._look_sooner(key, sighting.seen_at + self._quiet)
                return
            if key in self._given and self._given[key][0] == stamp:
                return
            self._pending[key] = _Pending(sighting, stamp, self._quiet, sighting.seen_at)
            self._check_at(key, sighting.seen_at + self._quiet)

    def due(self, now: datetime) -> Iterator[StableFile]:
        """Files that have come to rest; the others wait on."""
        while (key := self._next(now)) is not None:
            file = self._check(key, now)
            if file is not None:
                yield file

    def forget(self, path: Path) -> None:
        """The file was given but could not be taken: it is given again after the longest wait."""
        key = str(path)
        with self._lock:
            stamp, sighting = self._given.pop(key, (None, None))
            if stamp is None or sighting is None or key in self._pending:
                return
            self._pending[key] = _Pending(sighting, stamp, self._longest, self._clock(), Waiting.NOT_READABLE)
            self._check_at(key, self._clock() + self._longest)

    def next_due(self) -> datetime | None:
        """When a file is next worth a look; None when nothing waits."""
        with self._lock:
            return self._checks[0][0] if self._pending else None

    def waiting(self) -> Mapping[Path, Waiting]:
        """What is not taken yet, and why."""
        with self._lock:
            return {pending.sighting.path: pending.why for pending in self._pending.values()}

    def _look_sooner(self, key: str, when: datetime) -> None:
        """Something happened to a file that was to be looked at much later, as its writer closing it."""
        pending = self._pending[key]
        if pending.delay > self._quiet:
            pending.delay = self._quiet
            self._check_at(key, when)

    def _check_at(self, key: str, when: datetime) -> None:
        number = self._pending[key].check = next(self._order)
        heapq.heappush(self._checks, (when, number, key))

    def _next(self, now: datetime) -> str | None:
        with self._lock:
            while self._checks and self._checks[0][0] <= now:
                _, number, key = heapq.heappop(self._checks)
                if key in self._pending and self._pending[key].check == number:
                    return key
            return None

    def _check(self, key: str, now: datetime) -> StableFile | None:
        """Look at one file again; give it, drop it when it is gone, or wait on."""
        pending = self._pending[key]
        path = pending.sighting.path
        stamp = _stamp(path)
        why = self._reason_to_wait(pending, stamp, now) if stamp is not None else None
        with self._lock:
            if stamp is None:
                del self._pending[key]
                return None
            if why is not None:
                self._wait_on(key, pending, stamp, why, now)
                return None
            del self._pending[key]
            self._remember(key, stamp, pending.sighting)
        return StableFile(path, pending.sighting.source, stamp[0], stamp[1], pending.sighting.seen_at)

    def _reason_to_wait(self, pending: _Pending, stamp: Stamp, now: datetime) -> Waiting | None:
        """Why the file is not to be given yet, or None."""
        if stamp != pending.stamp:
            return Waiting.GROWING
        if stamp[0] == 0:
            return Waiting.EMPTY
        match look_at(pending.sighting.path):
            case Look.WHOLE:
                return None
            case Look.UNFINISHED:
                return None if now - pending.since >= self._patience else Waiting.UNFINISHED
            case Look.BEING_WRITTEN:
                return Waiting.BEING_WRITTEN
            case Look.NOT_READABLE:
                return Waiting.NOT_READABLE

    def _wait_on(self, key: str, pending: _Pending, stamp: Stamp, why: Waiting, now: datetime) -> None:
        pending.why = why
        if stamp != pending.stamp:
            pending.stamp, pending.since, pending.delay = stamp, now, self._quiet
        else:
            pending.delay = min(self._longest, pending.delay * 2)
        self._check_at(key, now + pending.delay)

    def _remember(self, key: str, stamp: Stamp, sighting: Sighting) -> None:
        self._given.pop(key, None)
        self._given[key] = (stamp, sighting)
        while len(self._given) > GIVEN_REMEMBERED:
            del self._given[next(iter(self._given))]


def _stamp(path: Path) -> Stamp | None:
    """The file's stamp; None when it is gone or no plain file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return stamp_of(status) if stat.S_ISREG(status.st_mode) else None
