"""What crosses from other threads to the main one: a House that was opened, and what later starts of the program bring."""

import logging
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.errors import SagsbudError, Trouble

if TYPE_CHECKING:
    from sagsbud.engine.front import House

log = logging.getLogger(__name__)


class Bell(QObject):
    """Rings on the main thread."""

    rang = Signal(object)


class Door:
    """Carries what later starts of the program bring from their thread to the main one.

    No QObject itself: whoever listens may drop the last reference to it, in a thread of its own.
    """

    def __init__(self, came: Callable[[list[Path] | None], None]) -> None:
        self._lock = threading.Lock()
        self._bell: Bell | None = Bell()
        self._bell.rang.connect(came)

    def ring(self, paths: list[Path] | None = None) -> None:
        """It was started again, with these files or for those that are copied. Raises RuntimeError when it is ending."""
        with self._lock:
            if self._bell is None:
                raise RuntimeError("the window is closed")
            self._bell.rang.emit(paths)

    def close(self) -> None:
        """Take nothing any more."""
        with self._lock:
            self._bell = None


class Opener(QObject):
    """Opens the House and loads the panes in threads; `opened` or `failed` comes on the main one."""

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, opening: "Callable[[], House]") -> None:
        super().__init__()
        self._opening = opening
        self.house: House | None = None
        self.thread_ = threading.Thread(target=self._run, name="sagsbud-open", daemon=True)
        self._loading = threading.Thread(
            target=import_module, args=["sagsbud.ui.app"], name="sagsbud-load", daemon=True
        )

    def start(self) -> None:
        """Begin."""
        self._loading.start()
        self.thread_.start()

    def _run(self) -> None:
        try:
            self.house = self._opening()
            self._loading.join()
        except SagsbudError as error:
            self._loading.join()
            self.failed.emit(error)
        except Exception as defect:  # noqa: BLE001 - said in the window, since nothing else can say it
            self.failed.emit(unexpected(defect))
        else:
            self.opened.emit(self.house)


def unexpected(defect: Exception) -> SagsbudError:
    """What is said in the window of what nobody foresaw; how it came about goes to the log."""
    from sagsbud.engine.workers import describe

    log.error("the program could not be opened: %s", describe(defect))
    return SagsbudError(Trouble.DEFECT, kind=type(defect).__name__)
