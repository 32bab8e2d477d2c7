"""Files that are many documents: recognised by their first bytes and their name, parsed by nobody here."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from sagsbud.domain.extract import Kind
from sagsbud.intake.rules import NameVerdict, judge_name

DATA_FILE_MARK = b"!BDN"
MAILBOX_MARK = b"From "
MAILBOX_ENDS = (".mbox", ".mbx", "")
ZIP_MARK = b"PK\x03\x04"
ENDS_HASHED = 64 * 1024


def mailbox_kind(path: Path) -> Kind | None:
    """What kind of mailbox the file is, or None. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(DATA_FILE_MARK):
        return Kind.PST
    if head.startswith(MAILBOX_MARK) and path.suffix.lower() in MAILBOX_ENDS:
        return Kind.MBOX
    return None


def container_kind(path: Path) -> Kind | None:
    """As `mailbox_kind`, and zips that are called so; other formats made of a zip are documents."""
    kind = mailbox_kind(path)
    if kind is None and path.suffix.lower() == ".zip":
        with path.open("rb") as file:
            return Kind.ZIP if file.read(4) == ZIP_MARK else None
    return kind


def files_below(folder: Path) -> Iterator[Path]:
    """All files in and below the folder in a fixed order, without hidden, unfinished and system files."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if judge_name(name) is NameVerdict.TAKE and path.is_file():
                yield path


def fingerprint(source: Path) -> str:
    """Tells whether a file or folder tree is still the same: sizes, times, and a file's two ends. Raises OSError."""
    mark = hashlib.sha256()
    if source.is_dir():
        for path in files_below(source):
            status = path.stat()
            mark.update(
                f"{path.relative_to(source)}\0{status.st_size}\0{status.st_mtime_ns}\0".encode(errors="replace")
            )
        return mark.hexdigest()
    status = source.stat()
    mark.update(f"{status.st_size}\0{status.st_mtime_ns}\0".encode())
    with source.open("rb") as file:
        mark.update(file.read(ENDS_HASHED))
        file.seek(max(0, status.st_size - ENDS_HASHED))
        mark.update(file.read(ENDS_HASHED))
    return mark.hexdigest()
