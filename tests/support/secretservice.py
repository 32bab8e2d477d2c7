"""A real Secret Service of our own: a session bus and gnome-keyring in a temporary home, stopped by their process ids."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.packages import need

PATIENCE = 60.0
PASSWORD = b"kun til pr\xc3\xb8ve"
_PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")

_LOCK = """
import secretstorage
collection = secretstorage.get_default_collection(secretstorage.dbus_init())
collection.lock()
assert collection.is_locked()
"""


@dataclass
class SecretService:
    """A running service; `environment` leads programs to it."""

    environment: dict[str, str]
    python: str
    daemon: "subprocess.Popen[bytes]"

    def lock(self) -> None:
        """Lock the keyring, as a screen saver or a log-out does."""
        subprocess.run([self.python, "-c", _LOCK], env=os.environ | self.environment, check=True, timeout=PATIENCE)

    def log_in_again(self) -> None:
        """A new session of the same user: another daemon over the same keyring, open."""
        _end(self.daemon)
        self.daemon = _keyring(os.environ | self.environment)


@contextmanager
def secret_service(python: str) -> Iterator[SecretService]:
    """A service for as long as the block lasts; skips the test with a reason where there can be none."""
    _need_programs()
    home = Path(tempfile.mkdtemp(prefix="sagsbud-keyring-"))
    environment = {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.chainer.ChainerBackend",  # what a desktop finds by itself
        "DISPLAY": "",
    }
    (home / "run").mkdir(mode=0o700)
    (home / "data").mkdir()
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment,
    )
    try:
        assert bus.stdout
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        running = SecretService(environment, python, _keyring(os.environ | environment))
        try:
            yield running
        finally:
            _end(running.daemon)
    finally:
        _end(bus)
        if bus.stdout:
            bus.stdout.close()
        shutil.rmtree(home, ignore_errors=True)


def _keyring(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """The daemon, its login keyring made and open. It has the bus name before it answers the end of its input."""
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert daemon.stdin
    assert daemon.stdout
    daemon.stdin.write(PASSWORD)
    daemon.stdin.close()
    daemon.stdout.readline()  # GNOME_KEYRING_CONTROL=…: it listens
    return daemon


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)
    if process.stdout:
        process.stdout.close()


def _need_programs() -> None:
    need("Secret Service", ("dbus", "gnome-keyring"), lambda: not all(map(shutil.which, _PROGRAMS)))
