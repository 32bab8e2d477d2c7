"""The stores of the service as fixtures, and services over them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.main import Checked, EmbeddedService, Options, OwnStore, backup, check
from sagsbud.service.places import open_content

from tests.support.postgres import Cluster, cluster

Json = dict[str, Any]
PATIENCE = 120.0
STORE_KEY = bytes(range(32))

StartService = Callable[..., EmbeddedService]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster for the whole run."""
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "sealed", "postgresql", "postgresql-within"])
def store_kind(request: pytest.FixtureRequest) -> str:
    """The stores a service can have: the profile's own is sealed; in the last one the contents lie in the database too."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(store_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if store_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'service.db'}"
    if store_kind == "sealed":
        (tmp_path / "sealed").mkdir()
        return OwnStore(tmp_path).url
    running: Cluster = request.getfixturevalue("postgres")
    return running.database()


@pytest.fixture
def options(store_kind: str, database_url: str, tmp_path: Path) -> Options:
    """A service on loopback, on a free port."""
    if store_kind == "sealed":
        return Options(database=database_url, content=OwnStore(tmp_path).content, port=0, store_key=STORE_KEY)
    content = None if store_kind == "postgresql-within" else tmp_path / "content"
    return Options(database=database_url, content=content, port=0)


@contextmanager
def opened(options: Options) -> Iterator[tuple[Database, ContentStore]]:
    """The store behind a service, to look into."""
    database = Database(options.database, store_key=options.store_key)
    content = open_content(options.content, database, options.store_key)
    try:
        yield database, content
    finally:
        content.close()
        database.close()


def kept(options: Options) -> set[str]:
    """The digests of all contents that are there."""
    with opened(options) as (_, content):
        return set(content.all())


def nothing_remains(options: Options) -> bool:
    """Whether no cut-off upload is left."""
    with opened(options) as (_, content):
        return not content.remains(alone=True)


def checked(options: Options, *, remove: bool = False) -> Checked:
    """What a check of the store finds."""
    return check(options.database, options.content, remove=remove, store_key=options.store_key)


def saved_to(options: Options, folder: Path) -> int:
    """How many contents a backup into the folder has."""
    return backup(options.database, options.content, folder, store_key=options.store_key)


@pytest.fixture
def start_service(options: Options) -> Iterator[StartService]:
    """Start services over the store, with options of their own if wanted; all are stopped afterwards."""
    running: list[EmbeddedService] = []

    def start(**changes: object) -> EmbeddedService:
        service = EmbeddedService(replace(options, **changes)).start()  # type: ignore[arg-type]
        running.append(service)
        return service

    yield start
    for service in running:
        service.stop()


@pytest.fixture
def service(start_service: StartService) -> EmbeddedService:
    """A running service over an empty store."""
    return start_service()


@pytest.fixture
def client(service: EmbeddedService) -> Iterator[httpx.Client]:
    """A client of the running service."""
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as connected:
        yield connected


@dataclass
class ServiceProcess:
    """`sagsbud serve` as a process of its own."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Without a chance to finish anything."""
        self.process.kill()
        self.process.wait(PATIENCE)


@contextmanager
def service_process(options: Options, folder: Path) -> Iterator[ServiceProcess]:
    """A running service process over the store; asked to end afterwards when it has not been killed."""
    ready = folder / f"ready-{uuid4().hex}.json"
    command = [sys.executable, "-m", "sagsbud", "serve", *store_arguments(options), "--port", "0"]
    command += ["--ready-file", str(ready)]
    process = subprocess.Popen(command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin is not None
    process.stdin.write(_handed(options))
    process.stdin.close()
    try:
        deadline = time.monotonic() + PATIENCE
        while not ready.exists():
            assert process.poll() is None, "the service does not start"
            assert time.monotonic() < deadline, "the service is slow to start"
            time.sleep(0.02)
        yield ServiceProcess(json.loads(ready.read_text())["url"], process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)


def run_upkeep(options: Options, *arguments: str) -> tuple[int, Json]:
    """`sagsbud serve` with an option of upkeep: the exit code and what it says."""
    command = [sys.executable, "-m", "sagsbud", "serve", *store_arguments(options), *arguments, "--json"]
    done = subprocess.run(
        command, env=_environment(), input=_handed(options), capture_output=True, check=False, timeout=5 * PATIENCE
    )
    said: Json = json.loads(done.stdout) if done.stdout else {"error": done.stderr.decode()}
    return done.returncode, said


def store_arguments(options: Options) -> list[str]:
    """The store as the command line names it."""
    if options.store_key:
        assert options.content
        return ["--own-store", str(options.content.parents[1])]
    return ["--database", options.database, "--content", str(options.content or "database:")]


def _handed(options: Options) -> bytes:
    """What a process that serves the store is to read: the key, where it is sealed."""
    return options.store_key.hex().encode() + b"\n" if options.store_key else b""


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "app")}
