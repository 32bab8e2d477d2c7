"""A net that cannot be trusted: a loopback proxy that does to requests what nets and servers do, all by a seed.

The proxy reads whole requests, decides on a misfortune by the seed and the request's number, and carries it out on
the way there or back. Where the misfortune is that an answer gets lost, the request was carried out.
"""

import asyncio
import random
import signal
import socket
import struct
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit


class Fault(StrEnum):
    """What can happen to a request."""

    DROP = "drop"
    """The connection ends before the request was read."""
    RESET_BEFORE = "reset_before"
    """The request is read and never forwarded; the connection is reset."""
    RESET_AFTER = "reset_after"
    """Forwarded and carried out; the connection is reset instead of an answer."""
    DELAY = "delay"
    """Takes its time, also when nobody waits for the answer any more."""
    LATE = "late"
    """The connection is reset at once, and the request arrives a while later all the same."""
    TRUNCATE_REQUEST = "truncate_request"
    """Only half of the request arrives."""
    TRUNCATE_ANSWER = "truncate_answer"
    """Carried out; only half of the answer comes back."""
    DUPLICATE = "duplicate"
    """Arrives twice; the second answer comes back."""
    ERROR_BEFORE = "error_before"
    """Answered 500 and not carried out."""
    ERROR_AFTER = "error_after"
    """Carried out and answered 500."""
    LIFECYCLE_AFTER = "lifecycle_after"
    """Carried out and answered 400 as the reference answers a PUT that met another on a new object."""
    BUSY = "busy"
    """Answered 503 with a wish for peace."""
    HTML = "html"
    """Not forwarded: a page of somebody else, with status 200."""
    HTML_AFTER = "html_after"
    """Carried out; a page of somebody else comes back, with status 200."""
    TRICKLE = "trickle"
    """The answer comes in drops."""
    WRONG_CONTENT = "wrong_content"
    """A content comes back with one byte changed."""


PAGE = b"<!DOCTYPE html><html><body><h1>Velkommen til netvaerket</h1></body></html>"
LIFECYCLE = b'{"message": "ERROR:  Invalid [livscyklus] transition to [Importeret]", "context": [null]}'
AGAINST_WRITES = frozenset({Fault.LIFECYCLE_AFTER, Fault.TRUNCATE_REQUEST})


@dataclass(frozen=True)
class Request:
    """A request as it was read."""

    number: int
    method: str
    path: str
    head: bytes
    body: bytes

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method not in ("GET", "HEAD")

    @property
    def is_content(self) -> bool:
        """Whether it asks for bytes of a Dokument."""
        return self.method == "GET" and self.path.endswith(".bin")


Choice = Callable[[Request], Fault | None]


def by_seed(seed: int, shares: Mapping[Fault, float]) -> Choice:
    """Misfortune by lot: each fault with its share (0 to 1) of the requests it can happen to."""

    def choose(request: Request) -> Fault | None:
        lot = random.Random(f"{seed}:{request.number}").random()
        for fault, share in shares.items():
            lot -= share
            if lot < 0:
                return fault if _possible(fault, request) else None
        return None

    return choose


def _possible(fault: Fault, request: Request) -> bool:
    if fault is Fault.WRONG_CONTENT:
        return request.is_content
    if fault is Fault.LIFECYCLE_AFTER:
        return request.method == "PUT"
    return request.writes or fault not in AGAINST_WRITES


