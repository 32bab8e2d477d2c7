"""What happens to the original after the proof: left, moved or archived, and never when it is no longer the same file."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from sagsbud.domain.arrival import Afterwards, IntakeItem
from sagsbud.intake.ownmoves import OwnMoves
from sagsbud.intake.rules import FolderRule


class Closed(StrEnum):
    """What became of the original."""

    LEFT = "left"
    MOVED = "moved"
    GONE = "gone"
    CHANGED = "changed"
    """It is not the file that was filed any more, so it was not touched."""
    FAILED = "failed"


class OriginalsKeeper:
    """Carries out the folder rules. Call only for items whose filing has been proved."""

    def __init__(self, rules: Iterable[FolderRule], own_moves: OwnMoves) -> None:
        self._rules = list(rules)
        self._own_moves = own_moves

    def follow(self, rules: Iterable[FolderRule]) -> None:
        """Go by these rules from now on."""
        self._rules = list(rules)

    def close(self, item: IntakeItem) -> Closed:
        """Do with the original what its folder's rule says; what fails is left as it is."""
        rule = self._rule(item.origin)
        if item.origin is None or rule is None or rule.afterwards is Afterwards.LEAVE or rule.target is None:
            return Closed.LEFT
        try:
            if _digest(item.origin) != item.digest:
                return Closed.CHANGED
            self._move(item.origin, self._place(item.origin, rule, rule.target))
        except FileNotFoundError:
            return Closed.GONE
        except OSError:
            return Closed.FAILED
        return Closed.MOVED

    def _rule(self, origin: Path | None) -> FolderRule | None:
        """The rule of the innermost watched folder around the file."""
        around = [rule for rule in self._rules if origin is not None and origin.is_relative_to(rule.path)]
        return max(around, key=lambda rule: len(rule.path.parts), default=None)

    def _place(self, origin: Path, rule: FolderRule, target: Path) -> Path:
        """Where it goes: MOVE into the target, ARCHIVE below it in the same subfolder; never over another file."""
        folder = target
        if rule.afterwards is Afterwards.ARCHIVE:
            folder = target / origin.parent.relative_to(rule.path)
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / origin.name
        number = 2
        while place.exists():
            place = folder / f"{origin.stem} ({number}){origin.suffix}"
            number += 1
        return place

    def _move(self, origin: Path, place: Path) -> None:
        status = origin.stat()
        self._own_moves.add(place, status.st_size, status.st_mtime_ns)
        try:
            os.link(origin, place)
        except FileExistsError:  # somebody was quicker: what fails is left as it is
            raise
        except OSError:
            _copy(origin, place)
        with contextlib.suppress(FileNotFoundError):
            origin.unlink()


def _copy(origin: Path, place: Path) -> None:
    """For file systems without links: a whole copy under another name first, so that no half file has the real one."""
    unfinished = place.with_name(f".{place.name}.part")
    try:
        shutil.copy2(origin, unfinished)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
