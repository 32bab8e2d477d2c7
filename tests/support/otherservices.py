"""Services on loopback that are not as they should be: each answers every request in one way."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.support.certificates import Pair
from tests.support.program import free_port

STANDARD = b'{"results": [[]]}'


@dataclass
class Way:
    """How a service answers; as a Sag/Dokument service without any objects, unless told otherwise."""

    status: int = 200
    body: bytes = STANDARD
    kind: str = "application/json"
    clock: timedelta | None = timedelta()
    """How far its clock is from ours; None when it does not tell the time."""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Every request line it got."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    way: Way

    def answer(self) -> None:
        """The same for every request."""
        self.way.asked.append(self.requestline)
        self.send_response_only(self.way.status)
        if self.way.clock is not None:
            self.send_header("Date", format_datetime(datetime.now(UTC) + self.way.clock, usegmt=True))
        for name, value in self.way.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", self.way.kind)
        self.send_header("Content-Length", str(len(self.way.body)))
        self.end_headers()
        self.wfile.write(self.way.body)

    do_GET = do_PUT = do_PATCH = do_POST = do_CONNECT = answer  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        return


@contextmanager
def service(way: Way | None = None, tls: Pair | None = None, clients: Path | None = None) -> Iterator[str]:
    """A service as long as the block lasts; its address. With `clients` it wants a certificate of that CA."""
    handler = type("Handler", (_Handler,), {"way": way or Way()})
    server = _Quiet(("127.0.0.1", 0), handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls.certificate, tls.key)
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(ThreadingHTTPServer):
    """A client that breaks off is what these tests are about, and no news."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        return


@contextmanager
def silent_service() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def nobody() -> str:
    """An address on loopback nobody listens at."""
    return f"http://127.0.0.1:{free_port()}"
