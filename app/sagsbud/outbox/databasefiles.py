"""The files a database lies in: its parts, copies of them, and one that is damaged moved aside."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from sagsbud.foldersync import sync_folder
from sagsbud.outbox.durability import store_errors

_PARTS = ("", "-wal", "-shm")


def set_aside(path: Path, now: datetime) -> Path | None:
    """Move a database and its journal out of the way, never delete it; where it lies now, None when there was none."""
    aside = path.with_suffix(f".damaged-{now:%Y%m%dT%H%M%S%f}")
    with store_errors():
        parts = [suffix for suffix in _PARTS if part_of(path, suffix).exists()]
        for suffix in parts:
            os.replace(part_of(path, suffix), part_of(aside, suffix))
        sync_folder(path.parent)
    return aside if parts else None


def part_of(path: Path, suffix: str) -> Path:
    """The file itself for an empty suffix, else what lies beside it."""
    return path.with_name(path.name + suffix)


def copy_durably(source: Path, target: Path) -> None:
    """For its owner alone, on disk when this returns."""
    with source.open("rb") as read, target.open("wb") as write:
        os.chmod(target, 0o600)
        shutil.copyfileobj(read, write)
        write.flush()
        os.fsync(write.fileno())
