"""The log files: turned over, shared by all processes of a profile, and the hooks that bring everything into them."""

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import warnings
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TextIO

from filelock import FileLock, Timeout

from sagsbud.system.folders import make_private
from sagsbud.system.neutral import OURS, NeutralFormatter, is_kept, short_place
from sagsbud.system.pseudonyms import Pseudonyms

log = logging.getLogger(__name__)

FILE_BYTES = 1_000_000
FILES_KEPT = 5


class SharedFiles(RotatingFileHandler):
    """Log files several processes write to: one of them turns them over, the others notice. Never raises."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8", delay=True)
        self._lock_path = path.with_suffix(".lock")

    def emit(self, record: logging.LogRecord) -> None:
        """Append the line, to the file that has the name now."""
        if self.stream and self._was_turned():
            self.stream.close()
            self.stream = None
        super().emit(record)

    def doRollover(self) -> None:  # noqa: N802 - logging's own name
        """Turn the files over, unless somebody else just does."""
        with contextlib.suppress(Timeout, OSError), FileLock(self._lock_path, timeout=0):
            if Path(self.baseFilename).stat().st_size >= FILE_BYTES // 2:
                super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """A full disk is told where documents are kept; here it only costs the line."""

    def _open(self) -> Any:
        path = Path(self.baseFilename)
        make_private(path.parent)
        return open(path, "a", encoding="utf-8", opener=_private)

    def _was_turned(self) -> bool:
        if self.stream is None:
            return False
        try:
            named, open_now = os.stat(self.baseFilename), os.fstat(self.stream.fileno())
        except (OSError, ValueError):
            return True
        return (named.st_dev, named.st_ino) != (open_now.st_dev, open_now.st_ino)


def log_to_files(folder: Path, pseudonyms: Pseudonyms, *, crashes: bool = False) -> None:
    """Log into the folder from now on; with `crashes` also where a crash of the interpreter itself happened."""
    _log_to(SharedFiles(folder / "sagsbud.log"), pseudonyms)
    if crashes:
        with contextlib.suppress(OSError):
            make_private(folder)
            faulthandler.enable(_crash_file(folder / "crash.log"))


def log_to_stream(stream: TextIO, pseudonyms: Pseudonyms | None) -> None:
    """Log to a stream from now on, as a service does whose output somebody else keeps."""
    _log_to(logging.StreamHandler(stream), pseudonyms)


def end_log() -> None:
    """Let go of the files: their folder is about to go."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, SharedFiles)]:
        root.removeHandler(handler)
        handler.close()


def _log_to(handler: logging.Handler, pseudonyms: Pseudonyms | None) -> None:
    handler.setFormatter(NeutralFormatter(pseudonyms))
    handler.addFilter(is_kept)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    warnings.showwarning = _warned
    sys.excepthook = _unexpected
    threading.excepthook = _unexpected_in_thread


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _crash_file(path: Path) -> IO[bytes]:
    """Stays open as long as the process: there is no time to open anything in a crash."""
    return open(path, "ab", opener=_private)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    log.info("%s of a library at %s", category, f"{short_place(filename)}:{lineno}")


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log.error("the program ended unexpectedly", exc_info=(kind, error, trace))


def _unexpected_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value and not issubclass(args.exc_type, SystemExit):
        log.error("a thread ended unexpectedly", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
