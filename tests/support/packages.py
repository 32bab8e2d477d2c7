"""Debian packages the tests need beside the program's own: put in on CI's machines, asked for on others."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def need(what: str, packages: tuple[str, ...], missing: Callable[[], bool]) -> None:
    """Go on when nothing is missing, or no longer; skip the test with a reason where it cannot be had.

    Test workers take turns: the second finds what the first has put in.
    """
    if not missing():
        return
    wanted = " ".join(packages)
    if os.environ.get("CI") and os.name == "posix" and os.getuid() == 0 and shutil.which("apt-get"):
        with FileLock(Path(tempfile.gettempdir()) / "sagsbud-tests-apt.lock"):
            if missing():
                _install(packages)
    if missing():
        pytest.skip(f"no {what} on this machine (Debian: apt-get install {wanted})")


def _install(packages: tuple[str, ...]) -> None:
    """Start-up scripts are told that the machine is at rest, so that no service begins on its standard port."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"]
    for command in (["update"], ["install", *options, *packages]):
        subprocess.run(["apt-get", *command], check=False, env=environment, stdout=subprocess.DEVNULL)
