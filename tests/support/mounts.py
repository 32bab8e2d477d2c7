"""Small disks of our own: full ones and ones nobody may write to."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def disk(place: Path, size: str = "16m") -> Iterator[Path]:
    """A file system of this size at the place; skips the test with a reason where none can be mounted."""
    if sys.platform != "linux" or os.getuid() != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    place.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def make_read_only(place: Path) -> None:
    """Nobody writes to the disk from now on."""
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)


def fill(place: Path, leave: int = 0) -> None:
    """Fill the disk until `leave` bytes are free."""
    usage = os.statvfs(place)
    with (place / "filling").open("wb") as file:
        left = usage.f_bavail * usage.f_frsize - leave
        while left > 0:
            try:
                left -= file.write(bytes(min(left, 65536)))
                file.flush()
            except OSError:
                return
