"""The way to a broker: its address, who we are there, whose certificates are trusted; and threads that come back.

TLS is trusted by the operating system's store, with an organisation's own CA besides; there is no way to switch it off.
"""

import logging
import os
import random
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pika
import truststore
from pika.exceptions import (
    AMQPError,
    AuthenticationError,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

from sagsbud.domain.addresses import is_safe_broker
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.frozen import frozen
from sagsbud.mox.wire import APP, JSON, Message

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
HEARTBEAT = 30
CONNECT_SECONDS = 10.0
TURN = 0.2
"""Seconds a thread waits for a message before it looks whether it is to end."""
STEADY = 5.0
"""Seconds a connection must have held before the pauses begin small again."""
GUEST = ("guest", "guest")
PERSISTENT = 2
AWAY = (AMQPError, OSError)
"""Everything by which a broker can be away or go."""


class Wrong(ValueError):
    """An address of a broker that cannot be used; the text says why, without a login."""


@frozen
class Broker:
    """One virtual host of a broker, and how to get in.

    `login` reads name and password anew for each connection; None is the guest of a broker on this machine, or with a
    client certificate whoever that names.
    """

    host: str
    port: int
    vhost: str
    tls: bool
    login: Callable[[], tuple[str, str]] | None = field(default=None, repr=False)
    ca_file: Path | None = None
    client_certificate: tuple[Path, Path | None] | None = None

    @classmethod
    def at(
        cls,
        url: str,
        *,
        login: Callable[[], tuple[str, str]] | None = None,
        ca_file: Path | None = None,
        client_certificate: tuple[Path, Path | None] | None = None,
    ) -> "Broker":
        """`amqps://host[:port][/vhost]`, or `amqp://` on this machine. Raises Wrong."""
        if not is_safe_broker(url):
            raise Wrong("is no address of a broker, needs amqps, or holds a login")
        parts = urlsplit(url)
        tls = parts.scheme == "amqps"
        vhost = unquote(parts.path[1:]) if len(parts.path) > 1 else "/"
        port = parts.port or (5671 if tls else 5672)
        return cls(parts.hostname or "", port, vhost, tls, login, ca_file, client_certificate)

    def connect(self, credentials: Any = None) -> pika.BlockingConnection:
        """A connection; `credentials` of the client library's kinds log in instead of ours.

        Raises AMQPError, OSError (ssl.SSLError among them).
        """
        parameters = self.parameters()
        if credentials:
            parameters.credentials = credentials
        return pika.BlockingConnection(parameters)

    def trouble(
        self, look: Callable[[pika.BlockingConnection], str] = lambda connection: "", credentials: Any = None
    ) -> str:
        """Connect, look, and hang up: `certificate`, `login` or `away`, else what `look` says, which may be nothing."""
        try:
            with closing(self.connect(credentials)) as connection:
                return look(connection)
        except Exception as error:  # noqa: BLE001 - the client library raises its own kinds, and those of ssl and socket
            return _trouble_of(error)

    def parameters(self) -> pika.ConnectionParameters:
        """As the client library takes them. Raises OSError for certificates that cannot be read."""
        return pika.ConnectionParameters(
            host=self.host,
            port=self.port,
            virtual_host=self.vhost,
            credentials=self._credentials(),
            heartbeat=HEARTBEAT,
            socket_timeout=CONNECT_SECONDS,
            stack_timeout=CONNECT_SECONDS + 5,
            blocked_connection_timeout=60,
            ssl_options=pika.SSLOptions(self._context(), self.host) if self.tls else None,
            client_properties={"connection_name": APP},
        )

    def _credentials(self) -> Any:
        if self.login:
            return pika.PlainCredentials(*self.login())
        if self.client_certificate:
            return pika.credentials.ExternalCredentials()
        return pika.PlainCredentials(*GUEST)

    def _context(self) -> ssl.SSLContext:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        if self.client_certificate:
            context.load_cert_chain(*self.client_certificate)
        return context


def _trouble_of(error: BaseException) -> str:
    reasons = [error, error.__cause__, *error.args, *(getattr(one, "exception", None) for one in error.args)]
    if any(isinstance(reason, ssl.SSLError | FileNotFoundError) for reason in reasons):
        return "certificate"
    refused = (AuthenticationError, ProbableAuthenticationError, ProbableAccessDeniedError)
    login = isinstance(error, refused) or (isinstance(error, OSError) and str(error).startswith("the file with"))
    return "login" if login else "away"


class LoginFile:
    """Name and password from a file with one line `name:password`, read anew for each connection."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> tuple[str, str]:
        """Raises OSError for a file that cannot be used; it names no contents."""
        name, found, password = secret_in(self._path, LOGIN).partition(":")
        if not (found and name and password):
            raise OSError(f"the file with {LOGIN} is not name:password")
        return name, password


LOGIN = "the broker's login"


def secret_in(path: Path, what: str) -> str:
    """The one line of a file that only its owner may read. Raises OSError; it names no contents."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise OSError(f"the file with {what} is open to others")
    try:
        return path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise OSError(f"the file with {what} is no text") from None


def properties_of(message: Message) -> pika.BasicProperties:
    """The AMQP properties a message is sent with; persistent."""
    return pika.BasicProperties(
        content_type=JSON,
        delivery_mode=PERSISTENT,
        message_id=message.message_id or None,
        timestamp=int(message.at.timestamp()) if message.at else None,
        correlation_id=message.correlation_id or None,
        app_id=APP,
        headers=dict(message.headers) or None,
    )


def headers_of(properties: pika.BasicProperties) -> Mapping[str, object]:
    """The headers a message came with; texts of either kind as texts."""
    given = properties.headers or {}
    return {
        name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value for name, value in given.items()
    }


@frozen
class BrokerStatus:
    """Whether a thread is connected, and how often it was."""

    connected: bool = False
    connections: int = 0


class BrokerThread:
    """A thread with a connection of its own, which is made anew, with growing pauses, for as long as it runs.

    `work` uses the connection until `stopping` is set or something raises. What it raises of the broker's, of the
    store's or of the service's is waited out.
    """

    def __init__(
        self,
        name: str,
        broker: Broker,
        work: Callable[[pika.BlockingConnection], None],
        chance: random.Random | None = None,
    ) -> None:
        self.stopping = threading.Event()
        self.woken = threading.Event()
        self.status = BrokerStatus()
        self._broker = broker
        self._work = work
        self._chance = chance or random.Random()
        self._thread = threading.Thread(target=self._run, name=f"sagsbud-{name}", daemon=True)

    def start(self) -> None:
        """Begin. The broker may be away."""
        self._thread.start()

    def stop(self) -> None:
        """End and join; safe when never started."""
        self.stopping.set()
        self.woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """There may be something to do."""
        self.woken.set()

    def rest(self, seconds: float) -> None:
        """Wait, or until woken."""
        self.woken.wait(seconds)
        if not self.stopping.is_set():
            self.woken.clear()

    def _run(self) -> None:
        tries, told = 0, False
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                self._connected()
            except AWAY as error:
                if not told:
                    log.info("%s has no broker: %s", self._thread.name, type(error).__name__)
                told = True
            except SagsbudError as error:
                log.info("%s waits: %s", self._thread.name, error.trouble.value)
            except Exception as error:  # noqa: BLE001 - a defect in one message must not end the thread
                log.error("%s stopped short: %s", self._thread.name, type(error).__name__)
            if self.status.connected and time.monotonic() - began >= STEADY:
                tries, told = 0, False
            self.status = BrokerStatus(False, self.status.connections)
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries, 10)) * self._chance.uniform(0.5, 1.5)
            tries += 1
            self.stopping.wait(pause)

    def _connected(self) -> None:
        connection = self._broker.connect()
        self.status = BrokerStatus(True, self.status.connections + 1)
        try:
            self._work(connection)
        finally:
            with suppress(*AWAY):
                connection.close()
