"""What the two processes say to each other: pickled messages with their length in front, one after the other."""

import pickle
import struct
import threading
from typing import IO, Any

from sagsbud.domain.frozen import frozen

LENGTH = struct.Struct(">Q")
"""Length of the message that follows, in bytes."""


@frozen
class Call:
    """Ask a room of the house; an attribute is read when it is no method."""

    number: int
    room: str
    name: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] | None = None


@frozen
class Answer:
    """What a call came to: a value, or the error it raised."""

    number: int
    value: Any = None
    error: Exception | None = None


@frozen
class Question:
    """The house needs the person's passphrase before it can open."""


@frozen
class Close:
    """End in the order that loses nothing."""


class LineEnded(Exception):
    """The other process is gone, or said something that is no message."""


class Wire:
    """One end of the line. Any thread may send; one receives."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        self._reader = reader
        self._writer = writer
        self._sending = threading.Lock()

    def send(self, message: object) -> None:
        """Raises LineEnded when nobody is there, and whatever pickling raises, before anything is sent."""
        body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            with self._sending:
                self._writer.write(LENGTH.pack(len(body)))
                self._writer.write(body)
                self._writer.flush()
        except (OSError, ValueError) as error:
            raise LineEnded from error

    def receive(self) -> object:
        """The next message, waited for. Raises LineEnded."""
        try:
            (length,) = LENGTH.unpack(self._exactly(LENGTH.size))
            return pickle.loads(self._exactly(length))
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            raise LineEnded from error

    def close(self) -> None:
        """Say nothing more; the other end hears it."""
        for stream in (self._writer, self._reader):
            try:
                stream.close()
            except OSError:  # what was still to be sent has nobody to hear it
                continue

    def _exactly(self, size: int) -> bytes:
        data = self._reader.read(size)
        if len(data) != size:
            raise LineEnded
        return data
