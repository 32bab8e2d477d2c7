"""What lies open in memory stays there, as no image of it is written in a crash; and there is little of it."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ARENA_MAX = -8
"""glibc's M_ARENA_MAX."""


def leave_no_core() -> None:
    """Forbid core files. One byte is the limit at which Linux also spares the program that takes cores by pipe."""
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    least = 1 if hard == resource.RLIM_INFINITY else min(1, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (least, least))


def share_one_heap() -> None:
    """Let all threads allocate from one heap. To be called before there are any.

    A heap for each of a dozen threads that mostly sleep is megabytes of half-empty pages.
    """
    if sys.platform == "linux":
        tune = getattr(ctypes.CDLL(None), "mallopt", None)
        if tune:
            tune(_ARENA_MAX, 1)


@contextmanager
def unsearched() -> Iterator[None]:
    """Within the block Python does not search for circles of objects by itself: nearly all that a start loads stays."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
