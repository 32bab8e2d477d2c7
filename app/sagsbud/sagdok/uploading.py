"""An object with its contents as one form, sent piece by piece: memory stays flat whatever the size."""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import IO
from uuid import uuid4

from sagsbud.domain.errors import Refused
from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.pacing import NO_LIMIT, PACED_PIECE, Pace

PIECE = 1 << 18
Progress = Callable[[int, int], None]
"""Told how many bytes have been handed over and how many there are, contents and form together."""


@frozen
class _Content:
    """A stream from where it stood when it was given."""

    head: bytes
    stream: IO[bytes]
    begin: int
    size: int

    def pieces(self) -> Iterator[bytes]:
        """All of it, and nothing that has grown since."""
        self.stream.seek(self.begin)
        left = self.size
        while left:
            piece = self.stream.read(min(PIECE, left))
            if not piece:
                raise Refused(cause="content_changed")
            left -= len(piece)
            yield piece


class Form:
    """The form. Its length is known before it is sent, and it can be sent again from its beginning."""

    def __init__(
        self,
        body: bytes,
        contents: Mapping[str, IO[bytes]],
        progress: Progress | None = None,
        pace: Pace = NO_LIMIT,
    ) -> None:
        self._boundary = uuid4().hex
        self._progress = progress
        self._pace = pace
        self._object = self._head("json") + body + b"\r\n"
        self._contents = [self._content(name, stream) for name, stream in contents.items()]
        self._end = f"--{self._boundary}--\r\n".encode()

    @property
    def size(self) -> int:
        """Its length in bytes."""
        heads = sum(len(content.head) + content.size + 2 for content in self._contents)
        return len(self._object) + heads + len(self._end)

    @property
    def headers(self) -> dict[str, str]:
        """What goes with it."""
        kind = f"multipart/form-data; boundary={self._boundary}"
        return {"Content-Type": kind, "Content-Length": str(self.size)}

    def __iter__(self) -> Iterator[bytes]:
        sent, size = 0, self.size
        for piece in self._paced() if self._pace.limited else self._pieces():
            yield piece
            sent += len(piece)
            if self._progress:
                self._progress(sent, size)

    def _paced(self) -> Iterator[bytes]:
        for piece in self._pieces():
            for start in range(0, len(piece), PACED_PIECE):
                part = piece[start : start + PACED_PIECE]
                self._pace(len(part))
                yield part

    def _pieces(self) -> Iterator[bytes]:
        yield self._object
        for content in self._contents:
            yield content.head
            yield from content.pieces()
            yield b"\r\n"
        yield self._end

    def _content(self, name: str, stream: IO[bytes]) -> _Content:
        begin = stream.tell()
        size = stream.seek(0, os.SEEK_END) - begin
        stream.seek(begin)
        return _Content(self._head(name, file=True), stream, begin, size)

    def _head(self, name: str, *, file: bool = False) -> bytes:
        """A file needs a file name to be seen as one; services throw it away."""
        quoted = name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        extra = f'; filename="{quoted}"\r\nContent-Type: application/octet-stream' if file else ""
        return f'--{self._boundary}\r\nContent-Disposition: form-data; name="{quoted}"{extra}\r\n\r\n'.encode()
