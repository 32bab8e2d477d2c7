"""Processes of this very program: how one is started, and how it keeps its line to whoever started it."""

import os
import sys
from pathlib import Path
from typing import BinaryIO


def own_program(door: str, module: str) -> list[str]:
    """How to start the `main` of a module with this very program's packages, whatever the environment says.

    In a packaged build there is one program, which knows the module by its `door`.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, door]
    root = str(Path(__file__).resolve().parents[1])
    start = f"import sys; sys.path.insert(0, {root!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-X", "utf8", "-c", start]


def own_wires() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output as what they are for whoever started us: nothing we print or start gets at them."""
    heard = os.fdopen(os.dup(0), "rb")
    said = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return heard, said
