"""What lies open in memory stays there: no image of it is written when the program crashes."""

import sys


def leave_no_core() -> None:
    """Forbid core files. One byte is the limit at which Linux also spares the program that takes cores by pipe."""
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    least = 1 if hard == resource.RLIM_INFINITY else min(1, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (least, least))
