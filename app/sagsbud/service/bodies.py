"""Request bodies: JSON, or multipart with the JSON in a field `json` and contents streamed to disk."""

from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING, Any

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from sagsbud.domain.frozen import frozen
from sagsbud.service.checking import checked_note
from sagsbud.service.content import ContentStore, Incoming
from sagsbud.service.errors import Refusal, bad_request

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

LARGEST_JSON = 4 * 1024 * 1024
"""Bytes of an object in JSON; the largest real Sag is far below."""
MOST_PARTS = 200
LARGEST_PART_HEAD = 16 * 1024


@dataclass
class _Part:
    """The part being received: its head as it comes in, then where its bytes go."""

    head: Message = field(default_factory=Message)
    name: str = ""
    incoming: Incoming | None = None
    text: bytearray = field(default_factory=bytearray)


class MultipartBody:
    """Takes the parser's calls; `json` and `incoming` are complete when `end` was called."""

    def __init__(self, store: ContentStore) -> None:
        self._store = store
        self._part = _Part()
        self._field = bytearray()
        self._value = bytearray()
        self._parts = 0
        self._head_size = 0
        self.json: bytes | None = None
        self.incoming: dict[str, Incoming] = {}
        self.ended = False

    def callbacks(self) -> "MultipartCallbacks":
        """As the parser wants them."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._extend(self._field, data[start:end]),
            "on_header_value": lambda data, start, end: self._extend(self._value, data[start:end]),
            "on_header_end": self._header,
            "on_headers_finished": self._headers,
            "on_part_data": self._data,
            "on_part_end": self._end_part,
            "on_end": self._finish,
        }

    def drop(self) -> None:
        """Forget everything received."""
        for incoming in self.incoming.values():
            incoming.drop()
        if self._part.incoming:
            self._part.incoming.drop()

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise bad_request("the request has too many parts")
        self._part = _Part()
        self._head_size = 0

    def _extend(self, text: bytearray, data: bytes) -> None:
        self._head_size += len(data)
        if self._head_size > LARGEST_PART_HEAD:
            raise bad_request("the head of a part is too large")
        text.extend(data)

    def _header(self) -> None:
        self._part.head[self._field.decode("latin-1")] = self._value.decode("utf-8", "replace")
        self._field.clear()
        self._value.clear()

    def _headers(self) -> None:
        disposition, options = parse_options_header(self._part.head.get("Content-Disposition", "").encode())
        if disposition != b"form-data" or not options.get(b"name"):
            raise bad_request("a part of the request has no name")
        self._part.name = options[b"name"].decode("utf-8", "replace")
        if b"filename" in options or self._part.head.get_filename() is not None:  # the second knows filename* too
            if self._part.name in self.incoming:
                raise bad_request("two parts of the request have the same name")
            self._part.incoming = self._store.receive()

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._part.incoming:
            self._part.incoming.write(data[start:end])
            return
        self._part.text.extend(data[start:end])
        if len(self._part.text) > LARGEST_JSON:
            raise Refusal(413, "The object is too large.")

    def _end_part(self) -> None:
        if self._part.incoming:
            self.incoming[self._part.name] = self._part.incoming
            self._part.incoming = None
        elif self._part.name == "json":
            self.json = bytes(self._part.text)

    def _finish(self) -> None:
        self.ended = True


@frozen
class Body:
    """A request's object and the contents that came with it, by the name of their part."""

    json: Any
    incoming: dict[str, Incoming]

    def drop(self) -> None:
        """Forget the contents that were not kept."""
        for incoming in self.incoming.values():
            incoming.drop()


async def read_body(request: Request, store: ContentStore) -> Body:
    """The body of a writing request. Raises Refusal; nothing is left behind then."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"application/json":
        return Body(_decode(await _whole(request)), {})
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refusal(415, "The body must be application/json or multipart/form-data with a field json.")
    taken = MultipartBody(store)
    try:
        await _feed(request, taken, options[b"boundary"])
        if taken.json is None:
            raise bad_request("the request has no field json")
        return Body(_decode(taken.json), taken.incoming)
    except BaseException:
        taken.drop()
        raise


async def read_note(request: Request) -> str | None:
    """The note of a request whose body, if it has one, holds nothing else."""
    text = await _whole(request)
    body = _decode(text) if text else {}
    return checked_note(body.get("note") if isinstance(body, dict) else None)


async def _feed(request: Request, taken: MultipartBody, boundary: bytes) -> None:
    try:
        parser = MultipartParser(boundary, taken.callbacks())
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except FormParserError:
        raise bad_request("the multipart body is malformed") from None
    except ClientDisconnect:
        raise bad_request("the request was cut off") from None
    if not taken.ended:
        raise bad_request("the multipart body was cut off")


async def _whole(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body.extend(chunk)
            if len(body) > LARGEST_JSON:
                raise Refusal(413, "The object is too large.")
    except ClientDisconnect:
        raise bad_request("the request was cut off") from None
    return bytes(body)


def _decode(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise bad_request("the body is not JSON") from None
