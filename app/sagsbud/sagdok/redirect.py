"""Where the browser comes back to after a login: a listener on this machine, for one answer, for a few minutes."""

import hmac
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from sagsbud.domain.errors import LoginNeeded

PAGE = (
    "<!doctype html><html lang=da><meta charset=utf-8><title>Sagsbud</title>"
    "<p>Du er logget på. Du kan lukke dette vindue.<p lang=en>You are logged in. You may close this window."
)
_HEAD_SECONDS = 10.0


class RedirectListener:
    """Listens on loopback, at a port of its own, for the answer that carries our `state`."""

    def __init__(self, state: str) -> None:
        self._answers: queue.Queue[dict[str, str]] = queue.Queue()
        answers = self._answers

        class Handler(BaseHTTPRequestHandler):
            timeout = _HEAD_SECONDS

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                given = {name: values[0] for name, values in parse_qs(asked.query).items()}
                ours = hmac.compare_digest(given.get("state", "").encode(), state.encode())
                body = PAGE.encode() if asked.path == "/" and ours else b""
                self.send_response(200 if body else 404)
                for name, value in (
                    ("Content-Type", "text/html; charset=utf-8"),
                    ("Content-Length", str(len(body))),
                    ("Cache-Control", "no-store"),
                    ("Connection", "close"),
                ):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                if body:
                    answers.put(given)

            def log_message(self, *_arguments: Any) -> None:
                """The address holds the code."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="login-redirect")

    @property
    def url(self) -> str:
        """Where the browser is to be sent."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def code(self, patience: float) -> str:
        """The code the browser brought. Raises LoginNeeded when the person or the issuer said no, or nobody came."""
        deadline = time.monotonic() + patience
        try:
            answer = self._answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise LoginNeeded(cause="login_timeout") from None
        if not answer.get("code"):
            raise LoginNeeded(cause="login_refused")
        return answer["code"]
