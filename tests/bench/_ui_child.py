"""One start of a window, as a process of its own: `empty`, or `sagsbud DATA SERVICE`; prints what it cost as JSON.

python -m tests.bench._ui_child empty|sagsbud [DATA SERVICE] --idle SECONDS
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

STARTED = float(os.environ["BENCH_STARTED"])
"""When the parent began, by the monotonic clock, which all processes share."""


def _cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def _rss(process: int | str = "self") -> int:
    """Resident kB of a process now."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def _cpu_of(process: int) -> float:
    """Seconds another process has computed."""
    after_name = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _told(house: int | None) -> dict[str, float]:
    """At the moment the window can be used; more follows after the idle time."""
    figures = {"wall": time.monotonic() - STARTED, "cpu": _cpu(), "rss": _rss()}
    return figures | ({"house_cpu": _cpu_of(house), "house_rss": _rss(house)} if house else {})


def _end(figures: dict[str, float], idle: float, app: object, house: int | None = None) -> None:
    from PySide6.QtCore import QTimer

    def rest() -> None:
        before, next_door = _cpu(), _cpu_of(house) if house else 0.0
        began = time.monotonic()

        def rested() -> None:
            figures["idle_cpu"] = (_cpu() - before) / (time.monotonic() - began)
            figures["rss"] = _rss()
            if house:
                figures["house_idle_cpu"] = (_cpu_of(house) - next_door) / (time.monotonic() - began)
                figures["house_rss"] = _rss(house)
            print(json.dumps(figures), flush=True)
            app.closeAllWindows()  # type: ignore[attr-defined]

        QTimer.singleShot(int(idle * 1000), rested)

    if idle:
        QTimer.singleShot(5000, rest)  # what follows the first picture is no idling
    else:
        print(json.dumps(figures), flush=True)
        app.closeAllWindows()  # type: ignore[attr-defined]


def empty(idle: float) -> None:
    """A main window with nothing in it, of the size of ours."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(1440, 868)
    window.show()

    def look() -> None:
        if window.isVisible() and window.windowHandle() and window.windowHandle().isExposed():
            timer.stop()
            window.repaint()
            _end(_told(None), idle, app)

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    app.exec()


def sagsbud(data: Path, service: str, idle: float) -> None:
    """Our window, until its list can be used."""
    from sagsbud.system.memory import share_one_heap, unsearched

    share_one_heap()
    with unsearched():
        _open(data, service, idle)


def _open(data: Path, service: str, idle: float) -> None:
    from sagsbud.bootstrap.apart import HouseProcess

    house = HouseProcess(None, data, service)
    from sagsbud.ui.opening import open_window  # before anything of Qt, as in the program

    _watch(house.pid, idle)
    open_window(house.open)


def _watch(house: int, idle: float) -> None:
    from PySide6.QtCore import QTimer
    from sagsbud.ui.frame import Frame
    from sagsbud.ui.opening import application

    app = application()

    def look() -> None:
        from sys import modules

        if "sagsbud.ui.inbox.window" not in modules:
            return
        from sagsbud.ui.inbox.window import MainWindow

        for frame in app.topLevelWidgets():
            window = frame.findChild(MainWindow) if isinstance(frame, Frame) else None
            if window and window.isVisible() and (window.list.model.rowCount() or window.pages.empty.there):
                timer.stop()
                window.repaint()
                _end(_told(house), idle, app, house)

    timer = QTimer(app, interval=5)
    timer.timeout.connect(look)
    timer.start()


if __name__ == "__main__":
    seconds = float(sys.argv[-1])
    if sys.argv[1] == "empty":
        empty(seconds)
    else:
        sagsbud(Path(sys.argv[2]), sys.argv[3], seconds)
