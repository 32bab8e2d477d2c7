"""Other desktop programs of the same kind, started as they are started by hand, until their first window is mapped.

They are measured only, never shipped: where `--peers` asks for it they are installed into a temporary place.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {
    "picard": ("picard", "PyQt6"),
    "vorta": ("vorta", "PyQt6"),
    "maestral-qt": ("maestral-qt",),
    "qutebrowser": ("qutebrowser", "PyQt6", "PyQt6-WebEngine"),
}
COMMANDS = {
    "picard": ["picard"],
    "vorta": ["vorta"],
    "maestral-qt": ["maestral", "gui"],
    "nextcloud-desktop": ["nextcloud"],
    "qutebrowser": ["qutebrowser", "--temp-basedir", "--qt-flag", "no-sandbox", "about:blank"],
}
PATIENCE = 60.0
LEAST = (200, 120)
"""Smaller windows are helpers nobody sees."""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds of clock and processor until the first window, and its resident kB then."""

    wall: float
    cpu: float
    rss: int


def install(folder: Path) -> Path:
    """A virtual environment with those that can be had from the package index; what cannot be is left out."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    for name, packages in PACKAGES.items():
        done = subprocess.run(
            [str(folder / "bin" / "pip"), "install", "-q", *packages], capture_output=True, check=False
        )
        if done.returncode:
            print(f"{name}: cannot be installed here", file=sys.stderr)
    return folder


def find(folder: Path | None) -> dict[str, list[str]]:
    """The peers that are here, with the command that starts each."""
    found = {}
    for name, (program, *arguments) in COMMANDS.items():
        own = folder / "bin" / program if folder else None
        where = str(own) if own and own.exists() else shutil.which(program)
        if where:
            found[name] = [where, *arguments]
    return found


def start(command: list[str], home: Path) -> Start | None:
    """Start it with an empty home and wait for its window; None when none came."""
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    before = _windows()
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while time.monotonic() - began < PATIENCE and process.poll() is None:
            if _windows() - before:
                wall = time.monotonic() - began
                return Start(wall, *_cost(process.pid))
            time.sleep(0.02)
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for left in _living_in(home):  # a program that goes on by itself
            os.kill(left, signal.SIGKILL)


def _living_in(home: Path) -> list[int]:
    """The processes that were given this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            given = (process / "environ").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile, or somebody else's
            continue
        if f"HOME={home}".encode() in given:
            found.append(int(process.name))
    return found


def _windows() -> set[str]:
    """The windows that are mapped and large enough to be one."""
    told = subprocess.run(["xwininfo", "-root", "-tree"], capture_output=True, text=True, check=False).stdout
    found = set()
    for id_, wide, high in re.findall(r"^\s+(0x[0-9a-f]+) .*?(\d+)x(\d+)\+", told, re.MULTILINE):
        if int(wide) >= LEAST[0] and int(high) >= LEAST[1]:
            state = subprocess.run(
                ["xwininfo", "-id", id_, "-stats"], capture_output=True, text=True, check=False
            ).stdout
            if "IsViewable" in state:
                found.add(id_)
    return found


def _cost(pid: int) -> tuple[float, int]:
    """CPU seconds and resident kB of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    status = Path(f"/proc/{pid}/status").read_text()
    return cpu, int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]
