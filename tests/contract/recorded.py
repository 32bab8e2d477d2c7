"""The reference as it was recorded: a server that gives the recorded answers, one after another."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

Json = dict[str, Any]

EXCHANGES = Path(__file__).parents[3] / "shared" / "conformance" / "exchanges"
HTML = (
    b'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<title>500 Internal Server Error</title>\n'
    b"<h1>Internal Server Error</h1>\n<p>The server encountered an internal error.</p>\n"
)


def exchange_files() -> list[Path]:
    """All recorded exchanges, in the order they were recorded; none where the kit is not there."""
    return sorted(EXCHANGES.glob("*.json"))


def exchange(name: str) -> Json:
    """The exchange whose file name begins so. Skips the test where the kit is not there."""
    if not EXCHANGES.is_dir():
        pytest.skip("the conformance kit (../shared/conformance) is not there")
    (file,) = EXCHANGES.glob(f"{name}-*.json")
    found: Json = json.loads(file.read_text())
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its object."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is given for a request; `cut` closes the connection after so many bytes of it."""

    status: int
    kind: str = "application/json"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass
class Reference:
    """A running server and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


def recorded_answer(given: Json) -> Answer:
    """An exchange's answer, byte for byte where the bytes were recorded."""
    response = given["response"]
    kind = response.get("content_type") or "application/json"
    if "json" in response:
        body = json.dumps(response["json"]).encode()  # escapes what is not ASCII, as the reference does
    elif "text" in response:
        body = response["text"].encode()
    elif "base64" in response:
        body = base64.b64decode(response["base64"])
    elif "size" in response:
        body = _uploaded(response["size"], response["sha256"])
    else:
        body = HTML if response.get("html") else b""
    headers = {"Cache-Control": response["cache_control"]} if "cache_control" in response else {}
    return Answer(response["status"], kind, body, headers)


def _uploaded(size: int, sha256: str) -> bytes:
    """A content that was recorded by its digest: one byte repeated."""
    for fill in (b"x", b"a", b"\0", b"0", b"A"):
        if hashlib.sha256(fill * size).hexdigest() == sha256:
            return fill * size
    pytest.skip("a content that was recorded by its digest only")


@contextmanager
def answering(*answers: Answer | Json) -> Iterator[Reference]:
    """A server that gives these answers in turn, the last one again and again, and closes after each, as gunicorn does."""
    script: Sequence[Answer] = [one if isinstance(one, Answer) else recorded_answer(one) for one in answers]
    reference = Reference("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            answer = script[min(len(reference.asked), len(script) - 1)]
            size = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(size)
            reference.asked.append(Asked(self.command, self.path, dict(self.headers.items()), body))
            self.send_response(answer.status)
            length = {"Content-Type": answer.kind, "Content-Length": str(len(answer.body)), "Connection": "close"}
            for name, value in (length | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body[: answer.cut])
            self.close_connection = True

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self.handle_any
            raise AttributeError(name)

        def log_message(self, *_arguments: Any) -> None:
            """Requests hold case data."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    reference.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield reference
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
