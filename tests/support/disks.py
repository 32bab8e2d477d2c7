"""A disk of a few hundred kilobytes, to be filled, and made read-only and writable again."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SmallDisk:
    """A mounted disk."""

    path: Path

    def fill(self) -> None:
        """Until nothing more fits."""
        with (self.path / "ballast").open("wb", buffering=0) as ballast:
            for piece in (65536, 4096, 512, 1):
                try:
                    while True:
                        ballast.write(bytes(piece))
                except OSError:
                    continue

    def free(self) -> None:
        """Room again."""
        (self.path / "ballast").unlink()

    def read_only(self) -> None:
        """Nothing can be written any more."""
        _mount("-o", "remount,ro", str(self.path))

    def writable(self) -> None:
        """And again it can."""
        _mount("-o", "remount,rw", str(self.path))


@contextmanager
def small_disk(path: Path, kilobytes: int) -> Iterator[SmallDisk]:
    """A disk in memory mounted there; skips the test with a reason where that is not allowed."""
    if os.name != "posix" or os.getuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root on Linux can mount a small disk")
    path.mkdir(parents=True)
    try:
        _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path))
    except subprocess.CalledProcessError:
        pytest.skip("mounting is not allowed here")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)
