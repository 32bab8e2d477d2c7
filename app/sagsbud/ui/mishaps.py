"""A press that met a defect of ours says so, instead of doing nothing visible."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from sagsbud import __version__
from sagsbud.engine.workers import describe
from sagsbud.i18n import tr

if TYPE_CHECKING:
    from sagsbud.ui.inbox.notice import Notice


class Mishaps:
    """Hears of every exception nobody caught in the window's thread, after whoever heard of them before (the log)."""

    def __init__(self, notice: "Callable[[], Notice]") -> None:
        self._notice = notice
        self._telling = self._closed = False
        self._before = sys.excepthook
        sys.excepthook = self._met

    def close(self) -> None:
        """Hear of no more. Who came in after is not cut off: what was before comes back when they have closed too."""
        self._closed = True
        while isinstance(owner := getattr(sys.excepthook, "__self__", None), Mishaps) and owner._closed:
            sys.excepthook = owner._before

    def _met(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._before(kind, error, trace)
        ours = isinstance(error, Exception) and threading.current_thread() is threading.main_thread()
        if ours and not self._telling and not self._closed:
            self._telling = True  # what goes wrong in telling would be told by this very way
            try:
                self._tell(error)
            finally:
                self._telling = False

    def _tell(self, error: BaseException) -> None:
        place = f"Sagsbud {__version__}: {describe(error)}"
        notice = self._notice()
        words = tr("This could not be shown, through a fault in Sagsbud. Nothing is lost. Try again, or tell IT.")
        if not notice.isVisible() or notice.text != words:
            notice.say(
                words,
                icon="circle-alert",
                role="warn",
                action=tr("Copy what IT needs"),
                do=lambda: QApplication.clipboard().setText(place),
                stays=True,
            )
