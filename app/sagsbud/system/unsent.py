"""Whether documents would be forgotten with the program: asked of folders, since nobody else's key is at hand.

A profile leaves a note of its counts whenever a program on it ends. A record in the vault that is newer than the note
means that a program did not come to its end; what it held then is not known, and counts as unsent. Decisions of review
need no note: each has a file in the vault until it is carried out or taken back.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from platformdirs import PlatformDirs

from sagsbud.domain.frozen import frozen
from sagsbud.domain.states import IN_QUEUE, NEEDS_PERSON, OrderState
from sagsbud.system.folders import is_practice
from sagsbud.system.places import Registry, WindowsRegistry

NOTE = "unsent.json"
VAULT, RECORDS, DECISIONS, TRIAL_KEY = "vault", "*.record", "*.decision", "trial.key"
PROFILE_LIST = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"


@frozen
class Held:
    """What one profile holds. `unsent` is None when nobody can say; `decisions` are those of review."""

    folder: Path
    unsent: int | None
    inbox: int
    decisions: int = 0

    @property
    def matters(self) -> bool:
        """Whether something promised could be forgotten."""
        return self.unsent != 0 or self.decisions > 0


def leave_note(folder: Path, counts: Mapping[OrderState, int]) -> None:
    """Write down what the profile holds now. Raises OSError."""
    unsent = sum(counts.get(state, 0) for state in (*IN_QUEUE, *NEEDS_PERSON, OrderState.IN_REVIEW))
    waiting = folder / f"{NOTE}.tmp"
    waiting.write_text(json.dumps({"unsent": unsent, "inbox": counts.get(OrderState.DRAFT, 0)}))
    os.replace(waiting, folder / NOTE)


def held_in(folders: Iterable[Path]) -> Iterator[Held]:
    """What the profiles in these folders hold; trials and practice hold nothing real and are passed over."""
    for folder in folders:
        try:
            profiles = sorted(path for path in (folder, *folder.iterdir()) if (path / VAULT).is_dir())
        except OSError:
            continue
        for profile in profiles:
            if not is_practice(profile) and not (profile / TRIAL_KEY).exists():
                yield _held(profile)


def _held(profile: Path) -> Held:
    decisions = sum(1 for _ in (profile / VAULT).glob(DECISIONS))
    try:
        newest = max((path.stat().st_mtime_ns for path in (profile / VAULT).glob(RECORDS)), default=0)
        if not newest:
            return Held(profile, 0, 0, decisions)
        noted = (profile / NOTE).stat().st_mtime_ns
        note = json.loads((profile / NOTE).read_text(encoding="utf-8"))
        return Held(profile, int(note["unsent"]) if noted >= newest else None, int(note["inbox"]), decisions)
    except (OSError, ValueError, KeyError, TypeError):
        return Held(profile, None, 0, decisions)


def own_folder() -> Path:
    """Where the profiles of whoever asks lie."""
    return Path(PlatformDirs("sagsbud", appauthor=False).user_data_dir)


def all_folders(registry: Registry | None = None) -> list[Path]:
    """Where the profiles of everybody on this machine lie, by the place each system gives them."""
    if sys.platform == "win32" or registry:
        return [home / "AppData" / "Local" / "sagsbud" for home in _windows_homes(registry or WindowsRegistry())]
    if sys.platform == "darwin":
        return [home / "Library" / "Application Support" / "sagsbud" for home in _below(Path("/Users"))]
    return [home / ".local" / "share" / "sagsbud" for home in sorted(_unix_homes())]


def _unix_homes() -> set[Path]:
    import pwd

    return {Path(user.pw_dir) for user in pwd.getpwall()} | set(_below(Path("/home")))


def _windows_homes(registry: Registry) -> list[Path]:
    values: Mapping[str, Any] = registry.values("HKEY_LOCAL_MACHINE", PROFILE_LIST) or {}
    drive = os.environ.get("SYSTEMDRIVE", "C:")
    place = str(values.get("ProfilesDirectory", "%SystemDrive%\\Users"))
    return _below(Path(place.replace("%SystemDrive%", drive)))


def _below(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []
