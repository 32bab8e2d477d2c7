"""What the service's benchmarks share: service processes, plain clients, bare loops, and a store that is already full."""

import hashlib
import http.client
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg
from sagsbud.sagdok.models import OBJECT_TYPES, ObjectType
from sagsbud.service.checking import checked_body, without_journal
from sagsbud.service.database import Database
from sagsbud.service.indexing import reindex
from sagsbud.service.own import OwnStore
from sagsbud.service.registrations import now_micros
from sagsbud.service.rows import NewRegistrering, make, register

from tests.support.oio import ALWAYS, Json, dokument

DOKUMENT = OBJECT_TYPES["dokument", "dokument"]
SAG = OBJECT_TYPES["sag", "sag"]
PATIENCE = 120.0
BOUNDARY = "bench-boundary"
FIFTY_KB = 50_000
STORE_KEY = bytes(range(32))
_PIECE = 1 << 20


@dataclass
class Serving:
    """A running service process."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Host and port."""
        return self.url.split("//")[1]

    def computed(self) -> float:
        """Seconds of computing it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory(self) -> int:
        """The most bytes it has had in memory since the last `forget_peak`."""
        return peak_memory(str(self.process.pid))

    def forget_peak(self) -> None:
        """Measure the peak anew from here."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


def peak_memory(process: str = "self") -> int:
    """The most bytes a process has had in memory."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


@contextmanager
def service(folder: Path, database: str, *options: str, own: OwnStore | None = None) -> Iterator[Serving]:
    """A service over the database, contents in the folder unless the options say otherwise, or over a sealed store."""
    ready = folder / f"ready-{uuid4().hex}.json"
    command = [sys.executable, "-m", "sagsbud", "serve", "--port", "0", "--ready-file", str(ready)]
    if own:
        command += ["--own-store", str(own.folder)]
    else:
        command += ["--database", database, *(options or ("--content", str(folder / "content")))]
    process = subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin is not None
    process.stdin.write(STORE_KEY.hex().encode() + b"\n")
    process.stdin.close()
    try:
        deadline = time.monotonic() + PATIENCE
        while not ready.exists():
            assert process.poll() is None, "the service does not start"
            assert time.monotonic() < deadline, "the service is slow to start"
            time.sleep(0.05)
        yield Serving(json.loads(ready.read_text())["url"], process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def environment() -> dict[str, str]:
    """For child processes that use the program."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "app")}


class PlainClient:
    """Requests with as little of our own work as can be: what is measured is the service."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def request(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
        """The answer's body; anything but success is a failure of the benchmark."""
        self._connection.request(method, path, body, {"Content-Type": kind} if body is not None else {})
        response = self._connection.getresponse()
        answer = response.read()
        assert 200 <= response.status < 300, (method, path, response.status, answer[:300])
        return answer

    def put_dokument(self, number: int, content: bytes) -> UUID:
        """A new Dokument with a content."""
        uuid = uuid4()
        body = multipart(dokument(f"Brev {number}", "brev"), content)
        self.request("PUT", f"/dokument/dokument/{uuid}", body, f"multipart/form-data; boundary={BOUNDARY}")
        return uuid


def multipart(body: Json, content: bytes) -> bytes:
    """The object and one content as a form."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="json"\r\n\r\n{json.dumps(body)}\r\n--{BOUNDARY}\r\n'
        'Content-Disposition: form-data; name="brev"; filename="brev.txt"\r\n\r\n'
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def bare_sqlite(folder: Path) -> Callable[[bytes], None]:
    """The same promises without a service: a file and its name on disk, then a committed row. For several threads."""
    folder.mkdir()
    row = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False)
    row.execute("PRAGMA journal_mode=WAL")
    row.execute("PRAGMA synchronous=FULL")
    row.execute("CREATE TABLE row (digest TEXT PRIMARY KEY, body TEXT)")

    one_writer = threading.Lock()

    def store(content: bytes) -> None:
        digest = _bare_file(folder, content)
        with one_writer:
            row.execute("BEGIN IMMEDIATE")
            row.execute("INSERT INTO row VALUES (?, ?)", (digest, "x" * 1500))
            row.execute("COMMIT")

    return store


def bare_postgres(folder: Path, url: str) -> Callable[[bytes], None]:
    """As `bare_sqlite`, with the row in PostgreSQL."""
    folder.mkdir()
    with psycopg.connect(url) as first:
        first.execute("CREATE TABLE bare (digest text PRIMARY KEY, body text)")
    own = threading.local()

    def store(content: bytes) -> None:
        digest = _bare_file(folder, content)
        if not hasattr(own, "row"):
            own.row = psycopg.connect(url)
        own.row.execute("INSERT INTO bare VALUES (%s, %s)", (digest, "x" * 1500))
        own.row.commit()

    return store


def _bare_file(folder: Path, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    home = folder / digest[:2]
    home.mkdir(exist_ok=True)
    waiting = folder / f"waiting-{threading.get_ident()}"
    file = os.open(waiting, os.O_WRONLY | os.O_CREAT)
    os.write(file, content)
    os.fsync(file)
    os.close(file)
    waiting.rename(home / digest)
    names = os.open(home, os.O_RDONLY)
    os.fsync(names)
    os.close(names)
    return digest


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def median_ms(action: Callable[[], object], times: int) -> float:
    """The median of so many, in milliseconds."""
    return statistics.median(seconds(action) for _ in range(times)) * 1000


# -- a store with many Dokumenter -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who and what the Dokumenter of a full store point at."""

    klasser: Sequence[UUID]
    sager: Sequence[UUID]
    behandlere: Sequence[UUID]
    parter: Sequence[str]
    titles: Sequence[str]


