"""Whether a file that rests is whole: nobody has it open for writing, and it ends as its format ends."""

import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import IO

TAIL = 66 * 1024
"""A zip's end may stand behind a comment of 64 kB."""
ENDS: tuple[tuple[bytes, tuple[bytes, ...], int], ...] = (
    (b"%PDF-", (b"%%EOF", b"startxref"), 2048),
    (b"PK\x03\x04", (b"PK\x05\x06",), TAIL),
    (b"\xff\xd8\xff", (b"\xff\xd9",), 1024),
    (b"\x89PNG", (b"IEND",), 64),
)
"""What a file begins with, what must stand near its end, and how near (bytes)."""


class Look(StrEnum):
    """What one look at a file says."""

    WHOLE = "whole"
    BEING_WRITTEN = "being_written"
    UNFINISHED = "unfinished"
    """Its end is missing: perhaps still on its way, perhaps damaged for good."""
    NOT_READABLE = "not_readable"


def look_at(path: Path) -> Look:
    """Look at the file as it is now; on Windows a writer's lock shows as NOT_READABLE."""
    try:
        with path.open("rb") as stream:
            if has_writer(stream):
                return Look.BEING_WRITTEN
            return Look.WHOLE if _has_its_end(stream) else Look.UNFINISHED
    except OSError:
        return Look.NOT_READABLE


def has_writer(stream: IO[bytes]) -> bool:
    """Whether some process has the file open for writing, where that can be told: Linux, local, our own files.

    The kernel grants a read lease only while nobody writes. A writer that comes in the instant we hold it is made
    to wait, and we are told by a signal; one that is ignored by default is asked for, as the usual one would end us.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        fcntl.fcntl(stream, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(stream, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.fcntl(stream, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _has_its_end(stream: IO[bytes]) -> bool:
    head = stream.read(8)
    for start, ends, reach in ENDS:
        if head.startswith(start):
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - reach))
            tail = stream.read(reach)
            return any(end in tail for end in ends)
    return True
