"""How much one file may cost, and how a child process is held to it.

On POSIX the kernel enforces CPU time, address space and file size. Windows has no such limits without a job object:
there only the parent's wall clock ends a child, and memory is bounded by the pre-checks of the readers.
"""

import os
import sys
import time

from sagsbud.domain.frozen import frozen

MEGABYTE = 1024 * 1024


@frozen
class Limits:
    """Limits of one reading. The wall clock is looser than the CPU's, for a machine with much to do."""

    cpu_seconds: int = 10
    wall_seconds: float = 40.0
    memory_bytes: int = 1024 * MEGABYTE
    content_bytes: int = 256 * MEGABYTE
    children_bytes: int = 160 * MEGABYTE
    """All attachments of one file together."""
    text_chars: int = 2_000_000
    files_per_child: int = 500


def hold_process(limits: Limits) -> None:
    """Set the limits that last for the child's whole life: address space, written files, no core dumps."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * MEGABYTE, 64 * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def hold_cpu(seconds: int) -> None:
    """Let this process use so many CPU seconds from now on; SIGXCPU ends it then."""
    if sys.platform == "win32":
        return
    import resource

    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


def cores() -> int:
    """Cores this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
