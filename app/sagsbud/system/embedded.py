"""The embedded service as a process of its own: started when needed, shared by all programs on the same folder."""

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

from sagsbud.domain.errors import Unreachable

PATIENCE = 30.0
"""Seconds the service may take to come up."""
ANSWER_SECONDS = 2.0
"""Seconds a running service may take to say that it is there."""


class EmbeddedService:
    """One embedded service for one folder. `stop` ends it only when this object started it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """The service's address; starts it unless one is running for this folder. Raises Unreachable."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self._folder / "start.lock"):
            running = self._running()
            if running:
                return running
            self._ready_file.unlink(missing_ok=True)
            with (self._folder / "service.log").open("ab") as log:
                # its standard input ends when this program does, however that happens, and it ends with it
                self._process = subprocess.Popen(
                    self._command(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log
                )
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
        database = f"sqlite:///{self._folder / 'service.db'}"
        options = ["--port", "0", "--database", database, "--content", str(self._folder / "content")]
        return [*start, "serve", *options, "--ready-file", str(self._ready_file), "--with-parent"]

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
        self.stop()
        raise Unreachable(cause="embedded")


def _answers(url: str, instance: str) -> bool:
    """Whether this very service answers there: after a restart the port may be somebody else's."""
    with contextlib.suppress(
        urllib.error.URLError, http.client.HTTPException, OSError, ValueError, KeyError, TypeError
    ):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url + "/healthz", timeout=ANSWER_SECONDS) as answer:
            return bool(json.load(answer)["instance"] == instance)
    return False
