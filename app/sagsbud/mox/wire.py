"""A MOX message on the wire: AMQP properties, headers and a JSON body; and what makes one fit to be sent.

Header names are those of the standard's agents, letter for letter (STANDARDS 4.2).
"""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from uuid import UUID

from sagsbud.domain.frozen import frozen
from sagsbud.domain.mox import Livscyklus, Objekttype

AUTORISATION = "autorisation"
BESKED_ID = "beskedID"
BESKEDTYPE = "beskedtype"
BESKEDVERSION = "beskedversion"
OBJEKTREFERENCE = "objektreference"
OBJEKTTYPE = "objekttype"
OBJEKT_ID = "objektID"
OPERATION = "operation"
QUERY = "query"
TYPE = "type"
LIVSCYKLUSKODE = "livscykluskode"

VERSION = "1"
APP = "sagsbud"
JSON = "application/json"

TOPIC = "mox.notifications.topic"
"""Topic exchange of what happened; keys `<objekttype>.<livscykluskode>`, `dokument.upload` and `<objekttype>.fejl`."""
COMMANDS = "mox.rest"
"""Fanout exchange of what somebody wants done."""
COMMAND_QUEUE = "sagsbud.commands"
REFERENCE_QUEUE = "mox.notifications"
"""The one queue of the reference's own relay, on the default exchange."""
DEAD_EXCHANGE = "sagsbud.dead"
DEAD_QUEUE = "sagsbud.dead"

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_WORDS = "|".join(
    [
        *Livscyklus,
        *Objekttype,
        *("create", "read", "search", "list", "update", "passivate", "delete", "upload"),
        *("notification", "effectupdate", "fejl", "svar", "Manuel", VERSION),
    ]
)
_HARMLESS = re.compile(rf"{_UUID}|{_WORDS}")
_KEY = re.compile(rf"(?:{'|'.join(Objekttype)})\.(?:{'|'.join(Livscyklus)}|upload|fejl)|")
_QUEUE = re.compile(rf"sagsbud\.(?:{_UUID})(?:\.[a-z]+)?")


class Malformed(ValueError):
    """A message nobody can act on. `place` names the header or the field, the text says what is wrong with it.

    Neither holds a value out of the message.
    """

    kode = "bad_message"
    """The stable code of the failure it is answered with."""

    def __init__(self, place: str, wrong: str) -> None:
        super().__init__(f"{place}: {wrong}")
        self.place = place
        self.wrong = wrong


@frozen
class Message:
    """One message, apart from the exchange it goes to."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    routing_key: str = ""
    message_id: str = ""
    at: datetime | None = None
    correlation_id: str = ""

    def check(self) -> "Message":
        """Itself. Raises ValueError when a header or the routing key holds anything but ids and words of the standard.

        Headers and keys are seen by everybody who runs a broker, so nothing personal may ever stand there.
        """
        wrong = [name for name, value in self.headers.items() if not _HARMLESS.fullmatch(value)]
        if wrong or not _KEY.fullmatch(self.routing_key):
            raise ValueError(f"not fit for a header: {', '.join(wrong) or 'routing key'}")
        return self


def queue_name(installation: UUID, role: str) -> str:
    """The queue of one desktop or agent: its own, so that nobody takes its messages."""
    name = f"sagsbud.{installation}.{role}"
    if not _QUEUE.fullmatch(name):
        raise ValueError("not fit for a queue's name")
    return name


def uuid_in(headers: Mapping[str, object], name: str) -> UUID:
    """A header that is a uuid. Raises Malformed."""
    given = headers.get(name)
    if given is None or given == "":
        raise Malformed(name, "is missing")
    try:
        return UUID(str(given))
    except ValueError:
        raise Malformed(name, "is no uuid") from None


def word_in(headers: Mapping[str, object], name: str, *words: str) -> str:
    """A header that is one of these words, in any case of letters. Raises Malformed."""
    given = str(headers.get(name) or "")
    if not given:
        raise Malformed(name, "is missing")
    for word in words:
        if given.lower() == word.lower():
            return word
    raise Malformed(name, "is not one of " + ", ".join(words))
