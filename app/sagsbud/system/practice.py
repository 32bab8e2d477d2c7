"""Taking practice away: its whole profile, or nothing of it.

It is renamed, which cannot stop half way, and then deleted; what was cut off there is finished by whoever comes next.
"""

import contextlib
import shutil
from collections.abc import Iterator

from filelock import FileLock, Timeout

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.system.folders import PRACTICE, Folders, make_private
from sagsbud.system.keys import destroy_key
from sagsbud.system.logs import end_log

PATIENCE = 10.0
"""Seconds for which somebody else may be at it."""
MADE = "examples-made"
"""In the profile's folder once all examples are in it."""


def is_made(folders: Folders) -> bool:
    """Whether there is something to go on with."""
    return (folders.data / MADE).exists()


def say_made(folders: Folders) -> None:
    """All examples are there."""
    (folders.data / MADE).touch(mode=0o600)


def remove(folders: Folders) -> None:
    """Everything of the practice profile, which no program may have open. Raises StoreError."""
    with _alone(folders):
        _finish(folders)
        end_log()
        try:
            if folders.data.exists():
                folders.data.rename(folders.leaving)
        except OSError:
            raise StoreError(Trouble.STORE_READ_ONLY) from None
        _finish(folders)


def finish_removal(folders: Folders) -> None:
    """What an earlier removal did not come to. Raises StoreError."""
    if folders.leaving.exists():
        with _alone(folders):
            _finish(folders)


def finish_removal_unless_busy(folders: Folders) -> None:
    """The same for whoever only passes by: nothing where practice is there again, or somebody else is at it."""
    with contextlib.suppress(StoreError):
        if folders.leaving.exists() and not folders.data.exists():
            finish_removal(folders)


def _finish(folders: Folders) -> None:
    if not folders.leaving.exists():
        return
    if not folders.data.exists():  # else its settings and its key are those of the practice after it
        if folders.config != folders.data:
            shutil.rmtree(folders.config, ignore_errors=True)
        destroy_key(folders)
    try:
        shutil.rmtree(folders.leaving)
    except OSError:
        raise StoreError(Trouble.STORE_READ_ONLY) from None


@contextlib.contextmanager
def _alone(folders: Folders) -> Iterator[None]:
    """One at a time: the lock lies outside of what is removed, and goes with it."""
    path = folders.data.with_name(f"{PRACTICE}.lock")
    try:
        make_private(path.parent)
        with FileLock(path, timeout=PATIENCE):
            yield
            path.unlink(missing_ok=True)
    except (OSError, Timeout):
        raise StoreError(Trouble.STORE_READ_ONLY) from None
