"""Whether there is a screen, asked before Qt is loaded, which would end the program without one."""

import os
import sys


def has_display() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
