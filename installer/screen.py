"""A screen nobody sits at: an X server of our own, and whether a window is on it."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ImageGrab

COLOURS = 40
"""A window has at least as many; an empty screen one."""
PATIENCE = 60.0


@contextmanager
def screen() -> Iterator[str]:
    """The display's name, while the block lasts. It stays as it is when its last window goes, and never turns one away."""
    number = 90 + os.getpid() % 900
    command = ["Xvfb", f":{number}", "-screen", "0", "1400x900x24", "-ac", "-noreset"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not Path(f"/tmp/.X11-unix/X{number}").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Xvfb does not start")
            time.sleep(0.05)
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(60)


def colours(display: str) -> int:
    """How many colours the screen shows; 0 while it cannot be looked at."""
    try:
        found = ImageGrab.grab(xdisplay=display).getcolors(1 << 20)
    except OSError:
        return 0
    return len(found or ())
