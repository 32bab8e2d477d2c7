"""The embedded service as a process of its own: started when needed, shared by all programs on the same folder.

What it keeps is sealed. It gets the key through its standard input, where nobody else can see it.
"""

import contextlib
import http.client
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from filelock import FileLock

from sagsbud.domain.errors import StoreError, Trouble, Unreachable
from sagsbud.sealing import derive

PATIENCE = 30.0
"""Seconds the service may take to come up."""
ANSWER_SECONDS = 2.0
"""Seconds a running service may take to say that it is there."""
_BEFORE_IT_COMES_UP = ("sealing", "sealed/clear-left")
"""One of these is there while the service seals what lay in the clear and removes it, for as long as that takes."""


def store_key(master_key: bytes) -> bytes:
    """The key of all that the embedded service keeps."""
    return derive(master_key, "embedded service")


class EmbeddedService:
    """One embedded service for one folder. `stop` ends it only when this object started it."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._folder = folder
        self._key = store_key(master_key)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """The service's address; starts it unless one is running for this folder.

        Raises Unreachable, and StoreError for what is wrong with its store.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self._folder / "start.lock"):
            running = self._running()
            if running:
                return running
            self._ready_file.unlink(missing_ok=True)
            with (self._folder / "service.log").open("ab") as log:
                # its standard input ends when this program does, however that happens, and it ends with it
                self._process = subprocess.Popen(
                    self._command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
                )
            self._hand_key(self._process)
            return self._wait()

    def stop(self) -> None:
        """End it if we started it."""
        process, self._process = self._process, None
        if process is None:
            return
        with process:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()

    @property
    def _ready_file(self) -> Path:
        return self._folder / "ready.json"

    def _command(self) -> list[str]:
        start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "sagsbud"]
        options = ["--json", "--port", "0", "--own-store", str(self._folder), "--ready-file", str(self._ready_file)]
        return [*start, "serve", *options, "--with-parent"]

    def _hand_key(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # it ended already, and says why
            process.stdin.write(self._key.hex().encode() + b"\n")
            process.stdin.flush()

    def _running(self) -> str | None:
        try:
            ready = json.loads(self._ready_file.read_text())
            return str(ready["url"]) if _answers(ready["url"], ready["instance"]) else None
        except (OSError, ValueError, KeyError):
            return None

    def _wait(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            url = self._running()
            if url:
                return url
            if self._process is None or self._process.poll() is not None:
                break
            time.sleep(0.02)
            if any((self._folder / sign).exists() for sign in _BEFORE_IT_COMES_UP):
                deadline = time.monotonic() + PATIENCE
        trouble = _trouble_of(self._process)
        self.stop()
        if trouble:
            raise StoreError(trouble)
        raise Unreachable(cause="embedded")


def _trouble_of(process: "subprocess.Popen[bytes] | None") -> Trouble | None:
    """What a service that has ended said of its store."""
    if process is None or process.poll() is None or process.stdout is None:
        return None
    for line in process.stdout:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            return Trouble(json.loads(line)["error"]["code"])
    return None


def _answers(url: str, instance: str) -> bool:
    """Whether this very service answers there: after a restart the port may be somebody else's."""
    with contextlib.suppress(
        urllib.error.URLError, http.client.HTTPException, OSError, ValueError, KeyError, TypeError
    ):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url + "/healthz", timeout=ANSWER_SECONDS) as answer:
            return bool(json.load(answer)["instance"] == instance)
    return False
