"""Changing the key everything is sealed with, so that a crash at any moment leaves one whole set of files and its key.

The new set is made beside the old one (`sealed-anew`) while the journal says `copying`: a crash then means that
nothing happened. Once it is whole, the journal says `switching`, and from there on there is only forward: the old set is
put away, the new one takes its place, the new key becomes the key, and the old set is deleted. Whoever starts next
finishes what a crash cut off.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.foldersync import sync_folder
from sagsbud.system.privatefile import write_private

_JOURNAL = "rotation.json"
_NEW, _OLD = "sealed-anew", "sealed-before"
_FILES = ("outbox.db", "memory.db", "sager.db")
SEALED = (
    "vault",
    "service/sealed",
    *(f"{name}{part}" for name in _FILES for part in ("", "-wal", "-shm")),
    "outbox.key-mark",
    "passphrase.key",
    "trial.key",
    "escrow.json",
)
"""What is sealed with the key, or holds it, in a profile's data folder."""


class _Step(StrEnum):
    COPYING = "copying"
    SWITCHING = "switching"
    STASHED = "stashed"


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Nobody else changes the key or has a window open, nor delivers. Raises StoreError STORE_IN_USE."""
    names = ["rotation.lock", "delivery.lock", *sorted(path.name for path in data.glob("window*.lock"))]
    held: list[FileLock] = []
    try:
        for name in names:
            lock = FileLock(data / name)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise StoreError(Trouble.STORE_IN_USE) from None
            except OSError:
                raise StoreError(Trouble.STORE_READ_ONLY) from None
            held.append(lock)
        yield
    finally:
        for lock in reversed(held):
            lock.release()


def begin(data: Path) -> Path:
    """From here on a crash undoes what is done; the empty folder for the new set."""
    _write(data, _Step.COPYING)
    new = data / _NEW
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    return new


def commit(data: Path) -> None:
    """The new set is whole and on disk: from here on a crash leads forward."""
    sync_folder(data / _NEW)
    _write(data, _Step.SWITCHING)


def settle_after_crash(data: Path, *, adopt: Callable[[], None], drop: Callable[[], None]) -> None:
    """Finish, or undo, what was cut off. Raises StoreError STORE_IN_USE while somebody is at it."""
    if not (data / _JOURNAL).exists():
        return
    lock = FileLock(data / "rotation.lock")
    try:
        with lock.acquire(timeout=0):
            settle(data, adopt=adopt, drop=drop)
    except Timeout:
        raise StoreError(Trouble.STORE_IN_USE) from None


def settle(data: Path, *, adopt: Callable[[], None], drop: Callable[[], None]) -> None:
    """Go on from where the journal stands. `adopt` makes the new key the key, `drop` forgets it; both may come again."""
    step = _read(data)
    if step is None:
        return
    if step is _Step.COPYING:
        drop()
        _forget(data)
        return
    if step is _Step.SWITCHING:
        _move(data, data / _OLD)
        _write(data, _Step.STASHED)
    _move(data / _NEW, data)
    adopt()
    _forget(data)


def _move(source: Path, target: Path) -> None:
    try:
        target.mkdir(mode=0o700, exist_ok=True)
        moved = [name for name in SEALED if (source / name).exists()]
        for name in moved:
            (target / name).parent.mkdir(mode=0o700, exist_ok=True)
            (source / name).replace(target / name)
        for folder in {(place / name).parent for place in (target, source) for name in moved} | {target, source}:
            sync_folder(folder)
    except OSError:
        raise StoreError(Trouble.STORE_READ_ONLY) from None


def _forget(data: Path) -> None:
    for name in (_NEW, _OLD):
        shutil.rmtree(data / name, ignore_errors=True)
    with suppress(FileNotFoundError):
        (data / _JOURNAL).unlink()
    sync_folder(data)


def _write(data: Path, step: _Step) -> None:
    write_private(data / _JOURNAL, json.dumps({"step": step}))


def _read(data: Path) -> _Step | None:
    try:
        return _Step(json.loads((data / _JOURNAL).read_text())["step"])
    except FileNotFoundError:
        return None
