"""What parent and child say to each other: frames of msgpack with their length in front, and raw content beside them.

The child is not trusted: its answers are decoded into the exact types, never unpickled.
"""

import struct
from datetime import datetime
from typing import IO

import msgspec

from sagsbud.decoding import msgpack_decoder
from sagsbud.domain.errors import Trouble
from sagsbud.domain.extract import Extract, Kind, MailPage, PageImage

LENGTH = struct.Struct(">QQ")
"""Length of the message, then of the content that follows it, both in bytes."""
ANSWER_BYTES = 512 * 1024 * 1024
"""An answer longer than this is not believed."""


class ReadTask(msgspec.Struct, frozen=True, tag=True):
    """Read the content that follows."""

    name: str
    received_at: datetime
    own_domains: tuple[str, ...] = ()
    ocr: bool = True


class RenderTask(msgspec.Struct, frozen=True, tag=True):
    """Render a page of the content that follows."""

    name: str
    page: int
    width: int
    ranges: tuple[tuple[int, int], ...] = ()


class MailPageTask(msgspec.Struct, frozen=True, tag=True):
    """Show the HTML of the mail that follows."""

    name: str


class OpenTask(msgspec.Struct, frozen=True, tag=True):
    """Open a container where it lies, to be given out from past its first `after` documents."""

    path: bytes
    kind: Kind
    after: int = 0


class NextTask(msgspec.Struct, frozen=True, tag=True):
    """Give out the next document of the open container."""


class ReadAnswer(msgspec.Struct, frozen=True, tag=True):
    """What was read."""

    extract: Extract


class RenderAnswer(msgspec.Struct, frozen=True, tag=True):
    """The rendered page."""

    image: PageImage


class MailPageAnswer(msgspec.Struct, frozen=True, tag=True):
    """The mail's HTML, cleaned."""

    page: MailPage


class MemberAnswer(msgspec.Struct, frozen=True, tag=True):
    """A document of the open container; position 0 at its end, and when it was just opened."""

    position: int = 0
    name: str = ""
    mime: str = ""
    content: bytes = b""
    share: float = 0.0
    trouble: Trouble | None = None


class ErrorAnswer(msgspec.Struct, frozen=True, tag=True):
    """A named error; `last` when the child ends itself after it."""

    trouble: Trouble
    params: dict[str, str] = {}
    last: bool = False


Task = ReadTask | RenderTask | MailPageTask | OpenTask | NextTask
Answer = ReadAnswer | RenderAnswer | MailPageAnswer | MemberAnswer | ErrorAnswer

_encoder = msgspec.msgpack.Encoder()
_tasks: msgspec.msgpack.Decoder[Task] = msgpack_decoder(Task)
_answers: msgspec.msgpack.Decoder[Answer] = msgpack_decoder(Answer)


class BrokenWire(Exception):
    """The other side ended, or said something that is no message."""


def send(stream: IO[bytes], message: Task | Answer, content: bytes = b"") -> None:
    """Write one message and its content. Raises BrokenWire."""
    body = _encoder.encode(message)
    try:
        stream.write(LENGTH.pack(len(body), len(content)))
        stream.write(body)
        if content:
            stream.write(content)
        stream.flush()
    except (OSError, ValueError) as error:
        raise BrokenWire from error


def receive_task(stream: IO[bytes]) -> tuple[Task, bytes] | None:
    """The next task with its content; None when the parent has closed the wire."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    body, content = LENGTH.unpack(head)
    return _tasks.decode(_exactly(stream, body)), _exactly(stream, content)


def receive_answer(stream: IO[bytes]) -> Answer:
    """The child's answer. Raises BrokenWire."""
    try:
        body, content = LENGTH.unpack(_exactly(stream, LENGTH.size))
        if content or body > ANSWER_BYTES:
            raise BrokenWire
        return _answers.decode(_exactly(stream, body))
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise BrokenWire from error


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise BrokenWire
    return data
