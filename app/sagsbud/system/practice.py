"""The folder of practice: made and marked by it alone, and taken away with all that is in it, or not at all.

It is renamed, which cannot stop half way, and then deleted; what was cut off there is finished by whoever comes next.
A folder without the mark is somebody's: it is neither entered nor touched.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.foldersync import sync_folder
from sagsbud.system.folders import PRACTICE_MARK, Folders, is_practice, make_private
from sagsbud.system.instance import Instance, session_name
from sagsbud.system.keys import destroy_key
from sagsbud.system.logs import end_log

PATIENCE = 10.0
"""Seconds for which somebody else may be at it."""
MADE = "examples-made"
"""In the profile's folder once all examples are in it."""


def enter(folders: Folders) -> Folders:
    """Its folders, made and marked unless they are there. Raises StoreError, PRACTICE_TAKEN for one that is not practice's."""
    with _alone(folders):
        if not is_practice(folders.data):
            if folders.data.exists() and not all(_is_nothing(path) for path in folders.data.iterdir()):
                raise StoreError(Trouble.PRACTICE_TAKEN)
            make_private(folders.data)
            (folders.data / PRACTICE_MARK).touch(mode=0o600)
            sync_folder(folders.data)
    return folders.make()


def _is_nothing(path: Path) -> bool:
    """Whether this is what a program leaves that asks after a folder and puts nothing into it."""
    return path.suffix == ".lock" or path.name == "logs"


def is_made(folders: Folders) -> bool:
    """Whether there is something to go on with."""
    return (folders.data / MADE).exists()


def say_made(folders: Folders) -> None:
    """All examples are there."""
    (folders.data / MADE).touch(mode=0o600)


def remove(folders: Folders) -> None:
    """Everything of practice. Raises StoreError, PRACTICE_OPEN while a program has it open."""
    with _alone(folders):
        _finish(folders)
        end_log()
        if folders.data.exists():
            _rename(folders)
        _finish(folders)


def finish_removal(folders: Folders) -> None:
    """What an earlier removal did not come to. Raises StoreError."""
    if os.path.lexists(folders.leaving):
        with _alone(folders):
            _finish(folders)


def finish_removal_unless_busy(folders: Folders) -> None:
    """The same for whoever only passes by: nothing where practice is there again, or somebody else is at it."""
    with contextlib.suppress(StoreError):
        if not folders.data.exists():
            finish_removal(folders)


def _rename(folders: Folders) -> None:
    """Out of everybody's way, while nobody has it open."""
    if not is_practice(folders.data):
        raise StoreError(Trouble.PRACTICE_TAKEN)
    with contextlib.ExitStack() as claims:
        for session in {session_name(), *_sessions(folders.data)}:
            claimed = Instance.claim(folders.data, session)
            if claimed is None:
                raise StoreError(Trouble.PRACTICE_OPEN)
            claims.callback(claimed.close)
        if os.name == "nt":  # which renames no folder with an open file in it, so that nobody can be there meanwhile
            claims.close()
        try:
            folders.data.rename(folders.leaving)
        except PermissionError:
            raise StoreError(Trouble.PRACTICE_OPEN if os.name == "nt" else Trouble.STORE_READ_ONLY) from None


def _sessions(folder: Path) -> Iterator[str]:
    """Those that had a window over this folder."""
    for lock in folder.glob("window*.lock"):
        yield lock.stem.removeprefix("window")


def _finish(folders: Folders) -> None:
    leaving = folders.leaving
    if not os.path.lexists(leaving):
        return
    if not leaving.is_symlink() and not is_practice(leaving) and any(leaving.iterdir()):
        raise StoreError(Trouble.PRACTICE_TAKEN)
    if not folders.data.exists():  # else its settings and its key are those of the practice after it
        if folders.config != folders.data and os.path.lexists(folders.config):
            _delete(folders.config)
        destroy_key(folders)
    if not leaving.is_symlink():  # the mark goes last: what is left after half of it is still known
        for path in leaving.iterdir():
            if path.name != PRACTICE_MARK:
                _delete(path)
    _delete(leaving)


def _delete(path: Path) -> None:
    """With what is in it; of a link only the link."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _let_go(path: Path) -> None:
    """Somebody else may have it again."""
    with contextlib.suppress(OSError):
        path.unlink()


@contextlib.contextmanager
def _alone(folders: Folders) -> Iterator[None]:
    """One at a time: the lock lies outside of what is removed, and goes after it."""
    path = folders.data.with_name(f"{folders.profile}.lock")
    try:
        make_private(path.parent)
        with contextlib.ExitStack() as afterwards, FileLock(path, timeout=PATIENCE):
            afterwards.callback(_let_go, path)
            yield
    except (OSError, Timeout):
        raise StoreError(Trouble.STORE_READ_ONLY) from None
