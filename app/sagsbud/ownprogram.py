"""Processes of this very program: how one is started, and how it keeps its line to whoever started it."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from subprocess import Popen

_STARTED: "list[Popen[bytes]]" = []
"""Those that run apart from us: their ends are noticed when the next one is started."""


def own_program(door: str, module: str) -> list[str]:
    """How to start the `main` of a module with this very program's packages, whatever the environment says.

    In a packaged build there is one program, which knows the module by its `door`.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, door]
    root = str(Path(__file__).resolve().parents[1])
    start = f"import sys; sys.path.insert(0, {root!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-X", "utf8", "-c", start]


def start_by_itself(
    command: Sequence[str], *, stderr: IO[bytes] | None = None, env: Mapping[str, str] | None = None
) -> "Popen[bytes]":
    """Start it with pipes for input and output, out of reach of the terminal's signals and without a window."""
    import subprocess  # not for those who are started

    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0),
        env=env,
    )


def start_apart(arguments: Sequence[str]) -> None:
    """Start this program once more, which outlives us and says nothing to us."""
    import subprocess

    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "sagsbud"]
    _STARTED.append(
        subprocess.Popen(
            [*start, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    )


def own_wires() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output as what they are for whoever started us: nothing we print or start gets at them."""
    heard = os.fdopen(os.dup(0), "rb")
    said = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return heard, said
