"""Watched folders: what each is for, what is taken from it, and what happens to the original after the proof."""

import fnmatch
from dataclasses import field
from enum import StrEnum
from pathlib import Path

from sagsbud.domain.arrival import Afterwards, Source, SourceKind
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.filenames import readable
from sagsbud.domain.frozen import frozen

UNFINISHED_ENDS = (
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".tmp",
    ".temp",
    ".filepart",
    ".opdownload",
    ".!ut",
    ".swp",
    ".lock",
)
"""Suffixes programs give to what they have not finished writing."""
SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "ehthumbs.db", "icon\r"})


class NameVerdict(StrEnum):
    """What a file's name alone says of it."""

    TAKE = "take"
    WAIT = "wait"
    """Unfinished by its name: its last name will be seen when it gets one."""
    IGNORE = "ignore"


def judge_name(name: str) -> NameVerdict:
    """Unfinished downloads and Office's lock files wait; hidden and system files are ignored."""
    lower = name.lower()
    if lower in SYSTEM_NAMES:
        return NameVerdict.IGNORE
    if lower.startswith(("~$", ".~lock.", "~wr")) or lower.endswith(UNFINISHED_ENDS):
        return NameVerdict.WAIT
    return NameVerdict.IGNORE if lower.startswith(".") else NameVerdict.TAKE


@frozen
class FolderRule:
    """One watched folder. `take` are file name patterns (empty: everything); `target` is where MOVE and ARCHIVE go.

    Intervals are in seconds: how often the folder is listed, locally and on a share.
    """

    path: Path
    label: str = ""
    take: tuple[str, ...] = ()
    subfolders: bool = True
    afterwards: Afterwards = Afterwards.LEAVE
    target: Path | None = None
    listing_interval: float = 30.0
    polling_interval: float = 10.0
    polled: bool | None = None
    """Whether to rely on listings alone; None means: when the folder lies on a share."""
    skipped_folders: tuple[str, ...] = field(default=("$RECYCLE.BIN", "System Volume Information", "lost+found"))

    @property
    def source(self) -> Source:
        """The source its documents are shown under."""
        return Source(SourceKind.FOLDER, mask_cpr(readable(self.label or self.path.name)))

    def takes(self, path: Path) -> bool:
        """Whether a file at this path is the rule's business, by its name and place."""
        if judge_name(path.name) is not NameVerdict.TAKE or not self._below(path):
            return False
        return not self.take or any(fnmatch.fnmatch(path.name.lower(), pattern.lower()) for pattern in self.take)

    def enters(self, folder: Path) -> bool:
        """Whether files below this folder are looked at."""
        if folder.name.startswith(".") or folder.name in self.skipped_folders:
            return False
        return self.target is None or folder != self.target

    def _below(self, path: Path) -> bool:
        try:
            inside = path.relative_to(self.path).parts[:-1]
        except ValueError:
            return False
        if inside and not self.subfolders:
            return False
        folder = self.path
        for part in inside:
            folder = folder / part
            if not self.enters(folder):
                return False
        return True
