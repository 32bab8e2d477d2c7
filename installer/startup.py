"""How fast the one-folder build starts beside the virtual environment it was made from, in turns:
`python -m installer.startup FOLDER`. Needs Xvfb for the window.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from installer.screen import COLOURS, colours, screen

NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
PATIENCE = 120.0
COMMANDS = {"--version": ["--version"], "explain-config": ["explain-config", "--json"], "queue": ["queue", "--json"]}


def main(arguments: list[str] | None = None) -> int:
    """Print medians in milliseconds and their ratio; 1 when the build is slower at any of them."""
    parser = argparse.ArgumentParser(prog="installer.startup", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=11)
    args = parser.parse_args(arguments)
    starts = {"build": [str(args.folder.resolve() / "sagsbud")], "venv": [sys.executable, "-m", "sagsbud"]}
    slower = False
    for name, command in COMMANDS.items():
        slower |= report(name, in_turns(starts, args.runs, partial(ended, command)))
    with screen() as display:
        slower |= report("window", in_turns(starts, args.runs, partial(shown, display)))
    print(f"load {os.getloadavg()[0]:.1f}")
    return int(slower)


def in_turns(
    starts: dict[str, list[str]], runs: int, measure: Callable[[list[str], Path], float]
) -> dict[str, list[float]]:
    """Seconds of each way to start, one after the other, so that both meet the same weather; the first is not counted."""
    took: dict[str, list[float]] = {name: [] for name in starts}
    with tempfile.TemporaryDirectory(prefix="sagsbud-start-") as place:
        for run in range(runs + 1):
            for name, start in starts.items():
                seconds = measure(start, Path(place) / name)
                if run:
                    took[name].append(seconds)
    return took


def ended(command: list[str], start: list[str], data: Path) -> float:
    """Seconds of processor time the command and its processes take, which do not hang on what else the machine does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    more = ["--data", str(data)] if command != ["--version"] else []
    subprocess.run([*start, *command, *more], check=True, capture_output=True, env=os.environ | NO_KEYRING)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def shown(display: str, start: list[str], data: Path) -> float:
    """Seconds until the window is on the screen."""
    began = time.perf_counter()
    with running([*start, "--data", str(data)], os.environ | NO_KEYRING | {"DISPLAY": display}):
        while colours(display) < COLOURS:
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError("no window")
            time.sleep(0.01)
        took = time.perf_counter() - began
    while colours(display) >= COLOURS:
        time.sleep(0.05)
    return took


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """A program while the block lasts."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def report(name: str, took: dict[str, list[float]]) -> bool:
    """One line; whether the build is slower."""
    build, venv = (median(took[way]) * 1000 for way in ("build", "venv"))
    print(f"{name:<16}build {build:6.0f} ms   venv {venv:6.0f} ms   {build / venv:.2f}×", flush=True)
    return build > venv


if __name__ == "__main__":
    if not shutil.which("Xvfb"):
        sys.exit("Xvfb is missing")
    sys.exit(main())
