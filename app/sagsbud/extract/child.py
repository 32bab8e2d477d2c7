"""One child process as the parent sees it: started, asked, killed with everything it started."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.extract.limits import Limits
from sagsbud.extract.wire import Answer, BrokenWire, ErrorAnswer, Task, receive_answer, send
from sagsbud.ownprogram import own_program, start_by_itself

OUT_OF_MEMORY_SIGNS = (b"memory allocation of", b"bad_alloc", b"out of memory", b"Out of memory", b"MemoryError")
"""What native libraries write before they abort for want of memory (Rust, C++, Python)."""
STDERR_TAIL = 8192
DYING_SECONDS = 0.5


def child_command() -> list[str]:
    """How to start a child."""
    return own_program("--extract-worker", "sagsbud.extract.worker")


class ChildProcess:
    """A warm reader process. Used by one thread at a time."""

    def __init__(self, limits: Limits, command: list[str] | None = None) -> None:
        self._limits = limits
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._timed_out = False
        self.asked = 0
        self._process = start_by_itself(
            [*(command or child_command()), _limits_argument(limits)], stderr=self._errors, env=_environment()
        )

    @property
    def pid(self) -> int:
        """The process id, also the id of its process group on POSIX."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def ask(self, task: Task, content: bytes) -> Answer:
        """Send one task and wait for its answer. Raises ExtractError when the child died of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.asked += 1
        timer = threading.Timer(self._limits.wall_seconds, self._time_is_up)
        timer.daemon = True
        timer.start()
        try:
            send(self._process.stdin, task, content)
            answer = receive_answer(self._process.stdout)
        except BrokenWire:
            raise self._death() from None
        finally:
            timer.cancel()
        if isinstance(answer, ErrorAnswer) and answer.last:
            self.kill()
        return answer

    def kill(self) -> None:
        """End it and whatever it started, at once, and reap it."""
        _kill_group(self._process)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):  # the other when two threads close it at once
                    stream.close()

    def _time_is_up(self) -> None:
        self._timed_out = True
        _kill_group(self._process)

    def _death(self) -> ExtractError:
        """Why it died, as an error of the file it was reading."""
        peak = _wait_with_peak(self._process)
        code = self._process.poll()
        trouble = self._cause(code, peak)
        self.kill()
        return ExtractError(trouble, code="" if code is None else str(code))

    def _cause(self, code: int | None, peak: int) -> Trouble:
        if self._timed_out or (code is not None and code == -getattr(signal, "SIGXCPU", 0)):
            return Trouble.READING_TIMED_OUT
        if peak > self._limits.memory_bytes // 2 or any(sign in self._last_words() for sign in OUT_OF_MEMORY_SIGNS):
            return Trouble.READING_OUT_OF_MEMORY
        return Trouble.READING_CRASHED

    def _last_words(self) -> bytes:
        """The end of what it wrote to stderr; only searched for signs, never kept, as it may hold document text."""
        try:
            size = self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, size - STDERR_TAIL))
            return self._errors.read()
        except ValueError:  # another thread has killed it and closed what it had open
            return b""


def _wait_with_peak(process: "subprocess.Popen[bytes]") -> int:
    """Wait a moment for a process that ended its wire; the most memory it ever held, in bytes, 0 when unknown.

    pdfium aborts without a word when it gets no more memory; how much it held tells that from a plain crash.
    """
    if sys.platform == "win32":
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=DYING_SECONDS)
        return 0
    deadline = time.monotonic() + DYING_SECONDS
    while process.returncode is None and time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        time.sleep(0.005)
    return 0


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _limits_argument(limits: Limits) -> str:
    return f"{limits.cpu_seconds},{limits.memory_bytes},{limits.children_bytes},{limits.text_chars}"


def _environment() -> dict[str, str]:
    """As little as the readers need; OCR in one thread, so that the CPU limit holds."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"OMP_THREAD_LIMIT": "1"}
