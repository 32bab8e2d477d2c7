"""A PostgreSQL cluster of our own: temporary folder, own port, stopped by its process id."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.support.packages import need

PATIENCE = 120.0
_FOLDERS = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin")
_USER = "postgres"


class Cluster:
    """A running server; every `database` is a new one: a user whose schema is its own, for making one takes no time."""

    def __init__(self, binaries: Path, folder: Path, port: int, *, durable: bool) -> None:
        self._durable = durable
        self._binaries = binaries
        self._folder = folder
        self._port = port
        self.process: int | None = None
        """Its process id, once it has been started."""

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{uuid4().hex}"
        where = f"127.0.0.1:{self._port}/postgres"
        with psycopg.connect(f"postgresql://sagsbud@{where}", autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {name} LOGIN")
            connection.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
            connection.execute(f"ALTER ROLE {name} SET search_path = {name}")
        return f"postgresql://{name}@{where}"

    def initialise(self) -> None:
        """Make the files of the cluster."""
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "sagsbud", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers."""
        settings = {
            "port": str(self._port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self._folder),
            "shared_buffers": "64MB",
            "fsync": "on" if self._durable else "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            server = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._folder / "data", *options],
                stdout=log,
                stderr=log,
                **_as_user(),
            )
        self.process = server.pid
        ready: list[str | Path] = [self._binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        deadline = time.monotonic() + PATIENCE
        while subprocess.run(ready, check=False).returncode != 0:
            assert server.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.05)
        return server

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([self._binaries / program, *arguments], check=True, capture_output=True, **_as_user())


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster for as long as the block lasts; skips the test with a reason where there can be none.

    A test that kills processes needs no `durable` one: what they wrote stays with the operating system.
    """
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="sagsbud-pg-"))
    try:
        if os.name == "posix" and os.getuid() == 0:
            shutil.chown(folder, _USER, _USER)
        made = Cluster(binaries, folder, _free_port(), durable=durable)
        made.initialise()
        server = made.start()
        try:
            yield made
        finally:
            # fast shutdown ends the sessions, then itself; without a disk to be true to it needs not even be in order
            server.send_signal(signal.SIGINT if durable else signal.SIGQUIT)
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    def found() -> Path | None:
        return next((Path(folder) for folder in _FOLDERS if Path(folder, "initdb").exists()), None)

    need("PostgreSQL server", ("postgresql-15",), lambda: found() is None)
    binaries = found()
    assert binaries
    return binaries


def _as_user() -> dict[str, Any]:
    """initdb and postgres refuse to run as root."""
    return {"user": _USER, "group": _USER, "cwd": "/"} if os.name == "posix" and os.getuid() == 0 else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
