"""Sending to the national distributor: the security token as the login, a direct reply, a new token when one is over.

Only a headless gateway does this: it holds the client certificate, a clerk's PC never does.
"""

import time
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from uuid import uuid4

import pika
from lxml import etree
from pika import credentials as kinds

from sagsbud.mox.beskedfordeler import Haendelse, build, xml_of
from sagsbud.mox.broker import AWAY, Broker
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


@dataclass
class AmqpDistributor:
    """The distributor over AMQP with TLS. One message at a time; not for several threads."""

    broker: Broker
    tokens: Tokens
    exchange: str = EXCHANGE

    def send(self, haendelse: Haendelse) -> None:
        """Send, and with a new token once more when the old one is over."""
        try:
            self._once(haendelse, self.tokens.token())
        except Refusal as refusal:
            if refusal.status != TOKEN_OVER:
                raise
            self._once(haendelse, self.tokens.token(fresh=True))

    def _once(self, haendelse: Haendelse, token: str) -> None:
        parameters = self.broker.parameters()
        parameters.credentials = TokenCredentials(token)
        try:
            connection = pika.BlockingConnection(parameters)
        except AWAY as error:
            raise OSError(type(error).__name__) from None
        try:
            self._exchange_words(connection, haendelse, token)
        except pika.exceptions.AMQPError as error:
            raise NoReply(type(error).__name__) from None
        finally:
            if connection.is_open:
                connection.close()

    def _exchange_words(self, connection: Any, haendelse: Haendelse, token: str) -> None:
        channel = connection.channel()
        channel.confirm_delivery()
        replies: list[tuple[Any, bytes]] = []
        channel.basic_consume(
            DIRECT_REPLY, lambda _c, _m, properties, body: replies.append((properties, body)), auto_ack=True
        )
        correlation = str(uuid4())
        properties = pika.BasicProperties(
            headers={"token": token},
            message_id=str(haendelse.transaktion),
            correlation_id=correlation,
            reply_to=DIRECT_REPLY,
            content_type="application/xml",
            delivery_mode=2,
        )
        channel.basic_publish(self.exchange, "", build(haendelse), properties, mandatory=True)
        deadline = time.monotonic() + PATIENCE
        while not replies:
            if time.monotonic() > deadline:
                raise NoReply("no reply")
            connection.process_data_events(0.1)
        answered, body = replies[0]
        if answered.correlation_id != correlation:
            raise NoReply("another reply")
        status, text = standard_retur(body)
        if status != DONE:
            raise Refusal(status, text)


def standard_retur(content: bytes) -> tuple[int, str]:
    """Code and text of a StandardRetur. Raises Malformed."""
    root = xml_of(content)
    try:
        found = {etree.QName(one).localname: (one.text or "").strip() for one in root.iter(etree.Element)}
        return int(found["StatusKode"]), found.get("FejlbeskedTekst", "")
    except (KeyError, ValueError):
        raise Malformed("StandardRetur", "cannot be read") from None
