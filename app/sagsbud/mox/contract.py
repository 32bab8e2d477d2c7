"""The contract kit: `python -m sagsbud.mox.contract --broker URL` checks an agent, ours or another supplier's.

It asks for things over the MOX exchange and holds each answer to its schema, and it listens for a while and holds what is
told on the topic exchange to its schemas. Nothing is changed in the service unless a Sag is named to file a document on.
"""

import argparse
import base64
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pika

from sagsbud.domain.frozen import frozen
from sagsbud.mox.broker import AWAY, Broker, LoginFile, Wrong, headers_of
from sagsbud.mox.kinds import BY_NAME, published_kind
from sagsbud.mox.wire import BESKED_ID, BESKEDVERSION, COMMANDS, TOPIC, Malformed

PATIENCE = 30.0
"""Seconds an agent has to answer."""
CONTENT = b"Proevebrev fra kontraktproeven.\n"


@frozen
class Finding:
    """One thing that was checked."""

    what: str
    kept: bool
    why: str = ""


@frozen
class Answer:
    """What came back for a command."""

    headers: Mapping[str, object]
    body: bytes
    correlated: bool


class Kit:
    """One run against one virtual host."""

    def __init__(
        self, connection: pika.BlockingConnection, authorization: str | None, commands: str, topic: str
    ) -> None:
        self._connection = connection
        self._channel: Any = connection.channel()
        self._authorization = authorization
        self._commands = commands
        self._channel.exchange_declare(commands, "fanout", durable=True)
        self._channel.exchange_declare(topic, "topic", durable=True)
        self._replies = self._channel.queue_declare("", exclusive=True).method.queue
        self._told = self._channel.queue_declare("", exclusive=True).method.queue
        self._channel.queue_bind(self._told, topic, "#")

    def run(self, sag: str | None, listen: float) -> Iterator[Finding]:
        """Every check, as it is done."""
        yield from self._search()
        yield from self._wrong()
        if sag:
            yield from self._upload(sag)
        yield from self._listen(listen)

    # -- commands -----------------------------------------------------------------------------------------

    def _search(self) -> Iterator[Finding]:
        headers = {"operation": "search", "objekttype": "sag"}
        yield self._held("search is answered", headers, {"query": {"brugervendtnoegle": "-"}}, "answer-found")

    def _wrong(self) -> Iterator[Finding]:
        unknown = {"operation": "read", "objekttype": "sag", "objektID": str(uuid4())}
        yield self._held("reading what is not there is a failure", unknown, {}, "answer-failure")
        yield self._held("a command without an object is a failure", {**unknown, "objektID": ""}, {}, "answer-failure")
        strange = {"operation": "dance", "objekttype": "sag"}
        yield self._held("an unknown operation is a failure", strange, {}, "answer-failure")
        yield self._held("a command without an operation is a failure", {"objekttype": "sag"}, {}, "answer-failure")
        newer = {"operation": "read", "objekttype": "sag", "objektID": str(uuid4()), BESKEDVERSION: "2"}
        yield self._held("another version of messages is a failure", newer, {}, "answer-failure")
        upload = {"operation": "upload", "objekttype": "dokument"}
        yield self._held("a document without a title is a failure", upload, {"uuid": str(uuid4())}, "answer-failure")

    def _upload(self, sag: str) -> Iterator[Finding]:
        body = {
            "uuid": str(uuid4()),
            "sagsnummer": sag,
            "titel": "Kontraktprøve",
            "brevdato": f"{datetime.now(UTC):%Y-%m-%d}",
            "filnavn": "kontraktproeve.txt",
            "mimetype": "text/plain",
            "indhold": base64.b64encode(CONTENT).decode(),
        }
        headers = {"operation": "upload", "objekttype": "dokument", "type": "Manuel", "objektreference": body["uuid"]}
        message = str(uuid4())
        first = self._asked(headers, body, message)
        yield self._judged("a document is filed by message", first, "answer-done")
        again = self._asked(headers, body, message)
        yield self._judged("the same message again is answered", again, "answer-done")
        digest = hashlib.sha256(CONTENT).hexdigest()
        read_back = first is not None and json.loads(first.body).get("sha256") == digest
        yield Finding("what is read back is what was sent", read_back)
        same = first is not None and again is not None and json.loads(first.body) == json.loads(again.body)
        yield Finding("the same message again files nothing more", same)
        other = self._asked(headers, {**body, "titel": "En anden"}, message)
        yield self._judged("an id used for something else is a failure", other, "answer-failure")

    def _held(self, what: str, headers: dict[str, str], body: Mapping[str, object], kind: str) -> Finding:
        return self._judged(what, self._asked(headers, body, str(uuid4())), kind)

    def _judged(self, what: str, answer: Answer | None, kind: str) -> Finding:
        if answer is None:
            return Finding(what, False, f"no answer within {PATIENCE:.0f} seconds")
        if not answer.correlated:
            return Finding(what, False, "the answer has another correlation id")
        try:
            BY_NAME[kind].check(answer.headers, answer.body)
        except Malformed as error:
            return Finding(what, False, str(error))
        return Finding(what, True)

    def _asked(self, headers: dict[str, str], body: Mapping[str, object], message: str) -> Answer | None:
        sent: dict[str, object] = {BESKED_ID: message, BESKEDVERSION: 1, **headers}
        if self._authorization:
            sent["autorisation"] = self._authorization
        correlation = str(uuid4())
        properties = pika.BasicProperties(
            headers=sent,
            message_id=message,
            correlation_id=correlation,
            reply_to=self._replies,
            content_type="application/json",
        )
        self._channel.basic_publish(self._commands, "", json.dumps(body).encode(), properties)
        found = self._next(self._replies, PATIENCE)
        if found is None:
            return None
        _method, answered, content = found
        return Answer(headers_of(answered), content, answered.correlation_id == correlation)

    # -- what is told -------------------------------------------------------------------------------------

    def _listen(self, seconds: float) -> Iterator[Finding]:
        deadline = time.monotonic() + seconds
        count = 0
        while (left := deadline - time.monotonic()) > 0 or count == 0:
            found = self._next(self._told, max(left, 0))
            if found is None:
                break
            count += 1
            method, properties, body = found
            try:
                published_kind(headers_of(properties), method.routing_key).check(headers_of(properties), body)
                persistent = properties.delivery_mode == 2
                yield Finding(f"told on {method.routing_key}", persistent, "" if persistent else "is not persistent")
            except Malformed as error:
                yield Finding("told on the topic exchange", False, str(error))

    def _next(self, queue: str, seconds: float) -> tuple[Any, Any, bytes] | None:
        deadline = time.monotonic() + seconds
        while True:
            method, properties, body = self._channel.basic_get(queue, auto_ack=True)
            if method is not None:
                return method, properties, body
            if time.monotonic() >= deadline:
                return None
            self._connection.process_data_events(0.05)


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Run it; 0 when everything is as the contract says, 1 when not, 2 for a wrong call, 3 without a broker."""
    parser = argparse.ArgumentParser(prog="python -m sagsbud.mox.contract", description=__doc__)
    parser.add_argument("--broker", required=True, metavar="URL", help="amqps://host/vhost, or amqp:// on this machine")
    parser.add_argument("--login-file", type=Path, help="name:password in one line; without it the broker's guest")
    parser.add_argument("--ca-file", type=Path, help="certificates to trust besides the system's")
    parser.add_argument("--authorization", help="the header `autorisation` of the commands")
    parser.add_argument("--sag", metavar="NR", help="an open Sag to file a document on")
    parser.add_argument("--listen", type=float, default=2.0, metavar="SECONDS", help="how long to listen afterwards")
    parser.add_argument("--commands", default=COMMANDS, metavar="EXCHANGE")
    parser.add_argument("--topic", default=TOPIC, metavar="EXCHANGE")
    given = parser.parse_args(arguments)
    login = LoginFile(given.login_file) if given.login_file else None
    try:
        connection = Broker.at(given.broker, login=login, ca_file=given.ca_file).connect()
    except Wrong as error:
        parser.error(f"--broker {error}")
    except AWAY as error:
        say(f"no broker: {type(error).__name__}")
        return 3
    try:
        findings = []
        for finding in Kit(connection, given.authorization, given.commands, given.topic).run(given.sag, given.listen):
            say(f"{'ok  ' if finding.kept else 'NOT '} {finding.what}{': ' if finding.why else ''}{finding.why}")
            findings.append(finding)
    finally:
        connection.close()
    broken = sum(not finding.kept for finding in findings)
    say(f"{len(findings) - broken} kept, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
