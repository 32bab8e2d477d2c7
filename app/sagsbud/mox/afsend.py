"""Sending to the national distributor: the security token as the login, a direct reply, a new token when one is over.

Only a headless gateway does this: it holds the client certificate, a clerk's PC never does.
"""

import time
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Protocol
from uuid import uuid4

import pika
from lxml import etree
from pika import credentials as kinds
from pika.exceptions import AMQPError

from sagsbud.mox.beskedfordeler import Haendelse, build
from sagsbud.mox.broker import AWAY, Broker, secret_in
from sagsbud.mox.kuvert import xml_of
from sagsbud.mox.looking import of_exchange
from sagsbud.mox.wire import Malformed

EXCHANGE = "AFSEND_BESKED_EXCHANGE"
DIRECT_REPLY = "amq.rabbitmq.reply-to"
DONE, TOKEN_OVER = 20, 41
PATIENCE = 30.0


class Tokens(Protocol):
    """Security tokens of the organisation's token service."""

    def token(self, *, fresh: bool = False) -> str:
        """One that holds; with `fresh` a new one, because the last was refused. Raises OSError."""


class Refusal(Exception):
    """The distributor did not take the message; `status` is its code."""

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(f"the distributor answered {status}")
        self.status = status
        self.text = text


class NoReply(OSError):
    """It may have been taken: send it again under the same transaction."""


class Distributor(Protocol):
    """Takes events for the whole country."""

    def send(self, haendelse: Haendelse) -> None:
        """Returns when it is taken. Raises Refusal, NoReply, OSError when there is no way to it."""


class TokenCredentials:
    """SASL EXTERNAL with the security token as the response; the certificate is in the TLS connection."""

    TYPE: ClassVar[str] = "EXTERNAL"

    def __init__(self, token: str) -> None:
        self._token = token
        self.erase_on_connect = False

    def response_for(self, start: Any) -> tuple[str | None, bytes | None]:
        """The mechanism and the response, when the server offers it."""
        offered = start.mechanisms if isinstance(start.mechanisms, bytes) else str(start.mechanisms).encode()
        return (self.TYPE, self._token.encode()) if self.TYPE.encode() in offered.split() else (None, None)

    def erase_credentials(self) -> None:
        """Forget the token."""
        self._token = ""


if TokenCredentials not in kinds.VALID_TYPES:
    kinds.VALID_TYPES.append(TokenCredentials)


class DistributorTokenFile:
    """Tokens from a file the organisation keeps fresh, in one line and readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = ""

    def token(self, *, fresh: bool = False) -> str:
        """The token in the file. Raises OSError, also with `fresh` while it is still the one that was given last."""
        found = secret_in(self._path, "the distributor's token")
        if not (found.isascii() and found.isprintable()):
            raise OSError("the file with the distributor's token holds no token")
        if fresh and found == self._last:
            raise OSError("the distributor's token is over, and there is no new one yet")
        self._last = found
        return found


class AmqpDistributor:
    """The distributor over AMQP with TLS, on one connection for as long as it holds. Not for several threads."""

    def __init__(self, broker: Broker, tokens: Tokens, exchange: str = EXCHANGE) -> None:
        self._broker = broker
        self._tokens = tokens
        self._exchange = exchange
        self._connection: pika.BlockingConnection | None = None
        self._channel: Any = None
        self._replies: list[tuple[Any, bytes]] = []

    def send(self, haendelse: Haendelse) -> None:
        """Send, and with a new token once more when the old one is over."""
        try:
            self._once(haendelse, self._tokens.token())
        except Refusal as refusal:
            if refusal.status != TOKEN_OVER:
                raise
            self.close()  # who we are is said when the connection is made
            self._once(haendelse, self._tokens.token(fresh=True))

    def trouble(self) -> str:
        """Log in as for sending, and send nothing: `token`, `certificate`, `login`, `away`, `missing` or nothing."""
        try:
            token = self._tokens.token()
        except OSError:
            return "token"
        return self._broker.trouble(of_exchange(self._exchange), TokenCredentials(token))

    def close(self) -> None:
        """Hang up."""
        connection, self._connection = self._connection, None
        if connection:
            with suppress(*AWAY):
                connection.close()

    def _once(self, haendelse: Haendelse, token: str) -> None:
        self._connect(token)
        try:
            reply = self._answered(haendelse, token)
        except AMQPError as error:
            self.close()
            raise NoReply(type(error).__name__) from None
        except NoReply:
            self.close()
            raise
        status, text = standard_retur(reply)
        if status != DONE:
            raise Refusal(status, text)

    def _connect(self, token: str) -> None:
        """Make the connection, unless it holds. Raises OSError."""
        with suppress(*AWAY):
            if self._connection:
                self._connection.process_data_events(0)  # notices that the other side has hung up
                return
        self.close()
        self._replies.clear()
        try:
            self._connection = self._broker.connect(TokenCredentials(token))
            self._channel = self._connection.channel()
            self._channel.confirm_delivery()
            self._channel.basic_consume(DIRECT_REPLY, self._replied, auto_ack=True)
        except AWAY as error:
            self.close()
            raise OSError(type(error).__name__) from None

    def _replied(self, _channel: Any, _method: Any, properties: Any, body: bytes) -> None:
        self._replies.append((properties, body))

    def _answered(self, haendelse: Haendelse, token: str) -> bytes:
        """Publish, confirmed; what the distributor answered. Raises AMQPError, NoReply."""
        assert self._connection
        correlation = str(uuid4())
        properties = pika.BasicProperties(
            headers={"token": token},
            message_id=str(haendelse.transaktion),
            correlation_id=correlation,
            reply_to=DIRECT_REPLY,
            content_type="application/xml",
            delivery_mode=2,
        )
        self._channel.basic_publish(self._exchange, "", build(haendelse), properties, mandatory=True)
        deadline = time.monotonic() + PATIENCE
        while not self._replies:
            if time.monotonic() > deadline:
                raise NoReply("no reply")
            self._connection.process_data_events(0.1)
        answered, body = self._replies.pop(0)
        if answered.correlation_id != correlation:
            raise NoReply("another reply")
        return body


def standard_retur(content: bytes) -> tuple[int, str]:
    """Code and text of a StandardRetur. Raises Malformed."""
    root = xml_of(content)
    try:
        found = {etree.QName(one).localname: (one.text or "").strip() for one in root.iter(etree.Element)}
        return int(found["StatusKode"]), found.get("FejlbeskedTekst", "")
    except (KeyError, ValueError):
        raise Malformed("StandardRetur", "cannot be read") from None
