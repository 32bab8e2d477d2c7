"""Listings of folders: the truth that events only hint at."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from sagsbud.domain.frozen import frozen
from sagsbud.intake.rules import FolderRule

Stamp = tuple[int, int, int]
"""Size in bytes, mtime in ns, inode: changes when the file does."""


@frozen
class Listed:
    """A file in a listing."""

    path: str
    stamp: Stamp


def list_files(
    rule: FolderRule, start: Path | None = None, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Listed]:
    """Every file the rule takes, at or below `start`. Folders that vanish or refuse meanwhile are passed over.

    Raises OSError when `start` itself cannot be listed.
    """
    root = start or rule.path
    folders = [str(root)]
    first = True
    while folders and not stopped():
        folder = folders.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            if first:
                raise
            continue
        first = False
        with entries:
            for entry in entries:
                listed = _listed(rule, entry, folders)
                if listed is not None:
                    yield listed


def _listed(rule: FolderRule, entry: "os.DirEntry[str]", folders: list[str]) -> Listed | None:
    """The entry as a file; a folder is kept for later."""
    try:
        if entry.is_dir(follow_symlinks=False):
            if rule.subfolders and rule.enters(Path(entry.path)):
                folders.append(entry.path)
            return None
        if not entry.is_file(follow_symlinks=False) or not rule.takes(Path(entry.path)):
            return None
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return Listed(entry.path, stamp_of(status))


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file's status."""
    return (status.st_size, status.st_mtime_ns, status.st_ino)