@dataclass
class FaultProxy:
    """Between a client and the service at `upstream`, in a thread of its own."""

    upstream: str
    choose: Choice = lambda request: None
    slow: float = 0.3
    """Seconds that what takes its time takes at most."""
    seed: int = 0
    happened: Counter[Fault] = field(default_factory=Counter)
    requests: int = 0

    def __enter__(self) -> "FaultProxy":
        parts = urlsplit(self.upstream)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._loop = asyncio.new_event_loop()
        self._background: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fault-proxy", daemon=True)
        self._thread.start()
        self._ready.wait(30)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(30)

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, sock=self._listener))
        self._loop.call_soon(self._ready.set)
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _end(self) -> None:
        """Serve nobody any more, and leave nothing open: a connection that was just being accepted comes with a task, too."""
        self._server.close()
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)
        await asyncio.sleep(0)  # what was closed last says so in the loop's next round

    def _stop(self) -> None:
        self._loop.stop()

    # -- one connection -----------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await self._read(reader)
                if request is None or not await self._pass(request, writer):
                    break
        except asyncio.CancelledError:
            writer.transport.abort()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            with suppress(OSError, RuntimeError):
                writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Request | None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        self.requests += 1
        method, path, _version = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        return Request(self.requests, method, path, head, await _body(reader, head))

    async def _pass(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Carry the request through or let its misfortune happen; whether the connection goes on."""
        fault = self.choose(request)
        if fault:
            self.happened[fault] += 1
        chance = random.Random(f"{self.seed}:{request.number}:how")
        if fault in (Fault.DROP, Fault.RESET_BEFORE):
            return _reset(writer)
        if fault is Fault.LATE:
            late = self._loop.create_task(self._later(request, chance.uniform(0.1, 1.0) * self.slow))
            self._background.add(late)
            late.add_done_callback(self._background.discard)
            return _reset(writer)
        if fault is Fault.ERROR_BEFORE:
            return await _send(writer, _answer(500, PAGE, "text/html"))
        if fault is Fault.BUSY:
            return await _send(writer, _answer(503, b"{}", "application/json", "Retry-After: 1"))
        if fault is Fault.HTML:
            return await _send(writer, _answer(200, PAGE, "text/html"))
        if fault is Fault.DELAY:
            await asyncio.sleep(chance.uniform(0.1, 1.0) * self.slow)
        if fault is Fault.TRUNCATE_REQUEST:
            await self._truncated(request, chance)
            return _reset(writer)
        if fault is Fault.DUPLICATE:
            await self._forward(request)
        answer = await self._forward(request)
        return await self._give_back(fault, answer, writer, chance)

    async def _give_back(
        self, fault: Fault | None, answer: bytes, writer: asyncio.StreamWriter, chance: random.Random
    ) -> bool:
        if fault is Fault.RESET_AFTER:
            return _reset(writer)
        if fault is Fault.ERROR_AFTER:
            answer = _answer(500, PAGE, "text/html")
        if fault is Fault.LIFECYCLE_AFTER:
            answer = _answer(400, LIFECYCLE, "application/json")
        if fault is Fault.HTML_AFTER:
            answer = _answer(200, PAGE, "text/html")
        if fault is Fault.TRUNCATE_ANSWER:
            await _send(writer, answer[: chance.randrange(1, max(2, len(answer)))])
            return _reset(writer)
        if fault is Fault.WRONG_CONTENT:
            head, _, body = answer.partition(b"\r\n\r\n")
            if body:
                place = chance.randrange(len(body))
                answer = head + b"\r\n\r\n" + body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        if fault is Fault.TRICKLE:
            piece = max(1, len(answer) // 20)
            for start in range(0, len(answer), piece):
                await _send(writer, answer[start : start + piece])
                await asyncio.sleep(self.slow / 20)
            return True
        return await _send(writer, answer)

    # -- the service --------------------------------------------------------------------------------------

    async def _forward(self, request: Request) -> bytes:
        reader, writer = await asyncio.open_connection(*self._address)
        try:
            writer.write(_closing(request.head) + request.body)
            await writer.drain()
            answer = await reader.read(-1)
        finally:
            writer.close()
        if not answer:
            raise ConnectionResetError
        return answer.replace(b"\r\nconnection: close", b"", 1).replace(b"\r\nConnection: close", b"", 1)

    async def _later(self, request: Request, seconds: float) -> None:
        await asyncio.sleep(seconds)
        with suppress(OSError):
            await self._forward(request)

    async def _truncated(self, request: Request, chance: random.Random) -> None:
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection(*self._address)
            whole = request.head + request.body
            try:
                writer.write(whole[: chance.randrange(len(request.head), len(whole))])
                await writer.drain()
            finally:
                writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    fields = _fields(head)
    if "content-length" in fields:
        return await reader.readexactly(int(fields["content-length"]))
    if fields.get("transfer-encoding", "").lower() != "chunked":
        return b""
    whole = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        chunk = await reader.readexactly(int(line, 16) + 2)
        whole += line + chunk
        if int(line, 16) == 0:
            return whole


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}


def _closing(head: bytes) -> bytes:
    """The request's head, asking for one answer only."""
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([first, *kept, b"Connection: close"]) + b"\r\n\r\n"


def _answer(status: int, body: bytes, kind: str, *fields: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _send(writer: asyncio.StreamWriter, data: bytes) -> bool:
    writer.write(data)
    await writer.drain()
    return True


def _reset(writer: asyncio.StreamWriter) -> bool:
    connection: socket.socket = writer.get_extra_info("socket")
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


@dataclass
class Mortal:
    """A process that may be killed at any moment and is started again."""

    command: Sequence[str]
    environment: Mapping[str, str]
    log: str
    kills: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it (again)."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, env=dict(self.environment), stdout=log, stderr=log)

    @property
    def code(self) -> int | None:
        """Its exit code, None while it runs."""
        return self.process.poll() if self.process else None

    def kill(self) -> bool:
        """SIGKILL; whether it was running."""
        if self.process is None or self.process.poll() is not None:
            return False
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.kills += 1
        return True
