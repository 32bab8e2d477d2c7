"""The window: how soon it is there, what it costs, how smoothly it answers over a long history.

    python3 dev.py bench ui [--rows 1000000] [--idle 60] [--runs 5] [--peers [FOLDER]] [--history FOLDER] [--only PART]

Needs a display (`xvfb-run`). PART is start, idle, stall, search or keys. `--history` is a folder that keeps the long
history from run to run, since making it takes minutes. Peers are other programs measured in the same run; `--peers`
installs them into FOLDER, or a temporary one.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from sagsbud.bootstrap import open_house

from tests.bench import _ui_peers, _ui_window
from tests.bench._history import fill, fill_inbox
from tests.support.program import Service
from tests.ui.stage import no_keyring, seed

IDLE_ROWS = 100_000
INBOX = 300
"""Documents that wait for a decision in every profile: a start is over when their rows are there."""


def main() -> None:
    """Run the parts and print one line each."""
    given = _arguments()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    with ExitStack() as ending:
        scratch = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="sagsbud-bench-")))
        service = Service(scratch / "service").start()
        ending.callback(service.stop)
        seed(service)
        parts: dict[str, Callable[[], None]] = {
            "start": lambda: starts(given, scratch, service),
            "idle": lambda: idle(given, scratch, service),
            "keys": lambda: _ui_window.keys(scratch / "keys", service),
            "search": lambda: _ui_window.search(history(given, scratch, service), service),
            "stall": lambda: _ui_window.stalls(history(given, scratch, service), service),
        }
        for name, part in parts.items():
            if given.only in (None, name):
                part()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--idle", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--history", type=Path)
    parser.add_argument("--peers", type=Path, nargs="?", const=Path())
    parser.add_argument("--only", choices=["start", "idle", "stall", "search", "keys"])
    return parser.parse_args()


def profile(data: Path, service: Service, rows: int) -> Path:
    """A profile with so many filed documents; one that is there already stays."""
    if not (data / "complete").exists():
        data.mkdir(parents=True, exist_ok=True)
        (data / "settings.json").write_text(json.dumps({"language": "da", "undo_seconds": 20}))
        with no_keyring():
            house = open_house(None, data, service.url)
        fill(house.ports.outbox.database, rows)  # type: ignore[attr-defined]
        fill_inbox(house.ports.outbox.database, INBOX)  # type: ignore[attr-defined]
        house.close()
        (data / "complete").touch()
    return data


def history(given: argparse.Namespace, scratch: Path, service: Service) -> Path:
    """The profile with the long history."""
    return profile(given.history or scratch / "history", service, given.rows)


def child(scratch: Path, *arguments: str, seconds: float) -> dict[str, float]:
    """One start in a process of its own; its figures. What it imports is compiled, as in an installed program."""
    environment = {
        **os.environ, "BENCH_STARTED": str(time.monotonic()), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONPYCACHEPREFIX": str(scratch / "compiled"), "PYTHONDONTWRITEBYTECODE": "",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.bench._ui_child", *arguments, str(seconds)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def starts(given: argparse.Namespace, scratch: Path, service: Service) -> None:
    """Cold start to a usable window, against an empty one and against peers."""
    data = profile(scratch / "start", service, 1000)
    ours, bare = [], []
    for _ in range(given.runs + 1):  # the first of each warms the file cache
        bare.append(child(scratch, "empty", seconds=0))
        ours.append(child(scratch, "sagsbud", str(data), service.url, seconds=0))
    wall, cpu = _median(ours[1:], "wall"), _median(ours[1:], "cpu")
    bare_wall, bare_cpu = _median(bare[1:], "wall"), _median(bare[1:], "cpu")
    limit = 1.2 * bare_wall + 0.150
    print(f"start  Sagsbud usable {wall:.2f} s wall, {cpu:.2f} s CPU; empty window {bare_wall:.2f} s, {bare_cpu:.2f} s"
          f"; {wall / bare_wall:.2f}x; goal <= {limit:.2f} s: {_verdict(wall <= limit)};"
          f" the house next door meanwhile {_median(ours[1:], 'house_cpu'):.2f} s CPU")  # fmt: skip
    folder = None
    if given.peers is not None:
        folder = given.peers if given.peers != Path() else scratch / "peers"
        if not (folder / "bin").exists():
            _ui_peers.install(folder)
    for name, command in _ui_peers.find(folder).items():
        found = []
        for run in range(given.runs + 1):
            home = scratch / "homes" / f"{name}-{min(run, 1)}"
            home.mkdir(parents=True, exist_ok=True)
            found.append(_ui_peers.start(command, home))
        there = [one for one in found[1:] if one]
        if there:
            peer = statistics.median(one.wall for one in there)
            peer_cpu = statistics.median(one.cpu for one in there)
            print(f"start  {name}: first window {peer:.2f} s wall, {peer_cpu:.2f} s CPU; Sagsbud {wall / peer:.2f}x wall,"
                  f" {cpu / max(peer_cpu, 0.01):.2f}x CPU: {_verdict(wall < peer and cpu < peer_cpu)}")  # fmt: skip
        else:
            print(f"start  {name}: shows no window here")


def idle(given: argparse.Namespace, scratch: Path, service: Service) -> None:
    """Memory and processor of the idle main process with many items."""
    data = profile(scratch / "idle", service, min(IDLE_ROWS, given.rows))
    child(scratch, "sagsbud", str(data), service.url, seconds=0)  # compiles what is imported
    bare = child(scratch, "empty", seconds=1)
    ours = child(scratch, "sagsbud", str(data), service.url, seconds=given.idle)
    ratio = ours["rss"] / bare["rss"]
    print(f"idle   {ours['rss'] / 1024:.0f} MB with {min(IDLE_ROWS, given.rows):,} items, empty window"
          f" {bare['rss'] / 1024:.0f} MB: {ratio:.2f}x, goal <= 1.6x: {_verdict(ratio <= 1.6)};"
          f" the house next door {ours['house_rss'] / 1024:.0f} MB")  # fmt: skip
    share = ours["idle_cpu"] * 100
    print(
        f"idle   {share:.2f} % of a core over {given.idle:.0f} s, goal <= 0.2 %: {_verdict(share <= 0.2)};"
        f" the house next door {ours['house_idle_cpu'] * 100:.2f} %",
        flush=True,
    )


def _median(figures: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in figures)


def _verdict(met: bool) -> str:
    return "met" if met else "MISSED"


if __name__ == "__main__":
    main()
