"""One window a profile and session: the second start hands its files to the first and ends.

Who holds the lock is the one; the lock falls with the process, however it ends. The one listens on a socket in a
private folder (on Windows, which has none, on loopback) and writes address and token beside the lock. A terminal server
runs several sessions of one user over the same profile: each has a window of its own, and the outbox knows how to share.
"""

import contextlib
import hmac
import json
import logging
import os
import re
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.system.folders import make_private
from sagsbud.system.neutral import place_of

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds a program that is just starting may take until it listens."""
TALK_SECONDS = 5.0
"""Seconds one exchange may take."""
LONGEST_MESSAGE = 1 << 20
ROOM = "sagsbud-window-"
Opened = Callable[[list[Path]], None]
Copied = Callable[[], None]


class Instance:
    """The one program of a profile and session. `close` when it ends."""

    def __init__(self, folder: Path, session: str, lock: FileLock) -> None:
        self._note = _note(folder, session)
        self._lock = lock
        self._token = secrets.token_hex(16)
        self._listener: socket.socket | None = None
        self._room: Path | None = None

    @classmethod
    def claim(cls, folder: Path, session: str | None = None) -> "Instance | None":
        """Become the one; None when another already is. Raises StoreError where no lock can be made."""
        name = session if session is not None else session_name()
        try:
            make_private(folder)
            lock = FileLock(folder / f"window{name}.lock")
            lock.acquire(timeout=0)
        except Timeout:
            return None
        except OSError:
            raise StoreError(Trouble.STORE_READ_ONLY) from None
        _tidy(_note(folder, name))
        return cls(folder, name, lock)

    def listen(self, opened: Opened, copied: Copied = lambda: None) -> None:
        """Hear of files that later starts bring; `opened` is called from a thread, with none for a bare start.

        `copied` is called for one that asks for what is copied, after the files it may bring as well.
        """
        listener, address = self._bind()
        self._listener = listener
        threading.Thread(
            target=self._serve, args=(listener, opened, copied), name="sagsbud-instance", daemon=True
        ).start()
        _write_private(self._note, {"address": address, "token": self._token})

    def close(self) -> None:
        """Let the next start be the one."""
        self._note.unlink(missing_ok=True)
        if self._listener:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        if self._room:
            shutil.rmtree(self._room, ignore_errors=True)
        self._lock.release()

    def _bind(self) -> tuple[socket.socket, Any]:
        if hasattr(socket, "AF_UNIX") and sys.platform != "win32":
            self._room = Path(tempfile.mkdtemp(prefix=ROOM))  # private, and short enough for a socket's name
            path = str(self._room / "window")
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(path)
            listener.listen(8)
            return listener, path
        listener = socket.create_server(("127.0.0.1", 0))
        return listener, list(listener.getsockname())

    def _serve(self, listener: socket.socket, opened: Opened, copied: Copied) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._hear, args=(client, opened, copied), daemon=True).start()

    def _hear(self, client: socket.socket, opened: Opened, copied: Copied) -> None:
        """One exchange; whoever does not know the token, or does not come to an end, is let go."""
        with client, contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            client.settimeout(TALK_SECONDS)
            message = json.loads(_receive(client))
            if not hmac.compare_digest(str(message["token"]), self._token):
                return
            paths = [Path(path) for path in message["paths"]]
            try:
                if paths or not message.get("copied"):
                    opened(paths)
                if message.get("copied"):
                    copied()
            except Exception as error:  # noqa: BLE001 - a defect in the window must not end its listening
                log.error("handed-over files were not taken: %s", place_of(error))
                return
            client.sendall(b"taken\n")


def _tidy(note: Path) -> None:
    """Take away what one that was killed has left."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        room = Path(json.loads(note.read_text(encoding="utf-8"))["address"]).parent
        if (
            room.name.startswith(ROOM)
            and room.parent == Path(tempfile.gettempdir())
            and room.stat().st_uid == os.getuid()
        ):
            shutil.rmtree(room, ignore_errors=True)
        note.unlink()


def hand_over(folder: Path, paths: Sequence[Path], session: str | None = None, *, copied: bool = False) -> bool:
    """Give files to the program that is the one, or have it take what is `copied`; whether it came to the front with them."""
    note = _note(folder, session if session is not None else session_name())
    message = {"paths": [str(path.absolute()) for path in paths], "copied": copied}
    deadline = time.monotonic() + PATIENCE
    while True:
        if _tell(note, message):
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.1)


def _tell(note: Path, message: dict[str, Any]) -> bool:
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        with _connect(told["address"]) as server:
            server.sendall(json.dumps({"token": told["token"], **message}).encode() + b"\n")
            return _receive(server) == b"taken"
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _connect(address: Any) -> socket.socket:
    if isinstance(address, str):
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.settimeout(TALK_SECONDS)
        server.connect(address)
        return server
    return socket.create_connection((str(address[0]), int(address[1])), TALK_SECONDS)


def _receive(peer: socket.socket) -> bytes:
    """One line. Raises OSError, also when it does not end in time or is too long."""
    deadline = time.monotonic() + TALK_SECONDS
    line = b""
    while not line.endswith(b"\n"):
        chunk = peer.recv(65536)
        line += chunk
        if not chunk or len(line) > LONGEST_MESSAGE or time.monotonic() > deadline:
            raise ConnectionError
    return line.rstrip(b"\n")


def session_name() -> str:
    """Which desktop session this is, as part of a file's name; empty for the usual one."""
    if sys.platform == "win32":
        return f"-{_windows_session()}"
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    return "-" + re.sub(r"[^A-Za-z0-9]+", "_", display) if display else ""


def _windows_session() -> int:
    import ctypes

    number = ctypes.c_ulong()
    windll = getattr(ctypes, "windll")  # noqa: B009 - a name that only Windows has
    windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
    return number.value


def _note(folder: Path, session: str) -> Path:
    return folder / f"window{session}.json"


def _write_private(path: Path, value: dict[str, Any]) -> None:
    waiting = path.with_suffix(".tmp")
    waiting.unlink(missing_ok=True)
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file)
    waiting.replace(path)
