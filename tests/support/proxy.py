"""A proxy on loopback that tunnels every CONNECT to one place and remembers what it was asked for."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit


@dataclass
class Proxy:
    """Its address, and the hosts it was asked for."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def proxy_to(target: str) -> Iterator[Proxy]:
    """A proxy as long as the block lasts; whatever it is asked for, it leads to `target`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Proxy(f"http://127.0.0.1:{listener.getsockname()[1]}")
        threading.Thread(target=_serve, args=(listener, running, urlsplit(target)), daemon=True).start()
        yield running


def _serve(listener: socket.socket, proxy: Proxy, target: SplitResult) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_tunnel, args=(client, proxy, target), daemon=True).start()


def _tunnel(client: socket.socket, proxy: Proxy, target: SplitResult) -> None:
    with client:
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = client.recv(4096)
            if not chunk:
                return
            head += chunk
        proxy.asked.append(head.split(b" ")[1].decode())
        with socket.create_connection((target.hostname, target.port)) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            _pump(client, server)
            back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        with suppress(OSError):
            while chunk := source.recv(65536):
                sink.sendall(chunk)
    finally:
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