STATES = ("Endeligt",) * 12 + ("Modtaget",) * 3 + ("Fordelt",) * 3 + ("Underreview", "Publiceret")


def crowd(chance: random.Random) -> Crowd:
    """A small town's worth: 500 subjects, 10,000 Sager, 200 caseworkers, 20,000 citizens with impossible numbers."""

    def ids(count: int) -> list[UUID]:
        return [UUID(int=chance.getrandbits(128), version=4) for _ in range(count)]

    kinds = ("Ansøgning om", "Brev om", "Afgørelse om", "Klage over", "Notat om", "Referat af møde om", "Aktindsigt i")
    themes = (
        "byggetilladelse",
        "boligstøtte",
        "skolegang",
        "vejskade",
        "merudgifter",
        "pasning",
        "tilsyn",
        "lån af lokale",
    )
    titles = [f"{kind} {theme} {number}" for kind in kinds for theme in themes for number in range(200)]
    parts = [f"urn:oio:cpr-nr:9999{number:06}" for number in range(20_000)]
    return Crowd(ids(500), ids(10_000), ids(200), parts, titles)


def fill(database: Database, town: Crowd, count: int, chance: random.Random) -> list[str]:
    """So many Dokumenter without content; their uuids."""
    made = []
    for begin in range(0, count, 1000):
        with database.writing() as connection:
            for number in range(begin, min(begin + 1000, count)):
                made.append(add(connection, database, DOKUMENT, filed(town, number, chance)))
    return made


def add(connection: Any, database: Database, spec: ObjectType, body: Json) -> str:
    """One object, in a transaction that holds many."""
    uuid, checked = str(uuid4()), checked_body(spec, body)
    stored = without_journal(spec, checked)
    first = NewRegistrering("Importeret", now_micros(), uuid, None, stored, 0)
    number = make(connection, spec.name, uuid, first)
    assert number is not None
    register(connection, number, first)
    reindex(connection, database.fields, spec, number, stored, fresh=True)
    return uuid


def filed(town: Crowd, number: int, chance: random.Random) -> Json:
    """A Dokument as it looks when it has been filed."""
    state = chance.choice(STATES)
    relations = {
        "primaerklasse": [_to(chance.choice(town.klasser), "Klasse")],
        "tilknyttedesager": [_to(chance.choice(town.sager), "Sag")],
        "primaerbehandler": [_to(chance.choice(town.behandlere), "Bruger")],
        "parter": [{"urn": chance.choice(town.parter), "objekttype": "Person", "virkning": ALWAYS}],
    }
    if state in ("Fordelt", "Underreview"):
        relations["fordelttil"] = [_to(chance.choice(town.behandlere), "Bruger")]
    body = dokument(chance.choice(town.titles), **relations)
    body["attributter"]["dokumentegenskaber"][0]["brugervendtnoegle"] = f"D-{chance.randrange(10**9):09}-{number}"
    body["tilstande"]["dokumentfremdrift"][0]["fremdrift"] = state
    return body


def _to(uuid: UUID, kind: str) -> Json:
    return {"uuid": str(uuid), "objekttype": kind, "virkning": ALWAYS}


def plain_copy(source: Path, target: Path, *, durable: bool) -> float:
    """Seconds to copy a file over loopback without anything else: read, sent, received, written."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def send() -> None:
            with socket.create_connection(listener.getsockname()) as line, source.open("rb") as file:
                while piece := file.read(_PIECE):
                    line.sendall(piece)

        begun = time.perf_counter()
        sender = threading.Thread(target=send)
        sender.start()
        line, _ = listener.accept()
        with line, target.open("wb") as copy:
            while piece := line.recv(_PIECE):
                copy.write(piece)
            if durable:
                copy.flush()
                os.fsync(copy.fileno())
        took = time.perf_counter() - begun
        sender.join()
    return took
