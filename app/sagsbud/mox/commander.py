"""Carrying out commands from the MOX exchange, one after another, each answered before it is acknowledged."""

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pika

from sagsbud.decoding import json_decoder
from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import Retry, ServiceError, Trouble
from sagsbud.domain.mox import MessageLedger
from sagsbud.mox.bodies import Body, Done, Failure
from sagsbud.mox.broker import Broker, headers_of
from sagsbud.mox.commands import (
    Command,
    Trade,
    answer,
    failure,
    failure_of,
)
from sagsbud.mox.consuming import Consumer, Delivery, Source
from sagsbud.mox.publisher import Channel
from sagsbud.mox.wire import BESKED_ID, COMMAND_QUEUE, COMMANDS, OBJEKT_ID, Malformed, Message

log = logging.getLogger(__name__)

PATIENCE = 20.0
"""Seconds a command is tried while the service does not answer; whoever asked waits 30."""
PAUSE = 1.0
REPLY_LIMIT = 255
LATER = (Retry.LATER, Retry.VERIFY_FIRST)
"""What is simply tried again: every command may be carried out twice without harm."""


class Commander:
    """Consumes the queue of commands. Several agents may share it; each command is carried out by one of them."""

    def __init__(
        self,
        broker: Broker,
        ledger: MessageLedger,
        trade: Trade,
        clock: Clock,
        exchange: str = COMMANDS,
        queue: str = COMMAND_QUEUE,
    ) -> None:
        self._ledger = ledger
        self._trade = trade
        self._clock = clock
        self._answers: Channel | None = None
        self._consumer = Consumer("commander", broker, Source(exchange, "fanout", queue), self._take, self._begin)

    @property
    def connected(self) -> bool:
        """Whether commands come: what is sent from now on waits in the queue."""
        return self._consumer.connected

    def start(self) -> None:
        """Begin."""
        self._consumer.start()

    def stop(self) -> None:
        """End after the command in hand."""
        self._consumer.stop()

    def _begin(self, connection: pika.BlockingConnection) -> None:
        self._answers = Channel(connection)

    def _take(self, delivery: Delivery) -> None:
        properties = delivery.properties
        headers = dict(headers_of(properties))
        headers.setdefault(BESKED_ID, properties.message_id)
        if not self._trade.takes(headers):
            delivery.done()
            return
        wants_answer = bool(properties.reply_to)
        try:
            command = self._trade.read(headers, delivery.body, _moment(properties.timestamp) or self._clock())
            reply = self._carried_out(command, wants_answer)
        except Malformed as error:
            log.info("a command cannot be read")
            if not wants_answer:
                delivery.refuse()
                return
            reply = failure(failure_of(error), self._identity(properties), self._clock())
        except ServiceError as error:  # nobody waits for an answer, so that it may take as long as it takes
            log.info("a command waits: %s", error.trouble.value)
            self._consumer.pause(PAUSE)
            delivery.again()
            return
        except Exception as error:  # noqa: BLE001 - a defect in one command must not keep the others back
            log.error("a command failed: %s", type(error).__name__)
            reply = failure(_DEFECT, self._identity(properties), self._clock())
        if wants_answer:
            self._answer(properties, reply)
        delivery.done()

    def _carried_out(self, command: Command, wants_answer: bool) -> Message:
        """The answer; what was done before under the same id is answered as then. Raises Malformed, ServiceError."""
        identity = uuid5(command.id, "answer")
        kept = self._ledger.met(command.id)
        if kept:
            return _again(command, kept, identity, self._clock())
        try:
            came = self._tried(command)
        except ServiceError as error:
            if error.retry in LATER and not wants_answer:
                raise
            failed = failure_of(error)
            if error.retry is Retry.NEVER:
                self._ledger.keep(command.id, _kept(command, failed))
            return failure(failed, identity, self._clock())
        if isinstance(came, Done):
            self._ledger.keep(command.id, _kept(command, came))
        return answer(command, came, identity, self._clock())

    def _tried(self, command: Command) -> Body:
        """Do it, and again for as long as somebody waits, while the service does not answer."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._trade.do(command)
            except ServiceError as error:
                again = error.retry in LATER and time.monotonic() < deadline
                if not again or self._consumer.pause(PAUSE):
                    raise

    def _answer(self, properties: Any, reply: Message) -> None:
        assert self._answers
        to = str(properties.reply_to)[:REPLY_LIMIT]
        correlation = str(properties.correlation_id or properties.message_id or "")
        sent = replace(reply, correlation_id=correlation)
        if not self._answers.publish("", sent, to):
            log.info("nobody takes the answer to a command")

    def _identity(self, properties: Any) -> UUID:
        return uuid5(UUID(int=0), f"answer {properties.message_id} {properties.correlation_id}")


_DEFECT = Failure(kode=Trouble.DEFECT.value, tekst="The agent has a defect. Tell its supplier.")


def _kept(command: Command, body: Done | Failure) -> str:
    """An outcome as the ledger keeps it: what was asked for as a digest; ids, codes and names of fields alone."""
    return f"{_asked(command)} {type(body).__name__} {msgspec.json.encode(body).decode()}"


def _asked(command: Command) -> str:
    """What the message asks for, as a digest."""
    about = f"{command.operation} {command.objekttype} {command.headers.get(OBJEKT_ID, '')} "
    return sha256(about.encode() + command.body).hexdigest()


def _again(command: Command, kept: str, identity: UUID, at: datetime) -> Message:
    """The answer of the first time. Raises Malformed when the first time it asked for something else."""
    asked, kind, text = kept.split(" ", 2)
    if asked != _asked(command):
        raise Malformed(BESKED_ID, "is that of an earlier message that asked for something else")
    if kind == Done.__name__:
        return answer(command, json_decoder(Done).decode(text), identity, at)
    return failure(json_decoder(Failure).decode(text), identity, at)


def _moment(timestamp: int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timestamp, UTC) if timestamp else None
    except (OverflowError, OSError, ValueError):
        return None
