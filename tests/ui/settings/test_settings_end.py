"""A program whose settings were opened, and which was made anew in another language, ends cleanly to the last."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0
SCRIPT = """
import sys
import threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sagsbud.bootstrap.apart import open_house_apart
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.frame import Frame
from sagsbud.ui.opening import application, open_window

def frame():
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, Frame))

def window():
    return next((one for one in frame().findChildren(MainWindow) if one.isVisible()), None)

house, steps = [], []

def opening():
    house.append(open_house_apart(None, Path(sys.argv[1]), None))
    return house[0]

def look():
    if not steps and window():
        window().side.settings_asked.emit()
        steps.append(window().windowTitle())
        threading.Thread(target=house[0].preferences.change, args=("language", "en")).start()
    elif steps and window() and window().windowTitle() == "Settings · Sagsbud":
        timer.stop()
        print(steps[0], "->", frame().windowTitle(), flush=True)
        frame().close()

application()
timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
print(open_window(opening), flush=True)
"""


def test_it_ends_cleanly(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT / "app"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "data")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (0, "Indstillinger · Sagsbud -> Settings · Sagsbud\nNone\n"), ran.stderr
