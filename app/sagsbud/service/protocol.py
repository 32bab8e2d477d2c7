"""What the server itself must bound: the size and the slowness of requests, and of those who take the answers."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
"""Bytes of request line and headers together."""
HEAD_SECONDS = 20.0
"""How long a request's head may take."""
SILENCE_SECONDS = 60.0
"""How long a client may send nothing in the middle of a body, or take nothing of an answer."""
LEAST_RATE = 1000
"""Bytes a second of a body, on average after the first `SILENCE_SECONDS`: who drips is not let in for ever."""
MOST_CONNECTIONS = 500


class BoundedProtocol(HttpToolsProtocol):
    """httptools' protocol with a bound on heads, on slowness both ways and on the number of connections."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head_size = 0
        self._in_body = False
        self._body_begun = 0.0
        self._body_size = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(b"503 Service Unavailable", "Too many connections. Try again later.")
            return
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._taken()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._in_body:
            self._head_size += len(data)
            if self._timer is None:
                self._wait(HEAD_SECONDS)
        else:
            self._body_size += len(data)
            self._wait(SILENCE_SECONDS)
        super().data_received(data)
        if not self._in_body and self._head_size > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse(b"431 Request Header Fields Too Large", "The head of the request is too large.")
        elif self._in_body and self._drips() and not self.transport.is_closing():
            self._too_slow()

    def on_headers_complete(self) -> None:
        self._in_body = True
        self._body_begun, self._body_size = self.loop.time(), 0
        self._wait(SILENCE_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        self._head_size = 0
        self._stop_waiting()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not take what it is sent as fast as it is sent."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(SILENCE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._taken()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        self._refuse(b"400 Bad Request", msg)

    def _drips(self) -> bool:
        due = self.loop.time() - self._body_begun - SILENCE_SECONDS
        return not self.flow.read_paused and self._body_size < due * LEAST_RATE

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _taken(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _too_slow(self) -> None:
        self._timer = None
        if self._in_body and self.flow.read_paused:  # it is we who are slow
            self._wait(SILENCE_SECONDS)
        elif self._answering():
            self.transport.close()
        elif self._in_body or self._head_size:
            self._refuse(b"408 Request Timeout", "The request came too slowly.")
        else:
            self.transport.close()

    def _answering(self) -> bool:
        return self._in_body and self.cycle is not None and self.cycle.response_started

    def _refuse(self, status: bytes, message: str) -> None:
        body = b'{"message":"' + message.encode() + b'"}'
        head = [b"HTTP/1.1 " + status, b"content-type: application/json", b"cache-control: no-store"]
        head += [b"content-length: " + str(len(body)).encode(), b"connection: close", b"", body]
        self.transport.write(b"\r\n".join(head))
        self.transport.close()
