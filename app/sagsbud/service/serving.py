"""Running the service: as a process of its own, or in a thread of another program."""

import gc
import json
import os
import signal
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from types import FrameType
from uuid import uuid4

import anyio.to_thread
import uvicorn
from starlette.applications import Starlette

from sagsbud.service.app import make_app
from sagsbud.service.database import POOL_SIZE, Database
from sagsbud.service.options import Options, UnsafeOptions
from sagsbud.service.places import open_content
from sagsbud.service.protocol import BoundedProtocol
from sagsbud.service.threads import have_threads

STOP_SECONDS = 30


class FolderBusy(RuntimeError):
    """Somebody is checking or restoring the folder of contents."""


class Store:
    """The database and the contents of one service, opened together."""

    def __init__(self, options: Options) -> None:
        with ExitStack() as undo:
            self.database = Database(options.database, store_key=options.store_key)
            undo.callback(self.database.close)
            self.content = open_content(options.content, self.database, options.store_key)
            undo.callback(self.content.close)
            self._sweep()
            undo.pop_all()

    def _sweep(self) -> None:
        """Forget cut-off uploads when nobody else serves the place; then serve it."""
        if self.content.be_alone():
            self.content.remove_remains(self.content.remains(alone=True))
        if not self.content.share():
            raise FolderBusy("The folder of contents is being checked or restored.")

    def close(self) -> None:
        """Close both."""
        self.content.close()
        self.database.close()


class EmbeddedService:
    """The service in a thread; `url` is known from the start. Raises as `serve`."""

    def __init__(self, options: Options) -> None:
        gate = options.gate()
        self._listener = _listen(options)
        self.url = _url(options, self._listener)
        self.instance = uuid4().hex
        """What `/healthz` answers with, so that nobody takes another service on this port for this one."""
        with ExitStack() as undo:
            undo.callback(self._listener.close)
            self._store = Store(options)
            undo.callback(self._store.close)
            app = make_app(
                self._store.database,
                self._store.content,
                gate,
                self.instance,
                lifespan=_enough_threads,
                stopping=lambda: self._server.should_exit,
            )
            self._server = uvicorn.Server(_config(app, options))
            undo.pop_all()
        self._thread = threading.Thread(target=self._run, name="sagsbud-service", daemon=True)

    def start(self) -> "EmbeddedService":
        """Serve until `stop`; connections are accepted already."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Finish what is under way and close the store."""
        self.end_soon()
        self._thread.join(2 * STOP_SECONDS)

    def end_soon(self) -> None:
        """Finish what is under way and end, now or as soon as it serves; does not wait for it."""
        self._server.should_exit = True

    @property
    def ending(self) -> bool:
        """Whether it was asked to end."""
        return self._server.should_exit

    def run(self) -> None:
        """Serve in this thread until a signal, `stop` or `end_soon`."""
        self._run()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._listener])
        finally:
            self._listener.close()
            self._store.close()


def serve(options: Options, ready: Callable[[str], None] = lambda url: None) -> None:
    """Serve until stopped by SIGTERM or SIGINT; `ready` is told the address once connections are accepted.

    Raises UnsafeOptions, BadDatabase, CannotOpen, NewerSchema, FolderBusy, StoreError WRONG_KEY, OSError.
    """
    service = EmbeddedService(options)
    _collect_seldom()
    _end_when_asked(service)  # before anybody knows of us and may end us
    with suppress(KeyboardInterrupt):
        if options.ready_file:
            _announce(options.ready_file, service)
        ready(service.url)
        service.run()


def _end_when_asked(service: EmbeddedService) -> None:
    """Asked once, it is noted and not raised: an exception that comes while an object is being ended is lost.

    Asked again, as uvicorn does itself when it has stopped serving, what still goes on is broken off.
    """

    def asked(number: int, frame: FrameType | None) -> None:
        if service.ending:
            signal.default_int_handler(number, frame)
        service.end_soon()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)


def _collect_seldom() -> None:
    """Objects of one request are many, hold no circles and go with it: looking for circles among them took half the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@asynccontextmanager
async def _enough_threads(_app: Starlette) -> AsyncIterator[None]:
    """As many worker threads as connections to the database: more would only wait for one another."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = POOL_SIZE  # for what streams
    have_threads(POOL_SIZE)
    yield


def _config(app: Starlette, options: Options) -> uvicorn.Config:
    """Loaded at once, so that a certificate that cannot be used is known before anybody is told the address."""
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=STOP_SECONDS,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )
    try:
        config.load()
    except ssl.SSLError:
        raise UnsafeOptions("the certificate and its key cannot be used") from None
    return config


def _listen(options: Options) -> socket.socket:
    host = "127.0.0.1" if options.host == "localhost" else options.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named as TCP, for asyncio turns off delayed sending (40 ms an answer) only where it sees that name
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, options.port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener


def _url(options: Options, listener: socket.socket) -> str:
    scheme = "https" if options.certificate else "http"
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"{scheme}://{host}:{listener.getsockname()[1]}"


def _announce(ready_file: Path, service: EmbeddedService) -> None:
    waiting = ready_file.with_suffix(".tmp")
    waiting.write_text(json.dumps({"url": service.url, "pid": os.getpid(), "instance": service.instance}))
    waiting.replace(ready_file)
