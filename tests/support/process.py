"""The state of the process that all tests share: what one of them changes and leaves, another one stumbles over."""

import gc
import locale
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

OF_PYTEST = {"PYTEST_CURRENT_TEST"}
ENVIRONMENT = "environment "


def state() -> dict[str, object]:
    """By name, what a test may lean on and must therefore leave as it found it."""
    log = logging.getLogger("sagsbud")
    found: dict[str, object] = {
        "folder": Path.cwd(),
        "time zone": time.tzname,
        "locale": locale.setlocale(locale.LC_ALL),
        "collector": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count() > 0),
        "hooks": (sys.excepthook, threading.excepthook, sys.unraisablehook),
        "import path": tuple(sys.path),
        "log": (log.level, log.propagate, log.disabled, tuple(log.handlers), logging.root.level),
        "interrupted": signal.getsignal(signal.SIGINT),
        "terminated": signal.getsignal(signal.SIGTERM),
    }
    found |= {ENVIRONMENT + name: value for name, value in os.environ.items() if name not in OF_PYTEST}
    return found | _look()


def _look() -> dict[str, object]:
    """How windows look and which are shown, where a test has begun to use them."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if widgets is None or not isinstance(app, widgets.QApplication):
        return {}
    palette = app.palette()
    return {
        "windows": sorted(type(one).__name__ for one in app.topLevelWidgets() if one.isVisible()),
        "style sheet": app.styleSheet(),
        "palette": [palette.color(role).name() for role in (palette.ColorRole.Window, palette.ColorRole.Text)],
        "font": app.font().toString(),
        "direction": app.layoutDirection(),
        "ends with its last window": app.quitOnLastWindowClosed(),
    }


def changed(before: dict[str, object], after: dict[str, object]) -> dict[str, tuple[object, object]]:
    """What differs, with its value before and after; the look counts from the test after the one that began it."""
    names = before.keys() | {name for name in after if name.startswith(ENVIRONMENT)}
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
