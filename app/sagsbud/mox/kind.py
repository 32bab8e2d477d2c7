"""What one kind of message is: its headers by their rules, its body, its schema, an example."""

from collections.abc import Mapping
from typing import Any

import msgspec

from sagsbud.domain.frozen import frozen
from sagsbud.mox.bodies import Body, decode
from sagsbud.mox.wire import Message, uuid_in, word_in

UUID_RULE = ("uuid",)
"""The rule of a header that is a uuid; any other rule is the words it may be."""


@frozen
class Kind:
    """One kind of message. `headers` name the rule of each; those in `optional` may be missing."""

    name: str
    text: str
    goes_to: str
    headers: Mapping[str, tuple[str, ...]]
    body: type[Body]
    example: Message
    optional: frozenset[str] = frozenset()

    def schema(self) -> dict[str, Any]:
        """The JSON schema of an object with the message's `headers` and `body`."""
        body = msgspec.json.schema(self.body)
        defs = body.pop("$defs", {})
        headers = {name: _header_schema(rule) for name, rule in self.headers.items()}
        required = [name for name in self.headers if name not in self.optional]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "type": "object",
            "properties": {"headers": {"type": "object", "properties": headers, "required": required}, "body": body},
            "required": ["headers", "body"],
            "$defs": defs,
        }

    def shown(self) -> dict[str, Any]:
        """The example as an object the schema describes."""
        return {"headers": dict(self.example.headers), "body": msgspec.json.decode(self.example.body)}

    def check(self, headers: Mapping[str, object], body: bytes) -> None:
        """Raises Malformed when a message of this kind is not as it should be."""
        for name, rule in self.headers.items():
            if name in self.optional and name not in headers:
                continue
            if rule == UUID_RULE:
                uuid_in(headers, name)
            else:
                word_in(headers, name, *rule)
        decode(self.body, body)


def _header_schema(rule: tuple[str, ...]) -> dict[str, Any]:
    if rule == UUID_RULE:
        return {"type": "string", "format": "uuid"}
    return {"const": rule[0]} if len(rule) == 1 else {"enum": list(rule)}
